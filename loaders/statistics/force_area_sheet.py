"""A table of the yearly force area workbook: its title, its columns, its rows of areas.

Editions move rows and columns, add columns and renumber footnotes, so a table is found by its
title, a column by its heading and an area by its code, or by its name where the table has no
codes. A code is the first nine characters: the mark of a footnote may follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpeel.loaders.errors import DataError, Place
from openpeel.loaders.statistics.reading import area_code, number_in, plain_name, tidy_label
from openpeel.loaders.statistics.words import Words
from openpeel.loaders.statistics.workbooks import SheetCell, sheets_of

COUNTRY = "K04000001"
COUNTRIES = ("england-and-wales", "england-and-wales-and-btp")
# Regions of England, England, Wales.
SUM_OF_FORCES = re.compile(r"(E12|E92|W92)[0-9]{6}")
TITLE = re.compile(r"\s*Table\s+(P[0-9]+)\b", re.IGNORECASE)
# The tables whose numbers change from edition to edition, by what their titles say.
BY_TITLE = (
    ("P7", re.compile(r"anti-social behaviour incidents(?!.*\bcategory\b)", re.I | re.S)),
    ("P9", re.compile(r"population estimates|mid-year population", re.I)),
    ("P10", re.compile(r"household (?:estimates|projections)|mid-year household", re.I)),
)
CODES = ("area code", "area codes", "code")
NAMES = ("area name", "area names", "area", "police force area")
# Headings by which a table is found that names no column of areas.
INCIDENTS = ("number of incidents", "incidents")
# What stands where there is no number: not available, too small, see London, none.
MARKS = ("..", "-", "+", "*", "", "[x]", "[z]", "[c]", "[low]")
# Marks of a number that the publisher does not have, so that its total has other parts.
NOT_AVAILABLE = ("..", "[x]")
# Rows that a person looks for a heading in.
HEAD_ROWS = 20


@dataclass
class ForceAreaSheet:
    """A table of the workbook: where it stands, its title, headings and rows of areas.

    Attributes:
        table: the number that the table has in most editions; `number` is that of this one.
        headings: by column: the heading, and what stands in the row above it.
        rows: row of the sheet, number of the area, and the cells.
    """

    file: Path
    name: str
    table: str
    title: str
    number: str
    headings: dict[int, tuple[str, str]] = field(default_factory=dict)
    rows: list[tuple[int, int, list[SheetCell]]] = field(default_factory=list)

    def place(self, line: int | None, column: int | str) -> Place:
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
                    "not a number", str(cell), f"a number or one of {' '.join(MARKS[:4])}"
                )

    def counts(self, column: int) -> Iterator[tuple[int, int, int | None, str]]:
        """The same for numbers that count something."""
        for line, area, value, text in self.numbers(column):
            if value is not None and (value < 0 or not value.is_integer()):
                raise self.place(line, column).error("not a whole number", text, "digits")
            yield line, area, None if value is None else int(value), text


@dataclass(frozen=True)
class AreaColumns:
    """Where a table's headings stand, and the columns of its codes (if any) and names."""

    row: int
    code: int | None
    name: int


def read_sheets(
    path: Path, words: Words, wanted: tuple[str, ...], needed: tuple[str, ...]
) -> dict[str, ForceAreaSheet]:
    """The tables that are wanted by their numbers, as far as the edition has them.

    Raises:
        DataError: one is there twice, or one that is needed is missing.
    """
    sheets: dict[str, ForceAreaSheet] = {}
    for name, rows in sheets_of(path):
        found = find_title(rows)
        if found is None or (table := table_of_title(*found[1:])) not in wanted:
            continue
        line, number, title = found
        if table in sheets:
            raise DataError("a table occurs twice", path, line=line, value=title, sheet=name)
        sheet = ForceAreaSheet(path, name, table, title, number)
        sheets[table] = read_sheet(sheet, rows, words)
    for table in needed:
        if table not in sheets:
            raise DataError(f"there is no table {table}", path, expected=f"a sheet titled {table}")
    return sheets


