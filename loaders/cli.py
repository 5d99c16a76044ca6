"""The command `openpeel`."""

from __future__ import annotations

from pathlib import Path

import click
from yaml import YAMLError

from openpeel import __version__
from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.ingest import ingest
from openpeel.loaders.site import serve
from openpeel.loaders.verify import verify

DB = click.option(
    "--db",
    type=click.Path(path_type=Path),
    default=Path("openpeel.db"),
    show_default=True,
    help="The database file.",
)
QUIET = click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")


class Commands(click.Group):
    """A group whose commands end with exit code 1, and no traceback, on wrong data."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn an error of the data into a message."""
        try:
            return super().invoke(ctx)
        except (DataError, DataErrors) as error:
            raise click.ClickException(str(error)) from error
        except (OSError, UnicodeDecodeError, YAMLError) as error:
            # A file of the package itself, or a folder closed to us.
            raise click.ClickException(f"{type(error).__name__}: {error}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="openpeel")
def main() -> None:
    r"""Police inspections of England and Wales as one database.

    Build the database from the facts that ship with openpeel, then browse it:

    \b
        openpeel build
        openpeel serve

    Exit codes: 0 done, 1 the data are wrong, 2 the command line is wrong.
    """


@main.command("build")
@DB
@QUIET
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    envvar="OPENPEEL_SOURCES",
    help="Folder of the reports' own texts.  [default: sources, if there is one]",
)
def build_command(db: Path, quiet: bool, sources: Path | None) -> None:
    """Build the database and check it.

    Reads the facts, puts them into a new file beside the old one, runs every check and
    only then swaps the two. If anything is wrong, the message names file, line, column
    and value, and the old database stays as it was.

    Where a report lies among the sources (as a PDF or a text), its passages
    become readable and searchable.
    """
    if sources is None and Path("sources").is_dir():
        sources = Path("sources")
    built = build(db, sources=sources)
    if not quiet:
        rows = sum(built.rows.values())
        click.echo(
            f"{built.path}: {rows:,} rows in {len(built.rows)} tables, "
            f"{built.views} views, {built.checks} checks passed"
        )
        for report, passages in built.reports.items():
            click.echo(f"  read {report}: {passages:,} passages")
        if not built.reports:
            click.echo("  no report's own text among the sources: pages cite, but do not quote")
        for name in ("inspection", "judgment", "improvement", "measure", "observation", "caveat"):
            click.echo(f"  {name:<12} {built.rows[name]:>6,}")


@main.command("ingest")
@click.argument("report", type=click.Path(path_type=Path))
@QUIET
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("."),
    show_default=True,
    help="Folder in which the package's folder is made.",
)
def ingest_command(report: Path, quiet: bool, out: Path) -> None:
    """Read a report (PDF or text) into an inspection package to review and keep.

    Writes the grades, areas for improvement, causes of concern, tables and numbers that
    stand in every report of its kind as CSV files, and a review.md that says what was not
    found and what needs a person. Nothing is guessed.
    """
    ingest(report, out, (lambda line: None) if quiet else click.echo)


@main.command("verify")
@DB
@QUIET
def verify_command(db: Path, quiet: bool) -> None:
    """Say which facts the report's own text bears out.

    Needs a database built with the text among the sources. Tells for every value, judgment,
    area for improvement and status whether it was found where it is cited from; ends with 1
    if the text says otherwise.
    """
    verify(db, (lambda line: None) if quiet else click.echo)


@main.command("serve")
@DB
@QUIET
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--public-url",
    envvar="OPENPEEL_PUBLIC_URL",
    help="Where readers find the site, for canonical addresses.  [default: as they ask]",
)
def serve_command(db: Path, quiet: bool, host: str, port: int, public_url: str | None) -> None:
    """Serve the database as web pages, SQL, JSON and CSV.

    The file is opened read only. Build it first with `openpeel build`.
    """
    serve(db, host, port, lambda address: None if quiet else announce(address), public_url)


def announce(address: str) -> None:
    """Tell where the site is."""
    click.echo(f"openpeel is at {address} (stop it with Control-C)")


if __name__ == "__main__":
    main()
