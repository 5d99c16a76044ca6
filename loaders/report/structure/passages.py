"""What a report is made of once its lines are sorted: sections and passages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from openpeel.loaders.report.text.lines import Line

BULLET = "• "
# What bullets begin with. A dash, a letter or a number is one only in a box of a report.
SYMBOL = re.compile(r"[•◦‣▪●■] (?=\S)")
LIST_MARK = re.compile(r"(?:[•◦‣▪●■·–—-]|o|\d{1,2}[.)]|\(?[a-z\d]{1,2}\)) (?=\S)")
# A number of a table, or what stands in its place: a dash, n/a, less than so much.
CELL = r"\d[\d.]*%?|<\s?\d[\d.]*%?|[-–—*]|\.\.|[Nn]/?[Aa]"
# A row of a table: a label, the force's number and that of England and Wales.
ROW = re.compile(rf"(?:(?P<label>.*[^\s<])\s+)?(?P<first>{CELL})\s+(?P<second>{CELL})\s*")


@dataclass
class Section:
    """A section as found: its heading, where it stands, and the section it is part of."""

    slug: str
    level: int
    label: str
    page: int
    parent: str | None
    lines: list[Line]
    boxed: bool = False
    # A list of what is asked of the force, which may come in any chapter.
    floating: bool = False


@dataclass
class Passage:
    """A paragraph, bullet, footnote, caption, … with the lines that it is made of."""

    kind: str
    section: str
    lines: list[Line]
    footnote: int | None = None
    links: frozenset[str] = field(default_factory=frozenset)
    # Its text as last put together, and of how many lines: lines are only ever added.
    joined: tuple[int, str] = field(default=(0, ""), compare=False, repr=False)

    @property
    def page(self) -> int:
        """The page that it begins on."""
        return self.lines[0].page

    @property
    def text(self) -> str:
        """Its lines as one text, words split at line ends joined."""
        if self.joined[0] != len(self.lines):
            text = join([line.text for line in self.lines], self.links)
            self.joined = (len(self.lines), text)
        return self.joined[1]

    def page_at(self, offset: int) -> int:
        """The page that a place of its text stands on."""
        _, starts = join_lines([line.text for line in self.lines], self.links)
        return self.lines[bisect_right(starts, offset) - 1].page


@dataclass
class Structure:
    """A report taken apart: every line of it is in one of the three lists.

    `dropped` holds the lines that are no part of the text, by the reason why.
    """

    sections: list[Section] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    dropped: dict[str, list[Line]] = field(default_factory=dict)


def join(texts: Sequence[str], links: frozenset[str] = frozenset()) -> str:
    """Lines as one text: a hyphen at a line's end stays, a broken address closes up."""
    if len(texts) == 1:
        return texts[0].strip()
    return join_lines(texts, links)[0]


def join_lines(texts: Sequence[str], links: frozenset[str]) -> tuple[str, list[int]]:
    """Lines as one text, and the place in it at which each line begins."""
    pieces: list[str] = []
    starts = []
    length = 0
    last = ""  # the last word so far, pieces of a broken address together
    for text in (t.strip() for t in texts):
        words = text.split()
        broken = same_address(links, last + words[0])
        close = not last or broken or (last.endswith("-") and last != "-")
        if not close:
            pieces.append(" ")
            length += 1
        starts.append(length)
        pieces.append(text)
        length += len(text)
        last = last + text if close and len(words) == 1 else words[-1]
    return "".join(pieces), starts


def same_address(links: frozenset[str], words: str) -> bool:
    """Whether a link begins with what is printed, scheme and a hyphen more or less aside."""
    if "." not in words:
        return False
    printed = re.sub(r"^\W+|\W+$", "", words)
    return bool(printed) and any(link.partition("://")[2].startswith(printed) for link in links)


def without_mark(text: str) -> str:
    """A text without the number of a footnote that hangs on its last word."""
    return re.sub(r"(?<=[A-Za-z.,:;)”’])\d{1,2}(,\d{1,2})?$", "", text)
