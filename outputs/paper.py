"""A paper for a committee: how the items stand on a day, with totals that add up."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.extras import extra
from openpeel.loaders.months import day as day_in_words
from openpeel.loaders.swapped_files import writing, written_beside
from openpeel.outputs.joined import join_record
from openpeel.outputs.paper_files import Paper, as_html
from openpeel.outputs.paper_tables import PaperValue, paper_tables


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
    write_whole(out, as_file(paper, out.suffix.lower()))


def as_file(paper: Paper, ending: str) -> bytes:
    """The paper as a file with an ending: .ods or .html.

    Raises:
        DataError: what writes a spreadsheet is not installed.
    """
    if ending != ".ods":
        return as_html(paper)
    with extra("track"):
        from openpeel.outputs.paper_ods import as_ods
    return as_ods(paper)


def write_whole(out: Path, content: bytes) -> None:
    """Write a file that only its owner may read; it takes its name when it is whole.

    Raises:
        DataError: it cannot be written, or the name is that of something else than a file.
    """
    if out.exists() and not out.is_file():
        raise DataError("is a folder or a device; expected a file", out)
    # Closed to others from the first byte on: what a paper tells is private until its owner says
    # otherwise, and so it is in place of one that others could read.
    with writing(out), written_beside(out, content, mode=0o600) as whole:
        os.replace(whole, out.resolve())


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
        paper_tables(rows),
    )
