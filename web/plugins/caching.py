"""Answers that need not be sent again, and smaller ones: ETag, 304, Last-Modified, gzip.

An answer depends on the database, on the code, on its address and on the day, from which ages are
counted. A cache that has it asks whether it is still so, and nothing is worked out again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from email.utils import format_datetime

from asgi_gzip import GZipMiddleware
from datasette.app import Datasette

from openpeel import __version__
from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook

# Where more time goes into packing than into sending.
LEVEL = 5
Headers = list[tuple[bytes, bytes]]
# What Datasette says that every answer varies with.
OF_READERS = (b"cookie", b"authorization")
# Packed already, or so large that packing keeps others waiting.
NOT_PACKED = re.compile(r"\.(db|parquet|png|ico)$")


@site_hook(trylast=True)
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Outside all other wrappers, some of which add to an answer."""
    # A private site is not cached.
    is_cached = bool(datasette.setting("default_cache_ttl"))

    def wrap(app: App) -> App:
        packed = GZipMiddleware(app, compresslevel=LEVEL)

        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
                await app(scope, receive, send)
                return
            inner = app if NOT_PACKED.search(scope["path"]) else packed
            if not is_cached:
                await inner(scope, receive, send)
                return
            edition = datasette.get_database(NAME).edition
            tag = tag_of(edition.sha256, scope)
            written = format_datetime(edition.written, usegmt=True)
            headers = [(b"etag", tag), (b"last-modified", written.encode())]
            if tag in asked_tags(scope):
                await send({"type": "http.response.start", "status": 304, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return

            async def tagged(message: Message) -> None:
                if message["type"] == "http.response.start":
                    varies = varying(scope["path"], message.get("headers", []))
                    message = {**message, "headers": varies}
                if message["type"] == "http.response.start" and message["status"] == 200:
                    theirs = [(n, v) for n, v in message.get("headers", []) if n.lower() != b"etag"]
                    if (b"cache-control", b"no-store") not in theirs:
                        theirs += headers
                    message = {**message, "headers": theirs}
                await send(message)

            await inner(scope, receive, tagged)

        return answer

    return wrap


def varying(path: str, headers: Headers) -> Headers:
    """Return headers that name what an answer varies with, and no more.

    Nobody signs in to a public site, so only Datasette's own pages below /-/ depend on who asks.
    """
    if path.startswith("/-/") or b"set-cookie" in dict(headers):
        return headers
    kept = []
    for name, value in headers:
        if name.lower() == b"vary":
            words = [word.strip() for word in value.split(b",")]
            value = b", ".join(word for word in words if word.lower() not in OF_READERS)
            if not value:
                continue
        kept.append((name, value))
    return kept


def tag_of(edition: str, scope: Message) -> bytes:
    """What tells one answer from another: weak, since it may be packed or not."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    parts = (edition, __version__, date.today().isoformat(), host, scope["path"])
    text = "\n".join([*parts, scope["query_string"].decode("latin-1")])
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'.encode()


def asked_tags(scope: Message) -> list[bytes]:
    """The tags of answers that the reader has."""
    given = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return [tag.strip() for tag in given.split(b",")]
