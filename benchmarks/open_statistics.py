"""What loading open statistics costs beside a bare `executemany`: ratios within one run.

    python benchmarks/open_statistics.py SOURCES

For the two large files: the same records by csv.reader into one table without types or
keys (bare), then parsed, checked and put into the normalised tables (ours), and the parsed
rows through sqlite-utils' insert_all for comparison. Then a workbook of records, read row by
row (ours) and held whole (calamine), beside the same records as CSV; memory of a build with
all sources; and how long the pages of the site take beside a plain table page.
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineWorkbook
from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.statistics.load import PARSERS, insert_rows
from openpeel.loaders.statistics.reading import open_tables
from openpeel.loaders.statistics.rows import Extent
from openpeel.loaders.statistics.words import read_words
from openpeel.web.server import make_site

ROUNDS = 5
# File, kind, the table, and how many times the bare insert it may cost.
LARGE = (
    ("rec-crime-pfa.csv", "recorded-crime-by-force", "recorded_crime", 3.0),
    ("outcomes-open-data-2017-18.csv.gz", "crime-outcomes", "crime_outcome", 2.5),
)

# Records of the workbook, about a quarter of a year of outcomes.
RECORDS = 100_000


def timed(work: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def bare(source: Path, target: Path) -> None:
    """The records into one table, and nothing else."""
    target.unlink(missing_ok=True)
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rt", encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        columns = next(reader)
        db = sqlite3.connect(target)
        db.execute(f"create table t ({', '.join(f'[{name}]' for name in columns)})")
        with db:
            db.executemany(f"insert into t values ({', '.join('?' * len(columns))})", reader)
        db.close()


def empty(target: Path) -> Database:
    target.unlink(missing_ok=True)
    db = Database(sqlite3.connect(target, isolation_level=None))
    with db.atomic():
        db.executescript(package.SCHEMA.read_text(encoding="utf-8"))
    return db


def ours(source: Path, kind: str, reference: Database, db: Database) -> None:
    with db.atomic():
        insert_rows(db, 1, PARSERS[kind](source, read_words(reference, kind)), source)
    db.close()


def by_sqlite_utils(source: Path, kind: str, table: str, reference: Database, db: Database) -> None:
    rows = PARSERS[kind](source, read_words(reference, kind))
    with db.atomic():
        db.table(table).insert_all(
            {"dataset_number": 1, **row._asdict()} for row in rows if not isinstance(row, Extent)
        )
    db.close()


def write_workbook(source: Path, table: Path, book: Path) -> None:
    """The first records of a file as CSV and as a workbook."""
    with gzip.open(source, "rt", encoding="utf-8-sig", newline="") as stream:
        records = list(islice(csv.reader(stream), RECORDS + 1))
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(records)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Data")
    for record in records:
        sheet.append([int(cell) if cell.lstrip("-").isdigit() else cell for cell in record])
    workbook.save(book)


def read_records(how: str, path: Path) -> None:
    """Read all records, and tell how long that took and the most memory it needed."""
    start = time.process_time()
    if how == "calamine":
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("Data")
        count = sum(1 for _ in sheet.iter_rows()) - 1
    else:
        with path.with_name("records.csv").open(encoding="utf-8", newline="") as stream:
            names = tuple(next(csv.reader(stream)))
        with open_tables(path, dict(zip(names, names, strict=True)), names) as tables:
            count = sum(1 for table in tables for _ in table.records)
    assert count == RECORDS, count
    # Not ru_maxrss, which a process takes over from the one that started it.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(time.process_time() - start, peak)


def workbooks(source: Path, folder: Path) -> None:
    """A workbook of records beside the same records as CSV, each read in its own process."""
    table, book = folder / "records.csv", folder / "records.xlsx"
    write_workbook(source, table, book)
    took: dict[str, list[float]] = {}
    for how, path in (("csv", table), ("ours", book), ("calamine", book)):
        command = [sys.executable, __file__, "--read", how, str(path)]
        took[how] = [float(n) for n in subprocess.check_output(command, text=True).split()]
    for how, (seconds, peak) in took.items():
        print(
            f"{RECORDS:,} records, {how:<8} {seconds:5.1f} s, "
            f"{seconds / took['csv'][0]:5.1f} times the csv, {peak:.0f} MB"
        )


def main() -> None:
    if sys.argv[1] == "--read":
        read_records(sys.argv[2], Path(sys.argv[3]))
        return
    sources = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder / "reference.db")
        reference = Database(sqlite3.connect(folder / "reference.db"))
        for file, kind, table, limit in LARGE:
            source = sources / file
            times: dict[str, list[float]] = {"bare": [], "ours": [], "sqlite-utils": []}
            for _ in range(ROUNDS):
                times["bare"].append(timed(bare, source, folder / "bare.db"))
                db = empty(folder / "ours.db")
                times["ours"].append(timed(ours, source, kind, reference, db))
                db = empty(folder / "utils.db")
                took = timed(by_sqlite_utils, source, kind, table, reference, db)
                times["sqlite-utils"].append(took)
            base = statistics.median(times["bare"])
            ratio = statistics.median(times["ours"]) / base
            print(
                f"{file}: bare {base:.2f} s, ours {ratio:.2f} times (at most {limit}), by "
                f"sqlite-utils {statistics.median(times['sqlite-utils']) / base:.2f} times"
            )
        workbooks(sources / "outcomes-open-data-2017-18.csv.gz", folder)
        path = folder / "full.db"
        command = [sys.executable, "-m", "openpeel.cli", "build", "--quiet"]
        command += ["--db", str(path), "--sources", str(sources)]
        took = timed(subprocess.check_call, command)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"build with all sources: {took:.1f} s, {peak:.0f} MB (below 300)")
        pages(path)


def pages(path: Path) -> None:
    """How long the views and questions take beside the page of a table of facts."""
    site = make_site(path)

    async def seconds(address: str) -> float:
        took = []
        for _ in range(7):
            start = time.perf_counter()
            response = await site.client.get(address)
            assert response.status_code == 200, address
            took.append(time.perf_counter() - start)
        return statistics.median(took)

    async def ask() -> None:
        await site.invoke_startup()
        plain = await seconds("/openpeel/observation")
        print(f"table page     {plain * 1000:6.1f} ms")
        for name in (
            "crime_outcome", "crime_outcome_detail", "recorded_crime_detail", "statistic_value",
            "statistic_rank", "crime-quarter-by-quarter", "forces-that-rose", "forces-ranked",
            "force-ranked", "shares-of-outcomes",
        ):  # fmt: skip
            took = await seconds(f"/openpeel/{name}")
            print(f"{name:<26} {took / plain:5.2f} times a table page")

    asyncio.run(ask())


if __name__ == "__main__":
    main()
