"""Views whose rows the build stores are what their SQL says, with its types and keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from live_views import live_copy
from refusals import refused
from sqlite_utils import Database

from openpeel.loaders.build import build
from openpeel.loaders.database import types_of
from openpeel.loaders.dictionary import TYPES, read_dictionary
from openpeel.loaders.stored_views import in_order


def stored_in(db: sqlite3.Connection) -> list[str]:
    """The views whose rows are stored."""
    return [row[0] for row in db.execute("select name from dictionary_table where is_stored")]


def typed(row: tuple[object, ...]) -> list[tuple[type, object]]:
    """The values of a row with their types; −0.0, which is stored as 0.0, is the same number."""
    return [(type(value), value) for value in row]


@pytest.mark.slow
def test_stored_rows_are_those_of_the_view(database: Path, tmp_path: Path) -> None:
    stored = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    live = sqlite3.connect(live_copy(database, tmp_path / "live.db"))
    names = stored_in(stored)
    assert names
    for name in names:
        was = live.execute(f"select * from [{name}]")
        now = stored.execute(f"select * from [{name}] order by rowid")
        assert [c[0] for c in now.description] == [c[0] for c in was.description], name
        assert list(map(typed, now)) == list(map(typed, was)), name
        assert types_of(Database(stored), name) == types_of(Database(live), name), name


def test_stored_views_are_tables_with_the_keys_they_name(connection: sqlite3.Connection) -> None:
    dictionary = read_dictionary()
    assert stored_in(connection)
    for name in stored_in(connection):
        columns = connection.execute(f"pragma table_info([{name}])").fetchall()
        key = [c["name"] for c in sorted(columns, key=lambda c: c["pk"]) if c["pk"]]
        assert key == dictionary.stored(name)["key"], name
        null = " or ".join(f"[{column}] is null" for column in key)
        assert not connection.execute(f"select 1 from [{name}] where {null}").fetchone(), name


def test_dictionary_has_the_sql_of_every_view(connection: sqlite3.Connection) -> None:
    rows = connection.execute("select name, kind, sql from dictionary_table").fetchall()
    assert {row["kind"] for row in rows} == {"table", "view"}
    for row in rows:
        assert (row["sql"] is not None) == (row["kind"] == "view"), row["name"]
        if row["kind"] == "view":
            assert f"create view {row['name']} as" in row["sql"]


def test_views_come_after_those_they_read() -> None:
    sql = {
        "a": "create view a as select * from b -- not of z\n",
        "b": "create view b as select 'a' as word from c",
        "c": "create view c as select 1",
        "z": "create view z as select * from a",
    }
    assert list(in_order(sql)) == ["c", "b", "a", "z"]


MALFORMED: dict[str, Callable[[str], str]] = {
    "malformed setting of stored rows": lambda said: said.replace("key:", "keys:", 1),
    "stored names an unknown column": lambda said: said.replace(
        "key: [observation_id]", "key: [observation]", 1
    ),
    "two rows of the view reconciliation have one key": lambda said: said.replace(
        "key: [observation_id]", "key: [measure_id]", 1
    ),
}


@pytest.mark.parametrize("problem", MALFORMED)
def test_build_refuses_a_wrong_setting(tree_with_sql: Path, tmp_path: Path, problem: str) -> None:
    file = tree_with_sql / "views" / "reconciliation" / "reconciliation.yml"
    file.write_text(MALFORMED[problem](file.read_text(encoding="utf-8")), encoding="utf-8")
    with refused(problem, "reconciliation.yml"):
        build(tmp_path / "a.db", tree_with_sql)


def test_dictionary_has_the_type_of_every_column(database: Path) -> None:
    db = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    said: dict[str, dict[str, str]] = {}
    for table, column, type in db.execute("select table_name, name, type from dictionary_column"):
        said.setdefault(table, {})[column] = type
    assert len(said) > 100
    for table, types in said.items():
        found = types_of(db, table)
        # The affinity of a table's column is that of its declared type.
        found = {name: TYPES.get(type, type.lower()) for name, type in found.items()}
        assert {name: found[name] for name in types} == types, table
    db.close()
