"""Build the database: beside the old one, checked, then swapped in.

Where only a few reports have changed, the new one is made from the old one (loaders/update.py).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.all_facts import OF_READINGS, AllFacts, read_all_facts
from openpeel.loaders.build_log import store_log
from openpeel.loaders.database import (
    Places,
    add_mathematics,
    create_tables,
    create_views,
    describe_tables,
    insert_facts,
    limit_length,
    open_read_only,
    run_checks,
)
from openpeel.loaders.dictionary import (
    Columns,
    Dictionary,
    built_columns,
    columns_of,
    count_rows,
    metadata_json,
    read_dictionary,
    store_dictionary,
    with_descriptions,
)
from openpeel.loaders.dictionary_checks import check_dictionary
from openpeel.loaders.digests import list_objects, seal, store_digests
from openpeel.loaders.errors import DataError, DataErrors, is_disk_error
from openpeel.loaders.inputs import (
    Inputs,
    PackageRows,
    Record,
    Replaced,
    copy_with_digest,
    digest_of_file,
    read_build_record,
    read_inputs,
    record_beside,
    record_json,
)
from openpeel.loaders.interruption import was_interrupted
from openpeel.loaders.questions import (
    check_questions,
    describe_parameters,
    use_defaults_in_sql,
)
from openpeel.loaders.release import store_release
from openpeel.loaders.report.facts.misses import check_misses
from openpeel.loaders.report.find import PACKAGES, find_reports
from openpeel.loaders.report.kind import ReportKind, read_kinds
from openpeel.loaders.report.load_text import load_text
from openpeel.loaders.search_index import index_searchable
from openpeel.loaders.similar import store_similarities
from openpeel.loaders.statistics import sums
from openpeel.loaders.statistics.load import Loaded, load_statistics
from openpeel.loaders.stored_views import compile_views, store_views
from openpeel.loaders.swapped_files import replacing, writing
from openpeel.loaders.update import Update, WholeBuildNeeded, compare_programs
from openpeel.loaders.yaml_file import read_yaml


@dataclass(frozen=True)
class Built:
    """What a build made.

    The file of metadata, rows by table, views, checks passed, passages by report read, the
    improvements from web pages that each report's own list replaces, what came of the sources of
    open statistics, and how it was built: as a whole and why, or out of the database before it.
    """

    path: Path
    metadata: Path
    rows: dict[str, int]
    views: int
    checks: int
    reports: dict[str, int]
    replaced: Mapping[str, Replaced]
    statistics: Loaded
    how: str


def build(
    path: Path,
    root: Path = package.ROOT,
    sources: Path | None = None,
    whole: bool = False,
    accepted: Sequence[str] = (),
) -> Built:
    """Build the database at `path` from the schema, data, views and checks under `root`.

    With a folder of sources, the reports and open statistics that lie there are read too.

    The old file stays as it is until the new one has passed every check; then it is replaced in
    one step. What Datasette shows beside the data is written to a file of metadata next to it,
    and what all of it was made from to another.

    If only a few reports differ from those of the old file, the new one is made from that: it has
    the same rows as a whole build, but not the same bytes. A whole build of the same inputs gives
    the same bytes; `whole` asks for one. Files of statistics whose names are `accepted` may have
    something doubtful, which the database then says.

    Raises:
        DataError, DataErrors: the data are wrong; the old file is untouched.
    """
    inputs = read_inputs(root, sources)
    why = "as asked"
    if not whole:
        try:
            return update(path, root, sources, inputs)
        except WholeBuildNeeded as reason:
            why = str(reason)
    return build_whole(path, root, sources, inputs, why, accepted)


def build_whole(
    path: Path,
    root: Path,
    sources: Path | None,
    inputs: Inputs,
    why: str,
    accepted: Sequence[str] = (),
) -> Built:
    """Build everything again; `why` is told."""
    metadata, inputs_file = metadata_beside(path), record_beside(path)
    types, dictionary, columns = read_views(root)
    with replacing(path, metadata, inputs_file) as temporaries:
        temporary, temporary_metadata, temporary_inputs = temporaries
        with open_new(temporary, path) as db:
            loaded = load_tables(db, root, sources, accepted)
            create_views(db, root / "views")
            with db.atomic():
                store_dictionary(db, dictionary, columns, types)
            store_results(db, dictionary, types)
            check_rows(db, root / "checks", loaded.places, temporary)
            record = Record(
                "",
                "",
                inputs,
                rows_of_packages(loaded.places, inputs, sources, loaded.facts.not_alone),
                loaded.facts.replaced,
                loaded.reports,
                loaded.statistics,
            )
            with db.atomic():
                store_log(db, record)
                list_objects(db)
            count_rows(db, temporary)
            store_digests(db)
            db.execute("vacuum")
            described = describe_all(db, root, dictionary, columns)
        seal(temporary)
        with writing(metadata):
            temporary_metadata.write_text(metadata_json(described, path.stem), encoding="utf-8")
        record = replace(
            record, database=digest_of_file(temporary), metadata=digest_of_file(temporary_metadata)
        )
        with writing(inputs_file):
            temporary_inputs.write_text(record_json(record), encoding="utf-8")
    return made(path, record, f"built as a whole: {why}")


@contextmanager
def open_new(temporary: Path, path: Path) -> Iterator[Database]:
    """Open the file that is to take the place of a database; it is closed in the end.

    Raises:
        DataError: what SQLite refuses, as an error of the database at `path`.
    """
    db = Database(sqlite3.connect(temporary, isolation_level=None))
    try:
        limit_length(db.conn)
        add_mathematics(db.conn)
        # Nobody reads the file before it is whole, and then it is written through to the
        # disk at once (see `replacing`).
        db.execute("pragma synchronous = off")
        yield db
    except sqlite3.Error as error:
        raise refused_by_sqlite(error, path) from error
    finally:
        db.close()


def refused_by_sqlite(error: sqlite3.Error, path: Path) -> DataError:
    """Return the error of a build that SQLite did not continue: for the disk, or for the data."""
    what = "written: the disk refuses it" if is_disk_error(error) else "built"
    return DataError(f"cannot be {what} ({error})", path)


@dataclass(frozen=True)
class LoadedTables:
    """What came into the tables.

    Attributes:
        facts: the rows of every package.
        places: in which file and line each of them stands.
        reports: document and passages by the text that was read.
        statistics: what came of the sources of open statistics.
    """

    facts: AllFacts
    places: Places
    reports: dict[str, tuple[str, int]]
    statistics: Loaded


def load_tables(
    db: Database, root: Path, sources: Path | None, accepted: Sequence[str]
) -> LoadedTables:
    """Make the tables and fill them: with facts, the reports' own texts, and open statistics."""
    reference = root / "data" / "reference"
    create_tables(db, root / "schema.sql")
    tables = describe_tables(db)
    facts = read_all_facts(root / "data", tables, sources)
    places = insert_facts(db, facts.rows, tables)
    kinds = read_kinds(db, reference)
    check_misses(kinds, reference)
    reports = load_reports(db, sources, kinds) if sources else {}
    with db.atomic():
        statistics = load_statistics(db, sources, root / "data" / "statistics", accepted)
        store_release(db, root / "data")
    db.table("passage").enable_fts(["text"], tokenize="porter")
    return LoadedTables(facts, places, reports, statistics)


