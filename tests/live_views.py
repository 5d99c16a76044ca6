"""A copy of the database in which every view follows what a test changes."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from once import made_once
from sqlite_utils import Database

from openpeel.loaders.stored_views import restore_views


def live_copy(database: Path, path: Path) -> Path:
    """Copy a database; stored views become plain views again."""

    def restore(live: Path) -> None:
        shutil.copy(database, live)
        with closing(sqlite3.connect(live, isolation_level=None)) as db:
            restore_views(Database(db))

    shutil.copy(made_once(database.with_suffix(".live.db"), restore), path)
    return path
