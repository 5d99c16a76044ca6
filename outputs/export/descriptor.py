"""`datapackage.json`: what is in the package, as the Data Package standard (version 2) has it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpeel.loaders.data_package import LICENCE, PROFILE
from openpeel.outputs.export.resource import (
    DAY,
    PARTIAL_DAY,
    PARTIAL_DAY_PATTERN,
    Resource,
    ResourceField,
)
from openpeel.outputs.export.writing import WrittenFile

ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."
TYPES = {"integer": "integer", "real": "number", "numeric": "number", "text": "string"}
MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@dataclass(frozen=True)
class Release:
    """Which data these are: one row of the table `release`."""

    data_version: str
    code_version: str
    schema_version: int


@dataclass(frozen=True)
class About:
    """What the package is, in words, and from which sources it was made."""

    title: str
    description: str
    release: Release
    data_until: str
    sources: Sequence[Mapping[str, str]]


def read_about(connection: sqlite3.Connection, metadata: Mapping[str, Any]) -> About:
    """Return what the package says of itself, out of the database and `metadata.yml`."""
    release = connection.execute(
        "select data_version, code_version, schema_version from release"
    ).fetchone()
    (data_until,) = connection.execute("select newest_source from data_summary").fetchone()
    return About(
        metadata["title"],
        metadata["description"],
        Release(*release),
        data_until,
        read_package_sources(connection),
    )


def read_package_sources(connection: sqlite3.Connection) -> list[dict[str, str]]:
    """The editions of statistics, with their checksums, and the publishers of cited documents."""
    files = connection.execute(
        "select title, publisher, url, file_name, sha256 from dataset_detail order by dataset_id"
    )
    sources = [
        {
            "title": f"{publisher}: {title}",
            "path": url,
            "fileName": name,
            "hash": f"sha256:{digest}",
        }
        for title, publisher, url, name, digest in files
    ]
    reports = connection.execute(
        "select publisher || ': ' || title, url from document_detail"
        " where kind = 'inspection-report' and url is not null order by document_id"
    )
    return sources + [{"title": title, "path": url} for title, url in reports]


def package_json(
    about: About,
    resources: Sequence[tuple[Resource, int]],
    files: Mapping[tuple[str, str], Sequence[WrittenFile]],
    others: Sequence[WrittenFile],
) -> str:
    """The package's description, as JSON.

    Args:
        about: what the package is.
        resources: tables and views, with the number of their rows.
        files: the files of each table or view in each format (`csv`, `parquet`).
        others: files that have all of it, such as a workbook.
    """
    described = [
        table_resource(resource, rows, files)
        for resource, rows in resources
        if files.keys() & {(resource.name, "csv"), (resource.name, "parquet")}
    ]
    whole = {
        "$schema": PROFILE.format("datapackage"),
        "name": "openpeel",
        "title": about.title,
        "description": f"{about.description.strip()} {ATTRIBUTION}",
        "version": about.release.data_version,
        "codeVersion": about.release.code_version,
        "schemaVersion": about.release.schema_version,
        "dataUntil": about.data_until,
        "licenses": [LICENCE],
        "contributors": [{"title": "openpeel contributors", "roles": ["author"]}],
        "sources": about.sources,
        "resources": described,
    }
    if others:
        # No tables to the standard, which has one table to a resource.
        whole["files"] = [file_description(file) for file in others]
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def table_resource(
    resource: Resource, rows: int, files: Mapping[tuple[str, str], Sequence[WrittenFile]]
) -> dict[str, Any]:
    """A table or view: its CSV file, or its Parquet files where it has no other."""
    formats = [format_ for format_ in MEDIA_TYPES if (resource.name, format_) in files]
    first, *others = formats
    written = files[resource.name, first]
    made: dict[str, Any] = {
        "$schema": PROFILE.format("dataresource"),
        "name": resource.name,
        "path": written[0].path if len(written) == 1 else [file.path for file in written],
        "type": "table",
        "title": resource.title,
        "description": resource.description,
        "format": first,
        "mediatype": MEDIA_TYPES[first],
        "encoding": "utf-8",
        "bytes": sum(file.bytes for file in written),
        "rows": rows,
        "schema": schema(resource),
    }
    if len(written) == 1:
        made["hash"] = f"sha256:{written[0].sha256}"
    if others:
        # The same rows in another format: not a resource of its own, which would be a second table.
        made["alternatives"] = [
            file_description(file) for format_ in others for file in files[resource.name, format_]
        ]
    return made


def file_description(file: WrittenFile) -> dict[str, Any]:
    """A file beside the standard's resources."""
    return {
        "path": file.path,
        "format": file.path.rpartition(".")[2],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }


def schema(resource: Resource) -> dict[str, Any]:
    """Columns and keys, as a Table Schema."""
    made: dict[str, Any] = {
        "$schema": PROFILE.format("tableschema"),
        "fields": [field_schema(field) for field in resource.fields],
        "missingValues": [""],
    }
    if resource.key:
        made["primaryKey"] = list(resource.key)
    if resource.unique_keys:
        made["uniqueKeys"] = [list(key) for key in resource.unique_keys]
    if resource.references:
        made["foreignKeys"] = [
            {
                "fields": list(reference.fields),
                "reference": {
                    # Of the table itself, the standard wants no name.
                    "resource": "" if reference.table == resource.name else reference.table,
                    "fields": list(reference.to),
                },
            }
            for reference in resource.references
        ]
    return made


def field_schema(field: ResourceField) -> dict[str, Any]:
    """A column, as a Table Schema has it."""
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if field.unique:
        constraints["unique"] = True
    if field.permitted:
        constraints["enum"] = list(field.permitted)
    if field.days == PARTIAL_DAY:
        constraints["pattern"] = PARTIAL_DAY_PATTERN
    made: dict[str, Any] = {
        "name": field.name,
        "type": "date" if field.days == DAY else TYPES[field.type],
        "description": field.description,
    }
    if constraints:
        made["constraints"] = constraints
    return made
