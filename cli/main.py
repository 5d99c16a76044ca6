"""The command `openpeel`."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import NoReturn

import click
from sqlite_utils import Database
from yaml import YAMLError

from openpeel import __version__
from openpeel.cli.track import PRIVATE, track
from openpeel.loaders.build import build
from openpeel.loaders.database import open_read_only
from openpeel.loaders.errors import INTERRUPTED, DataError, DataErrors, one_line
from openpeel.loaders.fetch import fetch
from openpeel.loaders.ingest import ingest
from openpeel.loaders.ingest_folder import REFUSED, ingest_folder, summary
from openpeel.loaders.interruption import was_interrupted
from openpeel.loaders.report.find import texts_in
from openpeel.loaders.source_files import SourceFile, read_sources
from openpeel.loaders.statistics.load import file_names
from openpeel.outputs.change_log import log_changes
from openpeel.outputs.difference import (
    compare_databases,
    difference_as_json,
    difference_as_text,
    read_changed_values,
)
from openpeel.outputs.export.export import FORMATS, export
from openpeel.outputs.gaps import gaps_as_json, gaps_as_text, gaps_of
from openpeel.outputs.intact import check_intact
from openpeel.outputs.verify import verify

DB = click.option(
    "--db",
    type=click.Path(path_type=Path),
    default=Path("openpeel.db"),
    show_default=True,
    help="The database file.",
)
PUBLIC_URL = click.option(
    "--public-url",
    envvar="OPENPEEL_PUBLIC_URL",
    help="Where readers find the site, for canonical addresses.  [default: as they ask]",
)
CONTACT = click.option(
    "--contact",
    envvar="OPENPEEL_CONTACT",
    help="Where readers report errors: an email, or a form's address with {title} and {body}.",
)
QUIET = click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")


class Commands(click.Group):
    """A group whose commands end with exit code 1, and no traceback, on wrong data."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn an error of the data into a message."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            self.stop(ctx)
        except (DataError, DataErrors) as error:
            self.end_if_interrupted(ctx)
            raise click.ClickException(str(error)) from error
        except (OSError, UnicodeDecodeError, YAMLError, sqlite3.Error) as error:
            # A file of the package itself, a folder closed to us, or a disk that refuses.
            self.end_if_interrupted(ctx)
            raise click.ClickException(one_line(f"{type(error).__name__}: {error}")) from error

    def end_if_interrupted(self, ctx: click.Context) -> None:
        """End as Control-C does, where that is what came out as an error."""
        if was_interrupted():
            self.stop(ctx)

    def stop(self, ctx: click.Context) -> NoReturn:
        """End as Control-C does."""
        click.echo("Stopped.", err=True)
        ctx.exit(INTERRUPTED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="openpeel")
def main() -> None:
    """Police inspections of England and Wales as one database.

    Build the database from the facts that ship with openpeel, then browse it:

    \b
        openpeel build
        openpeel serve

    Exit codes: 0 done, 1 the data are wrong, 2 the command line is wrong, 130 stopped by Control-C.
    """  # noqa: D301 (click leaves a paragraph that starts with \b as it is)


main.add_command(track)


@main.command("build")
@DB
@QUIET
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    envvar="OPENPEEL_SOURCES",
    help="Folder of reports' texts and open statistics.  [default: sources, if there is one]",
)
@click.option(
    "--whole", is_flag=True, help="Rebuild everything, even where only a few reports changed."
)
@click.option(
    "--accept",
    multiple=True,
    metavar="FILE",
    envvar="OPENPEEL_ACCEPT",
    help="Name of a file of statistics to load although it is doubtful; may be repeated.",
)
def build_command(
    db: Path, quiet: bool, sources: Path | None, whole: bool, accept: tuple[str, ...]
) -> None:
    """Build the database and check it.

    Reads the facts, puts them into a new file beside the old one, runs every check and
    only then swaps the two. If anything is wrong, the message names file, line, column
    and value, and the old database stays as it was.

    Where a report lies among the sources (as a PDF or a text), its passages
    become readable and searchable. Files of open statistics (crime, outcomes, workforce,
    population, boundaries) are found by their names, checked and loaded whole; in place of a
    missing one, the few values that ship with openpeel are used. A number that is far from the
    year before, or a file that is not as it is known, stops the build until you accept it.
    """
    if sources is None and Path("sources").is_dir():
        sources = Path("sources")
    built = build(db, sources=sources, whole=whole, accepted=accept)
    if not quiet:
        rows = sum(built.rows.values())
        click.echo(
            f"{built.path}: {rows:,} rows in {len(built.rows)} tables, "
            f"{built.views} views, {built.checks} checks passed"
        )
        click.echo(f"  {built.how}")
        for report, passages in built.reports.items():
            click.echo(f"  read {report}: {passages:,} passages")
        for report, replaced in built.replaced.items():
            click.echo(
                f"  {report}: the report's own list replaces {replaced.improvements} improvements "
                "from web pages, with their themes"
            )
            for statement in replaced.left_out:
                click.echo(f"    left out: {statement}")
        if not built.reports:
            click.echo("  no report's own text among the sources: pages cite, but do not quote")
        for dataset, (file, records) in built.statistics.datasets.items():
            checksum = built.statistics.checksums[dataset]
            click.echo(f"  read {file}: {records:,} records ({dataset}), {checksum}")
        if sources:
            for kind in built.statistics.absent:
                click.echo(f"  not among the sources: {kind}")
            tell_strange(built.statistics.strange, built.path)
            for path in texts_in(sources):
                if path.name not in built.reports:
                    click.echo(f"  not read, no report of a known kind: {path.name}")
        else:
            click.echo("  no open statistics among the sources: only the values that ship")
        for name in ("inspection", "judgment", "improvement", "measure", "observation", "caveat"):
            click.echo(f"  {name:<12} {built.rows[name]:>6,}")


