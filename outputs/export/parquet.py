"""Tables and views as Parquet files with declared types, made by DuckDB from the CSV files.

DuckDB is one of the packages that only an export needs (loaders/extras.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpeel.loaders.extras import extra
from openpeel.outputs.export.resource import DAY, Resource, ResourceField

TYPES_OF_DUCKDB = {"integer": "bigint", "real": "double", "numeric": "double", "text": "varchar"}
# A table or view of statistics as long as this is split by year, if its rows have a period.
PARTED_FROM = 100_000
# The last day of a row's period, by the column that a table or view has for it.
LAST_DAY = {
    "period_id": "(select year from period_year where period_year.id = rows.period_id)",
    "period_end": "year(period_end)",
}


class ParquetWriter:
    """Writes one table or view after another; a database of DuckDB in memory does the work."""

    def __init__(self, periods: Sequence[tuple[int, int]]) -> None:
        """Start DuckDB; `periods` has the year in which each period ends, by its id.

        Raises:
            DataError: it is not installed.
        """
        with extra("export"):
            import duckdb
        self.duckdb: Any = duckdb.connect(":memory:")
        # Several threads would write the rows, and parts, in another order each time.
        self.duckdb.execute("set threads = 1")
        self.duckdb.execute("set memory_limit = '400MB'")
        self.duckdb.execute("set preserve_insertion_order = true")
        self.duckdb.execute("create table period_year (id bigint primary key, year bigint)")
        if periods:
            self.duckdb.executemany("insert into period_year values (?, ?)", periods)

    def write(self, resource: Resource, rows: int, csv: Path, target: Path) -> list[Path]:
        """Write the rows of a CSV file to `target`.parquet, or a folder of that name.

        Args:
            resource: the table or view.
            rows: the number of its rows.
            csv: its CSV file.
            target: path of what is written, without its ending.

        Returns the files that were written, in order.
        """
        columns = ", ".join(f"'{f.name}': '{duckdb_type(f)}'" for f in resource.fields)
        source = (
            f"read_csv({path_in_sql(csv)}, header = true, nullstr = '', columns = {{{columns}}})"
        )
        by = next((name for name in LAST_DAY if any(f.name == name for f in resource.fields)), None)
        if rows < PARTED_FROM or by is None:
            file = target.with_name(f"{target.name}.parquet")
            self.copy(f"select * from {source}", file, "")
            return [file]
        self.copy(
            f"select rows.*, {LAST_DAY[by]} as year from {source} as rows",
            target,
            ", partition_by (year)",
        )
        return sorted(target.rglob("*.parquet"))

    def copy(self, query: str, file: Path, options: str) -> None:
        """Write what a query selects."""
        self.duckdb.execute(
            f"copy ({query}) to {path_in_sql(file)} (format parquet, compression zstd{options})"
        )


def duckdb_type(field: ResourceField) -> str:
    """The type that a column is declared with."""
    return "date" if field.days == DAY else TYPES_OF_DUCKDB[field.type]


def path_in_sql(path: Path) -> str:
    """A path as SQL has it."""
    return "'" + str(path).replace("'", "''") + "'"
