"""Tables that set the force beside England and Wales: their heads and rows."""

from __future__ import annotations

from collections.abc import Collection

from openpeel.loaders.report.structure.blocks import CAPTION
from openpeel.loaders.report.structure.draft import Draft
from openpeel.loaders.report.structure.names import Names
from openpeel.loaders.report.structure.passages import ROW, Passage, join
from openpeel.loaders.report.structure.prose import APPARATUS
from openpeel.loaders.report.text.lines import Line

LONGEST_LABEL = 90
LONGEST_HEAD, MOST_HEAD_LINES = 14, 4  # words, lines
COUNTRY = ["England", "and", "Wales"]


class Tables:
    """Finds the rows of tables, which belong to the section of the caption before them."""

    def __init__(self, draft: Draft, names: Names, grades: Collection[str]) -> None:
        self.draft = draft
        # What stands above the force's numbers.
        called = (*names.forces, names.area, "Force", "The force", "the force")
        # A name with a hyphen may break behind it.
        self.heads = [
            words for name in called for words in (name.split(), name.replace("-", "- ").split())
        ]
        self.grades = grades
        # How many sections there were when the table that is open began; a heading ends it.
        self.began_in: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the head of a table has been read, and its end has not."""
        return self.began_in == len(self.draft.sections)

    def start_page(self) -> None:
        """Begin a page: a table runs on over it only if its last row was what was read last."""
        last = next((p for p in reversed(self.draft.passages) if not p.footnote), None)
        if last is None or not last.kind.startswith("table-"):
            self.began_in = None

    def take(self, block: list[Line]) -> int:
        """Take the head or a row of a table; any other block ends the table."""
        if len(block) <= MOST_HEAD_LINES and self.is_head([line.text.split() for line in block]):
            self.began_in = len(self.draft.sections)
            return self.add("table-head", block)
        if not self.is_open:
            return 0
        rows = [i for i, line in enumerate(block) if ROW.fullmatch(line.text)]
        if rows:
            row = block[: rows[0] + 1]
            torn = self.torn_row(row[0])
            if torn is None:
                return self.add("table-row", row)
            torn.lines.extend(row)
            return len(row)
        if self.is_group_of_rows(block):
            return self.add("table-row", block)
        self.began_in = None
        return 0

    def is_head(self, lines: list[list[str]]) -> bool:
        """Whether lines are the head of a table: a label, the force, England and Wales."""
        words = [word for line in lines for word in line]
        if len(words) > LONGEST_HEAD or COUNTRY[-1] not in words:
            return False
        return any(stand_side_by_side(lines, [name, COUNTRY]) for name in self.heads)

    def add(self, kind: str, lines: list[Line]) -> int:
        """Add a head or row to the section of the last caption or row."""
        before = list(self.draft.passages)
        row = self.draft.add(kind, lines)
        for passage in reversed(before):
            # A table may run on over a page, or begin on the one after its caption.
            if passage.page < row.page - 1:
                break
            if passage.kind in ("caption", "table-row"):
                row.section = passage.section
                break
        return len(lines)

    def is_group_of_rows(self, block: list[Line]) -> bool:
        """Whether a block of an open table names a group of rows, without numbers of its own."""
        if not self.is_open:
            return False
        text = join([line.text for line in block])
        other = CAPTION.match(text) or APPARATUS.match(block[0].text.strip())
        if other or text in self.grades or len(text) >= LONGEST_LABEL or text.endswith("."):
            return False
        # Where the table is over no row follows, here or at the beginning of the next page.
        page = block[-1].page
        begins = [other for other in self.draft.pages.get(page + 1, []) if not other.blank]
        near = [other for other in self.draft.lines_after(block[-1], 3) if other.page == page]
        return any(ROW.fullmatch(line.text) for line in [*near, *begins[:2]])

    def torn_row(self, line: Line) -> Passage | None:
        """Return the row at the foot of the page before that a line continues, if any."""
        if not line.text.strip()[0].islower():
            return None
        for passage in reversed(self.draft.passages):
            if passage.kind == "table-row":
                ended = ROW.fullmatch(passage.text) or passage.lines[-1].page != line.page - 1
                return None if ended else passage
            if passage.kind in ("paragraph", "bullet", "grade"):
                return None
        return None


def stand_side_by_side(lines: list[list[str]], columns: list[list[str]]) -> bool:
    """Whether the words of columns stand beside each other at the ends of lines.

    Each column has some of its words on each line, or none; what stands before them is the
    label. A name of several words may wrap.
    """
    if not lines:
        return not any(columns)
    first, rest = lines[0], lines[1:]
    *before, last = columns
    for count in range(min(len(last), len(first)), -1, -1):
        if first[len(first) - count :] != last[:count]:
            continue
        shorter = first[: len(first) - count]
        if before:
            for other in range(min(len(before[0]), len(shorter)), -1, -1):
                if shorter[len(shorter) - other :] == before[0][:other] and stand_side_by_side(
                    rest, [before[0][other:], last[count:]]
                ):
                    return True
    return False
