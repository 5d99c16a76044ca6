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
from dataclasses import dataclass

from openpeel.loaders.data_package import LICENCE, PROFILE
from openpeel.loaders.fact_files import CITATION, Column, Tables
from openpeel.loaders.report.facts.record import Facts, ParsedReport, Record
from openpeel.loaders.report.find import TEXT, WEB_PAGE
from openpeel.loaders.report.text.report_file import Line
from openpeel.loaders.report.text.web_page import as_web_page

TYPES = {"INTEGER": "integer", "REAL": "number"}


@dataclass(frozen=True)
class TableKeys:
    """The primary key of a table, and its foreign keys: table, columns, columns there."""

    primary: list[str]
    foreign: list[tuple[str, list[str], list[str]]]


@dataclass(frozen=True)
class Described:
    """The tables that facts go into, with their descriptions and keys."""

    tables: Tables
    metadata: Mapping[str, object]
    keys: Mapping[str, TableKeys]


def package_files(
    facts: Facts, source: ParsedReport, described: Described, review: str
) -> dict[str, str]:
    """The files of a package by name, each as text."""
    tables = described.tables
    files = {
        f"{table}.csv": to_csv(rows, headers(tables[table], rows))
        for table, rows in facts.rows.items()
    }
    columns = {table: headers(tables[table], facts.rows[table]) for table in sorted(facts.rows)}
    files["datapackage.json"] = describe_package(facts, columns, described)
    files["review.md"] = review
    lines = source.report.lines
    if any(line.level for line in lines):
        files[WEB_PAGE] = as_web_page(lines)
    else:
        files[TEXT] = plain_text(lines)
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
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([to_cell(row.get(name)) for name in names] for row in rows)
    return stream.getvalue()


def to_cell(value: object) -> object:
    """A value as a cell; a number as the loader takes it back."""
    if isinstance(value, float):
        return f"{value:.15f}".rstrip("0").rstrip(".")
    return value


def describe_package(
    facts: Facts, columns: Mapping[str, Sequence[str]], described: Described
) -> str:
    """The package's description, as Data Package (version 2) has it."""
    document = facts.rows["document"][0]
    whole = {
        "$schema": PROFILE.format("datapackage"),
        "name": facts.document,
        "title": document["title"],
        "licenses": [LICENCE],
        "sources": [{"title": f"{document['publisher']}, {document['title']}"}],
        "resources": [resource(table, columns, described) for table in columns],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def resource(
    table: str, columns: Mapping[str, Sequence[str]], described: Described
) -> dict[str, object]:
    """One file of the package: what it is, its columns and keys."""
    about = described.metadata.get(table)
    about = about if isinstance(about, Mapping) else {}
    words = about.get("columns", {})
    fields = [field(name, described.tables[table], words) for name in columns[table]]
    schema = {
        "$schema": PROFILE.format("tableschema"),
        "fields": fields,
        **keys_in(table, columns, described),
        "missingValues": [""],
    }
    return {
        "$schema": PROFILE.format("dataresource"),
        "name": resource_name(table),
        "type": "table",
        "path": f"{table}.csv",
        "title": about.get("title", table),
        "description": about.get("description", ""),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def resource_name(table: str) -> str:
    """What a file of the package is called in its description."""
    return table.replace("_", "-")


def keys_in(
    table: str, columns: Mapping[str, Sequence[str]], described: Described
) -> dict[str, object]:
    """The keys of a file: its primary key, and those that lead to files of the same package.

    A key of which the file lacks a column, such as one that a citation is part of, is left out.
    """
    keys = described.keys.get(table, TableKeys([], []))
    found: dict[str, object] = {}
    if keys.primary and set(keys.primary) <= set(columns[table]):
        found["primaryKey"] = keys.primary
    foreign = [
        {
            "fields": here,
            # A key that leads to its own file names no other.
            "reference": ({} if to == table else {"resource": resource_name(to)})
            | {"fields": there},
        }
        for to, here, there in keys.foreign
        if set(here) <= set(columns[table]) and set(there) <= set(columns.get(to, ()))
    ]
    if foreign:
        found["foreignKeys"] = foreign
    return found


def field(name: str, columns: Mapping[str, Column], words: Mapping[str, str]) -> dict[str, object]:
    """A column of a file: its name, type and meaning."""
    if name in columns:
        return {
            "name": name,
            "type": TYPES.get(columns[name].type, "string"),
            "description": str(words.get(name, "")),
            **({"constraints": {"required": True}} if columns[name].required else {}),
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
