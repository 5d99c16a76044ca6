"""The commands `openpeel track …`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from openpeel.loaders.errors import DataError
from openpeel.loaders.extras import extra
from openpeel.loaders.track.store import Imported, import_list
from openpeel.outputs.paper import write_paper

PRIVATE = Path("openpeel-private.db")

DB = click.option(
    "--db",
    type=click.Path(path_type=Path),
    default=Path("openpeel.db"),
    show_default=True,
    help="The public database.",
)
PRIVATE_DB = click.option(
    "--private",
    type=click.Path(path_type=Path),
    default=PRIVATE,
    show_default=True,
    help="The private database.",
)
AS_OF = click.option(
    "--as-of",
    "day",
    metavar="DAY",
    callback=lambda _context, _option, text: read_day(text),
    help="A day such as 2017-04-27.  [default: today]",
)
QUIET = click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")


def read_day(text: str | None) -> str:
    """A day as ISO text; today where none is given."""
    if text is None:
        return date.today().isoformat()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day such as 2017-04-27") from error
    if day.isoformat() != text:
        raise click.BadParameter(f"{text!r} is no day such as 2017-04-27")
    return text


@click.group()
def track() -> None:
    """Keep a list of your own beside the public record, in private.

    A force's or commissioner's own list of what inspections ask of it is read, checked and
    added to a private database of its own. It is never part of the public database, of its
    downloads or its pages; `openpeel serve --private` shows both side by side.

    \b
        openpeel track template list.xlsx
        openpeel track import list.xlsx --force essex
        openpeel track report --out paper.html
        openpeel serve --private
    """  # noqa: D301 (click leaves a paragraph that starts with \b as it is)


@track.command("template")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", help="List the improvements of this force in the workbook.")
@DB
@QUIET
def template_command(file: Path, force: str | None, db: Path, quiet: bool) -> None:
    """Write an empty list, with notes, to fill in.

    FILE is a new .xlsx workbook, or a new .csv file with the headings only.
    """
    with extra("track"):
        from openpeel.outputs.template import write_template
    write_template(file, db, force)
    if not quiet:
        click.echo(f"{file}: an empty list")


@track.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="YAML file that maps the list's headings and words to openpeel's.",
)
@click.option("--force", help="The force that the list is about, such as essex.")
@PRIVATE_DB
@AS_OF
@DB
@QUIET
def import_command(
    file: Path,
    mapping: Path | None,
    force: str | None,
    private: Path,
    day: str,
    db: Path,
    quiet: bool,
) -> None:
    """Add a list, as it stands on a day, to the private database.

    FILE is a .csv or .xlsx file. Everything that is wrong with it is told at once, with
    sheet, row and column, and nothing is then added. What earlier lists said stays; the
    first target date of an item is kept for good; an item that is no longer on the list is
    marked so. A list that is held already adds nothing.
    """
    if day > date.today().isoformat():
        raise click.BadParameter(f"{day} is still to come", param_hint="--as-of")
    done = import_list(file, private, db, mapping, force, day)
    if not quiet:
        tell(private, done)


def tell(private: Path, done: Imported) -> None:
    """Say what an import did."""
    if done.held_already:
        click.echo(f"{private}: held already, as the list of {done.taken_on}; nothing added")
        return
    click.echo(
        f"{private}: list of {done.taken_on} with {done.items:,} items: {done.new:,} new, "
        f"{done.changed:,} changed, {done.same:,} as before; "
        f"{done.gone:,} that are held are not on it"
    )
    for remark in done.remarks:
        click.echo(f"  {remark}")


@track.command("report")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="File to write: .html or .ods.",
)
@PRIVATE_DB
@AS_OF
@DB
@QUIET
def report_command(out: Path, private: Path, day: str, db: Path, quiet: bool) -> None:
    """Write a paper for a committee, as things stood on a day.

    Every total in it is checked before it is written.
    """
    if out.suffix.lower() not in (".html", ".ods"):
        raise DataError("not a paper that can be written", out, expected="an .html or .ods file")
    write_paper(out, private, db, day)
    if not quiet:
        click.echo(f"{out}: as of {day}")
