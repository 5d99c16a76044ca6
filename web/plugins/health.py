"""/-/health: whether the site answers, for what watches over it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.app import Datasette
from datasette.utils.asgi import Response

from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook


@site_hook
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """One address."""
    return [(r"/-/health$", health)]


async def health(datasette: Datasette) -> Response:
    """Ask the database one thing, on the thread of the pages; an error is answered as any other."""
    found = await datasette.get_database(NAME).for_pages.execute("select data_version from release")
    answer = {"ok": True, "data_version": found.first()["data_version"]}
    return Response.json(answer, headers={"cache-control": "no-store"})
