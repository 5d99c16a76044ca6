"""Recorded crime by force: one row per force or body, group of offences and 12 months.

The Home Office publishes rolling years, each ending with a quarter; before April 2007 only
those ending in March. Counts are as revised up to the edition. British Transport Police,
Action Fraud, Cifas and UK Finance are among the forces in the file; fraud stands under the
forces only until 2013.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

from openpeel.loaders.errors import DataError, Place
from openpeel.loaders.statistics.periods import first_day, last_day, month_end, span
from openpeel.loaders.statistics.reading import RecordTable, open_tables, whole
from openpeel.loaders.statistics.rows import Extent, RecordedCrime, Rows
from openpeel.loaders.statistics.words import Words

COLUMNS = ("period", "area", "region", "group", "offences")
DAY = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{4})")
# A day in a cell of a workbook.
DATE_CELL = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: 00:00:00)?")


def parse_recorded_crime(path: Path, words: Words) -> Rows:
    """One row of `recorded_crime` per record; the region is not loaded, since forces have one.

    Raises:
        DataError: a day that ends no quarter, an area or group that is not known, a number
            that is none, a record that occurs twice, a year without one of the forces or
            a force without one of that year's groups, a correction that no longer applies.
    """
    corrections = {c.printed: c for c in words.corrections if c.header == "12 months ending"}
    corrected: Counter[str] = Counter()
    periods: dict[str, int] = {}
    areas: dict[str, int] = {}
    groups: dict[str, int] = {}
    numbers: dict[str, int] = {}
    seen: set[tuple[int, int, int]] = set()
    with open_tables(path, words.headers, COLUMNS) as tables:
        for table in tables:
            for day, name, _, label, count in table.records:
                if day in corrections:
                    corrected[day] += 1
                    day = corrections[day].corrected
                period = periods.get(day)
                if period is None:
                    period = periods[day] = year_to(day, table.place("period"))
                area = areas.get(name)
                if area is None:
                    area = areas[name] = words.area(name, table.place("area"))
                group = groups.get(label)
                if group is None:
                    group = groups[label] = words.group(label, table.place("group"))
                key = (group, period, area)
                if key in seen and not words.unknown:
                    raise twice(table, day, name, label)
                seen.add(key)
                offences = numbers.get(count)
                if offences is None:
                    offences = numbers[count] = whole(count, table.place("offences"))
                yield RecordedCrime(group, period, area, offences)
    if not seen:
        raise DataError("no records", path, line=2)
    if words.unknown:
        return
    check_corrections(path, words, corrected, max(periods.values()))
    check_every_group(path, words, seen)
    first, last = min(periods.values()), max(periods.values())
    yield Extent(str(first_day(first)), str(last_day(last)), len(seen))


def year_to(day: str, place: Place) -> int:
    """The 12 months that end on a day written 30-06-2016, or as a date in a workbook.

    Raises:
        DataError: no such day, or one that ends no quarter.
    """
    match, in_cell = DAY.fullmatch(day), DATE_CELL.fullmatch(day)
    try:
        if in_cell:
            end: date | None = date.fromisoformat(in_cell[1])
        else:
            end = date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        end = None
    if end is None or end.month % 3 or end != month_end(end.year, end.month):
        raise place.error("not the last day of a quarter", day, "a day such as 30-06-2016")
    return span(end, 12)


def twice(table: RecordTable, day: str, name: str, label: str) -> DataError:
    """The error of a record that occurs twice."""
    found = f"{day}, {name}, {label}"
    return table.place("group").error("occurs twice for this area and year", found, "one record")


def check_every_group(path: Path, words: Words, seen: set[tuple[int, int, int]]) -> None:
    """Each force has each group of offences that any force has in the year.

    Raises:
        DataError: one is missing.
    """
    areas: dict[int, dict[int, set[int]]] = {}
    for group, period, area in seen:
        if area in words.forces:
            areas.setdefault(period, {}).setdefault(group, set()).add(area)
    for period in {period for _, period, _ in seen}:
        for group, held in sorted(areas.get(period, {0: set()}).items()):
            for area in sorted(set(words.forces) - held):
                label = next((w for w, n in words.groups.items() if n == group), "any group")
                raise DataError(
                    f"the year to {last_day(period)} has no record of {label}",
                    path,
                    column="PFA",
                    expected=words.forces[area],
                )


def check_corrections(path: Path, words: Words, used: Counter[str], last: int) -> None:
    """Each correction of this edition was needed as often as it says, and no other was.

    Raises:
        DataError: one was not.
    """
    edition = str(last_day(last))[:7]
    for correction in words.corrections:
        expected = correction.records if correction.edition == edition else 0
        if used[correction.printed] != expected:
            raise DataError(
                f"a correction of edition {correction.edition} does not apply to edition {edition}",
                path,
                column=correction.header,
                value=f"{used[correction.printed]} records with {correction.printed}",
                expected=f"{expected} records; see data/reference/correction.csv",
            )
