"""What one question in SQL may use: a reader's question must not take the server from the rest.

Time is a setting of Datasette. But within one step SQLite looks at no clock, and nothing in
Datasette bounds how much is made: `randomblob(1e9)`, or thousands of long texts.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable
from sys import getsizeof
from typing import Any

from datasette.app import Datasette

from openpeel.loaders.database import LONGEST_SERVED
from openpeel.web.server import NAME, TooMuch
from openpeel.web.site_hooks import site_hook

# Ten times the longest value that is held, the outline of a force's area; a build takes none
# that is longer. Functions that are not linear in such texts are replaced (web/leash.py).
LONGEST_VALUE = LONGEST_SERVED
LONGEST_PATTERN = 300
# Rows as they come from SQLite. The largest answer that the site itself asks for has a tenth.
MOST_BYTES = 64_000_000
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: LONGEST_PATTERN,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 500,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


@site_hook
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Bound every connection but the one to what Datasette notes for itself."""
    if database == "_internal":
        return
    for limit, most in LIMITS.items():
        conn.setlimit(limit, most)
    conn.row_factory = counting_rows(MOST_BYTES)
    if database == NAME:
        conn.set_authorizer(refuse_file_names)


def refuse_file_names(action: int, first: str | None, *others: str | None) -> int:
    """Whether SQLite may do something: all but telling where the file lies."""
    is_told = action == sqlite3.SQLITE_PRAGMA and first == "database_list"
    return sqlite3.SQLITE_DENY if is_told else sqlite3.SQLITE_OK


def counting_rows(most: int) -> Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]:
    """What makes rows of one connection, until those of a question have too many bytes."""
    asked: Callable[[], sqlite3.Cursor | None] = lambda: None  # noqa: E731
    size = 0

    def make(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        nonlocal asked, size
        if asked() is not cursor:
            asked, size = weakref.ref(cursor), 0
        size += sum(map(getsizeof, values))
        if size > most:
            raise TooMuch("the answer is too large; ask for fewer rows or columns at a time")
        return sqlite3.Row(cursor, values)

    return make
