"""An empty list to fill in: a workbook with notes, or the headings as CSV."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from openpeel.loaders.database import check_database, open_read_only
from openpeel.loaders.errors import DataError
from openpeel.loaders.swapped_files import writing, written_beside
from openpeel.loaders.track.fields import Field, vocabulary
from openpeel.loaders.track.list_file import MOST_ROWS, SHEET

NOTES, RECORD = "Notes", "Improvements"
ROWS = 1000
HEAD = PatternFill("solid", fgColor="DDE7EE")
WRAP = Alignment(wrap_text=True, vertical="top")


def write_template(file: Path, public: Path, force: str | None) -> None:
    """Write an empty list to a new file.

    Raises:
        DataError: the file is there already, is neither .csv nor .xlsx, or the force is
            not known.
    """
    suffix = file.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise DataError("not a list that can be written", file, expected="a .csv or .xlsx file")
    record = read_record(public, force) if force else []
    content = make_workbook(record) if suffix == ".xlsx" else make_csv()
    there = DataError("is there already; expected the name of a new file", file)
    if os.path.lexists(file):
        raise there
    with writing(file), written_beside(file, content) as whole:
        try:
            # Fails where somebody has made a file of that name meanwhile.
            os.link(whole, file)
        except FileExistsError as error:
            raise there from error
        except OSError:
            # A file system without hard links.
            os.rename(whole, file)


def read_record(public: Path, force: str) -> list[tuple[str, str, str, str]]:
    """The improvements of a force: id, which inspection raised it, kind and summary."""
    check_database(public)
    db = open_read_only(public)
    try:
        rows = db.execute(
            "select improvement_id, coalesce(raised_by, 'inferred from ' || inferred_from), kind, "
            "summary from improvement_status "
            "where force_id = ? order by raised_on desc, improvement_id",
            (force,),
        ).fetchall()
        forces = [row[0] for row in db.execute("select area_id from force order by area_id")]
    finally:
        db.close()
    if force not in forces:
        raise DataError("no such force", value=force, expected=", ".join(forces))
    return rows


def make_csv() -> bytes:
    """The headings."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(field.heading for field in vocabulary().fields.values())
    return text.getvalue().encode("utf-8-sig")


def make_workbook(record: list[tuple[str, str, str, str]]) -> bytes:
    """A sheet to fill in, notes on its columns and words, and the force's improvements."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for index, field in enumerate(vocabulary().fields.values(), start=1):
        lay_column(sheet, index, field, len(record))
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    write_notes(book.create_sheet(NOTES))
    if record:
        write_record(book.create_sheet(RECORD), record)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def lay_column(sheet: Worksheet, index: int, field: Field, improvements: int) -> None:
    """The heading of a column with its note, and what its cells take."""
    letter = get_column_letter(index)
    head = sheet.cell(1, index, field.heading)
    head.font, head.fill, head.alignment = Font(bold=True), HEAD, WRAP
    head.comment = Comment(field.note, "openpeel", height=120, width=280)
    sheet.column_dimensions[letter].width = field.width
    for row in range(2, ROWS + 1):
        cell = sheet.cell(row, index)
        cell.alignment = WRAP
        # Text stays text: a reference such as 1-2 would else become a day.
        cell.number_format = "yyyy-mm-dd" if field.kind == "day" else "@"
    rule = make_rule(field, improvements)
    if rule is not None:
        rule.add(f"{letter}2:{letter}{ROWS}")
        sheet.add_data_validation(rule)


def make_rule(field: Field, improvements: int) -> DataValidation | None:
    """What a spreadsheet program lets into the cells of a column."""
    if field.kind == "status":
        rule = DataValidation("list", formula1=f'"{",".join(vocabulary().statuses)}"')
        rule.error = "One of the words on the sheet Notes."
    elif field.kind == "day":
        rule = DataValidation(
            "date", operator="between", formula1="DATE(2000,1,1)", formula2="DATE(2099,12,31)"
        )
        rule.error = "A day from 2000 to 2099."
    elif field.kind == "improvement" and improvements:
        cells = f"{quote_sheetname(RECORD)}!$A$2:$A${improvements + 1}"
        rule = DataValidation("list", formula1=cells)
        rule.error = "One of the items on the sheet Improvements."
    else:
        return None
    rule.allow_blank, rule.showErrorMessage = not field.required, True
    rule.errorTitle = field.heading
    return rule


def write_notes(sheet: Worksheet) -> None:
    """What the columns and the words mean."""
    known = vocabulary()
    rows: list[tuple[str, str]] = [
        ("Column", "What it holds"),
        *(
            (field.heading, f"{field.note}{' Every item needs it.' if field.required else ''}")
            for field in known.fields.values()
        ),
        ("", ""),
        ("Status", "What it means"),
        *known.statuses.items(),
        ("", ""),
        ("Days", "As dates of the spreadsheet, or as text such as 2017-03-02."),
        ("Rows", f"Up to {MOST_ROWS:,}; empty ones are passed over."),
    ]
    for number, (name, text) in enumerate(rows, start=1):
        sheet.cell(number, 1, name).font = Font(bold=True)
        sheet.cell(number, 2, text).alignment = WRAP
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 90


def write_record(sheet: Worksheet, record: list[tuple[str, str, str, str]]) -> None:
    """The improvements that an item may answer to."""
    for number, row in enumerate([("Improvement", "Raised by", "Kind", "Summary"), *record], 1):
        for index, text in enumerate(row, start=1):
            cell = sheet.cell(number, index, text)
            cell.alignment = WRAP
            cell.font = Font(bold=number == 1)
    for letter, width in zip("ABCD", (48, 40, 20, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
