"""Rows gathered as pages show them: what a template would have to work out of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpeel.web.row import Row as OneRow

Row = Mapping[str, Any] | Any
# Verdicts on values that open statistics do not bear out.
DOUBTED = ("differs", "different-basis", "later-revision")
# Which statistic comes nearest to what a question of a topic is about.
STATISTICS_OF_TOPICS = {
    "investigating-crime": ("outcome-share-charged",),
    "protecting-vulnerable": ("outcome-share-evidential-suspect-identified",),
    "preventing-crime": ("asb-incident-rate",),
}
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Doubted:
    """A value that open statistics do not bear out."""

    verdict: str
    label: str
    whose: str
    observation_id: str


def doubted_values(rows: Iterable[Row], force: str) -> dict[str, list[Doubted]]:
    """Return the values of a chart (force_comparison_chart) that are doubted, by verdict."""
    found: dict[str, list[Doubted]] = {}
    for row in rows:
        if not row["has_direction"]:
            continue
        for whose, verdict, id in (
            (force, row["force_verdict"], row["observation_id"]),
            (
                "England and Wales",
                row["england_and_wales_verdict"],
                row["england_and_wales_observation_id"],
            ),
        ):
            if verdict in DOUBTED:
                found.setdefault(verdict, []).append(Doubted(verdict, row["label"], whose, id))
    return found


@dataclass(frozen=True)
class Neighbour:
    """A force whose area is like that of another."""

    force_id: str
    force: str
    distance: str


def neighbours(lines: str) -> list[Neighbour]:
    """Return the nearest forces as `force_detail` has them, one a line."""
    return [Neighbour(*line.split("\t")) for line in lines.splitlines()]


@dataclass(frozen=True)
class GradesCompared:
    """Questions on which there are grades to compare, and how many there are not."""

    # By topic; each question with its cells by force.
    topics: Mapping[str, Sequence[Mapping[str, Row]]]
    left_out: int


def grades_compared(cells: Iterable[Row], topics: Sequence[str], forces: int) -> GradesCompared:
    """Gather rows of `grade_cell` of some forces by topic and question, in the order of the topics.

    A question counts if the grades of two forces are known, or that of the only one.
    """
    of_questions: dict[str, dict[str, Row]] = {}
    for cell in cells:
        of_questions.setdefault(cell["question_id"], {})[cell["force_id"]] = cell
    found: dict[str, list[Mapping[str, Row]]] = {topic: [] for topic in topics}
    for of_forces in of_questions.values():
        known = [c for c in of_forces.values() if c["status"] in ("graded", "carried over")]
        if len(known) >= min(2, forces):
            found[known[0]["topic_id"]].append(of_forces)
    kept = {topic: questions for topic, questions in found.items() if questions}
    return GradesCompared(kept, len(of_questions) - sum(map(len, kept.values())))


@dataclass(frozen=True)
class TimelineDay:
    """What happened to a force on one day, or in the month or year that is known."""

    entries: Sequence[Row]

    @property
    def first(self) -> Row:
        """An entry, for the day that all of them have."""
        return self.entries[0]

    @property
    def of_improvements(self) -> Mapping[str, int]:
        """How many entries on improvements say what."""
        return Counter(row["says"] for row in self.entries if row["improvement_id"])

    @property
    def ungraded(self) -> int:
        """Questions answered without a grade."""
        return len([r for r in self.entries if r["kind"] == "grade" and r["says"] == "Ungraded"])

    @property
    def graded(self) -> int:
        """Grades given."""
        return len([row for row in self.entries if row["kind"] == "grade"]) - self.ungraded


@dataclass(frozen=True)
class Timeline:
    """The newest days of a timeline, and the earlier ones."""

    newest: Sequence[TimelineDay]
    earlier: Sequence[TimelineDay]

    @property
    def begins(self) -> str | None:
        """The first day that is known of the earlier ones."""
        days = [row["happened_from"] for day in self.earlier for row in day.entries]
        return min(filter(None, days), default=None)


def timeline_of(entries: Iterable[Row], newest: int) -> Timeline:
    """Gather the rows of `force_timeline` by day, so many of them apart from the earlier ones."""
    days: dict[str, list[Row]] = {}
    for row in entries:
        days.setdefault(row["dated"], []).append(row)
    gathered = [TimelineDay(rows) for rows in days.values()]
    return Timeline(gathered[:newest], gathered[newest:])


def rows_of_json(text: str) -> list[OneRow]:
    """Return a JSON list of objects, such as `stays_as_json`, as rows; lists within it too."""
    return [OneRow(lists_as_rows(found)) for found in json.loads(text)]


def lists_as_rows(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object of JSON with its own lists of objects as rows."""
    return {
        name: [OneRow(lists_as_rows(each)) for each in value] if isinstance(value, list) else value
        for name, value in found.items()
    }


def engage_on(stay: Row, day: str) -> str:
    """Return whether a force was in Engage on a day by one of its stays (`monitoring_stay`).

    Of a move that only a month or year dates, each of its days can be meant. On the day of the
    move out the force is out of it.
    """
    if day < stay["moved_in_from"] or (stay["moved_out_to"] and day >= stay["moved_out_to"]):
        return "no"
    if day < stay["moved_in_to"] or (stay["moved_out_from"] and day >= stay["moved_out_from"]):
        return "perhaps"
    return "yes" if stay["moved_out_from"] else "no move out found"


def usual_forces(forces: Sequence[Row], with_report: Iterable[str]) -> list[str]:
    """Return the forces to compare where nobody chooses: one with a report, one without."""
    having = list(with_report)
    others = [row["value"] for row in forces if row["value"] not in having]
    return (having[:1] + others)[:2]


def usual_choice(options: Sequence[Row], preferred: Iterable[str]) -> str:
    """Return the value of a menu where nobody chooses: the first preferred one, or its first."""
    values = [option["value"] for option in options]
    return next((value for value in preferred if value in values), values[0] if values else "")


def usual_statistics(topic: str) -> tuple[str, ...]:
    """Return what to set beside the grades on a topic, the best first, as far as it is loaded."""
    return (*STATISTICS_OF_TOPICS.get(topic, ()), "recorded-crime-rate", "recorded-crime-change")


def usual_period(periods: Sequence[Row]) -> str:
    """Return the 12 months shown where nobody chooses: the last before the reports, or the first.

    Rows of `statistic_of_round`, the latest first.
    """
    before = [row["period_end"] for row in periods if row["ends_before_reports"]]
    return str(before[0] if before else periods[-1]["period_end"] if periods else "")


def questions_with_grades(questions: Iterable[Row], cells: Iterable[Row]) -> list[Row]:
    """Return the questions on which the grade of any force is known (rows of `grade_cell`)."""
    known = {
        cell["question_id"]
        for cell in cells
        if cell["grade_id"] and cell["status"] in ("graded", "carried over")
    }
    return [question for question in questions if question["question_id"] in known]


def in_words(number: int) -> str:
    """Write a number up to ten as a word."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"
