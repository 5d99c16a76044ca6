"""Records of CSV files, compressed or not, and of sheets of workbooks, and what their cells say."""

from __future__ import annotations

import csv
import gzip
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from openpeel.loaders.bounds import bounded_lines, check_regular_file
from openpeel.loaders.errors import DataError, DataErrors, Place
from openpeel.loaders.statistics.ods_stream import open_ods
from openpeel.loaders.statistics.workbooks import SheetCell, open_records, rows_of_sheet

WHOLE = re.compile(r"-?[0-9]{1,12}")
DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,20})?")
# Marks of footnotes at the end of a name or before a closing bracket: Cheshire8,
# (excluding fraud4), Residential burglary6,7; and in brackets: Kent [note 4], Kent [4].
FOOTNOTES = re.compile(
    r"(?<=[A-Za-z)])\s?[0-9]{1,2}(?:\s?,\s?[0-9]{1,2})*(?=$|\)| \()"
    r"|\s*\[(?:(?:foot)?notes? ?)?[0-9]+(?:, ?(?:(?:foot)?note ?)?[0-9]+)*\](?=$|\)| |\[)",
    re.IGNORECASE,
)
# Superscripts, which some editions have in place of the digits of a footnote.
SUPERSCRIPTS = str.maketrans(
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789"
)
# The code of an area at the Office for National Statistics; the mark of a footnote may follow it.
AREA_CODE = re.compile(r"([A-Z][0-9]{8})(?:\s*[\[(].*[\])]|\s?[0-9]{1,2}(?:\s?,\s?[0-9]{1,2})*)?")
# A number in brackets after a name: British Transport Police(2006).
IN_BRACKETS = re.compile(r"\s*\([0-9][0-9, ]*\)$")


@dataclass
class RecordTable:
    """The records of a file or sheet, each a list of texts in the order of the columns asked for.

    Attributes:
        file: the file.
        sheet: the sheet, where the file has such.
        headers: how the file heads each column.
        records: the records below the header.
        line: the line, or row of the sheet, of the record last read.
    """

    file: Path
    sheet: str | None
    headers: Mapping[str, str]
    records: Iterator[list[str]]
    line: int = 1

    def place(self, column: str) -> Place:
        """Return the place of a cell of the record last read."""
        return Place(self.file, self.line, self.headers[column], self.sheet)


def whole(cell: str, place: Place) -> int:
    """A cell as a whole number.

    Raises:
        DataError: it is none; signs other than a minus, points and spaces are none.
    """
    if not WHOLE.fullmatch(cell):
        raise place.error("not a whole number", cell, "digits")
    return int(cell)


def decimal(cell: str, place: Place) -> float:
    """A cell as a number that is not negative.

    Raises:
        DataError: it is none.
    """
    if not DECIMAL.fullmatch(cell):
        raise place.error("not a number", cell, "digits, one point")
    return float(cell)