def store_results(
    db: Database, dictionary: Dictionary, types: Mapping[str, Mapping[str, str]]
) -> None:
    """Store what is worked out of the tables: sums, similarities, views, the index of words."""
    with db.atomic():
        sums.store_statistic_numbers(db)
    store_similarities(db)
    # The views to be stored read large tables; without statistics SQLite joins them badly.
    db.analyze()
    store_views(db, dictionary, types)
    index_searchable(db)


def check_rows(db: Database, checks: Path, places: Places, path: Path) -> None:
    """Run the checks, and gather the statistics with which SQLite plans.

    Raises:
        DataErrors: a check selected rows.
    """
    db.execute("pragma query_only = on")
    run_checks(db, checks, places, path)
    db.execute("pragma query_only = off")
    db.execute("pragma foreign_keys = on")
    db.analyze()


def update(path: Path, root: Path, sources: Path | None, inputs: Inputs) -> Built:
    """Build the database out of the old one.

    Raises:
        WholeBuildNeeded: that cannot be done, or not for certain.
    """
    record = read_old(path)
    compare_programs(record.inputs, inputs)
    metadata, inputs_file = metadata_beside(path), record_beside(path)
    if inputs == record.inputs and digest_of_file(metadata) != record.metadata:
        raise WholeBuildNeeded(f"{metadata.name} is not as it was built")
    if inputs == record.inputs and digest_of_file(path) == record.database:
        return made(path, record, "nothing has changed")
    with replacing(path, metadata, inputs_file) as temporaries:
        temporary, temporary_metadata, temporary_inputs = temporaries
        # It is the copy that is compared, so that nobody can change it in between.
        with writing(path):
            copied = copy_with_digest(path, temporary)
        if copied != record.database:
            raise WholeBuildNeeded("the old database is not as it was built")
        dictionary = read_dictionary(root)
        db = Database(sqlite3.connect(temporary, isolation_level=None))
        try:
            limit_length(db.conn)
            add_mathematics(db.conn)
            for setting in ("synchronous = off", "journal_mode = off", "temp_store = memory"):
                db.execute(f"pragma {setting}").fetchall()
            record = Update(
                db,
                temporary,
                record,
                inputs,
                dictionary,
                root,
                sources or root,
                lambda tables, only: (
                    read_all_facts(root / "data", tables, sources, only, OF_READINGS).rows
                ),
            ).run()
            columns = columns_in_order(db, root, built_columns(temporary))
            described = describe_all(db, root, dictionary, columns)
        except (sqlite3.Error, DataError, DataErrors) as error:
            if isinstance(error, sqlite3.Error) and is_disk_error(error):
                raise refused_by_sqlite(error, path) from error
            if was_interrupted():
                raise KeyboardInterrupt from error
            # A whole build says what is wrong, and in which line.
            raise WholeBuildNeeded(f"the reports changed are refused ({error})") from error
        finally:
            db.close()
        seal(temporary)
        with writing(metadata):
            temporary_metadata.write_text(metadata_json(described, path.stem), encoding="utf-8")
        record = replace(
            record, database=digest_of_file(temporary), metadata=digest_of_file(temporary_metadata)
        )
        with writing(inputs_file):
            temporary_inputs.write_text(record_json(record), encoding="utf-8")
    return made(path, record, "only reports have changed")


