"""What can be wrong with readings of grades: each line by itself, and lines that disagree."""

from __future__ import annotations

from collections.abc import Iterator

from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import FactRow
from openpeel.loaders.grade_cells import Cell, Known, row_error, text_of

# How the origin of a grade carried over is known: a page says it, or it is the latest earlier
# grade; or the grade was given by an inspection that belongs to none of these frameworks; or it is
# that of an earlier year that is not held, since two questions of that year became one.
STATED, LATEST, OUTSIDE, NOT_HELD = "stated", "latest", "outside", "not-held"
WITHOUT_ORIGIN = (OUTSIDE, NOT_HELD)


def check_reading(row: FactRow, known: Known) -> Iterator[DataError]:
    """What is wrong with one line by itself."""
    framework = known.frameworks.get(row.file.stem)
    if framework is None:
        yield DataError("the file is not named for a framework", row.file, value=row.file.stem)
        return
    yield from check_force_and_page(row, known)
    yield from check_question(row, known)
    yield from check_grade(row, text_of(framework, "scale_id"), known)
    yield from check_carried_over(row, known.questions.get(text_of(row, "question_id")), known)


def check_force_and_page(row: FactRow, known: Known) -> Iterator[DataError]:
    """Check that a line's force and the page that it cites are known."""
    force, web = text_of(row, "force_id"), text_of(row, "citation_id")
    if force not in known.forces:
        yield row_error(
            row,
            "no such force",
            column="force_id",
            value=force,
            expected="an area_id of table force",
        )
    if web not in known.documents:
        yield row_error(
            row, "no such document", column="web", value=web, expected="an id of table document"
        )


def check_question(row: FactRow, known: Known) -> Iterator[DataError]:
    """Check that a line's question is one of the framework that its file is named for."""
    question = text_of(row, "question_id")
    asked = known.questions.get(question)
    if asked is None:
        yield row_error(
            row,
            "no such question",
            column="question_id",
            value=question,
            expected="an id of table question",
        )
    elif text_of(asked, "framework_id") != row.file.stem:
        yield row_error(
            row,
            "a question of another framework",
            column="question_id",
            value=question,
            expected=f"a question of {row.file.stem}",
        )


def check_grade(row: FactRow, scale: str, known: Known) -> Iterator[DataError]:
    """Check that a line's grade is a step of its framework's scale."""
    grade = text_of(row, "grade_id")
    if (scale, grade) not in known.grades:
        yield row_error(
            row,
            "not a grade of that framework's scale",
            column="grade_id",
            value=grade,
            expected=", ".join(step for of, step in known.grades if of == scale),
        )


def check_carried_over(row: FactRow, asked: FactRow | None, known: Known) -> Iterator[DataError]:
    """Check that a grade carried over, and no other, says from where and how that is known."""
    carried, origin, basis = (
        text_of(row, c) for c in ("carried_over", "carried_from_id", "carried_from_basis")
    )
    if carried not in ("0", "1"):
        yield row_error(
            row,
            "neither carried over nor newly given",
            column="carried_over",
            value=carried,
            expected="0 or 1",
        )
    elif carried == "1" and (not origin) != (basis in WITHOUT_ORIGIN):
        yield row_error(
            row,
            "an origin for a grade whose origin is not held"
            if origin
            else "a grade carried over without its origin",
            column="carried_from_id",
            value=origin,
            expected="the question whose grade was carried over; "
            "none with the basis outside or not-held",
        )
    elif carried == "0" and (origin or basis):
        yield row_error(
            row,
            "an origin for a grade that was not carried over",
            column="carried_over",
            value=carried,
            expected="1",
        )
    elif carried == "1" and basis not in (STATED, LATEST, *WITHOUT_ORIGIN):
        yield row_error(
            row,
            "not said how the origin is known",
            column="carried_from_basis",
            value=basis,
            expected=f"{STATED}, {LATEST}, {OUTSIDE} or {NOT_HELD}",
        )
    elif carried == "1" and origin and asked and not earlier(origin, text_of(asked, "id"), known):
        yield row_error(
            row, "not a question of an earlier framework", column="carried_from_id", value=origin
        )