def tell_strange(files: tuple[str, ...], path: Path) -> None:
    """Name the files that were not read, and what files are called that would be."""
    for file in files:
        click.echo(f"  not read, no known name: {file}")
    if not files:
        return
    click.echo("  files are known by their names; rename one to what its kind is called:")
    db = Database(open_read_only(path))
    for kind, patterns in file_names(db).items():
        click.echo(f"    {kind}: {', '.join(patterns)}")
    db.close()


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
    """Read a report into an inspection package to review and keep.

    REPORT is a PDF, a text or a saved web page, or a folder of them. Of a folder, every report is
    read, by one process for each core; the summary says which were read, which were read with
    something missing (reported), and which were refused. One that is refused stops no other; the
    exit code is then 1.

    Writes the grades, areas for improvement, causes of concern, tables and numbers that
    stand in every report of its kind as CSV files, and a review.md that says what was not
    found and what a person has to decide. Nothing is guessed.
    """
    if not report.is_dir():
        ingest(report, out, (lambda line: None) if quiet else click.echo)
        return
    with click.progressbar(
        length=len(texts_in(report)), label="Reading", file=sys.stderr, hidden=quiet
    ) as bar:
        outcomes = ingest_folder(report, out, lambda: bar.update(1))
    if not quiet:
        for line in summary(outcomes):
            click.echo(line)
    refused = [outcome for outcome in outcomes if outcome.result == REFUSED]
    if refused:
        raise DataErrors([DataError(outcome.words, outcome.path) for outcome in refused])


@main.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@DB
@QUIET
@click.option(
    "--format",
    "formats",
    help=f"One or more of {', '.join(FORMATS)}, separated by commas.  [default: {FORMATS[0]}]",
)
@click.option("--only", multiple=True, metavar="NAME", help="A table or view; may be repeated.")
@click.option(
    "--bom",
    is_flag=True,
    help="Begin CSV files with the byte-order mark by which Excel recognises UTF-8.",
)
@click.option("--site", is_flag=True, help="Write the pages of the site instead, as static files.")
@PUBLIC_URL
@CONTACT
def export_command(
    folder: Path,
    db: Path,
    quiet: bool,
    formats: str | None,
    only: tuple[str, ...],
    bom: bool,
    site: bool,
    public_url: str | None,
    contact: str | None,
) -> None:
    """Write the database as a data package into FOLDER.

    Each table and view becomes a file with every row; datapackage.json and README.md say what
    they, their columns and their keys are. xlsx and ods are workbooks, and db is the database
    itself. Parquet and xlsx need more packages: pip install 'openpeel[export]'. The same database
    gives the same bytes. An earlier package in FOLDER is replaced in one step.

    With --site it writes the pages of the site as files that need no server: for any web server, or
    to open from a disk. Search, SQL and free combinations of choices are not among them. Without
    --public-url they have no feed and no sitemap.
    """
    if site:
        if formats or only or bom:
            raise click.UsageError("--site does not go with --format, --only or --bom.")
        export_site(folder, db, quiet, public_url, contact)
        return
    chosen = [format_.strip() for format_ in (formats or FORMATS[0]).split(",")]
    for format_ in chosen:
        if format_ not in FORMATS:
            raise click.BadParameter(
                f"no such format: {format_} (expected some of {', '.join(FORMATS)})",
                param_hint="--format",
            )
    with ExitStack() as stack:

        def progress(total: int) -> Callable[[int], object]:
            bar = click.progressbar(length=total, label="Rows", file=sys.stderr)
            return stack.enter_context(bar).update

        shown = {} if quiet else {"progress": progress}
        made = export(db, folder, chosen, only, bom=bom, **shown)
    if not quiet:
        click.echo(
            f"{made.folder}: {made.resources} tables and views, {made.rows:,} rows, "
            f"{made.files} files"
        )


