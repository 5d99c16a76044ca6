"""Reports as PDFs, and as texts that keep the layout: what is printed is read back."""

from __future__ import annotations

import random
import re
import sqlite3
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printing import (
    BLANK,
    MARGIN,
    SECOND,
    SEPARATOR,
    SIZES,
    Printed,
    Printer,
    Sheet,
    drawn,
    paragraphs,
    typed,
)
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from openpeel.cli.main import main
from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError
from openpeel.loaders.ingest import ingest, reference
from openpeel.loaders.report.find import Report, find_reports
from openpeel.loaders.report.structure.headings import Heading
from openpeel.loaders.report.structure.names import Names
from openpeel.loaders.report.structure.numbers import marks
from openpeel.loaders.report.structure.passages import Structure
from openpeel.loaders.report.structure.steps import take_apart
from openpeel.loaders.report.text import pdf
from openpeel.loaders.report.text.lines import PAGE_NUMBER, RUNNING, Line
from openpeel.loaders.report.text.margins import Edge, numbers_within
from openpeel.loaders.report.text.report_file import read_report
from openpeel.outputs.verify import verify


def read(path: Path) -> list[str]:
    """The text of a file, a blank line between paragraphs, what stands aside left out."""
    texts = [line.text for line in read_report(path) if not line.aside]
    return re.sub(r"\n{2,}", "\n\n", "\n".join(texts)).strip("\n").split("\n")


def pages(path: Path) -> list[tuple[int, str]]:
    """The first line of each page with the page's number."""
    return [(line.page, line.text) for line in read_report(path) if line.starts_page]


# What stands on a page.


def test_paragraphs_and_wrapped_lines(tmp_path: Path) -> None:
    sheet = paragraphs("One line\nand another of it.", "A second para-\ngraph.", "A third.")
    path = Printer(tmp_path / "a.pdf").print([sheet])
    assert read(path) == [
        "One line", "and another of it.", "", "A second para-", "graph.", "", "A third.",
    ]  # fmt: skip


@pytest.mark.parametrize("bullet", ["•", "·"])
def test_bullets_and_what_hangs_on_them(bullet: str, tmp_path: Path) -> None:
    sheet = Sheet([
        Printed("text", "These are they:"), BLANK, Printed("bullet", "• one thing"),
        Printed("bullet", "that goes on;"), BLANK, Printed("bullet", "• another."),
    ])  # fmt: skip
    path = Printer(tmp_path / "a.pdf", bullet=bullet).print([sheet])
    assert read(path) == [
        "These are they:", "", "• one thing", "that goes on;", "", "• another.",
    ]  # fmt: skip


def test_marks_of_footnotes_stay_on_their_words(tmp_path: Path) -> None:
    words = ["a word1", "the end.12", "(in brackets)3 and on", "in 20165 or", "two12,13"]
    spots = [[(6, 7)], [(8, 10)], [(13, 14)], [(7, 8)], [(3, 5), (6, 8)]]
    lines = [Printed("text", *pair) for pair in zip(words, spots, strict=True)]
    path = Printer(tmp_path / "a.pdf").print([Sheet(lines)])
    assert read(path) == words


def test_a_raised_number_in_front_of_a_footnote(tmp_path: Path) -> None:
    lines = [Printed("text", "A word1"), SEPARATOR, Printed("footnote", "1 A note.", [(0, 1)])]
    path = Printer(tmp_path / "a.pdf").print([Sheet(lines)])
    assert read(path) == ["A word1", "", "1 A note."]


def test_ligatures_hard_spaces_and_soft_hyphens_read_as_typed(tmp_path: Path) -> None:
    path = Printer(tmp_path / "a.pdf").print(
        [paragraphs("the ﬁrst ﬂat\u00a0one, re\u00adoffending")]
    )
    assert read(path) == ["the first flat one, re-offending"]


@pytest.mark.parametrize("cells", ["top", "middle", "bottom"])
@pytest.mark.parametrize("wrapped", [1, 2, 3])
def test_a_row_of_a_table_is_its_label_and_two_numbers(
    cells: str, wrapped: int, tmp_path: Path
) -> None:
    label = ["15 A label that is long enough", "to go on", "and on"][:wrapped]
    rows = [*label[:-1], f"{label[-1]} 6.2 8.3"]
    sheet = Sheet([
        Printed("table-head", "Rates Our Police England and"), Printed("table-head", "Wales"),
        BLANK, *(Printed("table-row", text) for text in rows),
        BLANK, Printed("table-row", "Total 84.6 100.00"),
    ])  # fmt: skip
    path = Printer(tmp_path / "a.pdf", cells=cells).print([sheet])
    found = " ".join(read(path))
    assert found == (
        f"Rates Our Police England and Wales  {' '.join(label)} 6.2 8.3  Total 84.6 100.00"
    )


