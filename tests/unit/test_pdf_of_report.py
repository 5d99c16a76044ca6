"""The report printed as a PDF, and typed with its layout, is the report read."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from printing import (
    BLANK,
    SEPARATOR,
    SIZES,
    Printed,
    Printer,
    Sheet,
    paragraphs,
    typed,
)

from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError
from openpeel.loaders.ingest import ingest
from openpeel.loaders.report.find import Report
from openpeel.loaders.report.structure.numbers import marks
from openpeel.loaders.report.structure.passages import Structure
from openpeel.loaders.report.text.lines import Line
from openpeel.loaders.report.text.report_file import read_report
from openpeel.outputs.verify import verify

sources = pytest.mark.sources


@pytest.fixture(scope="module")
def sheets(essex: Report, structure: Structure) -> list[Sheet]:
    """The report's text as pages to print, with the cover, contents and back of a real one."""
    body = sheets_of(essex.lines, structure)
    contents = [
        Printed("text", f"{' '.join(line.text.strip() for line in s.lines)} {'.' * 30} {s.page}")
        for s in structure.sections
        if s.level < 3
    ]
    half = len(contents) // 2
    cover = paragraphs("PEEL: Police effectiveness 2016", "March 2017", "ISBN: 978-1-23456-789-0")
    return [
        cover,
        Sheet([Printed("heading-1", "Contents"), BLANK, *contents[:half]], "3"),
        Sheet(contents[half:], "4"),
        *body,
        paragraphs("www.example.org", "ISBN: 978-1-23456-789-0"),
    ]


def sheets_of(lines: Sequence[Line], structure: Structure) -> list[Sheet]:
    """The pages of a text as pages to print, every line as what it is."""
    kinds = {line.number: p.kind for p in structure.passages for line in p.lines}
    kinds |= {n.number: f"heading-{s.level}" for s in structure.sections for n in s.lines}
    notes: dict[int, set[int]] = defaultdict(set)
    for passage in structure.passages:
        if passage.footnote:
            notes[passage.page].add(passage.footnote)
    printed: dict[int, list[Printed]] = defaultdict(list)
    links: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        text = line.text.strip()
        page = printed[line.page]
        if line.blank:
            rule = len(line.text) == 44
            page += [SEPARATOR] if rule else [BLANK] if page[-1:] != [BLANK] else []
        elif line.number in kinds:
            spots = list(marks(text, notes[line.page]))
            page.append(Printed(kinds[line.number], text, spots))
        elif not line.aside:
            links[line.page].append(text)
    title = "PEEL: Police effectiveness 2016 – Essex Police"
    return [
        Sheet(page, str(number), title, links[number], SIZES[number % 2])
        for number, page in printed.items()
    ]


def told(structure: Structure, addresses: bool = True) -> list[tuple[object, ...]]:
    """What a report is made of: its sections, then its passages."""
    passages = []
    for p in structure.passages:
        text = " ".join(p.text.split())
        if not addresses:  # without the links of a PDF nobody knows where one ends that wraps
            text = re.sub(r"www\.\S+(?: \S*[_/]\S*| eareadatatables)?", "www", text)
        passages.append((p.section, p.page, p.lines[-1].page, p.kind, p.footnote, text))
    return [(s.slug, s.level, s.label, s.page, s.parent) for s in structure.sections] + passages


def taken(path: Path, essex: Report) -> Structure:
    lines = read_report(path)
    found = replace(essex, lines=lines).take_apart()
    parts = [*found.passages, *found.sections]
    numbers = [line.number for part in parts for line in part.lines]
    numbers += [line.number for lines in found.dropped.values() for line in lines]
    assert sorted(numbers) == [line.number for line in lines]
    return found


@sources
def test_the_report_printed_gives_the_same_package(
    sheets: list[Sheet], essex: Report, report: Path, tmp_path: Path
) -> None:
    path = Printer(tmp_path / "essex.pdf", essex.force.name).print(sheets)
    folders = [ingest(p, tmp_path / p.suffix[1:], lambda line: None) for p in (path, report)]
    printed, typed_in = ({f.name: f.read_text("utf-8") for f in d.iterdir()} for d in folders)
    # The kept texts differ in their blank lines and front matter; what was read does not.
    assert printed.pop("report.txt") != typed_in.pop("report.txt")
    assert printed == typed_in


