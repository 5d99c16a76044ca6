"""Rows as pages gather them."""

from __future__ import annotations

from typing import Any

import pytest

from openpeel.web.improvement_list import ImprovementList
from openpeel.web.page_rows import (
    Neighbour,
    doubted_values,
    engage_on,
    grades_compared,
    in_words,
    neighbours,
    questions_with_grades,
    rows_of_json,
    timeline_of,
    usual_forces,
)
from openpeel.web.row import Row
from openpeel.web.text_filters import by, chosen, only

ROWS = [
    Row({"id": "a", "year": 1, "area": "x"}),
    Row({"id": "b", "year": 2, "area": "x"}),
    Row({"id": "c", "year": 1, "area": "x"}),
]


def ids(rows: list[Row]) -> list[str]:
    """The ids of some rows."""
    return [row.id for row in rows]


def test_rows_are_grouped_by_one_column_or_several() -> None:
    assert {year: ids(rows) for year, rows in by(ROWS, "year").items()} == {1: ["a", "c"], 2: ["b"]}
    assert ids(by(ROWS, "area", "year")["x", 1]) == ["a", "c"]
    assert by(ROWS, "area", "year")["x", 3] == []


def test_chosen_rows_come_in_the_order_of_the_choice() -> None:
    assert ids(chosen(ROWS, "id", ["c", "nobody", "a"])) == ["c", "a"]
    assert only(ROWS, "id")["b"].year == 2


def value(label: str, force: str | None, country: str | None, direction: int = 1) -> Row:
    """A row of force_comparison_chart."""
    return Row({
        "label": label, "force_verdict": force, "england_and_wales_verdict": country,
        "has_direction": direction, "observation_id": f"{label}-1",
        "england_and_wales_observation_id": f"{label}-2",
    })  # fmt: skip


def test_doubted_values_are_those_that_are_drawn_and_that_statistics_do_not_bear_out() -> None:
    rows = [
        value("A", "differs", "match"),
        value("B", None, "later-revision"),
        value("C", "differs", "differs", direction=0),
        value("D", "differs", "rounding"),
    ]
    found = doubted_values(rows, "Essex")
    assert {v: [(d.whose, d.observation_id) for d in some] for v, some in found.items()} == {
        "differs": [("Essex", "A-1"), ("Essex", "D-1")],
        "later-revision": [("England and Wales", "B-2")],
    }


def entry(dated: str, kind: str, says: str, improvement: str | None = None) -> Row:
    """A row of force_timeline."""
    return Row({
        "dated": dated, "kind": kind, "says": says, "improvement_id": improvement,
        "happened_from": dated if len(dated) == 10 else None,
    })  # fmt: skip


def test_timeline_counts_what_happened_on_a_day() -> None:
    timeline = timeline_of(
        [
            entry("2017-03-02", "report", "published"),
            entry("2016", "grade", "Good"),
            entry("2016", "grade", "Ungraded"),
            entry("2016", "grade", "Inadequate"),
            entry("2016", "progress", "met", "a"),
            entry("2016", "progress", "met", "b"),
            entry("2015-01-01", "progress", "raised", "a"),
        ],
        newest=1,
    )
    assert [day.first.dated for day in timeline.newest] == ["2017-03-02"]
    day, first = timeline.earlier
    assert (day.graded, day.ungraded, dict(day.of_improvements)) == (2, 1, {"met": 2})
    assert (first.graded, dict(first.of_improvements)) == (0, {"raised": 1})
    assert timeline.begins == "2015-01-01"
    assert timeline_of([], newest=3).begins is None


@pytest.mark.parametrize(
    "with_report, forces",
    [(["b"], ["b", "a"]), ([], ["a", "b"]), (["a", "b", "c"], ["a"]), (["c", "a"], ["c", "b"])],
)
def test_a_force_with_a_report_is_compared_with_one_without(
    with_report: list[str], forces: list[str]
) -> None:
    assert usual_forces([{"value": id} for id in "abc"], with_report) == forces


def test_questions_with_grades_leave_out_what_is_not_found() -> None:
    cells: list[dict[str, Any]] = [
        {"question_id": "a", "grade_id": "good", "status": "graded"},
        {"question_id": "b", "grade_id": "ungraded", "status": "ungraded"},
        {"question_id": "c", "grade_id": None, "status": "not found"},
    ]
    found = questions_with_grades([{"question_id": id} for id in "abc"], cells)
    assert found == [{"question_id": "a"}]


@pytest.mark.parametrize("number, words", [(0, "none"), (1, "one"), (10, "ten"), (11, "11")])
def test_small_numbers_are_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize("found, pages", [(1, 1), (50, 1), (51, 2)])
def test_improvements_fill_pages_of_fifty(found: int, pages: int) -> None:
    assert ImprovementList([Row({"found": found})], [], []).pages == pages
    assert ImprovementList([], [], []).pages == 0


def test_nearest_forces_are_read_line_by_line() -> None:
    assert neighbours("kent\tKent\t0.21\nessex\tEssex\t0.30") == [
        Neighbour("kent", "Kent", "0.21"),
        Neighbour("essex", "Essex", "0.30"),
    ]


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2022-05-31", "no"),
        ("2022-06-01", "perhaps"),
        ("2022-06-29", "perhaps"),
        ("2022-06-30", "yes"),
        ("2024-05-20", "yes"),
        ("2024-05-21", "perhaps"),
        ("2024-05-30", "perhaps"),
        ("2024-05-31", "no"),
    ],
)
def test_day_of_a_stay_counts_as_its_dates_allow(day: str, answer: str) -> None:
    stay = {"moved_in_from": "2022-06-01", "moved_in_to": "2022-06-30", "moved_out_from": "2024-05-21", "moved_out_to": "2024-05-31"}  # fmt: skip
    assert engage_on(stay, day) == answer


def test_stay_without_an_end_is_not_said_to_go_on() -> None:
    stay = {"moved_in_from": "2024-12-06", "moved_in_to": "2024-12-06", "moved_out_from": None, "moved_out_to": None}  # fmt: skip
    assert engage_on(stay, "2024-12-06") == "no move out found"
    assert engage_on(stay, "2024-12-05") == "no"


def test_lists_within_json_become_rows() -> None:
    [stay] = rows_of_json('[{"days": 3, "causes": [{"topic": "a"}]}]')
    assert (stay.days, stay.causes[0].topic) == (3, "a")


def test_grades_are_compared_where_two_forces_have_one() -> None:
    def cell(question: str, force: str, status: str, topic: str = "second") -> dict[str, str]:
        return {"question_id": question, "force_id": force, "status": status, "topic_id": topic}

    cells = [
        cell("a", "essex", "graded"),
        cell("a", "kent", "carried over"),
        cell("b", "essex", "graded"),
        cell("b", "kent", "not found"),
        cell("c", "essex", "graded", "first"),
        cell("c", "kent", "graded", "first"),
    ]
    found = grades_compared(cells, ["first", "second", "third"], 2)
    assert {topic: len(questions) for topic, questions in found.topics.items()} == {
        "first": 1,
        "second": 1,
    }
    assert list(found.topics) == ["first", "second"] and found.left_out == 1
    alone = grades_compared([c for c in cells if c["force_id"] == "essex"], ["first", "second"], 1)
    assert alone.left_out == 0
