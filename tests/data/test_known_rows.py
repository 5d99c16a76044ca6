"""Every view and check over a small database that stays as it is, against rows that are known."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from known_rows import (
    HEAD,
    SHAKEN_SUMS,
    SUMS,
    Text,
    checks,
    most_different,
    names_changed,
    read_rows,
    rows_of,
    shown,
    sums_of,
    views,
)
from small_database import FOLDER, make_small, references, tables_of
from sqlite_utils import Database

REWRITE = "if the view was to change: .venv/bin/python tests/known_rows.py, then git diff"


def connected(path: Path, database: Path, is_shaken: bool) -> Iterator[sqlite3.Connection]:
    """A connection to a small database, of which every view is worked out by the SQL of now."""
    make_small(database, path, is_shaken)
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def small(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The small database."""
    yield from connected(tmp_path_factory.mktemp("small") / "small.db", database, False)


@pytest.fixture(scope="module")
def shaken(
    database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """The small database with values that contradict each other, and without others."""
    yield from connected(tmp_path_factory.mktemp("shaken") / "shaken.db", database, True)


def sums_in(file: Path) -> dict[str, list[Text]]:
    """What the rows of each view or check come to, by column."""
    sums: dict[str, list[Text]] = defaultdict(list)
    head, *lines = read_rows(file)
    assert head == HEAD
    for line in lines:
        sums[line[0]].append(line)
    return sums


@pytest.fixture(scope="module")
def known_sums() -> dict[str, list[Text]]:
    """What is known of the views of the small database."""
    return sums_in(SUMS)


@pytest.fixture(scope="module")
def shaken_sums() -> dict[str, list[Text]]:
    """What is known of the views and checks of the shaken database."""
    return sums_in(SHAKEN_SUMS)


def assert_known(small: sqlite3.Connection, name: str) -> None:
    """Assert that a view or check has the rows that are known, at their places."""
    head, *known = read_rows(FOLDER / f"{name}.csv")
    columns, rows = rows_of(small, name)
    assert columns == head, REWRITE
    found = {row[0]: row for row in shown(rows)}
    assert [found.get(row[0]) for row in known] == known, REWRITE


@pytest.mark.parametrize("view", views())
def test_view_has_its_known_rows(
    small: sqlite3.Connection, known_sums: dict[str, list[Text]], view: str
) -> None:
    assert_known(small, view)
    # All the other rows too: a column is named by what its values come to.
    assert sums_of(view, *rows_of(small, view)) == known_sums[view], REWRITE


@pytest.mark.parametrize("view", views())
def test_view_of_contradicting_values_is_as_it_was(
    shaken: sqlite3.Connection, shaken_sums: dict[str, list[Text]], view: str
) -> None:
    assert sums_of(view, *rows_of(shaken, view)) == shaken_sums[view], REWRITE


@pytest.mark.parametrize("check", checks())
def test_check_finds_what_is_wrong_and_nothing_that_is_like_it(
    shaken: sqlite3.Connection, shaken_sums: dict[str, list[Text]], check: str
) -> None:
    assert_known(shaken, check)
    assert sums_of(check, *rows_of(shaken, check)) == shaken_sums[check], REWRITE


def test_most_checks_find_something_in_the_shaken_database(
    shaken_sums: dict[str, list[Text]],
) -> None:
    assert sorted(shaken_sums) == sorted([*views(), *checks()])
    finding = [check for check in checks() if shaken_sums[check][0][2] != "0"]
    assert len(finding) > len(checks()) / 2


def test_every_view_has_rows_in_the_small_database(known_sums: dict[str, list[Text]]) -> None:
    assert sorted(known_sums) == views()
    assert [view for view, lines in known_sums.items() if lines[0][2] == "0"] == []


def test_small_database_has_no_reference_to_a_missing_row(small: sqlite3.Connection) -> None:
    assert small.execute("pragma foreign_key_check").fetchall() == []
    db = Database(small)
    assert sum(1 for table in tables_of(db) for _ in references(db, table)) > 100


def test_sums_tell_a_changed_value_and_another_order() -> None:
    columns = ("row", "x", "y")
    rows = [("1", "a", "2"), ("2", "b", "3.5"), ("3", "", "")]
    sums = sums_of("v", columns, rows)
    assert [line[:-1] for line in sums] == [
        ("v", "x", "3", "2", "2", ""),
        ("v", "y", "3", "2", "2", "5.5"),
    ]
    changed = sums_of("v", columns, [rows[0], ("2", "b", "3.6"), rows[2]])
    assert changed[0] == sums[0] and changed[1] != sums[1]
    turned = sums_of("v", columns, rows[::-1])
    assert [line[:-1] for line in turned] == [line[:-1] for line in sums]
    assert all(a != b for a, b in zip(turned, sums, strict=True))


def test_view_whose_rows_come_to_something_else_is_named() -> None:
    rows = [("1", "a"), ("2", "b")]
    before, same = (sums_of(view, ("row", "x"), rows) for view in ("changed", "same"))
    after = sums_of("changed", ("row", "x"), [rows[0], ("2", "c")])
    assert names_changed([HEAD, *before, *same], [HEAD, *after, *same]) == {"changed"}
    assert names_changed([HEAD, *before, *same], [HEAD, *before]) == {"same"}


def test_rows_that_are_shown_have_every_kind_of_value() -> None:
    rows = [(str(n), "kent", str(n)) for n in range(1, 40)]
    rows[20] = ("21", "essex", "-3")
    rows[30] = ("31", "", "0")
    shown = most_different(rows)
    assert {"21", "31"} < {row[0] for row in shown} and len(shown) < 10
    assert shown == sorted(shown, key=lambda row: int(row[0]))