def export_site(
    folder: Path, db: Path, quiet: bool, public_url: str | None, contact: str | None
) -> None:
    """Write the site as static files, with a bar that grows as pages are found."""
    # Imported here: no other export needs the web server.
    from openpeel.web.site_copy import copy_site

    with click.progressbar(length=1, label="Pages", file=sys.stderr, hidden=quiet) as bar:

        def progress(done: int, known: int) -> None:
            bar.length = known
            bar.update(done - bar.pos)

        made = copy_site(db, folder, public_url, contact, progress)
    if not quiet:
        click.echo(
            f"{made.folder}: {made.pages:,} pages, {made.files:,} other files,"
            f" {made.bytes / 1e6:,.0f} MB"
        )


@main.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--check",
    is_flag=True,
    help="Exit with 1 if the version was not raised enough, or changed values are not logged.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path, file_okay=False),
    help="Add each changed value to the log in this folder (data/reference of the source).",
)
@click.option("--why", help="With --log: why the values were changed.")
def diff_command(
    old: Path, new: Path, as_json: bool, check: bool, log: Path | None, why: str | None
) -> None:
    """Compare two databases: rows by key, and the shapes of tables and views.

    Says which part of the data version must be raised: the first where a column, key or row was
    removed or a column has another type, the second where something was added, the third where
    values were corrected.

    With --log it adds the values that differ, with version and reason, to the files behind the
    page /changes: released_version.csv and changed_value.csv.
    """
    if (log is None) != (why is None):
        raise click.UsageError("--log and --why go together.")
    found = compare_databases(old, new)
    if log and why:
        if found.new_version == found.old_version:
            raise click.UsageError(
                f"both have version {found.new_version}; raise data/VERSION first."
            )
        values = read_changed_values(old, new)
        today = date.today().isoformat()
        added = log_changes(log, found.new_version, today, why, values)
        click.echo(
            f"{log}: {added:,} changed values of version {found.new_version} added", err=True
        )
    if as_json:
        click.echo(json.dumps(difference_as_json(found), indent=1))
    else:
        for line in difference_as_text(found):
            click.echo(line)
    if check and (found.not_logged or not found.is_raised_enough):
        raise SystemExit(1)


@main.command("check")
@click.argument("db", type=click.Path(path_type=Path), default=Path("openpeel.db"), metavar="[DB]")
@QUIET
def check_command(db: Path, quiet: bool) -> None:
    """Check that the database DB is as it was built; DB is openpeel.db by default.

    Compares the file, and every table, view and index, with the checksums that the build wrote;
    then asks SQLite whether the file is sound, and checks foreign keys, numbers of rows and every
    rule about the data. Says what was changed and exits with 1.

    The checksums show damage and changes. They cannot show that somebody built another database:
    for that, compare contents_sha256 of the table release.
    """
    check_intact(db, (lambda line: None) if quiet else click.echo)


@main.command("verify")
@DB
@QUIET
def verify_command(db: Path, quiet: bool) -> None:
    """Check the facts against the report's own text.

    Needs a database built with the text among the sources. Says for every value, judgment,
    area for improvement and status whether it was found on the page that is cited; exits with 1
    if the text contradicts a fact.
    """
    verify(db, (lambda line: None) if quiet else click.echo)


@main.command("coverage")
@click.argument("db", type=click.Path(path_type=Path), default=Path("openpeel.db"), metavar="[DB]")
@click.option("--json", "json_", is_flag=True, help="As JSON: every row, with its query.")
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Number of rows of each list; JSON has them all.",
)
def coverage_command(db: Path, json_: bool, rows: int) -> None:
    """List the largest gaps in the database DB, which is openpeel.db by default.

    They are grades not found by round and question, rounds without improvements by force, when
    the inspectorate last reported, reports without a day of publication and responses that
    nobody has looked for.
    """
    read_until, lists = gaps_of(db)
    click.echo(gaps_as_json(read_until, lists) if json_ else gaps_as_text(read_until, lists, rows))


