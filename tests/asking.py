"""How a test asks the site a ready-made question."""

from __future__ import annotations

from typing import Any

import httpx

Rows = list[dict[str, Any]]


def ask(site: httpx.Client, query: str, **parameters: str) -> Rows:
    """The rows that a query answers; none may be cut off."""
    response = site.get(f"/openpeel/{query}.json", params={"_shape": "objects", **parameters})
    assert response.status_code == 200, response.text[:300]
    answer = response.json()
    assert answer["truncated"] is False
    rows: Rows = answer["rows"]
    return rows
