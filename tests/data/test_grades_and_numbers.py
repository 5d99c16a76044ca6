"""Grades beside numbers: counts, medians and quartiles worked out again with Python's statistics."""

from __future__ import annotations

import sqlite3
import statistics
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from live_views import live_copy

Key = tuple[str, str, int, str]


def rows(db: sqlite3.Connection, sql: str, *values: Any) -> list[sqlite3.Row]:
    """The rows of a query, with names."""
    db.row_factory = sqlite3.Row
    return db.execute(sql, values).fetchall()


def expected_groups(db: sqlite3.Connection) -> dict[Key, list[tuple[float, str, bool]]]:
    """The values of the ranked forces by question, statistic, period and grade, from the tables."""
    grades = defaultdict(list)
    for row in rows(
        db,
        "select question.framework_id, question_id, force_id, grade_id, carried_from_basis is not null as kept "
        "from judgment join inspection on inspection.id = inspection_id "
        "join question on question.id = question_id "
        "where grade_id <> 'ungraded' and question.graded and not exists (select 1 from not_inspected "
        "where not_inspected.question_id = judgment.question_id and not_inspected.force_id = inspection.force_id)",
    ):
        grades[row["framework_id"]].append(row)
    numbers = defaultdict(dict)
    for row in rows(
        db,
        "select statistic_number.*, area_id from statistic_number "
        "join reporting_area on number = area_number where band is not null",
    ):
        numbers[row["statistic_id"], row["period_id"]][row["area_id"]] = row["value"]
    found: dict[Key, list[tuple[float, str, bool]]] = defaultdict(list)
    for period in rows(db, "select * from statistic_of_round"):
        values = numbers[period["statistic_id"], period["period_id"]]
        for grade in grades[period["framework_id"]]:
            if grade["force_id"] in values:
                key = (
                    grade["question_id"],
                    period["statistic_id"],
                    period["period_id"],
                    grade["grade_id"],
                )
                found[key].append(
                    (values[grade["force_id"]], grade["force_id"], bool(grade["kept"]))
                )
    return found


def assert_summary(db: sqlite3.Connection) -> None:
    """Every row of the summary, against an independent calculation."""
    expected = expected_groups(db)
    found = {
        (row["question_id"], row["statistic_id"], row["period_id"], row["grade_id"]): row
        for row in rows(db, "select * from grade_number_summary")
    }
    assert found.keys() == expected.keys()
    assert found
    for key, row in found.items():
        values = sorted(value for value, _, _ in expected[key])
        quarter, half, three = (
            statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
        )
        assert row["forces"] == len(values), key
        assert [row["lowest"], row["median"], row["highest"]] == pytest.approx(
            [values[0], statistics.median(values), values[-1]], abs=0.0051
        ), key
        assert half == pytest.approx(statistics.median(values))
        quartiles = [row["lower_quartile"], row["upper_quartile"]]
        if len(values) < 4:
            assert quartiles == [None, None], key
        else:
            assert quartiles == pytest.approx([quarter, three], abs=0.0051), key
        assert row["forces_carried_over"] == sum(kept for _, _, kept in expected[key]), key


def test_summary_of_what_ships(connection: sqlite3.Connection) -> None:
    assert_summary(connection)


def test_summary_with_sources(database_with_text: Path) -> None:
    with closing(sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)) as db:
        assert_summary(db)
        charged = rows(
            db,
            "select * from grade_number_summary where statistic_id = 'outcome-share-charged' "
            "and question_id = 'peel-2017-effectiveness-investigating-crime'",
        )
        assert {row["period"] for row in charged} == {"12 months to 31 March 2018"}


def test_forces_are_named_from_the_lowest_to_the_highest(connection: sqlite3.Connection) -> None:
    row = rows(
        connection,
        "select * from grade_number_summary where statistic_id = 'recorded-crime-rate' "
        "and question_id = 'peel-2016-effectiveness-overall' and grade_id = 'good' and period_end = '2016-06-30'",
    )[0]
    forces = rows(
        connection,
        "select force, value from grade_and_number where statistic_id = 'recorded-crime-rate' and counted "
        "and question_id = 'peel-2016-effectiveness-overall' and grade_id = 'good' and period_end = '2016-06-30'",
    )
    assert row["force_names"].split(", ") == [
        force["force"] for force in sorted(forces, key=lambda force: force["value"])
    ]


def test_a_force_that_is_not_ranked_is_named_and_not_counted(
    connection: sqlite3.Connection,
) -> None:
    row = rows(
        connection,
        "select * from grade_and_number where force_id = 'city-of-london' and statistic_id = 'recorded-crime-rate'",
    )[0]
    assert row["counted"] == 0
    assert "not ranked" in row["not_counted_because"]
    assert not rows(
        connection,
        "select * from grade_and_number where counted <> (not_counted_because is null)",
    )


def test_months_belong_to_the_round_in_which_reports_came_out(
    connection: sqlite3.Connection,
) -> None:
    for row in rows(connection, "select * from statistic_of_round"):
        first_year = int(row["first_report"][:4])
        assert f"{first_year - 1}{row['first_report'][4:]}" <= row["period_end"], tuple(row)
        assert row["ends_before_reports"] == (row["period_end"] < row["first_report"])
    ends = {
        row["period_end"]
        for row in rows(
            connection, "select period_end from statistic_of_round where framework_id = 'peel-2016'"
        )
    }
    assert ends >= {"2015-12-31", "2016-03-31", "2016-06-30"}
    assert "2015-09-30" not in ends


def test_time_of_the_numbers_is_set_against_each_report(database: Path, tmp_path: Path) -> None:
    """A period ends before a report, not before it, or its day is not known well enough."""
    with closing(sqlite3.connect(live_copy(database, tmp_path / "live.db"))) as db:
        sql = (
            "select ends_before_report from grade_and_number where force_id = 'essex' and statistic_id = "
            "'recorded-crime-rate' and question_id = 'peel-2016-effectiveness-overall' and period_end = '2016-06-30'"
        )
        for published, said in (
            ("2017-03-02", "before"),
            ("2016-06-01", "after"),
            ("2016", "not known"),
        ):
            db.execute(
                "delete from publication where framework_id = 'peel-2016' and force_id is null"
            )
            db.execute(
                "insert or ignore into publication (id, framework_id, pillar_id, published_on, basis, citation_id) "
                "select 'x', 'peel-2016', pillar_id, '2017-03-02', 'stated', citation_id from publication limit 1"
            )
            db.execute(
                "update inspection set published_on = ? where id = 'essex-2016-effectiveness'",
                (published,),
            )
            assert [row[0] for row in db.execute(sql)] == [said], published