def earlier(origin: str, question: str, known: Known) -> bool:
    """Whether a question is one of an earlier framework than another's."""
    if origin not in known.questions:
        return False
    frameworks = [
        known.frameworks.get(text_of(known.questions[q], "framework_id"))
        for q in (origin, question)
    ]
    first, second = (framework and framework.values["position"] for framework in frameworks)
    return isinstance(first, int) and isinstance(second, int) and first < second


def check_twice(readings: list[FactRow]) -> Iterator[DataError]:
    """Lines that give one page's word on one question of one force a second time."""
    lines: dict[tuple[str, ...], int] = {}
    for row in readings:
        key = tuple(text_of(row, c) for c in ("force_id", "question_id", "citation_id"))
        if key in lines:
            yield row_error(
                row,
                f"the same page, force and question as line {lines[key]}",
                column="force_id, question_id, web",
                value=", ".join(key),
            )
        lines.setdefault(key, row.line)


def check_grades(cells: list[Cell]) -> Iterator[DataError]:
    """Grades that places disagree on and nobody has settled, or has settled wrongly."""
    for one in cells:
        if len(one.grades) == 1:
            continue
        if one.settled is None:
            yield unsettled(one)
            continue
        grade, stated = (
            text_of(one.settled, "grade_id"),
            one.stated and text_of(one.stated, "grade_id"),
        )
        if grade not in one.grades or (stated and grade != stated):
            yield row_error(
                one.settled,
                "not a grade that can count here",
                column="grade_id",
                value=grade,
                expected=stated or " or ".join(sorted(one.grades)),
            )


def unsettled(one: Cell) -> DataError:
    """The error of pages that disagree: the first that says otherwise than the one before."""
    first = one.stated or one.readings[0]
    other = next(r for r in one.readings if text_of(r, "grade_id") != text_of(first, "grade_id"))
    return row_error(
        other,
        "pages disagree on the grade",
        column="grade_id",
        value=text_of(other, "grade_id"),
        expected=f"{text_of(first, 'grade_id')} as in {first.file.name} line {first.line}, "
        "or a line of disagreement.csv that says which counts",
    )


def check_disagreements(cells: list[Cell], known: Known) -> Iterator[DataError]:
    """Lines that settle what no two places disagree on."""
    disputed = {(one.force, one.question) for one in cells if len(one.grades) > 1}
    for key, row in known.disagreements.items():
        if key not in disputed:
            yield row_error(
                row,
                "no two places disagree on this",
                column="force_id, question_id",
                value=", ".join(key),
            )


def check_same_origin(one: Cell, origin: str, basis: str) -> Iterator[DataError]:
    """Check that all pages say the same of where a grade was carried over from."""
    for row in one.carried_over[1:]:
        if (text_of(row, "carried_from_id"), text_of(row, "carried_from_basis")) != (origin, basis):
            yield row_error(
                row,
                "pages disagree on where the grade was carried over from",
                column="carried_from_id",
                value=text_of(row, "carried_from_id"),
                expected=f"{origin}, {basis}",
            )


def check_origin(one: Cell, judgment: FactRow | None) -> Iterator[DataError]:
    """Check that there is a judgment which a grade was carried over from, with the same grade."""
    first = one.carried_over[0]
    if judgment is None:
        yield row_error(
            first,
            "carried over from an unknown judgment",
            column="carried_from_id",
            value=text_of(first, "carried_from_id"),
            expected=f"a question that {one.force} has a grade for",
        )
    elif text_of(judgment, "grade_id") != one.grade:
        yield row_error(
            first,
            "not the grade that it was carried over from",
            column="grade_id",
            value=one.grade,
            expected=text_of(judgment, "grade_id"),
        )
