"""What a report asks of a force: areas for improvement, causes of concern, recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openpeel.loaders.report.facts.boxes import (
    AREA,
    CONCERN,
    PRACTICES,
    RECOMMENDATION,
    Box,
    BoxItem,
    demand_of,
    read_boxes,
)
from openpeel.loaders.report.facts.deadlines import Deadline, find_deadline
from openpeel.loaders.report.facts.record import Facts, ParsedReport, Record, place
from openpeel.loaders.report.facts.words_around import with_context
from openpeel.loaders.report.kind import Question
from openpeel.loaders.report.structure.passages import Passage

# Each kind of item: how its ids are lettered, and what it is called.
LETTERS = {
    AREA: "afi",
    CONCERN: "coc",
    RECOMMENDATION: "rec",
    "innovative-practice": "inn",
    "promising-practice": "pro",
}
NAMES = {
    AREA: "Area for improvement",
    CONCERN: "Cause of concern",
    RECOMMENDATION: "Recommendation",
    "innovative-practice": "Innovative practice",
    "promising-practice": "Promising practice",
}


def add_improvements(facts: Facts, source: ParsedReport) -> None:
    """Areas for improvement, causes of concern and the recommendations that go with them."""
    questions = {question.topic: question for question in source.kind.questions}
    boxes = list(read_boxes(source.structure, source.force.names.they))
    for box in boxes:
        if box.topic not in questions:
            facts.outside_items += [
                told(passage, box) for item in box.items for passage, _ in item.said()
            ]
        facts.outside_items += [told(passage, box) for passage in box.others]
        facts.open_points += [
            f"{told(passage, box)}: read as part of the cause of concern, which nothing ends; "
            "look whether it is"
            for passage in box.unsure
        ]
        if not box.items:
            facts.missing.append(
                f"anything under the heading {box.section.label}, page {box.section.page}"
            )
    for topic, question in questions.items():
        add_items(facts, source, question, [box for box in boxes if box.topic == topic])
    boxed = {box.section.slug for box in boxes}
    facts.candidates += candidates(source, boxed)


def told(passage: Passage, box: Box) -> str:
    """A passage of a box, where it stands and how it begins."""
    return (
        f"page {passage.page}, {box.section.slug}, {passage.kind}: "
        f"{with_context(passage.text, 0, len(passage.text))}"
    )


def add_items(facts: Facts, source: ParsedReport, question: Question, boxes: list[Box]) -> None:
    """The items of the boxes of one question, in their order."""
    counts = dict.fromkeys(LETTERS, 0)
    concern: Record | None = None
    answered = True
    for item in (item for box in boxes for item in box.items):
        counts[item.kind] += 1
        facts.used |= {id(passage) for passage, _ in item.said()}
        if item.kind in PRACTICES:
            add_practice(facts, source, question, item, counts[item.kind])
            continue
        if item.kind == CONCERN and not answered:
            lacks_recommendations(facts, question)
        row = add_improvement(facts, source, question, item, counts[item.kind], concern)
        if item.kind == CONCERN:
            concern, answered = row, False
        elif item.kind == RECOMMENDATION:
            answered = True
    if not answered:
        lacks_recommendations(facts, question)


def lacks_recommendations(facts: Facts, question: Question) -> None:
    """Report that none were found for a cause of concern."""
    facts.missing.append(f"recommendations for a cause of concern: {question.label}")


def candidates(source: ParsedReport, boxed: set[str]) -> Iterator[str]:
    """Each paragraph or bullet outside boxes that may ask something of the force."""
    force = source.force.names.called
    asked = re.compile(
        rf"\b(?:[Tt]he (?:force|constabulary)|{force}) (?:also )?(?:should|must)\b"
        r"|\b[Aa]reas? for improvement\b|\b[Cc]auses? of concern\b"
    )
    for passage in source.structure.passages:
        if passage.kind in ("paragraph", "bullet", "note") and passage.section not in boxed:
            for match in asked.finditer(passage.text):
                yield (
                    f"page {passage.page_at(match.start())}, {passage.section}: "
                    f"{with_context(passage.text, *match.span())}"
                )


def add_practice(
    facts: Facts, source: ParsedReport, question: Question, item: BoxItem, position: int
) -> None:
    """One box of practice that the report commends."""
    name = LETTERS[item.kind]
    key = f"{source.force.id}-{source.kind.year}-{question.topic}-{name}-{position}"
    facts.add(
        "practice",
        id=key,
        inspection_id=source.inspection_of(question),
        question_id=question.id,
        kind=item.kind,
        position=position,
        summary=f"{NAMES[item.kind]} {position}: {question.label.lower()}",
        text=item.text,
        **place(item.place),
    )
    facts.open_points.append(
        f"practice.csv, {key}: say in words of your own, in summary, what it is"
    )


def add_improvement(
    facts: Facts,
    source: ParsedReport,
    question: Question,
    item: BoxItem,
    position: int,
    concern: Record | None,
) -> Record:
    """One item with the event that raises it."""
    kind = item.kind
    key = f"{source.force.id}-{source.kind.year}-{question.topic}-{LETTERS[kind]}-{position}"
    deadline = deadline_of(facts, source, item, key)
    row = facts.add(
        "improvement",
        id=key,
        inspection_id=source.inspection_of(question),
        question_id=question.id,
        topic_id=question.topic,
        kind=kind,
        position=position,
        basis="stated",
        summary=f"{NAMES[kind]} {position}: {question.label.lower()}",
        text=item.text,
        deadline=deadline.day if deadline else None,
        deadline_as_worded=deadline.words if deadline else None,
        concern_id=concern["id"] if concern and kind == RECOMMENDATION else None,
        **place(item.place),
    )
    facts.add(
        "improvement_event",
        id=f"{key}-e1",
        improvement_id=key,
        position=1,
        happened_on=source.published_on,
        said_by="inspectorate",
        status="raised",
        status_basis="named",
        status_as_worded=" ".join(item.text.split()[:6]),
        summary=f"Raised in the report on {source.force.name}.",
        inspection_id=source.inspection_of(question),
        **place(item.place),
    )
    facts.open_points.append(
        f"improvement.csv, {key}: say in words of your own, in summary, what is to be improved"
    )
    return row


def deadline_of(facts: Facts, source: ParsedReport, item: BoxItem, key: str) -> Deadline | None:
    """By when an item is to be done; other words of time in it are reported."""
    lead, said = item.lead, item.pieces[0]
    if len(item.pieces) > 1 and said.endswith(":"):
        # What is said of one part holds for that part alone.
        said, parts = "", item.pieces[1:]
        lead = f"{item.lead} {item.pieces[0]}".strip()
    else:
        parts = item.pieces[1:]
    demand = demand_of(source.force.names.they)
    published = source.published_on or ""
    deadline, doubtful = find_deadline(lead, said, demand, published)
    for part in parts:
        also, others = find_deadline("", part, demand, published)
        doubtful += [*([also.words] if also else []), *others]
    if item.kind != CONCERN:
        facts.open_points += [
            f"improvement.csv, {key}: is “{words}” a deadline? None was taken from it"
            for words in doubtful
        ]
    return deadline
