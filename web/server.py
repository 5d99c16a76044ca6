"""Datasette over a built database, with this package's metadata, settings and pages."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import re
import socket
import sqlite3
import sys
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.plugins import pm
from datasette.utils import add_cors_headers, escape_fts, escape_sqlite
from datasette.utils.asgi import BadRequest, Base400

from openpeel.loaders import package
from openpeel.loaders.database import check_database, types_of
from openpeel.loaders.dictionary import built_columns, read_metadata
from openpeel.loaders.errors import DataError
from openpeel.loaders.questions import describe_parameters
from openpeel.web.catalogue import Catalogue, Edition
from openpeel.web.leash import (
    PATIENCE,
    Late,
    Leash,
    check_calls,
    reader_under_way,
    replace_functions,
)
from openpeel.web.listener import BACKLOG, connection_class, limit_logs
from openpeel.web.permission_rules import restricts
from openpeel.web.reloading import Reloading, Serving, identity
from openpeel.web.site_name import NAME as NAME

# Threads for the questions of our own pages, beside those (a setting) for readers' questions.
THREADS_FOR_PAGES = 2
# Questions of readers that may wait for a thread; above it they are told to come again.
MOST_WAITING = 100
# Rows of a table or answer that a page has.
MOST_ROWS_ON_A_PAGE = 100
# Cells that a page of a table has: a table with many columns has fewer rows, but not too few.
MOST_CELLS_ON_A_PAGE, FEWEST_ROWS = 1_200, 20
# Rows that a piece of JSON has: less than a megabyte of the widest. CSV files have every row.
MOST_ROWS_IN_JSON = 1000
# Bytes that rows may come to, by whether they are cells of a page or JSON, and what each value
# takes besides its text. A page or piece of JSON ends early where its rows are wide.
MOST_BYTES_ON_A_PAGE, BYTES_OF_A_CELL = 100_000, 60
MOST_BYTES_IN_JSON, BYTES_OF_A_VALUE = 700_000, 4
# The part of a long answer that is asked for (web/plugins/long_pages.py); None means all of it.
part_under_way: ContextVar[AnswerPart | None] = ContextVar("part_under_way", default=None)
# Seconds that the query that is asked may take; None where Datasette looks at the schema.
seconds_allowed: ContextVar[float | None] = ContextVar("seconds_allowed", default=None)
# The first page of a table, sorted by one column, as Datasette asks for it.
SORTED_PAGE = re.compile(
    r"(?P<sorted>select (?:(?:\w+|\[\w+\]), )*(?:\w+|\[\w+\]) from (?P<table>\w+|\[\w+\]) "
    r"(?:where (?:(?!\b(?:group by|union|intersect|except)\b).)+ )?"
    r"order by (?:\w+|\[\w+\])(?: desc)?)(?P<limit> limit [0-9]+)",
    re.DOTALL | re.IGNORECASE,
)
# Seconds that readers have to take their answers when the server ends, and threads after that.
SECONDS_TO_FINISH = 3
# Files of whole tables that are under way at once: each has a connection to its end.
MOST_FILES = 16


class Busy(Base400):  # type: ignore[misc]
    """More is being asked than can be answered in time."""

    status = 503


class Missing(Base400):  # type: ignore[misc]
    """There is nothing of the id that an address names.

    It is no NotFound: at one Datasette would look for templates itself, and find this again.
    """

    status = 404


class TooMuch(sqlite3.OperationalError):
    """An answer is larger than any may be."""


@dataclass
class AnswerPart:
    """The rows of an answer that one page or piece of JSON has, and how many there are.

    `most` is how many it may have, of `bytes` in all with so many for each `cell`; `size` and
    `begin` are what the address asks for, and may be empty. With `most` None it is a file, which
    must have every row.
    """

    most: int | None
    bytes: int = 0
    cell: int = 0
    size: str = ""
    begin: str = ""
    rows: int = 0
    follows: int | None = None
    # The rows themselves, before Datasette makes cells of them.
    values: Sequence[Any] = ()

    @property
    def first(self) -> int:
        """How many rows come before this part.

        Raises:
            BadRequest: the address asks for something that is no number.
        """
        return whole_number("_next", self.begin or "0")

    @property
    def precedes(self) -> int | None:
        """Where the part before this one begins; None where this is the first."""
        return max(0, self.first - (self.most or 0)) if self.first else None

    def cut(self, found: Any) -> None:
        """Leave the rows of this part in an answer of Datasette's.

        Raises:
            BadRequest: the address asks for something that is no number, or a file would end
                before the last row.
        """
        if self.most is None:
            if found.truncated:
                raise BadRequest(
                    f"the answer has more than {len(found.rows):,} rows, and a file of your own "
                    "SQL may not; add a limit, or take all rows of a table or view from /downloads"
                )
            return
        most = self.most
        if self.size and self.size != "max":
            most = min(most, max(1, whole_number("_size", self.size)))
        self.rows = len(found.rows)
        wanted = found.rows[self.first : self.first + most]
        found.rows = wanted[: self.fitting(wanted)]
        end = self.first + len(found.rows)
        if end < self.rows:
            self.follows = end

    def fitting(self, rows: list[Any]) -> int:
        """Return how many of the rows are small enough together; one always is."""
        size = 0
        for count, row in enumerate(rows):
            size += sum(self.cell + (len(v) if isinstance(v, str) else 0) for v in row)
            if count and size > self.bytes:
                return count
        return len(rows)


def whole_number(name: str, text: str) -> int:
    """Return the whole number that an argument of an address is.

    Raises:
        BadRequest: it is none.
    """
    if not re.fullmatch("[0-9]{1,9}", text):
        raise BadRequest(f"{name} must be a whole number, as next_url has it")
    return int(text)


class Site(Datasette):  # type: ignore[misc]
    """Datasette whose metadata do not change while it serves, with the plugins of the site."""

    # By this the plugin that Datasette loads knows it, without importing this module.
    is_openpeel = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        register_plugins()
        super().__init__(*arguments, **options)

    def _table_permission_allows(self, database: str, table: str) -> list[Any]:
        """The rules of the metadata on who may see a table.

        Datasette copies all metadata for each table that it asks about, which stops the event
        loop for a second on a page that lists them. Without a rule there is nothing to look for.
        """
        rules: list[Any] = super()._table_permission_allows(database, table) if self.rules else []
        return rules

    def metadata(self, *asked: Any, **more: Any) -> Any:
        """Look up metadata. Datasette copies all of them each time, some 3 ms of the event loop."""
        return self.looked_up(*asked, **more)

    def plugin_config(self, *asked: Any, **more: Any) -> Any:
        """Look up what the metadata say of a plugin, in which Datasette looks for secrets."""
        return self.configured(*asked, **more)

    @cached_property
    def looked_up(self) -> Callable[..., Any]:
        """The metadata that were looked up; addresses that name no table do not fill it."""
        return lru_cache(maxsize=1000)(super().metadata)

    @cached_property
    def configured(self) -> Callable[..., Any]:
        """What the metadata say of each plugin."""
        return lru_cache(maxsize=100)(super().plugin_config)

    @cached_property
    def rules(self) -> bool:
        """Whether the metadata restrict anything."""
        return restricts(self._metadata_local)


def register_plugins() -> None:
    """Let Datasette know the plugins of the site, whose hooks it calls for each `Site` alone."""
    for file in sorted(package.PLUGINS.glob("[!_]*.py")):
        plugin = importlib.import_module(f"openpeel.web.plugins.{file.stem}")
        if not pm.is_registered(plugin):
            pm.register(plugin)


class Ordered(Database):  # type: ignore[misc]
    """A database whose sorted pages have one order: rows with equal values come by their key.

    Datasette goes on from the last row of a page as if it were so, but sorts the first page by
    the chosen column alone. Without this, rows are skipped or repeated from page to page.
    """

    async def execute(self, sql: str, params: Any = None, *args: Any, **others: Any) -> Any:
        """Ask; a page of a table sorted by one column is sorted by the table's key as well."""
        if match := SORTED_PAGE.fullmatch(sql):
            key = await self.primary_keys(match["table"].strip("[]"))
            sql = ", ".join([match["sorted"], *map(escape_sqlite, key)]) + match["limit"]
        return await super().execute(sql, params, *args, **others)


