"""Build the database: beside the old one, checked, then swapped in."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import (
    add_mathematics,
    create_tables,
    create_views,
    describe_tables,
    insert_facts,
    limit_length,
    run_checks,
)
from openpeel.loaders.dictionary import (
    Columns,
    Dictionary,
    columns_of,
    count_rows,
    metadata_json,
    read_dictionary,
    store_dictionary,
    with_descriptions,
)
from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import FactRow, Tables, find_packages, packages_in, read_package
from openpeel.loaders.grades import load_readings
from openpeel.loaders.private_file import is_private
from openpeel.loaders.questions import (
    check_questions,
    describe_parameters,
    use_defaults_in_sql,
)
from openpeel.loaders.report.find import PACKAGES, find_reports
from openpeel.loaders.report.kind import read_kinds
from openpeel.loaders.report.load_text import load_text
from openpeel.loaders.similar import store_similarities
from openpeel.loaders.statistics import sums
from openpeel.loaders.statistics.load import Loaded, load_statistics
from openpeel.loaders.stored_views import compile_views, store_views
from openpeel.loaders.yaml_file import read_yaml


@dataclass(frozen=True)
class Built:
    """What a build made.

    The file of metadata, rows by table, views, checks passed, passages by report read, and
    what came of the sources of open statistics.
    """

    path: Path
    metadata: Path
    rows: dict[str, int]
    views: int
    checks: int
    reports: dict[str, int]
    statistics: Loaded


def build(path: Path, root: Path = package.ROOT, sources: Path | None = None) -> Built:
    """Build the database at `path` from the schema, data, views and checks under `root`.

    With a folder of sources, the reports and open statistics that lie there are read too.

    The same inputs give the same bytes. The old file stays as it is until the new one
    has passed every check; then it is replaced in one step. What Datasette shows beside the
    data is written to a file of metadata next to it.

    Raises:
        DataError, DataErrors: the data are wrong; the old file is untouched.
    """
    metadata = metadata_beside(path)
    types, dictionary, columns = read_views(root)
    with replacing(path, metadata) as (temporary, temporary_metadata):
        db = Database(sqlite3.connect(temporary, isolation_level=None))
        try:
            limit_length(db.conn)
            add_mathematics(db.conn)
            # Nobody reads the file before it is whole, and then it is written through to the
            # disk at once (see `replacing`).
            db.execute("pragma synchronous = off")
            create_tables(db, root / "schema.sql")
            tables = describe_tables(db)
            places = insert_facts(db, read_all(root / "data", tables, sources), tables)
            reports = load_reports(db, sources, root / "data" / "reference") if sources else {}
            with db.atomic():
                statistics = load_statistics(db, sources, root / "data" / "statistics")
            db.table("passage").enable_fts(["text"], tokenize="porter")
            views = create_views(db, root / "views")
            with db.atomic():
                store_dictionary(db, dictionary, columns, types)
                sums.store_statistic_numbers(db)
            store_similarities(db)
            # The views to be stored read large tables; without statistics SQLite joins them badly.
            db.execute("analyze")
            store_views(db, dictionary, types)
            index_searchable(db)
            db.execute("pragma query_only = on")
            checks = run_checks(db, root / "checks", places, temporary)
            db.execute("pragma query_only = off")
            db.execute("pragma foreign_keys = on")
            db.execute("analyze")
            count_rows(db, temporary)
            db.execute("vacuum")
            counts = {
                name: int(db.execute(f"select count(*) from [{name}]").fetchone()[0])
                for name in tables
            }
            metadata_file = read_yaml(root / "metadata.yml")
            check_questions(metadata_file, db.conn)
            described = with_descriptions(metadata_file.content, dictionary.describe(columns))
            describe_parameters(described, db.conn)
            use_defaults_in_sql(described)
        except sqlite3.Error as error:
            raise DataError(f"cannot be built ({error})", path) from error
        finally:
            db.close()
        with writing(metadata):
            temporary_metadata.write_text(metadata_json(described, path.stem), encoding="utf-8")
    return Built(path, metadata, counts, len(views), checks, reports, statistics)


def read_views(root: Path) -> tuple[dict[str, dict[str, str]], Dictionary, Columns]:
    """Compile the views and read the descriptions before anything is loaded.

    Return the types of the views' columns, the descriptions, and the columns of every table and
    view.

    Raises:
        DataError, DataErrors: a view is wrong, or something is not described.
    """
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    add_mathematics(db.conn)
    try:
        create_tables(db, root / "schema.sql")
        columns = columns_of(db.conn)
        types = compile_views(db, root / "views")
    except sqlite3.Error as error:
        raise DataError(f"cannot be built ({error})", root / "schema.sql") from error
    finally:
        db.close()
    columns |= {view: list(of_columns) for view, of_columns in types.items()}
    dictionary = read_dictionary(root)
    dictionary.check(columns)
    return types, dictionary, columns


def read_all(data: Path, tables: Tables, sources: Path | None = None) -> Iterator[FactRow]:
    """The rows of every package, the reference data first, and those that readings add.

    Packages that `openpeel ingest` made come from the folder `inspections` of the sources.
    """
    cited: set[str] = set()
    shipped = find_packages(data)
    added = packages_in(sources / PACKAGES) if sources else []
    for facts in added:
        if facts.document in {held.document for held in shipped}:
            raise DataError("the facts of this report ship with openpeel", facts.folder)
    packages = [*shipped, *added]
    own = {facts.document for facts in packages}
    stated = [
        row
        for facts in packages
        for row in read_package(facts, tables, cited)
        # What another report says of an inspection gives way to the inspection's own.
        if not (
            row.table == "inspection"
            and row.values["id"] in own
            and row.values["id"] != facts.document
        )
    ]
    yield from stated
    yield from load_readings(data / "grades" / "readings", stated, cited)


def load_reports(db: Database, sources: Path, reference: Path) -> dict[str, int]:
    """Read every report among the sources; how many passages each has."""
    kinds = read_kinds(db, reference)
    with db.atomic():
        return {
            str(report.path.relative_to(sources)): load_text(db, report)
            for report in find_reports(kinds, sources)
        }


def index_searchable(db: Database) -> None:
    """Make the index that one search box looks in: the rows of the view `search_entry`.

    A word counts in any of its forms, and one in a title counts more than one in a text.
    """
    columns = "title, text, kind, id, place, page, force_id, topic_id"
    db.execute(
        "create virtual table search_entry_fts using fts5("
        "title, text, kind unindexed, id unindexed, place unindexed, page unindexed,"
        " force_id unindexed, topic_id unindexed, tokenize='porter unicode61')"
    )
    with db.atomic():
        db.execute(
            f"insert into search_entry_fts ({columns}) select {columns} from search_entry"
            " order by kind, id"
        )


def metadata_beside(path: Path) -> Path:
    """Return the file of Datasette's metadata that belongs to a database."""
    return path.with_name(f"{path.stem}.metadata.json")


