"""What a page costs beside a table page of plain Datasette: ratios within one run.

    python benchmarks/pages.py [DATABASE]

Serves one database twice, by `openpeel serve` and by Datasette without anything of ours, and
asks for every type of page over eight connections. Told is the median time of an answer as a
multiple of a table page of plain Datasette: the median over every table that fills a page.
"""

from __future__ import annotations

import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.web.server import NAME

sys.path.insert(0, str(package.ROOT / "tests"))
from page_types import PAGES  # noqa: E402

CONNECTIONS = 8
REQUESTS = 48
ROUNDS = 3
# The rows that Datasette puts on a page.
FULL_PAGE = 100


@contextmanager
def serving(*command: str) -> Iterator[str]:
    """The address of a server, for as long as it is asked."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                # What it says from here on is read by nobody and must not fill the pipe.
                Thread(target=process.stdout.read, daemon=True).start()
                yield found[0]
                break
    finally:
        process.terminate()
        process.wait()


def free_port() -> str:
    """A port that nothing listens on: Datasette takes none by itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def median_milliseconds(address: str) -> float:
    """Half of the answers came within this time."""
    with httpx.Client(timeout=60, limits=httpx.Limits(max_connections=CONNECTIONS)) as client:

        def ask(_: int) -> float:
            start = time.perf_counter()
            response = client.get(address)
            assert response.status_code == 200, address
            return time.perf_counter() - start

        ask(0)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            return statistics.median(pool.map(ask, range(REQUESTS))) * 1000


def full_pages(path: Path) -> list[str]:
    """The address of every table that has rows enough for a whole page."""
    connection = sqlite3.connect(path)
    try:
        return [
            f"/{NAME}/{name}"
            for (name,) in connection.execute(
                "select name from sqlite_master where type = 'table' and name not like '%fts%'"
                " and name not like 'sqlite%' order by name"
            ).fetchall()
            if connection.execute(f"select count(*) from [{name}]").fetchone()[0] >= FULL_PAGE
        ]
    finally:
        connection.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "openpeel.db"
        if len(sys.argv) < 2:
            build(path)
        copy = Path(folder) / "plain" / "openpeel.db"
        copy.parent.mkdir()
        copy.write_bytes(path.read_bytes())
        with (
            serving("openpeel.cli", "serve", "--db", str(path), "--port", "0") as ours,
            serving("datasette", "serve", "-i", str(copy), "--port", free_port()) as theirs,
        ):
            # In turns, so that what else the machine does touches both alike.
            tables = full_pages(path)
            plain: dict[str, list[float]] = {address: [] for address in tables}
            took: dict[str, list[float]] = {address: [] for address in PAGES}
            for _ in range(ROUNDS):
                for address in tables:
                    plain[address].append(median_milliseconds(theirs + address))
                for address in PAGES:
                    took[address].append(median_milliseconds(ours + address))
            bases = sorted(statistics.median(times) for times in plain.values())
            base = statistics.median(bases)
            print(
                f"{base:8.1f} ms        a table page of plain Datasette ({CONNECTIONS} connections;"
                f" {len(bases)} tables, {bases[0]:.1f} to {bases[-1]:.1f} ms)"
            )
            for address, times in took.items():
                one = statistics.median(times)
                print(f"{one:8.1f} ms {one / base:5.2f}  {address}")


if __name__ == "__main__":
    main()
