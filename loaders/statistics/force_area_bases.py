"""People and households that rates are set against: P9 and P10, or what P3 prints itself."""

from __future__ import annotations

import re

from openpeel.loaders.statistics.force_area_sheet import ForceAreaSheet
from openpeel.loaders.statistics.force_area_sums import BASE_FIGURES, ROUNDED_BY, check_sum
from openpeel.loaders.statistics.words import Words

MID_YEAR = re.compile(r"(?:mid-)?((?:19|20)[0-9]{2})(\.0)?", re.IGNORECASE)

# People or households by year and area.
Base = dict[tuple[int, int], int]


def read_bases(sheets: dict[str, ForceAreaSheet], words: Words) -> tuple[Base, Base]:
    """People and households: of P9 and P10, and of P3 for a year that they lack.

    Raises:
        DataError: a number is missing or none, a table does not add up, or P3 prints another
            number than P9 or P10.
    """
    found = []
    for kind, table in (("population", "P9"), ("household", "P10")):
        base = base_by_year(sheets[table], words) if table in sheets else {}
        printed = base_of_rates(sheets["P3"], words, kind)
        check_same(sheets["P3"], words, table, base, printed)
        years = {year for year, _ in base}
        base |= {(year, area): n for (year, area), n in printed.items() if year not in years}
        found.append(base)
    people, homes = found
    return people, homes


def base_by_year(sheet: ForceAreaSheet, words: Words) -> Base:
    """People or households of P9 or P10 by year and area.

    Raises:
        DataError: a heading that is no year or there twice, a number that is missing or none, or
            forces that do not add to England and Wales but for rounding.
    """
    values: Base = {}
    for column, (heading, _) in sheet.headings.items():
        line = sheet.rows[0][0]
        if not (match := MID_YEAR.fullmatch(heading)):
            raise sheet.place(line, column).error("not a year", heading, "such as 2015")
        year = int(match[1])
        if (year, sheet.rows[0][1]) in values:
            raise sheet.place(line, column).error("a column occurs twice", heading, "one column")
        values |= read_column(sheet, words, column, year)
    return values


def base_of_rates(sheet: ForceAreaSheet, words: Words, kind: str) -> Base:
    """People or households that P3 prints beside its rates; empty where it prints none."""
    values: Base = {}
    for column, (heading, _) in sheet.headings.items():
        match = BASE_FIGURES.match(heading)
        if match and match[1].lower() == kind:
            values |= read_column(sheet, words, column, int(match[2]))
    return values


def read_column(sheet: ForceAreaSheet, words: Words, column: int, year: int) -> Base:
    """One mid-year down a column; England and Wales is the same with the transport police.

    Raises:
        DataError: a number is missing, or the forces do not add to England and Wales.
    """
    country = words.number("england-and-wales")
    as_country = {words.number("england-and-wales-and-btp"): country}
    values: Base = {}
    line_of: dict[int, int] = {}
    for line, area, value, text in sheet.counts(column):
        if value is None or value == 0:
            raise sheet.place(line, column).error("a number is missing", text, "digits")
        at = as_country.get(area, area)
        values[year, at], line_of[at] = value, line
    check_sum(
        sheet,
        line_of.get(country, sheet.rows[0][0]),
        sheet.headings[column][0],
        values.get((year, country)),
        [values[year, area] for area in words.forces],
        "the forces, rounded",
        ROUNDED_BY * (len(words.forces) + 1),  # the total is rounded too
    )
    return values


def check_same(sheet: ForceAreaSheet, words: Words, table: str, base: Base, printed: Base) -> None:
    """The people and households that P3 repeats are those of P9 and P10.

    Raises:
        DataError: one is not.
    """
    country = words.number("england-and-wales")
    line_of = {area: line for line, area, _ in sheet.rows}
    line_of.setdefault(country, sheet.rows[0][0])
    for (year, area), value in printed.items():
        expected = base.get((year, area), value)
        if value != expected:
            raise sheet.place(line_of[area], f"mid-{year}").error(
                f"not what table {table} has", str(value), str(expected)
            )
