"""The facts of a report as an inspection package: CSV files to review and keep.

The files are those of `data/inspections/<document>/`, with the report's words where a table
has a column for them; `datapackage.json` describes them, `report.txt` is the text that was
read, `review.md` says what a person has to look at.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

from openpeel.loaders.fact_files import CITATION, Column, Tables
from openpeel.loaders.report.facts.record import Facts, ParsedReport, Record
from openpeel.loaders.report.find import TEXT
from openpeel.loaders.report.text.report_file import Line

TYPES = {"INTEGER": "integer", "REAL": "number"}


def package_files(
    facts: Facts, source: ParsedReport, tables: Tables, metadata: Mapping[str, object], review: str
) -> dict[str, str]:
    """The files of a package by name, each as text."""
    files = {
        f"{table}.csv": to_csv(rows, headers(tables[table], rows))
        for table, rows in facts.rows.items()
    }
    described = {table: headers(tables[table], facts.rows[table]) for table in sorted(facts.rows)}
    files["datapackage.json"] = describe_package(facts, described, tables, metadata)
    files["review.md"] = review
    files[TEXT] = plain_text(source.report.lines)
    return files


def headers(columns: Mapping[str, Column], rows: Sequence[Record]) -> list[str]:
    """The columns of a table's file: those of the table that any row fills, places spelt out."""
    names: list[str] = []
    for name in columns:
        if name.endswith(CITATION):
            prefix = name.removesuffix(CITATION)
            names += [f"{prefix}section", f"{prefix}page", f"{prefix}footnote"]
        else:
            names.append(name)
    needed = {column.name for column in columns.values() if column.required}
    return [
        name for name in names if name in needed or any(row.get(name) is not None for row in rows)
    ]


def to_csv(rows: Sequence[Record], names: Sequence[str]) -> str:
    """Rows as CSV; whole numbers without a point."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: to_cell(row.get(name)) for name in names})
    return stream.getvalue()


def to_cell(value: object) -> object:
    """A value as a cell; a number as the loader takes it back."""
    if isinstance(value, float):
        return f"{value:.15f}".rstrip("0").rstrip(".")
    return value


def describe_package(
    facts: Facts,
    described: Mapping[str, Sequence[str]],
    tables: Tables,
    metadata: Mapping[str, object],
) -> str:
    """The package's description, as Frictionless Data has it."""
    document = facts.rows["document"][0]
    resources = []
    for table, names in described.items():
        about = metadata.get(table)
        about = about if isinstance(about, Mapping) else {}
        words = about.get("columns", {})
        resources.append(
            {
                "name": table.replace("_", "-"),
                "path": f"{table}.csv",
                "title": about.get("title", table),
                "description": about.get("description", ""),
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": {
                    "fields": [field(name, tables[table], words) for name in names],
                    "missingValues": [""],
                },
            }
        )
    whole = {
        "profile": "tabular-data-package",
        "name": facts.document,
        "title": document["title"],
        "licenses": [
            {
                "name": "OGL-UK-3.0",
                "title": document["licence"],
                "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            }
        ],
        "sources": [{"title": f"{document['publisher']}, {document['title']}"}],
        "resources": resources,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def field(name: str, columns: Mapping[str, Column], words: Mapping[str, str]) -> dict[str, str]:
    """A column of a file: its name, type and meaning."""
    if name in columns:
        return {
            "name": name,
            "type": TYPES.get(columns[name].type, "string"),
            "description": str(words.get(name, "")),
        }
    place = name.rpartition("_")[2]
    return {
        "name": name,
        "type": "string" if place == "section" else "integer",
        "description": {
            "section": "Section that states the row, without the id of its document.",
            "page": "Page that states the row.",
            "footnote": "Footnote that states the row, where one does.",
        }[place],
    }


def plain_text(lines: Sequence[Line]) -> str:
    """A report's lines as a text from which `read_text` makes the same pages.

    A page begins with a line that begins with one space, and ends with its number on a
    line of its own.
    """
    written: list[str] = []
    for index, line in enumerate(lines):
        if line.aside:
            continue
        if line.starts_page and index:
            written += ["", str(lines[index - 1].page), ""]
        written.append(f" {line.text.strip()}" if line.starts_page else line.text.strip())
    written += ["", str(lines[-1].page), ""]
    return "\n".join(written)
