"""The figures that are tables: which row is which, and what its two cells say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openpeel.loaders.report.kind import FigureKind, TableRow
from openpeel.loaders.report.structure.passages import ROW, Passage, join
from openpeel.loaders.report.structure.patterns import Reading, compile_pattern, decimals_of

MOST_PIECES = 3
MOST_STRANGE = 3  # rows that are not expected, one after the other
LEAST_KNOWN = 0.5  # of the expected rows: with fewer it is another table
NOT_APPLICABLE = ("n/a", "na")


@dataclass(frozen=True)
class Cells:
    """A row of a table: the force's number, then that of England and Wales.

    A cell without a number has no value, and `printed` is the sign that stands there. Of a row
    that was not found both are empty, and the passage is none.
    """

    row: TableRow
    force: Reading
    country: Reading
    passage: Passage | None


@dataclass
class FigureTable:
    """What was read of a figure that is a table: its rows, and printed rows of no known label."""

    rows: list[Cells] = field(default_factory=list)
    strange: list[Passage] = field(default_factory=list)

    @property
    def missing(self) -> list[TableRow]:
        """The rows that were expected and not found."""
        return [cells.row for cells in self.rows if cells.passage is None]


def read_figure_table(figure: FigureKind, printed: Sequence[Passage]) -> FigureTable | None:
    """The rows of a figure in the order in which they are expected; none if it is another table.

    A row that a page break splits stands in several passages; they are put together
    as far as it takes to make the row that is expected.
    """
    found = FigureTable()
    at = known = 0
    for index, row in enumerate(figure.rows):
        start, taken = find_row(figure, index, printed, at)
        if taken:
            found.strange += printed[at:start]
            at = start + taken
            known += 1
        if row.measure_id is not None:
            found.rows.append(cells_of(row, printed[at - 1] if taken else None))
    found.strange += printed[at:]
    return found if known >= LEAST_KNOWN * len(figure.rows) else None


def find_row(
    figure: FigureKind, index: int, printed: Sequence[Passage], at: int
) -> tuple[int, int]:
    """Where an expected row begins and how many passages make it up; none if it is missing.

    Passages that are no expected row may stand before it.
    """
    for start in range(at, min(at + MOST_STRANGE, len(printed) - 1) + 1):
        taken = match_row(figure.rows[index], printed[start:])
        if taken:
            return start, taken
        if any(match_row(row, printed[start:]) for row in figure.rows[index + 1 :]):
            break
    return at, 0


def cells_of(row: TableRow, passage: Passage | None) -> Cells:
    """The cells of a printed row, or of one that was not found."""
    numbers = ROW.fullmatch(passage.text) if passage else None
    if numbers is None:
        return Cells(row, Reading(), Reading(), None)
    return Cells(
        row, reading_of_cell(numbers["first"]), reading_of_cell(numbers["second"]), passage
    )


def match_row(row: TableRow, passages: Sequence[Passage]) -> int:
    """How many passages, from the first one on, make up a row; 0 if they do not."""
    pattern = compile_pattern(row.pattern, within=".*")
    for count in range(1, min(MOST_PIECES, len(passages)) + 1):
        text = join([passage.text for passage in passages[:count]])
        numbers = ROW.fullmatch(text)
        label = (numbers["label"] or "") if numbers else text
        if bool(numbers) == (row.measure_id is not None) and pattern.fullmatch(label.strip()):
            return count
    return 0


def reading_of_cell(printed: str) -> Reading:
    """A number of a table, or the sign in its place."""
    number = printed.removesuffix("%")
    if not number[0].isdigit():
        return Reading(printed)
    return Reading(number, float(number), decimals=decimals_of(number))


def reason_of(cell: Reading) -> tuple[str, str]:
    """Why a cell has no value, and the note that says what stands there."""
    if cell.printed is None:
        return "not-published", "the row was not found in the report"
    reason = "not-applicable" if cell.printed.lower() in NOT_APPLICABLE else "not-published"
    return reason, f"the report prints {cell.printed}"
