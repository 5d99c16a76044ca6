"""A paper for a committee: how the items stand on a day, with totals that add up."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from odfdo import Cell, Column, Document, Row, Table

from openpeel import __version__
from openpeel.loaders.errors import DataError
from openpeel.loaders.months import MONTHS
from openpeel.loaders.track.fields import FOLDER
from openpeel.outputs.joined import join_record

PaperValue = str | int | None
Ask = Callable[[str], list[Sequence[PaperValue]]]

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


@dataclass(frozen=True)
class PaperTable:
    """A table of the paper: what it is, its headings and rows, and the sum of its numbers."""

    title: str
    note: str
    header: list[str]
    rows: list[Sequence[PaperValue]]
    # Columns (from 0) that are added up in a last row.
    added: list[int] = field(default_factory=list)
    # What is said where there are no rows.
    nothing: str = "None."

    def sums(self) -> list[PaperValue]:
        """The last row: the sum of each column that is added up."""
        sums: list[PaperValue] = ["All"] + [None] * (len(self.header) - 1)
        for index in self.added:
            sums[index] = sum(int(row[index] or 0) for row in self.rows)
        return sums

    def is_number(self, index: int) -> bool:
        """Whether a column holds numbers."""
        return any(isinstance(row[index], int) for row in self.rows)


@dataclass(frozen=True)
class Paper:
    """What a paper says, in the order in which it says it."""

    title: str
    day: str
    lead: list[str]
    sheets: list[PaperTable]


def write_paper(out: Path, private: Path, public: Path, day: str) -> None:
    """Write the paper on all lists as they stood on a day, as .html or .ods.

    Raises:
        DataError, DataErrors: no list was held by that day, or a total does not add up.
    """
    db = join_record(private, public, day)
    try:
        paper = make_paper(db, day, private)
    finally:
        db.close()
    write_whole(out, as_ods(paper) if out.suffix.lower() == ".ods" else as_html(paper))


def write_whole(out: Path, content: bytes) -> None:
    """Write a file that only its owner may read; it takes its name when it is whole.

    Raises:
        DataError: it cannot be written, or the name is that of something else than a file.
    """
    if out.exists() and not out.is_file():
        raise DataError("is a folder or a device; expected a file", out)
    try:
        # Closed to others from the first byte on: what a paper tells is private until its
        # owner says otherwise, and so it is in place of one that others could read.
        handle, name = tempfile.mkstemp(dir=out.resolve().parent, prefix=".paper-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, out.resolve())
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", out) from error


def make_paper(db: sqlite3.Connection, day: str, private: Path) -> Paper:
    """The paper's tables, each from a view."""

    def rows(sql: str) -> list[Sequence[PaperValue]]:
        return list(db.execute(sql).fetchall())

    lists = rows(
        "select list, taken_on, items, file_name, list_id from snapshot_shown where is_latest"
    )
    if not lists:
        raise DataError("no list was held by that day", private, value=day)
    counts = rows(
        "select count_by_list.list, taken_on, count_by_list.items, open, closed, overdue, "
        "not_yet_due, no_target_date, open_but_not_on_latest_list from count_by_list "
        "join snapshot_shown using (list_id) where is_latest"
    )
    lead = [
        f"{name}, as the list of {day_in_words(str(taken))} has it: {items} items, {opened} open "
        f"and {closed} closed. Of those open, past the target date: {overdue}; "
        f"not yet due: {later}; without a date: {undated}; no longer on the list: {gone}."
        for name, taken, items, opened, closed, overdue, later, undated, gone in counts
    ]
    return Paper(
        "Inspection tracker: " + ", ".join(str(row[0]) for row in lists),
        day,
        lead,
        [
            *count_sheets(rows),
            *date_sheets(rows),
            *record_sheets(rows),
            *source_sheets(rows),
        ],
    )


