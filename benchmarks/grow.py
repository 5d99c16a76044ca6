"""How the time of builds, views, questions and pages grows with the number of reports.

    python benchmarks/grow.py [--reports 1,43] [--only views,pages,questions] [--folder DIR]

For each number of reports, makes that many (benchmarks/made_reports.py), builds a database of
them and prints the time per report and the size. Then it prints, with a column per number: every
view looked up by one force, inspection, measure and value; every canned query, the first time and
the second, and asked of one force, report, measure or improvement; every type of page, cold (a
server that has just started), warm, and by eight readers at once. Last come the goals, and the
query plans of what grows most.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from lookups import KEYS, lookups
from made_reports import make_reports, make_tree

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.database import open_read_only
from openpeel.loaders.dictionary import read_metadata
from openpeel.loaders.questions import Parameter, parameters_of
from openpeel.web.server import NAME, make_site

sys.path.insert(0, str(package.ROOT / "tests"))
from page_types import OF_DATASETTE, PAGES  # noqa: E402

READERS = 8
SUBJECTS = ("views", "pages", "questions")
# Seconds that one question may take before it is given up.
PATIENCE = 20.0
# Milliseconds below which a ratio says nothing.
FLOOR = 10.0
# How many times as long something may take with the most reports, and the most milliseconds.
GROWTH, LONGEST = 3.0, 1000.0
# What is asked for and rightly refused.
REFUSED = ("nonsense", "nothing-here")

# Seconds that pass, or that this process uses: the second is steadier on a busy machine.
CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
clock = time.perf_counter

# Milliseconds by what was asked and the number of reports; None where it was given up or refused.
Times = defaultdict[str, dict[int, float | None]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", default="1,43", help="numbers of reports, with commas between")
    parser.add_argument(
        "--only",
        default=",".join(SUBJECTS),
        help="what to time besides the builds, with commas between; '' for nothing",
    )
    parser.add_argument(
        "--clock", default="wall", choices=CLOCKS, help="processor: as if nothing else ran here"
    )
    parser.add_argument("--folder", type=Path, help="keep the databases here, and use those kept")
    parser.add_argument("--worst", type=int, default=3, help="how many query plans to print")
    given = parser.parse_args()
    counts = [int(count) for count in given.reports.split(",")]
    subjects = [subject for subject in given.only.split(",") if subject]
    if unknown := set(subjects) - set(SUBJECTS):
        parser.error(f"unknown: {', '.join(unknown)} (expected: {', '.join(SUBJECTS)})")
    global clock
    clock = CLOCKS[given.clock]
    times: Times = defaultdict(dict)
    with tempfile.TemporaryDirectory() as temporary:
        for count in counts:
            path = build_reports((given.folder or Path(temporary)) / str(count), count)
            time_all(path, count, subjects, times)
        if subjects:
            print_times(times, counts)
            print_goals(times, counts)
        if "views" in subjects:
            print_plans(path, times, counts, given.worst)


def build_reports(folder: Path, count: int) -> Path:
    """Build a database of the shipped report and others up to `count`; print what it cost."""
    path = folder / "openpeel.db"
    if path.is_file():
        print(f"{count:5} reports: built by an earlier run")
        return path
    sources = folder / "sources"
    sources.mkdir(parents=True)
    tree = make_tree(folder / "tree", make_reports(sources, count - 1))
    start, used = time.perf_counter(), time.process_time()
    build(path, tree, sources)
    took, used = time.perf_counter() - start, time.process_time() - used
    print(
        f"{count:5} reports: built in {took:7.1f} s ({used:6.1f} s of processor), "
        f"{took / count:6.3f} s a report, {path.stat().st_size / 1e6:6.1f} MB",
        flush=True,
    )
    return path


def time_all(path: Path, count: int, subjects: list[str], times: Times) -> None:
    """Time what is asked for; print how long each part of this run took."""
    for subject in subjects:
        start = time.perf_counter()
        if subject == "views":
            time_views(path, count, times)
        elif subject == "pages":
            asyncio.run(time_pages(path, count, times))
        else:
            asyncio.run(time_questions(path, count, times))
        print(f"      {subject} timed in {time.perf_counter() - start:.0f} s", flush=True)


def time_views(path: Path, count: int, times: Times) -> None:
    """Time every view, looked up by what readers know; the quicker of two answers counts."""
    with closing(open_read_only(path)) as db:
        for label, sql in lookups(db, KEYS):
            first = ask(db, sql)
            again = first if first is None or first > LONGEST else ask(db, sql)
            times[f"view {label}"][count] = None if first is None else min(first, again or first)


def ask(db: sqlite3.Connection, sql: str) -> float | None:
    """Milliseconds that a question takes; None if it is given up."""
    ends = time.perf_counter() + PATIENCE
    db.set_progress_handler(lambda: time.perf_counter() > ends, 100_000)
    start = clock()
    try:
        db.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return None
    return (clock() - start) * 1000


async def time_pages(path: Path, count: int, times: Times) -> None:
    """Time every type of page: cold, warm and by several readers at once."""
    for address in (*PAGES, *OF_DATASETTE):
        answer = await reader(path)
        times[f"page {address}, cold"][count] = await answer(address)
        times[f"page {address}, warm"][count] = await answer(address)
        together = await asyncio.gather(*(answer(address) for _ in range(READERS)))
        answered = [took for took in together if took is not None]
        times[f"page {address}, {READERS} readers"][count] = max(answered, default=None)


async def time_questions(path: Path, count: int, times: Times) -> None:
    """Time the page of every canned query on one server: twice, and asked of one thing."""
    answer = await reader(path)
    await answer("/")
    metadata = read_metadata()
    for query in metadata["databases"][NAME]["queries"]:
        for turn in ("first", "again"):
            times[f"question {query}, {turn}"][count] = await answer(f"/{NAME}/{query}")
        if one := of_one(path, parameters_of(metadata, query)):
            address = f"/{NAME}/{query}?{urlencode(one)}"
            await answer(address)
            times[f"question {query}, of one"][count] = await answer(address)


def of_one(path: Path, parameters: Sequence[Parameter]) -> dict[str, str]:
    """Return the menu of a question that offers something that every database has, and that."""
    with closing(open_read_only(path)) as db:
        for parameter in parameters:
            offered = {row[0] for row in db.execute(parameter.options or "select null")}
            for known in ("essex", *KEYS.values()):
                if known in offered:
                    return {parameter.name: known}
    return {}


async def reader(path: Path) -> Callable[[str], Awaitable[float | None]]:
    """Start a site, and return what asks it for a page and tells the milliseconds."""
    site = make_site(path)
    await site.invoke_startup()

    async def answer(address: str) -> float | None:
        start = clock()
        response = await site.client.get(address)
        took = (clock() - start) * 1000
        return took if response.status_code < 400 or address.endswith(REFUSED) else None

    return answer


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
    return max(last, FLOOR) / max(first or FLOOR, FLOOR)


def print_goals(times: Times, counts: list[int]) -> None:
    """Print, for each kind of thing asked, how many miss the goals and the slowest."""
    kinds = defaultdict(list)
    for label, took in times.items():
        kind, _, rest = label.partition(" ")
        how = "first 100" if rest.endswith("first 100") else "by key"
        kinds[f"{kind}, {how if kind == 'view' else rest.rpartition(', ')[2]}"].append(took)
    print(f"\nwith {counts[-1]} reports ({FLOOR:g} ms is the least that is compared):")
    for kind, of_kind in kinds.items():
        slowest = max(took[counts[-1]] or PATIENCE * 1000 for took in of_kind)
        slow = sum((took[counts[-1]] or PATIENCE * 1000) > LONGEST for took in of_kind)
        grown = sum(growth(took, counts) > GROWTH for took in of_kind)
        print(
            f"  {kind:22} {len(of_kind):4}; over {GROWTH:g} times as long: {grown:3}; "
            f"over {LONGEST / 1000:g} s: {slow:3}; slowest {slowest:7.0f} ms"
        )


def print_plans(path: Path, times: Times, counts: list[int], worst: int) -> None:
    """Print how SQLite goes about the lookups that grow most."""
    with closing(open_read_only(path)) as db:
        found = dict(lookups(db, KEYS))
        by_growth = sorted(found, key=lambda label: -growth(times[f"view {label}"], counts))
        for label in by_growth[:worst]:
            print(f"\n{label}")
            for _, _, _, step in db.execute(f"explain query plan {found[label]}"):
                print(f"    {step}")


if __name__ == "__main__":
    main()
