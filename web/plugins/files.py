"""What goes with every file of data: licence, description, version, a name that says its filters.

`?_bom=1` makes a CSV file for Excel: it begins with a byte order mark, without which Excel misreads
dashes and accents, and texts that Excel would take for formulas have an apostrophe before them.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl

from datasette.app import Datasette

from openpeel import __version__
from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.plain_cells import PlainCells
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook

Headers = list[tuple[bytes, bytes]]

# A table, a view, a ready-made question or, without a name, SQL that a reader wrote.
FILE = re.compile(
    rf"/(?P<place>data|{NAME})(?:/(?!index\.|datapackage\.)(?P<name>[\w-]+))?"
    r"\.(?P<kind>csv|json|ndjson|parquet)$"
)
BYTE_ORDER_MARK = "\ufeff".encode()
LONGEST_NAME = 120
# What a browser lets scripts of other sites read besides the body.
EXPOSED = b"Link, Content-Disposition, X-Total-Count, X-Data-Version"


@site_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Label every answer that is a file of data, our own and Datasette's."""
    prefix = datasette.setting("base_url").rstrip("/")

    def wrap(app: App) -> App:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            path = scope["path"].removeprefix(prefix) if scope["type"] == "http" else ""
            file = FILE.fullmatch(path)
            if not file and not path.endswith(".csv"):
                await app(scope, receive, send)
                return
            query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            # Another database, such as private lists, has CSV files too, but no words of ours.
            name, kind = (file["name"] or "sql", file["kind"]) if file else ("", "csv")
            marks = kind == "csv" and dict(query).get("_bom") == "1"
            spreadsheet = SpreadsheetFile()

            async def label(message: Message) -> None:
                nonlocal marks
                if message["type"] == "http.response.start":
                    if message["status"] != 200:
                        marks = False
                    elif file:
                        headers = labels(datasette, file["name"], message.get("headers", []))
                        if kind == "csv" or file["place"] == "data":
                            headers.append(attachment(f"{file_name(name, query)}.{kind}"))
                        message = {**message, "headers": headers}
                elif marks:
                    message = {**message, "body": spreadsheet.feed(message)}
                await send(message)

            await app(scope, receive, label)

        return answer

    return wrap


class SpreadsheetFile:
    """A CSV file for spreadsheet programs, made of the pieces of one for any program."""

    def __init__(self) -> None:
        self.decoder = getincrementaldecoder("utf-8")()
        self.cells = PlainCells()
        self.mark = BYTE_ORDER_MARK

    def feed(self, message: Message) -> bytes:
        """Return what comes of a piece of an answer."""
        is_last = not message.get("more_body", False)
        text = self.decoder.decode(message.get("body", b""), is_last)
        mark, self.mark = self.mark, b""
        return mark + self.cells.feed(text, is_last).encode()


def labels(datasette: Datasette, name: str | None, theirs: Headers) -> Headers:
    """An answer's headers with licence, description, sources and version."""
    metadata = datasette.metadata()
    described = (
        f"/dictionary/{name}"
        if name in datasette.metadata("databases")[NAME]["tables"]
        else (f"/{NAME}/{name}" if name else "/dictionary")
    )
    links = {
        "license": metadata["license_url"],
        "describedby": datasette.urls.path(described),
        "via": datasette.urls.path("/data/document_detail.csv"),
    }
    link = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())
    newest_day = datasette.get_database(NAME).catalogue.about.data_until
    version = f"openpeel {__version__}, sources to {newest_day}"
    replaced = {b"content-disposition", b"access-control-expose-headers"}
    headers = [(key, value) for key, value in theirs if key.lower() not in replaced]
    headers += [(b"link", link.encode()), (b"x-data-version", version.encode())]
    if datasette.cors:
        headers.append((b"access-control-expose-headers", EXPOSED))
    return headers


def attachment(name: str) -> tuple[bytes, bytes]:
    """The header that makes a browser save an answer under a name."""
    return b"content-disposition", f'attachment; filename="{name}"'.encode()


def file_name(name: str, query: Iterable[tuple[str, str]]) -> str:
    """What a file is of and how it was filtered: judgment_detail-force_id-essex."""
    parts = [name]
    for key, value in query:
        if value and key != "sql" and not key.startswith("_"):
            parts += [key.replace("__", "-"), value]
    plain = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.]+", "-", plain).strip("-.")[:LONGEST_NAME]
