"""CSV for spreadsheet programs: no text of it is taken for a formula.

A program such as Excel works out what begins with =, +, - or @, and so runs what somebody wrote
into a list. An apostrophe before it makes it a text.
"""

from __future__ import annotations

import re

from openpeel.outputs.export.delimited import without_formula

CELL = re.compile(r'("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n)')
# Whether any cell of a piece may be one; most pieces have none.
SUSPECT = re.compile(r'(?:^|[,\n"])[=+\-@\t\r]')


class PlainCells:
    """Takes a CSV file piece by piece and gives it back with apostrophes where they are needed."""

    def __init__(self) -> None:
        # What came of a cell that has not ended.
        self.rest = ""

    def feed(self, piece: str, is_last: bool) -> str:
        """Return the cells that are whole by now."""
        text, self.rest = self.rest + piece, ""
        if is_last:
            return self.plain(text + "\n")[:-1] if self.needs(text) else text
        end = text.rfind("\n") + 1
        if text.count('"', 0, end) % 2:
            # The last line end is within a cell.
            end = 0
        self.rest = text[end:]
        return self.plain(text[:end]) if self.needs(text[:end]) else text[:end]

    def needs(self, text: str) -> bool:
        """Whether a cell of some rows may have to be changed."""
        return SUSPECT.search(text) is not None

    def plain(self, rows: str) -> str:
        """Return rows whose texts are texts."""
        changed, place = [], 0
        while place < len(rows) and (cell := CELL.match(rows, place)):
            changed += [self.plain_cell(cell[1]), cell[2]]
            place = cell.end()
        return "".join(changed) + rows[place:]

    def plain_cell(self, cell: str) -> str:
        """Return a cell as it stands in the file, as text."""
        if cell.startswith('"'):
            return f'"{without_formula(cell[1:-1])}"'
        return without_formula(cell)
