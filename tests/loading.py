"""Facts of a tree put into an empty database: what a build does first, without its views."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.all_facts import read_all_facts
from openpeel.loaders.database import create_tables, describe_tables, insert_facts
from openpeel.loaders.statistics.load import load_statistics


def load_facts(tree: Path, sources: Path | None = None) -> None:
    """Read and insert the facts and statistics of a tree, which raises what is wrong with them.

    With a folder of sources, its reference data and open statistics are read too.
    """
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    try:
        create_tables(db, tree / "schema.sql")
        tables = describe_tables(db)
        insert_facts(db, read_all_facts(tree / "data", tables, sources).rows, tables)
        load_statistics(db, sources, tree / "data" / "statistics")
    finally:
        db.close()
