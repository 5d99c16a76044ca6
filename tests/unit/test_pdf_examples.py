"""Whatever pages and tables are printed come out of a PDF, once and where they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printing import (
    BLANK,
    SEPARATOR,
    SIZES,
    WORDS,
    Printed,
    Printer,
    Sheet,
    paragraphs,
    typed,
)

from openpeel.loaders.report.structure.headings import Heading
from openpeel.loaders.report.structure.names import Names
from openpeel.loaders.report.structure.steps import take_apart
from openpeel.loaders.report.text.report_file import read_report

# Whatever is put in comes out.


WORD = st.text("abcdefghijklmnopqrstuvwxyz’-", min_size=1, max_size=9).map(
    lambda text: text.strip("-’") or "a"
)


LINE = st.lists(WORD, min_size=1, max_size=9).map(" ".join)


PARAGRAPH = st.lists(LINE, min_size=1, max_size=4).map("\n".join)


PAGE = st.lists(PARAGRAPH, min_size=1, max_size=6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples of a test."""
    return tmp_path_factory.mktemp("made")


@st.composite
def documents(draw: st.DrawFn) -> tuple[int, list[Sheet]]:
    """Pages of paragraphs, the number of the first, some or all numbers printed, a header."""
    texts = draw(st.lists(PAGE, min_size=1, max_size=6))
    first = draw(st.integers(1, 90))
    shown = draw(st.sampled_from(["all", "some", "none"]))
    header = draw(st.sampled_from(["", "A Report of 2016", "Police Effectiveness"]))
    sheets = [
        paragraphs(
            # The first words differ from page to page: a line that comes again is a header.
            f"{WORDS[number]} {page[0]}",
            *page[1:-1], *([f"{page[-1]} {WORDS[-1 - number]}"] if len(page) > 1 else []),
            number=str(first + number) if shown == "all" or (shown == "some" and number == 1) else "",
            header=header if len(texts) >= 3 else "",
            size=SIZES[draw(st.integers(0, 1))],
        )
        for number, page in enumerate(texts)
    ]  # fmt: skip
    return first if any(sheet.number for sheet in sheets) else 1, sheets


def typed_by_hand(path: Path, sheets: Sequence[Sheet]) -> Path:
    """The same as a text whose pages begin with a space."""
    lines: list[str] = []
    for sheet in sheets:
        texts = [line.text for line in sheet.lines]
        lines += [f" {texts[0]}", *texts[1:]]
        lines += ["", "", sheet.number, ""] if sheet.number else []
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_every_line_comes_out_once_on_its_page(
    document: tuple[int, list[Sheet]], folder: Path
) -> None:
    first, sheets = document
    put_in = [(first + i, line.text) for i, sheet in enumerate(sheets) for line in sheet.lines]
    for path in (
        Printer(folder / "a.pdf").print(sheets),
        typed(folder / "a.txt", sheets),
        typed_by_hand(folder / "b.txt", sheets),
    ):
        lines = read_report(path)
        out = [(line.page, line.text.strip()) for line in lines if not line.aside]
        assert without_repeated_blanks(out) == without_repeated_blanks(put_in)
        numbers = [line.number for line in lines]
        assert numbers == sorted(numbers)
        starts = [line.page for line in lines if line.starts_page]
        assert starts == list(range(first, first + len(sheets)))
        if path.name != "b.txt":
            aside = Counter(line.text for line in lines if line.aside)
            around = [text for sheet in sheets for text in (sheet.header, sheet.number) if text]
            assert aside == Counter(around)


