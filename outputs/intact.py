"""`openpeel check`: whether a database is as it was built and, if not, what was changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import (
    add_mathematics,
    check_database,
    limit_length,
    open_read_only,
    run_checks,
)
from openpeel.loaders.digests import (
    Digests,
    ObjectDigest,
    check_file,
    contents_digest,
    digest_of_object,
    objects_of,
    stored_digests,
)
from openpeel.loaders.errors import DataError, DataErrors

# Findings of SQLite's own checks, and rows of one check of ours, that are told.
MOST_TOLD = 5


def check_intact(path: Path, tell: Callable[[str], object]) -> None:
    """Check a database in every way; `tell` is told what is in order.

    Raises:
        DataError: it is no database of this version.
        DataErrors: it is not as it was built, or a check failed; each error is one finding.
    """
    check_database(path)
    found: list[str] = []
    try:
        tell(f"file as it was built: {check_file(path)}")
    except DataError as error:
        found.append(error.problem)
    with closing(open_read_only(path)) as db:
        limit_length(db)
        add_mathematics(db)
        for name in CHECKS:
            wrong = find_changes_by(name, db)
            if not wrong:
                tell(f"{name}: in order")
            found += wrong
        try:
            checks = run_checks(Database(db), package.CHECKS)
            tell(f"{checks} checks passed")
        except DataErrors as errors:
            found += several([error.problem for error in errors.errors])
        except DataError as error:
            found.append(str(error))
        if not found:
            tell(f"contents: {contents_digest(stored_digests(db))}")
    if found:
        raise DataErrors([DataError(what, path) for what in found])


def find_changes_by(name: str, db: sqlite3.Connection) -> list[str]:
    """Return what one of `CHECKS` finds, and why it came to an end before its time."""
    found = []
    try:
        # One by one, so that what was found before an error is told.
        for what in CHECKS[name](db):
            found.append(what)  # noqa: PERF402
    except sqlite3.Error as error:
        found.append(f"{name}: cannot be checked further ({error})")
    return found


def several(findings: list[str]) -> list[str]:
    """Return findings of one kind, those beyond a few as their number."""
    more = len(findings) - MOST_TOLD
    return findings[:MOST_TOLD] + ([f"and {more:,} more"] if more > 0 else [])


def compare_digests(db: sqlite3.Connection) -> Iterator[str]:
    """Yield in what way each table, view and index differs from the one that was built."""
    stored = stored_digests(db)
    found: Digests = {}
    for kind, name, sql in objects_of(db):
        try:
            found[kind, name] = digest_of_object(db, kind, name, sql)
        except sqlite3.Error as error:
            yield f"{kind} {name}: cannot be read ({error})"
            stored.pop((kind, name), None)
    for kind, name in sorted(stored.keys() - found.keys()):
        yield f"{kind} {name}: missing"
    for kind, name in sorted(found.keys() - stored.keys()):
        yield f"{kind} {name}: not there when the database was built"
    for kind, name in sorted(stored.keys() & found.keys()):
        if stored[kind, name] != found[kind, name]:
            yield f"{kind} {name}: {what_changed(stored[kind, name], found[kind, name])}"
    (stated,) = db.execute("select contents_sha256 from release").fetchone()
    if stated != contents_digest(stored_digests(db)):
        yield "table build_digest: its checksums were changed, or that of the contents"


def what_changed(stored: ObjectDigest, found: ObjectDigest) -> str:
    """Return how a table, view or index differs from what was built."""
    if stored.rows is None or found.rows is None:
        return "its definition was changed"
    if stored.rows == found.rows:
        return f"values or the definition were changed ({found.rows:,} rows, as built)"
    return f"{found.rows:,} rows where {stored.rows:,} were built"


def compare_counts(db: sqlite3.Connection) -> Iterator[str]:
    """Yield each table and view that has not as many rows as the dictionary says."""
    for name, rows in db.execute(
        "select name, rows from dictionary_table order by name"
    ).fetchall():
        (count,) = db.execute(f"select count(*) from [{name}]").fetchone()
        if count != rows:
            yield f"{name}: {count:,} rows where dictionary_table says {rows:,}"


def ask_integrity(db: sqlite3.Connection) -> Iterator[str]:
    """Yield what SQLite finds wrong with the structure of the file."""
    said = [row[0] for row in db.execute(f"pragma integrity_check({MOST_TOLD})").fetchall()]
    if said != ["ok"]:
        yield from (f"integrity_check: {' '.join(one.split())}" for one in said)


def find_broken_references(db: sqlite3.Connection) -> Iterator[str]:
    """Yield each table with rows that refer to missing ones, and how many."""
    broken: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in db.execute("pragma foreign_key_check").fetchall():
        broken[table, parent] = broken.get((table, parent), 0) + 1
    for (table, parent), rows in sorted(broken.items()):
        yield f"{table}: {rows:,} rows refer to missing rows of {parent}"


CHECKS: dict[str, Callable[[sqlite3.Connection], Iterator[str]]] = {
    "tables, views and indexes": compare_digests,
    "numbers of rows": compare_counts,
    "integrity": ask_integrity,
    "foreign keys": find_broken_references,
}
