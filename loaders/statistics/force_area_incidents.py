"""Table P7: incidents of anti-social behaviour by year and area, with the rate as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openpeel.loaders.statistics.force_area_bases import Base
from openpeel.loaders.statistics.force_area_sheet import (
    INCIDENTS,
    NOT_AVAILABLE,
    ForceAreaSheet,
)
from openpeel.loaders.statistics.force_area_sums import check_sum, rounding_of
from openpeel.loaders.statistics.periods import last_day, month_end, span
from openpeel.loaders.statistics.rows import AsbIncident
from openpeel.loaders.statistics.words import Words

FINANCIAL_YEAR = re.compile(
    r"Apr\w*\.? '?(?:20)?([0-9]{2}) to Mar\w*\.? '?(?:20)?([0-9]{2})", re.IGNORECASE
)
RATES = ("rate per 1,000 population", "number per 1,000 population", "rate")

# How far the people that a rate is of may be off those of the mid-year, which are revised, or off
# those of the year before; and by how many people, since few live in the City of London.
MOST_REVISED, MOST_PEOPLE = 0.05, 1000

# Columns of a year: of its numbers and its rates.
Columns = dict[str, int]


def asb_incidents(sheet: ForceAreaSheet, words: Words) -> Iterator[AsbIncident]:
    """Yield the incidents of each year and area, and the rate as printed.

    Raises:
        DataError: a heading that is no year or comes without its rate, a number that is none,
            or forces that do not add to England and Wales.
    """
    for year, columns in columns_of_years(sheet).items():
        if len(columns) != 2:
            raise sheet.place(sheet.rows[0][0], next(iter(columns.values()))).error(
                "a year without its rate or its number", next(iter(columns)), "both"
            )
        incidents: dict[int, tuple[int, int | None]] = {}
        for line, area, number, text in sheet.counts(columns["number"]):
            if number is None and text not in NOT_AVAILABLE:
                raise sheet.place(line, columns["number"]).error(
                    "a number is missing", text, "digits or .."
                )
            incidents[area] = (line, number)
        if not words.unknown:
            check_country(sheet, words, columns["number"], incidents)
        rates = {area: rate for _, area, rate, _ in sheet.numbers(columns["rate"])}
        for area, (_, number) in sorted(incidents.items()):
            missing = "not-available" if number is None else None
            yield AsbIncident(year, area, number, missing, rates[area])


def columns_of_years(sheet: ForceAreaSheet) -> dict[int, Columns]:
    """The columns of number and rate of each year.

    Raises:
        DataError: a heading is neither, is there twice, or stands below no year.
    """
    years: dict[int, Columns] = {}
    for column, (heading, above) in sheet.headings.items():
        place = sheet.place(sheet.rows[0][0], column)
        year_text = above or latest(years)
        match = FINANCIAL_YEAR.match(year_text)
        if not match or int(match[2]) != (int(match[1]) + 1) % 100:
            raise place.error("not a year", year_text, "such as Apr '15 to Mar '16")
        columns = years.setdefault(span(month_end(2000 + int(match[2]), 3), 12), {})
        label = heading.lower()
        what = "number" if label in INCIDENTS else "rate" if label in RATES else ""
        if not what or what in columns:
            raise place.error(
                "a column that is not known, or occurs twice",
                heading,
                "Number of Incidents, then Rate per 1,000 population",
            )
        columns[what] = column
    return years


def latest(years: dict[int, Columns]) -> str:
    """The heading of the year that the column before belongs to, over its number and rate."""
    if not years:
        return ""
    end = last_day(next(reversed(years)))
    return f"Apr '{end.year % 100 - 1:02} to Mar '{end.year % 100:02}"


def check_country(
    sheet: ForceAreaSheet, words: Words, column: int, incidents: dict[int, tuple[int, int | None]]
) -> None:
    """England and Wales is the sum of the forces, with British Transport Police or without.

    Raises:
        DataError: it is not.
    """
    forces = [incidents[area][1] for area in words.forces]
    police = [incidents[area][1] for area in incidents if area in words.bodies]
    heading = " ".join(sheet.headings[column])
    for area_id, parts, of in (
        ("england-and-wales", forces, "the forces"),
        ("england-and-wales-and-btp", forces + police, "the forces and British Transport Police"),
    ):
        if (area := words.number(area_id)) in incidents:
            line, total = incidents[area]
            check_sum(sheet, line, heading, total, parts, of)


def check_incident_rates(
    sheet: ForceAreaSheet, words: Words, incidents: list[AsbIncident], people: Base
) -> None:
    """Each rate is its number over about the people of the area, or of the year before.

    A rate of the year to March is set against the mid-year of the calendar year before last.

    Raises:
        DataError: a rate and a number do not belong together, or to this area or year.
    """
    line_of = {area: line for line, area, _ in sheet.rows}
    both, country = words.number("england-and-wales-and-btp"), words.number("england-and-wales")
    before: dict[int, float] = {}
    for row in sorted(incidents):
        rate = row.rate_per_1000_population
        if not row.incidents or not rate:
            continue
        implied = row.incidents * 1000 / rate
        end = last_day(row.period_id)
        area = country if row.area_number == both else row.area_number
        expected = people.get((end.year - 2, area)) or before.get(area, implied)
        within = expected * (MOST_REVISED + rounding_of(rate) / rate) + MOST_PEOPLE
        if abs(implied - expected) > within:
            raise sheet.place(line_of[row.area_number], f"year to March {end.year}").error(
                "a rate that does not belong to this number of incidents",
                f"{row.incidents} and {rate:g}",
                f"{row.incidents * 1000 / expected:.2f}, for about {expected:.0f} people",
            )
        before[area] = implied