def without_repeated_blanks(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lines without blank ones at the edges of a page, or next to each other."""
    found: list[tuple[int, str]] = []
    for page, text in lines:
        if found and not found[-1][1] and (found[-1][0] != page or not text):
            found.pop()
        if text or (found and found[-1][0] == page):
            found.append((page, text))
    return found[:-1] if found and not found[-1][1] else found


LABEL = LINE.filter(lambda text: len(text) < 40)


HEADINGS = [
    Heading("first", 1, "First", "The first chapter"),
    Heading("second", 1, "Second", "Next"),
]


@settings(max_examples=25, deadline=None)
@given(
    tight=st.booleans(),
    labels=st.lists(LABEL.map("A{}".format), min_size=1, max_size=6),
    rows=st.data(),
    cells=st.sampled_from(["top", "middle", "bottom"]),
)
def test_rows_of_tables_come_out_with_their_numbers(
    tight: bool, labels: list[str], rows: st.DataObject, cells: str, folder: Path
) -> None:
    number = st.decimals(0, 100, places=1).map(str)
    put_in = []
    printed = [
        Printed("heading-1", "The first chapter"), BLANK, Printed("caption", "Figure 1: A table"),
        BLANK, Printed("table-head", "Rate Our Police England and Wales"),
    ]  # fmt: skip
    for label in labels:
        one, other = rows.draw(number), rows.draw(number)
        wrapped = rows.draw(st.lists(LABEL, max_size=2))
        lines = [label, *wrapped]
        lines[-1] += f" {one} {other}"
        printed += [
            *([] if tight and put_in else [BLANK]),
            *(Printed("table-row", t) for t in lines),
        ]
        put_in.append(" ".join(lines))
    path = Printer(folder / "a.pdf", cells=cells).print([Sheet(printed)])
    names = Names("Our Police", "Our")
    found = take_apart(read_report(path), HEADINGS, names, {"Good"})
    squeezed = [p.text.replace("- ", "-") for p in found.passages if p.kind == "table-row"]
    assert squeezed == [text.replace("- ", "-") for text in put_in]


def test_a_row_torn_by_a_page_is_one_row(tmp_path: Path) -> None:
    sheets = [
        Sheet([
            Printed("heading-1", "The first chapter"), BLANK, Printed("caption", "Figure 1: A table"),
            BLANK, Printed("table-head", "Rate Our Police England and Wales"),
            BLANK, Printed("table-row", "First 1.0 2.0"), BLANK, Printed("table-row", "A group"),
            BLANK, Printed("table-row", "A label that"), SEPARATOR,
            Printed("note", "Note: a note."),
        ], "7"),
        Sheet([
            Printed("table-head", "Rate Our Police England and Wales"), BLANK,
            Printed("table-row", "goes on 6.2 8.3"), BLANK, Printed("table-row", "Last 3.0 4.0"),
            BLANK, Printed("source", "Source: our own data"), BLANK, Printed("text", "A text."),
        ], "8"),
    ]  # fmt: skip
    path = Printer(tmp_path / "a.pdf").print(sheets)
    names = Names("Our Police", "Our")
    found = take_apart(read_report(path), HEADINGS, names, {"Good"})
    assert [(p.kind, p.text, p.page, p.lines[-1].page) for p in found.passages] == [
        ("caption", "Figure 1: A table", 7, 7),
        ("table-head", "Rate Our Police England and Wales", 7, 7),
        ("table-row", "First 1.0 2.0", 7, 7),
        ("table-row", "A group", 7, 7),
        ("table-row", "A label that goes on 6.2 8.3", 7, 8),
        ("note", "Note: a note.", 7, 7),
        ("table-head", "Rate Our Police England and Wales", 8, 8),
        ("table-row", "Last 3.0 4.0", 8, 8),
        ("source", "Source: our own data", 8, 8),
        ("paragraph", "A text.", 8, 8),
    ]


# Whole reports.


def test_what_stands_before_and_behind_a_report_is_set_aside(tmp_path: Path) -> None:
    sheets = [
        paragraphs("Our report", "January 2017", "ISBN: 978-1-23456-789-0"),
        paragraphs("Contents", f"The first chapter {'.' * 40} 3\nNext {'.' * 60} 4", number="2"),
        paragraphs("The first chapter", "Some text.", number="3"),
        paragraphs("Next", "More text.", number="4"),
        paragraphs("Printed by us", "ISBN: 978-1-23456-789-0"),
    ]
    path = Printer(tmp_path / "a.pdf").print(sheets)
    lines = read_report(path)
    found = take_apart(lines, HEADINGS, Names("Our Police", "Our"), {"Good"})
    assert [(s.slug, s.page) for s in found.sections] == [("first", 3), ("second", 4)]
    assert [p.text for p in found.passages] == ["Some text.", "More text."]
    assert {reason: len(dropped) for reason, dropped in found.dropped.items() if reason != "blank"} == {
        "front matter": 6, "page number": 3, "back matter": 2,
    }  # fmt: skip
    parts = [*found.passages, *found.sections]
    kept = [line for part in parts for line in part.lines]
    dropped = [line for lines in found.dropped.values() for line in lines]
    assert sorted(line.number for line in kept + dropped) == [line.number for line in lines]
