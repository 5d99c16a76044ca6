"""How tests load open statistics into a database that has only facts, quickly and often."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.all_facts import read_all_facts
from openpeel.loaders.database import create_tables, describe_tables, insert_facts
from openpeel.loaders.statistics.load import Loaded, load_statistics

Load = Callable[..., tuple[Loaded, list[str | None]]]
STATISTICS = package.ROOT / "data" / "statistics"


def only_facts() -> sqlite3.Connection:
    """A database in memory with what ships but for open statistics."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    create_tables(db, package.ROOT / "schema.sql")
    tables = describe_tables(db)
    insert_facts(db, read_all_facts(package.ROOT / "data", tables, None).rows, tables)
    return db.conn


def load_into_copy(
    facts: sqlite3.Connection, folder: Path, *accepted: str, data: Path = STATISTICS
) -> tuple[Loaded, list[str | None]]:
    """What came of a folder of statistics, and what was accepted of each file."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    facts.backup(db.conn)
    try:
        loaded = load_statistics(db, folder, data, accepted)
        rows = db.execute("select accepted from dataset where extent = 'full' order by number")
        return loaded, [row[0] for row in rows.fetchall()]
    finally:
        db.close()
