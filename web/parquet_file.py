"""Rows of a query as one Parquet file with declared types."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Response

from openpeel.outputs.export.parquet import ParquetWriter
from openpeel.outputs.export.resource import Resource, ResourceField
from openpeel.web.row_files import ROWS_AT_ONCE, RowFile, borrowed, file_headers, in_thread
from openpeel.web.server import NAME

MEDIA_TYPE = "application/vnd.apache.parquet"


async def parquet_answer(
    datasette: Datasette,
    resource: Resource,
    columns: Sequence[str],
    sql: str,
    parameters: Mapping[str, Any],
) -> Response:
    """Answer with the rows of a query, whose columns are some of a table's or view's.

    Raises:
        BadRequest: SQLite does not take the parameters.
        Busy: as many files are under way as may be.
    """
    connections = datasette.get_database(NAME).for_files
    connection = borrowed(connections)
    by_name = {field.name: field for field in resource.fields}
    fields = tuple(by_name[name] for name in columns)
    # Shielded: a thread may still be at work with the connection when its reader has gone.
    work = in_thread(make_parquet, connection, fields, sql, parameters)
    work.add_done_callback(lambda _: connections.append(connection))
    content, rows = await asyncio.shield(work)
    return Response(content, headers=file_headers(datasette, rows), content_type=MEDIA_TYPE)


def make_parquet(
    connection: sqlite3.Connection,
    fields: tuple[ResourceField, ...],
    sql: str,
    parameters: Mapping[str, Any],
) -> tuple[bytes, int]:
    """The file, and how many rows it has.

    Raises:
        BadRequest: SQLite does not take the parameters.
    """
    with tempfile.TemporaryDirectory(prefix="openpeel-") as folder:
        csv = Path(folder) / "rows.csv"
        count = f"select count(*) from ({sql})"
        file = RowFile(connection, "csv", sql, count, parameters)
        try:
            with csv.open("w", encoding="utf-8", newline="") as stream:
                while text := file.next_piece():
                    stream.write(text)
        except sqlite3.Error as error:
            raise BadRequest("a filter cannot be understood") from error
        finally:
            file.cursor.close()
        resource = Resource("rows", "view", "", "", fields)
        # Never split, however many rows there are: an answer is one file.
        (made,) = ParquetWriter(()).write(
            resource, min(file.total, ROWS_AT_ONCE), csv, csv.with_suffix("")
        )
        return made.read_bytes(), file.total
