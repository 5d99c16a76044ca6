"""A committee's paper as a spreadsheet."""

from __future__ import annotations

import io
from datetime import date

from odfdo import Cell, Column, Document, Row, Table

from openpeel.loaders.months import day as day_in_words
from openpeel.outputs.paper_files import Paper, is_day
from openpeel.outputs.paper_tables import PaperTable, PaperValue

# Of the spreadsheet: bold headings, text that wraps, days written as such.
STYLES = (
    '<number:date-style style:name="iso"><number:year number:style="long"/>'
    "<number:text>-</number:text>"
    '<number:month number:style="long"/><number:text>-</number:text>'
    '<number:day number:style="long"/></number:date-style>',
    '<style:style style:name="bold" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>',
    '<style:style style:name="wrap" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
    "</style:style>",
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="iso">'
    '<style:table-cell-properties style:vertical-align="top"/></style:style>',
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="11cm"/></style:style>',
    '<style:style style:name="narrow" style:family="table-column">'
    '<style:table-column-properties style:column-width="3.2cm"/></style:style>',
)


def as_ods(paper: Paper) -> bytes:
    """The paper as a spreadsheet, a sheet for each table."""
    document = Document("spreadsheet")
    document.body.clear()
    for style in STYLES:
        document.insert_style(style, automatic=True)
    front = Table("Paper")
    front.append(Column(style="wide"))
    for text, style in [
        (paper.title, "bold"),
        (f"As of {day_in_words(paper.day)}", "bold"),
        *((line, "wrap") for line in paper.lead),
    ]:
        front.append_row(make_row([Cell(text, style=style)]))
    document.body.append(front)
    for number, sheet in enumerate(paper.sheets, start=1):
        # A sheet's name may have no more than 31 characters in other programs.
        document.body.append(make_table(f"{number} {sheet.title}"[:31], sheet))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def make_row(cells: list[Cell]) -> Row:
    """A row of cells."""
    row = Row()
    row.extend_cells(cells)
    return row


def make_table(name: str, sheet: PaperTable) -> Table:
    """A table of the paper as a sheet: title, note, headings, rows, sums as formulas."""
    table = Table(name)
    for index in range(len(sheet.header)):
        longest = max((len(str(row[index] or "")) for row in sheet.rows), default=0)
        table.append(Column(style="wide" if longest > 40 else "narrow"))
    rows = [
        make_row([Cell(sheet.title, style="bold")]),
        make_row([Cell(sheet.note)]),
        make_row([Cell(text, style="bold") for text in sheet.header]),
        *(make_row([make_cell(value) for value in row]) for row in sheet.rows),
    ]
    if sheet.added and sheet.rows:
        last = 3 + len(sheet.rows)
        cells = []
        for index, value in enumerate(sheet.sums()):
            column = chr(ord("A") + index)
            formula = f"of:=SUM([.{column}4:.{column}{last}])" if index in sheet.added else None
            cells.append(Cell(value, formula=formula, style="bold"))
        rows.append(make_row(cells))
    if not sheet.rows:
        rows.append(make_row([Cell(sheet.nothing)]))
    # All at once: for each row that it is given, the library looks at all that it has.
    table.extend_rows(rows)
    return table


def make_cell(value: PaperValue) -> Cell:
    """A number, a day or a text as a cell of its kind."""
    if is_day(value):
        return Cell(date.fromisoformat(str(value)), style="day")
    if isinstance(value, str):
        return Cell(value, style="wrap", cell_type="string")
    return Cell(value)
