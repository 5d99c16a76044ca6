"""Pages of tables refuse filters and searches that they would answer with wrong rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils.asgi import BadRequest, Request

from openpeel.web.filters import check_filters, take_wildcards_literally
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook


@site_hook
def startup(datasette: Datasette) -> None:
    """Let the filters of Datasette and of files look for parts of texts as they are written."""
    take_wildcards_literally()


@site_hook(tryfirst=True)
def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> Callable[[], Awaitable[FilterArguments | None]]:
    """Check the filters of a request for a table or view; add none."""

    async def check() -> None:
        # What begins so and has no operator is said to Datasette: _sort, _facet, _where …
        pairs = [
            (name, value)
            for name in request.args
            if not name.startswith("_") or "__" in name
            for value in request.args.getlist(name)
        ]
        if pairs and database == NAME:
            types = await datasette.get_database(database).column_types(table)
            check_filters(table, types, pairs)
        check_facets(request)
        searched = [n for n in request.args if n.startswith("_search") and request.args[n]]
        if searched and not await has_search(datasette, database, table, request):
            raise BadRequest(
                f"{table} has no full-text search, so “{searched[0][:50]}” would find every row "
                "(expected: a filter such as column__contains=word, or the page /search)"
            )

    return check


def check_facets(request: Request) -> None:
    """Refuse facets that Datasette takes for settings and that name no column.

    Raises:
        BadRequest: one is such.
    """
    for name in request.args:
        for value in request.args.getlist(name) if name.startswith("_facet") else ():
            if value.lstrip().startswith(("{", "[")):
                raise BadRequest(f"{name}: found “{value[:50]}”, expected the name of a column")


async def has_search(datasette: Datasette, database: str, table: str, request: Request) -> bool:
    """Whether Datasette would search a table; where it would not, it ignores the words."""
    metadata = datasette.table_metadata(database, table)
    named = request.args.get("_fts_table") or metadata.get("fts_table")
    return bool(named or await datasette.get_database(database).fts_table(table))
