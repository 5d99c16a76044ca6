"""Sheets of workbooks, row by row where a format lets one.

openpyxl reads an xlsx file row by row: one of records may have a million, and one stray cell
far out must not cost the memory of all that lie between (it ends calamine, which reads ods).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from openpeel.loaders.bounds import RECORDS, SMALL, WorkbookBounds, bounded_memory, check_workbook
from openpeel.loaders.errors import DataError
from openpeel.loaders.extras import extra
from openpeel.loaders.statistics.ods_stream import open_ods

SheetCell = str | int | float | bool | date | datetime | time | timedelta

# Of all sheets together: many times what the largest workbook that was seen has.
MOST_CELLS = 1_000_000
MOST_LETTERS_IN_CELLS = 20_000_000


def sheets_of(path: Path) -> Iterator[tuple[str, list[list[SheetCell]]]]:
    """Each sheet that a person laid out, by its name, with its rows; item n - 1 is row n.

    Raises:
        DataError: no workbook (xlsx, ods), a damaged sheet, or one far larger than such tables.
    """
    return xlsx_sheets(path) if path.suffix.lower() == ".xlsx" else ods_sheets(path)


def xlsx_sheets(path: Path) -> Iterator[tuple[str, list[list[SheetCell]]]]:
    """Each sheet of an xlsx workbook; an empty cell is an empty text."""
    cells = 0
    with open_records(path, SMALL) as book:
        for sheet in (worksheet.title for worksheet in book.worksheets):
            rows: list[list[SheetCell]] = []
            for row in rows_of_sheet(path, book, sheet):
                # An empty row, too, is something to be held.
                cells += len(row) + 1
                if cells > MOST_CELLS:
                    raise too_large(path, sheet)
                rows.append([cell_of(cell) for cell in row])
            yield sheet, rows


def cell_of(cell: object) -> SheetCell:
    """A cell as openpyxl has it, an empty one as an empty text."""
    return cell if isinstance(cell, SheetCell) else "" if cell is None else str(cell)


def ods_sheets(path: Path) -> Iterator[tuple[str, list[list[SheetCell]]]]:
    """Each sheet of an ods workbook."""
    with extra("ingest"):
        from python_calamine import CalamineError, CalamineWorkbook
    check_ods_cells(path)
    cells = 0
    try:
        book = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        raise DataError(f"not a workbook that can be read ({error})", path) from error
    for name in book.sheet_names:
        try:
            sheet = book.get_sheet_by_name(name)
            cells += sheet.total_height * sheet.total_width
            if cells > MOST_CELLS:
                raise too_large(path, name)
            rows: list[list[SheetCell]] = sheet.to_python(skip_empty_area=False)
        except CalamineError as error:
            raise DataError(f"a sheet that cannot be read ({error})", path, sheet=name) from error
        yield name, rows


def check_ods_cells(path: Path) -> None:
    """Refuse a workbook in which repetitions, which take no space in a file, make too much.

    Raises:
        DataError: it has more cells, or more text in them, than tables have.
    """
    cells = letters = 0
    with open_ods(path, SMALL) as sheets:
        for name, rows in sheets:
            for row in rows:
                cells += len(row) + 1
                letters += sum(len(cell) for cell in row if isinstance(cell, str))
                if cells > MOST_CELLS or letters > MOST_LETTERS_IN_CELLS:
                    raise too_large(path, name)


def too_large(path: Path, sheet: str) -> DataError:
    """The error of a sheet that no table of ours would need."""
    expected = f"at most {MOST_CELLS:,}; clear what stands far off the table"
    return DataError("more cells than such a table has", path, expected=expected, sheet=sheet)


@contextmanager
def open_records(path: Path, most: WorkbookBounds = RECORDS) -> Iterator[Any]:
    """A workbook whose rows are read one by one.

    Raises:
        DataError: it is none, or too large.
    """
    with extra("ingest"):
        from openpyxl import load_workbook
    check_workbook(path, most)
    # Opened here, since openpyxl leaves a file open that it cannot make out.
    with bounded_memory(), open_workbook_file(path) as stream:
        try:
            with warnings.catch_warnings():
                # Of parts of a workbook that it passes over, such as pictures.
                warnings.simplefilter("ignore")
                book = load_workbook(stream, read_only=True, data_only=True)
        except Exception as error:
            raise damaged(path, error) from error
        try:
            yield book
        finally:
            book.close()


def open_workbook_file(path: Path) -> IO[bytes]:
    """A file, to be read as bytes.

    Raises:
        DataError: it cannot be opened.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", path) from error


def damaged(
    path: Path, error: Exception, sheet: str | None = None, row: int | None = None
) -> DataError:
    """The error of a workbook that cannot be read: openpyxl lets through whatever comes."""
    if isinstance(error, MemoryError):
        return DataError("takes more memory than a table can", path, line=row, sheet=sheet)
    said = " ".join(str(error).split())
    problem = f"not a workbook that can be read ({type(error).__name__}: {said})"
    return DataError(problem, path, line=row, sheet=sheet)


def rows_of_sheet(path: Path, book: Any, sheet: str) -> Iterator[tuple[object, ...]]:
    """The rows of a sheet from its first on, each as far as it has cells."""
    read = 0
    try:
        # The extent that a file gives of itself may be wrong.
        book[sheet].reset_dimensions()
        for read, row in enumerate(book[sheet].iter_rows(values_only=True), start=1):  # noqa: B007
            yield row
    except Exception as error:
        raise damaged(path, error, sheet, read + 1) from error
