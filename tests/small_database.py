"""A small database: some forces, cut out of the data that ship, and rows made for the purpose.

Which rows of the data it has is listed (known_rows/keys.csv), so that it stays as it is when data
are added. Rows made up (known_rows/made.sql) give views something where the data ship nothing.
Every view is worked out from it again, by the SQL that is there now.
"""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from zlib import crc32

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import add_mathematics, create_views, types_of
from openpeel.loaders.similar import store_similarities
from openpeel.loaders.stored_views import in_order, typed_columns

FOLDER = Path(__file__).parent / "data" / "known_rows"
KEYS, MADE = FOLDER / "keys.csv", FOLDER / "made.sql"
# Their reports and grades are of all kinds: read whole, carried over, not inspected, in Engage.
FORCES = (
    "bedfordshire",
    "city-of-london",
    "durham",
    "essex",
    "gwent",
    "greater-manchester",
    "nottinghamshire",
)
# What only counts where a row of the database cites it.
CITED = ("citation", "section", "document", "site")
# What the build derives, and what describes the database.
DERIVED = (
    "improvement_similarity", "build_log", "build_digest", "dictionary_table", "dictionary_column",
)  # fmt: skip

# Tables of facts. In others (which statistic is made of what) a change would leave views without
# a row, or with all too many.
SHAKEN = (
    "arithmetic_term", "asb_incident", "caveat", "citation", "crime_outcome_sum", "document",
    "improvement", "improvement_event", "improvement_theme", "inspection", "judgment",
    "judgment_evidence", "monitoring_event", "monitoring_statement", "observation", "publication",
    "publication_statement", "published_force_total", "published_total", "recorded_crime",
    "recorded_crime_published", "recorded_offence", "response", "statistic_number", "workforce",
)  # fmt: skip


