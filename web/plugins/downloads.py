"""Every row of a table or view in one answer: /data/judgment_detail.csv?force_id=essex.

Datasette makes such a file out of many pages, each a question of its own that skips what the
pages before it had. Of a view of hundreds of thousands of rows that takes minutes, and the
file ends without a word where a question runs out of time. Here one question is read to its end.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import Filters
from datasette.utils import add_cors_headers, escape_sqlite
from datasette.utils.asgi import AsgiStream, AsgiWriter, BadRequest, NotFound, Request

from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.filters import check_filters
from openpeel.web.server import NAME, Busy

# What rows become in a file: names of the columns, rows, and whether they are the first.
Encoder = Callable[[list[str], list[tuple[Any, ...]], bool], str]

ROWS_AT_ONCE = 2000
# However many readers take files home, pages have threads of their own.
readers = ThreadPoolExecutor(2, "download")
# Seconds that a reader has to take the next rows (some 400 KB): who holds a file and reads
# none of it would keep it from others.
PATIENCE = 60
# Datasette's own address of a whole table, and what may be said there that selects no rows.
STREAM = re.compile(rf"/{NAME}/(?P<name>\w+)\.csv$")
SELECTS_NOTHING = {"_stream", "_dl", "_header", "_bom"}
SORTS = {"_sort": "", "_sort_desc": " desc"}
# What a table page may be told that leaves the rows it is about the same.
SHOWS = re.compile(r"_(next|size|facet\w*|labels|nofacet|nosuggest|nocount|trace)$")


def as_csv(columns: list[str], rows: list[tuple[Any, ...]], is_first: bool) -> str:
    """Rows as RFC 4180 has it; what is not there is empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    if is_first:
        writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def as_json(columns: list[str], rows: list[tuple[Any, ...]], is_first: bool) -> str:
    """Rows as objects of one array, a line each; the end of the array is ENDS["json"]."""
    objects = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
    begins = "[\n" if is_first else ",\n" if objects else ""
    return begins + ",\n".join(objects)


ENCODERS: dict[str, Encoder] = {"csv": as_csv, "json": as_json}
ENDS = {"csv": "", "json": "\n]\n"}
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


class Stalled(BaseException):
    """A reader takes no more of an answer.

    No `Exception`: nothing on the way up may take it for a page's error, and answer.
    """


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[AsgiStream]]]]:
    """One address for every table and view, as each kind of file."""
    return [(r"/data/(?P<name>\w+)\.(?P<kind>csv|json)$", download)]


async def download(request: Request, datasette: Datasette, receive: Receive) -> AsgiStream:
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
    columns = list(types)
    arguments = parse_qsl(request.query_string, True)
    where, parameters = where_of(name, types, [a for a in arguments if a[0] not in SORTS])
    order = order_of(name, columns, [a for a in arguments if a[0] in SORTS and a[1]])
    if order:
        # As on the pages of a sorted table.
        order = ", ".join([order, *map(escape_sqlite, await database.primary_keys(name))])
    source = f"from {escape_sqlite(name)}{where}"
    if not database.for_files:
        raise Busy("Too many files are being taken at this moment. Try again in a minute.")
    connection = database.for_files.pop()
    try:
        cursor, first, total = await in_thread(begin, connection, source, order, parameters)
    except BaseException:
        database.for_files.append(connection)
        raise
    encode = ENCODERS[kind]

    async def write(writer: AsgiWriter) -> None:
        gone = asyncio.ensure_future(hang_up(receive))
        rows, is_first = first, True
        try:
            while (rows or is_first) and not gone.done():
                await writer.write(await in_thread(encode, columns, rows, is_first))
                rows, is_first = await in_thread(cursor.fetchmany, ROWS_AT_ONCE), False
            await writer.write(ENDS[kind])
        finally:
            gone.cancel()
            cursor.close()
            database.for_files.append(connection)

    # Every other header of a file of data is in files.py.
    headers = {"x-total-count": str(total)}
    if datasette.cors:
        add_cors_headers(headers)
    return AsgiStream(write, headers=headers, content_type=TYPES[kind])


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
    """The order that an argument such as _sort_desc=value asks for; empty where there is none.

    Raises:
        BadRequest: an unknown column, or several orders.
    """
    if len(sorts) > 1:
        raise BadRequest("a file is sorted by one column (expected: _sort or _sort_desc, once)")
    for key, column in sorts:
        if column not in columns:
            raise BadRequest(
                f"{name} has no column “{column[:50]}” to sort by "
                f"(expected one of: {', '.join(columns)})"
            )
        return f" order by {escape_sqlite(column)}{SORTS[key]}"
    return ""


def begin(
    connection: sqlite3.Connection, source: str, order: str, parameters: dict[str, Any]
) -> tuple[sqlite3.Cursor, list[tuple[Any, ...]], int]:
    """Run the query; return its cursor, the first rows and how many rows there are.

    Raises:
        BadRequest: SQLite does not take the values of the filters.
    """
    try:
        cursor = connection.execute(f"select * {source}{order}", parameters)
        first = cursor.fetchmany(ROWS_AT_ONCE)
        if len(first) < ROWS_AT_ONCE:
            return cursor, first, len(first)
        (total,) = connection.execute(f"select count(*) {source}", parameters).fetchone()
        return cursor, first, total
    except sqlite3.Error as error:
        raise BadRequest("a filter cannot be understood") from error


async def in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    """What work makes of its arguments, while the site goes on."""
    return await asyncio.get_running_loop().run_in_executor(readers, work, *arguments)


async def hang_up(receive: Receive) -> None:
    """Wait until the reader is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def impatient(send: Send) -> Send:
    """To send, but not to whoever takes nothing for long."""

    async def sending(message: Message) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await send(message)
        except TimeoutError as error:
            raise Stalled from error

    return sending


@hookimpl
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


@hookimpl
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
        parted: dict[str, list[str]] = {}
        for name, value in filters:
            parted.setdefault(name, []).append(value)
        if kind == "csv":
            parted["_bom"] = ["1"]
        return str(at(f"/data/{table}.{kind}", **parted))

    return {"whole": whole, "most_rows": datasette.setting("max_returned_rows")}
