"""How tests ask a site without a server, in SQL too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
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


def asking(sql: str, **arguments: str) -> str:
    """The address of a question in SQL."""
    return "/openpeel.json?" + urlencode({"sql": sql, "_shape": "array", **arguments})


def ask_within(site: object, address: str) -> httpx.Response:
    """What a site within this process answers."""

    async def ask() -> httpx.Response:
        await site.invoke_startup()
        return await site.client.get(address)

    return asyncio.run(ask())
