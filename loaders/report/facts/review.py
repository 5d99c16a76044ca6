"""What a person has to check before the facts of a report are used."""

from __future__ import annotations

from collections.abc import Iterator

from openpeel.loaders.report.facts.record import Facts, ParsedReport
from openpeel.loaders.report.facts.words_around import with_context
from openpeel.loaders.report.structure.numbers import (
    find_numbers,
    names_with_numbers,
    notes_by_page,
)


def review(facts: Facts, source: ParsedReport) -> str:
    """The review as Markdown: what was found, what was not, what is left to a person."""
    title = facts.rows["document"][0]["title"]
    numbers = list(unread_numbers(facts, source))
    parts = [
        f"# {title}: review\n",
        "Read by `openpeel ingest`. Everything below `Found` is in the CSV files beside this "
        "one; the rest waits for a person. Mend the files, then put this folder into "
        "`inspections` among the sources and build.\n",
        section("Found", [f"{len(rows)} × {table}" for table, rows in facts.rows.items()]),
        section("Expected and not found", facts.missing),
        section("Contradictions: not written", facts.contradictions),
        section("For a person", facts.open_points),
        section("Sentences like known ones, of which no value was taken", facts.refused),
        section("In a box, and in no item", facts.outside_items),
        section("Outside boxes, and may ask something of the force", facts.candidates),
        section("Text that no pattern matched", list(unmatched(facts, source))),
        section("Numbers of the text that no row states", numbers),
    ]
    return "\n".join(parts)


def section(title: str, lines: list[str]) -> str:
    """A heading with its list, or the word none."""
    return f"## {title}\n\n" + "".join(f"* {line}\n" for line in lines or ["none"])


APPARATUS = ("caption", "table-head", "table-row", "source", "note", "grade")
MOST_BEFORE = 0.1  # of the text: a cover and contents are no more
SHORT = 80  # letters; what is no longer and ends without a stop may be a heading


def unmatched(facts: Facts, source: ParsedReport) -> Iterator[str]:
    """Yield how much of the text gave no fact, by section, and what may be a heading there."""
    letters: dict[str, list[int]] = {}
    for passage in source.structure.passages:
        share = letters.setdefault(passage.section, [0, 0])
        count = len("".join(passage.text.split()))
        share[0] += count
        if id(passage) not in facts.used and passage.kind not in APPARATUS:
            share[1] += count
    whole, other = (sum(share[number] for share in letters.values()) for number in (0, 1))
    yield f"{percent(other, whole)} of the text: {other:,} of {whole:,} letters"
    front = source.structure.dropped.get("front matter", [])
    before = sum(len(line.text) for line in front)
    if before > MOST_BEFORE * whole:
        yield f"{before:,} letters more stand before the first heading that is known"
    for name, (all_of_it, rest) in letters.items():
        if rest:
            yield f"{name}: {percent(rest, all_of_it)} of {all_of_it:,} letters"
    for passage in source.structure.passages:
        text = passage.text
        lone = passage.kind == "paragraph" and id(passage) not in facts.used
        if lone and len(text) < SHORT and text[-1].isalpha():
            yield f"may be a heading, page {passage.page}, {passage.section}: {text}"


def percent(part: int, whole: int) -> str:
    """A share in percent, whole numbers."""
    return f"{100 * part // whole if whole else 0} %"


def unread_numbers(facts: Facts, source: ParsedReport) -> Iterator[str]:
    """Each number that may be data and that no row of the package states, in its words."""
    passages = source.structure.passages
    notes = notes_by_page(passages)
    names = names_with_numbers(passage.text for passage in passages)
    cells = {"table-row", "table-head"}
    for passage in passages:
        if passage.kind in cells:
            continue
        text = passage.text
        marks = {note for line in passage.lines for note in notes.get(line.page, ())}
        for number in find_numbers(text, passage.kind, marks, names):
            if number.kind != "number" or (id(passage), number.offset) in facts.read_at:
                continue
            end = number.offset + len(number.printed)
            yield (
                f"page {passage.page_at(number.offset)}, {passage.section}: "
                f"{with_context(text, number.offset, end)}"
            )


def count_facts(facts: Facts) -> str:
    """The facts found, on one line."""
    names = ("judgment", "improvement", "figure", "observation")
    return ", ".join(f"{len(facts.rows.get(name, []))} {name}s" for name in names)
