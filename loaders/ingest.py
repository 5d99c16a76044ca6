"""A report becomes an inspection package: CSV files to review and keep."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import create_tables, describe_tables, insert_facts
from openpeel.loaders.dictionary import read_dictionary
from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import Tables, read_package, reference_package
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.inspection_package import Described, TableKeys, package_files
from openpeel.loaders.report.facts.record import ParsedReport
from openpeel.loaders.report.facts.review import count_facts, review
from openpeel.loaders.report.find import PACKAGES, read_report_of
from openpeel.loaders.report.kind import ReportKind, read_kinds
from openpeel.loaders.swapped_files import temporary_folder


@dataclass(frozen=True)
class ReadPackage:
    """The package of a report before it is written: its files by name, and what to say of it.

    `missed` counts what was expected and not found and what contradicts itself, `waiting`
    all points that a person has to look at.
    """

    document: str
    files: dict[str, str]
    said: tuple[str, ...]
    missed: int
    waiting: int


def ingest(
    report: Path, out: Path, tell: Callable[[str], object], root: Path = package.ROOT
) -> Path:
    """Read a report and write its package into a folder of `out`; returns that folder.

    The folder is called by the report's id and appears whole or not at all.

    Raises:
        DataError: the report cannot be read or contradicts itself about a grade, or the
            folder is there already.
    """
    read = read_package_of(report, root)
    for line in read.said:
        tell(line)
    folder = keep_package(read, out)
    tell(f"{folder}: written; {read.waiting} points for a person are in review.md")
    tell(f"  once reviewed, put it into the folder {PACKAGES} among the sources and build")
    return folder


def read_package_of(report: Path, root: Path = package.ROOT) -> ReadPackage:
    """Read a report into a package that is not written yet.

    Raises:
        DataError: the report cannot be read or contradicts itself about a grade.
    """
    kinds, described = reading_of(root)
    found = read_report_of(kinds, report)
    pages = len({line.page for line in found.lines})
    source = ParsedReport(found, found.take_apart())
    structure = source.structure
    facts = read_facts(source)
    missed = len(facts.missing) + len(facts.contradictions)
    return ReadPackage(
        found.document,
        package_files(facts, source, described, review(facts, source)),
        (
            f"{report.name}: {found.kind.title.format(force=found.force.name)}, {pages} pages",
            f"  {len(structure.sections)} headings, {len(structure.passages)} passages",
            f"  {count_facts(facts)}",
        ),
        missed,
        missed + len(facts.open_points),
    )


def keep_package(read: ReadPackage, out: Path) -> Path:
    """Write a package into a folder of `out`, which is called by the report's id.

    Raises:
        DataError: the folder is there already, or cannot be written.
    """
    folder = out / read.document
    if folder.exists():
        raise DataError("a package of this report is there already; move it away first", folder)
    write_package(folder, read.files)
    return folder


@lru_cache(maxsize=1)
def reading_of(root: Path) -> tuple[list[ReportKind], Described]:
    """What it takes to read any number of reports: their kinds, and the tables for their facts."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    try:
        tables = fill_reference(db, root)
        # A build has checked their patterns; each is compiled where a text may fit it.
        kinds = read_kinds(db)
        keys = {name: keys_of_table(db, name) for name in tables}
    finally:
        db.close()
    columns = {name: list(table) for name, table in tables.items()}
    return kinds, Described(tables, read_dictionary(root, tables).describe(columns), keys)


def reference(root: Path) -> tuple[list[ReportKind], Tables]:
    """The kinds of report that can be read, and the tables that facts go into."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    try:
        tables = fill_reference(db, root)
        return read_kinds(db, root / "data" / "reference"), tables
    finally:
        db.close()


def fill_reference(db: Database, root: Path) -> Tables:
    """Fill an empty database with the reference data; return its tables."""
    create_tables(db, root / "schema.sql")
    tables = describe_tables(db)
    insert_facts(db, read_package(reference_package(root / "data"), tables, set()), tables)
    return tables


def keys_of_table(db: Database, table: str) -> TableKeys:
    """The primary key of a table, and where each of its foreign keys leads."""
    found = db.table(table)
    foreign = [(k.other_table, list(k.columns), list(k.other_columns)) for k in found.foreign_keys]
    return TableKeys(found.pks, foreign)


def write_package(folder: Path, files: dict[str, str]) -> None:
    """Write the files of a package into a new folder, all of them or none.

    Raises:
        DataError: they cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(folder.parent, "ingest") as temporary:
            whole = temporary / folder.name
            whole.mkdir()
            for name, text in files.items():
                (whole / name).write_text(text, encoding="utf-8", newline="\n")
            whole.rename(folder)
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", folder) from error
