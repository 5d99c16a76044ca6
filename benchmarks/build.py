"""What a build costs beside the bare work of SQLite: ratios within one run.

    python benchmarks/build.py [SOURCES]

Builds the shipped database, and with SOURCES the one of all sources. Before that, each of its
tables is written to a CSV file. The bare work is csv.reader and one `executemany` a table: the
same rows into the same tables with their keys, indexes and full-text indexes, with the same
settings (`synchronous` off, then one fsync). The two take turns, so that what else the machine
does touches both alike. `schema.sql alone` leaves out stored views and full-text indexes, rows
that a build works out and does not read.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from openpeel.loaders.build import build

ROUNDS = 7
ROUNDS_WITH_SOURCES = 3
GOAL = 6.0
# The largest text of a CSV file: the outline of a force's area.
csv.field_size_limit(1_000_000)


def main() -> None:
    """Print the ratios."""
    compare("shipped", None, ROUNDS)
    if len(sys.argv) > 1:
        compare("all sources", Path(sys.argv[1]), ROUNDS_WITH_SOURCES)


def compare(name: str, sources: Path | None, rounds: int) -> None:
    """Build, and put the same rows into the same tables, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        built, bare = Path(folder) / "openpeel.db", Path(folder) / "bare.db"
        files = Path(folder) / "csv"
        files.mkdir()
        build(built, sources=sources)
        schema = write_tables(built, files)
        facts = [table for table in schema if not table.is_worked_out]
        took: dict[str, list[float]] = {"build": [], "bare": [], "facts": []}
        for _ in range(rounds):
            took["build"].append(seconds(lambda: build(built, sources=sources)))
            took["bare"].append(seconds(lambda: insert(schema, files, bare)))
            took["facts"].append(seconds(lambda: insert(facts, files, bare)))
    middle = {what: statistics.median(times) for what, times in took.items()}
    print(
        f"{name:<12} build {middle['build']:6.2f} s  bare {middle['bare']:6.2f} s  "
        f"{middle['build'] / middle['bare']:5.2f} times (goal {GOAL:g}, shipped)  "
        f"schema.sql alone {middle['facts']:6.2f} s  {middle['build'] / middle['facts']:5.2f} times"
    )


class Table:
    """A table of a built database: its name, its SQL with that of its indexes, its columns."""

    def __init__(self, db: sqlite3.Connection, name: str, is_worked_out: bool) -> None:
        self.name = name
        self.is_worked_out = is_worked_out
        self.sql = [
            sql
            for (sql,) in db.execute(
                "select sql from sqlite_master where tbl_name = ? and sql is not null"
                " order by type desc",
                [name],
            )
        ]
        # Generated columns take no values.
        self.columns = [row[1] for row in db.execute(f"pragma table_info([{name}])")]


def write_tables(path: Path, files: Path) -> list[Table]:
    """Write each table to a CSV file; an index of full-text search is a table as well."""
    with closing(sqlite3.connect(path)) as db:
        stored = {row[0] for row in db.execute("select name from dictionary_table where is_stored")}
        names = db.execute(
            "select name, type from pragma_table_list where schema = 'main'"
            " and type in ('table', 'virtual') and name not glob 'sqlite_*'"
        ).fetchall()
        tables = []
        for name, kind in names:
            table = Table(db, name, kind == "virtual" or name in stored)
            with (files / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(db.execute(f"select {listed(table)} from [{name}]"))
            tables.append(table)
    return tables


def listed(table: Table) -> str:
    """Return the columns of a table as SQL lists them."""
    return ", ".join(f"[{column}]" for column in table.columns)


def insert(tables: list[Table], files: Path, target: Path) -> None:
    """Put the rows of the CSV files into the tables, and nothing else."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        db.execute("pragma synchronous = off")
        db.execute("begin")
        for table in tables:
            for sql in table.sql:
                db.execute(sql)
            marks = ", ".join("?" * len(table.columns))
            db.executemany(
                f"insert into [{table.name}] ({listed(table)}) values ({marks})",
                rows_of(files / f"{table.name}.csv"),
            )
        db.execute("commit")
    with target.open("rb") as stream:
        os.fsync(stream.fileno())


def rows_of(file: Path) -> Iterator[list[str | None]]:
    """Yield the rows of a file; an empty cell is null."""
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream):
            yield [cell or None for cell in row]


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
