"""Tables and views as CSV files (RFC 4180, UTF-8); what is missing is empty."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.outputs.export.resource import Resource

ROWS_AT_ONCE = 5000
# How a text begins that a spreadsheet program takes for a formula, if it is no number.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")


def without_formula(text: str) -> str:
    """Return a text that a spreadsheet program takes for text, whatever it begins with."""
    if text.startswith(FORMULA_MARKS) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def plain_cells(row: Iterable[object]) -> list[object]:
    """Return the cells of a row, none of which is a formula."""
    return [without_formula(cell) if isinstance(cell, str) else cell for cell in row]


def write_csv(
    connection: sqlite3.Connection,
    resource: Resource,
    path: Path,
    *,
    bom: bool = False,
    count: Callable[[int], object] = lambda rows: None,
) -> int:
    """Write every row of a table or view; return how many there are.

    With `bom` it is for Excel: it begins with the mark by which Excel knows UTF-8, and a text that
    Excel would take for a formula has an apostrophe before it. `count` is told how many
    rows were written since it was last told.

    Raises:
        DataError: a text is empty, which a CSV file cannot tell from one that is missing.
    """
    rows = connection.execute(resource.query)
    total = 0
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column[0] for column in rows.description])
        while piece := rows.fetchmany(ROWS_AT_ONCE):
            if "" in chain.from_iterable(piece):
                raise DataError(
                    f"{resource.name} has an empty text", value="", expected="a text, or null"
                )
            writer.writerows(map(plain_cells, piece) if bom else piece)
            total += len(piece)
            count(len(piece))
    return total
