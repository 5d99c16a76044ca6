"""What a page costs beside a table page of plain Datasette: ratios within one run.

    python benchmarks/pages.py [DATABASE]

Serves one database twice, by `openpeel serve` and by Datasette without anything of ours, and
asks for every type of page over eight connections. Told is the median time of an answer as a
multiple of Datasette's own page of a hundred rows of the table observation.
"""

from __future__ import annotations

import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from openpeel.loaders import package
from openpeel.loaders.build import build

sys.path.insert(0, str(package.ROOT / "tests"))
from page_types import PAGES  # noqa: E402

CONNECTIONS = 8
REQUESTS = 80
ROUNDS = 3
PLAIN = "/openpeel/observation"


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


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "openpeel.db"
        if len(sys.argv) < 2:
            build(path)
        copy = Path(folder) / "plain" / "openpeel.db"
        copy.parent.mkdir()
        copy.write_bytes(path.read_bytes())
        with (
            serving("openpeel.loaders.cli", "serve", "--db", str(path), "--port", "0") as ours,
            serving("datasette", "serve", "-i", str(copy), "--port", free_port()) as theirs,
        ):
            # In turns, so that what else the machine does touches both alike.
            plain: list[float] = []
            took: dict[str, list[float]] = {address: [] for address in PAGES}
            for _ in range(ROUNDS):
                plain.append(median_milliseconds(theirs + PLAIN))
                for address in PAGES:
                    took[address].append(median_milliseconds(ours + address))
            base = statistics.median(plain)
            print(
                f"{base:8.1f} ms        a table page of plain Datasette ({CONNECTIONS} connections)"
            )
            for address, times in took.items():
                one = statistics.median(times)
                print(f"{one:8.1f} ms {one / base:5.2f}  {address}")


if __name__ == "__main__":
    main()
