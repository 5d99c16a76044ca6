"""The README of a data package: how to read it, and the data dictionary."""

from __future__ import annotations

from collections.abc import Sequence

from openpeel.loaders.data_package import LICENCE
from openpeel.outputs.export.descriptor import ATTRIBUTION, TYPES, About
from openpeel.outputs.export.resource import PARTIAL_DAY, Resource, ResourceField

INTRODUCTION = """# {title}

{description}

Data version {data_version}, made with openpeel {code_version} (schema {schema_version}). The data
go to {data_until}.

{attribution} [{licence}]({licence_path})

## How to read it

* `datapackage.json` describes every file, column and key (Data Package, version 2);{csvw}
  `CHECKSUMS` has the sha256 of every file; `CITATION.cff` says how to cite the data.
* CSV files are UTF-8 with commas (RFC 4180). An empty field is a missing value; no text is
  empty.{bom}
* A day is `2016-02-18`, or `2016-02` or `2016` where only the month or the year is known.
  The columns that end in `_from` and `_to` have the first and last day that this can mean.
* Tables state facts. Views answer questions about them; the table `dictionary_table` has their SQL.
* Columns that name a document, a page or a citation lead to where a value is stated.
* Before you compare two values, read the tables `caveat` and `framework_break`: some must not be
  compared.
* A report's text is here only if whoever made this package had loaded a copy of the report.

![Tables and how they lead to each other](diagram.svg)

## Tables and views

| Name | Kind | Rows | What it has |
| --- | --- | ---: | --- |
"""
# Said where the files are for Excel.
FOR_EXCEL = """
  A text that begins with =, +, -, @, a tab or a carriage return and is no number has an apostrophe
  before it, so that no spreadsheet program takes it for a formula."""


def package_readme(
    about: About, resources: Sequence[tuple[Resource, int]], *, has_csvw: bool, bom: bool = False
) -> str:
    """The text of README.md."""
    release = about.release
    text = INTRODUCTION.format(
        title=about.title,
        description=about.description.strip(),
        data_version=release.data_version,
        code_version=release.code_version,
        schema_version=release.schema_version,
        data_until=about.data_until,
        attribution=ATTRIBUTION,
        licence=LICENCE["title"],
        licence_path=LICENCE["path"],
        bom=FOR_EXCEL if bom else "",
        csvw=" `csv-metadata.json` does so for CSV on the Web (W3C);" if has_csvw else "",
    )
    listed = [
        f"| [{resource.name}](#{resource.name}) | {resource.kind} | {rows:,} | {resource.title} |\n"
        for resource, rows in resources
    ]
    sections = [resource_section(resource, rows) for resource, rows in resources]
    return text + "".join(listed) + "\n## Data dictionary\n" + "".join(sections)


def resource_section(resource: Resource, rows: int) -> str:
    """A table or view with its columns."""
    keys = f"Key: {', '.join(f'`{name}`' for name in resource.key)}. " if resource.key else ""
    leads = {
        name: f"{reference.table}.{to}"
        for reference in resource.references
        for name, to in zip(reference.fields, reference.to, strict=True)
    }
    lines = "".join(
        f"| `{field.name}` | {field_type(field)} | {said_of(field, leads)} |\n"
        for field in resource.fields
    )
    return (
        f"\n### {resource.name}\n\n{resource.title} ({resource.kind}, {rows:,} rows).\n"
        f"{resource.description.strip()} {keys}\n\n"
        f"| Column | Type | Meaning |\n| --- | --- | --- |\n{lines}"
    )


def field_type(field: ResourceField) -> str:
    """A column's type in a word or two."""
    return field.days or TYPES[field.type]


def said_of(field: ResourceField, leads: dict[str, str]) -> str:
    """What a column means, where it leads, and whether it always has a value."""
    said = field.description.replace("|", "\\|").replace("\n", " ")
    if field.name in leads:
        said += f" Leads to `{leads[field.name]}`."
    if field.required:
        said += " Never missing."
    if field.days == PARTIAL_DAY:
        said += " A day, month or year."
    return said
