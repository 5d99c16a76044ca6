"""What readers look up in every view, and how many steps SQLite takes to find it.

Steps do not depend on the machine: the benchmark grow.py times the same lookups that
tests/data/test_growth.py counts.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping

# What one row of a view is looked up by, and a value of each that every database has.
KEYS = {
    "force_id": "kent",
    "area_id": "kent",
    "inspection_id": "essex-2016-effectiveness",
    "document_id": "essex-2016-effectiveness",
    "measure_id": "recorded-crime-rate",
    "observation_id": "essex-2016-effectiveness-004",
    "improvement_id": "essex-2016-preventing-crime-afi-1",
}
# How many steps pass between two counts.
GRAIN = 100


def lookups(
    db: sqlite3.Connection, keys: Mapping[str, str], first_rows: bool = True
) -> Iterator[tuple[str, str]]:
    """Yield a label and SQL for each view, stored or not, and each key that it has a column of.

    With `first_rows`, the first page of every view as well, whatever its rows.
    """
    columns = defaultdict(list)
    for view, column in db.execute(
        "select table_name, dictionary_column.name from dictionary_column "
        "join dictionary_table on dictionary_table.name = table_name and kind = 'view' "
        "order by table_name, position"
    ):
        columns[view].append(column)
    for view, names in columns.items():
        for name in names:
            if name in keys:
                yield f"{view} by {name}", f"select * from [{view}] where [{name}] = '{keys[name]}'"
        if first_rows:
            yield f"{view}, first 100", f"select * from [{view}] limit 100"


def count_steps(
    db: sqlite3.Connection, sql: str, parameters: Mapping[str, str] | None = None
) -> tuple[int, int]:
    """Return how many steps of its machine SQLite takes to answer, and how many rows it finds."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += GRAIN
        return 0

    db.set_progress_handler(count, GRAIN)
    try:
        rows = len(db.execute(sql, parameters or {}).fetchall())
    finally:
        db.set_progress_handler(None, 0)
    return steps, rows