def read_old(path: Path) -> Record:
    """Return what the old database was made from.

    Raises:
        WholeBuildNeeded: there is none, it is not of this version, or somebody is writing to it.
    """
    if not path.is_file():
        raise WholeBuildNeeded("there was no database")
    record = read_build_record(record_beside(path))
    if record is None:
        raise WholeBuildNeeded("it is not known what the old database was built from")
    for ending in ("-journal", "-wal"):
        if path.with_name(f"{path.name}{ending}").exists():
            raise WholeBuildNeeded("somebody is writing to the old database")
    return record


def made(path: Path, record: Record, how: str) -> Built:
    """Return what a build made, by its record and the database's own counts."""
    db = open_read_only(path)
    try:
        counts = db.execute("select kind, name, rows from dictionary_table").fetchall()
    finally:
        db.close()
    return Built(
        path,
        metadata_beside(path),
        {str(name): int(rows) for kind, name, rows in counts if kind == "table"},
        sum(kind == "view" for kind, _, _ in counts),
        sum(Path(name).match("checks/*.sql") for name in record.inputs.program),
        {name: passages for name, (_, passages) in record.reports.items()},
        record.replaced,
        record.statistics,
        how,
    )


def describe_all(
    db: Database, root: Path, dictionary: Dictionary, columns: Columns
) -> dict[str, Any]:
    """Return what Datasette shows beside the data.

    Raises:
        DataErrors: a question's SQL or its parameters are wrong.
    """
    metadata_file = read_yaml(root / "metadata.yml")
    check_questions(metadata_file, db.conn)
    described = with_descriptions(metadata_file.content, dictionary.describe(columns))
    describe_parameters(described, db.conn)
    use_defaults_in_sql(described)
    return described


def columns_in_order(db: Database, root: Path, columns: Columns) -> Columns:
    """Return the columns of tables and views in the order in which a whole build meets them."""
    made = [name for (name,) in db.execute("select name from sqlite_master order by rowid")]
    views = [file.stem for file in sorted(root.glob("views/**/*.sql"))]
    tables = [name for name in made if name in columns and name not in views]
    return {name: columns[name] for name in (*tables, *views)}


def rows_of_packages(
    places: Places, inputs: Inputs, sources: Path | None, not_alone: set[str]
) -> dict[str, PackageRows]:
    """Return what each package of the sources gave: its force, and its rows by table."""
    counts: dict[str, Counter[str]] = {document: Counter() for document in inputs.packages}
    forces = {}
    for table, (_, rows) in places.items():
        for row in rows.values():
            folder = row.file.parent
            if sources and folder.parent == sources / PACKAGES:
                counts[folder.name][table] += 1
                if table == "inspection" and row.values["id"] == folder.name:
                    forces[folder.name] = str(row.values["force_id"])
    return {
        document: PackageRows(forces.get(document, ""), dict(of), document not in not_alone)
        for document, of in counts.items()
    }


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
    check_dictionary(dictionary, columns)
    return types, dictionary, columns


def load_reports(
    db: Database, sources: Path, kinds: Sequence[ReportKind]
) -> dict[str, tuple[str, int]]:
    """Read every report among the sources; return its document and how many passages it has."""
    with db.atomic():
        return {
            str(report.path.relative_to(sources)): (report.document, load_text(db, report))
            for report in find_reports(kinds, sources)
        }


def metadata_beside(path: Path) -> Path:
    """Return the file of Datasette's metadata that belongs to a database."""
    return path.with_name(f"{path.stem}.metadata.json")
