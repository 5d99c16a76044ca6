"""What every column of every view must be, so that tools can read it: no list of examples."""

from __future__ import annotations

import calendar
import re
import sqlite3
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import pytest

from openpeel.loaders import package

# By their files, so that a test is known by the view it is about.
VIEWS = sorted(file.stem for file in package.VIEWS.glob("**/*.sql"))
DAY = re.compile(r"[12]\d{3}(-[01]\d(-[0-3]\d)?)?")
FRAMEWORK = re.compile(r"(?:(.*)_)?framework")
# Views of open statistics have many thousand rows that are alike in kind.
MOST_ROWS = 20_000

# The values of each column, each once.
Columns = Mapping[str, set[object]]


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def columns(database: Path, view: str) -> Columns:
    return read(database, view)


@cache
def read(database: Path, view: str) -> Columns:
    """Read a view once, however many tests look at it."""
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    cursor = connection.execute(f"select * from [{view}] limit {MOST_ROWS}")
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    connection.close()
    values = [set(column) for column in zip(*rows, strict=True)] or [set()] * len(names)
    return dict(zip(names, values, strict=True))


def texts(values: set[object]) -> set[str]:
    return {value for value in values if isinstance(value, str)}


def test_only_the_column_symbol_has_the_shape_of_a_grade(
    connection: sqlite3.Connection, columns: Columns
) -> None:
    grades = connection.execute("select symbol, label from grade").fetchall()
    shaped = re.compile("|".join(re.escape(f"{symbol} {label}") for symbol, label in grades))
    for column, values in columns.items():
        if column == "symbol":
            assert "grade_id" in columns
            continue
        assert not shaped.search("\n".join(texts(values))), column


def test_a_grade_is_one_of_the_words_or_the_status_in_its_place(
    connection: sqlite3.Connection, view: str, columns: Columns
) -> None:
    plain = {label for (label,) in connection.execute("select label from grade")} | {
        status for (status,) in connection.execute("select distinct status from grade_cell")
    }
    across = connection.execute("select id from topic union select id from framework").fetchall()
    cells = {id.replace("-", "_") for (id,) in across} if "grade_" in view else set()
    for column, values in columns.items():
        if column in cells or re.search(r"(^|_)grade(_there|_that_counts|_before)?$", column):
            # A question that two were merged into follows both of their grades.
            words = {word for text in texts(values) for word in text.split(" and ")}
            assert words <= plain, column


def test_each_framework_has_its_year_beside_it(
    connection: sqlite3.Connection, view: str, columns: Columns
) -> None:
    years = dict(connection.execute("select label, year from framework").fetchall())
    names = list(columns)
    for place, (column, values) in enumerate(columns.items()):
        named = FRAMEWORK.fullmatch(column)
        by_another_name = bool(texts(values)) and texts(values) <= set(years)
        if not named and (not by_another_name or column in ("label", "text")):
            continue
        year = f"{(named[1] or '') if named else column}_year".removeprefix("_")
        assert names[place + 1] == year, column
        pairs = connection.execute(f"select distinct [{column}], [{year}] from [{view}]")
        assert all(year_of == years.get(framework) for framework, year_of in pairs), column


def test_each_partial_day_has_its_bounds(
    connection: sqlite3.Connection, view: str, columns: Columns
) -> None:
    for column, values in columns.items():
        stem, _, kind = column.rpartition("_")
        is_day = kind in ("on", "start", "end") or column == "deadline"
        # Partial ones only; names of other things end so too.
        if not is_day or not any(DAY.fullmatch(t) and len(t) < 10 for t in texts(values)):
            continue
        for end, of_kind in (("from", "end"), ("to", "start")):
            if kind == of_kind:
                continue
            bound = f"{stem or column}_{end}"
            assert bound in columns, column
            # The day of a page, or of a round, is no bound of the day of a report.
            basis = basis_of(column, columns)
            where = f" where [{basis}] = 'stated'" if basis else ""
            pairs = connection.execute(
                f"select distinct [{column}], [{bound}] from [{view}]{where}"
            )
            for text, day in pairs:
                assert day == (bounds(text)[end == "to"] if text else None), (column, text)


def basis_of(column: str, columns: Collection[str]) -> str | None:
    """The column of a view that says how a day is known, if it has one."""
    name = {"published_on": "published_basis", "happened_on": "basis"}.get(column)
    return name if name in columns else None


def bounds(text: str) -> tuple[str, str]:
    """The first and the last day that a day, a month or a year can mean."""
    assert DAY.fullmatch(text), text
    if len(text) == 10:
        return text, text
    if len(text) == 4:
        return f"{text}-01-01", f"{text}-12-31"
    year, month = map(int, text.split("-"))
    return f"{text}-01", f"{text}-{calendar.monthrange(year, month)[1]:02}"


@pytest.mark.parametrize("text", ["2016", "2016-02", "2017-02", "2016-12", "2017-03-02", None])
def test_bounds_of_a_partial_day(text: str | None) -> None:
    db = sqlite3.connect(":memory:")
    db.executescript(package.SCHEMA.read_text(encoding="utf-8"))
    db.execute(
        "insert into document (id, title, publisher, kind, published_on) "
        "values ('a', 'A', 'B', 'web-page', ?)",
        (text,),
    )
    held = db.execute("select published_from, published_to from document").fetchone()
    assert held == (bounds(text) if text else (None, None))


def test_years_are_how_frameworks_are_known(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select id, label, year from framework where position is not null"
    ).fetchall()
    assert rows
    for id, label, year in rows:
        assert label == f"PEEL {year}"
        assert id == "peel-" + re.sub("[/–]", "-", year)
