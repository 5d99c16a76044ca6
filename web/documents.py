"""A force, inspection, improvement or value as one whole document, with what belongs to it.

`/force/essex.json` has the row of the force and, by name, the rows of other views that are about
it; each list says where all of it is as CSV and JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpeel.loaders.data_package import LICENCE
from openpeel.outputs.export.descriptor import About
from openpeel.web.server import Served

# What turns the path of a page or file, and its query, into an address.
Address = Callable[..., str]


@dataclass(frozen=True)
class DocumentKind:
    """What a document has: one row of `view` by `key`, and rows of `lists` by a column."""

    view: str
    key: str
    lists: Mapping[str, tuple[str, str]] = field(default_factory=dict)


KINDS_OF_DOCUMENTS = {
    "force": DocumentKind(
        "force_detail",
        "area_id",
        {
            "inspections": ("inspection_detail", "force_id"),
            "grades": ("grade_cell", "force_id"),
            "improvements": ("improvement_status", "force_id"),
            "in_engage": ("monitoring_stay", "force_id"),
            "what_happened": ("force_timeline", "force_id"),
            "single_figures": ("force_number_detail", "force_id"),
        },
    ),
    "inspection": DocumentKind(
        "inspection_detail",
        "inspection_id",
        {
            "grades": ("judgment_detail", "inspection_id"),
            "improvements": ("improvement_status", "inspection_id"),
            "values": ("observation_detail", "inspection_id"),
            "figures": ("figure_detail", "document_id"),
            "caveats": ("caveat_detail", "document_id"),
            "recomputed": ("reconciliation", "inspection_id"),
        },
    ),
    "improvement": DocumentKind(
        "improvement_status",
        "improvement_id",
        {
            "history": ("improvement_history", "improvement_id"),
            "themes": ("improvement_in_theme", "improvement_id"),
            "similar": ("improvement_similar", "improvement_id"),
        },
    ),
    "value": DocumentKind(
        "observation_detail",
        "observation_id",
        {
            "caveats": ("observation_caveat", "observation_id"),
            "recomputed": ("reconciliation", "observation_id"),
            "passages": ("observation_passage", "observation_id"),
        },
    ),
}


async def whole_document(
    database: Served, about: About, kind: str, name: str, address: Address
) -> dict[str, Any] | None:
    """Return a document; None if there is nothing of that name.

    Args:
        database: the database to ask.
        about: what the database says of itself.
        kind: one of `KINDS_OF_DOCUMENTS`.
        name: the id of the force, inspection, improvement or value.
        address: makes whole addresses.
    """
    shape = KINDS_OF_DOCUMENTS[kind]
    found = await rows_of_view(database, shape.view, shape.key, name)
    if not found:
        return None
    row = found[0]
    lists = {}
    for title, (view, column) in shape.lists.items():
        # A list may have another key than the document, such as the report of an inspection.
        value = row.get(column, name)
        rows = await rows_of_view(database, view, column, value)
        # Without a report there are no such files: unfiltered, they would have those of all.
        files = {
            kind_of_file: address(f"/data/{view}.{kind_of_file}", **{column: value})
            if value is not None
            else None
            for kind_of_file in ("csv", "json")
        }
        lists[title] = {
            "view": view,
            "count": len(rows),
            **files,
            "described_by": address(f"/dictionary/{view}"),
            "rows": rows,
        }
    return {
        "kind": kind,
        "id": name,
        "self": address(f"/{kind}/{name}.json"),
        "page": address(f"/{kind}/{name}"),
        "described_by": address(f"/dictionary/{shape.view}"),
        "data_version": about.release.data_version,
        "data_until": about.data_until,
        "license": LICENCE["path"],
        "row": row,
        "lists": lists,
    }


async def rows_of_view(
    database: Served, view: str, column: str, value: object
) -> list[dict[str, Any]]:
    """The rows of a view that have a value in a column."""
    found = await database.execute(f"select * from [{view}] where [{column}] = ?", [value])
    return [dict(row) for row in found.rows]