@contextmanager
def replacing(*paths: Path) -> Iterator[list[Path]]:
    """Yield a new file to write for each path; they take its place if nothing goes wrong.

    Each is renamed only once all of them are whole and on the disk.

    Raises:
        DataError: a folder is not there or cannot be written, or a path is no file.
    """
    temporaries: list[Path] = []
    try:
        targets = []
        for path in paths:
            target, temporary = begin_replacing(path)
            targets.append(target)
            temporaries.append(temporary)
        yield temporaries
        for path, temporary in zip(targets, temporaries, strict=True):
            with writing(path), temporary.open("rb") as stream:
                os.fsync(stream.fileno())
        for path, temporary in zip(targets, temporaries, strict=True):
            with writing(path):
                os.replace(temporary, path)
    finally:
        for temporary in temporaries:
            temporary.unlink(missing_ok=True)
            temporary.with_name(f"{temporary.name}-journal").unlink(missing_ok=True)


def begin_replacing(path: Path) -> tuple[Path, Path]:
    """Return the file to replace and an empty one beside it, so that the swap is one step.

    The new file carries the process number, so that what a killed build left behind can be
    told from a build under way. A link is followed; anything that is neither a file nor absent
    is refused.
    """
    with writing(path):
        path = path.resolve()
        if path.exists() and not path.is_file():
            raise DataError("is a folder or a device; expected a file", path)
        if is_private(path):
            raise DataError("is a private database, which a build would destroy", path)
        if not path.parent.is_dir():
            raise DataError("the folder for the database is not there", path.parent)
        remove_leftovers(path)
        temporary = path.with_name(f".{path.name}.building-{os.getpid()}")
        temporary.touch(exist_ok=False)
    return path, temporary


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into an error that names the file."""
    try:
        yield
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", path) from error


def remove_leftovers(path: Path) -> None:
    """Delete what builds of `path` that were killed left beside it."""
    for file in path.parent.glob(f".{path.name}.building-*"):
        match = re.search(r"building-([0-9]+)(-journal)?$", file.name)
        # A file under our own number is of a process that had it before us: in a container
        # every build may have the same.
        if match and (int(match[1]) == os.getpid() or not is_running(int(match[1]))):
            file.unlink(missing_ok=True)


def is_running(process: int) -> bool:
    """Whether a process of that number is alive, ours or another user's."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
