"""A structure in the making: what the steps have found so far, and the lines around a place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from openpeel.loaders.report.structure.blocks import links_in
from openpeel.loaders.report.structure.passages import Passage, Section, Structure
from openpeel.loaders.report.text.lines import Line


class Draft:
    """What the steps share: the lines of the report, and the structure that they fill."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.pages: dict[int, list[Line]] = {}
        for line in lines:
            self.pages.setdefault(line.page, []).append(line)
        self.links = links_in(lines)
        self.structure = Structure()
        self.reopened = ""  # the section gone back to behind a box

    @property
    def sections(self) -> list[Section]:
        """The sections opened so far."""
        return self.structure.sections

    @property
    def passages(self) -> list[Passage]:
        """The passages added so far, in the order in which they were read."""
        return self.structure.passages

    @property
    def section(self) -> str:
        """The section that is open; empty before the first."""
        return self.reopened or (self.sections[-1].slug if self.sections else "")

    def leave_box(self) -> None:
        """Go back to the section that a box stands in, if one is open."""
        if self.sections and self.sections[-1].floating:
            before = [s.slug for s in self.sections if not s.floating]
            self.reopened = before[-1] if before else ""

    def add(self, kind: str, lines: list[Line], footnote: int | None = None) -> Passage:
        """Add a passage to the open section."""
        passage = Passage(kind, self.section, lines, footnote, self.links)
        self.passages.append(passage)
        return passage

    def drop(self, reason: str, lines: list[Line]) -> None:
        """Set lines aside that are no part of the text."""
        self.structure.dropped.setdefault(reason, []).extend(lines)

    def lines_after(self, line: Line, count: int) -> list[Line]:
        """Return the next lines after one, without blank ones."""
        after = bisect_right(self.lines, line.number, key=lambda other: other.number)
        return [other for other in self.lines[after : after + 2 * count] if not other.blank][:count]
