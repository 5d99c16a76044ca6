"""A report becomes an inspection package: CSV files to review and keep."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import create_tables, describe_tables, insert_facts
from openpeel.loaders.dictionary import read_dictionary
from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import Tables, read_package, reference_package
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.inspection_package import package_files
from openpeel.loaders.report.facts.record import ParsedReport
from openpeel.loaders.report.facts.review import count_facts, review
from openpeel.loaders.report.find import PACKAGES, read_report_of
from openpeel.loaders.report.kind import ReportKind, read_kinds


def ingest(
    report: Path, out: Path, tell: Callable[[str], object], root: Path = package.ROOT
) -> Path:
    """Read a report and write its package into a folder of `out`; returns that folder.

    The folder is called by the report's id and appears whole or not at all.

    Raises:
        DataError: the report cannot be read or contradicts itself about a grade, or the
            folder is there already.
    """
    kinds, tables = reference(root)
    found = read_report_of(kinds, report)
    pages = len({line.page for line in found.lines})
    tell(f"{report.name}: {found.kind.title.format(force=found.force.name)}, {pages} pages")
    folder = out / found.document
    if folder.exists():
        raise DataError("a package of this report is there already; move it away first", folder)
    source = ParsedReport(found, found.take_apart())
    structure = source.structure
    tell(f"  {len(structure.sections)} headings, {len(structure.passages)} passages")
    facts = read_facts(source)
    tell(f"  {count_facts(facts)}")
    columns = {name: list(table) for name, table in tables.items()}
    described = read_dictionary(root).describe(columns)
    write_package(folder, package_files(facts, source, tables, described, review(facts, source)))
    waiting = len(facts.missing) + len(facts.contradictions) + len(facts.open_points)
    tell(f"{folder}: written; {waiting} points for a person are in review.md")
    tell(f"  once reviewed, put it into the folder {PACKAGES} among the sources and build")
    return folder


def reference(root: Path) -> tuple[list[ReportKind], Tables]:
    """The kinds of report that can be read, and the tables that facts go into."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    try:
        create_tables(db, root / "schema.sql")
        tables = describe_tables(db)
        insert_facts(db, read_package(reference_package(root / "data"), tables, set()), tables)
        return read_kinds(db, root / "data" / "reference"), tables
    finally:
        db.close()


def write_package(folder: Path, files: dict[str, str]) -> None:
    """Write the files of a package into a new folder, all of them or none.

    Raises:
        DataError: they cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".ingest-") as temporary:
            whole = Path(temporary) / folder.name
            whole.mkdir()
            for name, text in files.items():
                (whole / name).write_text(text, encoding="utf-8", newline="\n")
            whole.rename(folder)
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", folder) from error
