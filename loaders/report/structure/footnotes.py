"""Footnotes: each begins with the next number and belongs to the section of its mark."""

from __future__ import annotations

import re

from openpeel.loaders.report.structure.draft import Draft
from openpeel.loaders.report.structure.passages import ROW, join
from openpeel.loaders.report.structure.tables import Tables
from openpeel.loaders.report.text.lines import Line

MOST_LOST = 3  # notes one after the other
NOTE = re.compile(r"(\d{1,2}) [^\d\s]|(\d{1,2}) \d\w*[A-Za-z]")


class Footnotes:
    """Finds the footnotes of a report in the order of their numbers.

    A note whose mark is lost stays a paragraph; those after it are found all the same.
    """

    def __init__(self, draft: Draft, tables: Tables) -> None:
        self.draft = draft
        self.tables = tables
        self.next_number = 1
        self.begun_on_page = False  # what follows on the page stands below its footnotes

    def start_page(self) -> None:
        """Begin a page: nothing stands below its footnotes yet."""
        self.begun_on_page = False

    def take(self, block: list[Line]) -> int:
        """Take the next footnote, if the block begins with its number."""
        match = NOTE.match(block[0].text)
        number = int(match[1] or match[2]) if match else 0
        if not self.next_number <= number <= self.next_number + MOST_LOST:
            return 0
        mark = self.line_of_mark(block[0], number)
        text = join([line.text for line in block])
        # A row of a table may begin with that number too, and a page may part it.
        if mark is None or ROW.fullmatch(text) or self.tables.is_group_of_rows(block):
            return 0
        following = f"{number + 1} "
        taken = 1
        while taken < len(block) and not block[taken].text.startswith(following):
            taken += 1
        note = self.draft.add("footnote", block[:taken], footnote=number)
        note.section = self.section_at(mark)
        self.next_number = number + 1
        self.begun_on_page = True
        return taken

    def line_of_mark(self, note: Line, number: int) -> Line | None:
        """Return the line, further up the page, on a word of which the note's number hangs.

        Where notes before it are lost, the number must hang on a word or a year.
        """
        behind = (
            r"[A-Za-z\d.,:;)”’]" if number == self.next_number else r"(?:[A-Za-z.,:;)”’]|\b20\d\d)"
        )
        mark = re.compile(rf"{behind}{number}(?!\d)")
        for line in self.draft.pages[note.page]:
            if line.number < note.number and not line.aside and mark.search(line.text):
                return line
        return None

    def section_at(self, line: Line) -> str:
        """Return the section that was open at a line already read."""
        before = [s.slug for s in self.draft.sections if s.lines[0].number <= line.number]
        return before[-1] if before else ""
