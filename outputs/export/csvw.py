"""`csv-metadata.json`: the CSV files as the W3C's CSV on the Web describes them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from openpeel.loaders.data_package import LICENCE
from openpeel.outputs.export.descriptor import ATTRIBUTION, About
from openpeel.outputs.export.resource import (
    DAY,
    PARTIAL_DAY,
    PARTIAL_DAY_PATTERN,
    Resource,
    ResourceField,
)

TYPES_OF_W3C = {"integer": "integer", "real": "double", "numeric": "double", "text": "string"}


def csvw_json(about: About, resources: Sequence[Resource], urls: dict[str, str]) -> str:
    """The description of a group of CSV files; `urls` has the path of each by table or view."""
    return (
        json.dumps(
            {
                "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
                "dc:title": about.title,
                "dc:description": f"{about.description.strip()} {ATTRIBUTION}",
                "dc:license": {"@id": LICENCE["path"]},
                "dc:hasVersion": about.release.data_version,
                "tables": [table_description(resource, urls) for resource in resources],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def table_description(resource: Resource, urls: dict[str, str]) -> dict[str, Any]:
    """One file: its columns and keys."""
    made: dict[str, Any] = {"columns": [column_description(field) for field in resource.fields]}
    if resource.key:
        made["primaryKey"] = list(resource.key)
    # Validators refuse a key that is missing in some row; datapackage.json has those keys.
    required = {field.name for field in resource.fields if field.required}
    if never_missing := [r for r in resource.references if required >= set(r.fields)]:
        made["foreignKeys"] = [
            {
                "columnReference": list(reference.fields),
                "reference": {
                    "resource": urls[reference.table],
                    "columnReference": list(reference.to),
                },
            }
            for reference in never_missing
        ]
    return {
        "url": urls[resource.name],
        "dc:title": resource.title,
        "dc:description": resource.description,
        "tableSchema": made,
    }


def column_description(field: ResourceField) -> dict[str, Any]:
    """One column."""
    return {
        "name": field.name,
        "titles": field.name,
        "dc:description": field.description,
        "datatype": datatype(field),
        "required": field.required,
    }


def datatype(field: ResourceField) -> str | dict[str, str]:
    """The type of a column; permitted texts and partial days as patterns."""
    if field.days == DAY:
        return "date"
    if field.days == PARTIAL_DAY:
        return {"base": "string", "format": PARTIAL_DAY_PATTERN}
    if field.permitted and field.type == "text":
        return {"base": "string", "format": "|".join(re.escape(str(v)) for v in field.permitted)}
    return TYPES_OF_W3C[field.type]
