"""Reports as PDFs, and as texts that keep the layout: what is printed is read back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from printing import (
    BLANK,
    BODY,
    MARGIN,
    SECOND,
    SEPARATOR,
    SIZES,
    WORDS,
    Printed,
    Printer,
    Sheet,
    body,
    drawn,
    paragraphs,
    typed,
)
from reportlab.pdfgen.canvas import Canvas

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.text.lines import PAGE_NUMBER, RUNNING
from openpeel.loaders.report.text.margins import Edge, numbers_within
from openpeel.loaders.report.text.report_file import read_report


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
