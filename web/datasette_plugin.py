"""What Datasette loads where openpeel is installed: `datasette openpeel.db` shows the whole site.

Every Datasette of the computer loads this module, also one that has nothing to do with openpeel.
So it imports the site only when a database of openpeel is to be served.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from asyncio import Lock
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from datasette import Response, hookimpl
from datasette.utils import tilde_decode
from datasette.version import __version__

from openpeel.web.permission_rules import restricts
from openpeel.web.site_name import NAME

# The versions of Datasette that the site runs under; the others show its tables.
DATASETTE = "0.65"
# Tables that every database has that openpeel built, and no private one.
TABLES = {"dictionary_table", "dictionary_column", "release"}

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


@hookimpl(trylast=True)
def asgi_wrapper(datasette: Any) -> Callable[[App], App] | None:
    """Let the site answer, outside all that others add to answers of this Datasette."""
    inside = site_inside(datasette)
    return inside.around if inside else None


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[App]] | None:
    """Prepare the site before the first reader."""
    inside = site_inside(datasette)
    return inside.app if inside else None


class SiteInside:
    """The site over one database of a Datasette, which goes on answering for its others.

    The site is a Datasette of its own, as `openpeel serve` makes it, so that templates, settings
    and limits of one are not those of the other.
    """

    def __init__(self, datasette: Any, name: str, path: Path) -> None:
        self.datasette, self.name, self.path = datasette, name, path
        self.site: Any = None
        self.answers: App | None = None
        self.starting = Lock()

    async def app(self) -> App:
        """Return the application of the site, which the first call makes.

        Raises:
            DataError: OPENPEEL_PUBLIC_URL or OPENPEEL_CONTACT is malformed.
        """
        async with self.starting:
            if self.answers is None:
                from openpeel.web.server import make_site, start_site

                self.site = make_site(
                    self.path,
                    metadata_with_plugins(self.path, self.datasette.metadata("plugins") or {}),
                    public_url=os.environ.get("OPENPEEL_PUBLIC_URL") or None,
                    contact=os.environ.get("OPENPEEL_CONTACT") or None,
                    options=options_given(self.datasette),
                )
                await start_site(self.site)
                self.answers = self.site.app()
        return self.answers

    def around(self, others: App) -> App:
        """Answer what is not about another database of the Datasette."""

        async def answer(scope: Scope, receive: Any, send: Any) -> None:
            if scope["type"] == "lifespan":
                await others(scope, receive, send)
                self.end()
                return
            named = self.database_of(scope["path"]) if scope["type"] == "http" else None
            databases = {d.name: d.route for d in self.datasette.databases.values()}
            route = databases.pop(self.name)
            if named is None or named in databases.values():
                await others(scope, receive, send)
            elif named == route != NAME:
                await self.redirect(scope).asgi_send(send)
            else:
                await (await self.app())(scope, receive, send)

        return answer

    def database_of(self, path: str) -> str:
        """Return the part of an address where Datasette has the name of a database."""
        rest = path.removeprefix(self.datasette.setting("base_url").rstrip("/"))
        return str(tilde_decode(rest.strip("/").split("/")[0].partition(".")[0]))

    def redirect(self, scope: Scope) -> Response:
        """Lead to the name that the site has for the database, whatever its file is called."""
        path = (scope.get("raw_path") or quote(scope["path"]).encode()).decode("ascii")
        base = self.datasette.setting("base_url").rstrip("/")
        first = path.removeprefix(base).split("/")[1].partition(".")[0]
        rest = path.removeprefix(f"{base}/{first}").partition("?")[0]
        query = scope["query_string"].decode("latin-1")
        address = f"{base}/{NAME}{rest}" + (f"?{query}" if query else "")
        return Response.redirect(address, headers={"access-control-allow-origin": "*"})

    def end(self) -> None:
        """End what readers still ask, since the server ends."""
        if self.site is not None:
            from openpeel.web.server import end_queries

            end_queries(self.site)


# The site of each Datasette that was looked at; None where it has none.
sites: WeakKeyDictionary[Any, SiteInside | None] = WeakKeyDictionary()


def site_inside(datasette: Any) -> SiteInside | None:
    """Return the site that a Datasette is to show, if one of its databases is openpeel's.

    Datasette asks several times, the first time while it is made.
    """
    if getattr(datasette, "is_openpeel", False):
        return None
    if datasette not in sites:
        sites[datasette] = look_for_site(datasette)
    return sites[datasette]


def look_for_site(datasette: Any) -> SiteInside | None:
    """Find the first database that openpeel built, and that this version can serve."""
    for name, database in datasette.databases.items():
        if database.path and is_built(Path(database.path)):
            path = Path(database.path)
            problem = why_not(datasette, name, path)
            if not problem:
                return SiteInside(datasette, name, path)
            print(f"openpeel: {problem}; Datasette shows its tables only", file=sys.stderr)
    return None


def is_built(path: Path) -> bool:
    """Whether a file is a database that some version of openpeel built."""
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            names = {name for (name,) in db.execute("select name from sqlite_master")}
        finally:
            db.close()
    except sqlite3.Error:
        return False
    return names >= TABLES


def why_not(datasette: Any, name: str, path: Path) -> str:
    """Say why the site over a database cannot be shown; empty where it can."""
    from openpeel.loaders.database import check_database
    from openpeel.loaders.digests import check_file
    from openpeel.loaders.errors import DataError

    if not __version__.startswith(f"{DATASETTE}."):
        return f"{path}: the site needs Datasette {DATASETTE} (found {__version__})"
    if name != NAME and NAME in datasette.databases:
        return f"{path}: another database is called {NAME}"
    if restricts(datasette.metadata()):
        return f"{path}: the metadata say who may see what, and pages of the site do not ask"
    try:
        check_database(path)
        check_file(path)
    except DataError as error:
        return str(error)
    return ""


def options_given(datasette: Any) -> dict[str, Any]:
    """Return what whoever started a Datasette has set, as options of the site."""
    from datasette.app import DEFAULT_SETTINGS

    settings = {
        name: value
        for name, value in datasette._settings.items()
        if value != DEFAULT_SETTINGS[name]
    }
    return {"settings": settings, "static_mounts": datasette.static_mounts}


def metadata_with_plugins(path: Path, plugins: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of the site, with what others are told of their plugins."""
    from openpeel.loaders.dictionary import built_columns, read_metadata

    metadata = read_metadata(columns=built_columns(path))
    return metadata | {"plugins": {**plugins, **metadata["plugins"]}}
