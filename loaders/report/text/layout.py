"""Where words stand on a page becomes the lines of the page, in the order of reading.

A PDF knows no lines, paragraphs or blank lines, only where its letters stand; a text that
keeps the layout of a page knows no more than columns of characters. Both come here as pieces
of text with their place, and leave as lines like those of a plain text: paragraphs separated
by a blank line, the cells of a row of a table on one line, what every page repeats (its
number, a running header) told apart. Nothing is left out here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import median

from openpeel.loaders.report.text.lines import Line
from openpeel.loaders.report.text.margins import DEEPEST, Edge, find_margins, first_number

SAME_ROW = 0.3  # of the height of a line: so far up or down stand words of one row
SMALL = 0.8  # of the height of a word: so high at most is a footnote's mark that hangs on it,
RAISED = 0.7  # of the same: raised by so much at most,
TOUCHES = 0.1  # of the same: and stands so near,
SPACE = 0.5  # of the same: or else so near in front
WIDE_GAP = 1.5  # of the height of a line: more is a gap between columns
NEW_BLOCK = 1.2  # of the usual distance of lines: more parts two paragraphs
CLOSEST, WIDEST = 0.8, 1.5  # of the height of a line: so far apart are lines of a paragraph
COMMON = 0.1  # of the distances between lines: so many alike are usual
FEWEST = 8  # so many distances are needed to tell what is usual for a height of line
COLUMN_LINES = 5  # so many lines at least make a column of prose,
COLUMN_FILL = 0.6  # most of which fill so much of its width
COLUMN_WORDS = 3  # and have so many words

CELL = re.compile(r"[-+–£]?\d[\d,.]*%?|[*–-]")
BLANK = ("", "", 0)
MARKER = re.compile(r"•|\d{1,2}[.)]?|\(?[a-z]\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand side by side, and where: distances from the left and from the top.

    `base` is the line they stand on, `height` that of their letters, `at` the line of the
    file that they come from, where it has lines, `order` their place among what is drawn.
    """

    text: str
    left: float
    right: float
    base: float
    height: float
    at: int = 0
    order: int = 0


@dataclass(frozen=True)
class Page:
    """A page as a file gives it.

    `turned` are pieces set at another angle than the rest, `links` the addresses that it
    links to, `label` the number that the file itself gives it.
    """

    height: float
    pieces: list[Piece]
    turned: list[Piece] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    label: str = ""


@dataclass(frozen=True)
class LayoutRow:
    """Pieces on one line of a page, from left to right."""

    pieces: list[Piece]

    @property
    def text(self) -> str:
        """Its words, a space between pieces."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def at(self) -> int:
        """The line of the file that it ends on."""
        return max(piece.at for piece in self.pieces)

    @cached_property
    def main(self) -> Piece:
        """Its longest piece: its height is the row's, its place that of the row."""
        return max(self.pieces, key=lambda piece: len(piece.text))


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


# Rows