def find_title(rows: list[list[SheetCell]]) -> tuple[int, str, str] | None:
    """Row, number and text of a sheet's title, if it has one."""
    for line, row in enumerate(rows[:10], start=1):
        for cell in row:
            if match := TITLE.match(str(cell)):
                return line, match[1].upper(), str(cell)
    return None


def table_of_title(number: str, title: str) -> str:
    """The table that a title is of, by the number that it has in most editions."""
    for table, says in BY_TITLE:
        if says.search(title):
            return table
    return "" if number in {table for table, _ in BY_TITLE} else number


def read_sheet(sheet: ForceAreaSheet, rows: list[list[SheetCell]], words: Words) -> ForceAreaSheet:
    """A table: its headings and the rows of its areas, each area of ours once.

    Raises:
        DataError: the table has no heading or no columns, or a force or the country is missing.
    """
    head = find_heading(sheet, rows, words)
    sheet.headings = headings_of_columns(rows, head)
    if not sheet.headings:
        raise DataError("the table has no columns", sheet.file, line=head.row + 1, sheet=sheet.name)
    lines = list(enumerate(rows[head.row + 1 :], start=head.row + 2))
    regions = rows_of_regions(lines, head, words)
    seen: dict[int, int] = {}
    for line, row in lines:
        area = None if line in regions else area_of_row(sheet, head, line, row, words)
        if area is None:
            continue
        if area in seen:
            raise sheet.place(line, "Area Name").error(
                f"the area stands in row {seen[area]} already", str(row[head.name]), "one row"
            )
        seen[area] = line
        sheet.rows.append((line, area, row))
    check_areas(sheet, set(seen), words)
    return sheet


def check_areas(sheet: ForceAreaSheet, seen: set[int], words: Words) -> None:
    """Every force and the country have a row, unless a name is not known yet.

    Raises:
        DataError: one is missing.
    """
    if words.unknown:
        return
    for area, force in words.forces.items():
        if area not in seen:
            raise sheet.place(None, "Area Name").error("a force is missing", "", force)
    # What the rest is checked against.
    if not {words.number(country) for country in COUNTRIES} & seen:
        raise sheet.place(None, "Area Code").error("the country is missing", "", COUNTRY)


def find_heading(sheet: ForceAreaSheet, rows: list[list[SheetCell]], words: Words) -> AreaColumns:
    """The headings of a table: the first row that names the areas, or counts incidents.

    Raises:
        DataError: no row does.
    """
    for at, row in enumerate(rows[:HEAD_ROWS]):
        labels = [tidy_label(cell).lower() for cell in row]
        codes = [column for column, label in enumerate(labels) if label in CODES]
        names = [column for column, label in enumerate(labels) if label in NAMES]
        if names and (codes or any(label in INCIDENTS for label in labels)):
            return AreaColumns(at, codes[0] if codes else None, names[0])
        if not codes and any(label in INCIDENTS for label in labels):
            return AreaColumns(at, None, words.column_of_areas(rows))
    raise DataError(
        "the table has no heading", sheet.file, expected="Area Code, Area Name", sheet=sheet.name
    )


def headings_of_columns(
    rows: list[list[SheetCell]], head: AreaColumns
) -> dict[int, tuple[str, str]]:
    """The headings of the columns of numbers, each with what stands above it."""
    headings: dict[int, tuple[str, str]] = {}
    width = max(len(row) for row in rows[max(0, head.row - 3) : head.row + 1])
    for column in range(width):
        if column in (head.code, head.name):
            continue
        text, above = text_at(rows[head.row], column), ""
        for row in reversed(rows[max(0, head.row - 3) : head.row]):
            above = above or text_at(row, column)
        if TITLE.match(above):
            above = ""
        if text or above:
            headings[column] = (text, above) if text else (above, "")
    return headings


def text_at(row: list[SheetCell], column: int) -> str:
    """The label in a column of a row, which may be shorter."""
    return tidy_label(row[column]) if column < len(row) else ""


