"""The figures that are tables: which row is which, and what its two cells say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.kind import FigureKind, TableRow
from openpeel.loaders.report.structure.passages import ROW, Passage, join
from openpeel.loaders.report.structure.patterns import Reading, compile_pattern, decimals_of

MOST_PIECES = 3


@dataclass(frozen=True)
class Cells:
    """A row of a table as printed: the force's number, then that of England and Wales."""

    row: TableRow
    force: Reading
    country: Reading
    passage: Passage


def read_figure_table(figure: FigureKind, rows: Sequence[Passage], path: Path) -> Iterator[Cells]:
    """The rows of a figure that have numbers, in printed order.

    A row that a page break splits stands in several passages; they are put together
    as far as it takes to make the row that is expected.

    Raises:
        DataError: a row is missing, is another one than expected, or has no numbers.
    """
    at = 0
    for row in figure.rows:
        taken = match_row(row, rows[at:])
        if not taken:
            found = rows[at] if at < len(rows) else None
            raise DataError(
                f"Figure {figure.number}, row {row.position} is not the one expected",
                path,
                line=found.lines[0].number if found else None,
                value=found.text if found else "nothing",
                expected=row.label,
            )
        at += taken
        numbers = ROW.fullmatch(rows[at - 1].text)
        if row.measure_id is None:
            continue
        if numbers is None:
            raise DataError(
                f"Figure {figure.number} has no two numbers in a row",
                path,
                line=rows[at - 1].lines[0].number,
                value=rows[at - 1].text,
                expected=row.label,
            )
        yield Cells(
            row, reading_of_cell(numbers["first"]), reading_of_cell(numbers["second"]), rows[at - 1]
        )
    if at < len(rows):
        raise DataError(
            f"Figure {figure.number} has a row too many",
            path,
            line=rows[at].lines[0].number,
            value=rows[at].text,
        )


def match_row(row: TableRow, passages: Sequence[Passage]) -> int:
    """How many passages, from the first one on, make up a row; 0 if they do not."""
    pattern = compile_pattern(row.pattern, {}, within=".*")
    for count in range(1, min(MOST_PIECES, len(passages)) + 1):
        text = join([passage.text for passage in passages[:count]])
        numbers = ROW.fullmatch(text)
        label = (numbers["label"] or "") if numbers else text
        if bool(numbers) == (row.measure_id is not None) and pattern.fullmatch(label.strip()):
            return count
    return 0


def reading_of_cell(printed: str) -> Reading:
    """A number of a table."""
    return Reading(printed, float(printed), decimals=decimals_of(printed))
