"""A list as a table of cells: from CSV or from one sheet of a workbook."""

from __future__ import annotations

import csv
import hashlib
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpeel.loaders.bounds import SMALL, bounded_memory, check_size, check_workbook
from openpeel.loaders.errors import DataError
from openpeel.loaders.extras import extra
from openpeel.loaders.fact_files import not_utf8

# A list of one force has hundreds of items; what is far above that is no list.
MOST_BYTES = 20_000_000
MOST_ROWS = 20_000
# Of a workbook also what stands between and beside: it says itself which number a row has, and
# a small file can hold millions of cells.
LAST_ROW = 1_048_576
MOST_CELLS = 400_000
# The sheet that the template has its list on.
SHEET = "Tracker"

ListCell = str | int | float | bool | date | datetime | None


# A workbook writes some characters as their numbers, which may be those of half a character.
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class Broken(str):
    """What stands in a cell that cannot be read: an error, or a formula without a value."""


@dataclass(frozen=True)
class ListTable:
    """The headings of a list and its rows, each with its line or row number."""

    path: Path
    # Null for CSV.
    sheet: str | None
    header_row: int
    header: list[str]
    rows: list[tuple[int, list[ListCell]]]
    sha256: str

    def wrong(
        self,
        problem: str,
        line: int,
        column: str | None = None,
        value: object = None,
        expected: str | None = None,
    ) -> DataError:
        """An error at a cell of this table."""
        found = None if value is None else str(value)
        return DataError(
            problem,
            self.path,
            line=line,
            column=column,
            value=found,
            expected=expected,
            sheet=self.sheet,
        )


def read_list(path: Path, sheet: str | None = None, header_row: int = 1) -> ListTable:
    """The table of a .csv or .xlsx file.

    Rows without any value are passed over. Nothing is interpreted: cells keep the type that
    the file gives them.

    Raises:
        DataError: no such file, neither CSV nor a workbook, too large, no such sheet, or no
            headings where they were expected.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise DataError("not a list that can be read", path, expected="a .csv or .xlsx file")
    content = read_bytes(path)
    if path.suffix.lower() == ".csv":
        if sheet is not None:
            raise DataError("CSV has no sheets", path, value=sheet)
        name, records = None, list(read_list_csv(path))
    else:
        name, records = read_workbook(path, sheet)
    sha256 = hashlib.sha256(content).hexdigest()
    header: list[str] = []
    rows = []
    for line, cells in records:
        if line == header_row:
            header = ["" if cell is None else " ".join(str(cell).split()) for cell in cells]
        elif line > header_row and any(cell is not None for cell in cells):
            rows.append((line, cells))
    while header and header[-1] == "":
        header.pop()
    if not header:
        raise DataError(
            "no headings here",
            path,
            line=header_row,
            expected="the headings of the columns",
            sheet=name,
        )
    return ListTable(path, name, header_row, header, rows, sha256)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of bounded size."""
    try:
        check_size(path, MOST_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", path) from error


def read_list_csv(path: Path) -> Iterator[tuple[int, list[ListCell]]]:
    """Each record of a CSV file with the number of its first line."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            for count, record in enumerate(reader):
                if count > MOST_ROWS:
                    raise list_too_long(path, None)
                yield line, [text.replace("\r\n", "\n") if text else None for text in record]
                line = reader.line_num + 1
    except UnicodeDecodeError as error:
        refused = not_utf8(path)
        refused.expected = "UTF-8; a spreadsheet program can save as `CSV UTF-8`"
        raise refused from error
    except csv.Error as error:
        raise DataError(f"not a CSV line ({error})", path, line=line) from error


def list_too_long(path: Path, sheet: str | None) -> DataError:
    """The error for more rows than a list can have."""
    return DataError(
        "too many rows for a list", path, expected=f"at most {MOST_ROWS:,}", sheet=sheet
    )


def read_workbook(path: Path, wanted: str | None) -> tuple[str, list[tuple[int, list[ListCell]]]]:
    """The name of the sheet and its rows, numbered as the program shows them."""
    with extra("track"):
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    try:
        check_workbook(path, SMALL)
        with bounded_memory(), warnings.catch_warnings():
            # Of parts of a workbook that it passes over, such as pictures.
            warnings.simplefilter("ignore")
            # Twice: the values, and the formulas, to tell an empty cell from one whose
            # formula has no value yet.
            values = load_workbook(path, read_only=True, data_only=True)
            formulas = load_workbook(path, read_only=True)
            name = choose_sheet(path, values.sheetnames, wanted)
            rows: list[tuple[int, list[ListCell]]] = []
            for book in (values, formulas):
                book[name].reset_dimensions()
            pairs = zip(values[name].iter_rows(), formulas[name].iter_rows(), strict=True)
            seen = 0
            for number, (held, written) in enumerate(pairs, start=1):
                seen += len(held)
                if number > LAST_ROW:
                    raise list_too_long(path, name)
                if seen > MOST_CELLS:
                    raise DataError(
                        "too many cells for a list",
                        path,
                        expected=f"at most {MOST_CELLS:,}",
                        sheet=name,
                    )
                cells = [read_cell(a, b) for a, b in zip(held, written, strict=True)]
                if len(rows) > MOST_ROWS:
                    raise list_too_long(path, name)
                if any(cell is not None for cell in cells):
                    rows.append((number, cells))
            values.close()
            formulas.close()
    except DataError:
        raise
    except MemoryError as error:
        raise DataError("takes more memory than a list can", path) from error
    except (zipfile.BadZipFile, InvalidFileException) as error:
        raise DataError("not a workbook", path, expected="an .xlsx file") from error
    except Exception as error:
        # What openpyxl raises on a damaged workbook is anything from KeyError to ParseError.
        raise DataError(f"a damaged workbook ({type(error).__name__}: {error})", path) from error
    return name, rows


def choose_sheet(path: Path, names: list[str], wanted: str | None) -> str:
    """The sheet asked for, or the template's, or the only one."""
    if wanted is not None and wanted not in names:
        raise DataError(
            "no sheet of that name", path, value=wanted, expected=f"one of {', '.join(names)}"
        )
    if wanted is None and SHEET not in names and len(names) != 1:
        raise DataError(
            "several sheets; say which holds the list, with `sheet:` in the mapping",
            path,
            expected=f"one of {', '.join(names)}",
        )
    return wanted or (SHEET if SHEET in names else names[0])


def read_cell(held: object, written: object) -> ListCell:
    """The value of a cell; None where it is empty."""
    from openpyxl.utils.escape import unescape

    value, kind = getattr(held, "value", None), getattr(held, "data_type", "n")
    if kind == "e":
        return Broken(value)
    if value is None and getattr(written, "data_type", "n") == "f":
        return Broken(str(getattr(written, "value", "=")))
    if isinstance(value, str):
        text = unescape(value).replace("\r\n", "\n")
        if HALF_CHARACTER.search(text):
            return Broken(ascii(text))
        return text if text.strip() else None
    if value is None or isinstance(value, int | float | bool | date | datetime):
        return value
    return Broken(str(value))
