"""Every row of a table or view in one answer: /data/judgment_detail.csv?force_id=essex.

`_columns=force,grade` has some columns, and `_order=force,-published_on` another order.

Datasette makes such a file out of many pages, each a question of its own that skips what the
pages before it had. Of a view of hundreds of thousands of rows that takes minutes, and the
file ends without a word where a question runs out of time. Here one question is read to its end.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.filters import Filters
from datasette.utils import escape_sqlite
from datasette.utils.asgi import AsgiStream, BadRequest, NotFound, Request, Response

from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.catalogue import served_formats
from openpeel.web.filters import check_filters
from openpeel.web.parquet_file import parquet_answer
from openpeel.web.row_files import stream
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook

# Seconds that a reader has to take the next rows (some 400 KB): who holds a file and reads
# none of it would keep it from others.
PATIENCE = 60
# Datasette's own address of a whole table, and what may be said there that selects no rows.
STREAM = re.compile(rf"/{NAME}/(?P<name>\w+)\.csv$")
SELECTS_NOTHING = {"_stream", "_dl", "_header", "_bom", "_columns"}
SORTS = {"_sort": "", "_sort_desc": " desc", "_order": ""}
# What a table page may be told that leaves the rows it is about the same.
SHOWS = re.compile(r"_(next|size|facet\w*|labels|nofacet|nosuggest|nocount|trace)$")


class Stalled(BaseException):
    """A reader takes no more of an answer.

    No `Exception`: nothing on the way up may take it for a page's error, and answer.
    """


@site_hook
def register_routes(
    datasette: Datasette,
) -> list[tuple[str, Callable[..., Awaitable[AsgiStream | Response]]]]:
    """One address for every table and view, as each kind of file."""
    return [(r"/data/(?P<name>\w+)\.(?P<kind>csv|json|ndjson|parquet)$", download)]


async def download(
    request: Request, datasette: Datasette, receive: Receive
) -> AsgiStream | Response:
    """Answer with all rows, filtered and sorted as on Datasette's page of the table.

    Raises:
        NotFound: there is no such table or view.
        BadRequest: a filter names no column, or cannot be understood.
        Busy: as many files are under way as may be.
    """
    name, kind = request.url_vars["name"], request.url_vars["kind"]
    if name not in datasette.metadata("databases")[NAME]["tables"]:
        raise NotFound(f"There is no table or view {name}.")
    database = datasette.get_database(NAME)
    types = await database.column_types(name)
    arguments = parse_qsl(request.query_string, True)
    where, parameters = where_of(name, types, [a for a in arguments if a[0] not in SORTS])
    order = order_of(name, list(types), [a for a in arguments if a[0] in SORTS and a[1]])
    if order:
        # As on the pages of a sorted table.
        order = ", ".join([order, *map(escape_sqlite, await database.primary_keys(name))])
    columns = columns_chosen(name, list(types), [v for k, v in arguments if k == "_columns" and v])
    source = f"from {escape_sqlite(name)}{where}"
    rows = f"select {', '.join(map(escape_sqlite, columns))} {source}{order}"
    if kind == "parquet":
        return await as_parquet(datasette, name, columns, rows, parameters)
    return await stream(datasette, receive, kind, rows, f"select count(*) {source}", parameters)


async def as_parquet(
    datasette: Datasette, name: str, columns: list[str], sql: str, parameters: dict[str, Any]
) -> Response:
    """Answer with a Parquet file.

    Raises:
        NotFound: this server makes none.
    """
    resource = datasette.get_database(NAME).catalogue.resource(name)
    if "parquet" not in served_formats() or resource is None:
        raise NotFound("This server makes no Parquet files; take CSV, JSON or NDJSON.")
    return await parquet_answer(datasette, resource, columns, sql, parameters)


def columns_chosen(name: str, columns: list[str], asked: list[str]) -> list[str]:
    """The columns that `_columns` asks for, in its order; all where it is not there.

    Raises:
        BadRequest: an unknown column, or one twice.
    """
    chosen = [column.strip() for value in asked for column in value.split(",")]
    for column in chosen:
        if column not in columns or chosen.count(column) > 1:
            known = f"expected some of: {', '.join(columns)}"
            raise BadRequest(
                f"_columns names “{column[:50]}”, which {name} does not have ({known})"
                if column not in columns
                else f"_columns names “{column[:50]}” twice ({known})"
            )
    return chosen or columns


def where_of(
    name: str, types: dict[str, str], arguments: Iterable[tuple[str, str]]
) -> tuple[str, dict[str, Any]]:
    """The condition that arguments such as force_id=essex or days__gte=30 make, and its values."""
    pairs = [pair for pair in arguments if pair[0] not in SELECTS_NOTHING]
    for key, _ in pairs:
        if key.startswith("_") and "__" not in key:
            raise BadRequest(
                f"a file has every row and takes no “{key[:50]}” (expected: filters such as "
                f"column=value, and {', '.join([*SORTS, '_bom'])})"
            )
    check_filters(name, types, pairs)
    try:
        conditions, parameters = Filters(pairs).build_where_clauses(name)
    except ValueError as error:
        raise BadRequest("a filter cannot be understood") from error
    return (f" where {' and '.join(conditions)}" if conditions else ""), parameters


def order_of(name: str, columns: list[str], sorts: list[tuple[str, str]]) -> str:
    """The order that _sort_desc=value or _order=force,-value asks for; empty where there is none.

    Raises:
        BadRequest: an unknown column, or several orders.
    """
    if len(sorts) > 1:
        raise BadRequest(
            "a file has one order (expected: one of _sort, _sort_desc and _order, once)"
        )
    wanted: list[str] = []
    for key, value in sorts:
        several = value.split(",") if key == "_order" else [value]
        for each in several:
            falls = key == "_order" and each.startswith("-")
            column = each.removeprefix("-") if falls else each
            if column not in columns:
                raise BadRequest(
                    f"{name} has no column “{column[:50]}” to sort by "
                    f"(expected one of: {', '.join(columns)})"
                )
            wanted.append(escape_sqlite(column) + (" desc" if falls else SORTS[key]))
    return f" order by {', '.join(wanted)}" if wanted else ""


def impatient(send: Send) -> Send:
    """To send, but not to whoever takes nothing for long."""

    async def sending(message: Message) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await send(message)
        except TimeoutError as error:
            raise Stalled from error

    return sending


@site_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Answer Datasette's own CSV address of a table as well: there it may end early.

    An answer that is not taken is broken off: its reader sees that it is not whole.
    """
    prefix = datasette.setting("base_url").rstrip("/")
    tables = datasette.metadata("databases")[NAME]["tables"]

    def wrap(app: App) -> App:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                match = STREAM.fullmatch(scope["path"].removeprefix(prefix))
                arguments = dict(parse_qsl(scope["query_string"].decode("latin-1"), True))
                others = {key for key in arguments if key.startswith("_")}
                others -= SELECTS_NOTHING | SORTS.keys()
                if match and match["name"] in tables and not others:
                    path = f"{prefix}/data/{match['name']}.csv"
                    scope = {**scope, "path": path, "raw_path": path.encode()}
                with suppress(Stalled):
                    await app(scope, receive, impatient(send))
            else:
                await app(scope, receive, send)

        return answer

    return wrap


@site_hook
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    """`whole(database, table, kind)`: the address of all rows that a table page is about."""

    def whole(database: str, table: str, kind: str) -> str | None:
        """None where the page selects rows by more than its columns."""
        arguments = parse_qsl(request.query_string, True) if request else []
        filters = [pair for pair in arguments if not SHOWS.match(pair[0])]
        filters = [pair for pair in filters if pair[1] or pair[0] not in SORTS]
        others = {name for name, _ in filters if name.startswith("_")} - SORTS.keys()
        if database != NAME or others:
            return None
        at = datasette.jinja_env.globals["at"]
        parameters: dict[str, list[str]] = {}
        for name, value in filters:
            parameters.setdefault(name, []).append(value)
        if kind == "csv":
            parameters["_bom"] = ["1"]
        return str(at(f"/data/{table}.{kind}", **parameters))

    return {"whole": whole, "most_rows": datasette.setting("max_returned_rows")}