@sources
@pytest.mark.parametrize("cells", ["top", "middle", "bottom"])
def test_the_report_printed_is_the_report_read(
    cells: str,
    sheets: list[Sheet],
    essex: Report,
    structure: Structure,
    tmp_path: Path,
) -> None:
    path = Printer(tmp_path / "essex.pdf", essex.force.name, cells).print(sheets)
    found = taken(path, essex)
    assert told(found) == told(structure)
    left_out = {reason: len(lines) for reason, lines in found.dropped.items() if reason != "blank"}
    assert left_out == {
        "front matter": sum(line != BLANK for sheet in sheets[:3] for line in sheet.lines),
        "back matter": 2, "page number": 70, "running header or footer": 68,
        "link printed a second time": 27,
    }  # fmt: skip


@sources
def test_the_report_typed_with_its_layout_is_the_report_read(
    sheets: list[Sheet], essex: Report, structure: Structure, database: Path, tmp_path: Path
) -> None:
    path = typed(tmp_path / "essex.txt", sheets, essex.force.name)
    found = taken(path, essex)
    assert told(found, addresses=False) == told(structure, addresses=False)


@sources
def test_tables_right_below_their_captions_are_the_same(
    sheets: list[Sheet], essex: Report, structure: Structure, database: Path, tmp_path: Path
) -> None:
    """As a page shows them; the text has them further down."""
    moved = []
    for sheet in sheets:
        table = [line for line in sheet.lines if line.kind.startswith("table-")]
        rest = [line for line in sheet.lines if not line.kind.startswith("table-")]
        captions = [i for i, line in enumerate(rest) if line.kind == "caption"]
        if table:
            rows = [part for row in rows_of(table) for part in (BLANK, *row)]
            while rest[captions[0]].kind == "caption":
                captions[0] += 1
            rest[captions[0] : captions[0]] = [*rows, BLANK]
        moved.append(replace(sheet, lines=rest))
    path = Printer(tmp_path / "essex.pdf", essex.force.name).print(moved)
    found = taken(path, essex)
    assert sorted(map(str, told(found))) == sorted(map(str, told(structure)))


def rows_of(lines: list[Printed]) -> list[list[Printed]]:
    """The lines of a table by rows: the head, and rows that end with numbers or stand alone."""
    rows: list[list[Printed]] = [[]]
    for line in lines:
        if rows[-1] and (ends(rows[-1][-1]) or line.kind != rows[-1][-1].kind):
            rows.append([])
        rows[-1].append(line)
    return rows


def ends(line: Printed) -> bool:
    """Whether a line is the last of its row."""
    return line.kind == "table-row" and bool(
        re.search(r"\d \d[\d.]*$|supports police action\)$", line.text)
    )


@sources
def test_a_database_built_from_the_pdf_says_the_same(
    sheets: list[Sheet], essex: Report, database_with_text: Path, tmp_path: Path
) -> None:
    (tmp_path / "sources").mkdir()
    Printer(tmp_path / "sources" / "Essex.PDF", essex.force.name).print(sheets)
    path = tmp_path / "openpeel.db"
    assert list(build(path, sources=tmp_path / "sources").reports) == ["Essex.PDF"]
    for query in (
        "select id, kind, page, page_end, footnote_number, section_id from passage",
        "select printed, value, kind, page, passage_id from number_mention order by id",
        "select observation_id, passage_id from observation_passage order by 1, 2",
        "select id, text from improvement order by id",
    ):
        one, other = (
            sqlite3.connect(db).execute(query).fetchall() for db in (path, database_with_text)
        )
        assert one == other
    said: list[str] = []
    verify(path, said.append)
    assert said and all("borne out" in line for line in said)


@sources
def test_the_report_as_pdf_beside_its_text_is_there_twice(
    sheets: list[Sheet], essex: Report, report: Path, tmp_path: Path
) -> None:
    Printer(tmp_path / "essex.pdf", essex.force.name).print(sheets)
    (tmp_path / "essex.txt").write_bytes(report.read_bytes())
    with pytest.raises(DataError, match="second time"):
        build(tmp_path / "a.db", sources=tmp_path)


@sources
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda sheets: sheets[:40], "number of sections"),
        (lambda sheets: sheets[:20] + sheets[21:], "disagrees"),
        (
            lambda sheets: [
                *sheets,
                paragraphs("This report sets out our findings for Kent Police."),
            ],
            "which force",
        ),
    ],
)
def test_a_damaged_pdf_is_refused(
    change: Callable[[list[Sheet]], list[Sheet]],
    words: str,
    sheets: list[Sheet],
    essex: Report,
    tmp_path: Path,
) -> None:
    Printer(tmp_path / "essex.pdf", essex.force.name).print(change(sheets))
    with pytest.raises(DataError, match=words) as caught:
        build(tmp_path / "a.db", sources=tmp_path)
    assert "essex.pdf" in str(caught.value)
