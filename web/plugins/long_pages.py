"""A page or a piece of JSON has so many rows and no more, and says where the next are.

Datasette makes each cell of a page on its event loop: thousands would keep the server from other
readers. CSV files have every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.renderer import json_renderer
from datasette.utils import path_with_replaced_args
from datasette.utils.asgi import BadRequest, Request, Response

from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.server import (
    BYTES_OF_A_CELL,
    BYTES_OF_A_VALUE,
    MOST_BYTES_IN_JSON,
    MOST_BYTES_ON_A_PAGE,
    MOST_ROWS_IN_JSON,
    MOST_ROWS_ON_A_PAGE,
    NAME,
    AnswerPart,
    part_under_way,
)
from openpeel.web.site_hooks import site_hook

# A table, view, question or, without a name, a reader's own SQL.
ADDRESS = re.compile(rf"/{NAME}(?:/(?P<name>[^/.]+))?(?:\.(?P<kind>csv|json))?$")


@site_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Note which part of an answer is asked for, and lower the rows that an address asks for."""
    # Not there where a Datasette that is not this site runs in the same process.
    questions = (datasette.metadata("databases") or {}).get(NAME, {}).get("queries", {})

    def wrap(app: App) -> App:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            address = ADDRESS.search(scope["path"]) if scope["type"] == "http" else None
            if not address:
                await app(scope, receive, send)
                return
            query = scope["query_string"].decode("latin-1")
            name, kind = address["name"], address["kind"]
            is_table = name is not None and name not in questions
            part = None if is_table else part_of(dict(parse_qsl(query)), name, kind)
            if is_table and kind != "csv":
                query = shortened(query, MOST_ROWS_IN_JSON if kind else MOST_ROWS_ON_A_PAGE)
            elif part and not kind:
                query = without_part(query)
            token = part_under_way.set(part)
            try:
                await app({**scope, "query_string": query.encode("latin-1")}, receive, send)
            finally:
                part_under_way.reset(token)

        return answer

    return wrap


def part_of(given: dict[str, str], question: str | None, kind: str | None) -> AnswerPart | None:
    """Return the part of an answer that an address asks for."""
    begin, size = given.get("_next", ""), given.get("_size", "")
    if not kind:
        return AnswerPart(MOST_ROWS_ON_A_PAGE, MOST_BYTES_ON_A_PAGE, BYTES_OF_A_CELL, begin=begin)
    if kind == "csv":
        # A file that is cut has no place to say so. Those of questions never are (downloads.py).
        return None if question else AnswerPart(None)
    # JSON of a reader's own SQL has a limit of Datasette's, and says whether it is cut.
    if not question:
        return None
    return AnswerPart(MOST_ROWS_IN_JSON, MOST_BYTES_IN_JSON, BYTES_OF_A_VALUE, size, begin)


def shortened(query: str, most: int) -> str:
    """Return the query of an address with `_size` as large as it may be, if it is larger."""
    if "_size=" not in query:
        return query
    return urlencode(
        [
            (name, str(most) if name == "_size" and is_too_many(value, most) else value)
            for name, value in parse_qsl(query, keep_blank_values=True)
        ]
    )


def is_too_many(size: str, most: int) -> bool:
    """Whether a number of rows, or `max`, is more than there may be."""
    # Python refuses to read thousands of digits as a number.
    return size == "max" or (size.isdecimal() and int(size[:9]) > most)


def without_part(query: str) -> str:
    """Return the query of an address without the part of the answer that it asks for.

    So that links from the page to its files begin with the first row.
    """
    if "_next=" not in query:
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in pairs if name != "_next"])


@site_hook
def register_output_renderer(datasette: Datasette) -> dict[str, Any]:
    """JSON as Datasette makes it, with the address of the next rows."""
    return {"extension": "json", "render": render_part}


def render_part(datasette: Datasette, request: Request, args: Any, data: Any) -> Response:
    """Make JSON of an answer, or of the part of it that was asked for."""
    part = part_under_way.get()
    if part and part.follows is not None:
        path = path_with_replaced_args(request, {"_next": part.follows})
        data["truncated"] = True
        data["next"] = str(part.follows)
        data["next_url"] = datasette.absolute_url(request, path)
    return json_renderer(args, data, "")


@site_hook
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    """`answer_part`: which rows of an answer a page has, with where those before and after are."""
    part = part_under_way.get()
    with suppress(BadRequest):
        return turns_of(request, part)
    # The page says that the address asks for no number.
    return turns_of(request, None)


def turns_of(request: Request | None, part: AnswerPart | None) -> dict[str, Any]:
    """Return what a page can say of the part of an answer that it has."""

    def turned(begin: int | None) -> str | None:
        return None if begin is None else path_with_replaced_args(request, {"_next": begin or None})

    return {
        "answer_part": part,
        "rows_before": turned(part.precedes) if part else None,
        "rows_after": turned(part.follows) if part else None,
        "first_rows": turned(0) if part else None,
        "most_rows_in_json": MOST_ROWS_IN_JSON,
    }
