"""What a build costs beside the bare work of SQLite: ratios within one run.

    python benchmarks/build.py

Builds the shipped database, then puts the same rows into the same tables with one
`executemany` a table, and tells how many times longer the build takes. Then asks for a
page of the site and for Datasette's plain table page of the same database.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.web.server import make_site

ROUNDS = 7


def median_seconds(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def bare(source: Path, target: Path) -> None:
    """The same rows into the same tables, and nothing else."""
    target.unlink(missing_ok=True)
    old, new = sqlite3.connect(source), sqlite3.connect(target)
    new.executescript(package.SCHEMA.read_text(encoding="utf-8"))
    names = [r[0] for r in new.execute("select name from sqlite_master where type = 'table'")]
    with new:
        for name in names:
            columns = [r[1] for r in new.execute(f"pragma table_info([{name}])")]
            rows = old.execute(f"select {', '.join(columns)} from [{name}]").fetchall()
            marks = ", ".join("?" for _ in columns)
            new.executemany(f"insert into [{name}] ({', '.join(columns)}) values ({marks})", rows)
    old.close()
    new.close()


def page_seconds(path: Path, address: str) -> float:
    site = make_site(path)

    async def ask() -> float:
        await site.invoke_startup()
        seconds = []
        for _ in range(20):
            start = time.perf_counter()
            response = await site.client.get(address)
            assert response.status_code == 200, address
            seconds.append(time.perf_counter() - start)
        return statistics.median(seconds)

    return asyncio.run(ask())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "openpeel.db"
        built = median_seconds(lambda: build(path))
        plain = median_seconds(lambda: bare(path, Path(folder) / "bare.db"))
        print(f"build          {built:6.3f} s, {built / plain:5.1f} times the bare rows")
        table = page_seconds(path, "/openpeel/observation")
        print(f"table page     {table * 1000:6.1f} ms")
        for query in ("against-england-and-wales", "grade-changes", "about-a-topic", "open-items"):
            took = page_seconds(path, f"/openpeel/{query}")
            print(f"{query:<26} {took / table:5.2f} times a table page")


if __name__ == "__main__":
    main()
