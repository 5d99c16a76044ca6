"""For programs: the index of what can be taken home, and whole documents as JSON.

/data/index.json, /data/datapackage.json, /openapi.json, /force/essex.json.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from openpeel.web.arguments import LONGEST_ARGUMENT
from openpeel.web.catalogue import Catalogue
from openpeel.web.documents import KINDS_OF_DOCUMENTS, whole_document
from openpeel.web.page_functions import PageFunctions
from openpeel.web.server import NAME, Missing, cors_headers
from openpeel.web.site_hooks import site_hook

View = Callable[..., Awaitable[Response]]


@site_hook(tryfirst=True)
def register_routes(datasette: Datasette) -> list[tuple[str, View]]:
    """Before the pages and files whose addresses are alike."""
    kinds = "|".join(KINDS_OF_DOCUMENTS)
    return [
        (r"/data/?$", to_downloads),
        (r"/data/index\.json$", index),
        (r"/data/datapackage\.json$", datapackage),
        (r"/openapi\.json$", openapi),
        (rf"/(?P<kind>{kinds})/(?P<id>[^/]+)\.json$", document),
    ]


async def to_downloads(datasette: Datasette) -> Response:
    """The index for people is a page."""
    return Response.redirect(datasette.urls.path("/downloads"))


async def index(datasette: Datasette, request: Request) -> Response:
    """Every table and view, with its columns and the addresses of its files."""
    return json_answer(datasette, catalogue_of(datasette).index(addresses(datasette, request)))


async def datapackage(datasette: Datasette) -> Response:
    """The files of /data/ as a data package."""
    return json_answer(datasette, catalogue_of(datasette).datapackage)


async def openapi(datasette: Datasette, request: Request) -> Response:
    """The addresses for programs."""
    address = addresses(datasette, request)
    return json_answer(datasette, catalogue_of(datasette).openapi(address, KINDS_OF_DOCUMENTS))


async def document(datasette: Datasette, request: Request) -> Response:
    """A force, inspection, improvement or value, with what belongs to it.

    Raises:
        Missing: there is nothing of that id.
    """
    kind, name = request.url_vars["kind"], unquote(request.url_vars["id"])[:LONGEST_ARGUMENT]
    database = datasette.get_database(NAME).for_pages
    about = catalogue_of(datasette).about
    found = await whole_document(database, about, kind, name, addresses(datasette, request))
    if found is None:
        raise Missing(f"There is no {kind} {name[:80]}.")
    return json_answer(datasette, found)


def catalogue_of(datasette: Datasette) -> Catalogue:
    """What the database that is served has."""
    catalogue: Catalogue = datasette.get_database(NAME).catalogue
    return catalogue


def addresses(datasette: Datasette, request: Request) -> Callable[..., str]:
    """What makes whole addresses of this site."""
    at = datasette.jinja_env.globals["at"]
    absolute = PageFunctions(datasette, request).absolute
    return lambda path, **parameters: absolute(at(path, **parameters))


def json_answer(datasette: Datasette, content: dict[str, Any]) -> Response:
    """An answer that scripts of other sites may read."""
    return Response.json(content, headers=cors_headers(datasette))
