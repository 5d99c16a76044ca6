"""Addresses with a former name of a table, view or column lead to the one with its present name.

The former names are in `web/renamed.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Response

from openpeel.loaders import package
from openpeel.loaders.yaml_file import read_yaml
from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook

# A page of a table or view, of a row or of its description, or a file of its rows.
ADDRESS = re.compile(rf"(?P<place>/(?:{NAME}|data|dictionary)/)(?P<name>\w+)(?P<rest>[./].*)?$")
# Arguments of an address whose value is the name of a column.
NAMES_A_COLUMN = {"_sort", "_sort_desc", "_facet", "_facet_date", "_facet_array", "_col", "_nocol"}

Names = Mapping[str, str]


@lru_cache(maxsize=1)
def renamed() -> tuple[Names, Mapping[str, Names]]:
    """Return the present name of each renamed table, and of each renamed column by table."""
    lists = read_yaml(package.ROOT / "web" / "renamed.yml").content
    return lists["tables"], lists["columns"]


# First of all wrappers, so that the others see the answer and complete its headers.
@site_hook(tryfirst=True)
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Redirect the former addresses for good."""
    prefix = datasette.setting("base_url").rstrip("/")

    def wrap(app: App) -> App:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                path = scope["path"].removeprefix(prefix)
                address = present_address(path, scope["query_string"].decode("latin-1"))
                if address:
                    headers = {"access-control-allow-origin": "*"} if datasette.cors else {}
                    response = Response.redirect(prefix + address, status=301, headers=headers)
                    await response.asgi_send(send)
                    return
            await app(scope, receive, send)

        return answer

    return wrap


def present_address(path: str, query: str) -> str | None:
    """Return the address that a former one has now; None if nothing in it was renamed."""
    match = ADDRESS.fullmatch(path)
    if not match:
        return None
    tables, columns = renamed()
    name = tables.get(match["name"], match["name"])
    arguments = parse_qsl(query, keep_blank_values=True)
    present = [present_argument(*argument, columns.get(name, {})) for argument in arguments]
    if name == match["name"] and present == arguments:
        return None
    if present != arguments:
        query = urlencode(present)
    # The path comes decoded: what an address may not have is encoded again.
    address = match["place"] + name + quote(match["rest"] or "", safe="/~,:@")
    return f"{address}?{query}" if query else address


def present_argument(argument: str, value: str, columns: Names) -> tuple[str, str]:
    """Return an argument with the present name of its column: `which__contains`, `_sort`."""
    if argument in NAMES_A_COLUMN:
        return argument, columns.get(value, value)
    column, operator, kind = argument.partition("__")
    return columns.get(column, column) + operator + kind, value
