"""The yearly force area tables of the Office for National Statistics, an xlsx workbook.

Read are P1 to P3 (recorded crime of one year: number, change, rate), P7 (anti-social
behaviour incidents), P9 (population) and P10 (households). Editions move rows, add columns
and number footnotes anew, so a table is found by its title, a column by its heading, an
area by its code. Regions, England and Wales by itself are not loaded, since they are sums of
forces. `England and Wales` holds British Transport Police in P1 to P3; P7 has it both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError, Place
from openpeel.loaders.months import MONTHS
from openpeel.loaders.statistics.periods import first_day, last_day, month_end, span
from openpeel.loaders.statistics.reading import number_in, tidy_label
from openpeel.loaders.statistics.rows import (
    AsbIncident,
    Extent,
    Household,
    Population,
    RecordedCrimePublished,
    Rows,
)
from openpeel.loaders.statistics.words import Words
from openpeel.loaders.statistics.workbooks import SheetCell, sheets_of

COUNTRY = "K04000001"
COUNTRIES = ("england-and-wales", "england-and-wales-and-btp")
AREA_CODE = re.compile(r"[A-Z][0-9]{8}")
# Regions of England, England, Wales.
SUM_OF_FORCES = re.compile(r"(E12|E92|W92)[0-9]{6}")
TITLE = re.compile(r"\s*Table (P[0-9]+)\b")
YEAR_ENDING = re.compile(r"year ending ([A-Za-z]+) (20[0-9]{2}|[0-9]{2})")
FINANCIAL_YEAR = re.compile(r"Apr '([0-9]{2}) to Mar '([0-9]{2})")
BASE_FIGURES = re.compile(r"(Population|Household) figures \(mid-([0-9]{4})\)")
PER_HOUSEHOLD = re.compile(r"(.*) \(households\)")
# What stands where there is no number: not available, too small, see London, none.
MARKS = ("..", "-", "+", "*", "")
# Published numbers are rounded to 100, so that each may be off by as much as this.
ROUNDED_BY = 50

Values = dict[tuple[int, int], float | None]
NUMBER, RATE = "Number of Incidents", "Rate per 1,000 population"


@dataclass
class ForceAreaSheet:
    """A table of the workbook: where it stands, its title, headings and rows of areas.

    Attributes:
        headings: by column: the heading, and what stands in the row above it.
        rows: row of the sheet, number of the area, and the cells.
    """

    file: Path
    name: str
    table: str
    title: str
    headings: dict[int, tuple[str, str]]
    rows: list[tuple[int, int, list[SheetCell]]]

    def place(self, line: int, column: int | str) -> Place:
        """Return the place of a cell."""
        heading = column if isinstance(column, str) else " ".join(self.headings[column]).strip()
        return Place(self.file, line, heading, self.name)

    def numbers(self, column: int) -> Iterator[tuple[int, int, float | None, str]]:
        """Row, area, number (or None for a mark) and the cell as text, down a column."""
        for line, area, cells in self.rows:
            cell = cells[column] if column < len(cells) else ""
            number = number_in(cell)
            if number is not None:
                yield line, area, number, str(cell)
            elif str(cell).strip() in MARKS:
                yield line, area, None, str(cell).strip()
            else:
                raise self.place(line, column).error(
                    "not a number", str(cell), f"a number or one of {' '.join(MARKS).strip()}"
                )

    def counts(self, column: int) -> Iterator[tuple[int, int, int | None, str]]:
        """The same for numbers that count something."""
        for line, area, value, text in self.numbers(column):
            if value is not None and (value < 0 or not value.is_integer()):
                raise self.place(line, column).error("not a whole number", text, "digits")
            yield line, area, None if value is None else int(value), text


def parse_force_area_tables(path: Path, words: Words) -> Rows:
    """Rows of `recorded_crime_published`, `asb_incident`, `population` and `household`.

    Raises:
        DataError: a table, heading or force is missing, not known or there twice, a number is
            none, or a table does not add up to the total that it prints.
    """
    sheets = read_sheets(path, words)
    people = base_by_year(sheets["P9"], words)
    homes = base_by_year(sheets["P10"], words)
    year, rows = recorded_crime(sheets, words, {"Population": people, "Household": homes})
    yield from rows
    incidents = list(asb_incidents(sheets["P7"], words))
    yield from incidents
    for (mid_year, area), value in sorted(people.items()):
        yield Population(mid_year, area, value)
    for (mid_year, area), value in sorted(homes.items()):
        yield Household(mid_year, area, value)
    first = min(min(mid_year for mid_year, _ in people), first_day(incidents[0].period_id).year)
    records = sum(len(sheet.rows) for sheet in sheets.values())
    yield Extent(f"{first}-06-30", str(last_day(year)), records)


def read_sheets(path: Path, words: Words) -> dict[str, ForceAreaSheet]:
    """The six tables by their numbers.

    Raises:
        DataError: one is missing or there twice.
    """
    sheets: dict[str, ForceAreaSheet] = {}
    wanted = ("P1", "P2", "P3", "P7", "P9", "P10")
    for name, rows in sheets_of(path):
        found = next(
            (
                (line, match[1], str(cell))
                for line, row in enumerate(rows[:10], start=1)
                for cell in row
                if (match := TITLE.match(str(cell)))
            ),
            None,
        )
        if found is None or found[1] not in wanted:
            continue
        line, table, title = found
        if table in sheets:
            raise DataError("a table stands twice", path, line=line, value=title, sheet=name)
        sheets[table] = read_sheet(path, name, table, title, rows, words)
    for table in wanted:
        if table not in sheets:
            raise DataError(f"there is no table {table}", path, expected=f"a sheet titled {table}")
    return sheets


def read_sheet(
    path: Path, name: str, table: str, title: str, rows: list[list[SheetCell]], words: Words
) -> ForceAreaSheet:
    """A table: its headings and the rows of its areas, each area of ours once."""
    sheet = ForceAreaSheet(path, name, table, title, {}, [])
    head = next(
        (
            at
            for at, row in enumerate(rows)
            if [tidy_label(cell).lower() for cell in row[:2]] == ["area code", "area name"]
        ),
        None,
    )
    if head is None:
        raise DataError(
            "the table has no heading", path, line=None, expected="Area Code, Area Name", sheet=name
        )
    for column in range(2, len(rows[head])):
        text, above = tidy_label(rows[head][column]), ""
        for row in reversed(rows[max(0, head - 3) : head]):
            above = above or (tidy_label(row[column]) if column < len(row) else "")
        if text or above:
            sheet.headings[column] = (text, above) if text else (above, "")
    seen: dict[int, int] = {}
    for line, row in enumerate(rows[head + 1 :], start=head + 2):
        area = area_of_row(sheet, line, row, words)
        if area is None:
            continue
        if area in seen:
            raise sheet.place(line, "Area Name").error(
                f"the area stands in row {seen[area]} already", str(row[1]), "one row"
            )
        seen[area] = line
        sheet.rows.append((line, area, row))
    for area, force in words.forces.items():
        if area not in seen:
            raise DataError(
                "a force is missing", path, column="Area Name", expected=force, sheet=name
            )
    # What the rest is checked against.
    if not {words.number(country) for country in COUNTRIES} & set(seen):
        raise DataError(
            "the country is missing", path, column="Area Code", expected=COUNTRY, sheet=name
        )
    if not sheet.headings:
        raise DataError("the table has no columns", path, line=head + 1, sheet=name)
    return sheet


def area_of_row(sheet: ForceAreaSheet, line: int, row: list[SheetCell], words: Words) -> int | None:
    """The area that a row is about; None for a sum of forces, a note or an empty row.

    Raises:
        DataError: a code that is not known, a name that is not that of the code, or numbers
            that belong to no area.
    """
    code, name = str(row[0]).strip(), tidy_label(row[1]) if len(row) > 1 else ""
    has_numbers = any(isinstance(cell, (int, float)) for cell in row[2:])
    if SUM_OF_FORCES.fullmatch(code):
        return None
    if code == COUNTRY:
        return country_of_row(sheet, line, name, words)
    if AREA_CODE.fullmatch(code):
        if code not in words.codes:
            raise sheet.place(line, "Area Code").error(
                "a code that is not known", code, "the code of a territorial police force"
            )
        if words.area(name, sheet.place(line, "Area Name")) != words.codes[code]:
            raise sheet.place(line, "Area Name").error(
                f"not the name of the area {code}", name, words.forces[words.codes[code]]
            )
        return words.codes[code]
    if has_numbers:
        area = words.area(name, sheet.place(line, "Area Name"))
        if area not in words.bodies:
            raise sheet.place(line, "Area Code").error(
                "the code is missing", code, "such as E23000028"
            )
        return area
    return None


def country_of_row(sheet: ForceAreaSheet, line: int, name: str, words: Words) -> int:
    """England and Wales, with British Transport Police or without.

    Raises:
        DataError: the row is called neither way.
    """
    with_police = words.number("england-and-wales-and-btp")
    without = words.number("england-and-wales")
    crime = sheet.table in ("P1", "P2", "P3")
    known = {
        "england and wales": with_police if crime else without,
        "england and wales (inc. btp)": with_police,
        "england and wales (exc. btp)": without,
    }
    if name.lower() not in known:
        raise sheet.place(line, "Area Name").error(
            "not the name of the area K04000001", name, "England and Wales, with or without BTP"
        )
    return known[name.lower()]


def recorded_crime(
    sheets: dict[str, ForceAreaSheet], words: Words, bases: dict[str, dict[tuple[int, int], int]]
) -> tuple[int, Rows]:
    """The year of P1 to P3 and its rows: number, change and rates by group and area."""
    years = {table: year_of_title(sheets[table]) for table in ("P1", "P2", "P3")}
    for table in ("P2", "P3"):
        if years[table] != years["P1"]:
            raise DataError(
                "the table is about another year than P1",
                sheets[table].file,
                column="title",
                value=sheets[table].title,
                expected=f"the year to {last_day(years['P1'])}",
                sheet=sheets[table].name,
            )
    counts = group_values(sheets["P1"], words)
    check_totals(sheets["P1"], words, counts)
    changes = group_values(sheets["P2"], words)
    rates = group_values(sheets["P3"], words)
    homes = group_values(sheets["P3"], words, per_household=True)
    check_bases(sheets["P3"], words, bases)
    for table, values in (("P2", changes), ("P3", rates), ("P3", homes)):
        for group, area in values:
            if (group, area) not in counts:
                raise DataError(
                    "a group or area that table P1 does not have",
                    sheets[table].file,
                    value=f"group {group}, area {area}",
                    sheet=sheets[table].name,
                )

    def rows() -> Rows:
        for (group, area), count in sorted(counts.items()):
            assert count is not None
            yield RecordedCrimePublished(
                period_id=years["P1"],
                group_number=group,
                area_number=area,
                offences=int(count),
                change_percent=changes.get((group, area)),
                rate_per_1000_population=rates.get((group, area)),
                rate_per_1000_households=homes.get((group, area)),
            )

    return years["P1"], rows()


def year_of_title(sheet: ForceAreaSheet) -> int:
    """The 12 months that a title ends on: … compared with year ending March 2018.

    Raises:
        DataError: the title names no year.
    """
    found = YEAR_ENDING.findall(" ".join(sheet.title.split()))
    month = found[-1][0].capitalize() if found else ""
    if month not in MONTHS:
        raise DataError(
            "the title names no year",
            sheet.file,
            column="title",
            value=sheet.title,
            expected="year ending March 2018",
            sheet=sheet.name,
        )
    year = int(found[-1][1])
    end = month_end(year if year > 99 else 2000 + year, MONTHS.index(month) + 1)
    return span(end, 12)


def group_values(sheet: ForceAreaSheet, words: Words, per_household: bool = False) -> Values:
    """The numbers of a table by group of offences and area."""
    values: Values = {}
    groups: dict[int, int] = {}
    for column, (heading, _) in sheet.headings.items():
        if BASE_FIGURES.match(heading):
            continue
        match = PER_HOUSEHOLD.fullmatch(heading)
        if bool(match) is not per_household:
            continue
        line = sheet.rows[0][0]
        group = words.group(match[1] if match else heading, sheet.place(line, column))
        if group in groups:
            raise sheet.place(line, column).error("a column stands twice", heading, "one column")
        groups[group] = column
        for line, area, value, text in sheet.numbers(column):
            if sheet.table == "P1" and (value is None or not value.is_integer() or value < 0):
                raise sheet.place(line, column).error("not a whole number", text, "digits")
            values[(group, area)] = value
    return values


def check_totals(sheet: ForceAreaSheet, words: Words, counts: Values) -> None:
    """Totals are the sums of their groups, England and Wales that of forces and police.

    Raises:
        DataError: one is not.
    """
    groups = {group for group, _ in counts}
    line_of = {area: line for line, area, _ in sheet.rows}
    labels = {number: label for label, number in words.groups.items() if label[:3] != "id:"}
    for total in sorted(groups & set(words.parts)):
        for area, line in line_of.items():
            parts = words.parts[total] & groups
            check_sum(
                sheet,
                line,
                labels[total],
                counts[(total, area)],
                [counts[(part, area)] for part in parts],
                "its groups",
            )
    country = words.number("england-and-wales-and-btp")
    for group in sorted(groups):
        check_sum(
            sheet,
            line_of[country],
            labels[group],
            counts[(group, country)],
            [counts[(group, area)] for area in line_of if area != country],
            "the forces and British Transport Police",
        )


def check_sum(
    sheet: ForceAreaSheet,
    line: int,
    column: str,
    total: float | None,
    parts: list[float | None],
    of: str,
    within: float = 0,
) -> None:
    """A total that is printed is that of its parts.

    Raises:
        DataError: it is not.
    """
    added = sum(part or 0 for part in parts)
    if total is not None and abs(total - added) > within:
        raise sheet.place(line, column).error(
            "does not add to the total that is printed", f"{total:.0f}", f"{added:.0f}, of {of}"
        )


def check_bases(
    sheet: ForceAreaSheet, words: Words, bases: dict[str, dict[tuple[int, int], int]]
) -> None:
    """The population and households that P3 repeats are those of P9 and P10.

    Raises:
        DataError: one is not.
    """
    with_police = words.number("england-and-wales-and-btp")
    without = words.number("england-and-wales")
    for column, (heading, _) in sheet.headings.items():
        if not (match := BASE_FIGURES.match(heading)):
            continue
        table = "P9" if match[1] == "Population" else "P10"
        base = {area: n for (year, area), n in bases[match[1]].items() if year == int(match[2])}
        # The base of the country is the same with and without British Transport Police.
        base |= {with_police: base[without]} if without in base else {}
        for line, area, value, text in sheet.counts(column):
            if value is None or value != base.get(area):
                expected = str(base[area]) if area in base else f"a table with mid-{match[2]}"
                raise sheet.place(line, column).error(f"not what table {table} has", text, expected)


def base_by_year(sheet: ForceAreaSheet, words: Words) -> dict[tuple[int, int], int]:
    """People or households by year and area.

    Raises:
        DataError: a heading that is no year, a number that is missing or none, or forces
            that do not add to England and Wales but for rounding.
    """
    values: dict[tuple[int, int], int] = {}
    country = words.number("england-and-wales")
    for column, (heading, _) in sheet.headings.items():
        line = sheet.rows[0][0]
        if not (match := re.fullmatch(r"((?:19|20)[0-9]{2})(\.0)?", heading)):
            raise sheet.place(line, column).error("not a year", heading, "such as 2015")
        year = int(match[1])
        if (year, sheet.rows[0][1]) in values:
            raise sheet.place(line, column).error("a column stands twice", heading, "one column")
        for line, area, value, text in sheet.counts(column):
            if value is None or value == 0:
                raise sheet.place(line, column).error("a number is missing", text, "digits")
            values[(year, area)] = value
        line = next((line for line, area, _ in sheet.rows if area == country), sheet.rows[0][0])
        check_sum(
            sheet,
            line,
            heading,
            values.get((year, country)),
            [values[(year, area)] for area in words.forces],
            "the forces, rounded",
            ROUNDED_BY * (len(words.forces) + 1),  # the total is rounded too
        )
    return values


def asb_incidents(sheet: ForceAreaSheet, words: Words) -> Iterator[AsbIncident]:
    """Yield the incidents of each year and area, and the rate as printed.

    Raises:
        DataError: a heading that is no year or comes without its rate, a number that is none,
            or forces that do not add to England and Wales.
    """
    years: dict[int, dict[str, int]] = {}
    for column, (heading, above) in sheet.headings.items():
        place, line = above or latest(years), sheet.rows[0][0]
        match = FINANCIAL_YEAR.match(place)
        if not match or int(match[2]) != (int(match[1]) + 1) % 100:
            raise sheet.place(line, column).error("not a year", place, "such as Apr '15 to Mar '16")
        columns = years.setdefault(span(month_end(2000 + int(match[2]), 3), 12), {})
        if heading not in (NUMBER, RATE) or heading in columns:
            raise sheet.place(line, column).error(
                "a column that is not known, or stands twice",
                heading,
                f"{NUMBER}, then {RATE}",
            )
        columns[heading] = column
    for year, columns in years.items():
        if len(columns) != 2:
            raise sheet.place(sheet.rows[0][0], next(iter(columns.values()))).error(
                "a year without its rate or its number", next(iter(columns)), "both"
            )
        incidents = {a: (line, n) for line, a, n, _ in sheet.counts(columns[NUMBER])}
        check_country(sheet, words, columns[NUMBER], incidents)
        rates = {a: r for _, a, r, _ in sheet.numbers(columns[RATE])}
        for area, (line, number) in sorted(incidents.items()):
            if number is None and area in words.forces:
                raise sheet.place(line, columns[NUMBER]).error("a number is missing", "", "digits")
            missing = "not-available" if number is None else None
            yield AsbIncident(year, area, number, missing, rates[area])


def latest(years: dict[int, dict[str, int]]) -> str:
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
            check_sum(sheet, line, heading, total, list(parts), of)