def gather_rows(pieces: Iterable[Piece]) -> list[LayoutRow]:
    """Pieces gathered into rows, from the top of the page to its foot."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.base, piece.left)):
        if rows and piece.base - rows[-1][0].base <= SAME_ROW * piece.height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    # The marks of footnotes make a row of their own, a little above that of their words.
    for above, below in zip(rows, rows[1:], strict=False):
        if all(any(hangs_on(piece, other) for other in below) for piece in above):
            below += above
            above.clear()
    return [LayoutRow(with_marker(glued(row))) for row in rows if row]


def hangs_on(piece: Piece, other: Piece) -> bool:
    """Whether a piece is the mark of a footnote: small, raised, right behind another.

    The footnote itself has it in front.
    """
    behind = abs(piece.left - other.right) < TOUCHES * other.height
    before = abs(other.left - piece.right) < SPACE * other.height
    raised = other.base - piece.base < RAISED * other.height
    return piece.height <= SMALL * other.height and raised and (behind or before)


def glued(row: list[Piece]) -> list[Piece]:
    """The pieces of a row from left to right, those joined that no wide gap parts."""
    row = sorted(row, key=lambda piece: piece.left)
    found = row[:1]
    for piece in row[1:]:
        gap = piece.left - found[-1].right
        height = max(piece.height, found[-1].height)
        if gap < WIDE_GAP * height:
            space = "" if gap < TOUCHES * height else " "
            found[-1] = together(found[-1], piece, space)
        else:
            found.append(piece)
    return found


def with_marker(row: list[Piece]) -> list[Piece]:
    """The pieces of a row, a bullet or number in front joined to the words it stands before."""
    if len(row) > 1 and MARKER.fullmatch(row[0].text) and not CELL.fullmatch(row[1].text):
        return [together(row[0], row[1], " "), *row[2:]]
    return row


def together(one: Piece, other: Piece, space: str) -> Piece:
    """Two pieces as one, which stands where the taller does."""
    main = max(one, other, key=lambda piece: piece.height)
    text = one.text + space + other.text
    at, order = max(one.at, other.at), min(one.order, other.order)
    return Piece(text, one.left, other.right, main.base, main.height, at, order)


class Spacing:
    """How far apart the lines of a paragraph stand, measured over all pages."""

    def __init__(self, pages: Sequence[list[LayoutRow]], leading: float | None = None) -> None:
        self.leading = leading
        self.usual: dict[float, float] = {}
        if leading:
            return
        distances: dict[float, list[float]] = defaultdict(list)
        for rows in pages:
            for one, other in zip(rows, rows[1:], strict=False):
                ratio = (other.main.base - one.main.base) / other.main.height
                if size(one) == size(other) and ratio >= CLOSEST:
                    distances[size(one)].append(ratio)
        self.usual = {
            height: least_common(ratios)
            for height, ratios in distances.items()
            if len(ratios) >= FEWEST
        }
        most = max(distances, key=lambda height: len(distances[height]), default=None)
        self.leading = least_common(distances[most]) if most else 1.0

    def is_separate(self, one: LayoutRow, other: LayoutRow) -> bool:
        """Whether a row stands further below another than a line of the same paragraph."""
        # Between letters of two heights, those of the lower line count for more.
        usual = 0.25 * self.distance(one) + 0.75 * self.distance(other)
        return other.main.base - one.main.base > NEW_BLOCK * usual

    def distance(self, row: LayoutRow) -> float:
        """How far from a row the next line of its paragraph stands."""
        ratio = self.usual.get(size(row), self.leading) or 1.0
        return ratio * row.main.height


def size(row: LayoutRow) -> float:
    """The height of a row's letters, roughly."""
    return round(row.main.height * 2) / 2


def least_common(ratios: list[float]) -> float:
    """The least distance of which there are many."""
    bins = Counter(round(ratio, 1) for ratio in ratios)
    for near in sorted(bins):
        if bins[near] + bins[round(near + 0.1, 1)] >= COMMON * len(ratios):
            alike = [ratio for ratio in ratios if near - 0.05 <= ratio <= near + 0.15]
            return min(WIDEST, median(alike))
    return 1.0


# Reading order


def reading_order(rows: list[LayoutRow], spacing: Spacing) -> Iterator[LayoutRow | None]:
    """Rows in the order in which they are read; None is a blank line.

    Columns of prose are read one after the other; elsewhere rows are read from the top
    down, those of one row of a table cell by cell.
    """
    columns = prose_columns(rows)
    if columns:
        parts = [part for part in columns if part]
        for number, part in enumerate(parts):
            if number:
                yield None
            yield from reading_order(part, spacing)
        return
    for number, block in enumerate(blocks(rows, spacing)):
        if number:
            yield None
        yield from by_cells(block)


