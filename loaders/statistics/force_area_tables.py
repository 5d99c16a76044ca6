"""The force area tables of the Office for National Statistics, an xlsx workbook each quarter.

Read are P1 to P3 (recorded crime of one year: number, change, rate) and, where the edition has
them, P7 (anti-social behaviour incidents), P9 (population) and P10 (households). Without P9 or P10
the base that P3 prints beside its rates is taken. Regions, England and Wales by itself are not
loaded, since they are sums of forces. `England and Wales` holds British Transport Police in P1 to
P3; P7 has it both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.months import month_number
from openpeel.loaders.statistics.force_area_bases import Base, read_bases
from openpeel.loaders.statistics.force_area_incidents import asb_incidents, check_incident_rates
from openpeel.loaders.statistics.force_area_sheet import (
    NOT_AVAILABLE,
    ForceAreaSheet,
    read_sheets,
)
from openpeel.loaders.statistics.force_area_sums import (
    Values,
    check_changes,
    check_rates,
    check_totals,
    is_base,
)
from openpeel.loaders.statistics.periods import first_day, last_day, month_end, span
from openpeel.loaders.statistics.rows import (
    AsbIncident,
    DatasetTable,
    Extent,
    Household,
    Population,
    RecordedCrimePublished,
    Rows,
)
from openpeel.loaders.statistics.words import Words

WANTED = ("P1", "P2", "P3", "P7", "P9", "P10")
NEEDED = ("P1", "P2", "P3")
# March 2018, and March 18 with the mark of a footnote: March 181,2.
MONTH = re.compile(r"\b([A-Za-z]{3,9})\s+(20[0-9]{2}|[0-9]{2})")
PER_HOUSEHOLD = re.compile(r"(.*?) ?\(households\)")


@dataclass(frozen=True)
class PublishedCrime:
    """P1 to P3: the year they are about, and number, change and rates by group and area."""

    year: int
    counts: Values
    changes: Values
    rates: Values
    household_rates: Values

    def rows(self) -> Iterator[RecordedCrimePublished]:
        """Yield one row per group and area of P1."""
        for (group, area), count in sorted(self.counts.items()):
            yield RecordedCrimePublished(
                period_id=self.year,
                group_number=group,
                area_number=area,
                offences=None if count is None else int(count),
                missing_reason="not-available" if count is None else None,
                change_percent=self.changes.get((group, area)),
                rate_per_1000_population=self.rates.get((group, area)),
                rate_per_1000_households=self.household_rates.get((group, area)),
            )


def parse_force_area_tables(path: Path, words: Words) -> Rows:
    """Rows of `recorded_crime_published`, `asb_incident`, `population` and `household`.

    Raises:
        DataError: a table, heading or force is missing, not known or there twice, a number is
            none, or a table does not add up to the total that it prints.
    """
    sheets = read_sheets(path, words, WANTED, NEEDED)
    crime = published_crime(sheets, words)
    incidents = list(asb_incidents(sheets["P7"], words)) if "P7" in sheets else []
    if words.unknown:
        return
    people, homes = read_bases(sheets, words)
    check_totals(sheets["P1"], words, crime.counts)
    check_changes(sheets["P2"], words, crime.counts, crime.changes)
    check_rates(sheets["P3"], crime.counts, crime.rates, crime.household_rates)
    if "P7" in sheets:
        check_incident_rates(sheets["P7"], words, incidents, people)
    yield from crime.rows()
    yield from incidents
    for (mid_year, area), value in sorted(people.items()):
        yield Population(mid_year, area, value)
    for (mid_year, area), value in sorted(homes.items()):
        yield Household(mid_year, area, value)
    yield from tables_of(sheets)
    yield extent_of(sheets, crime.year, incidents, people)


def tables_of(sheets: dict[str, ForceAreaSheet]) -> Iterator[DatasetTable]:
    """Yield which of the tables the edition has."""
    for position, table in enumerate(WANTED, start=1):
        sheet = sheets.get(table)
        if sheet is None:
            yield DatasetTable(table, position, "absent", 0)
        else:
            note = None if sheet.number == table else f"table {sheet.number} of this edition"
            yield DatasetTable(table, position, "read", len(sheet.rows), note)


def extent_of(
    sheets: dict[str, ForceAreaSheet], year: int, incidents: list[AsbIncident], people: Base
) -> Extent:
    """What an edition covers: the year of P1 and, where it has P7 or P9, the years before.

    The mid-year that P3 sets its rates against does not count: an edition that prints nothing else
    of that time is not the one to ask about it.
    """
    days = [str(first_day(year))]
    days += [str(first_day(row.period_id)) for row in incidents]
    days += [f"{mid_year}-06-30" for mid_year, _ in people if "P9" in sheets]
    records = sum(len(sheet.rows) for sheet in sheets.values())
    return Extent(min(days), str(last_day(year)), records)


def published_crime(sheets: dict[str, ForceAreaSheet], words: Words) -> PublishedCrime:
    """What P1 to P3 print.

    Raises:
        DataError: they are about different years, or P2 or P3 has a group that P1 lacks.
    """
    years = {table: year_of_title(sheets[table]) for table in NEEDED}
    for table in ("P2", "P3"):
        if years[table] != years["P1"]:
            raise title_error(
                sheets[table],
                "the table is about another year than P1",
                f"the year to {last_day(years['P1'])}",
            )
    counts = group_values(sheets["P1"], words)
    changes = group_values(sheets["P2"], words)
    rates = group_values(sheets["P3"], words)
    homes = group_values(sheets["P3"], words, per_household=True)
    for table, values in (("P2", changes), ("P3", rates), ("P3", homes)):
        for group, area in values:
            if (group, area) not in counts and not words.unknown:
                raise DataError(
                    "a group or area that table P1 does not have",
                    sheets[table].file,
                    value=f"group {group}, area {area}",
                    sheet=sheets[table].name,
                )
    return PublishedCrime(years["P1"], counts, changes, rates, homes)


def title_error(sheet: ForceAreaSheet, problem: str, expected: str) -> DataError:
    """The error of a title."""
    return DataError(
        problem,
        sheet.file,
        column="title",
        value=sheet.title,
        expected=expected,
        sheet=sheet.name,
    )


def year_of_title(sheet: ForceAreaSheet) -> int:
    """The 12 months that a title is about: the later of two years, whichever comes first.

    Raises:
        DataError: the title names no year, or sets it beside another than the one before.
    """
    text = " ".join(sheet.title.split())
    ends = sorted(
        {
            (2000 + int(year) % 100, month)
            for name, year in MONTH.findall(text)
            if (month := month_number(name))
        }
    )
    if not ends or "year ending" not in text.lower():
        raise title_error(sheet, "the title names no year", "year ending March 2018")
    year, month = ends[-1]
    if ends[:-1] not in ([], [(year - 1, month)]):
        raise title_error(
            sheet, "the title compares other years than two in a row", "a year and the one before"
        )
    return span(month_end(year, month), 12)


def group_values(sheet: ForceAreaSheet, words: Words, per_household: bool = False) -> Values:
    """The numbers of a table by group of offences and area.

    Raises:
        DataError: a group has two columns, or a count of P1 is no whole number.
    """
    values: Values = {}
    groups: set[int] = set()
    for column, (heading, _) in sheet.headings.items():
        match = PER_HOUSEHOLD.fullmatch(heading)
        if is_base(heading) or bool(match) is not per_household:
            continue
        line = sheet.rows[0][0] if sheet.rows else None
        group = words.group(match[1] if match else heading, sheet.place(line, column))
        if group in groups:
            raise sheet.place(line, column).error("a column occurs twice", heading, "one column")
        groups.add(group)
        for at, area, value, text in sheet.numbers(column):
            if sheet.table == "P1" and not is_count(value, text):
                raise sheet.place(at, column).error("not a whole number", text, "digits or ..")
            values[(group, area)] = value
    return values


def is_count(value: float | None, text: str) -> bool:
    """Whether a cell of P1 counts something, or says that the count is not available."""
    return text in NOT_AVAILABLE if value is None else value >= 0 and value.is_integer()
