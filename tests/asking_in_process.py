"""How tests ask a site without a server, in SQL too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from datasette.app import Datasette

from openpeel.web.server import make_site

ENDLESS = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"


def within(database: Path, ask: Callable[[Datasette], Awaitable[None]]) -> None:
    """Ask a site within this process."""

    async def run() -> None:
        site = make_site(database)
        await site.invoke_startup()
        await ask(site)

    asyncio.run(run())


@asynccontextmanager
async def readers_asking(site: Datasette, count: int) -> AsyncIterator[list[asyncio.Task[Any]]]:
    """So many readers ask what has no end, and are under way until the test is done."""
    # The time that a question may take must not be over before the test, however busy the machine.
    site.sql_time_limit_ms = 60_000
    served = site.get_database("openpeel")
    long = [asyncio.ensure_future(site.client.get(asking(ENDLESS))) for _ in range(count)]
    while served.waiting < count and not any(task.done() for task in long):
        await asyncio.sleep(0.01)
    yield long
    served.end_queries()
    await asyncio.gather(*long, return_exceptions=True)


def asking(sql: str, **arguments: str) -> str:
    """The address of a question in SQL."""
    return "/openpeel.json?" + urlencode({"sql": sql, "_shape": "array", **arguments})


def ask_within(site: object, address: str) -> httpx.Response:
    """What a site within this process answers."""

    async def ask() -> httpx.Response:
        await site.invoke_startup()
        return await site.client.get(address)

    return asyncio.run(ask())
