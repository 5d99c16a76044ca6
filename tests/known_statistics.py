"""Known numbers of open statistics, and how a test asks for one or damages a file."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path
from typing import Any


def value(connection: sqlite3.Connection, sql: str, *values: object) -> Any:
    """The one value that a query answers."""
    rows = connection.execute(sql, values).fetchall()
    assert len(rows) == 1, f"{len(rows)} rows"
    return rows[0][0]


def crimes(connection: sqlite3.Connection, group: str, area: str, end: str) -> int:
    """Crimes of a group in the 12 months to a day."""
    count: int = value(
        connection,
        "select offences from recorded_crime_detail "
        "where group_id = ? and area_id = ? and period_end = ?",
        group, area, end,
    )  # fmt: skip
    return count


KNOWN = [
    ("all-excluding-fraud", "essex", "2016-06-30", 113891),
    ("all-excluding-fraud", "essex", "2015-06-30", 100844),
    ("all-excluding-fraud", "essex", "2011-06-30", 101002),
    ("fraud-offences", "essex", "2011-06-30", 1659),
    ("all-excluding-fraud", "england-and-wales", "2016-06-30", 3903725),
    ("all-excluding-fraud", "england-and-wales", "2015-06-30", 3611283),
    ("victim-based", "essex", "2016-06-30", 101736),
    ("victim-based", "essex", "2011-06-30", 90714),
    ("victim-based", "england-and-wales", "2016-06-30", 3455613),
    ("victim-based", "england-and-wales", "2011-06-30", 3510877),
    ("sexual-offences", "essex", "2016-06-30", 2910),
    ("domestic-burglary", "essex", "2016-06-30", 6809),
]


def change(path: Path, line: int, column: int, text: str) -> None:
    """Another text in a cell of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[line - 1][column] != text
    rows[line - 1][column] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