class Served(Ordered):
    """The database as the site reads it: one file, whatever is built in its place meanwhile.

    All connections are opened at once, so that all read the file that was there when the
    site was made. They are its own: while some wait for long questions, another `Served`
    of the same file (`for_pages`), the files of whole tables (`for_files`) and Datasette
    itself go on.
    """

    def __init__(self, site: Datasette, path: Path, threads: int, most_waiting: int) -> None:
        super().__init__(site, path=str(path), is_mutable=False)
        self.name = NAME
        self.for_pages = self
        self.for_files: list[sqlite3.Connection] = []
        self.catalogue: Catalogue | None = None
        self.edition: Edition | None = None
        self.most_waiting = threads + most_waiting
        self.waiting = 0
        self.types: dict[str, dict[str, str]] = {}
        # Open for as long as the site is there, whatever takes the file's name.
        self.file = os.open(path, os.O_RDONLY)
        self.close_file = weakref.finalize(self, os.close, self.file)
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=NAME)
        self.connections = [self.connect() for _ in range(threads)]
        self.fresh: SimpleQueue[tuple[Leash, bool]] = SimpleQueue()
        for connection in self.connections:
            self.fresh.put((Leash(connection), False))

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Call a function with a connection, on a thread of this database.

        What looks at the schema needs none of the readers' threads, which may all be taken.

        Raises:
            Busy: too many wait already.
            Late: it took too long, or nobody waits for the answer any more.
        """
        allowed = seconds_allowed.get()
        if allowed is None and self.for_pages is not self:
            return await self.for_pages.execute_fn(fn)
        seconds = self.ds.sql_time_limit_ms / 1000 if allowed is None else allowed
        reader = reader_under_way.get()
        if self.waiting >= self.most_waiting:
            raise Busy("Too much is being asked at this moment. Try again in a minute.")

        def call() -> Any:
            # There are as many connections as threads, so that one is always free.
            leash, is_prepared = self.fresh.get()
            try:
                if not is_prepared:
                    self.prepare(leash)
                with leash.held(seconds + PATIENCE, reader):
                    return fn(leash.connection)
            finally:
                self.fresh.put((leash, True))

        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, call)
        finally:
            self.waiting -= 1

    def prepare(self, leash: Leash) -> None:
        """Bound a connection; on those that answer readers' own SQL, functions as well."""
        self.ds._prepare_connection(leash.connection, self.name)
        if self.for_pages is not self:
            replace_functions(leash)

    def end_queries(self) -> None:
        """End what is under way, since the server ends."""
        for connection in [*self.connections, *self.for_files]:
            with suppress(sqlite3.ProgrammingError):
                connection.interrupt()
        self.threads.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Close the file and all connections to it, once the last query has ended."""
        self.threads.shutdown(wait=True)
        for connection in [*self.connections, *self.for_files]:
            connection.close()
        self.close_file()

    async def execute(self, sql: str, params: Any = None, *args: Any, **others: Any) -> Any:
        """Ask; what readers ask is not written to the log, also where it is wrong.

        A page or a piece of JSON is given its part of a long answer.
        """
        part = part_under_way.get()
        most = self.ds.sql_time_limit_ms
        allowed = seconds_allowed.set(min(others.get("custom_time_limit") or most, most) / 1000)
        try:
            if self.for_pages is not self:
                check_calls(sql)
            found = await super().execute(sql, params, *args, **others | {"log_sql_errors": False})
        except Late as error:
            raise QueryInterrupted(error, sql, params) from error
        except sqlite3.Error as error:
            if part is not None and part.most is None:
                # Datasette would answer with an empty file.
                raise BadRequest(str(error)) from error
            raise
        finally:
            seconds_allowed.reset(allowed)
        if part is not None and others.get("truncate"):
            part.cut(found)
            part.values = found.rows
        return found

    async def column_types(self, table: str) -> dict[str, str]:
        """The type of each column of a table or view: INT, REAL, NUM or TEXT."""
        if table not in self.types:
            self.types[table] = await self.execute_fn(lambda db: types_of(db, table))
        return self.types[table]

    async def attached_databases(self) -> list[Any]:
        """None: a site opens one file by one connection."""
        return []


def make_site(
    path: Path,
    metadata: dict[str, Any] | None = None,
    is_public: bool = True,
    public_url: str | None = None,
    contact: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> Datasette:
    """A Datasette that serves the database at `path`, read only.

    One that is not public is not cached, and no other site's pages can read it.
    `options` are those of Datasette; its settings and static files are added to ours.
    `public_url` is where readers find the site: whole addresses on its pages begin so.
    Without it they begin with what the reader asked. `contact` is where readers report errors: an
    email, or the address of a form that may have {title} and {body} in it.

    Raises:
        DataError: there is no such file, it was not built by this version, it is not as it was
            built, or another took its place meanwhile.
    """
    before = identity(path)
    check_database(path)
    # Before anything is read of it: SQLite may refuse a damaged file wherever it comes to it.
    edition = Edition.of(path)
    metadata = metadata or read_metadata(columns=built_columns(path))
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        describe_parameters(metadata, db)
    for described in metadata["databases"][NAME]["tables"].values():
        described["size"] = rows_on_a_page(len(described["columns"]))
    metadata["plugins"][NAME]["public_url"] = check_address(public_url)
    metadata["plugins"][NAME]["contact"] = check_contact(contact)
    # Errors of the functions of web/leash.py are the reader's, who is told.
    sqlite3.enable_callback_tracebacks(False)
    given = dict(options or {})
    settings = json.loads(package.SETTINGS.read_text(encoding="utf-8"))
    settings |= given.pop("settings", {}) | ({} if is_public else {"default_cache_ttl": 0})
    site = Site(
        [],
        metadata=metadata,
        settings=settings,
        template_dir=str(package.TEMPLATES),
        static_mounts=[("assets", str(package.STATIC)), *given.pop("static_mounts", [])],
        cors=is_public,
        **given,
    )
    # Without files of its own Datasette opens an empty database in memory for SQL.
    site.remove_database("_memory")
    served = Served(site, path, site.setting("num_sql_threads"), MOST_WAITING)
    # Read now, from the file that the connections were opened on.
    served.catalogue, served.edition = Catalogue(path, site.metadata()), edition
    served.for_pages = Served(site, path, THREADS_FOR_PAGES, sys.maxsize)
    served.for_files = [served.connect() for _ in range(MOST_FILES)]
    for connection in served.for_files:
        # What Datasette adds for ready-made questions that search.
        connection.create_function("escape_fts", 1, escape_fts)
    site.add_database(served, name=NAME)
    # Read now too: Datasette would do so later, of the file that has this name by then.
    _ = served.hash, served.size
    if identity(path) != before:
        close_site(site)
        raise DataError("was replaced while it was opened; try again", path)
    return site


def cors_headers(datasette: Datasette) -> dict[str, str]:
    """Return the headers by which scripts of other sites may read an answer; none if private."""
    headers: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(headers)
    return headers


def rows_on_a_page(columns: int) -> int:
    """Return how many rows a page of a table has unless its address says otherwise."""
    return max(FEWEST_ROWS, min(MOST_ROWS_ON_A_PAGE, MOST_CELLS_ON_A_PAGE // columns))


def check_address(address: str | None) -> str | None:
    """An address of the web without query, as pages can begin theirs with it."""
    if address is None or re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w.~/-]*)?", address):
        return address
    raise DataError("not the address of a site", value=address, expected="https://example.org/")


def check_contact(contact: str | None) -> str | None:
    """An email, or an address of the web, where readers can write; no other kind of link."""
    if not contact or re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+|https?://[^\s\"'<>]+", contact):
        return contact or None
    raise DataError(
        "neither an email nor the address of a form", value=contact, expected="errors@example.org"
    )


def serve(
    path: Path,
    host: str,
    port: int,
    announce: Callable[[str], object],
    public_url: str | None = None,
    contact: str | None = None,
    reload: bool = False,
) -> None:
    """Serve the database until interrupted; `announce` is told the address once it is open.

    SIGHUP makes it move to the database that has taken the place of this one; with `reload` it
    does so by itself.

    Raises:
        DataError: the database cannot be served, or the address is taken.
    """

    def make() -> Serving:
        return started(make_site(path, public_url=public_url, contact=contact))

    serve_newest(Reloading(make, (path,) if reload else ()), host, port, announce)


def started(site: Datasette) -> Serving:
    """Return a site that is ready for its first reader."""
    # On a thread, since who asks may be within a loop of events.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, start_site(site)).result()
    return Serving(site.app(), partial(close_site, site))


def serve_newest(sites: Reloading, host: str, port: int, announce: Callable[[str], object]) -> None:
    """Answer requests with the newest site until interrupted.

    Raises:
        DataError: the address is taken.
    """
    try:
        listen(sites, host, port, announce)
    finally:
        sites.stop()


async def start_site(site: Datasette) -> None:
    """Prepare a site for its first reader."""
    await site.invoke_startup()
    # Compiled now, not while the first reader waits and with them everybody.
    for template in site.jinja_env.list_templates(filter_func=is_page):
        site.jinja_env.get_template(template)


def end_queries(site: Datasette) -> None:
    """End what readers still ask; Python would wait for it, for as long as it takes."""
    for database in site.databases.values():
        if isinstance(database, Served):
            for each in {database, database.for_pages}:
                each.end_queries()


def close_site(site: Datasette, wait: bool = True) -> None:
    """End what a site does; if it may take until the last query has ended, close its files too."""
    end_queries(site)
    if not wait:
        return
    for database in site.databases.values():
        if isinstance(database, Served):
            for each in {database, database.for_pages}:
                each.close()


def is_page(template: str) -> bool:
    """Whether a template is one of ours: Datasette's own are written over or not shown."""
    return (package.TEMPLATES / template).is_file()


def listen(app: Any, host: str, port: int, announce: Callable[[str], object]) -> None:
    """Answer requests until interrupted.

    Raises:
        DataError: the address is taken.
    """
    try:
        listener = socket.create_server((host, port), backlog=BACKLOG)
        # Else the end of an answer waits until the reader's system has confirmed its beginning:
        # asyncio sets this only for sockets that name their protocol, which this one does not.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, OverflowError) as error:
        raise DataError(f"cannot listen on {host}, port {port} ({error})") from error
    announce(f"http://{host}:{listener.getsockname()[1]}/")
    config = uvicorn.Config(
        app,
        http=connection_class(),
        ws="none",
        log_level="warning",
        backlog=BACKLOG,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    limit_logs()
    uvicorn.Server(config).run(sockets=[listener])
