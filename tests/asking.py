"""How a test asks the site a ready-made question."""

from __future__ import annotations

from typing import Any

import httpx

Rows = list[dict[str, Any]]


def answer(site: httpx.Client, query: str, **parameters: str) -> httpx.Response:
    """The answer to a query, whatever it is."""
    return site.get(f"/openpeel/{query}.json", params={"_shape": "objects", **parameters})


def ask(site: httpx.Client, query: str, **parameters: str) -> Rows:
    """The rows that a query answers; none may be cut off."""
    response = answer(site, query, **parameters)
    assert response.status_code == 200, response.text[:300]
    content = response.json()
    assert content["truncated"] is False
    rows: Rows = content["rows"]
    return rows
