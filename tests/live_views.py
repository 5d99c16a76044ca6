"""A copy of the database in which every view follows what a test changes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from once import made_once
from sqlite_utils import Database

from openpeel.loaders.database import add_mathematics
from openpeel.loaders.stored_views import in_order, restore_views, words_of


def live_copy(database: Path, path: Path) -> Path:
    """Copy a database; stored views become plain views again."""

    def restore(live: Path) -> None:
        shutil.copy(database, live)
        with closing(sqlite3.connect(live, isolation_level=None)) as db:
            restore_views(Database(db))

    shutil.copy(made_once(database.with_suffix(".live.db"), restore), path)
    return path


@contextmanager
def worked_out(db: sqlite3.Connection, sql: str) -> Iterator[None]:
    """Store the rows of all views that a question reads, each once, while it is asked.

    Plain views are worked out again wherever one is named, many times over. In a database in which
    views are stored already it does nothing.
    """
    views = dict(
        db.execute("select name, sql from dictionary_table where kind = 'view'").fetchall()
    )
    if not is_live(db):
        yield
        return
    add_mathematics(db)
    db.execute("savepoint worked_out")
    try:
        for name in in_order(views_read(sql, views)):
            db.execute(f"create temp table rows_of_view as select * from main.[{name}]")
            db.execute(f"drop view main.[{name}]")
            db.execute(
                f"create table main.[{name}] as select * from temp.rows_of_view order by rowid"
            )
            db.execute("drop table temp.rows_of_view")
        yield
    finally:
        db.execute("rollback to worked_out")
        db.execute("release worked_out")


def is_live(db: sqlite3.Connection) -> bool:
    """Whether the views that a build stores are plain views in this database."""
    stored = "select name from dictionary_table where is_stored"
    sql = f"select count(*) from sqlite_master where type = 'view' and name in ({stored})"
    return bool(db.execute(sql).fetchone()[0])


def views_read(sql: str, views: Mapping[str, str]) -> dict[str, str]:
    """Return the views that a question reads, and those that these read, with their SQL."""
    found: dict[str, str] = {}
    names = words_of(sql) & set(views)
    while names:
        name = names.pop()
        found[name] = views[name]
        names |= (words_of(views[name]) & set(views)) - set(found)
    return found


def ask_worked_out(
    db: sqlite3.Connection, sql: str, parameters: tuple[object, ...] = ()
) -> list[sqlite3.Row]:
    """Answer a question over views that follow what a test has changed."""
    with worked_out(db, sql):
        return db.execute(sql, parameters).fetchall()
