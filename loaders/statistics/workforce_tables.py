"""Police workforce tables as published, an OpenDocument workbook.

Tables 1 to 5 give one kind of worker each by force on three days, in full-time equivalents
or, for special constables, as a headcount; table 6 gives England and Wales over the years.
The sheets have names and no codes, and *West Midlands* is a region and, below it, a force.
Regions are checked to be the sum of their forces and not loaded; nor are the columns of
change. Officers seconded to central services are in no force and are not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from openpeel.loaders.errors import DataError, Place
from openpeel.loaders.statistics.periods import last_day, month_end, span
from openpeel.loaders.statistics.reading import number_in, tidy_label
from openpeel.loaders.statistics.rows import Extent, Rows, Workforce
from openpeel.loaders.statistics.words import Words
from openpeel.loaders.statistics.workbooks import SheetCell, sheets_of

TITLE = re.compile(r"\s*Table ([0-9]+): (.*)", re.DOTALL)
# What a title says the table counts: Police officers by police force area, …
COUNTED = re.compile(r"(.+?)(?: \([^)]*\))? by police force area\b")
DAY = re.compile(r"30 September (20[0-9]{2})")
UNITS = ("Full-time equivalents", "Headcount")
FORCES, ALL, SECONDED = "Total 43 forces", "Total", "Central Service Secondments"
# Sums of printed full-time equivalents miss the printed total by their rounding.
ROUNDING = 0.5

Figures = list[tuple[int, float]]


def parse_workforce_tables(path: Path, words: Words) -> Rows:
    """Rows of `workforce`, all sexes together, by force and for England and Wales.

    Raises:
        DataError: a table, heading, unit, force or role that is missing, not known or there
            twice, a number that is none, or forces that do not add to a printed total.
    """
    seen: dict[tuple[int, int, int], float] = {}
    tables: set[str] = set()
    for name, rows in sheets_of(path):
        title = TITLE.match(str(rows[0][0])) if rows and rows[0] else None
        if title is None:
            continue
        if title[1] in tables:
            raise DataError("a table stands twice", path, line=1, value=str(rows[0][0]), sheet=name)
        tables.add(title[1])
        table = WorkforceSheet(path, name, title[2], rows)
        by_force = COUNTED.match(" ".join(title[2].split()))
        found = force_rows(table, by_force[1], words) if by_force else country_rows(table, words)
        for count in found:
            key = (count.period, count.area, count.role)
            if key in seen:
                # England and Wales on a day that the tables by force have too.
                if by_force or abs(seen[key] - count.value) > ROUNDING:
                    raise table.place(count.line, str(last_day(count.period))).error(
                        "stands twice for this area and role",
                        f"{count.value:.2f}",
                        f"{seen[key]:.2f}, once",
                    )
                continue
            seen[key] = count.value
            yield Workforce(
                period_id=count.period,
                area_number=count.area,
                role_number=count.role,
                sex="all",
                headcount=int(count.value) if count.is_headcount else None,
                full_time_equivalent=None if count.is_headcount else count.value,
            )
    if not seen:
        raise DataError("no sheet has a table of the workforce", path, expected="Table 1: …")
    periods = {period for period, _, _ in seen}
    yield Extent(str(last_day(min(periods))), str(last_day(max(periods))), len(seen))


class WorkforceSheet:
    """A sheet of the workbook with what its title says."""

    def __init__(self, file: Path, name: str, title: str, rows: list[list[SheetCell]]) -> None:
        self.file, self.name, self.title, self.rows = file, name, title, rows

    def place(self, line: int | None, column: str) -> Place:
        """Return the place of a cell."""
        return Place(self.file, line, column, self.name)

    def unit(self) -> str:
        """The unit that stands above the table.

        Raises:
            DataError: none of those known.
        """
        texts = [str(cell).strip() for row in self.rows[:4] for cell in row]
        found = [unit for unit in UNITS if unit in texts]
        if len(found) != 1:
            raise self.place(3, "unit").error(
                "no unit, or two", " ".join(texts[-8:]), " or ".join(UNITS)
            )
        return found[0]


class Count(NamedTuple):
    """A number of a table: its row, what it counts, and whether it counts heads."""

    line: int
    period: int
    area: int
    role: int
    value: float
    is_headcount: bool


def force_rows(table: WorkforceSheet, counted: str, words: Words) -> Iterator[Count]:
    """Yield the counts of a table by force and day."""
    role = words.role(tidy_label(counted), table.place(1, "title"))
    headcount = table.unit() == "Headcount"
    line, days = days_of(table)
    areas = dict(area_rows(table, line, list(days), words))
    country, police = words.number("england-and-wales"), words.number("british-transport-police")
    for column, period in days.items():
        for area, (at, values) in areas.items():
            if headcount and not values[column].is_integer():
                raise table.place(at, str(last_day(period))).error(
                    "not a whole number", str(values[column]), "a headcount"
                )
            if area in words.forces or area in (country, police):
                yield Count(at, period, area, role, values[column], headcount)


def days_of(table: WorkforceSheet) -> tuple[int, dict[int, int]]:
    """The row of the headings, and the day of each column that has one.

    Raises:
        DataError: no row has days, or one of them is no end of a month.
    """
    for line, row in enumerate(table.rows[:12], start=1):
        days: dict[int, int] = {}
        for column, cell in enumerate(row):
            if isinstance(cell, (date, datetime)):
                day = date(cell.year, cell.month, cell.day)
                if day != month_end(day.year, day.month) or span(day, 0) in days.values():
                    raise table.place(line, "As at").error(
                        "not the last day of a month, or there twice", str(day), "30 September"
                    )
                days[column] = span(day, 0)
        if days:
            return line, days
    raise table.place(None, "As at").error("no row of days", "", "a row such as 30/09/2016")


def area_rows(
    table: WorkforceSheet, head: int, columns: list[int], words: Words
) -> Iterator[tuple[int, tuple[int, dict[int, float]]]]:
    """Area, row and the numbers by column, each area once; sums are checked on the way.

    Raises:
        DataError: an area that is not known, there twice or missing, a number that is none,
            or a region or total that is not the sum of its forces.
    """
    numbers: dict[int, tuple[int, dict[int, float]]] = {}
    region: tuple[int, str, dict[int, float]] | None = None
    below: list[dict[int, float]] = []
    totals: dict[str, tuple[int, dict[int, float]]] = {}
    for line, row in enumerate(table.rows[head:], start=head + 1):
        name = tidy_label(row[0]) if row else ""
        if not any(isinstance(cell, (int, float)) for cell in row[1:]):
            continue
        values = {column: number_of(table, line, column, row) for column in columns}
        if name in (FORCES, ALL, SECONDED):
            totals[name] = (line, values)
        elif name in words.regions and (region is None or region[1] != name):
            check_region(table, region, below)
            region, below = (line, name, values), []
        else:
            area = words.area(name, table.place(line, "police force area"))
            if area in numbers:
                raise table.place(line, "police force area").error(
                    f"the area stands in row {numbers[area][0]} already", name, "one row"
                )
            numbers[area] = (line, values)
            if area in words.forces:
                below.append(values)
    check_region(table, region, below)
    for area, force in words.forces.items():
        if area not in numbers:
            raise table.place(None, "police force area").error("a force is missing", "", force)
    for name in (FORCES, ALL):
        if name not in totals:
            raise table.place(None, "police force area").error("a total is missing", "", name)
    check_total(table, totals[FORCES], [numbers[area][1] for area in words.forces])
    others = [numbers[area][1] for area in numbers if area not in words.forces]
    others += [totals[SECONDED][1]] if SECONDED in totals else []
    check_total(table, totals[ALL], [totals[FORCES][1], *others])
    numbers[words.number("england-and-wales")] = totals[FORCES]
    yield from numbers.items()


def number_of(table: WorkforceSheet, line: int, column: int, row: list[SheetCell]) -> float:
    """A cell as a number that is not negative.

    Raises:
        DataError: it is none.
    """
    cell = row[column] if column < len(row) else ""
    number = number_in(cell)
    if number is None or number < 0:
        raise table.place(line, f"number {column + 1}").error("not a number", str(cell), "digits")
    return number


def check_region(
    table: WorkforceSheet,
    region: tuple[int, str, dict[int, float]] | None,
    below: list[dict[int, float]],
) -> None:
    """A region is the sum of the forces that follow it.

    Raises:
        DataError: it is not, or forces come before any region.
    """
    if region:
        check_total(table, (region[0], region[2]), below)


def check_total(
    table: WorkforceSheet, total: tuple[int, dict[int, float]], parts: list[dict[int, float]]
) -> None:
    """A printed total is that of its parts, but for rounding.

    Raises:
        DataError: it is not.
    """
    line, values = total
    for column, value in values.items():
        added = sum(part[column] for part in parts)
        if abs(value - added) > ROUNDING:
            raise table.place(line, f"number {column + 1}").error(
                "does not add to the total that is printed", f"{value:.2f}", f"{added:.2f}"
            )


def country_rows(table: WorkforceSheet, words: Words) -> Iterator[Count]:
    """Yield the counts of England and Wales by year; all are full-time equivalents.

    Raises:
        DataError: a heading that is no role, a row that is no 30 September, a number that is
            none.
    """
    if table.unit() != UNITS[0]:
        raise table.place(3, "unit").error("not the unit of this table", table.unit(), UNITS[0])
    country = words.number("england-and-wales")
    roles: dict[int, int] = {}
    for line, row in enumerate(table.rows[1:], start=2):
        name = tidy_label(row[0]) if row else ""
        texts = [tidy_label(cell) for cell in row[1:]]
        if not roles and sum(text in words.roles for text in texts) >= 2:
            roles = {
                column: words.role(text, table.place(line, "heading"))
                for column, text in enumerate(texts, start=1)
                if text
            }
        elif any(isinstance(cell, (int, float)) for cell in row[1:]):
            match = DAY.match(str(row[0]).strip())
            if not match or not roles:
                raise table.place(line, "day").error("not a day", name, "such as 30 September 2016")
            period = span(date(int(match[1]), 9, 30), 0)
            for column, role in roles.items():
                value = number_of(table, line, column, row)
                yield Count(line, period, country, role, value, is_headcount=False)
    if not roles:
        raise table.place(None, "heading").error(
            "no row of roles", "", ", ".join(sorted(words.roles))
        )
