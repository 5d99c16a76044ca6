"""The grades that a report gives: in its overview and again in each summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.facts.record import Facts, ParsedReport, Record, place
from openpeel.loaders.report.kind import Question
from openpeel.loaders.report.structure.headings import OVERVIEW
from openpeel.loaders.report.structure.passages import Passage
from openpeel.loaders.report.structure.patterns import compile_pattern


def add_judgments(facts: Facts, source: ParsedReport) -> None:
    """The grades, from the overview, each chapter and its summary; they must agree.

    Raises:
        DataError: they do not, or one is missing of a report that must have every chapter.
    """
    overview = dict(overview_grades(source))
    chapters = {section.slug for section in source.structure.sections}
    remain = remaining(source)
    for question in source.kind.questions:
        stated = [overview[question.topic]] if question.topic in overview else []
        stated += chapter_grades(source, question.topic)
        if not stated:
            without_grade(facts, source, question, remain)
            continue
        check_agreement(source, question, stated)
        in_chapter = question.topic in chapters
        if len(stated) == 1 and in_chapter and question.topic in overview:
            facts.missing.append(f"a second place that states the grade: {question.label}")
        grade = source.kind.grades[stated[0][0]]
        carried: Record = {}
        if remain and question.earlier and not in_chapter and not question.whole:
            carried = carried_over(source, question)
            facts.open_points.append(
                f"judgment.csv, {question.id}: carried over, since the report has no chapter on "
                f"it and says that earlier grades remain (page {remain.page})"
            )
        key = {
            "inspection_id": source.inspection_of(question),
            "question_id": question.id,
            "grade_id": grade,
        }
        facts.add("judgment", **key, **carried, **place(stated[0][1]))
        # Two places on one page are one to cite.
        places = {tuple(place(passage).items()): passage for _, passage in stated}
        for passage in places.values():
            facts.add("judgment_evidence", **key, **place(passage))
        facts.used |= {id(passage) for _, passage in stated}


def chapter_grades(source: ParsedReport, topic: str) -> Iterator[tuple[str, Passage]]:
    """The grades that a chapter gives: in or below its heading, at its start, in its summary."""
    passages = source.structure.passages
    below = [p for p in passages if p.section == topic and p.kind != "footnote"]
    first = next((p for p in below if p.kind == "paragraph"), None)
    if first and (grade := grade_said(source, first.text)):
        yield grade, first
    # A grade further down, below other words, is that of something else.
    for passage in takewhile(lambda passage: passage.kind == "grade", below):
        yield passage.text, passage
    for passage in passages:
        if passage.section == OVERVIEW:
            continue
        if passage.kind == "grade" and re.fullmatch(rf"{topic}-summary(?:-\d+)?", passage.section):
            yield passage.text, passage


def grade_said(source: ParsedReport, text: str) -> str | None:
    """The grade that the first words of a chapter give, if they do."""
    if source.kind.grade_pattern is None:
        return None
    pattern = compile_pattern(source.kind.grade_pattern)
    match = pattern.match(source.force.names.marked(text))
    if not match:
        return None
    words = re.sub(r"^(?:is|was) ", "", match["grade"].lower())
    words = words.replace("require improvement", "requires improvement")
    return next((label for label in source.kind.grades if words == label.lower()), None)


def check_agreement(
    source: ParsedReport, question: Question, stated: list[tuple[str, Passage]]
) -> None:
    """Refuse two grades for one question."""
    last = next((s for s in stated if s[0] != stated[0][0]), None)
    if last:
        raise DataError(
            f"two places of the report disagree about {question.label}",
            source.path,
            line=last[1].lines[0].number,
            value=last[0],
            expected=f"{stated[0][0]}, as on page {stated[0][1].page}",
        )


def without_grade(
    facts: Facts, source: ParsedReport, question: Question, remain: Passage | None
) -> None:
    """Tell a question for which no grade was found.

    Raises:
        DataError: the report must have every chapter.
    """
    if not source.kind.chapters_optional:
        raise DataError("a grade is missing", source.path, expected=question.label)
    if remain:
        facts.open_points.append(
            f"judgment.csv has no grade for {question.label}: the report gives none, and says "
            f"that earlier grades remain (page {remain.page})"
        )
    elif question.graded:
        facts.missing.append(f"a grade: {question.label}")


def remaining(source: ParsedReport) -> Passage | None:
    """Where a report says that earlier grades remain, if it does."""
    if source.kind.carried_over_pattern is None:
        return None
    pattern = compile_pattern(source.kind.carried_over_pattern)
    return next((p for p in source.structure.passages if pattern.search(p.text)), None)


def carried_over(source: ParsedReport, question: Question) -> Record:
    """Where the grade of a question comes from: the one before that it follows."""
    earlier = str(question.earlier)
    year = re.sub(rf"^peel-|-{question.pillar}-.*$", "", earlier)
    return {
        "carried_from_inspection_id": f"{source.force.id}-{year}-{question.pillar}",
        "carried_from_question_id": earlier,
        "carried_from_basis": "stated",
    }


def overview_grades(source: ParsedReport) -> Iterator[tuple[str, tuple[str, Passage]]]:
    """The grades of the overview by topic: the word and the passage that it stands in.

    Each follows its question or stands behind it in the same paragraph; or several questions
    come first and as many grades after them. Where there are more or fewer grades than
    questions, none of these is taken: the summaries give them.
    """
    whole = next((q.topic for q in source.kind.questions if q.whole), None)
    asked: list[str] = []
    given: list[tuple[str, Passage]] = []
    for passage in source.structure.passages:
        if passage.section == "overall-judgment" and passage.kind == "grade" and whole:
            yield whole, (passage.text, passage)
        if passage.section != OVERVIEW:
            continue
        if passage.kind == "grade":
            given.append((passage.text, passage))
        elif passage.kind == "paragraph" and (found := question_in(source, passage.text)):
            if given:
                yield from pairs_of(asked, given)
                asked, given = [], []
            topic, grade = found
            if grade:
                yield topic, (grade, passage)
            else:
                asked.append(topic)
    yield from pairs_of(asked, given)


def pairs_of(
    asked: list[str], given: list[tuple[str, Passage]]
) -> Iterator[tuple[str, tuple[str, Passage]]]:
    """Questions with their grades, if there are as many."""
    if len(asked) == len(given):
        yield from zip(asked, given, strict=True)


def question_in(source: ParsedReport, text: str) -> tuple[str, str] | None:
    """The topic of the question that a paragraph asks, and the grade behind it, if any."""
    topics = {question.topic for question in source.kind.questions}
    words = source.force.names.marked(text)
    for heading in source.kind.headings:
        if heading.section not in topics:
            continue
        pattern = compile_pattern(heading.pattern, within=".*")
        for grade in ("", *source.kind.grades):
            if words.endswith(grade) and pattern.fullmatch(words.removesuffix(grade).rstrip()):
                return heading.section, grade
    return None
