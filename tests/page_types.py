"""One address of every type of page that people read, with words that stand on it.

What every page must be (safe, accessible, light, whole without JavaScript) is tested over
this list, in test_pages.py and test_browser_pages.py. A new type of page belongs here.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import httpx

from openpeel.loaders.site import make_site

# Address -> words that only stand there if the page has its content.
PAGES = {
    "/": "Police inspections",
}


@dataclass(frozen=True)
class Answer:
    """What a page answered, and the SQL that it took."""

    response: httpx.Response
    queries: list[str]


def answers(database: Path, addresses: list[str]) -> dict[str, Answer]:
    """Each page as answered by a site within this process that counts its queries.

    Every page is asked for twice and the second answer counts: what is asked only once in
    the life of a server is no matter.
    """

    async def ask_all() -> dict[str, Answer]:
        site = make_site(database)
        asked: list[str] = []
        prepare = site._prepare_connection

        def traced(connection: object, name: str) -> None:
            prepare(connection, name)
            connection.set_trace_callback(asked.append)  # type: ignore[attr-defined]

        site._prepare_connection = traced
        await site.invoke_startup()
        found = {}
        for address in addresses:
            await site.client.get(address)
            asked.clear()
            response = await site.client.get(address)
            # SQLite tells triggers and the like as comments: those are no queries.
            queries = [sql for sql in asked if not sql.startswith("--")]
            found[address] = Answer(response, queries)
        return found

    return asyncio.run(ask_all())
