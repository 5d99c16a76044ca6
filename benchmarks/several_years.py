"""What many years of open statistics cost: time and memory of the loaders and of a whole build.

    python benchmarks/several_years.py crime            # recorded crime by quarter, 350 MB of XML
    python benchmarks/several_years.py outcomes YEARS   # crime outcomes, 620,000 rows a year

The files are made here in the layouts of the publishers, with every force, as many offences as
a real edition has, and counts that follow from the row. Each measured step runs in a process of
its own, which tells the most memory that it used.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from xml.sax.saxutils import escape

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.build import build

# A year of the published file has 25,356 records: 44 forces, four quarters, 144 offences.
OFFENCES = 144
YEARS_OF_CRIME = range(2012, 2026)
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
# By way of `env`, since a process takes over the peak of memory of the one that starts it.
CHILD = ("env", sys.executable, "-c")
# Loads one file in a child; prints seconds, peak memory in MB and rows.
LOAD = """
import json, resource, sys, time
from pathlib import Path
from sqlite_utils import Database
import sqlite3
from openpeel.loaders.statistics.load import PARSERS, insert_rows
from openpeel.loaders.statistics.words import read_words
file, kind, reference, target = sys.argv[1:]
words = read_words(Database(reference), kind)
db = Database(sqlite3.connect(target, isolation_level=None))
start = time.process_time()
with db.atomic():
    extent = insert_rows(db, 99, PARSERS[kind](Path(file), words), Path(file))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([time.process_time() - start, peak, extent.records]))
"""
# Builds with a folder of sources in a child; prints seconds, peak memory in MB and rows.
BUILD = """
import json, resource, sys, time
from pathlib import Path
from openpeel.loaders.build import build
folder = Path(sys.argv[1])
start = time.process_time()
made_up = [path.name for path in folder.glob("*outcomes*")]
built = build(folder / "built.db", sources=folder, whole=True, accepted=made_up)
# What the build had others do is in the second.
seconds = time.process_time() - start + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak, built.rows["crime_outcome"]]))
"""
# Views that must answer in a second, with what readers ask them for.
ASKED = (
    "select * from crime_outcome_share limit 100",
    "select count(*) from crime_outcome_share",
    "select * from crime_outcome_share where area_id = 'essex'",
    "select * from crime_outcome_share where period_end = '2018-03-31'",
    "select * from statistic_rank where statistic_id = 'outcome-share-charged' limit 100",
    "select * from statistic_rank where area_id = 'essex'",
    "select count(*) from statistic_rank",
    "select * from crime_outcome_detail where area_id = 'essex' limit 100",
    "select * from revision where area_id = 'essex' limit 100",
)


def main() -> None:
    """Measure what was asked for."""
    with tempfile.TemporaryDirectory() as name:
        if sys.argv[1:2] == ["outcomes"]:
            outcomes(Path(name), int(sys.argv[2]))
        else:
            crime(Path(name))


def outcomes(folder: Path, years: int) -> None:
    """Years of outcomes, the newest of which ends in March 2026: a build, and questions to it."""
    reference = Database(build(folder / "reference.db").path)
    for year in range(2026 - years, 2026):
        path = folder / f"outcomes-open-data-{year}-{(year + 1) % 100:02}.csv"
        write_outcomes(path, reference, f"{year}/{(year + 1) % 100:02}")
    command = [*CHILD, BUILD, str(folder)]
    seconds, peak, rows = json.loads(subprocess.check_output(command, text=True))
    size = (folder / "built.db").stat().st_size / 1e6
    print(
        f"{years} years of outcomes: {rows:,} rows, {seconds:.0f} s "
        f"({1e6 * seconds / rows:.1f} s for each million), at most {peak:.0f} MB, "
        f"a database of {size:.0f} MB"
    )
    db = Database(folder / "built.db")
    for question in ASKED:
        start = time.perf_counter()
        found = len(db.execute(question).fetchall())
        print(f"{time.perf_counter() - start:6.3f} s, {found:4} rows: {question}")


def write_outcomes(path: Path, reference: Database, year: str) -> None:
    """Write a year of outcomes: every force, quarter, offence and outcome."""
    forces = names_of_forces(reference)
    offences = reference.execute(
        "select offence.label, offence_group.label, subgroup, code, 'NA' "
        "from offence join offence_group on offence_group.number = group_number order by code"
    ).fetchall()
    given = reference.execute(
        "select label, outcome_group, number from outcome_code order by number"
    ).fetchall()
    columns = (
        "financial_year,financial_quarter,force_name,offence_description,offence_group,"
        "offence_subgroup,offence_code,offence_code_expired,outcome_description,outcome_group,"
        "outcome_type,offences,force_outcomes_recorded_in_quarter"
    )
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns.split(","))
        for quarter in (1, 2, 3, 4):
            for number, force in enumerate((*forces, "British Transport Police")):
                writer.writerows(
                    # Of offences that have no outcome yet none was given.
                    (
                        year,
                        quarter,
                        force,
                        *offence,
                        *outcome,
                        (number + at) % 9,
                        outcome[2] and at % 5,
                    )
                    for at, (offence, outcome) in enumerate(product(offences, given))
                )


def names_of_forces(reference: Database) -> list[str]:
    """The forces by name."""
    rows = reference.execute(
        "select area.name from force join area on area.id = area_id order by 1"
    )
    return [str(name) for (name,) in rows.fetchall()]


def crime(folder: Path) -> None:
    """A workbook of recorded crime by quarter and offence, as long as the published one."""
    reference = build(folder / "reference.db").path
    path = folder / "prc-pfa-mar2013-onwards.ods"
    size = write_recorded_offences(path, names_of_forces(Database(reference)))
    target = folder / "target.db"
    Database(target).executescript(package.SCHEMA.read_text(encoding="utf-8"))
    command = [*CHILD, LOAD, str(path), "recorded-crime-open-data"]
    seconds, peak, records = json.loads(
        subprocess.check_output([*command, str(reference), str(target)], text=True)
    )
    print(
        f"recorded crime by quarter: {records:,} records, {size / 1e6:.0f} MB of XML, "
        f"{seconds:.0f} s, at most {peak:.0f} MB"
    )


def write_recorded_offences(path: Path, forces: list[str]) -> int:
    """Write an ODS as LibreOffice does, a sheet a year; return the bytes of its XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("content.xml", "w", force_zip64=True) as stream:
            stream.write(
                f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} '
                'office:version="1.2"><office:body><office:spreadsheet>'.encode()
            )
            for year in YEARS_OF_CRIME:
                stream.write(f'<table:table table:name="{year}-{year - 1999}">'.encode())
                for row in rows_of_year(year, forces):
                    stream.write(row.encode())
                stream.write(b"</table:table>")
            stream.write(
                b"</office:spreadsheet></office:body></office:document-content>",
            )
        return archive.getinfo("content.xml").file_size


