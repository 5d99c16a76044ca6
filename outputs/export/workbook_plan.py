"""What a workbook says before its tables: a cover, a list of contents, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpeel.loaders.data_package import LICENCE
from openpeel.outputs.export.descriptor import ATTRIBUTION, About
from openpeel.outputs.export.resource import Resource

# Longer tables make a workbook that nobody can open; CSV and Parquet have them.
MOST_ROWS = 100_000
# A sheet's name can be no longer, in any of the programs that read workbooks.
LONGEST_NAME = 31

NOTES = (
    "One sheet for each table or view, and one row for each of its rows. The first row names the "
    "columns.",
    "An empty cell is a missing value. Where the database gives a reason, it is in a column beside "
    "it.",
    "Days are text: 2016-02-18, or 2016-02 or 2016 where only the month or the year is known.",
    "A text that begins with =, +, - or @ is text and no formula.",
    "What each column means is in datapackage.json and README.md beside this file.",
    "Before you compare two values, read the tables caveat and framework_break: some must not be "
    "compared.",
)


@dataclass(frozen=True)
class Sheet:
    """A sheet with a table's rows."""

    name: str
    resource: Resource
    rows: int


@dataclass(frozen=True)
class Plan:
    """The sheets of a workbook, and the tables that are too long for it."""

    about: About
    sheets: Sequence[Sheet]
    left_out: Sequence[tuple[Resource, int]]

    def cover(self) -> list[list[str]]:
        """Rows of the first sheet."""
        release = self.about.release
        return [
            [self.about.title],
            [self.about.description.strip()],
            [],
            ["Data version", release.data_version],
            ["Version of openpeel", release.code_version],
            ["Version of the schema", str(release.schema_version)],
            ["The data go to", self.about.data_until],
            ["Licence", LICENCE["title"], LICENCE["path"]],
            ["Attribution", ATTRIBUTION],
        ]

    def contents(self) -> list[list[str | int]]:
        """Rows of the list of contents: a heading, then a row for each table and view."""
        heading: list[str | int] = ["Sheet", "Table or view", "Kind", "Title", "Rows"]
        listed: list[list[str | int]] = [
            [sheet.name, sheet.resource.name, sheet.resource.kind, sheet.resource.title, sheet.rows]
            for sheet in self.sheets
        ]
        missing: list[list[str | int]] = [
            [
                f"not in this workbook: more than {MOST_ROWS:,} rows (see the CSV file)",
                resource.name,
                resource.kind,
                resource.title,
                rows,
            ]
            for resource, rows in self.left_out
        ]
        return [heading, *listed, *missing]

    def notes(self) -> list[list[str]]:
        """Rows of the sheet of notes."""
        return [[note] for note in NOTES]


def plan_workbook(about: About, resources: Sequence[tuple[Resource, int]]) -> Plan:
    """Give each table and view a sheet with a name of its own."""
    taken = {"cover", "contents", "notes"}
    sheets = []
    for resource, rows in resources:
        if rows <= MOST_ROWS:
            sheets.append(Sheet(sheet_name(resource.name, taken), resource, rows))
    long = [(resource, rows) for resource, rows in resources if rows > MOST_ROWS]
    return Plan(about, sheets, long)


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that no other sheet has; long ones are cut and numbered."""
    short, number = name[:LONGEST_NAME], 1
    while short in taken:
        number += 1
        short = f"{name[: LONGEST_NAME - 1 - len(str(number))]}_{number}"
    taken.add(short)
    return short
