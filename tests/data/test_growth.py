"""Nothing that is looked up takes longer because the reports of other forces are loaded as well.

Two databases of made-up reports are compared by the steps that SQLite takes: these do not depend on
the machine. benchmarks/grow.py times the same with 300 reports.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator

import pytest
from datasette.utils import escape_fts
from several_reports import database_of

from openpeel.loaders import package

sys.path.insert(0, str(package.ROOT / "benchmarks"))
from lookups import KEYS, count_steps, lookups  # noqa: E402

# Two databases of several reports, and every question asked of both.
pytestmark = pytest.mark.slow
FEW, MANY = 3, 11
# How many times as much text the second database has: the shipped report comes without.
TIMES = (MANY - 1) / (FEW - 1)
# Both databases have the whole of this force's report.
ESSEX = KEYS | {"force_id": "essex", "area_id": "essex"}
# Steps below which a ratio says nothing. Reading every value of these reports takes more.
FLOOR = 2_000
# Steps that each further row of an answer may take: a measure has values in every report.
STEPS_A_ROW = 200

# Lookups that read more than the rows they find, and why.
READS_MORE = {
    "area_caveat by document_id": "SQLite reads the areas of all caveats while these are few",
    "arithmetic_total by force_id": "SQLite reads the relations of all reports while these are few",
}
# Stored views that SQLite plans badly once there are statistics of the stored rows that they read. A
# build works them out before that, in time that grows with the reports.
PLANNED_BEFORE = {
    "observation_mention": "each value is compared with the numbers of its place through a scan",
    "reconciliation": "each value is compared with all attempts",
}

# Steps and rows of something asked, with few reports and with many.
Counts = tuple[tuple[int, int], tuple[int, int]]


@pytest.fixture(scope="session")
def few_and_many(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """Connections to a database of few reports and to one of many."""
    paths = [database_of(reports, tmp_path_factory) for reports in (FEW, MANY)]
    few, many = (sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) for path in paths)
    for db in (few, many):
        db.create_function("escape_fts", 1, escape_fts)  # Datasette has it for every question
    yield few, many
    few.close()
    many.close()


def counted(
    connections: tuple[sqlite3.Connection, sqlite3.Connection], asked: Iterable[tuple[str, str]]
) -> dict[str, Counts]:
    """The steps and rows of each thing asked; parameters are left empty, as a page has them first."""
    found = {}
    for label, sql in asked:
        empty = dict.fromkeys(re.findall(r":(\w+)", sql), "")
        few, many = (count_steps(db, sql, empty) for db in connections)
        found[label] = few, many
    return found


def grown(found: dict[str, Counts], times: float) -> dict[str, Counts]:
    """What takes more than so many times the steps, but for the further rows that it finds."""
    return {
        label: (few, many)
        for label, (few, many) in found.items()
        if many[0] > times * max(few[0], FLOOR) + STEPS_A_ROW * max(0, many[1] - few[1])
    }


def test_lookup_takes_no_longer_with_more_reports(
    few_and_many: tuple[sqlite3.Connection, sqlite3.Connection],
) -> None:
    found = counted(few_and_many, lookups(few_and_many[0], ESSEX, first_rows=False))
    assert len(found) > 150
    assert grown(found, 1.5).keys() == READS_MORE.keys(), grown(found, 1.5)


def test_question_takes_no_longer_with_more_reports(
    few_and_many: tuple[sqlite3.Connection, sqlite3.Connection],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    described = database_of(MANY, tmp_path_factory).with_suffix(".metadata.json")
    (database,) = json.loads(described.read_text(encoding="utf-8"))["databases"].values()
    queries = database["queries"]
    found = counted(few_and_many, ((name, query["sql"]) for name, query in queries.items()))
    assert len(found) > 50
    assert not grown(found, 1.5)


def test_check_grows_no_faster_than_the_reports(
    few_and_many: tuple[sqlite3.Connection, sqlite3.Connection],
) -> None:
    checks = sorted(package.CHECKS.glob("*.sql"))
    found = counted(few_and_many, ((c.stem, c.read_text(encoding="utf-8")) for c in checks))
    assert not grown(found, 1.3 * TIMES)


def test_storing_a_view_grows_no_faster_than_the_reports(
    few_and_many: tuple[sqlite3.Connection, sqlite3.Connection],
) -> None:
    stored = few_and_many[0].execute(
        "select name, sql from dictionary_table where is_stored order by name"
    )
    # Its SQL by itself: the table that holds its rows has taken the view's name.
    bodies = {name: sql.partition(f"create view {name} as")[2] for name, sql in stored}
    assert len(bodies) > 40 and all(bodies.values())
    found = counted(few_and_many, bodies.items())
    assert grown(found, 1.3 * TIMES).keys() <= PLANNED_BEFORE.keys(), grown(found, 1.3 * TIMES)
