"""How tests write lists of their own and import them."""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import Workbook

from openpeel.cli.main import main

HEADINGS = {
    "reference": "Reference",
    "report": "Report",
    "recommendation": "Recommendation",
    "owner": "Owner",
    "status": "Status",
    "target_date": "Target date",
    "revised_date": "Revised date",
    "evidence": "Evidence",
    "last_update": "Last update",
    "improvement_id": "Improvement",
}

ListRow = dict[str, Any]


def row(reference: str, status: str = "in-progress", **more: Any) -> ListRow:
    """An item of a list."""
    return {"reference": reference, "recommendation": f"Do {reference}", "status": status, **more}


def write_csv(path: Path, rows: list[ListRow]) -> Path:
    """A list as CSV, days as ISO text."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS.values())
        for item in rows:
            writer.writerow([item.get(name, "") or "" for name in HEADINGS])
    return path


def write_xlsx(path: Path, rows: list[ListRow], sheet: str = "Tracker", above: int = 0) -> Path:
    """A list as a workbook, days as dates, with some rows above its headings."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for _ in range(above):
        page.append(["Our tracker"])
    page.append(list(HEADINGS.values()))
    for item in rows:
        page.append([as_cell(name, item.get(name)) for name in HEADINGS])
    book.save(path)
    return path


def as_cell(name: str, value: Any) -> Any:
    """A day as a date, anything else as it is."""
    return date.fromisoformat(value) if name.endswith(("date", "update")) and value else value


ITEM = "essex-2016-preventing-crime-afi-1"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_private(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def run_track(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["track", *arguments])
