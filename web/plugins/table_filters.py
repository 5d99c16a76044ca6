"""Pages of tables refuse filters that they would answer with wrong rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils.asgi import Request

from openpeel.web.filters import check_filters
from openpeel.web.server import NAME


@hookimpl(tryfirst=True)
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

    return check
