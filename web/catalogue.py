"""The list of what can be taken home, for programs: /data/index.json and /data/datapackage.json."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from openpeel.loaders.digests import check_file
from openpeel.outputs.export.descriptor import About, package_json, read_about, schema
from openpeel.outputs.export.resource import Resource, read_resources
from openpeel.outputs.export.writing import WrittenFile

FORMATS_SERVED = ("csv", "json", "ndjson", "parquet")


def served_formats() -> tuple[str, ...]:
    """The kinds of files that this server can make: Parquet needs DuckDB."""
    return tuple(f for f in FORMATS_SERVED if f != "parquet" or find_spec("duckdb"))


@dataclass(frozen=True)
class Edition:
    """Which file is served: its digest and when it was written."""

    sha256: str
    written: datetime

    @classmethod
    def of(cls, path: Path) -> Edition:
        """Read a file.

        Raises:
            DataError: it is not as it was built.
        """
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return cls(check_file(path), written)


class Catalogue:
    """What a database has, read once: it does not change while it is served."""

    def __init__(self, path: Path, metadata: dict[str, Any]) -> None:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            self.resources: list[Resource] = read_resources(db)
            self.rows: dict[str, int] = dict(
                db.execute("select name, rows from dictionary_table").fetchall()
            )
            self.about: About = read_about(db, metadata)

    def resource(self, name: str) -> Resource | None:
        """The table or view of a name."""
        return next((one for one in self.resources if one.name == name), None)

    def index(self, address: Callable[..., str]) -> dict[str, Any]:
        """Every table and view: what a row is, how many there are, key, columns, and files."""
        formats = served_formats()
        return {
            "title": self.about.title,
            "description": self.about.description.strip(),
            "data_version": self.about.release.data_version,
            "data_until": self.about.data_until,
            "datapackage": address("/data/datapackage.json"),
            "openapi": address("/openapi.json"),
            "database": address("/openpeel.db"),
            "resources": [
                {
                    "name": resource.name,
                    "kind": resource.kind,
                    "title": resource.title,
                    "description": resource.description.strip(),
                    "rows": self.rows[resource.name],
                    "key": list(resource.key),
                    "columns": [
                        {"name": f.name, "type": f.days or f.type, "description": f.description}
                        for f in resource.fields
                    ],
                    "files": {
                        format_: address(f"/data/{resource.name}.{format_}") for format_ in formats
                    },
                    "page": address(f"/openpeel/{resource.name}"),
                    "described_by": address(f"/dictionary/{resource.name}"),
                }
                for resource in self.resources
            ],
        }

    @cached_property
    def datapackage(self) -> dict[str, Any]:
        """The files of /data/ as a data package; they are made when they are asked for.

        So they have no checksums, which an export has.
        """
        files = {(r.name, "csv"): [WrittenFile(f"{r.name}.csv", 0, "")] for r in self.resources}
        counted = [(resource, self.rows[resource.name]) for resource in self.resources]
        described: dict[str, Any] = json.loads(package_json(self.about, counted, files, []))
        for resource in described["resources"]:
            del resource["bytes"], resource["hash"]
        return described

    def openapi(self, address: Callable[..., str], documents: Iterable[str]) -> dict[str, Any]:
        """The addresses for programs, as OpenAPI 3.1; `documents` are the kinds that have one."""
        return {
            "openapi": "3.1.0",
            "info": {
                "title": self.about.title,
                "description": self.about.description.strip(),
                "version": self.about.release.data_version,
                "license": {"name": "Open Government Licence v3.0", "identifier": "OGL-UK-3.0"},
            },
            "servers": [{"url": address("/").rstrip("/") or "/"}],
            "paths": {
                "/data/index.json": {"get": {"summary": "Every table and view", **answers()}},
                "/data/datapackage.json": {
                    "get": {"summary": "The same as a data package (version 2)", **answers()}
                },
                "/data/{name}.{format}": {
                    "get": {
                        "summary": "Every row of a table or view",
                        "description": (
                            "Any other argument is a filter: column=value, or "
                            "column__operator=value (not, gt, gte, lt, lte, contains, "
                            "startswith, endswith, in, notin, isnull, notnull, like, glob, date)."
                        ),
                        "parameters": [
                            path_parameter("name", [one.name for one in self.resources]),
                            path_parameter("format", list(served_formats())),
                            query_parameter("_columns", "Columns to have, with commas"),
                            query_parameter(
                                "_order", "Columns to sort by, with commas; -column falls"
                            ),
                            query_parameter(
                                "_bom", "1: begin CSV with the mark by which Excel knows UTF-8"
                            ),
                        ],
                        **answers(),
                    }
                },
                **{
                    f"/{kind}/{{id}}.json": {
                        "get": {
                            "summary": f"One {kind} with what belongs to it",
                            "parameters": [path_parameter("id", None)],
                            **answers(),
                        }
                    }
                    for kind in documents
                },
            },
            "components": {
                "schemas": {one.name: row_schema(one) for one in self.resources},
            },
        }


def answers() -> dict[str, Any]:
    """What every address answers."""
    return {
        "responses": {
            "200": {"description": "Found; X-Total-Count has the number of rows of a file"},
            "304": {"description": "As If-None-Match has it"},
            "400": {
                "description": "An argument is not understood; the answer says what is expected"
            },
            "404": {"description": "Nothing of that name"},
        }
    }


def path_parameter(name: str, values: list[str] | None) -> dict[str, Any]:
    """A part of an address."""
    shape: dict[str, Any] = {"type": "string"}
    if values is not None:
        shape["enum"] = values
    return {"name": name, "in": "path", "required": True, "schema": shape}


def query_parameter(name: str, description: str) -> dict[str, Any]:
    """An argument of an address."""
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}


def row_schema(resource: Resource) -> dict[str, Any]:
    """A row of a table or view as JSON Schema."""
    described = schema(resource)
    return {
        "type": "object",
        "title": resource.title,
        "properties": {
            one["name"]: {
                "type": [{"date": "string"}.get(one["type"], one["type"]), "null"],
                "description": one["description"],
            }
            for one in described["fields"]
        },
    }
