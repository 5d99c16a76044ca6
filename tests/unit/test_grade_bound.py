"""Bounds on grades by published totals: sound on every small case, tight where totals are complete."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from openpeel.loaders import package

VIEWS = package.ROOT / "views" / "comparison"
GRADES = ("best", "good", "poor", "worst")
RANK = {grade: rank for rank, grade in enumerate(GRADES, start=1)}
CASES = 200
# A cell: a grade, a grade carried over from the earlier year, no grade, or unknown (what it is in truth).
Cell = tuple[str, str | None]


@dataclass(frozen=True)
class Case:
    """Two linked questions of a few forces, and the totals published of each."""

    earlier: tuple[Cell, ...]
    later: tuple[Cell, ...]
    earlier_totals: dict[str, int]
    later_totals: dict[str, int]


def made(draw: random.Random, complete: bool) -> Case:
    """A case made at random; in a complete one every force has a grade and every total is published."""
    forces = draw.randint(2, 5)
    unknown_share = draw.random()
    # Few forces have each grade in both years, or hardly any pair would be bounded.
    grades = draw.sample(GRADES, draw.randint(2, 4))

    def cell(later: bool, before: str | None) -> Cell:
        if not complete and draw.random() < 0.1:
            return ("none", None) if draw.random() < 0.5 else ("unknown", None)
        if later and before is not None and not complete and draw.random() < 0.15:
            return "carried over", before
        grade = draw.choice(grades)
        return ("unknown" if draw.random() < unknown_share else "graded"), grade

    earlier = tuple(cell(False, None) for _ in range(forces))
    later = tuple(cell(True, truth) for _, truth in earlier)

    def totals(cells: tuple[Cell, ...]) -> dict[str, int]:
        count = Counter(truth for _, truth in cells)
        share = 1.0 if complete else draw.choice((0.0, 0.5, 1.0))
        return {grade: count[grade] for grade in GRADES if draw.random() < share}

    return Case(earlier, later, totals(earlier), totals(later))


def completions(
    cells: tuple[Cell, ...], totals: dict[str, int]
) -> Iterator[tuple[str | None, ...]]:
    """Every way to fill in the unknown grades that the totals allow."""
    choices = [(*GRADES, None) if kind == "unknown" else (truth,) for kind, truth in cells]
    for filled in product(*choices):
        count = Counter(filled)
        if all(count[grade] == total for grade, total in totals.items()):
            yield filled


def by_trying(case: Case) -> dict[str, tuple[int, int]]:
    """The least and the greatest number that got better and worse, by trying everything."""
    found: dict[str, set[int]] = {"better": set(), "worse": set()}
    later = list(completions(case.later, case.later_totals))
    again = [kind != "carried over" for kind, _ in case.later]
    for before in completions(case.earlier, case.earlier_totals):
        for now in later:
            moves = [
                RANK[y] - RANK[x]
                for x, y, counts in zip(before, now, again, strict=True)
                if x is not None and y is not None and counts
            ]
            found["better"].add(sum(move < 0 for move in moves))
            found["worse"].add(sum(move > 0 for move in moves))
    return {change: (min(numbers), max(numbers)) for change, numbers in found.items()}


def database(cases: list[Case]) -> sqlite3.Connection:
    """The tables and views that the bounds are worked out from, filled with the cases."""
    db = sqlite3.connect(":memory:")
    db.executescript(
        """
        create table framework (id, label, year, position, scale_id);
        create table scale_grade (scale_id, grade_id, rank);
        create table grade (id, label);
        create table topic (id, label, position);
        create table question (id, framework_id, topic_id, pillar_id, position, graded);
        create table published_total (question_id, grade_id, forces);
        create table grade_cell (
            force_id, question_id, framework_id, status, doubtful, grade_id, carried_over_from);
        create table question_lineage (
            earlier_question_id, later_question_id, comparable, earlier_framework_id, later_framework_id, topic_id);
        insert into framework values
            ('old', 'Old', '1', 1, 'four'), ('new', 'New', '2', 2, 'four');
        """
    )
    for grade, rank in RANK.items():
        db.execute("insert into scale_grade values ('four', ?, ?)", (grade, rank))
        db.execute("insert into grade values (?, ?)", (grade, grade))
    for number, case in enumerate(cases):
        db.execute("insert into topic values (?, ?, ?)", (f"t{number}", f"t{number}", number))
        for year, cells, totals in (
            ("old", case.earlier, case.earlier_totals),
            ("new", case.later, case.later_totals),
        ):
            question = f"{year}-{number}"
            db.execute(
                "insert into question values (?, ?, ?, 'p', 1, 1)", (question, year, f"t{number}")
            )
            db.executemany(
                "insert into published_total values (?, ?, ?)",
                [(question, grade, forces) for grade, forces in totals.items()],
            )
            for force, (kind, truth) in enumerate(cells):
                # Half of the unknown grades have a doubtful reading, which must not count.
                doubtful = kind == "unknown" and force % 2 == 0
                status = {"none": "ungraded", "unknown": "graded" if doubtful else "not found"}.get(
                    kind, kind
                )
                grade = GRADES[force % 4] if doubtful else None if kind == "unknown" else truth
                db.execute(
                    "insert into grade_cell values (?, ?, ?, ?, ?, ?, ?)",
                    (force, question, year, status, doubtful, grade,
                     "Old" if kind == "carried over" else None),
                )  # fmt: skip
        db.execute(
            "insert into question_lineage values (?, ?, 1, 'old', 'new', ?)",
            (f"old-{number}", f"new-{number}", f"t{number}"),
        )
    for view in ("grade_count_bound", "grade_change_bound"):
        db.executescript((VIEWS / f"{view}.sql").read_text(encoding="utf-8"))
    return db


def bounds(cases: list[Case]) -> list[dict[str, tuple[int, int]]]:
    """What the views answer: the least and the greatest number, by case and change."""
    found: list[dict[str, tuple[int, int]]] = [{} for _ in cases]
    for question, change, least, most in database(cases).execute(
        "select earlier_question_id, change, at_least, at_most from grade_change_bound"
    ):
        found[int(question.removeprefix("old-"))][change] = (least, most)
    return found


def test_bounds_on_changes_hold_for_every_completion() -> None:
    draw = random.Random(2016)
    cases = [made(draw, complete=False) for _ in range(CASES)]
    tight = 0
    for case, bound in zip(cases, bounds(cases), strict=True):
        for change, (least, most) in by_trying(case).items():
            assert bound[change][0] <= least, (case, change)
            assert bound[change][1] >= most, (case, change)
            tight += bound[change] == (least, most)
    # They are allowed to be wider where totals are missing, not to be useless.
    assert tight > 0.9 * 2 * CASES, tight


def test_bounds_on_changes_are_exact_where_all_totals_are_published() -> None:
    draw = random.Random(2015)
    cases = [made(draw, complete=True) for _ in range(CASES)]
    for case, bound in zip(cases, bounds(cases), strict=True):
        assert bound == by_trying(case), case


def test_bounds_on_counts_are_exact() -> None:
    draw = random.Random(2014)
    cases = [made(draw, complete=False) for _ in range(CASES)]
    found = {
        (question, grade): (least, most)
        for question, grade, least, most in database(cases).execute(
            "select question_id, grade_id, at_least, at_most from grade_count_bound"
        )
    }
    for number, case in enumerate(cases):
        for year, cells, totals in (
            ("old", case.earlier, case.earlier_totals),
            ("new", case.later, case.later_totals),
        ):
            counts = [Counter(filled) for filled in completions(cells, totals)]
            for grade in GRADES:
                numbers = [count[grade] for count in counts]
                expected = (min(numbers), max(numbers))
                assert found[f"{year}-{number}", grade] == expected, (case, grade)


def test_issue_example_of_vulnerable_people() -> None:
    """Four inadequate and all four known, then five known: at least four got worse."""
    earlier = (*[("graded", "worst")] * 4, *[("unknown", "poor")] * 4)
    later = (("graded", "worst"), *[("graded", "good")] * 3, *[("graded", "worst")] * 4)
    [bound] = bounds([Case(earlier, later, {"best": 0, "good": 0, "poor": 4, "worst": 4}, {})])
    assert bound["worse"] == (4, 4)
    assert bound["better"] == (3, 3)
