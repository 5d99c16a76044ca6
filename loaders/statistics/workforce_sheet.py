"""A sheet of the police workforce tables: its title, unit and days, and what a cell says."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from openpeel.loaders.errors import Place
from openpeel.loaders.months import month_number
from openpeel.loaders.statistics.periods import month_end, span
from openpeel.loaders.statistics.reading import closed_up, number_in, plain_name, tidy_label
from openpeel.loaders.statistics.workbooks import SheetCell

TITLE = re.compile(r"\s*Table\s+([A-Z]?[0-9]+[a-z]?)\s*[:.]\s*(.*)", re.DOTALL)
# What a title says the table counts: Police officers by police force area, …
COUNTED = re.compile(r"(.+?) by police force area\b", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
# Units, and whether they count heads.
UNITS = {
    "full-time equivalents": False,
    "full-time equivalent": False,
    "full time equivalents": False,
    "fte": False,
    "headcount": True,
}
# Why there is no number where one of these marks stands.
MARKS = {
    "..": "not-available",
    "[x]": "not-available",
    "*": "not-published",
    "[c]": "not-published",
    "-": "not-applicable",
    "\u2013": "not-applicable",
    "[z]": "not-applicable",
    "na": "not-applicable",
    "n/a": "not-applicable",
    "x": "not-available",
}


def missing_mark(cell: object) -> str | None:
    """Why there is no number, where a cell has a mark that says so."""
    return MARKS.get(str(cell).strip().lower())


WRITTEN_DAY = re.compile(
    r"([0-9]{1,2})[ -]([A-Za-z]{3,9})[ -](20[0-9]{2}|[0-9]{2})(?:\s?[0-9]{1,2}(?:,\s?[0-9]{1,2})*)?"
)
NUMBERED_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/(20[0-9]{2})")


class WorkforceSheet:
    """A sheet of the workbook with what its title says."""

    def __init__(
        self, file: Path, name: str, number: str, title: str, rows: list[list[SheetCell]]
    ) -> None:
        self.file, self.name, self.number, self.title = file, name, number, title
        self.rows = rows

    def place(self, line: int | None, column: str) -> Place:
        """Return the place of a cell."""
        return Place(self.file, line, column, self.name)

    def counted(self) -> str | None:
        """What a table by force counts; None for another table."""
        match = COUNTED.match(" ".join(IN_BRACKETS.sub("", self.title).split()))
        return tidy_label(match[1]) if match else None

    def is_headcount(self) -> bool:
        """Whether the unit above the table counts heads; if not, full-time equivalents.

        Raises:
            DataError: none of the units known, or two that differ.
        """
        texts = [str(cell).strip() for row in self.rows[:6] for cell in row]
        found = {UNITS[unit] for text in texts if (unit := plain_name(text)) in UNITS}
        if len(found) != 1:
            filled = " ".join(text for text in texts if text)[-80:]
            raise self.place(3, "unit").error(
                "no unit, or two", filled, "Full-time equivalents or Headcount"
            )
        return found.pop()

    def days(self) -> tuple[int, dict[int, int]]:
        """The row of the headings, and the day of each column that has one.

        Raises:
            DataError: no row has days, or one of them is no end of a month or there twice.
        """
        for line, row in enumerate(self.rows[1:12], start=2):
            days: dict[int, int] = {}
            for column, cell in enumerate(row):
                day = day_in(cell)
                if day is None:
                    continue
                if day != month_end(day.year, day.month) or span(day, 0) in days.values():
                    raise self.place(line, "As at").error(
                        "not the last day of a month, or there twice", str(day), "30 September"
                    )
                days[column] = span(day, 0)
            if days:
                return line, days
        raise self.place(None, "As at").error("no row of days", "", "a row such as 30/09/2016")

    def value(
        self, line: int, column: int, row: list[SheetCell]
    ) -> tuple[float | None, str | None]:
        """A cell as a number that is not negative, or why there is none.

        Raises:
            DataError: it is neither a number nor a mark that is known.
        """
        cell = row[column] if column < len(row) else ""
        number = number_in(cell)
        reason = missing_mark(cell)
        if reason is None and (number is None or number < 0):
            raise self.place(line, f"number {column + 1}").error(
                "not a number", str(cell), "digits, or one of .. * -"
            )
        return number, reason


def day_in(cell: SheetCell) -> date | None:
    """The day that a cell names: as a date, or as 30 September 2015, 30-Sep-15, 30/09/2015."""
    if isinstance(cell, (date, datetime)):
        return date(cell.year, cell.month, cell.day)
    text = closed_up(cell)
    try:
        if match := NUMBERED_DAY.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := WRITTEN_DAY.fullmatch(text):
            month = month_number(match[2])
            return date(2000 + int(match[3]) % 100, month, int(match[1])) if month else None
    except ValueError:
        pass
    return None


def has_values(row: list[SheetCell], name_column: int) -> bool:
    """Whether a row has a number, or a mark in place of one, beside its name."""
    return any(
        isinstance(cell, (int, float)) or missing_mark(cell)
        for column, cell in enumerate(row)
        if column > name_column
    )
