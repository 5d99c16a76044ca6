"""How the time of builds, views, questions and pages grows with the number of reports.

    python benchmarks/grow.py [--reports 1,43] [--worst 3]

For each number of reports, makes that many (benchmarks/made_reports.py), builds a database of
them and prints the time per report and the size. Then it prints, with a column per number: every
view looked up by one force, inspection, measure and value; every canned query and type of page,
cold (a server that has just started), warm, and by eight readers at once. Last come the query
plans of what grows most. 1,43,300 takes about an hour; 1,43,300,1500 is a run for a night.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from made_reports import make_reports, make_tree

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.dictionary import read_metadata
from openpeel.web.server import NAME, make_site

sys.path.insert(0, str(package.ROOT / "tests"))
from page_types import OF_DATASETTE, PAGES  # noqa: E402

READERS = 8
# What one row of a view is looked up by, and a value of each that every database here has.
KEYS = {
    "force_id": "kent",
    "area_id": "kent",
    "inspection_id": "essex-2016-effectiveness",
    "document_id": "essex-2016-effectiveness",
    "measure_id": "recorded-crime-rate",
    "observation_id": "essex-2016-effectiveness-004",
    "improvement_id": "essex-2016-preventing-crime-afi-1",
}
# Seconds that one question may take before it is given up.
PATIENCE = 20.0

# Milliseconds by what was asked and the number of reports; None where it was given up or refused.
Times = defaultdict[str, dict[int, float | None]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", default="1,43", help="numbers of reports, with commas between")
    parser.add_argument("--worst", type=int, default=3, help="how many query plans to print")
    given = parser.parse_args()
    counts = [int(count) for count in given.reports.split(",")]
    times: Times = defaultdict(dict)
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = build_reports(Path(folder) / str(count), count)
            time_views(path, count, times)
            asyncio.run(time_site(path, count, times))
        print_times(times, counts)
        print_plans(path, times, counts, given.worst)


def build_reports(folder: Path, count: int) -> Path:
    """Build a database of the shipped report and others up to `count`; print what it cost."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    tree = make_tree(folder / "tree", make_reports(sources, count - 1))
    start = time.perf_counter()
    path = build(folder / "openpeel.db", tree, sources).path
    took = time.perf_counter() - start
    print(
        f"{count:5} reports: built in {took:7.1f} s, {took / count:6.3f} s a report, "
        f"{path.stat().st_size / 1e6:6.1f} MB",
        flush=True,
    )
    return path


def lookups(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield every view, or table of stored rows, with a condition that selects some of its rows."""
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    columns = defaultdict(list)
    for view, column in db.execute(
        "select table_name, dictionary_column.name from dictionary_column "
        "join dictionary_table on dictionary_table.name = table_name and kind = 'view' "
        "order by table_name, position"
    ):
        columns[view].append(column)
    db.close()
    for view, names in columns.items():
        for name in names:
            if name in KEYS:
                yield f"view {view} by {name}", view, f"[{name}] = '{KEYS[name]}'"
        yield f"view {view}, first 100", view, "1 limit 100"


def time_views(path: Path, count: int, times: Times) -> None:
    """Time every view, looked up by what readers know."""
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    for label, view, condition in lookups(path):
        sql = f"select * from [{view}] where {condition}"
        cold, _ = ask(db, sql), None
        times[label][count] = cold if cold is None or cold > 1000 else ask(db, sql)
    db.close()


def ask(db: sqlite3.Connection, sql: str) -> float | None:
    """Milliseconds that a question takes; None if it is given up."""
    ends = time.perf_counter() + PATIENCE
    db.set_progress_handler(lambda: time.perf_counter() > ends, 100_000)
    start = time.perf_counter()
    try:
        db.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return None
    return (time.perf_counter() - start) * 1000


async def time_site(path: Path, count: int, times: Times) -> None:
    """Time every type of page and canned query: cold, warm and by several readers at once."""
    queries = read_metadata()["databases"][NAME]["queries"]
    addresses = [*PAGES, *OF_DATASETTE, *(f"/{NAME}/{query}" for query in queries)]
    for address in addresses:
        site = make_site(path)
        await site.invoke_startup()

        async def answer(site: object = site, address: str = address) -> float | None:
            start = time.perf_counter()
            response = await site.client.get(address)  # type: ignore[attr-defined]
            took = (time.perf_counter() - start) * 1000
            return took if response.status_code < 400 or "nothing" in address else None

        times[f"page {address}, cold"][count] = await answer()
        times[f"page {address}, warm"][count] = await answer()
        together = await asyncio.gather(*(answer() for _ in range(READERS)))
        slowest = [took for took in together if took is not None]
        times[f"page {address}, {READERS} readers"][count] = max(slowest, default=None)


def print_times(times: Times, counts: list[int]) -> None:
    """Print a line for each thing asked: milliseconds by the number of reports, and the growth."""
    print("\n" + "".join(f"{count:>10}" for count in counts) + "    growth  (ms by reports)")
    for label, took in sorted(times.items(), key=lambda item: -growth(item[1], counts)):
        cells = "".join("   refused" if (t := took[c]) is None else f"{t:10.1f}" for c in counts)
        print(f"{cells}{growth(took, counts):10.1f}  {label}")


def growth(took: dict[int, float | None], counts: list[int]) -> float:
    """How many times longer something takes with the most reports; what is refused grows most."""
    first, last = took[counts[0]], took[counts[-1]]
    if last is None:
        return float("inf")
    # Below a millisecond a ratio says nothing.
    return max(last, 1.0) / max(first or 1.0, 1.0)


def print_plans(path: Path, times: Times, counts: list[int], worst: int) -> None:
    """Print how SQLite goes about the lookups that grow most."""
    found = {label: (view, condition) for label, view, condition in lookups(path)}
    by_growth = sorted(found, key=lambda label: -growth(times[label], counts))
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    for label in by_growth[:worst]:
        view, condition = found[label]
        print(f"\n{label}")
        for _, _, _, step in db.execute(
            f"explain query plan select * from [{view}] where {condition}"
        ):
            print(f"    {step}")
    db.close()


if __name__ == "__main__":
    main()
