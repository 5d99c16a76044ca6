"""The text of a report becomes passages, searchable, each in its section, with its numbers.

The report must be one whose facts are loaded: its sections are compared with those of the
facts, and the items of its boxes get their own words.
"""

from __future__ import annotations

from collections import Counter

from sqlite_utils import Database

from openpeel.loaders.database import check_length
from openpeel.loaders.errors import DataError
from openpeel.loaders.report.facts.boxes import PRACTICES, read_boxes
from openpeel.loaders.report.find import Report
from openpeel.loaders.report.structure.numbers import (
    find_numbers,
    names_with_numbers,
    notes_by_page,
)
from openpeel.loaders.report.structure.passages import Structure

# Passages and numbers that one report can have; far more than any has.
MOST = 100_000


def load_text(db: Database, report: Report) -> int:
    """Put a report's text into the database; returns how many passages it has.

    Raises:
        DataError: its facts are not loaded, or its sections or the items of its boxes are
            not those of the facts.
    """
    inspection = db.execute("select 1 from inspection where document_id = ?", [report.document])
    if not inspection.fetchone():
        raise DataError(
            "the facts of this report are not loaded; read them with: openpeel ingest",
            report.path,
            value=report.document,
        )
    structure = report.take_apart()
    compare_sections(db, report, structure)
    for passage in structure.passages:
        place = DataError(f"the {passage.kind} on page {passage.page} is too long", report.path)
        check_length(passage.text, place)
    keys = keys_of(db, report, len(structure.passages))
    db.table("passage").insert_all(
        {
            "id": keys[position - 1],
            "document_id": report.document,
            "section_id": f"{report.document}-{passage.section}",
            "position": position,
            "page": passage.page,
            "page_end": passage.lines[-1].page,
            "kind": passage.kind,
            "footnote_number": passage.footnote,
            "text": passage.text,
        }
        for position, passage in enumerate(structure.passages, 1)
    )
    load_numbers(db, report, structure, keys)
    fill_improvements(db, report, structure, keys)
    return len(structure.passages)


def keys_of(db: Database, report: Report, count: int) -> range:
    """Return keys for passages, or numbers, of a report.

    Each kind of report and force has keys of its own, so that they stay the same whichever
    other reports are read.

    Raises:
        DataError: the report has more of them than there are keys.
    """
    if count >= MOST:
        raise DataError(
            "too many passages or numbers", report.path, value=f"{count:,}", expected=f"< {MOST:,}"
        )
    kind = report.kind
    (before,) = db.execute(
        "select (select count(*) from report_kind where (framework_id, pillar_id) < (?, ?))"
        " * (select count(*) from force) + (select count(*) from force where area_id < ?)",
        [kind.framework, kind.pillar, report.force.id],
    ).fetchone()
    first = int(before) * MOST + 1
    return range(first, first + count)


def load_numbers(db: Database, report: Report, structure: Structure, passages: range) -> None:
    """Put every number of the text into the database; `passages` are the keys of its passages."""
    notes = notes_by_page(structure.passages)
    names = names_with_numbers(passage.text for passage in structure.passages)
    found = [
        (key, passage, number)
        for key, passage in zip(passages, structure.passages, strict=True)
        for number in find_numbers(
            passage.text,
            passage.kind,
            {n for line in passage.lines for n in notes.get(line.page, ())},
            names,
        )
    ]
    db.table("number_mention").insert_all(
        {
            "id": key_of_number,
            "passage_id": key,
            "offset": number.offset,
            "page": passage.page_at(number.offset),
            "printed": number.printed,
            "value": number.value,
            "kind": number.kind,
        }
        for key_of_number, (key, passage, number) in zip(
            keys_of(db, report, len(found)), found, strict=True
        )
    )


def compare_sections(db: Database, report: Report, structure: Structure) -> None:
    """Refuse a text whose sections, or their pages, are not those of the facts."""
    loaded = [
        (str(row[0]), int(row[1]))
        for row in db.execute(
            "select id, page from section where document_id = ? order by position",
            (report.document,),
        ).fetchall()
    ]
    found = [(f"{report.document}-{s.slug}", s.page) for s in structure.sections]
    for (key, page), section in zip(loaded, structure.sections, strict=False):
        if (key, page) != (f"{report.document}-{section.slug}", section.page):
            raise DataError(
                "a section is not the one of the facts",
                report.path,
                line=section.lines[0].number,
                value=f"{section.slug}, page {section.page}",
                expected=f"{key}, page {page}",
            )
    if len(loaded) != len(found):
        raise DataError(
            "the number of sections is not that of the facts",
            report.path,
            value=str(len(found)),
            expected=str(len(loaded)),
        )


def fill_improvements(db: Database, report: Report, structure: Structure, keys: range) -> None:
    """Give each item of a box the report's own words, and tie it to its passages.

    Raises:
        DataError: the boxes have other items than the facts.
    """
    numbers = {id(passage): key for passage, key in zip(structure.passages, keys, strict=True)}
    for box in read_boxes(structure, report.force.names.they):
        if box.kind in PRACTICES:
            continue
        items = items_of_section(db, report, box.section.slug)
        kinds = [kind for _, kind in items]
        if kinds != [item.kind for item in box.items]:
            raise DataError(
                "the items of a box are not those of the facts",
                report.path,
                line=box.section.lines[0].number,
                value=f"{tally_of_kinds([item.kind for item in box.items])} in {box.section.slug}",
                expected=tally_of_kinds(kinds),
            )
        for (key, _), item in zip(items, box.items, strict=True):
            db.execute(
                "update improvement set text = coalesce(text, ?) where id = ?", (item.text, key)
            )
            db.table("improvement_passage").insert_all(
                {
                    "improvement_id": key,
                    "position": position,
                    "passage_id": numbers[id(passage)],
                    "text": words,
                }
                for position, (passage, words) in enumerate(item.said(), 1)
            )


def items_of_section(db: Database, report: Report, section: str) -> list[tuple[str, str]]:
    """Return the items that the facts cite from a section: their ids and kinds, in order."""
    rows = db.execute(
        "select improvement.id, improvement.kind from improvement "
        "join citation on citation.id = citation_id where section_id = ? "
        "and kind <> 'finding' and inspection_id in "
        "(select id from inspection where inspection.document_id = ?) "
        "order by improvement.kind = 'recommendation', position",
        (f"{report.document}-{section}", report.document),
    ).fetchall()
    return [(str(key), str(kind)) for key, kind in rows]


def tally_of_kinds(kinds: list[str]) -> str:
    """Return how many items of each kind there are, in words; none where there are none."""
    return ", ".join(f"{count} × {kind}" for kind, count in Counter(kinds).items()) or "none"