@main.command("fetch")
@QUIET
@click.argument("name", nargs=-1)
@click.option(
    "--sources",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="OPENPEEL_SOURCES",
    default=Path("sources"),
    show_default=True,
    help="Folder to put the files into.",
)
@click.option("--again", is_flag=True, help="Fetch again what is there already.")
@click.option("--list", "only_list", is_flag=True, help="Only say what there is to fetch.")
def fetch_command(
    name: tuple[str, ...], quiet: bool, sources: Path, again: bool, only_list: bool
) -> None:
    """Download the official sources into the sources folder.

    NAME is one of those that --list shows; without it all are fetched. An interrupted
    download is resumed. Where no address of a file is known, or fetching it fails, the
    command says how to get it by hand.
    """
    wanted = choose(read_sources(), name)
    if only_list:
        for source in wanted:
            there = "there" if (sources / source.file_name).exists() else "not there"
            click.echo(f"{source.id}: {source.title} ({source.publisher}, {source.licence})")
            known = "checksum known" if source.sha256 else "no checksum known"
            untried = " (nobody has tried this address yet)" if source.is_untried else ""
            click.echo(f"  {source.file_name}, {there}, {known}")
            if source.address:
                click.echo(f"  from {source.address}{untried}")
            click.echo(f"  {source.by_hand(sources)}")
        return
    say: Callable[[str], object] = (lambda line: None) if quiet else click.echo
    errors: list[str] = []
    for source in wanted:
        if not name and source.address is None and not (sources / source.file_name).exists():
            say(f"{source.file_name}: no address is known; {source.by_hand(sources)}")
            continue
        try:
            with ProgressBar(source, quiet) as progress:
                got = fetch(source, sources, again=again, progress=progress)
        except DataError as error:
            untried = "\n  nobody has tried this address yet" if source.is_untried else ""
            errors.append(f"{error}{untried}\n  {source.by_hand(sources)}")
            continue
        what = "was there" if got.was_there else "fetched"
        say(f"{got.path}: {what}, {got.size:,} bytes, sha256 {got.sha256}")
    if errors:
        raise click.ClickException("\n".join(errors))


def choose(sources: list[SourceFile], names: tuple[str, ...]) -> list[SourceFile]:
    """The sources that are named, in the order of the list; all where none is."""
    known = [source.id for source in sources]
    for name in names:
        if name not in known:
            raise click.UsageError(f"no source is called {name!r}; there are: {', '.join(known)}")
    return [source for source in sources if not names or source.id in names]


class ProgressBar:
    """A bar on standard error for one download; it appears with the first bytes."""

    def __init__(self, source: SourceFile, quiet: bool) -> None:
        self.source, self.quiet = source, quiet
        self.bar: click._termui_impl.ProgressBar[int] | None = None

    def __enter__(self) -> ProgressBar:
        return self

    def __call__(self, done: int, total: int | None) -> None:
        """Show how far it has come."""
        if self.quiet:
            return
        if self.bar is None:
            known = total is not None
            self.bar = click.progressbar(
                length=total if total is not None else self.source.max_bytes,
                label=self.source.file_name,
                show_eta=known,
                show_percent=known,
                item_show_func=lambda done: f"{(done or 0) / 1e6:.1f} MB",
                file=sys.stderr,
            )
        # Not update(), which cannot go back: a download may have to start again.
        self.bar.make_step(done - self.bar.pos)
        self.bar.current_item = done
        self.bar.render_progress()

    def __exit__(self, *error: object) -> None:
        if self.bar is not None:
            self.bar.render_finish()


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
@PUBLIC_URL
@CONTACT
@click.option(
    "--private",
    type=click.Path(path_type=Path),
    is_flag=False,
    flag_value=PRIVATE,
    help=f"Serve this private database too, beside the public one.  [without PATH: {PRIVATE}]",
)
@click.option(
    "--allow-remote",
    is_flag=True,
    help="With --private: allow an address that other computers reach.",
)
@click.option(
    "--reload", is_flag=True, help="Move to a new database once one is built in its place."
)
def serve_command(
    db: Path,
    quiet: bool,
    host: str,
    port: int,
    public_url: str | None,
    contact: str | None,
    private: Path | None,
    allow_remote: bool,
    reload: bool,
) -> None:
    """Serve the database as web pages, SQL, JSON and CSV.

    The file is opened read only. Build it first with `openpeel build`. One that was changed since
    is refused. After another build the old data are served on, until the signal SIGHUP or, with
    --reload, at once: requests under way are answered by the old data, later ones by the new.

    Private lists (see `openpeel track`) are served only with --private, and then only to
    this computer.
    """
    if allow_remote and private is None:
        raise click.UsageError("--allow-remote goes with --private.")

    # Imported here: no other command needs the web server, which takes longest to load.
    from openpeel.web.private_site import serve_private
    from openpeel.web.server import serve

    def tell(address: str) -> None:
        if not quiet:
            announce(address)

    if private is None:
        serve(db, host, port, tell, public_url, contact, reload)
    else:
        serve_private(db, private, host, port, tell, allow_remote, reload)


def announce(address: str) -> None:
    """Tell where the site is."""
    click.echo(f"openpeel is at {address} (stop it with Control-C)")
