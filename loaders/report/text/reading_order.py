"""The order in which the rows of a page are read: paragraphs, tables and columns of prose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from openpeel.loaders.report.text.layout_rows import CELL, LayoutRow, Piece, gather_rows

NEW_BLOCK = 1.2  # of the usual distance of lines: more parts two paragraphs
CLOSEST, WIDEST = 0.8, 1.5  # of the height of a line: so far apart are lines of a paragraph
COMMON = 0.1  # of the distances between lines: so many alike are usual
FEWEST = 8  # so many distances are needed to tell what is usual for a height of line
COLUMN_LINES = 5  # so many lines at least make a column of prose,
COLUMN_FILL = 0.6  # most of which fill so much of its width
COLUMN_WORDS = 3  # and have so many words


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
                if one.size == other.size and ratio >= CLOSEST:
                    distances[one.size].append(ratio)
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
        ratio = self.usual.get(row.size, self.leading) or 1.0
        return ratio * row.main.height


def least_common(ratios: list[float]) -> float:
    """The least distance of which there are many."""
    bins = Counter(round(ratio, 1) for ratio in ratios)
    for near in sorted(bins):
        if bins[near] + bins[round(near + 0.1, 1)] >= COMMON * len(ratios):
            alike = [ratio for ratio in ratios if near - 0.05 <= ratio <= near + 0.15]
            return min(WIDEST, median(alike))
    return 1.0


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
