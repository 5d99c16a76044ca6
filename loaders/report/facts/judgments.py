"""The grades that a report gives: in its overview and again in each summary."""

from __future__ import annotations

from collections.abc import Iterator

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.facts.record import Facts, ParsedReport, place
from openpeel.loaders.report.structure.passages import Passage
from openpeel.loaders.report.structure.patterns import compile_pattern


def add_judgments(facts: Facts, source: ParsedReport) -> None:
    """The grades, from the overview and from each summary; they must agree.

    Raises:
        DataError: they do not, or one is missing.
    """
    overview = dict(overview_grades(source))
    chapters = {section.slug for section in source.structure.sections if section.level == 1}
    for question in source.kind.questions:
        stated = [overview[question.topic]] if question.topic in overview else []
        stated += [
            (p.text, p)
            for p in source.structure.passages
            if p.kind == "grade"
            and question.topic in chapters
            and p.section == f"{question.topic}-summary"
        ]
        if not stated:
            raise DataError("a grade is missing", source.path, expected=question.label)
        words = {grade for grade, _ in stated}
        if len(words) > 1:
            last = next(s for s in stated if s[0] != stated[0][0])
            raise DataError(
                f"the overview and the summary disagree about {question.label}",
                source.path,
                line=last[1].lines[0].number,
                value=last[0],
                expected=f"{stated[0][0]}, as on page {stated[0][1].page}",
            )
        if len(stated) == 1 and question.topic in chapters:
            facts.missing.append(f"a second place that states the grade: {question.label}")
        grade = source.kind.grades[words.pop()]
        key = {"inspection_id": source.document, "question_id": question.id, "grade_id": grade}
        facts.add("judgment", **key, **place(stated[0][1]))
        for _, passage in stated:
            facts.add("judgment_evidence", **key, **place(passage))


def overview_grades(source: ParsedReport) -> Iterator[tuple[str, tuple[str, Passage]]]:
    """The grades of the overview by topic: the word and the passage that it stands in.

    Each follows its question or stands behind it in the same paragraph; or several questions
    come first and as many grades after them. Where there are more or fewer grades than
    questions, none of these is taken: the summaries give them.
    """
    asked: list[str] = []
    given: list[tuple[str, Passage]] = []
    for passage in source.structure.passages:
        if passage.section == "overall-judgment" and passage.kind == "grade":
            yield "overall", (passage.text, passage)
        if passage.section != "overall-summary":
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
        if heading.level > 1 or heading.section not in topics:
            continue
        pattern = compile_pattern(heading.pattern, within=".*")
        for grade in ("", *source.kind.grades):
            if words.endswith(grade) and pattern.fullmatch(words.removesuffix(grade).rstrip()):
                return heading.section, grade
    return None
