"""All tables and views as one workbook for Excel and LibreOffice."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from openpeel.outputs.export.resource import Resource
from openpeel.outputs.export.workbook_plan import Plan
from openpeel.outputs.export.writing import archive_without_clock

BOLD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")
# The file says when it was made; this is not it, so that the same data make the same bytes.
NO_CLOCK = datetime(1980, 1, 1)
FORMULA = ("=", "+", "-", "@")


def write_xlsx(
    connection: sqlite3.Connection,
    plan: Plan,
    path: Path,
    count: Callable[[int], object] = lambda rows: None,
) -> None:
    """Write the workbook; `count` is told how many rows were written since it was last told."""
    book = Workbook(write_only=True)
    book.properties.creator = "openpeel"
    book.properties.title = plan.about.title
    book.properties.created = book.properties.modified = NO_CLOCK
    write_words(book, "cover", plan.cover(), (26, 90, 60))
    write_contents(book, plan)
    write_words(book, "notes", plan.notes(), (110,))
    for sheet in plan.sheets:
        write_sheet(book, sheet.name, sheet.resource, connection.execute(sheet.resource.query))
        count(sheet.rows)
    save_without_clock(book, path)


def write_words(
    book: Workbook, name: str, rows: Iterable[list[str]], widths: tuple[int, ...]
) -> None:
    """A sheet of a few rows in words."""
    sheet = book.create_sheet(name)
    set_widths(sheet, widths)
    for index, row in enumerate(rows):
        cells = [text_cell(sheet, text) for text in row]
        for cell in cells:
            cell.alignment = WRAPPED
            if index == 0 and name == "cover":
                cell.font = Font(bold=True, size=16)
        sheet.append(cells)


def write_contents(book: Workbook, plan: Plan) -> None:
    """The list of sheets, each a link."""
    sheet = book.create_sheet("contents")
    set_widths(sheet, (32, 40, 8, 80, 10))
    sheet.freeze_panes = "A2"
    names = {sheet.name for sheet in plan.sheets}
    for index, row in enumerate(plan.contents()):
        cells = [text_cell(sheet, value) for value in row]
        if index == 0:
            for cell in cells:
                cell.font = BOLD
        elif row[0] in names:
            cells[0].hyperlink = f"#'{row[0]}'!A1"
            cells[0].style = "Hyperlink"
        sheet.append(cells)


def write_sheet(
    book: Workbook, name: str, resource: Resource, rows: Iterable[tuple[Any, ...]]
) -> None:
    """One table: a heading that stays in view, then its rows."""
    sheet = book.create_sheet(name)
    set_widths(sheet, [max(10, min(40, len(field.name) + 2)) for field in resource.fields])
    sheet.freeze_panes = "A2"
    heading = [text_cell(sheet, field.name) for field in resource.fields]
    for cell in heading:
        cell.font = BOLD
    sheet.append(heading)
    for row in rows:
        sheet.append(
            [
                text_cell(sheet, value)
                if isinstance(value, str) and value.startswith(FORMULA)
                else value
                for value in row
            ]
        )


def text_cell(sheet: Any, value: Any) -> Any:
    """A cell whose text is never taken for a formula."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def set_widths(sheet: Any, widths: Iterable[int]) -> None:
    """Set the widths of columns, in characters."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def save_without_clock(book: Workbook, path: Path) -> None:
    """Save a workbook whose bytes depend on its contents alone."""
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive, archive_without_clock(path) as opened:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = without_saving_time(content)
            with opened(name) as stream:
                stream.write(content)


def without_saving_time(core: bytes) -> bytes:
    """Undo the time of saving, which openpyxl puts into the properties."""
    start, end = b"<dcterms:modified", b"</dcterms:modified>"
    before, _, rest = core.partition(start)
    opening, _, after = rest.partition(b">")
    _, _, tail = after.partition(end)
    return before + start + opening + b">" + f"{NO_CLOCK:%Y-%m-%dT%H:%M:%SZ}".encode() + end + tail
