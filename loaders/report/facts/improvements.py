"""What a report asks of a force: areas for improvement, causes of concern, recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openpeel.loaders.errors import DataError
from openpeel.loaders.months import MONTHS
from openpeel.loaders.report.facts.record import Facts, ParsedReport, Record, place
from openpeel.loaders.report.kind import Question
from openpeel.loaders.report.structure.numbers import MONTH
from openpeel.loaders.report.structure.passages import BULLET, Passage, Section

MONTH_NUMBERS = {name: f"{number:02}" for number, name in enumerate(MONTHS, 1)}
# By when the inspectorate wants a thing done.
WHEN = re.compile(
    rf"\b(?:[Ii]mmediately|(?:by|before) (?:the end of )?(?:(\d{{1,2}}) )?({MONTH}) "
    r"(20\d\d)|within (?:\w+) (?:days|weeks|months))\b"
)
# Each kind of item: how its ids are lettered, what it is called, the ending of its sections.
LETTERS = {"area-for-improvement": "afi", "cause-of-concern": "coc", "recommendation": "rec"}
NAMES = {
    "area-for-improvement": "Area for improvement",
    "cause-of-concern": "Cause of concern",
    "recommendation": "Recommendation",
}


def add_improvements(facts: Facts, source: ParsedReport) -> None:
    """Areas for improvement, causes of concern and the recommendations that go with them."""
    for question in source.kind.questions:
        concern: Record | None = None
        counts = dict.fromkeys(LETTERS, 0)
        for section in source.structure.sections:
            kind = kind_of(section, question)
            if kind is None:
                continue
            passages = [p for p in source.structure.passages if p.section == section.slug]
            items = list(items_of(kind, passages))
            if not items:
                raise DataError(
                    f"nothing stands under the heading {section.label}",
                    source.path,
                    line=section.lines[0].number,
                )
            for text, when, passage in items:
                counts[kind] += 1
                row = add_improvement(
                    facts,
                    source,
                    question,
                    kind,
                    counts[kind],
                    text,
                    when,
                    passage,
                    concern if kind == "recommendation" else None,
                )
                concern = row if kind == "cause-of-concern" else concern
        if counts["cause-of-concern"] and not counts["recommendation"]:
            facts.missing.append(f"recommendations for a cause of concern: {question.label}")


def kind_of(section: Section, question: Question) -> str | None:
    """Which kind of item a section of a question lists, if it lists any."""
    endings = {
        "improvement": "area-for-improvement",
        "concern": "cause-of-concern",
        "recommendation": "recommendation",
    }
    match = re.fullmatch(rf"{re.escape(question.topic)}-([a-z]+)(?:-\d+)?", section.slug)
    return endings.get(match[1]) if match else None


def items_of(kind: str, passages: list[Passage]) -> Iterator[tuple[str, str | None, Passage]]:
    """The items of a list: their text, the words that say by when, where they stand.

    A list's items are its bullets, and what stands before them leads in to all; where
    there are no bullets, a cause of concern is all that is said, and else each paragraph
    an item.
    """
    said = [p for p in passages if p.kind in ("paragraph", "bullet")]
    bullets = [p for p in said if p.kind == "bullet"]
    lead = " ".join(p.text for p in said if p.kind != "bullet")
    if kind == "cause-of-concern" and said:
        whole = " ".join(p.text for p in said)
        yield whole, when_of(whole), said[0]
        return
    for passage in bullets or said:
        text = passage.text.removeprefix(BULLET)
        yield text, when_of(text) or (when_of(lead) if bullets else None), passage


def when_of(text: str) -> str | None:
    """The words that say by when, if there are any."""
    match = WHEN.search(text)
    return match[0] if match else None


def deadline_of(words: str | None) -> str | None:
    """The day or month that the words name; none for *immediately*."""
    match = WHEN.fullmatch(words or "")
    if not match or not match[3]:
        return None
    day = f"-{int(match[1]):02}" if match[1] else ""
    return f"{match[3]}-{MONTH_NUMBERS[match[2]]}{day}"


def add_improvement(
    facts: Facts,
    source: ParsedReport,
    question: Question,
    kind: str,
    position: int,
    text: str,
    when: str | None,
    passage: Passage,
    concern: Record | None,
) -> Record:
    """One item with the event that raises it."""
    letters = LETTERS[kind]
    key = f"{source.force.id}-{source.kind.year}-{question.topic}-{letters}-{position}"
    row = facts.add(
        "improvement",
        id=key,
        inspection_id=source.document,
        question_id=question.id,
        topic_id=question.topic,
        kind=kind,
        position=position,
        basis="stated",
        summary=f"{NAMES[kind]} {position}: {question.label.lower()}",
        text=text,
        deadline=deadline_of(when),
        deadline_as_worded=when,
        concern_id=concern["id"] if concern else None,
        **place(passage),
    )
    facts.add(
        "improvement_event",
        id=f"{key}-e1",
        improvement_id=key,
        position=1,
        happened_on=source.kind.published_on,
        said_by="inspectorate",
        status="raised",
        status_basis="named",
        status_as_worded=" ".join(text.split()[:6]),
        summary=f"Raised in the report on {source.force.name}.",
        inspection_id=source.document,
        **place(passage),
    )
    facts.open_points.append(
        f"improvement.csv, {key}: say in words of your own, in summary, what is to be improved"
    )
    return row
