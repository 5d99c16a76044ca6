"""Police workforce tables as published, an OpenDocument workbook.

Most tables give one kind of worker each by force on three days, in full-time equivalents or as a
headcount; the last gives England and Wales over the years. Which table has which number changes
from edition to edition, so a table is known by what its title says. The sheets have names and no
codes, and *West Midlands* is a region and, below it, a force. Regions are checked to be the sum of
their forces and not loaded; nor are the columns of change. A table of two kinds *combined* is
checked to be their sum. Officers seconded to central services are in no force and are not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from openpeel.loaders.errors import DataError
from openpeel.loaders.statistics.periods import last_day, span
from openpeel.loaders.statistics.reading import number_in, plain_name, tidy_label
from openpeel.loaders.statistics.rows import DatasetTable, Extent, Rows, Workforce
from openpeel.loaders.statistics.words import Words
from openpeel.loaders.statistics.workbooks import SheetCell, sheets_of
from openpeel.loaders.statistics.workforce_sheet import (
    TITLE,
    WorkforceSheet,
    day_in,
    has_values,
)

FORCES = ("total 43 forces", "total of 43 forces", "total of all 43 forces", "total all 43 forces")
ALL, SECONDED = ("total",), ("central service secondments", "central services secondments")
COMBINED = " combined"
# Sums of printed full-time equivalents miss the printed total by their rounding.
ROUNDING = 0.5

Values = dict[int, float | None]


class Count(NamedTuple):
    """A number of a table, or why it is missing: its row, what it counts, and of whom."""

    line: int
    period: int
    area: int
    role: int
    value: float | None
    reason: str | None
    is_headcount: bool

    def row(self) -> Workforce:
        """The row of `workforce`."""
        heads = self.is_headcount and self.value is not None
        return Workforce(
            period_id=self.period,
            area_number=self.area,
            role_number=self.role,
            sex="all",
            headcount=int(self.value) if heads and self.value is not None else None,
            full_time_equivalent=None if self.is_headcount else self.value,
            missing_reason=self.reason,
        )


# The counts that have come, by period, area and role.
Seen = dict[tuple[int, int, int], float | None]


def parse_workforce_tables(path: Path, words: Words) -> Rows:
    """Rows of `workforce`, all sexes together, by force and for England and Wales.

    Raises:
        DataError: a table, heading, unit, force or role that is missing, not known or there
            twice, a number that is none, or forces that do not add to a printed total.
    """
    seen: Seen = {}
    tables = read_tables(path)
    for table in by_force_first(tables):
        position = tables.index(table) + 1
        counted = table.counted()
        if counted is None and not is_series(table, words):
            yield DatasetTable(f"Table {table.number}", position, "not-read", 0)
            continue
        notes: list[str] = []
        records = 0
        if counted and counted.lower().endswith(COMBINED):
            records = check_combined(table, counted[: -len(COMBINED)], words, seen)
        else:
            for count in rows_of_table(table, counted, words):
                records += 1
                key = (count.period, count.area, count.role)
                if key not in seen:
                    seen[key] = count.value
                    yield count.row()
                elif differs := disagreement(table, count, seen, is_series=not counted):
                    notes.append(f"{words.role_label(count.role)}, {differs}")
        yield DatasetTable(
            f"Table {table.number}", position, "read", records, "; ".join(notes) or None
        )
    if not seen:
        raise DataError("no sheet has a table of the workforce", path, expected="Table 1: …")
    periods = {period for period, _, _ in seen}
    yield Extent(str(last_day(min(periods))), str(last_day(max(periods))), len(seen))


def rows_of_table(table: WorkforceSheet, counted: str | None, words: Words) -> Iterator[Count]:
    """Yield the counts of a table by force or of the country."""
    if counted is None:
        return country_rows(table, words)
    return force_rows(table, words.role(counted, table.place(1, "title")), words)


def read_tables(path: Path) -> list[WorkforceSheet]:
    """The sheets that have the title of a table.

    Raises:
        DataError: a table is there twice.
    """
    tables: dict[str, WorkforceSheet] = {}
    for name, rows in sheets_of(path):
        found = [
            (line, match)
            for line, row in enumerate(rows[:5], start=1)
            if row and (match := TITLE.match(str(row[0])))
        ]
        if not found:
            continue
        line, title = found[0]
        if title[1] in tables:
            raise DataError(
                "a table occurs twice", path, line=line, value=title[0].strip(), sheet=name
            )
        tables[title[1]] = WorkforceSheet(path, name, title[1], title[2], rows)
    return list(tables.values())


def by_force_first(tables: list[WorkforceSheet]) -> list[WorkforceSheet]:
    """The tables by force, those of kinds combined, and last the one of the country."""

    def place(table: WorkforceSheet) -> int:
        counted = table.counted()
        return 2 if counted is None else int(counted.lower().endswith(COMBINED))

    return sorted(tables, key=place)


def disagreement(table: WorkforceSheet, count: Count, seen: Seen, is_series: bool) -> str | None:
    """What to note of a number that stands in an earlier table too; None where both agree.

    The tables by force add up, so they go before the series of England and Wales. That may differ
    on a day before the newest, which it revises.

    Raises:
        DataError: they differ on the newest day, or two tables by force have the same number.
    """
    known = seen[count.period, count.area, count.role]
    if is_series and known is not None and count.value is not None:
        if abs(known - count.value) <= ROUNDING:
            return None
        if count.period < max(period for period, _, _ in seen):
            return (
                f"{last_day(count.period)}: {count.value:.2f} here, {known:.2f} by force, "
                "which is loaded"
            )
    raise table.place(count.line, str(last_day(count.period))).error(
        "occurs twice for this area and role", printed(count.value), f"{printed(known)}, once"
    )


def printed(value: float | None) -> str:
    """A number as an error shows it."""
    return "no number" if value is None else f"{value:.2f}"


def force_rows(table: WorkforceSheet, role: int, words: Words) -> Iterator[Count]:
    """Yield the counts of a table by force and day."""
    headcount = table.is_headcount()
    line, days = table.days()
    country, police = words.number("england-and-wales"), words.number("british-transport-police")
    rows = values_of_areas(table, line, list(days), words)
    for column, period in days.items():
        for area, (at, values, reasons) in rows.items():
            value = values[column]
            if headcount and value is not None and not value.is_integer():
                raise table.place(at, str(last_day(period))).error(
                    "not a whole number", str(value), "a headcount"
                )
            if area in words.forces or area in (country, police):
                yield Count(at, period, area, role, value, reasons[column], headcount)


class AreaValues(NamedTuple):
    """The row of an area: where it stands, its numbers by column, and why some are missing."""

    line: int
    values: Values
    reasons: dict[int, str | None]


def values_of_areas(
    table: WorkforceSheet, head: int, columns: list[int], words: Words
) -> dict[int, AreaValues]:
    """The numbers of each area, each area once; sums are checked on the way.

    Raises:
        DataError: an area that is there twice or missing, a number that is none, or a region or
            total that is not the sum of its forces.
    """
    name_column = words.column_of_areas(table.rows)
    areas: dict[int, AreaValues] = {}
    totals: dict[tuple[str, ...], AreaValues] = {}
    region: tuple[str, AreaValues] | None = None
    below: list[Values] = []
    for line, row in enumerate(table.rows[head:], start=head + 1):
        if not has_values(row, name_column):
            continue
        label = tidy_label(row[name_column])
        name = plain_name(label)
        found = values_of_row(table, line, columns, row)
        total = next((names for names in (FORCES, ALL, SECONDED) if name in names), None)
        if total:
            totals[total] = found
        elif name in words.regions and (region is None or region[0] != name):
            check_region(table, region, below)
            region, below = (name, found), []
        else:
            area = words.area(label, table.place(line, "police force area"))
            if area in areas:
                raise table.place(line, "police force area").error(
                    f"the area stands in row {areas[area].line} already", label, "one row"
                )
            areas[area] = found
            if area in words.forces:
                below.append(found.values)
    if words.unknown:
        return areas
    check_region(table, region, below)
    check_all(table, words, areas, totals)
    areas[words.number("england-and-wales")] = totals[FORCES]
    return areas


def values_of_row(
    table: WorkforceSheet, line: int, columns: list[int], row: list[SheetCell]
) -> AreaValues:
    """The numbers of a row by column, and why some are missing."""
    cells = {column: table.value(line, column, row) for column in columns}
    return AreaValues(
        line,
        {column: value for column, (value, _) in cells.items()},
        {column: reason for column, (_, reason) in cells.items()},
    )


def check_all(
    table: WorkforceSheet,
    words: Words,
    areas: dict[int, AreaValues],
    totals: dict[tuple[str, ...], AreaValues],
) -> None:
    """Every force has a row, and the printed totals are those of the forces and of all.

    Raises:
        DataError: a force or total is missing, or a total is another.
    """
    for area, force in words.forces.items():
        if area not in areas:
            raise table.place(None, "police force area").error("a force is missing", "", force)
    for names in (FORCES, ALL):
        if names not in totals:
            expected = names[0].capitalize()
            raise table.place(None, "police force area").error("a total is missing", "", expected)
    check_total(table, totals[FORCES], [areas[area].values for area in words.forces])
    others = [of.values for area, of in areas.items() if area not in words.forces]
    others += [totals[SECONDED].values] if SECONDED in totals else []
    check_total(table, totals[ALL], [totals[FORCES].values, *others])


def check_region(
    table: WorkforceSheet, region: tuple[str, AreaValues] | None, below: list[Values]
) -> None:
    """A region is the sum of the forces that follow it.

    Raises:
        DataError: it is not.
    """
    if region:
        check_total(table, region[1], below)


def check_total(table: WorkforceSheet, total: AreaValues, parts: list[Values]) -> None:
    """A printed total is that of its parts, but for rounding; no less where a part is missing.

    Raises:
        DataError: it is not.
    """
    for column, value in total.values.items():
        known = [part[column] for part in parts]
        added = sum(number for number in known if number is not None)
        if value is None:
            continue
        is_part = None in known
        if added - value > ROUNDING or (value - added > ROUNDING and not is_part):
            raise table.place(total.line, f"number {column + 1}").error(
                "does not add to the total that is printed",
                f"{value:.2f}",
                f"{'at least ' if is_part else ''}{added:.2f}",
            )


def check_combined(table: WorkforceSheet, counted: str, words: Words, seen: Seen) -> int:
    """A table of kinds of workers combined is the sum of their tables; return its numbers.

    Raises:
        DataError: it is not.
    """
    place = table.place(1, "title")
    roles = [words.role(kind, place) for kind in re.split(r",? and |, ", counted)]
    counts = list(force_rows(table, 0, words))
    for count in counts:
        parts = [seen.get((count.period, count.area, role)) for role in roles]
        known = [part for part in parts if part is not None]
        if count.value is not None and known and abs(count.value - sum(known)) > ROUNDING:
            raise table.place(count.line, str(last_day(count.period))).error(
                "not the sum of the tables that it combines",
                f"{count.value:.2f}",
                f"{sum(known):.2f}",
            )
    return len(counts)


def is_series(table: WorkforceSheet, words: Words) -> bool:
    """Whether a table is the series of England and Wales: roles as headings, a row for each day."""
    has_roles = any(
        sum(plain_name(tidy_label(cell)) in words.roles for cell in row[1:]) >= 2
        for row in table.rows[1:12]
    )
    return has_roles and any(row and day_in(row[0]) is not None for row in table.rows)


def country_rows(table: WorkforceSheet, words: Words) -> Iterator[Count]:
    """Yield the counts of England and Wales by year; all are full-time equivalents.

    Raises:
        DataError: a heading that is no role, a row that is no day, a number that is
            none.
    """
    if table.is_headcount():
        raise table.place(3, "unit").error(
            "not the unit of this table", "Headcount", "Full-time equivalents"
        )
    country = words.number("england-and-wales")
    roles: dict[int, int] = {}
    for line, row in enumerate(table.rows[1:], start=2):
        texts = [tidy_label(cell) for cell in row[1:]]
        if not roles and sum(plain_name(text) in words.roles for text in texts) >= 2:
            roles = {
                column: words.role(text, table.place(line, "heading"))
                for column, text in enumerate(texts, start=1)
                if text
            }
        elif any(number_in(cell) is not None for cell in row[1:]):
            day = day_in(row[0])
            if day is None or not roles:
                raise table.place(line, "day").error(
                    "not a day", tidy_label(row[0]), "such as 30 September 2016"
                )
            period = span(day, 0)
            for column, role in roles.items():
                value, reason = table.value(line, column, row)
                yield Count(line, period, country, role, value, reason, is_headcount=False)
