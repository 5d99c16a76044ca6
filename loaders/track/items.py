"""The items of a list: a table's rows, checked one by one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.fact_files import UNSEEN
from openpeel.loaders.track.fields import Field, vocabulary
from openpeel.loaders.track.list_file import Broken, ListCell, ListTable
from openpeel.loaders.track.mapping import Mapping

# Line ends and tabs are part of a text, other control characters are none.
CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f{UNSEEN}]")
EARLIEST, LATEST = "2000-01-01", "2099-12-31"


@dataclass(frozen=True)
class Item:
    """One row of a list; days are ISO text."""

    line: int
    reference: str
    report: str | None
    recommendation: str
    owner: str | None
    status: str
    status_as_worded: str
    target_date: str | None
    revised_date: str | None
    evidence: str | None
    last_update: str | None
    improvement_id: str | None

    def content(self) -> dict[str, object]:
        """All but the line it stands on."""
        values = asdict(self)
        del values["line"]
        return values


def read_items(
    table: ListTable, mapping: Mapping, day: str, improvements: Collection[str]
) -> list[Item]:
    """One item per row of a list as it stood on `day`.

    An item whose reference is the id of one of the public `improvements` answers to it.

    Raises:
        DataErrors: everything that is wrong with the list, each with sheet, row, column,
            value and what was expected.
    """
    places = match_columns(table, mapping)
    errors: list[DataError] = []
    items = []
    seen: dict[str, int] = {}
    for line, cells in table.rows:
        row = RowReader(table, mapping, places, line, cells, improvements)
        item = row.read(day)
        if item is not None and item.reference in seen:
            row.wrong(
                "reference",
                f"the same reference as in row {seen[item.reference]}"
                if table.sheet
                else f"the same reference as on line {seen[item.reference]}",
                item.reference,
                "a reference of its own for each item",
            )
        elif item is not None:
            seen[item.reference] = line
            items.append(item)
        errors.extend(row.errors)
    if not errors and not items:
        errors.append(table.wrong("no item on this list", table.header_row + 1))
    if errors:
        raise DataErrors(errors)
    return items


def match_columns(table: ListTable, mapping: Mapping) -> dict[str, int]:
    """Where each of our columns stands in the table.

    Raises:
        DataErrors: a heading that is unknown, empty or occurs twice, or a column missing.
    """
    errors: list[DataError] = []
    places: dict[str, int] = {}
    known = mapping.columns or {f.heading: n for n, f in vocabulary().fields.items()}
    for index, heading in enumerate(table.header):
        name = mapping.column_of(heading)
        empty = all(index >= len(cells) or cells[index] is None for _, cells in table.rows)
        if heading in mapping.ignore or (heading == "" and empty):
            continue
        if name is None:
            errors.append(
                table.wrong(
                    "a heading that is not known; map it (`columns:`) or pass it over (`ignore:`)",
                    table.header_row,
                    value=heading,
                    expected=", ".join(known),
                )
            )
        elif name in places:
            errors.append(table.wrong("a heading occurs twice", table.header_row, value=heading))
        else:
            places[name] = index
    wanted = mapping.columns.values() if mapping.columns else required_columns()
    for name in wanted:
        if name not in places:
            heading = next((h for h, n in known.items() if n == name), name)
            errors.append(table.wrong("a heading is missing", table.header_row, expected=heading))
    if errors:
        raise DataErrors(errors)
    return places


def required_columns() -> list[str]:
    """The columns that every list must have."""
    return [name for name, field in vocabulary().fields.items() if field.required]


class RowReader:
    """Reads one row and gathers what is wrong with it."""

    def __init__(
        self,
        table: ListTable,
        mapping: Mapping,
        places: dict[str, int],
        line: int,
        cells: list[ListCell],
        improvements: Collection[str],
    ) -> None:
        self.table, self.mapping, self.places = table, mapping, places
        self.line, self.cells, self.improvements = line, cells, improvements
        self.errors: list[DataError] = []

    def wrong(self, name: str, problem: str, value: object, expected: str | None = None) -> None:
        """Note an error in one of the row's cells."""
        heading = self.table.header[self.places[name]] if name in self.places else name
        self.errors.append(self.table.wrong(problem, self.line, heading, value, expected))

    def read(self, day: str) -> Item | None:
        """The item of the row, or None if something is wrong with it."""
        beyond = [cell for cell in self.cells[len(self.table.header) :] if cell is not None]
        if beyond:
            self.errors.append(
                self.table.wrong("a value outside the columns", self.line, value=beyond[0])
            )
        values = {name: self.value(field) for name, field in vocabulary().fields.items()}
        word = self.text(vocabulary().fields["status"]) if not self.errors else None
        if values["revised_date"] and not values["target_date"]:
            self.wrong(
                "revised_date",
                "a revised date without a target date",
                self.cell("revised_date"),
                "the day first set as well",
            )
        if values["last_update"] and str(values["last_update"]) > day:
            self.wrong(
                "last_update",
                f"later than the list itself, which is of {day}",
                self.cell("last_update"),
                f"up to {day}",
            )
        if self.errors:
            return None
        if values["improvement_id"] is None and values["reference"] in self.improvements:
            values["improvement_id"] = values["reference"]
        return Item(line=self.line, status_as_worded=word or "", **values)  # type: ignore[arg-type]

    def value(self, field: Field) -> str | None:
        """What a cell holds, as its column's kind; None where it is empty or wrong."""
        cell = self.cell(field.name)
        if cell is None:
            if field.required:
                self.wrong(field.name, "a value is missing", "", field.note)
            return None
        if isinstance(cell, Broken):
            self.wrong(field.name, "an error or a formula without a value", cell, "a value")
            return None
        if field.kind == "day":
            return self.day(field, cell)
        text = self.text(field)
        if text is None:
            return None
        if field.kind == "status":
            return self.status(field, text)
        if field.kind == "improvement" and text not in self.improvements:
            self.wrong(
                field.name, "no such item in the public database", text, "an id of improvement"
            )
            return None
        return text

    def cell(self, name: str) -> ListCell:
        """The cell of one of our columns; None where the list does not have it."""
        index = self.places.get(name)
        if index is None or index >= len(self.cells):
            return None
        cell = self.cells[index]
        return None if isinstance(cell, str) and not cell.strip() else cell

    def text(self, field: Field) -> str | None:
        """A cell as text, space at its ends left off. A whole number is its digits."""
        cell = self.cell(field.name)
        if isinstance(cell, bool | date | datetime) or cell is None:
            self.wrong(field.name, "not text", cell, "text; format the cell as text")
            return None
        if isinstance(cell, float):
            cell = int(cell) if cell.is_integer() else cell
        text = str(cell).strip()
        if CONTROL.search(text):
            self.wrong(field.name, "a control character in the text", text, "text")
            return None
        if len(text) > field.longest:
            self.wrong(field.name, "too long", text, f"at most {field.longest:,} characters")
            return None
        return text

    def status(self, field: Field, word: str) -> str | None:
        """Our status for the list's word."""
        status = self.mapping.status_of(word)
        if status is None:
            words = ", ".join(self.mapping.status_words())
            self.wrong(field.name, "a status that is not known", word, words)
        return status

    def day(self, field: Field, cell: ListCell) -> str | None:
        """A day as ISO text: a date of the workbook, or text written as the mapping says."""
        written = self.mapping.dates
        expected = f"a day written as {written}, from {EARLIEST} to {LATEST}"
        found: datetime | None = None
        if isinstance(cell, datetime):
            found = cell
        elif isinstance(cell, date):
            found = datetime(cell.year, cell.month, cell.day)
        elif isinstance(cell, str):
            try:
                found = datetime.strptime(cell.strip(), written)
            except ValueError:
                found = None
        if found is None:
            self.wrong(field.name, "not a day", cell, expected)
            return None
        if found.time() != datetime.min.time() and "%H" not in written:
            self.wrong(field.name, "a day with a time of day", cell, expected)
            return None
        text = found.date().isoformat()
        if not EARLIEST <= text <= LATEST:
            self.wrong(field.name, "a day that cannot be meant", text, expected)
            return None
        return text