def count_sheets(rows: Ask) -> list[PaperTable]:
    """How many items stand how, and what came and went."""
    return [
        PaperTable(
            "How the items stand",
            "By the list's own account. Every item that ever stood on the list is counted, as it "
            "was last said to stand.",
            [
                "List",
                "Raised",
                "In progress",
                "Partly met",
                "Not met",
                "Worse",
                "Not stated",
                "Open",
                "Met",
                "Superseded",
                "Closed",
                "Items",
            ],
            rows(
                "select list, raised, in_progress, partly_met, not_met, worse, not_stated, open, "
                "met, superseded, closed, items from count_by_list"
            ),
            list(range(1, 12)),
        ),
        PaperTable(
            "Open items by target date",
            "Overdue: the latest target date is before the day of this paper.",
            ["List", "Overdue", "Not yet due", "No target date", "Open"],
            rows("select list, overdue, not_yet_due, no_target_date, open from count_by_list"),
            [1, 2, 3, 4],
        ),
        PaperTable(
            "By report",
            "The reports that items come from, as the list names them.",
            [
                "List",
                "Report",
                "Overdue",
                "Not yet due",
                "No target date",
                "Open",
                "Closed",
                "Items",
            ],
            rows(
                "select list, report, overdue, not_yet_due, no_target_date, open, closed, items "
                "from count_by_report"
            ),
            [2, 3, 4, 5, 6, 7],
        ),
        PaperTable(
            "What came and went",
            "From one list to the next: open before, and new, and opened again, less closed, is "
            "open after. An item that goes from a list without being closed stays open here.",
            [
                "List",
                "Of",
                "Open before",
                "New and open",
                "Opened again",
                "Closed",
                "Open after",
                "New and closed",
                "Not on this list",
            ],
            rows(
                "select list, taken_on, open_before, new_and_open, opened_again, closed, "
                "open_after, new_and_closed, not_on_this_list from movement"
            ),
        ),
    ]


def date_sheets(rows: Ask) -> list[PaperTable]:
    """What is overdue, and which dates were moved."""
    return [
        PaperTable(
            "Overdue",
            "Open items whose latest target date has passed, the longest overdue first.",
            [
                "List",
                "Reference",
                "Recommendation",
                "Owner",
                "Status",
                "Original target",
                "Latest target",
                "Times moved",
                "Days overdue",
                "Days past original",
            ],
            rows(
                "select list, reference, recommendation, owner, status, original_target, "
                "latest_target, times_moved, days_overdue, days_past_original from item_shown "
                "where due = 'overdue' order by days_overdue desc, list_id, item_id"
            ),
        ),
        PaperTable(
            "Target dates that were moved",
            "Every move, of open and closed items. The original is the first day that a list gave.",
            [
                "List",
                "Reference",
                "Recommendation",
                "Now",
                "From",
                "To",
                "Days",
                "Original target",
                "Days from original",
                "How",
                "Told by the list of",
            ],
            rows(
                "select list, reference, recommendation, open_or_closed, from_day, to_day, days, "
                "original_target, days_from_original, kind, reported_by_list_of "
                "from target_date_moved"
            ),
        ),
        PaperTable(
            "Gone from the list while open",
            "Not on the latest list, and never said to be closed.",
            [
                "List",
                "Reference",
                "Recommendation",
                "Owner",
                "Status",
                "Latest target",
                "Last on the list of",
            ],
            rows(
                "select list, reference, recommendation, owner, status, latest_target, "
                "last_listed_on from item_shown where is_open and not on_latest_list"
            ),
        ),
    ]


def record_sheets(rows: Ask) -> list[PaperTable]:
    """The list beside the inspectorate's word."""
    return [
        PaperTable(
            "Beside the inspectorate's word",
            "The status of record is the inspectorate's. What the list says stands beside it and "
            "changes nothing in it.",
            ["Together", "Items"],
            rows(
                "select together, count(*) from item_against_record group by together "
                "order by together"
            ),
            [1],
        ),
        PaperTable(
            "Item by item",
            "Items that answer to one of the public record.",
            [
                "List",
                "Reference",
                "Recommendation",
                "The list says",
                "On",
                "The inspectorate says",
                "On",
                "In its words",
                "Raised by",
                "Together",
            ],
            rows(
                "select list, reference, recommendation, list_says, list_said_on, record_says, "
                "record_said_on, record_status_as_worded, raised_by, together "
                "from item_against_record where improvement_id is not null"
            ),
        ),
        PaperTable(
            "Not known closed, on no list",
            "What the inspectorate had raised, is not known to have closed by this day, and no "
            "item answers to. What a later one follows up is not listed again.",
            [
                "List",
                "Raised by",
                "Kind",
                "Topic",
                "Improvement",
                "The inspectorate says",
                "Basis",
                "On",
            ],
            rows(
                "select list, raised_by, kind, topic, summary, record_says, record_status_basis, "
                "record_said_on "
                "from record_without_item order by kind = 'finding', list_id, improvement_id"
            ),
        ),
        PaperTable(
            "Answers to reports",
            "By when the local policing body was to publish its comments, by the law and by what "
            "its own pages have said, and what is held of them. Not found is no proof that there "
            "are none.",
            ["Report", "Published", "Rule", "Days", "Due by", "Answer", "On", "Late by days"],
            rows(
                "select inspection, published_on, rule, days, due_by, response, responded_on, "
                "late_by_days from response_shown"
            ),
        ),
    ]


