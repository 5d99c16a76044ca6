"""The first floor of a report: a file becomes pages of lines.

A text taken out of a PDF has lost its page breaks but for traces: the first line of a page
begins with one space, and here and there a printed page number is left on a line of its
own. The numbers that are left say which page is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError

PAGE_NUMBER = re.compile(r"\s*([1-9][0-9]{0,2})\s*")
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Line:
    """One line of a report, where it stands, and whether it is the first of its page."""

    number: int
    page: int
    text: str
    starts_page: bool
    page_number: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing but space stands on it."""
        return not self.text.strip()


def read_text(path: Path) -> list[Line]:
    """The lines of a report's text, each with its page.

    Raises:
        DataError: not UTF-8, too large, empty, without page starts, or its printed page
            numbers cannot all be right.
    """
    if path.stat().st_size > MOST_BYTES:
        raise DataError("larger than a report can be", path, value=f"{path.stat().st_size} bytes")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("not a text in UTF-8", path) from error
    if "\0" in text or not text.strip():
        raise DataError("empty, or not a text", path)
    return number_pages(text.replace("\r\n", "\n").split("\n"), path)


def number_pages(texts: list[str], path: Path) -> list[Line]:
    """Give each line its page, counted so that every printed number is that of its page.

    Raises:
        DataError: no page start, or two printed numbers that disagree.
    """
    printed = printed_numbers(texts)
    starts = page_starts(texts, printed)
    if not starts:
        raise DataError("no line begins a page (with one space or a form feed)", path)
    counted: dict[int, int] = {}
    count = 0
    for index in range(len(texts)):
        count += index in starts
        counted[index] = count
    first = 1
    if printed:
        offsets = {number - counted[index]: index for index, number in printed.items()}
        if len(offsets) > 1:
            line = max(offsets.values()) + 1
            raise DataError(
                "the printed page numbers disagree with the pages counted", path, line,
                value=texts[line - 1].strip(),
            )  # fmt: skip
        first += next(iter(offsets))
    return [
        Line(index + 1, counted[index] + first - 1, text.strip("\f"), index in starts,
             index in printed)
        for index, text in enumerate(texts)
    ]  # fmt: skip


def printed_numbers(texts: list[str]) -> dict[int, int]:
    """Lines that hold nothing but a number, with blank lines around, and what they say."""
    found = {}
    for index, text in enumerate(texts):
        match = PAGE_NUMBER.fullmatch(text)
        around = texts[max(0, index - 1) : index] + texts[index + 1 : index + 2]
        if match and not any(line.strip() for line in around):
            found[index] = int(match[1])
    return found


def page_starts(texts: list[str], printed: Iterable[int]) -> set[int]:
    """The lines that are the first of their page."""
    starts = set()
    for index, text in enumerate(texts):
        if text.startswith("\f") or (text.strip() and re.match(r" \S", text)):
            starts.add(index)
    for index in printed:
        following = index + 1
        while following < len(texts) and not texts[following].strip():
            following += 1
        if following < len(texts):
            starts.add(following)
    return starts
