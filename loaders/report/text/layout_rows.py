"""Pieces of text with their places on a page, gathered into rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

SAME_ROW = 0.3  # of the height of a line: so far up or down stand words of one row
SMALL = 0.8  # of the height of a word: so high at most is a footnote's mark that hangs on it,
RAISED = 0.7  # of the same: raised by so much at most,
TOUCHES = 0.1  # of the same: and stands so near,
SPACE = 0.5  # of the same: or else so near in front
WIDE_GAP = 1.5  # of the height of a line: more is a gap between columns

CELL = re.compile(r"[-+–£]?\d[\d,.]*%?|<\s?\d[\d.]*%?|[-–—*]|\.\.|[Nn]/?[Aa]")
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
        if len(self.pieces) == 1:
            return self.pieces[0].text
        return " ".join(piece.text for piece in self.pieces)

    @property
    def at(self) -> int:
        """The line of the file that it ends on."""
        return max(piece.at for piece in self.pieces)

    @cached_property
    def main(self) -> Piece:
        """Its longest piece: its height is the row's, its place that of the row."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        return max(self.pieces, key=lambda piece: len(piece.text))

    @cached_property
    def size(self) -> float:
        """The height of its letters, roughly."""
        return round(self.main.height * 2) / 2


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
    if piece.height > SMALL * other.height:
        return False
    behind = abs(piece.left - other.right) < TOUCHES * other.height
    before = abs(other.left - piece.right) < SPACE * other.height
    raised = other.base - piece.base < RAISED * other.height
    return raised and (behind or before)


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
