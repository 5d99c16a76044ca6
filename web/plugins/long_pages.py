"""A page shows so many rows and no more: thousands would keep the server from other readers.

Datasette makes each cell of a page on its event loop. Files (CSV, JSON) still have every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.app import Datasette

from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.server import MOST_ROWS_ON_A_PAGE, NAME, page_under_way

# Pages of tables, views and questions; a file has a dot in its name.
PAGE = re.compile(rf"/{NAME}(/[^/.]+)?$")


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Let pages know that they are pages, and lower the number of rows that an address asks for."""

    def wrap(app: App) -> App:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not PAGE.search(scope["path"]):
                await app(scope, receive, send)
                return
            token = page_under_way.set({})
            try:
                query = scope["query_string"].decode("latin-1")
                await app(
                    {**scope, "query_string": shortened(query).encode("latin-1")}, receive, send
                )
            finally:
                page_under_way.reset(token)

        return answer

    return wrap


def shortened(query: str) -> str:
    """Return the query of an address with `_size` as large as a page may be, if it is larger."""
    if "_size=" not in query:
        return query
    return urlencode(
        [
            (name, str(MOST_ROWS_ON_A_PAGE) if name == "_size" and is_too_many(value) else value)
            for name, value in parse_qsl(query, keep_blank_values=True)
        ]
    )


def is_too_many(size: str) -> bool:
    """Whether a number of rows, or `max`, is more than a page shows."""
    # Python refuses to read thousands of digits as a number.
    return size == "max" or (size.isdecimal() and int(size[:9]) > MOST_ROWS_ON_A_PAGE)


@hookimpl
def extra_template_vars() -> dict[str, Any]:
    """How many rows an answer has, of which the page shows the first; None if it shows all."""
    return {"rows_in_all": (page_under_way.get() or {}).get("rows")}
