"""Where words stand on a page becomes the lines of the page, in the order of reading.

A PDF knows no lines, paragraphs or blank lines, only where its letters stand; a text that
keeps the layout of a page knows no more than columns of characters. Both come here as pieces
of text with their place, and leave as lines like those of a plain text: paragraphs separated
by a blank line, the cells of a row of a table on one line, what every page repeats (its
number, a running header) told apart. Nothing is left out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpeel.loaders.report.text.layout_rows import LayoutRow, Page, gather_rows
from openpeel.loaders.report.text.lines import Line
from openpeel.loaders.report.text.margins import DEEPEST, Edge, find_margins, first_number
from openpeel.loaders.report.text.reading_order import WIDEST, Spacing, reading_order

BLANK = ("", "", 0)


def arrange(pages: Sequence[Page], path: Path, leading: float | None = None) -> list[Line]:
    """The lines of all pages, in the order of reading, each with its page.

    Args:
        pages: the pages of the file.
        path: the file, for errors.
        leading: the distance of lines, in their heights, where it need not be measured.

    Raises:
        DataError: the printed page numbers, or the file's own, disagree with each other.
    """
    rows = [gather_rows(page.pieces) for page in pages]
    margins = find_margins([e for i, page in enumerate(pages) for e in edges(i, page, rows[i])])
    first = first_number(margins.printed, path)
    if first is None:
        first = first_number(page_labels(pages), path)
    body = [
        [row for index, row in enumerate(rows[i]) if (i, index) not in margins.aside]
        for i in range(len(pages))
    ]
    spacing = Spacing(body, leading)
    lines: list[Line] = []
    last = 0
    for i, page in enumerate(pages):
        aside = {
            index: margins.aside[i, index]
            for index in range(len(rows[i]))
            if (i, index) in margins.aside
        }
        started = False
        for text, reason, at in lines_of_page(page, rows[i], aside, body[i], spacing):
            last = max(last, at) if at else last + 1
            starts = not started and not reason and bool(text)
            started = started or starts
            lines.append(Line(last, i + (1 if first is None else first), text, starts, reason))
    return lines


def page_labels(pages: Sequence[Page]) -> dict[int, int]:
    """The numbers that the file itself gives its pages."""
    return {i: int(page.label) for i, page in enumerate(pages) if page.label.isdecimal()}


def edges(number: int, page: Page, rows: list[LayoutRow]) -> Iterator[Edge]:
    """The rows of a page near its top and foot."""
    for depth in range(min(DEEPEST, len(rows))):
        for foot in (False, True):
            index = len(rows) - 1 - depth if foot else depth
            row, inner = rows[index].main, index + (-1 if foot else 1)
            apart = True
            if 0 <= inner < len(rows):
                apart = abs(rows[inner].main.base - row.base) > WIDEST * row.height
            distance = (page.height - row.base if foot else row.base) / row.height
            yield Edge(number, index, foot, depth, distance, apart, rows[index].text)


def lines_of_page(
    page: Page,
    rows: list[LayoutRow],
    aside: dict[int, str],
    body: list[LayoutRow],
    spacing: Spacing,
) -> Iterator[tuple[str, str, int]]:
    """The lines of a page (text, what it is aside from the text, line of the file).

    First its header, then the text, words set at an angle, the footer, and its links.
    """
    foot = next((i for i in range(len(rows)) if i not in aside), len(rows))
    around = [(rows[i].text, reason, rows[i].at) for i, reason in sorted(aside.items())]
    parts = [
        around[:foot],
        [(row.text, "", row.at) if row else BLANK for row in reading_order(body, spacing)],
        *([(piece.text, "", piece.at)] for piece in page.turned),
        *([line] for line in around[foot:]),
        [(link, "", 0) for link in page.links],
    ]
    for number, part in enumerate(part for part in parts if part):
        if number:
            yield BLANK
        yield from part
