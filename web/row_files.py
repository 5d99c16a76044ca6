"""Every row of an answer as one file, read from one query and sent while it is read.

Nothing is gathered: a file of hundreds of thousands of rows takes as much memory as a small one.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import AsgiStream, AsgiWriter, BadRequest

from openpeel.web.asgi import Receive
from openpeel.web.server import NAME, Busy, cors_headers

# Rows, and what makes text of the names of columns, rows, and whether they are the first.
Rows = Sequence[tuple[Any, ...]]
Encoder = Callable[[list[str], Rows, bool], str]

ROWS_AT_ONCE = 2000
# However many readers take files home, pages have threads of their own.
readers = ThreadPoolExecutor(2, "download")


def as_csv(columns: list[str], rows: Rows, is_first: bool) -> str:
    """Rows as RFC 4180 has it; what is not there is empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    if is_first:
        writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def as_json(columns: list[str], rows: Rows, is_first: bool) -> str:
    """Rows as objects of one array, a line each; the end of the array is ENDS["json"]."""
    objects = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
    begins = "[\n" if is_first else ",\n" if objects else ""
    return begins + ",\n".join(objects)


def as_ndjson(columns: list[str], rows: Rows, is_first: bool) -> str:
    """Rows as objects, a line each and nothing between them."""
    return "".join(
        json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n" for row in rows
    )


ENCODERS: dict[str, Encoder] = {"csv": as_csv, "json": as_json, "ndjson": as_ndjson}
ENDS = {"csv": "", "json": "\n]\n", "ndjson": ""}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "ndjson": "application/x-ndjson; charset=utf-8",
}


async def stream(
    datasette: Datasette,
    receive: Receive,
    kind: str,
    sql: str,
    counting: str,
    parameters: Mapping[str, Any],
) -> AsgiStream:
    """Answer with every row that a query selects; `counting` is a query for how many there are.

    Raises:
        BadRequest: SQLite does not take the parameters.
        Busy: as many files are under way as may be.
    """
    connections = datasette.get_database(NAME).for_files
    connection = borrowed(connections)
    work = in_thread(RowFile, connection, kind, sql, counting, parameters)
    try:
        # Shielded: the thread keeps the connection where its reader has gone.
        file = await asyncio.shield(work)
    except BaseException:
        work.add_done_callback(lambda _: connections.append(connection))
        raise

    async def write(writer: AsgiWriter) -> None:
        gone = asyncio.ensure_future(hang_up(receive))
        piece: asyncio.Future[str] | None = in_thread(file.next_piece)
        try:
            while piece and (text := await piece) and not gone.done():
                # The next is made while this one is sent.
                piece = in_thread(file.next_piece)
                await writer.write(text)
            await writer.write(ENDS[kind])
        finally:
            gone.cancel()
            # A thread may still be at work with the connection.
            if piece:
                await asyncio.wait([piece])
            file.cursor.close()
            connections.append(connection)

    return AsgiStream(write, headers=file_headers(datasette, file.total), content_type=TYPES[kind])


def borrowed(connections: list[sqlite3.Connection]) -> sqlite3.Connection:
    """Take one of the connections for files; whoever takes it puts it back.

    Raises:
        Busy: as many files are under way as may be.
    """
    if not connections:
        raise Busy("Too many files are being downloaded at this moment. Try again in a minute.")
    return connections.pop()


def file_headers(datasette: Datasette, rows: int) -> dict[str, str]:
    """The headers of a file that its maker knows; every other one is in plugins/files.py."""
    return {"x-total-count": str(rows), **cors_headers(datasette)}


async def stream_question(
    datasette: Datasette, receive: Receive, sql: str, parameters: Mapping[str, str]
) -> AsgiStream:
    """Answer with every row of a ready-made question as CSV.

    Raises:
        BadRequest: SQLite does not take the parameters.
        Busy: as many files are under way as may be.
    """
    query = sql.strip().rstrip(";")
    counting = f"select count(*) from ({query}\n)"
    return await stream(datasette, receive, "csv", query, counting, parameters)


class RowFile:
    """A file that is made piece by piece from the rows of one query."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        kind: str,
        sql: str,
        counting: str,
        parameters: Mapping[str, Any],
    ) -> None:
        """Run the query, read the first rows and count all of them.

        Raises:
            BadRequest: SQLite does not take the parameters.
        """
        self.encode = ENCODERS[kind]
        try:
            self.cursor = connection.execute(sql, parameters)
            self.rows: Rows = self.cursor.fetchmany(ROWS_AT_ONCE)
            self.total = len(self.rows)
            if self.total == ROWS_AT_ONCE:
                (self.total,) = connection.execute(counting, parameters).fetchone()
        except sqlite3.Error as error:
            raise BadRequest("a filter cannot be understood") from error
        self.columns = [column[0] for column in self.cursor.description]
        self.is_first = True

    def next_piece(self) -> str:
        """Return the next rows as text; empty where there are no more."""
        if not self.rows and not self.is_first:
            return ""
        text = self.encode(self.columns, self.rows, self.is_first)
        self.rows, self.is_first = self.cursor.fetchmany(ROWS_AT_ONCE), False
        return text


def in_thread(work: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
    """What work makes of its arguments, while the site goes on."""
    return asyncio.get_running_loop().run_in_executor(readers, work, *arguments)


async def hang_up(receive: Receive) -> None:
    """Wait until the reader is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
