"""Compare the rows of every view of two databases, so that a faster view is known to be the same.

    python -m openpeel.tools.same_rows old.db new.db [VIEW ...]

Rows are compared with the types of their values; the order in which they come is told apart.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from openpeel.loaders.database import open_read_only


def main(arguments: list[str]) -> int:
    """Print the views that differ; return how many of them have other rows."""
    old, new = (open_read_only(Path(path)) for path in arguments[:2])
    names = [set(views_of(db)) for db in (old, new)]
    for name in sorted(names[0] ^ names[1]):
        print(f"{name}: only in the {'old' if name in names[0] else 'new'} database")
    wanted = set(arguments[2:]) or names[0] & names[1]
    differ = 0
    for name in sorted(wanted & names[0] & names[1]):
        before, after = rows_of(old, name), rows_of(new, name)
        if before == after:
            continue
        if sorted(before) == sorted(after):
            print(f"{name}: the same {len(before):,} rows in another order")
            continue
        differ += 1
        gone, come = sorted(set(before) - set(after)), sorted(set(after) - set(before))
        print(
            f"{name}: {len(before):,} rows, then {len(after):,}; {len(gone)} gone, {len(come)} new"
        )
        for sign, some in (("-", gone), ("+", come)):
            for row in some[:2]:
                print(f"  {sign} {row[:1000]}")
    print(f"{len(wanted)} views compared, {differ} with other rows")
    return min(differ, 1)


def views_of(db: sqlite3.Connection) -> list[str]:
    """Return the views of a database, those with stored rows too."""
    return [name for (name,) in db.execute("select name from dictionary_table where kind = 'view'")]


def rows_of(db: sqlite3.Connection, view: str) -> list[str]:
    """Return the rows of a view in their order, each with the types of its values."""
    cursor = db.execute(f"select * from [{view}]")
    names = [column[0] for column in cursor.description]
    return [repr(dict(zip(names, row, strict=True))) for row in cursor]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
