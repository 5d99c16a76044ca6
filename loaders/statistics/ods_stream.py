"""Rows of an OpenDocument spreadsheet, one after another, however large it is.

Unpacked, a workbook of records may be hundreds of megabytes of XML. It is unpacked and parsed
in small pieces, so that no more than a few rows are in memory at once. Workbooks that a person
laid out, with small sheets, are read whole instead (workbooks.py).
"""

from __future__ import annotations

import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO
from xml.parsers import expat

from openpeel.loaders.bounds import LONGEST_LINE, RECORDS, WorkbookBounds, check_workbook
from openpeel.loaders.errors import DataError, shorten

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
# What has cells or texts of its own, which are not those of a sheet.
BESIDE = frozenset(f"{TABLE}{name}" for name in ("shapes", "tracked-changes", "dde-links"))
PIECE = 1 << 16
# What a cell of a spreadsheet may hold at most.
LONGEST_TEXT = 32_767
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576

Cell = str | float | date | None
Row = tuple[Cell, ...]


@contextmanager
def open_ods(
    path: Path, most: WorkbookBounds = RECORDS
) -> Iterator[Iterator[tuple[str, Iterator[Row]]]]:
    """The sheets of a workbook by name, each with its rows; row n is the nth that comes.

    Going on to the next sheet passes over the rows left of the one before.

    Raises:
        DataError: no workbook, a damaged one, or one with a text that no cell can have.
    """
    check_workbook(path, most)
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise unreadable(path, str(error)) from error
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror or error})", path) from error
    with archive:
        try:
            stream = archive.open("content.xml")
        except KeyError as error:
            raise unreadable(path, "it has no content.xml") from error
        except (NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
            raise unreadable(path, str(error)) from error
        with stream:
            yield sheets_in(path, stream)


def unreadable(path: Path, why: str) -> DataError:
    """The error of a workbook that cannot be read."""
    return DataError(f"not a workbook that can be read ({why})", path, expected="a whole .ods file")


def sheets_in(path: Path, stream: IO[bytes]) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield each sheet of content.xml by its name, with its rows."""
    found = SheetReader(path).read(stream)
    name = next(found, None)
    while isinstance(name, str):
        following: list[str | None] = []
        rows = rows_until_name(found, following)
        yield name, rows
        for _ in rows:
            pass
        name = following[0]


def rows_until_name(found: Iterator[str | Row], following: list[str | None]) -> Iterator[Row]:
    """Yield the rows of a sheet; put the name of the next sheet into `following`, or None."""
    for item in found:
        if isinstance(item, str):
            following.append(item)
            return
        yield item
    following.append(None)


class SheetReader:
    """What expat calls as it goes through content.xml, and the rows that come of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: deque[tuple[str | Row, int]] = deque()
        self.sheet: str | None = None
        self.row: list[Cell] = []
        self.letters = 0
        # Empty cells and rows that count only if something follows them.
        self.empty_cells = 0
        self.empty_rows = 0
        self.row_repeat = 1
        self.cell_repeat = 1
        self.value: Cell = None
        self.texts: list[str] | None = None
        self.paragraphs = 0
        # Inside of a remark or drawing, whose text is not that of the cell.
        self.beside = 0
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{TABLE}table": self.start_sheet,
            f"{TABLE}table-row": self.start_row,
            f"{TABLE}table-cell": self.start_cell,
            f"{TABLE}covered-table-cell": self.start_cell,
            f"{TEXT}p": self.start_paragraph,
            f"{TEXT}s": self.add_spaces,
            f"{TEXT}tab": lambda _: self.add_text("\t"),
            f"{TEXT}line-break": lambda _: self.add_text("\n"),
        }
        self.ends: dict[str, Callable[[], None]] = {
            f"{TABLE}table-row": self.end_row,
            f"{TABLE}table-cell": self.end_cell,
            f"{TABLE}covered-table-cell": self.end_cell,
        }

    def read(self, stream: IO[bytes]) -> Iterator[str | Row]:
        """Yield the name of each sheet and then its rows."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.add_text
        parser.StartDoctypeDeclHandler = self.refuse_doctype
        last = False
        rows = 0
        while not last:
            last = not self.parse_piece(parser, stream)
            while self.found:
                item, repeat = self.found.popleft()
                rows = 0 if isinstance(item, str) else rows + repeat
                if rows > MOST_ROWS:
                    raise self.error("more rows than a sheet can have", str(rows), f"{MOST_ROWS:,}")
                for _ in range(repeat):
                    yield item

    def parse_piece(self, parser: expat.XMLParserType, stream: IO[bytes]) -> bytes:
        """Parse the next piece of content.xml; return it, empty where there is no more."""
        try:
            piece = stream.read(PIECE)
            parser.Parse(piece, not piece)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise unreadable(self.path, str(error)) from error
        except expat.ExpatError as error:
            raise unreadable(self.path, f"content.xml is no XML: {error}") from error
        except OSError as error:
            raise DataError(f"cannot be read ({error.strerror or error})", self.path) from error
        return piece

    def refuse_doctype(self, *_: object) -> None:
        """Refuse a document type: it may define texts that grow without end."""
        raise unreadable(self.path, "content.xml has a document type")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Start an element; what is in a cell and is not its text is beside it."""
        if self.beside or name in BESIDE or (self.texts is not None and name[: len(TEXT)] != TEXT):
            self.beside += 1
        elif (act := self.starts.get(name)) is not None:
            act(attributes)

    def end(self, name: str) -> None:
        """End an element."""
        if self.beside:
            self.beside -= 1
        elif (act := self.ends.get(name)) is not None:
            act()

    def start_sheet(self, attributes: dict[str, str]) -> None:
        """Start a sheet."""
        self.sheet = attributes.get(f"{TABLE}name", "")
        self.empty_rows = 0
        self.found.append((self.sheet, 1))

    def start_row(self, attributes: dict[str, str]) -> None:
        """Start a row."""
        self.row = []
        self.letters = 0
        self.empty_cells = 0
        self.row_repeat = self.repeat(attributes.get(f"{TABLE}number-rows-repeated"))

    def start_cell(self, attributes: dict[str, str]) -> None:
        """Start a cell; a number or day stands in an attribute."""
        self.cell_repeat = self.repeat(attributes.get(f"{TABLE}number-columns-repeated"))
        self.value = None
        if (number := attributes.get(f"{OFFICE}value")) is not None:
            self.value = self.number(number)
        elif (day := attributes.get(f"{OFFICE}date-value")) is not None:
            self.value = self.day(day)
        elif (text := attributes.get(f"{OFFICE}string-value")) is not None:
            self.value = text
        self.texts = []
        self.paragraphs = 0

    def start_paragraph(self, _: dict[str, str]) -> None:
        """Start a paragraph: the second one of a cell on a line of its own."""
        if self.paragraphs:
            self.add_text("\n")
        self.paragraphs += 1

    def add_spaces(self, attributes: dict[str, str]) -> None:
        """Add spaces that the format counts instead of writing them."""
        self.add_text(" " * min(self.repeat(attributes.get(f"{TEXT}c")), LONGEST_TEXT + 1))

    def add_text(self, text: str) -> None:
        """Add to the text of a cell."""
        if self.texts is not None and self.paragraphs and not self.beside:
            self.texts.append(text)
            if len(self.texts) > LONGEST_TEXT or len(text) > LONGEST_TEXT:
                raise self.error("a text that is too long", shorten(text), f"{LONGEST_TEXT:,}")

    def end_cell(self) -> None:
        """End a cell: put it into the row, with the empty ones before it."""
        text = "".join(self.texts or ())
        self.texts = None
        value = self.value if self.value is not None else text or None
        if value is None:
            self.empty_cells += self.cell_repeat
            return
        if len(self.row) + self.empty_cells + self.cell_repeat > MOST_COLUMNS:
            raise self.error("a row that is too long", str(value), f"{MOST_COLUMNS:,} columns")
        if isinstance(value, str):
            self.letters += len(value) * self.cell_repeat
            if self.letters > LONGEST_LINE:
                raise self.error("a row with too much text", value, f"{LONGEST_LINE:,} characters")
        self.row += [None] * self.empty_cells
        self.row += [value] * self.cell_repeat
        self.empty_cells = 0

    def end_row(self) -> None:
        """End a row: let it be found, with the empty ones before it."""
        if not self.row:
            self.empty_rows += self.row_repeat
            return
        if self.empty_rows:
            self.found.append(((), self.empty_rows))
            self.empty_rows = 0
        self.found.append((tuple(self.row), self.row_repeat))

    def repeat(self, cell: str | None) -> int:
        """How often something is repeated."""
        if cell is None:
            return 1
        if not cell.isdecimal() or len(cell) > 9:
            raise self.error("not a number of repetitions", shorten(cell), "digits")
        return int(cell)

    def number(self, cell: str) -> float:
        """The number of a cell."""
        try:
            return float(cell)
        except ValueError as error:
            raise self.error("not a number", shorten(cell), "digits") from error

    def day(self, cell: str) -> date:
        """The day of a cell, the time of day left out."""
        try:
            return date.fromisoformat(cell[:10])
        except ValueError as error:
            raise self.error("not a day", shorten(cell), "a day such as 2016-03-31") from error

    def error(self, problem: str, value: str, expected: str) -> DataError:
        """What is wrong with a cell; the row is not known, since empty ones are passed over."""
        return DataError(problem, self.path, value=value, expected=expected, sheet=self.sheet)
