"""What goes with every answer: headers that keep a reader safe, HEAD, and errors that help."""

from __future__ import annotations

import asyncio
import difflib
import logging
import re
import sqlite3
import traceback
from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.server import NAME, Site, TooMuch, cors_headers
from openpeel.web.site_hooks import site_hook

log = logging.getLogger(__name__)

# Nothing inline, no script at all, nothing from another host, no frame around a page.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    b"content-security-policy": CONTENT_SECURITY_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"strict-origin-when-cross-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
# Datasette's pages for those who develop for it: forms and inline styles nobody needs here, and
# what tells where files lie and which versions of what run.
CLOSED = re.compile(
    r"/-/(patterns|allow-debug|messages|permissions|logout|auth-token|threads|databases|plugins"
    r"|versions|actor)\b"
)
# A name of a host, with or without its port; nothing else is put into addresses.
HOST = re.compile(rb"([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])?(:[0-9]{1,5})?")
# How alike the id of another kind of page must be to what an address asks for.
LIKE_AN_OTHER = 0.7
CANNOT = "That cannot be answered"
# An asset whose address carries the hash of its content may be kept for good.
FOR_GOOD = b"public, max-age=31536000, immutable"


@site_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Headers on every answer, and HEAD wherever there is GET."""
    kept = f"public, max-age={datasette.setting('default_cache_ttl')}".encode()
    prefix = datasette.setting("base_url").rstrip("/")

    def wrap(app: App) -> App:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            path = scope["path"].removeprefix(prefix)
            if CLOSED.match(path):
                scope = {**scope, "path": "/-/closed", "raw_path": b"/-/closed"}
            only_head = scope["method"] == "HEAD"
            is_hashed = path.startswith("/assets/") and scope["query_string"].startswith(b"v=")

            async def send_safely(message: Message) -> None:
                if message["type"] == "http.response.start":
                    theirs = [
                        (n, v) for n, v in message.get("headers", []) if n.lower() not in HEADERS
                    ]
                    headers = [*theirs, *HEADERS.items()]
                    names = {name.lower() for name, _ in theirs}
                    headers = [
                        (n, within(v) if n.lower() == b"location" else v) for n, v in headers
                    ]
                    if message["status"] == 200 and b"cache-control" not in names:
                        headers.append((b"cache-control", FOR_GOOD if is_hashed else kept))
                    message = {**message, "headers": headers}
                elif only_head:
                    message = {**message, "body": b""}
                await send(message)

            if only_head:
                scope = {**scope, "method": "GET"}
            if scope["method"] not in ("GET", "OPTIONS"):
                refusal = Response.text(
                    "This site can only be read.", status=405, headers={"Allow": "GET, HEAD"}
                )
                await refusal.asgi_send(send_safely)
            elif not all(HOST.fullmatch(v) for n, v in scope["headers"] if n == b"host"):
                refusal = Response.text("The Host header of the request is not a name.", status=400)
                await refusal.asgi_send(send_safely)
            else:
                await app(scope, receive, send_safely)

        return answer

    return wrap


def within(location: bytes) -> bytes:
    """Where a redirect of Datasette leads: on this site, also where the address begins `/\\`.

    Browsers take that for `//`, and what comes after it for another host.
    """
    return re.sub(rb"^[/\\]{2,}", b"/", location)


@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Any, None]:
    """A page, or JSON, that says what is wrong and where to go; what went on inside is logged.

    In place of what others answer: Datasette asks them all, and its own does not know our pages.
    """
    outcome = yield
    if isinstance(datasette, Site):
        outcome.force_result([explanation_of(datasette, request, exception)])


def explanation_of(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]]:
    """What makes the answer to a request that failed."""

    async def explain() -> Response:
        status, title, message = describe_error(exception)
        if status == 500 and (request.path.endswith(".blob") or is_row_of_a_view(exception)):
            status, title, message = 404, "Page not found", "There is nothing of that kind."
        elif isinstance(exception, ValueError) and any(
            name.startswith("_") for name in request.args
        ):
            # Datasette takes its own arguments (_timelimit, …) for numbers without looking.
            status, title, message = 400, CANNOT, "An argument of the address is not understood."
        elif status == 500 and is_no_value_of_sqlite(exception):
            status, title, message = 400, CANNOT, (
                "The address has a null character, or a number larger than any in the data "
                "(expected: text, or a whole number of up to 18 digits)."
            )  # fmt: skip
        elif status == 500 and is_raised_by_filters(exception):
            status, title, message = 400, CANNOT, (
                "The value of a filter is not understood "
                "(expected: a text, a number, or a list such as 1,2,3 or [1, 2, 3])."
            )  # fmt: skip
        if status == 500:
            log.error("%s could not be answered", request.path, exc_info=exception)
        headers = cors_headers(datasette) | ({"Retry-After": "60"} if status == 503 else {})
        if request.path.endswith(".json"):
            answer = {"ok": False, "error": message, "status": status, "title": title}
            return Response.json(answer, status=status, headers=headers)
        context = {
            "status": status,
            "heading": title,
            "message": message,
            "asked_for": words_of_address(request.path),
            "nearest": [],
        }
        try:
            if status == 404:
                context["nearest"] = await nearest(datasette, request.path)
            page = await datasette.render_template("error.html", context, request=request)
        except Exception:
            # Whatever a page needs may be what is broken: then words without a page.
            log.exception("no page could be made of the error")
            return Response.text(f"{title}. {message}", status=status, headers=headers)
        return Response.html(page, status=status, headers=headers)

    return explain


def is_raised_by_filters(exception: Exception) -> bool:
    """Whether Datasette failed to read a filter, which it does before any plugin may look at it."""
    frames = (frame for frame, _ in traceback.walk_tb(exception.__traceback__))
    return any(frame.f_globals.get("__name__") == "datasette.filters" for frame in frames)


def is_no_value_of_sqlite(exception: Exception) -> bool:
    """Whether SQLite was given a null character in its query, or a number that it cannot store."""
    return isinstance(exception, OverflowError) or (
        isinstance(exception, sqlite3.ProgrammingError) and "null character" in str(exception)
    )


def is_row_of_a_view(exception: Exception) -> bool:
    """Whether a row was asked for where rows have no key: Datasette then binds no value."""
    return isinstance(exception, sqlite3.ProgrammingError) and "binding" in str(exception)


def describe_error(exception: Exception) -> tuple[int, str, str]:
    """Status, title and message of an error, in words for readers."""
    if isinstance(exception, QueryInterrupted) or (
        isinstance(exception, DatasetteError) and exception.title == "SQL Interrupted"
    ):
        return 400, "That took too long", (
            "The question was stopped because it needed more time than a page may take. "
            "Ask for less at a time: add a filter or a limit, or download the whole database."
        )  # fmt: skip
    # SQLite's own DataError is about SQL or values longer than it takes.
    if isinstance(exception, TooMuch | sqlite3.DataError):
        return 400, "That is too much", f"{str(exception).capitalize()}."
    if isinstance(exception, Base400):
        status = exception.status
        said = str(exception.args[0]) if exception.args else ""
    elif isinstance(exception, DatasetteError):
        # What it calls an error of the server is an argument of the address (_sort=nothing).
        status = 400 if exception.status >= 500 else exception.status
        said = "" if exception.message_is_html else str(exception.message)
    else:
        return 500, "Something went wrong here", (
            "This page could not be made. The fault is ours, not yours, and it has been noted."
        )  # fmt: skip
    # Datasette takes an address that it does not know for that of a database or table.
    if said in ("Database not found", "Table not found"):
        said = "There is no page at this address."
    titles = {403: "Access denied", 404: "Page not found", 503: "Too busy"}
    return status, titles.get(status, CANNOT), said[:300]


def words_of_address(path: str) -> str:
    """The last part of an address as words to search for."""
    last = re.sub(r"\.\w+$", "", path.rstrip("/").rpartition("/")[2])
    return " ".join(re.findall(r"[A-Za-z0-9]+", last)[:8])


async def nearest(datasette: Datasette, path: str) -> list[tuple[str, str]]:
    """Pages whose address is most like one that is not there, as address and title."""
    kind, _, asked = path.strip("/").lower().rpartition("/")
    if "/" in kind or not asked:
        return []
    found = await datasette.get_database(NAME).for_pages.execute(
        "select kind, id, title from search_entry where kind in (:kind, 'force', 'inspection')"
        " order by kind <> :kind, id",
        {"kind": kind},
    )
    titles = {row["id"]: (row["kind"], row["title"]) for row in found.rows}
    like = await asyncio.to_thread(difflib.get_close_matches, asked[:80], titles, 5, 0.5)
    # What is of another kind than asked for must be more alike: a value “none” is no Lincolnshire.
    others = {id for id in like if titles[id][0] != kind and likeness(asked, id) < LIKE_AN_OTHER}
    address_of = datasette.jinja_env.globals["address_of"]
    return [(address_of(titles[id][0], id), titles[id][1]) for id in like if id not in others]


def likeness(asked: str, name: str) -> float:
    """Return how much of two names is alike, from 0 to 1."""
    return difflib.SequenceMatcher(None, name, asked[:80]).ratio()