def source_sheets(rows: Ask) -> list[PaperTable]:
    """Every item, the sources, and the totals that were checked."""
    checks = sorted((FOLDER / "checks").glob("*.sql"))
    return [
        PaperTable(
            "Every item",
            "As the list has it.",
            [
                "List",
                "Reference",
                "Report",
                "Recommendation",
                "Owner",
                "Status",
                "In its words",
                "Original target",
                "Latest target",
                "Evidence",
                "Last update",
                "On the latest list",
            ],
            rows(
                "select list, reference, report, recommendation, owner, status, status_as_worded, "
                "original_target, latest_target, evidence, last_update, "
                "case on_latest_list when 1 then 'yes' else 'no' end from item_shown"
            ),
        ),
        PaperTable(
            "Lists that this is made from",
            "In the order in which they were taken.",
            ["List", "Of", "Items", "File", "Sheet", "SHA-256 of the file"],
            rows("select list, taken_on, items, file_name, sheet, file_sha256 from snapshot_shown"),
        ),
        PaperTable(
            "Inspections in the public record",
            "Those that had come out by this day. The inspectorate's statuses come from these.",
            ["Inspection", "Published"],
            rows(
                "select label, published_on from record_inspection join day_shown "
                "where published_on <= day "
                "order by published_on, label"
            ),
        ),
        PaperTable(
            "Totals that were checked",
            "Had one of these failed, this paper would not have been written.",
            ["Check", "Result"],
            [(first_comment(file), "holds") for file in checks],
        ),
    ]


def first_comment(file: Path) -> str:
    """What a check checks, from the comment on its top."""
    words = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("-- "):
            break
        words.append(line[3:])
    return " ".join(words)


def as_html(paper: Paper) -> bytes:
    """The paper as one page that prints well and needs nothing else."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["in_words"] = day_in_words
    environment.tests["day"] = is_day
    template = environment.get_template("paper.html")
    return template.render(paper=paper, version=__version__).encode()


def is_day(value: PaperValue) -> bool:
    """Whether a value is a day as ISO text."""
    return isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None


def day_in_words(day: str) -> str:
    """A day as people write it: 2 March 2017."""
    found = date.fromisoformat(day)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


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
    table.append_row(make_row([Cell(sheet.title, style="bold")]))
    table.append_row(make_row([Cell(sheet.note)]))
    table.append_row(make_row([Cell(text, style="bold") for text in sheet.header]))
    for row in sheet.rows:
        table.append_row(make_row([make_cell(value) for value in row]))
    if sheet.added and sheet.rows:
        last = 3 + len(sheet.rows)
        cells = []
        for index, value in enumerate(sheet.sums()):
            column = chr(ord("A") + index)
            formula = f"of:=SUM([.{column}4:.{column}{last}])" if index in sheet.added else None
            cells.append(Cell(value, formula=formula, style="bold"))
        table.append_row(make_row(cells))
    if not sheet.rows:
        table.append_row(make_row([Cell(sheet.nothing)]))
    return table


def make_cell(value: PaperValue) -> Cell:
    """A number, a day or a text as a cell of its kind."""
    if is_day(value):
        return Cell(date.fromisoformat(str(value)), style="day")
    if isinstance(value, str):
        return Cell(value, style="wrap", cell_type="string")
    return Cell(value)
