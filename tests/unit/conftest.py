"""What the tests of single files share."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fetch_server import CONTENT, Server
from listing import ListRow, write_csv
from reading_files import Read, read_file
from sqlite_utils import Database

from openpeel.loaders.source_files import SourceFile
from openpeel.loaders.track.store import Imported, import_list


@pytest.fixture
def read(reference_data: Database) -> Read:
    """Reads a file of open statistics of a kind, as a build does."""
    return lambda kind, path: read_file(reference_data, kind, path)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def source(server: Server) -> SourceFile:
    return SourceFile(
        id="offences",
        kind="crime-outcomes",
        title="Offences",
        publisher="Home Office",
        licence="Open Government Licence v3.0",
        page="https://example.org/offences",
        address=server.address(),
        file_name="offences.csv",
        media_type="text/csv",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        max_bytes=1_000_000,
        checked_on="2026-11-01",
        names=("offences*.csv", "offences*.xlsx"),
    )


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """Where a private database may be made."""
    return tmp_path / "private.db"


@pytest.fixture
def add_list(private: Path, database: Path, tmp_path: Path) -> Callable[..., Imported]:
    """Imports rows as a list of a day."""

    def add_rows(rows: list[ListRow], day: str, mapping: str | None = None) -> Imported:
        file = write_csv(tmp_path / "list.csv", rows)
        map_file = None
        if mapping:
            map_file = tmp_path / "map.yml"
            map_file.write_text(mapping, encoding="utf-8")
        return import_list(file, private, database, map_file, "essex", day)

    return add_rows
