"""Small files in the layouts of the published statistics, for tests to damage."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

Cell = str | int | float | date
Rows = list[list[Any]]
Book = dict[str, Rows]


def put(line: int, column: int, value: Any) -> Callable[[Rows], None]:
    """Damage: another value in a cell; lines are counted from 1, columns from 0."""

    def damage(rows: Rows) -> None:
        assert rows[line - 1][column] != value
        rows[line - 1][column] = value

    return damage


def row_of(rows: Rows, name: str) -> list[Any]:
    """The last row that is named so."""
    return [row for row in rows if name in [str(cell).strip() for cell in row[:2]]][-1]


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """A CSV file, compressed where its name ends so."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    content = text.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_xlsx(path: Path, book: Book) -> Path:
    """A workbook as small as one can be: sheets of texts and numbers."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheets, links, types = [], [], []
    with zipfile.ZipFile(path, "w") as file:
        for number, (name, rows) in enumerate(book.items(), start=1):
            sheets.append(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>')
            links.append(
                f'<Relationship Id="r{number}" Type="{relations}/worksheet" '
                f'Target="worksheets/sheet{number}.xml"/>'
            )
            types.append(
                f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType='
                '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            )
            file.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{main}"><sheetData>{xlsx_rows(rows)}</sheetData></worksheet>',
            )
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{"".join(sheets)}</sheets></workbook>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{"".join(links)}</Relationships>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            f"{''.join(types)}</Types>",
        )
    return path


def xlsx_rows(rows: Rows) -> str:
    """The rows of a sheet; empty cells are left out, as spreadsheets do."""
    lines = []
    for at, row in enumerate(rows, start=1):
        cells = []
        for column, cell in enumerate(row):
            place = f"{chr(65 + column)}{at}"
            if isinstance(cell, (int, float)):
                cells.append(f'<c r="{place}"><v>{cell!r}</v></c>')
            elif cell != "":
                text = escape(str(cell))
                cells.append(
                    f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
                )
        lines.append(f'<row r="{at}">{"".join(cells)}</row>')
    return "".join(lines)


def write_ods(path: Path, book: Book) -> Path:
    """An OpenDocument workbook of texts, numbers and days."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
        )
        + "</table:table>"
        for name, rows in book.items()
    )
    spaces = " ".join(f'xmlns:{short}="{long}"' for short, long in names.items())
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        file.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
            f'office:version="1.2"><office:body><office:spreadsheet>{tables}'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_cell(cell: Cell) -> str:
    """A cell of an OpenDocument sheet."""
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell}"/>'
    if isinstance(cell, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    if cell == "":
        return "<table:table-cell/>"
    text = f"<text:p>{escape(cell)}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


Force = tuple[str, str, str]


def recorded_crime(forces: list[Force]) -> Rows:
    """Two years of three groups: rec-crime-pfa.csv."""
    rows: Rows = [
        ["12 months ending", "PFA", "Region", "Offence", "Rolling year total number of offences"]
    ]
    for day in ("31-03-2016", "30-06-2016"):
        for number, (_, name, region) in enumerate(forces, start=1):
            for group in ("Homicide", "Robbery", "Drug offences"):
                rows.append([day, name, region, group, str(number * 10)])
    return rows


OUTCOMES = ["financial_year", "financial_quarter", "force_name", "offence_description",
    "offence_group", "offence_subgroup", "offence_code", "offence_code_expired",
    "outcome_description", "outcome_group", "outcome_type", "offences",
    "force_outcomes_recorded_in_quarter"]  # fmt: skip


def crime_outcomes(forces: list[Force], year: str = "2016/17") -> Rows:
    """Four quarters of one offence and two outcomes."""
    rows: Rows = [list(OUTCOMES)]
    offence = ["Robbery of personal property", "Robbery", "Robbery", "34B", "NA"]
    for quarter in "1234":
        for number, (_, name, _) in enumerate(forces, start=1):
            name = "London, City of" if name == "City of London" else name
            head = [year, quarter, name, *offence]
            rows.append([*head, "Charged/Summonsed", "Charged/Summonsed", "1", str(number), "3"])
            rows.append([*head, "Not yet assigned an outcome", "Not yet assigned an outcome",
                         "0", "-1", "NA"])  # fmt: skip
    return rows


# Offences of the open data by quarter: description, group, subgroup and code.
LISTED = [
    ("Homicide", "Violence against the person", "Homicide", "1"),
    ("Stalking", "Violence against the person", "Stalking and harassment", "8Q"),
    ("Robbery of personal property", "Robbery", "Robbery of personal property", "34B"),
    ("Robbery of business property", "Robbery", "Robbery of business property", "34A"),
    ("Shoplifting", "Theft offences", "Shoplifting", "46"),
]
FRAUD_BODIES = ("Action Fraud", "CIFAS", "UK Finance")


def recorded_offences(
    forces: list[Force], years: tuple[int, ...] = (2015, 2016), factor: int = 1
) -> Book:
    """A sheet a year as in prc-pfa-mar2013-onwards: in the nth force n crimes an offence and quarter."""
    book: Book = {
        "Cover_sheet": [["Police recorded crime open data"], ["Published", date(2016, 7, 21)]],
        "Notes": [["Note", "Text"], ["1", "A note about numbers."]],
    }
    header = ["Financial Year", "Financial Quarter", "Force Name", "Offence Description",
              "Offence Group", "Offence Subgroup", "Offence Code", "Number of Offences"]  # fmt: skip
    names = [WORDED[n] if n == "City of London" else n for _, n, _ in forces]
    for year in years:
        label = f"{year}/{(year + 1) % 100:02}"
        rows: Rows = [list(header)]
        for quarter in (1, 2, 3, 4):
            rows += [
                [label, quarter, name, *offence, number * factor]
                for number, name in enumerate([*names, "British Transport Police"], start=1)
                for offence in LISTED
            ]
            rows += [
                [label, quarter, body, f"Fraud offences recorded by {body}", "Fraud offences",
                 f"Fraud: {body}", "AF" if body == "Action Fraud" else body, 1000 * factor]
                for body in FRAUD_BODIES
            ]  # fmt: skip
        book[label.replace("/", "-")] = rows
    return book


WORDED = {
    "Avon and Somerset": "Avon & Somerset",
    "Devon and Cornwall": "Devon & Cornwall",
    "City of London": "London, City of",
}


def workforce(forces: list[Force]) -> Rows:
    """One day, two ranks: the workforce open data."""
    rows: Rows = [["date", "geo_code", "force_name", "region", "sex", "rank_description",
                   "worker_type", "total_headcount", "total_fte"]]  # fmt: skip
    for code, name, region in forces:
        for rank, worker in (("Constable", "police officer"), ("Police Staff", "police staff")):
            rows.append(["2016-03-01", code, WORDED.get(name, name), region, "Female", rank,
                         worker, "12", "11.5"])  # fmt: skip
    return rows


def workforce_tables(forces: list[Force]) -> Book:
    """Officers and special constables by force, and England and Wales by year."""
    days = [date(2015, 9, 30), date(2016, 9, 30)]
    book: Book = {"Index": [["Police Workforce"], ["Table 1", "Police officers"]]}
    regions = sorted({region for _, _, region in forces})
    for number, kind, unit in (
        (1, "Police officers", "Full-time equivalents"),
        (5, "Special constables", "Headcount"),
    ):
        rows: Rows = [
            [f"Table {number}: {kind} by police force area, English region and Wales, 30 September 2016"],
            ["", "", ""], ["England and Wales", "", unit], ["", "As at:", ""], ["", *days, "number"],
        ]  # fmt: skip
        for region in regions:
            inside = [name for _, name, place in forces if place == region]
            total = 10.0 * len(inside)
            label = {"East": "Eastern", "Yorkshire and The Humber": "Yorkshire and the Humber"}
            rows.append([label.get(region, region) + " ", total, total, 0.0])
            rows += [
                [WORDED.get(n, n) + ("2" if n == "Kent" else ""), 10.0, 10.0, 0.0] for n in inside
            ]
        rows += [
            ["Total 43 forces", 430.0, 430.0, 0.0], ["British Transport Police", 5.0, 5.0, 0.0],
            ["Total", 435.0, 435.0, 0.0], ["Source: Home Office"], ["Notes"],
            ["1. A note of 2016"],
        ]  # fmt: skip
        book[f"Table_{number}"] = rows
    book["Table_6"] = [
        ["Table 6: Police officers1 and traffic wardens, England and Wales, 30 September 2006 to 2016"],
        ["England and Wales", "", "Full-time equivalents"], ["", "Police officers1", "Traffic wardens"],
        ["30 September 20143", 440.0, 2.0], ["30 September 2016", 430.0, 1.0],
    ]  # fmt: skip
    return book


def boundaries(forces: list[Force]) -> dict[str, Any]:
    """A square for each force."""
    ring = [[0.0, 51.0], [0.0, 52.0], [1.0, 52.0], [1.0, 51.0], [0.0, 51.0]]
    return {
        "type": "FeatureCollection",
        "name": "Police_Force_Areas__December_2016__Boundaries",
        "features": [
            {
                "type": "Feature",
                "properties": {"PFA16CD": code, "PFA16NM": name, "LONG": 0.5, "LAT": 51.5},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for code, name, _ in forces
        ],
    }


def write_json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def force_area_tables(forces: list[Force]) -> Book:
    """The six tables that are read, in the layout of 2018, and one that is not."""
    heading = "Area Code", "Area Name"
    columns = [
        "Homicide",
        "Violence with injury",
        "Residential burglary6,7",
        "Robbery",
        "",
        "Drug offences",
    ]
    title = "Police recorded crime by offence group and police force area, year ending March"
    p1: Rows = [
        [f"Table P1:  {title} 181,2,3"], [""], ["England and Wales"],
        ["", "", "Total recorded crime (excluding fraud4)", "Violence", "", "", "", "", "Other"],
        [*heading, "", *columns], ["", "", "Numbers"],
    ]  # fmt: skip
    p2: Rows = [
        [f"Table P2:  {title} 2017 compared with year ending March 20181"], [""],
        ["", "", "Total recorded crime (excluding fraud4)"], [*heading, "", *columns],
    ]  # fmt: skip
    p3: Rows = [
        [f"Table P3:  {title} 20181,2"],
        [*heading, "Population figures\n (mid-2016)4  rounded to 100",
         "Household figures\n (mid-2016)5  rounded to 100 ", "",
         "Total recorded crime (excluding fraud6)", "Residential burglary7 (households) 8,10"],
        ["", "", "", "", "", "Rate per 1,000 population"],
    ]  # fmt: skip
    p7: Rows = [
        ["Table P7:  Anti-social behaviour incidents, year ending March 2016 to year ending March 20181,2"],
        ["", "", "Apr '15 to Mar '165, 6", "", "Apr '16 to Mar '175, 6", ""],
        [*heading, *["Number of Incidents", "Rate per 1,000 population"] * 2],
    ]  # fmt: skip
    p9: Rows = [
        ["Table P9:  Mid-year population estimates"],
        ["", "", "Mid-year"],
        [*heading, 2015, 2016],
    ]
    p10: Rows = [["Table P10:  Mid-year household estimates"], [*heading, 2015, 2016]]
    crimes = [[1, 10, 20, 30, "", 5]] * 44
    all_crimes = [sum(c[at] if c[at] != "" else 0 for c in crimes) or "" for at in range(6)]
    p1.append(["K04000001", "ENGLAND AND WALES8", 66 * 44, *all_crimes])
    p2.append(["K04000001", "ENGLAND AND WALES7", 1.5, "-", 2.0, 3.0, 4.0, "", 5.0])
    p3.append(["K04000001", "ENGLAND AND WALES11", 43000, 21500, "", 67.53, 40.93])
    p7.append(["K04000001", "ENGLAND AND WALES (inc. BTP)7", 434, 10.1, "..", ".."])
    p7.append(["K04000001", "ENGLAND AND WALES (exc. BTP)", 430, 10.0, 860, 20.0])
    for table, size in ((p9, 1000), (p10, 500)):
        table.append(["K04000001", "ENGLAND AND WALES", 43 * size, 43 * size])
    for table in (p1, p2, p3, p7, p9, p10):
        table.append(["E12000001", "North East2", *[7] * (len(table[-1]) - 2)])
    for code, name, _ in forces:
        mark = "8" if name == "Kent" else ""
        p1.append([code, WORDED[name] if name == "City of London" else name, 66, *crimes[0]])
        p2.append([code, name, 1.5, "-", 2.0, 3.0, 4.0, "", 5.0])
        p3.append([code, name, 1000, 500, "", "+" if name == "City of London" else 66.0, 40.0])
        p7.append([code, name + mark, 10, 10.0, 20, 20.0])
        p9.append([code, name, 1000, 1000])
        p10.append([code, name, 500, 500])
    p1.append(["", "British Transport Police", 66, *crimes[0]])
    p2.append(["", "British Transport Police", 1.0, "-", "-", "-", "-", "", 1.0])
    p7.append(["", "British Transport Police7", 4, "..", "..", ".."])
    for table in (p1, p2, p3, p7, p9, p10):
        table.append(["Source: Police recorded crime, Home Office"])
        table.append(["1. A note, with 2 numbers."])
    return {
        "Notes": [["Crime in England and Wales"], ["Table P11: not here"]],
        "Table P1": p1, "Table P2": p2, "Table P3": p3, "Table P7": p7, "Table P8": [["Table P8: of no use"]],
        "Table P9": p9, "Table P10": p10,
    }  # fmt: skip


# What makes the small file of each kind of source.
MAKERS: dict[str, Callable[[list[Force]], Any]] = {
    "recorded-crime-by-force": recorded_crime,
    "recorded-crime-open-data": recorded_offences,
    "police-force-area-tables": force_area_tables,
    "crime-outcomes": crime_outcomes,
    "police-workforce-open-data": workforce,
    "police-workforce-tables": workforce_tables,
    "police-force-areas": boundaries,
}


def write(path: Path, content: Any) -> Path:
    """Write what a maker made, in the format that the name ends with."""
    if path.suffix == ".geojson":
        return write_json(path, content)
    if path.suffix in (".csv", ".gz"):
        return write_csv(path, content)
    book = content if isinstance(content, dict) else {"Cover": [["A cover"]], "Data": content}
    return (write_ods if path.suffix == ".ods" else write_xlsx)(path, book)
