"""Reports as PDFs, and as texts that keep the layout: what is printed is read back."""

from __future__ import annotations

import random
import re
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
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

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.lines import PAGE_NUMBER, RUNNING
from openpeel.loaders.report.pages import read_report


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
