"""The data that ship, read from their CSV files: to count again what views count."""

from __future__ import annotations

import csv

from openpeel.loaders import package

Line = dict[str, str]


def lines_of(table: str) -> list[Line]:
    """Return the lines of every file of a table."""
    lines: list[Line] = []
    for file in sorted((package.ROOT / "data").glob(f"**/{table}.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            lines += csv.DictReader(stream)
    assert lines, f"no file of {table} ships"
    return lines