def rows_of_year(year: int, forces: list[str]) -> Iterator[str]:
    """The rows of a sheet, each with an empty rest of its width."""
    offence_columns = (f"Offence {name}" for name in ("Description", "Group", "Subgroup", "Code"))
    header = ("Financial Year", "Financial Quarter", "Force Name", *offence_columns)
    rest = '<table:table-cell table:number-columns-repeated="16376"/></table:table-row>'
    headings = "".join(map(cell, (*header, "Number of Offences")))
    yield f'<table:table-row table:style-name="ro1">{headings}{rest}'
    group = ("Violence against the person", "Violence without injury")
    offences = [
        "".join(
            map(cell, (f"Offence of a name as long as they are ({number})", *group, f"{number}A"))
        )
        for number in range(OFFENCES)
    ]
    for quarter in (1, 2, 3, 4):
        for force in (*forces, "British Transport Police"):
            start = "".join(map(cell, (f"{year}/{(year + 1) % 100:02}", quarter, force)))
            for number, offence in enumerate(offences):
                yield (
                    f'<table:table-row table:style-name="ro1">{start}{offence}'
                    f"{cell(number * quarter)}{rest}"
                )
    for quarter in (1, 2, 3, 4):
        fraud = ("Fraud offences recorded by CIFAS", "Fraud offences", "Fraud: CIFAS", "CIFAS")
        cells = (f"{year}/{(year + 1) % 100:02}", quarter, "CIFAS", *fraud, 70_000)
        yield f'<table:table-row table:style-name="ro1">{"".join(map(cell, cells))}{rest}'


def cell(value: str | int) -> str:
    """A cell with its style, type and text."""
    if isinstance(value, int):
        return (
            f'<table:table-cell table:style-name="ce3" office:value-type="float" '
            f'office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        )
    return (
        '<table:table-cell table:style-name="ce1" office:value-type="string">'
        f"<text:p>{escape(value)}</text:p></table:table-cell>"
    )


if __name__ == "__main__":
    main()
