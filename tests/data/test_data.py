"""The facts of Essex 2016: how many, and which values."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pytest

# Values read off the report a second time, by themselves, line by line: what a number
# counts, its sign and range, and the line it stands on.
with (Path(__file__).parent / "known_values.csv").open(encoding="utf-8", newline="") as stream:
    KNOWN = list(csv.DictReader(stream))


def count(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(f"select count(*) from {sql}").fetchone()[0])


@pytest.mark.parametrize("known", KNOWN, ids=lambda k: f"{k['line']}-{k['measure_id']}")
def test_value_is_as_read_a_second_time(
    known: dict[str, str], connection: sqlite3.Connection
) -> None:
    rows = connection.execute(
        "select value, value_high, coalesce(qualifier, '') as qualifier from observation "
        "where measure_id = ? and area_id = ? and coalesce(period_end, '') = ? "
        "and coalesce(baseline_end, '') = ?",
        (known["measure_id"], known["area_id"], known["period_end"], known["baseline_end"]),
    ).fetchall()
    high = float(known["value_high"]) if known["value_high"] else None
    assert (float(known["value"]), high, known["qualifier"]) in {tuple(r) for r in rows}


def test_grades_of_2016_and_before(connection: sqlite3.Connection) -> None:
    grades = {
        (r["inspection_id"], r["topic_id"]): r["grade_id"]
        for r in connection.execute("select * from judgment_detail")
    }
    report = {
        ("essex-2016-effectiveness", "overall"): "good",
        ("essex-2016-effectiveness", "preventing-crime"): "good",
        ("essex-2016-effectiveness", "investigating-crime"): "good",
        ("essex-2016-effectiveness", "protecting-vulnerable"): "requires-improvement",
        ("essex-2016-effectiveness", "serious-organised-crime"): "good",
        ("essex-2016-effectiveness", "specialist-capabilities"): "ungraded",
        ("essex-2015-effectiveness", "overall"): "requires-improvement",
        ("essex-2015-vulnerability", "protecting-vulnerable"): "inadequate",
    }
    # Other grades are read off web pages: tests/data/test_grades.py.
    assert {key: grades[key] for key in report} == report
    assert {k for k in grades if k[0] == "essex-2016-effectiveness"} == {
        k for k in report if k[0] == "essex-2016-effectiveness"
    }


def test_nine_areas_for_improvement_by_question(connection: sqlite3.Connection) -> None:
    raised = connection.execute(
        "select topic_id, count(*) from improvement "
        "where inspection_id = 'essex-2016-effectiveness' and kind = 'area-for-improvement' "
        "group by topic_id order by topic_id"
    ).fetchall()
    assert [tuple(r) for r in raised] == [
        ("investigating-crime", 2),
        ("preventing-crime", 1),
        ("protecting-vulnerable", 4),
        ("serious-organised-crime", 2),
    ]


def test_counts_that_the_report_gives_of_earlier_items_are_the_rows_held(
    connection: sqlite3.Connection,
) -> None:
    for measure, sql in {
        "improvement-items-2015-prevention": "inspection_id = 'essex-2015-effectiveness' and kind = 'area-for-improvement'",
        "improvement-items-2015-vulnerability": "inspection_id = 'essex-2015-vulnerability' and kind = 'area-for-improvement'",
        "causes-of-concern-2015-vulnerability": "inspection_id = 'essex-2015-vulnerability' and kind = 'cause-of-concern'",
    }.items():  # fmt: skip
        stated = connection.execute(
            "select value from observation where measure_id = ? and restates_id is null", (measure,)
        ).fetchone()[0]
        assert count(connection, f"improvement where {sql}") == stated


def test_every_earlier_item_has_a_word_of_2017(connection: sqlite3.Connection) -> None:
    without = connection.execute(
        "select improvement.id from improvement join inspection on inspection.id = inspection_id "
        "where published_on < '2017-03-02' and force_id = 'essex' and improvement.id not in "
        "(select improvement_id from improvement_event where inspection_id = 'essex-2016-effectiveness')"
    ).fetchall()
    assert without == []


def test_what_essex_could_not_supply_is_a_row(connection: sqlite3.Connection) -> None:
    row = connection.execute(
        "select value, missing_reason from observation "
        "where measure_id = 'vulnerable-victim-crime-share' and area_id = 'essex'"
    ).fetchone()
    assert tuple(row) == (None, "not-supplied")


def test_no_sentence_of_a_report_ships(connection: sqlite3.Connection) -> None:
    assert count(connection, "improvement where text is not null") == 0


def test_contradictions_keep_both_sides(connection: sqlite3.Connection) -> None:
    strands = {
        r["area_id"]: r["value"]
        for r in connection.execute(
            "select area_id, value from observation where measure_id = 'vulnerability-strands'"
        )
    }
    assert strands == {"essex": 14, "england-and-wales": 13}
    revisit = connection.execute(
        "select distinct happened_on from improvement_event where inspection_id = 'essex-2016-revisit'"
    ).fetchall()
    assert {r[0] for r in revisit} == {"2016-03", "2016-04"}
    assert count(connection, "contradiction where caveat_id = 'strands-national-and-local'") == 0


def test_no_note_says_that_only_one_report_tells_of_an_inspection(
    connection: sqlite3.Connection,
) -> None:
    """Web pages came to be read later, and such a word is not taken back by itself."""
    wrong = connection.execute(
        "select id, note from inspection where note like '%only%' and note like 'Known from%'"
    ).fetchall()
    assert [tuple(row) for row in wrong] == []
