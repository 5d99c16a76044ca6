"""/openpeel.db: the file that is served, also after another has taken its name."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable

from datasette.app import Datasette
from datasette.utils.asgi import AsgiStream, AsgiWriter, Forbidden, Request

from openpeel.web.row_files import in_thread
from openpeel.web.server import NAME, cors_headers
from openpeel.web.site_hooks import site_hook

BYTES_AT_ONCE = 1_000_000


@site_hook
def register_routes(
    datasette: Datasette,
) -> list[tuple[str, Callable[..., Awaitable[AsgiStream]]]]:
    """One address, which Datasette would answer with the file of that name by then."""
    return [(rf"/{NAME}\.db$", database_file)]


async def database_file(request: Request, datasette: Datasette) -> AsgiStream:
    """Answer with the database, read from the file that was opened when the site was made.

    Raises:
        Forbidden: the settings allow no download.
    """
    if not datasette.setting("allow_download"):
        raise Forbidden("Database download is forbidden")
    file = datasette.get_database(NAME).file
    size = os.fstat(file).st_size

    async def write(writer: AsgiWriter) -> None:
        for begin in range(0, size, BYTES_AT_ONCE):
            piece = await in_thread(os.pread, file, BYTES_AT_ONCE, begin)
            # Bytes, which a writer of Datasette's would encode as text.
            await writer.send({"type": "http.response.body", "body": piece, "more_body": True})

    headers = {
        "content-disposition": f'attachment; filename="{NAME}.db"',
        "content-length": str(size),
        **cors_headers(datasette),
    }
    return AsgiStream(write, headers=headers, content_type="application/octet-stream")
