"""The log of changed values: rows of data/reference/changed_value.csv, for a new version."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.outputs.difference import ChangedValue

VERSIONS, VALUES = "released_version.csv", "changed_value.csv"


def log_changes(
    folder: Path, version: str, on: str, why: str, values: Sequence[ChangedValue]
) -> int:
    """Add a version and the values that it changed to the files in `folder`; return how many.

    A row that is logged already stays as it is, with its own reason.

    Raises:
        DataError: there are no such files.
    """
    versions = read_log(folder / VERSIONS)
    if not any(row["version"] == version for row in versions):
        append_rows(folder / VERSIONS, [{"version": version, "released_on": on, "summary": why}])
    logged = {name_of(row) for row in read_log(folder / VALUES)}
    rows: list[dict[str, str | None]] = [
        {
            "version": version,
            "table_name": value.table,
            "row_key": value.key,
            "column_name": value.column,
            "old_value": value.old,
            "new_value": value.new,
            "why": why,
        }
        for value in values
    ]
    new = [row for row in rows if name_of(row) not in logged]
    append_rows(folder / VALUES, new)
    return len(new)


def name_of(row: Mapping[str, str | None]) -> tuple[str | None, ...]:
    """What tells one row of the log from another."""
    return row["version"], row["table_name"], row["row_key"], row["column_name"]


def read_log(file: Path) -> list[dict[str, str | None]]:
    """The rows of a file of the log.

    Raises:
        DataError: there is no such file.
    """
    if not file.is_file():
        raise DataError("no such file", file, expected="data/reference of openpeel's source")
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def append_rows(file: Path, rows: Iterable[Mapping[str, str | None]]) -> None:
    """Add rows at the end of a file, in the order of its columns."""
    with file.open(encoding="utf-8", newline="") as stream:
        columns = next(csv.reader(stream))
    with file.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, columns, lineterminator="\n").writerows(rows)
