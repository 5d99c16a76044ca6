"""A report among the sources becomes passages, searchable, each in its section.

The report must be one whose facts are held: its sections are compared with those of the
facts, and its areas for improvement get their own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.numbers import find_numbers, names_with_numbers
from openpeel.loaders.report.pages import Line, read_beginning, read_report
from openpeel.loaders.report.structure import BULLET, Heading, Structure, take_apart


@dataclass(frozen=True)
class Report:
    """A report found among the sources: which document it is, and its lines."""

    path: Path
    document: str
    framework: str
    pillar: str
    force: str
    area: str
    lines: list[Line]


def find_reports(db: Database, sources: Path) -> Iterator[Report]:
    """The reports among the PDFs and text files of a folder, in the order of their names.

    One that is no report of a known kind is passed over.

    Raises:
        DataError: a report cannot be read, names no force or two, is there twice, or none
            of its facts are held.
    """
    if not sources.is_dir():
        raise DataError("the folder of sources is not there", sources)
    found: dict[str, Path] = {}
    for path in sorted(sources.iterdir()):
        if path.suffix.lower() not in (".pdf", ".txt") or not is_report(db, path):
            continue
        lines = read_report(path)
        text = " ".join(" ".join(line.text for line in lines if not line.aside).split())
        for framework, pillar, words, pattern in db.execute(
            "select framework_id, pillar_id, recognised_by, force_pattern from report_kind"
        ).fetchall():
            if words in text:
                force, area, name = find_force(db, text, pattern, path)
                document = find_document(db, force, framework, pillar, path)
                if document in found:
                    raise DataError(
                        "the same report a second time", path, value=str(found[document])
                    )
                found[document] = path
                yield Report(path, document, framework, pillar, name, area, lines)


def is_report(db: Database, path: Path) -> bool:
    """Whether the words stand in a file by which a kind of report is recognised."""
    text = read_beginning(path)
    kinds = db.execute("select recognised_by from report_kind").fetchall()
    return any(words in text for (words,) in kinds)


def find_force(db: Database, text: str, pattern: str, path: Path) -> tuple[str, str, str]:
    """The force that a report is about: its id, the name of its area, its own name."""
    forces = db.execute("select area_id, short_name, name from force").fetchall()
    found = [f for f in forces if pattern.format(force=f[2]) in text]
    if len(found) != 1:
        named = ", ".join(f[2] for f in found) or "none"
        raise DataError(
            "the report does not say which force it is about", path, value=named,
            expected=f"one force where it says: {pattern}",
        )  # fmt: skip
    force, area, name = found[0]
    return str(force), str(area), str(name)


def find_document(db: Database, force: str, framework: str, pillar: str, path: Path) -> str:
    """The document that holds the facts of this report."""
    row = db.execute(
        "select document_id from inspection where force_id = ? and framework_id = ? "
        "and pillar_id = ? and kind = 'inspection' and document_id is not null",
        (force, framework, pillar),
    ).fetchone()
    if not row:
        raise DataError("no facts of this report are held", path, value=f"{force}, {framework}")
    return str(row[0])


def load(db: Database, report: Report) -> int:
    """Put a report's text into the database; returns how many passages it has.

    Raises:
        DataError: its sections or areas for improvement are not those of the facts.
    """
    structure = read_structure(db, report)
    compare_sections(db, report, structure)
    db.table("passage").insert_all(
        {
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
    load_numbers(db, report, structure)
    fill_improvements(db, report)
    return len(structure.passages)


def read_structure(db: Database, report: Report) -> Structure:
    """Take a report apart by the headings of its kind and the grades that are held."""
    headings = [
        Heading(section, level, label, pattern, bool(boxed))
        for section, level, label, pattern, boxed in db.execute(
            "select section, level, label, pattern, boxed from heading "
            "where framework_id = ? and pillar_id = ? order by position",
            (report.framework, report.pillar),
        ).fetchall()
    ]
    grades = {str(row[0]) for row in db.execute("select label from grade").fetchall()}
    names = {"force": report.force, "area": report.area}
    return take_apart(report.lines, headings, names, grades)


def load_numbers(db: Database, report: Report, structure: Structure) -> None:
    """Put every number of the text into the database."""
    keys = db.execute(
        "select id from passage where document_id = ? order by position", (report.document,)
    ).fetchall()
    notes: dict[int, list[int]] = {}
    for passage in structure.passages:
        if passage.footnote:
            notes.setdefault(passage.page, []).append(passage.footnote)
    names = names_with_numbers(passage.text for passage in structure.passages)
    db.table("number_mention").insert_all(
        {
            "passage_id": key,
            "offset": number.offset,
            "page": passage.page_at(number.offset),
            "printed": number.printed,
            "value": number.value,
            "kind": number.kind,
        }
        for (key,), passage in zip(keys, structure.passages, strict=True)
        for number in find_numbers(
            passage.text,
            passage.kind,
            {n for line in passage.lines for n in notes.get(line.page, ())},
            names,
        )
    )


def compare_sections(db: Database, report: Report, structure: Structure) -> None:
    """Refuse a text whose sections, or their pages, are not those of the facts."""
    held = [
        (str(row[0]), int(row[1]))
        for row in db.execute(
            "select id, page from section where document_id = ? order by position",
            (report.document,),
        ).fetchall()
    ]
    found = [(f"{report.document}-{s.slug}", s.page) for s in structure.sections]
    for (key, page), section in zip(held, structure.sections, strict=False):
        if (key, page) != (f"{report.document}-{section.slug}", section.page):
            raise DataError(
                "a section is not the one of the facts", report.path, section.lines[0].number,
                value=f"{section.slug}, page {section.page}", expected=f"{key}, page {page}",
            )  # fmt: skip
    if len(held) != len(found):
        raise DataError(
            "the number of sections is not that of the facts", report.path,
            value=str(len(found)), expected=str(len(held)),
        )  # fmt: skip


def fill_improvements(db: Database, report: Report) -> None:
    """Give each area for improvement the report's own words: the bullets of its list."""
    items = db.execute(
        "select improvement.id, citation.section_id, improvement.position from improvement "
        "join citation on citation.id = citation_id where document_id = ? "
        "and kind = 'area-for-improvement' and section_id like '%-improvement' "
        "order by section_id, position",
        (report.document,),
    ).fetchall()
    for key, section, position in items:
        bullets = db.execute(
            "select text from passage where section_id = ? and kind = 'bullet' order by position",
            (section,),
        ).fetchall()
        wanted = sum(item[1] == section for item in items)
        if len(bullets) != wanted:
            raise DataError(
                "the areas for improvement are not those of the facts", report.path,
                value=f"{len(bullets)} in {section}", expected=str(wanted),
            )  # fmt: skip
        db.execute(
            "update improvement set text = ? where id = ?",
            (bullets[position - 1][0].removeprefix(BULLET), key),
        )
