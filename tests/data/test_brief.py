"""What the brief of a force says, worked out a second time from the views that it sums up."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict

GRADED = ("graded", "carried over")


def test_earlier_grade_is_the_last_one_given_anew_in_an_earlier_year(
    connection: sqlite3.Connection,
) -> None:
    years = {r["id"]: r["position"] for r in connection.execute("select * from framework")}
    cells = defaultdict(list)
    for row in connection.execute("select * from grade_cell order by question_id desc"):
        cells[row["force_id"], row["topic_id"]].append(row)
    before = defaultdict(set)
    for later, question in connection.execute(
        "select later_question_id, earlier_question_id from question_lineage"
    ):
        before[later].add(question)
    by_force = defaultdict(list)
    for (force, _), of_topic in cells.items():
        by_force[force] += of_topic
    rows = connection.execute("select * from grade_with_previous").fetchall()
    known = {key for key, some in cells.items() if any(r["status"] in GRADED for r in some)}
    assert {(r["force_id"], r["topic_id"]) for r in rows} == known and len(rows) == len(known)
    found = several = 0
    for row in rows:
        some = cells[row["force_id"], row["topic_id"]]
        latest = max(
            (r for r in some if r["status"] in GRADED), key=lambda r: years[r["framework_id"]]
        )
        assert (row["year"], row["grade_id"]) == (latest["year"], latest["grade_id"])
        earlier = [
            r
            for r in by_force[row["force_id"]]
            if (r["topic_id"] == row["topic_id"] or r["question_id"] in before[row["question_id"]])
            and (
                r["status"] == "graded"
                or r["status"] == "carried over"
                and not r["carried_over_from_year"]
            )
            and years[r["framework_id"]] < years[latest["framework_id"]]
            and r["year"] not in (row["carried_over_from_year"] or "")
        ]
        # Of several questions of that year, the first on the topic.
        expected = min(
            earlier,
            key=lambda r: (
                -years[r["framework_id"]], r["topic_id"] != row["topic_id"], r["question_id"],
            ),
            default=None,
        )  # fmt: skip
        assert [row["earlier_year"], row["earlier_grade_id"], row["earlier_url"]] == (
            [expected["year"], expected["grade_id"], expected["url"]] if expected else [None] * 3
        ), tuple(row)
        others = [r for r in earlier if expected and r["year"] == expected["year"]]
        assert (row["earlier_other_grades"] or "").count(" on ") >= len(others) - 1
        for other in others:
            if other is not expected:
                told = f"{other['grade']} on {other['question']}"
                assert told in row["earlier_other_grades"], tuple(row)
        several += len({r["grade_id"] for r in others}) > 1
        found += expected is not None
        # Whoever reads that a grade is known finds it beside.
        cited = re.search(r"; (20\d\d\S*): ", row["change"])
        assert cited is None or cited[1] == row["earlier_year"], tuple(row)
    assert found > len(rows) / 2 and several == 14


def test_a_force_is_introduced_with_how_much_of_it_is_known(
    connection: sqlite3.Connection,
) -> None:
    findings: dict[str, int] = defaultdict(int)
    for row in connection.execute("select * from improvement_status"):
        findings[row["force_id"]] += row["kind_id"] == "finding" and row["is_counted"]
    known: dict[str, int] = defaultdict(int)
    for row in connection.execute("select * from grade_history"):
        known[row["force_id"]] += row["status"] in ("graded", "carried over")
    forces = connection.execute("select * from force_detail").fetchall()
    assert len(forces) == 43
    for row in forces:
        assert row["findings"] == findings[row["area_id"]]
        assert row["grades_known"] == known[row["area_id"]]
        assert 0 < row["grades_known"] <= row["grades_asked"]
        assert row["read_whole"] <= row["with_improvements"] <= row["inspections_known"]


def test_theme_of_other_forces_counts_none_of_the_force_itself(
    connection: sqlite3.Connection,
) -> None:
    members = [
        dict(row)
        for row in connection.execute(
            "select improvement_theme.theme_id, status.* "
            "from improvement_theme join improvement_status as status using (improvement_id) "
            "where improvement_theme.position = 1 and kind_id <> 'finding' and is_counted"
        )
    ]
    groups = defaultdict(set)
    for row in connection.execute("select * from force_group where in_group"):
        groups[row["force_id"]].add(row["other_force_id"])
    names = dict(connection.execute("select short_name, area_id from force").fetchall())
    own = defaultdict(int)
    for row in members:
        own[row["force_id"], row["theme_id"]] += row["state"] in ("open", "only seen raised")
    rows = connection.execute("select * from theme_of_other_forces").fetchall()
    assert {(r["force_id"], r["theme_id"]): r["not_closed"] for r in rows} == {
        key: n for key, n in own.items() if n
    }
    for row in rows:
        others = [
            r
            for r in members
            if r["theme_id"] == row["theme_id"] and r["force_id"] != row["force_id"]
        ]
        forces = {r["force_id"] for r in others}
        assert row["other_forces"] == len(forces)
        assert row["others_listed"] == len(others)
        assert row["others_closed"] == sum(r["is_closed"] for r in others)
        similar = (row["similar_forces"] or "").split("; ")
        assert {names[name] for name in similar if name} == forces & groups[row["force_id"]]