def number_in(cell: SheetCell) -> float | None:
    """The number in a cell of a sheet; None where there is none, or none to count with."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not math.isfinite(cell):
        return None
    return float(cell)


def tidy_label(cell: SheetCell) -> str:
    """A text of a sheet with line ends closed up and marks of footnotes taken off."""
    return FOOTNOTES.sub("", closed_up(cell)).strip()


def closed_up(cell: SheetCell) -> str:
    """A text of a sheet with line ends and spaces closed up, superscripts as digits."""
    return " ".join(str(cell).translate(SUPERSCRIPTS).split())


def area_code(cell: SheetCell) -> str | None:
    """The code of an area in a cell, without the mark of a footnote; None where there is none."""
    match = AREA_CODE.fullmatch(closed_up(cell))
    return match[1] if match else None


def plain_name(name: str) -> str:
    """A name without what differs from file to file: case, footnotes, & for and, spaces."""
    text = IN_BRACKETS.sub("", tidy_label(name.replace("&", " and ")))
    return " ".join(text.replace("\u2013", "-").replace("\u2019", "'").split()).casefold()


@contextmanager
def open_tables(
    path: Path, headers: Mapping[str, str], columns: tuple[str, ...]
) -> Iterator[Iterator[RecordTable]]:
    """The tables of a file that have these columns: one of a CSV file, one a sheet.

    Raises:
        DataError: no such file, not UTF-8, no CSV, no workbook, cut off, or a header that is
            unknown, missing or there twice.
    """
    if path.suffix.lower() == ".xlsx":
        with open_records(path) as book:
            names = [worksheet.title for worksheet in book.worksheets]
            sheets = ((name, rows_of_sheet(path, book, name)) for name in names)
            yield sheet_tables(path, sheets, headers, columns)
        return
    if path.suffix.lower() == ".ods":
        with open_ods(path) as found:
            yield sheet_tables(path, found, headers, columns)
        return
    check_regular_file(path)
    try:
        check_end(path)
        with open_text(path) as stream:
            yield iter([csv_table(path, bounded_lines(stream, path), headers, columns)])
    except UnicodeDecodeError as error:
        raise DataError("not UTF-8", path, value=f"byte {error.object[error.start]:02x}") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(
            f"cannot be unpacked ({error})", path, expected="a whole gzip file"
        ) from error
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror or error})", path) from error


def check_end(path: Path) -> None:
    """A CSV file does not end with a digit: its last number could be one that was cut off.

    A compressed file is known to be whole by its checksum.

    Raises:
        DataError: it ends so.
    """
    if path.suffix.lower() == ".gz":
        return
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 1))
        last = stream.read(1)
    if last.isdigit():
        raise DataError(
            "the last line has no end, so its last number may be cut off",
            path,
            value=last.decode("ascii"),
            expected="a line end; get the file again",
        )


def open_text(path: Path) -> IO[str]:
    """A text file, compressed or not; a byte-order mark is passed over."""
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def csv_table(
    path: Path, stream: Iterable[str], headers: Mapping[str, str], columns: tuple[str, ...]
) -> RecordTable:
    """The one table of a CSV file."""
    reader = csv.reader(stream, strict=True)
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise DataError(f"not a CSV line ({error})", path, line=reader.line_num) from error
    places = find_columns(path, None, 1, header, headers, columns)
    table = RecordTable(path, None, {column: header[at] for column, at in places.items()}, iter(()))
    table.records = csv_records(reader, table, len(header), list(places.values()))
    return table


def csv_records(
    reader: csv.reader,  # type: ignore[valid-type]
    table: RecordTable,
    width: int,
    places: list[int],
) -> Iterator[list[str]]:
    """The records of a CSV file below its header."""
    in_order = places == list(range(width))
    try:
        for record in reader:  # type: ignore[attr-defined]
            table.line = reader.line_num  # type: ignore[attr-defined]
            if len(record) != width:
                raise DataError(
                    "the number of cells is not that of the header",
                    table.file,
                    line=table.line,
                    value=str(len(record)),
                    expected=str(width),
                )
            yield record if in_order else [record[at] for at in places]
    except csv.Error as error:
        line = reader.line_num  # type: ignore[attr-defined]
        raise DataError(f"not a CSV line ({error})", table.file, line=line) from error


def sheet_tables(
    path: Path,
    sheets: Iterable[tuple[str, Iterator[tuple[object, ...]]]],
    headers: Mapping[str, str],
    columns: tuple[str, ...],
) -> Iterator[RecordTable]:
    """The tables of a workbook: the sheets that have a row of these headers."""
    found = False
    known = plain_headers(headers)
    for sheet, rows in sheets:
        for line, row in enumerate(rows, start=1):
            texts = [" ".join(cell_text(cell).split()) for cell in row]
            if sum(header_key(text) in known for text in texts) * 2 > len(columns):
                first = next(at for at, text in enumerate(texts) if text)
                texts = texts[first : max(at for at, text in enumerate(texts) if text) + 1]
                places = find_columns(path, sheet, line, texts, headers, columns)
                named = {column: texts[at] for column, at in places.items()}
                table = RecordTable(path, sheet, named, iter(()), line)
                at = [first + place for place in places.values()]
                table.records = sheet_records(rows, table, at)
                found = True
                yield table
                break
            if line == 30:
                break
    if not found:
        raise DataError("no sheet has the table", path, expected=", ".join(columns))


def sheet_records(
    rows: Iterator[tuple[object, ...]], table: RecordTable, places: list[int]
) -> Iterator[list[str]]:
    """The records of a sheet below its header; rows without any text are passed over.

    Raises:
        DataError: something stands beside the columns.
    """
    first, end = min(places), max(places) + 1
    for row in rows:
        table.line += 1
        beside = [cell for cell in (*row[:first], *row[end:]) if cell is not None]
        if beside:
            raise DataError(
                "a value outside the columns",
                table.file,
                line=table.line,
                column=None,
                value=str(beside[0]),
                sheet=table.sheet,
            )
        if len(row) < end:
            row += (None,) * (end - len(row))
        record = [cell_text(row[at]) for at in places]
        if any(record):
            yield record


def cell_text(cell: object) -> str:
    """A cell of a sheet as a CSV file would have it: 12 for 12.0, nothing for none."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


# What a header means whose column is not read.
NOT_READ = "not-read"


@dataclass
class UnknownHeadersError(DataErrors):
    """Every header of a table that is not known.

    Attributes:
        headers: the headers.
        missing: the columns that no header stands for.
    """

    headers: list[str]
    missing: list[str]


def find_columns(
    path: Path,
    sheet: str | None,
    line: int,
    header: list[str],
    headers: Mapping[str, str],
    columns: tuple[str, ...],
) -> dict[str, int]:
    """Where each of the columns asked for stands.

    Raises:
        DataError: a header that is missing, or two that stand for the same column.
        UnknownHeadersError: headers that are not known or not asked for.
    """
    place = Place(path, line, None, sheet)
    known = plain_headers(headers)
    places: dict[str, int] = {}
    unknown: list[str] = []
    for at, text in enumerate(header):
        column = known.get(header_key(text))
        if column == NOT_READ:
            continue
        if column not in columns:
            unknown.append(text)
        elif column in places:
            raise place.error("a column occurs twice", text, None)
        else:
            places[column] = at
    missing = [column for column in columns if column not in places]
    wanted = " or ".join(text for text, column in headers.items() if column in missing)
    if unknown:
        expected = wanted or "no other column"
        errors = [place.error("a column that is not known", text, expected) for text in unknown]
        raise UnknownHeadersError(errors, unknown, missing)
    if missing:
        wanted = " or ".join(text for text, column in headers.items() if column == missing[0])
        raise DataError(
            "a column is missing", path, line=line, column=None, expected=wanted, sheet=sheet
        )
    return {column: places[column] for column in columns}


def header_key(text: str) -> str:
    """A header without case, spaces, underscores and marks of footnotes."""
    return plain_name(text.replace("_", " ").strip()).replace(" ", "")


def plain_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The column of each header by its key."""
    return {header_key(text): column for text, column in headers.items()}