def test_a_row_drawn_in_one_go_has_its_cells_too(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(MARGIN, 700)
        text.setFont("Helvetica", 9)
        text._code.append("[(A label that goes on) -9000 (6.2) -3000 (8.3)] TJ")
        canvas.drawText(text)
        canvas.drawString(MARGIN, 689, "below")

    assert read(drawn(tmp_path / "a.pdf", draw)) == ["A label that goes on", "below 6.2 8.3"]


def test_letters_one_below_another_are_no_number(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for i, text in enumerate(["10", "5", "7"]):
            canvas.drawString(MARGIN, 700 - 11 * i, text)

    assert read(drawn(tmp_path / "a.pdf", draw)) == ["10", "5", "7"]


def test_a_row_split_over_a_page_keeps_its_halves_next_to_each_other(tmp_path: Path) -> None:
    sheets = [
        Sheet([Printed("text", "Before."), BLANK, Printed("table-row", "A label that")], "7"),
        Sheet([Printed("table-row", "goes on 6.2 8.3"), BLANK, Printed("text", "After.")], "8"),
    ]
    path = Printer(tmp_path / "a.pdf").print(sheets)
    lines = [line for line in read_report(path) if not line.blank]
    assert [(line.page, line.text, line.aside) for line in lines] == [
        (7, "Before.", ""), (7, "A label that", ""), (7, "7", PAGE_NUMBER),
        (8, "goes on 6.2 8.3", ""), (8, "After.", ""), (8, "8", PAGE_NUMBER),
    ]  # fmt: skip


def test_a_grade_beside_its_question_stands_apart(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for y, question in enumerate(
            ["How good is it at keeping", "people safe from harm and", "well?"]
        ):
            canvas.drawString(MARGIN, 700 - 12 * y, question)
        canvas.drawString(SECOND, 694, "Requires")
        canvas.drawString(SECOND, 682, "improvement")

    assert read(drawn(tmp_path / "a.pdf", draw)) == [
        "How good is it at keeping", "people safe from harm and", "well?", "",
        "Requires", "improvement",
    ]  # fmt: skip


WORDS = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
]


def column(start: int) -> list[str]:
    """Lines of prose of much the same width."""
    return [" ".join(WORDS[(start + i + j) % 12] for j in range(5)) for i in range(9)]


@pytest.mark.parametrize("shift", [0, 5])
@pytest.mark.parametrize("by_row", [True, False])
def test_two_columns_are_read_one_after_the_other(by_row: bool, shift: int, tmp_path: Path) -> None:
    left, right = column(0), column(5)

    def draw(canvas: Canvas) -> None:
        canvas.drawString(
            MARGIN, 740, "A heading that runs over both of the columns from left to right"
        )
        spots = [(MARGIN, 700 - 12 * i, text) for i, text in enumerate(left)]
        spots += [(320, 700 - shift - 12 * i, text) for i, text in enumerate(right)]
        for x, y, text in sorted(spots, key=lambda s: -s[1]) if by_row else spots:
            canvas.drawString(x, y, text)

    found = read(drawn(tmp_path / "a.pdf", draw))
    assert found[1:] == ["", *left, "", *right]


def test_the_order_in_which_a_page_is_drawn_does_not_matter(tmp_path: Path) -> None:
    texts = [f"Line {i} of the page and some words" for i in range(30)]

    def draw(canvas: Canvas) -> None:
        for i in random.Random(3).sample(range(30), 30):
            canvas.drawString(MARGIN, 750 - 12 * i, texts[i])

    assert read(drawn(tmp_path / "a.pdf", draw)) == texts


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_on_its_side_reads_as_it_is_seen(angle: int, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(angle)
        canvas.translate(300, 400)
        canvas.rotate(angle)
        for i, text in enumerate(column(0)):
            canvas.drawString(-120, 60 - 12 * i, text)

    assert read(drawn(tmp_path / "a.pdf", draw)) == column(0)


def test_words_on_their_side_stand_apart(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for i, text in enumerate(column(0)):
            canvas.drawString(MARGIN, 700 - 12 * i, text)
        canvas.translate(40, 650)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Rate per 1,000")

    assert read(drawn(tmp_path / "a.pdf", draw)) == [*column(0), "", "Rate per 1,000"]


def test_links_are_told_below_the_page(tmp_path: Path) -> None:
    address = "http://www.example.org/a/long/address"
    path = Printer(tmp_path / "a.pdf").print([paragraphs("See there.", links=[address, address])])
    assert read(path) == ["See there.", "", address, address]


# What stands around it.

BODY = [f"{a} {b} and on." for a in WORDS for b in reversed(WORDS)]


def body(page: int) -> tuple[str, ...]:
    return BODY[3 * page], BODY[3 * page + 1], BODY[3 * page + 2]


@pytest.mark.parametrize(
    "number", ["{}", "Page {}", "{} of 40", "Page {} of 40", "– {} –", "{} | Page"]
)
def test_printed_numbers_say_which_page_is_which(number: str, tmp_path: Path) -> None:
    sheets = [
        paragraphs(*body(i), number=number.format(i + 7) if i else "", size=SIZES[i % 2])
        for i in range(5)
    ]
    for path in (Printer(tmp_path / "a.pdf").print(sheets), typed(tmp_path / "a.txt", sheets)):
        assert pages(path) == [(i + 7, body(i)[0]) for i in range(5)]
        aside = [line.text for line in read_report(path) if line.aside == PAGE_NUMBER]
        assert aside == [number.format(i + 7) for i in range(1, 5)]


def test_headers_are_told_from_the_text_on_pages_of_two_sizes(tmp_path: Path) -> None:
    sheets = [
        paragraphs(
            *body(i), number=str(i + 1), size=SIZES[i % 2],
            header="Police effectiveness 2016" if i % 2 else "An inspection of Our Police",
        )
        for i in range(6)
    ]  # fmt: skip
    for path in (Printer(tmp_path / "a.pdf").print(sheets), typed(tmp_path / "a.txt", sheets)):
        lines = [line for line in read_report(path) if not line.blank]
        assert [line.text for line in lines if not line.aside] == [
            t for i in range(6) for t in body(i)
        ]
        assert sum(line.aside == RUNNING for line in lines) == 6


def test_a_number_in_a_running_footer_counts(tmp_path: Path) -> None:
    sheets = [paragraphs(*body(i), number=f"Our report 2016   {i + 30}") for i in range(5)]
    path = Printer(tmp_path / "a.pdf").print(sheets)
    assert pages(path) == [(i + 30, body(i)[0]) for i in range(5)]


def test_a_heading_that_comes_again_is_no_header(tmp_path: Path) -> None:
    sheets = [
        paragraphs("Summary of findings" if i in (0, 5, 9) else BODY[40 + i], *body(i), number=str(i + 1))
        for i in range(12)
    ]  # fmt: skip
    path = Printer(tmp_path / "a.pdf").print(sheets)
    assert [text for _, text in pages(path)].count("Summary of findings") == 3


def test_roman_numbers_do_not_count(tmp_path: Path) -> None:
    numbers = ["i", "ii", "iii", "1", "2", "3"]
    sheets = [paragraphs(*body(i), number=n) for i, n in enumerate(numbers)]
    path = Printer(tmp_path / "a.pdf").print(sheets)
    assert [page for page, _ in pages(path)] == [-2, -1, 0, 1, 2, 3]
    assert [line.text for line in read_report(path) if line.aside] == numbers


def test_printed_numbers_that_disagree_are_an_error(tmp_path: Path) -> None:
    numbers = ["5", "6", "8", "8", "9"]
    sheets = [paragraphs(*body(i), number=n) for i, n in enumerate(numbers)]
    for path in (Printer(tmp_path / "a.pdf").print(sheets), typed(tmp_path / "a.txt", sheets)):
        with pytest.raises(DataError, match="disagrees.*found '8'; expected 7") as caught:
            read_report(path)
        assert "page 3" in str(caught.value)


def test_where_none_is_printed_the_files_own_numbers_count(tmp_path: Path) -> None:
    def draw(number: int) -> Callable[[Canvas], None]:
        def page(canvas: Canvas) -> None:
            canvas.addPageLabel(number, "ARABIC", start=number + 11)
            canvas.drawString(MARGIN, 700, body(number)[0])

        return page

    path = drawn(tmp_path / "a.pdf", *map(draw, range(3)))
    assert [page for page, _ in pages(path)] == [11, 12, 13]


def test_without_any_number_pages_are_counted(tmp_path: Path) -> None:
    path = Printer(tmp_path / "a.pdf").print([paragraphs(*body(i)) for i in range(3)])
    assert [page for page, _ in pages(path)] == [1, 2, 3]


# What is refused.


def blank_page(canvas: Canvas) -> None:
    canvas.rect(100, 100, 200, 200, fill=1)


def scan(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (400, 500), 200)), 0, 0, 500, 700)


def good(path: Path) -> Path:
    return Printer(path).print([paragraphs(*body(i), number=str(i + 1)) for i in range(20)])


def locked(path: Path) -> None:
    options = {"encrypt": StandardEncryption("secret", "owner", canPrint=0)}
    Printer(path, options=options).print([paragraphs(*body(0))])


def half(path: Path) -> None:
    good(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def torn(path: Path) -> None:
    good(path)
    data = path.read_bytes()
    path.write_bytes(data[:200] + bytes(len(data) - 260) + data[-60:])


def without_a_page(path: Path) -> None:
    """The object of a page is gone, what refers to it is not."""
    good(path)
    data = path.read_bytes()
    start = data.index(b"/Type /Page\n")
    start = data.rindex(b" 0 obj", 0, start)
    end = data.index(b"endobj", start)
    path.write_bytes(data[:start] + b" 0 obj\nnull\n".ljust(end - start) + data[end:])


def many_pages(path: Path) -> None:
    drawn(path, *[lambda canvas: canvas.drawString(60, 700, "a page")] * 5000)


def many_letters(path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 2)
        for i in range(300):
            canvas.drawString(60, 800 - 2 * i, "abcd" * 50)

    drawn(path, draw)


def meaningless(path: Path) -> None:
    """A font says of its letters that they are of nobody's alphabet."""
    Printer(path, options={"pageCompression": 0}).print([paragraphs(*body(0))])
    letters = re.compile(rb"<(\w\w)> <00([67]\w)>")
    path.write_bytes(letters.sub(rb"<\1> <E0\2>", path.read_bytes()))


def huge_text(path: Path) -> None:
    with path.open("wb") as stream:
        for _ in range(100):
            stream.write(b" a page of words\n" * 61_681)


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.touch(), "empty, or not a text"),
    "a binary": (lambda path: path.write_bytes(bytes(range(256))), "not a text in UTF-8"),
    "zeros": (lambda path: path.write_bytes(bytes(5000)), "empty, or not a text"),
    "a header only": (lambda path: path.write_bytes(b"%PDF-1.7\n"), "cut off"),
    "header and end": (lambda path: path.write_bytes(b"%PDF-1.7\n%%EOF\n"), "broken"),
    "cut off": (half, "cut off"),
    "torn": (torn, "broken|without pages"),
    "without a page": (without_a_page, "page 1 is broken"),
    "locked": (locked, "locked with a password"),
    "a scan": (lambda path: drawn(path, scan, scan), "without text"),
    "pictures": (lambda path: drawn(path, blank_page), "without text"),
    "5,000 pages": (many_pages, "more pages than a report can have; found '5000'"),
    "a page of 60,000 letters": (many_letters, "more letters on page 1"),
    "letters without meaning": (meaningless, "page 1 has letters of which"),
    "100 MB of text": (huge_text, "larger than a report can be"),
    "form feeds": (lambda path: path.write_text("\f" * 9999 + "a"), "more pages"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_report_is_refused_with_a_word(case: str, tmp_path: Path) -> None:
    make, words = REFUSED[case]
    path = tmp_path / "report"
    make(path)
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(DataError, match=words) as caught:
        read_report(path)
    assert str(path) in str(caught.value)
    assert time.monotonic() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(("limit", "value"), [("MOST_LETTERS", 300), ("MOST_SECONDS", 0)])
def test_a_pdf_with_more_than_a_report_is_left_off(
    limit: str, value: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = good(tmp_path / "a.pdf")
    monkeypatch.setattr(pdf, limit, value)
    with pytest.raises(DataError, match="more than a report can have; found '.* letters on the"):
        read_report(path)


def test_a_pdf_that_cannot_be_read_stops_a_build(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    database = tmp_path / "openpeel.db"
    database.write_bytes(b"the old one")
    for make, words in [
        (locked, "locked with a password"),
        (half, "cut off"),
        (lambda path: drawn(path, scan), "without text"),
        (lambda path: path.write_text("<html>Not found</html>"), "named a PDF, but is none"),
    ]:
        make(sources / "report.pdf")
        result = CliRunner().invoke(
            main, ["build", "--db", str(database), "--sources", str(sources)]
        )
        assert result.exit_code == 1
        assert words in result.output and "report.pdf" in result.output
        assert "Traceback" not in result.output
        assert database.read_bytes() == b"the old one"


def test_other_pdfs_among_the_sources_are_passed_over(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    good(sources / "efficiency.PDF")
    many_pages(sources / "long.pdf")
    kinds, _ = reference(package.ROOT)
    assert list(find_reports(kinds, sources)) == []


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


@pytest.mark.parametrize("others, told", [(2, True), (3, False)])
def test_numbers_within_footers_count_only_where_most_go_up_with_the_pages(
    others: int, told: bool
) -> None:
    numbers = [1, 2, 3, *(90 - number for number in range(0, 7 * others, 7))]
    rows = [
        Edge(page, 0, True, 0, 1.0, True, f"The force, {number}")
        for page, number in enumerate(numbers)
    ]
    assert bool(numbers_within(rows)) is told
