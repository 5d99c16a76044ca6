"""What a large CSV file of the site costs beside SQLite's own shell: ratios within one run.

    python benchmarks/downloads.py DATABASE [TABLE]

Takes every row of a table (crime_outcome, 450,912 rows with all sources) from a served site by
HTTP, and from `sqlite3 -csv`, in turns; both write to a file. The answers must be the same. Where
the shell is not installed, the same rows by Python's sqlite3 and csv alone stand in for it, and
the output says so.
"""

from __future__ import annotations

import csv
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
from pages import serving

from openpeel.loaders.database import open_read_only

ROUNDS = 5
GOAL = 2.0


def main() -> None:
    """Print the ratio."""
    path = Path(sys.argv[1])
    table = sys.argv[2] if len(sys.argv) > 2 else "crime_outcome"
    shell = shutil.which("sqlite3")
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours.csv", Path(folder) / "theirs.csv"
        with serving("openpeel.cli", "serve", "--db", str(path), "--port", "0") as address:
            works: dict[Path, Callable[[], None]] = {
                ours: lambda: take(f"{address}/data/{table}.csv", ours),
                theirs: (lambda: by_shell(path, table, theirs))
                if shell
                else (lambda: by_python(path, table, theirs)),
            }
            took: dict[Path, list[float]] = {ours: [], theirs: []}
            for turn in range(ROUNDS + 1):
                for file, work in works.items():
                    start = time.perf_counter()
                    work()
                    if turn:  # the first only warms up
                        took[file].append(time.perf_counter() - start)
        rows = same_rows(ours, theirs)
        size = ours.stat().st_size
    site, base = statistics.median(took[ours]), statistics.median(took[theirs])
    name = "sqlite3 -csv" if shell else "Python's sqlite3 and csv (no sqlite3 shell here)"
    print(f"{table}: {rows:,} rows, {size / 1e6:.1f} MB")
    print(f"{name}: {base:.2f} s")
    print(f"/data/{table}.csv: {site:.2f} s, {site / base:.2f} times (goal {GOAL:g})")


def take(address: str, file: Path) -> None:
    """Write an answer to a file."""
    with httpx.stream("GET", address, timeout=120) as response, file.open("wb") as stream:
        response.raise_for_status()
        for piece in response.iter_bytes():
            stream.write(piece)


def by_shell(path: Path, table: str, file: Path) -> None:
    """Write a table by SQLite's shell."""
    with file.open("wb") as stream:
        subprocess.run(
            ["sqlite3", "-readonly", "-csv", "-header", str(path), f"select * from [{table}]"],
            stdout=stream,
            check=True,
        )


def by_python(path: Path, table: str, file: Path) -> None:
    """Write a table by Python's own modules."""
    with (
        closing(open_read_only(path)) as db,
        file.open("w", encoding="utf-8", newline="") as stream,
    ):
        cursor = db.execute(f"select * from [{table}]")
        writer = csv.writer(stream)
        writer.writerow(column[0] for column in cursor.description)
        writer.writerows(cursor)


def same_rows(ours: Path, theirs: Path) -> int:
    """Return how many rows the two files have; they must be the same, whatever is quoted."""
    rows = -1  # not the names of the columns
    with (
        ours.open(encoding="utf-8", newline="") as one,
        theirs.open(encoding="utf-8", newline="") as other,
    ):
        for rows, pair in enumerate(zip(csv.reader(one), csv.reader(other), strict=True)):  # noqa: B007
            assert pair[0] == pair[1], pair
    return rows


if __name__ == "__main__":
    main()
