"""Lines become blocks: lines that stand together, without those that are no part of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openpeel.loaders.report.structure.passages import SYMBOL
from openpeel.loaders.report.text.lines import Line

CAPTION = re.compile(r"Figure \d+: ")
ISBN = re.compile(r"\bISBN\b")
LINK = re.compile(r"\s*https?://\S+\s*")


def split_into_blocks(
    lines: Sequence[Line],
) -> tuple[list[list[Line]], dict[str, list[Line]]]:
    """Return the blocks of a report, and the lines left out by the reason why.

    A blank line, a bullet, a caption or a new page begins a block.
    """
    back = set(back_matter(lines))
    blocks: list[list[Line]] = []
    left_out: dict[str, list[Line]] = {}
    block: list[Line] = []
    for line in lines:
        reason = reason_to_leave_out(line, back)
        begins = (
            line.starts_page or line.level or SYMBOL.match(line.text) or CAPTION.match(line.text)
        )
        if block and (reason or begins):
            blocks.append(block)
            block = []
        if reason:
            left_out.setdefault(reason, []).append(line)
        else:
            block.append(line)
    if block:
        blocks.append(block)
    return blocks, left_out


def reason_to_leave_out(line: Line, back: set[int]) -> str | None:
    """Say why a line is no part of the text; None if it is."""
    if line.blank:
        return "blank"
    if line.aside:
        return line.aside
    if LINK.fullmatch(line.text):
        return "link printed a second time"
    if line.page in back:
        return "back matter"
    return None


def back_matter(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the pages at the end that have the report's ISBN, as a back cover does."""
    with_isbn = {line.page for line in lines if ISBN.search(line.text)}
    for page in sorted({line.page for line in lines}, reverse=True):
        if page not in with_isbn:
            return
        yield page


def links_in(lines: Sequence[Line]) -> frozenset[str]:
    """Return the addresses that stand on lines of their own."""
    return frozenset(line.text.strip() for line in lines if LINK.fullmatch(line.text))
