"""What a page costs beside its own queries: ratios within one run.

    python benchmarks/pages.py [DATABASE]

Serves one database and asks for every type of page, our own and Datasette's (table, view, row,
question, SQL, list of tables), one reader at a time and by eight at once. The divisor is what the
page cannot do without: the queries that it asks of SQLite, each run through Python's sqlite3 alone
and its rows written by json.dumps. The last column is the same address of a Datasette without
anything of ours and with the same settings (no suggested facets), where it has that page.
"""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
from datasette.utils import escape_fts

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.database import open_read_only
from openpeel.web.server import NAME

sys.path.insert(0, str(package.ROOT / "tests"))
from page_types import OF_DATASETTE, PAGES, answers  # noqa: E402

READERS = 8
REQUESTS = 16
ROUNDS = 3
# Pages of Datasette that a Datasette without anything of ours has at the same address.
ALIKE = [
    f"/{NAME}", f"/{NAME}/judgment", f"/{NAME}/judgment_detail", f"/{NAME}/reconciliation",
    f"/{NAME}/force/essex", f"/{NAME}?sql=select+*+from+grade_cell+limit+100",
]  # fmt: skip


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


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Half of the runs took at most this time."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def median_of_readers(client: httpx.Client, address: str) -> float:
    """Half of the answers came within this time, with several readers at once."""

    def ask(_: int) -> float:
        start = time.perf_counter()
        client.get(address)
        return (time.perf_counter() - start) * 1000

    with ThreadPoolExecutor(READERS) as pool:
        return statistics.median(pool.map(ask, range(REQUESTS)))


def ask_alone(db: sqlite3.Connection, queries: list[str]) -> None:
    """The queries of a page, and their rows as JSON."""
    for query in queries:
        json.dumps(db.execute(query).fetchall(), default=str)


def answered(db: sqlite3.Connection, query: str) -> bool:
    """Whether a query is one to this database, and right; Datasette has another for itself."""
    try:
        db.execute(query).fetchone()
    except sqlite3.Error:
        return False
    return True


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "openpeel.db"
        if len(sys.argv) < 2:
            build(path)
        copy = Path(folder) / "plain" / "openpeel.db"
        copy.parent.mkdir()
        copy.write_bytes(path.read_bytes())
        addresses = list(dict.fromkeys([*PAGES, *OF_DATASETTE, *ALIKE]))
        asked = {address: page.queries for address, page in answers(path, addresses).items()}
        db = open_read_only(path)
        db.create_function("escape_fts", 1, escape_fts)
        asked = {address: [q for q in some if answered(db, q)] for address, some in asked.items()}
        plain = ("serve", "-i", str(copy), "--setting", "suggest_facets", "off")
        with (
            serving("openpeel.cli", "serve", "--db", str(path), "--port", "0") as ours,
            serving("datasette", *plain, "--port", free_port()) as theirs,
            httpx.Client(timeout=60) as client,
        ):
            print("      ms  queries  ratio  8 readers  plain")
            for address in addresses:
                one = median_ms(lambda at=ours + address: client.get(at))
                alone = median_ms(lambda of=asked[address]: ask_alone(db, of))
                eight = median_of_readers(client, ours + address)
                # Below a millisecond a ratio says nothing.
                ratio = f"{one / alone:6.1f}" if alone >= 1 else "     –"
                line = f"{one:8.1f} {alone:8.1f} {ratio} {eight:10.1f}"
                if address in ALIKE:
                    line += f" {median_ms(lambda at=theirs + address: client.get(at)):6.1f}"
                else:
                    line += "       "
                print(f"{line}  {address}")
        db.close()


if __name__ == "__main__":
    main()
