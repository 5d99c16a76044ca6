"""What a ready-made question about forces covers, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.app import Datasette

from openpeel.web.coverage import Coverage, filters_of, grouped, query_of
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook


@site_hook
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """`coverage_of(declared, values)`, and `grouped(rows)` for pages that have the rows."""
    database = datasette.get_database(NAME).for_pages

    async def coverage_of(
        declared: Mapping[str, Any] | None, values: Mapping[str, str]
    ) -> Coverage | None:
        """What the answer to a question covers, as its `coverage` in metadata.yml declares."""
        if not declared:
            return None
        found = []
        for part in (declared, declared.get("bounds")):
            if part:
                sql, parameters = query_of(part["view"], filters_of(part, values))
                found.append([dict(row) for row in await database.execute(sql, parameters)])
        filters = filters_of(declared, values)
        bounds = found[1] if len(found) > 1 else []
        return Coverage(found[0], bounds, declared["view"], filters)

    return {"coverage_of": coverage_of, "grouped": grouped}