def blocks(rows: list[LayoutRow], spacing: Spacing) -> Iterator[list[LayoutRow]]:
    """Rows that stand together, with no more than the usual distance between lines."""
    block: list[LayoutRow] = []
    for row in rows:
        if block and spacing.is_separate(block[-1], row):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def by_cells(block: list[LayoutRow]) -> Iterator[LayoutRow | None]:
    """The rows of a block; where it is one row of a table whose cells wrap, cell by cell."""
    columns = gather_columns(block)
    if len(columns) == 1 or len(block) == 1:
        yield from block
        return
    labels, right = columns[0], [piece for column in columns[1:] for piece in column]
    rows = sum(any(CELL.fullmatch(p.text) for p in row.pieces if p in right) for row in block)
    if rows == 1 and all(CELL.fullmatch(piece.text) for piece in right):
        yield from with_numbers(gather_rows(labels), right)
    elif rows:
        yield from with_torn_labels(block, labels)
    else:
        # A question with its grade stands apart; of more columns it is the head of a table.
        for number, column in enumerate(columns):
            if number and len(columns) == 2:
                yield None
            yield from gather_rows(column)


def with_numbers(labels: list[LayoutRow], numbers: list[Piece]) -> list[LayoutRow]:
    """The lines of a label, the last with the numbers of the row."""
    last = labels[-1].pieces if labels else []
    return [*labels[:-1], LayoutRow([*last, *sorted(numbers, key=lambda piece: piece.left)])]


def with_torn_labels(block: list[LayoutRow], labels: list[Piece]) -> Iterator[LayoutRow]:
    """Rows of a table with nothing between them, each label with all its lines.

    A line of a label that is drawn before the numbers above it belongs to them.
    """
    index = 0
    while index < len(block):
        numbers = [piece for piece in block[index].pieces if piece not in labels]
        label = [LayoutRow([piece]) for piece in block[index].pieces if piece in labels]
        index += 1
        while (
            numbers
            and index < len(block)
            and all(
                piece in labels and piece.order < numbers[0].order for piece in block[index].pieces
            )
        ):
            label.append(block[index])
            index += 1
        yield from with_numbers(label, numbers)


def gather_columns(rows: list[LayoutRow]) -> list[list[Piece]]:
    """The pieces of rows by columns: pieces one above another share a column."""
    pieces = sorted((p for row in rows for p in row.pieces), key=lambda piece: piece.left)
    columns = [[pieces[0]]]
    right = pieces[0].right
    for piece in pieces[1:]:
        if piece.left > right:
            columns.append([])
        columns[-1].append(piece)
        right = max(right, piece.right)
    return columns


def prose_columns(rows: list[LayoutRow]) -> tuple[list[LayoutRow], ...] | None:
    """Rows above, in the left and right column, and below, if any are set in two columns."""
    starts = Counter(round(piece.left) for row in rows for piece in row.pieces)
    if not starts:
        return None
    margin = min(starts)
    for left, count in starts.most_common():
        if count < COLUMN_LINES:
            break
        if left == margin:
            continue
        for start, end in uncrossed(rows, left):
            pieces = [piece for row in rows[start:end] for piece in row.pieces]
            sides = [
                [p for p in pieces if (p.left < left - 1) == before] for before in (True, False)
            ]
            if all(is_prose(side) for side in sides):
                return rows[:start], gather_rows(sides[0]), gather_rows(sides[1]), rows[end:]
    return None


def uncrossed(rows: list[LayoutRow], left: int) -> Iterator[tuple[int, int]]:
    """The stretches of rows in which no piece stands across a place."""
    start = 0
    for index, row in enumerate(rows):
        if any(piece.left < left - 1 < piece.right for piece in row.pieces):
            if index - start >= COLUMN_LINES:
                yield start, index
            start = index + 1
    if len(rows) - start >= COLUMN_LINES:
        yield start, len(rows)


def is_prose(pieces: list[Piece]) -> bool:
    """Whether pieces one under another are lines of prose."""
    if len(pieces) < COLUMN_LINES:
        return False
    width = max(p.right for p in pieces) - min(p.left for p in pieces)
    filled = median(piece.right - piece.left for piece in pieces) >= COLUMN_FILL * width
    return filled and median(len(piece.text.split()) for piece in pieces) >= COLUMN_WORDS
