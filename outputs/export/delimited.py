"""Tables and views as CSV files (RFC 4180, UTF-8); what is missing is empty."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.outputs.export.resource import Resource

ROWS_AT_ONCE = 5000


def write_csv(
    connection: sqlite3.Connection,
    resource: Resource,
    path: Path,
    *,
    bom: bool = False,
    count: Callable[[int], object] = lambda rows: None,
) -> int:
    """Write every row of a table or view; return how many there are.

    With `bom` the file begins with the mark by which Excel knows UTF-8. `count` is told how many
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
            writer.writerows(piece)
            total += len(piece)
            count(len(piece))
    return total
