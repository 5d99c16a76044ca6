"""The site with private lists on it: for the people of this computer, and for no cache."""

from __future__ import annotations

import ipaddress
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path

from datasette.app import Datasette

from openpeel.loaders.database import check_database
from openpeel.loaders.dictionary import built_columns, read_metadata
from openpeel.loaders.digests import check_file
from openpeel.loaders.errors import DataError
from openpeel.loaders.track.fields import FOLDER
from openpeel.outputs.joined import join_record
from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.reloading import Reloading, Serving
from openpeel.web.server import Ordered, make_site, serve_newest, started

# The name of the private lists in every address.
NAME = "private"


# Sent with every answer: nothing is cached, found by a search engine, or shown
# within another site's page.
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
)


def serve_private(
    public: Path,
    private: Path,
    host: str,
    port: int,
    announce: Callable[[str], object],
    allow_remote: bool = False,
    reload: bool = False,
) -> None:
    """Serve the public database and the private lists until interrupted.

    SIGHUP makes it read both again; with `reload` it does so where one was replaced or changed.

    Raises:
        DataError, DataErrors: a database cannot be served, the address is one that other
            computers reach and that was not allowed, or it is taken.
    """
    if not allow_remote and not is_loopback(host):
        raise DataError(
            "private lists are served to this computer only, unless with --allow-remote",
            value=host,
            expected="127.0.0.1",
        )
    names = None if allow_remote else {"localhost", "127.0.0.1", "[::1]", host}

    def make() -> Serving:
        site, memory = make_private_site(public, private)
        serving = started(site)

        def close(wait: bool) -> None:
            serving.close(wait)
            memory.close()

        return Serving(guard(serving.app, names), close)

    serve_newest(Reloading(make, (public, private) if reload else ()), host, port, announce)


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this computer only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def make_private_site(public: Path, private: Path) -> tuple[Datasette, sqlite3.Connection]:
    """Return the site, and the connection that holds the private lists in memory while open.

    They are in no file that the site could hand out: what it reads is a copy in memory,
    under a name that cannot be guessed.
    """
    check_database(public)
    check_file(public)
    metadata = read_metadata(columns=built_columns(public))
    metadata["databases"] |= read_metadata(FOLDER)["databases"]
    site = make_site(public, metadata, is_public=False)
    memory = f"private-{secrets.token_hex(16)}"
    joined = join_record(private, public, uri=f"file:{memory}?mode=memory&cache=shared")
    joined.execute("pragma query_only = on")
    site.add_database(Ordered(site, memory_name=memory), name=NAME)
    return site, joined


def guard(app: App, names: set[str] | None) -> App:
    """Answer only requests for these host names, and let no response be cached.

    A page of another site may point a name of its own at this computer and so read what is
    served here; but its requests carry that name.
    """

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if names is not None and strip_port(host) not in names:
            await refuse_request(send)
            return

        async def send_uncached(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in HEADERS}
                theirs = [(n, v) for n, v in message.get("headers", []) if n.lower() not in ours]
                message["headers"] = [*theirs, *HEADERS]
            await send(message)

        await app(scope, receive, send_uncached)

    return guarded


def strip_port(host: str) -> str:
    """A host without its port: [::1]:8001 is [::1]."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


async def refuse_request(send: Send) -> None:
    """Answer that this name is not served."""
    await send(
        {
            "type": "http.response.start",
            "status": 421,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS],
        }
    )
    await send({"type": "http.response.body", "body": b"Not served under this name.\n"})