def rows_of_regions(
    lines: list[tuple[int, list[SheetCell]]], head: AreaColumns, words: Words
) -> set[int]:
    """The rows of regions in a table without codes: by name, where no force has it too.

    *West Midlands* is a region and, below it, a force: of two rows the first is the region.
    """
    if head.code is not None:
        return set()
    found: dict[str, list[int]] = {}
    for line, row in lines:
        name = plain_name(text_at(row, head.name))
        if name in words.regions and has_numbers(row, head):
            found.setdefault(name, []).append(line)
    return {
        numbered[0]
        for name, numbered in found.items()
        if words.find_area(name) is None or len(numbered) > 1
    }


def has_numbers(row: list[SheetCell], head: AreaColumns) -> bool:
    """Whether a row has a number, or the mark of one, beside its code and name."""
    return any(
        isinstance(cell, (int, float)) or str(cell).strip() in NOT_AVAILABLE
        for column, cell in enumerate(row)
        if column not in (head.code, head.name)
    )


def area_of_row(
    sheet: ForceAreaSheet, head: AreaColumns, line: int, row: list[SheetCell], words: Words
) -> int | None:
    """The area that a row is about; None for a sum of forces, a note or an empty row.

    Raises:
        DataError: a code that is not known, a name that is not that of the code, or numbers
            that belong to no area.
    """
    printed = text_at(row, head.name)
    if head.code is None:
        return area_by_name(sheet, line, printed, words) if has_numbers(row, head) else None
    cell = str(row[head.code]).strip() if head.code < len(row) else ""
    code = area_code(cell)
    if code is None:
        return body_of_row(sheet, line, cell, printed, words) if has_numbers(row, head) else None
    if SUM_OF_FORCES.fullmatch(code):
        return None
    if code == COUNTRY:
        return country_of_row(sheet, line, printed, words)
    if code not in words.codes:
        raise sheet.place(line, "Area Code").error(
            "a code that is not known", cell, "the code of a territorial police force"
        )
    area = words.area(printed, sheet.place(line, "Area Name"), likely=words.codes[code])
    if area >= 0 and area != words.codes[code]:
        raise sheet.place(line, "Area Name").error(
            f"not the name of the area {code}", printed, words.forces[words.codes[code]]
        )
    return words.codes[code]


def area_by_name(sheet: ForceAreaSheet, line: int, printed: str, words: Words) -> int | None:
    """The area of a row without code; None for a sum of some forces only."""
    name = plain_name(printed)
    if name in ("england", "wales") or is_part_of_country(name):
        return None
    if name.startswith("england and wales"):
        return country_of_row(sheet, line, printed, words)
    return words.area(printed, sheet.place(line, "Area Name"))


def is_part_of_country(name: str) -> bool:
    """Whether a plain name is England, Wales or both without one of the forces."""
    return bool(re.fullmatch(r"(england|wales|england and wales),? \(?exclud.*", name)) and not (
        "british transport" in name or "btp" in name
    )


def body_of_row(
    sheet: ForceAreaSheet, line: int, cell: str, printed: str, words: Words
) -> int | None:
    """The body without a force area that a row without a code is about.

    Raises:
        DataError: a territorial force, whose code is missing or none.
    """
    if is_part_of_country(plain_name(printed)):
        return None
    area = words.area(printed, sheet.place(line, "Area Name"))
    if area >= 0 and area not in words.bodies:
        raise sheet.place(line, "Area Code").error(
            f"no code of {printed}", cell, "such as E23000028"
        )
    return area


def country_of_row(sheet: ForceAreaSheet, line: int, printed: str, words: Words) -> int:
    """England and Wales, with British Transport Police or without.

    P1 to P3 mean both by *England and Wales*; the other tables leave the transport police out.

    Raises:
        DataError: the row is called neither way.
    """
    if plain_name(printed) == "england and wales" and sheet.table in ("P1", "P2", "P3"):
        return words.number("england-and-wales-and-btp")
    area = words.find_area(printed)
    if area not in {words.number(country) for country in COUNTRIES}:
        raise sheet.place(line, "Area Name").error(
            "not the name of the area K04000001", printed, "England and Wales, with or without BTP"
        )
    assert area is not None
    return area