def make_small(database: Path, path: Path, is_shaken: bool = False) -> None:
    """Cut a small database out of the whole one; store the rows of every view, in order.

    Shaken, it has values that facts might have and do not (`shake`); after the views have been
    worked out, in every table, so that checks meet them too.
    """
    shutil.copy(database, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        db = Database(connection)
        add_mathematics(connection)
        connection.execute("pragma foreign_keys = off")
        with db.atomic():
            drop_views(db)
            keep_listed(db)
            connection.execute("delete from improvement_similarity")
            for statement in MADE.read_text(encoding="utf-8").split(";\n"):
                connection.execute(statement)
            if is_shaken:
                shake(db, SHAKEN, 30)
        store_similarities(db)
        # SQLite plans by the number of rows.
        connection.execute("analyze")
        store_every_view(db)
        if is_shaken:
            with db.atomic():
                shake(db, [table for table in tables_of(db) if table not in SHAKEN], 6)


def drop_views(db: Database) -> None:
    """Remove every view, and the table of every stored one."""
    views = {row[0] for row in db.execute("select name from dictionary_table where kind = 'view'")}
    for name, type in db.execute("select name, type from sqlite_master").fetchall():
        if type in ("table", "view") and name in views:
            db.execute(f"drop {type} [{name}]")


def keep_listed(db: Database) -> None:
    """Delete every row whose key is not listed, and all that refers to one of these."""
    keys_by_table = listed()
    for table in tables_of(db):
        if has_no_rowid(db, table):
            continue
        keys = keys_by_table.get(table, [])
        columns = ", ".join(f"cast([{column}] as text)" for column in keys_of(db, table))
        db.execute(f"create temp table listed as select {columns} from [{table}] where false")
        marks = ", ".join("?" * len(keys_of(db, table)))
        db.conn.executemany(f"insert into temp.listed values ({marks})", keys)
        db.execute(f"delete from [{table}] where ({columns}) not in (select * from temp.listed)")
        db.execute("drop table temp.listed")
    delete_orphans(db)


def listed() -> dict[str, list[list[str]]]:
    """Return the keys that are kept, by table."""
    keys: dict[str, list[list[str]]] = {}
    with KEYS.open(encoding="utf-8", newline="") as stream:
        for table, *key in csv.reader(stream):
            keys.setdefault(table, []).append(key)
    return keys


def tables_of(db: Database) -> list[str]:
    """Return the tables of facts, without those that the build derives or that are stored views."""
    found = db.execute("select name from dictionary_table where kind = 'table' order by name")
    return [name for (name,) in found.fetchall() if name not in DERIVED]


def keys_of(db: Database, table: str) -> list[str]:
    """Return the columns of a table's key, in their order."""
    columns = db.execute(f"pragma table_info([{table}])").fetchall()
    return [name for _, name in sorted((c[5], c[1]) for c in columns if c[5])]


def references(db: Database, table: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield the foreign keys of a table: the other table, columns here and columns there."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for number, _, other, here, there, *_ in db.execute(f"pragma foreign_key_list([{table}])"):
        found.setdefault(number, []).append((other, here, there))
    for columns in found.values():
        other = columns[0][0]
        there = [c[2] for c in columns if c[2]] or keys_of(db, other)
        yield other, [c[1] for c in columns], there


def delete_orphans(db: Database) -> None:
    """Delete what refers to a missing row, over and over until nothing does."""
    conditions = [
        (table, " or ".join(orphaned(table, *reference) for reference in references(db, table)))
        for table in tables_of(db)
    ]
    while sum(
        db.execute(f"delete from [{table}] where {condition}").rowcount
        for table, condition in conditions
        if condition
    ):
        pass


def orphaned(table: str, other: str, here: list[str], there: list[str]) -> str:
    """Return the condition that a row refers to a missing one."""
    known = " and ".join(f"[{table}].[{column}] is not null" for column in here)
    same = " and ".join(f"parent.[{b}] = [{table}].[{a}]" for a, b in zip(here, there, strict=True))
    return f"({known} and not exists (select 1 from [{other}] as parent where {same}))"


def store_every_view(db: Database) -> None:
    """Make each view and put its rows in the place of it, before the views that read it."""
    files = create_views(db, package.ROOT / "views")
    for name in in_order({n: file.read_text(encoding="utf-8") for n, file in files.items()}):
        types = types_of(db, name)
        db.execute(f"create temp table rows_of_view as select * from main.[{name}]")
        db.execute(f"drop view main.[{name}]")
        db.execute(f"create table main.[{name}] ({typed_columns(types)})")
        db.execute(f"insert into main.[{name}] select * from temp.rows_of_view order by rowid")
        db.execute("drop table temp.rows_of_view")


def shake(db: Database, tables: Iterable[str], lots: int) -> None:
    """Change some values of each column, the same each time, so that views meet every case.

    Of so many (`lots`) values of a column, one is changed in each way.
    Some go missing where they may, some numbers are higher by one, and some rows have the value
    of the next row: facts then contradict each other, and are without what most of them have.
    """
    db.conn.create_function(
        "lot", 1, lambda text: crc32(f"1/{text}".encode()) % lots, deterministic=True
    )
    db.execute("pragma ignore_check_constraints = on")
    for table in tables:
        own = {
            column for other, here, _ in references(db, table) if other == table for column in here
        }
        for _, name, type, is_needed, _, is_key in db.execute(
            f"pragma table_info([{table}])"
        ).fetchall():
            if not is_key and name not in own:
                shake_column(db, table, name, type.lower(), bool(is_needed))


def shake_column(db: Database, table: str, column: str, type: str, is_needed: bool) -> None:
    """Change some values of a column."""
    key = " || '/' || ".join(f"cast([{name}] as text)" for name in keys_of(db, table))
    lot = f"lot('{table}.{column}/' || {key})"
    if not has_no_rowid(db, table):
        db.execute(
            f"create temp table next as select lag([{column}]) over (order by rowid desc) as value, rowid as place from [{table}]"
        )
        db.execute(
            f"update or ignore [{table}] set [{column}] = coalesce((select value from temp.next"
            f" where place = [{table}].rowid), [{column}]) where {lot} = 1"
        )
        db.execute("drop table temp.next")
    if type in ("integer", "real") and not column.endswith("_number"):
        db.execute(f"update or ignore [{table}] set [{column}] = [{column}] + 1 where {lot} = 2")
    if not is_needed:
        db.execute(f"update [{table}] set [{column}] = null where {lot} = 3")


def choose_keys(database: Path, scratch: Path) -> list[list[str]]:
    """Choose the rows of the whole database that the small one has: those of some forces.

    Of what only gives the place of a fact, what is cited by one of them.
    """
    shutil.copy(database, scratch)
    marks = ", ".join("?" * len(FORCES))
    with closing(sqlite3.connect(scratch, isolation_level=None)) as connection:
        db = Database(connection)
        connection.execute("pragma foreign_keys = off")
        connection.execute(f"delete from area where kind = 'force' and id not in ({marks})", FORCES)
        delete_orphans(db)
        while sum(delete_uncited(db, table) for table in CITED):
            delete_orphans(db)
        # A table without row numbers has numbers by area and period, of which the other tables
        # say which are kept.
        tables = [t for t in tables_of(db) if not has_no_rowid(db, t)]
        return [[table, *map(str, row)] for table in tables for row in keys_in(db, table)]


def keys_in(db: Database, table: str) -> list[tuple[object, ...]]:
    """Return the keys of all rows of a table, in order."""
    columns = ", ".join(keys_of(db, table))
    return db.execute(f"select {columns} from [{table}] order by {columns}").fetchall()


def delete_uncited(db: Database, table: str) -> int:
    """Delete the rows of a table to which no row refers; return how many these were."""
    used = [
        f"select [{here[0]}] from [{other}] where [{here[0]}] is not null"
        for other in tables_of(db)
        for parent, here, _ in references(db, other)
        if parent == table and len(here) == 1
    ]
    return db.execute(
        f"delete from [{table}] where id not in ({' union all '.join(used)})"
    ).rowcount


def has_no_rowid(db: Database, table: str) -> bool:
    """Whether a table is one of many numbers, found by its key alone."""
    [sql] = db.execute("select sql from sqlite_master where name = ?", (table,)).fetchone()
    return "without rowid" in str(sql).lower()
