"""How a test asks the site a ready-made question."""

from __future__ import annotations

from typing import Any

import httpx

Rows = list[dict[str, Any]]


def answer(site: httpx.Client, query: str, **parameters: str) -> httpx.Response:
    """The answer to a query, whatever it is."""
    return site.get(f"/openpeel/{query}.json", params={"_shape": "objects", **parameters})


def ask(site: httpx.Client, query: str, **parameters: str) -> Rows:
    """The rows that a query answers, all of them."""
    response = answer(site, query, **parameters)
    rows: Rows = []
    while True:
        assert response.status_code == 200, response.text[:300]
        content = response.json()
        rows += content["rows"]
        assert content["truncated"] is ("next_url" in content)
        if not content["truncated"]:
            return rows
        response = site.get(content["next_url"])


HOSTILE = "\"'><script>alert(1)</script>{{7*7}}${7*7}\x00' or 1=1 --"
