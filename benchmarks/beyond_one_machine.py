"""The same shares and ranks out of DuckDB, Spark and SQLite, from 100 million generated rows.

    python benchmarks/beyond_one_machine.py FOLDER [--rows 100000000] [--years-in-sqlite 15]

Needs `pip install duckdb pyspark` and Java. The rows have the columns of the table `crime_outcome`
and lie as `openpeel export --format parquet` writes it: one folder for each year. One query, as it
stands, is asked of all three: which share of a force's offences had which outcome, and which rank
the force has by it. SQLite is asked about the first years only, which fit into a file.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

FORCES, OUTCOMES, OFFENCES, QUARTERS = 43, 22, 180, 4
ROWS_OF_A_YEAR = FORCES * OUTCOMES * OFFENCES * QUARTERS
FIRST_YEAR = 1871
COLUMNS = "year, period_id, area_number, outcome_number, offence_number, offences"
# Every row by its number: places in a mixed base, and a count that looks random.
ROW = f"""
    select
        cast({FIRST_YEAR} + i // {ROWS_OF_A_YEAR} as integer) as year,
        cast(i // {FORCES * OUTCOMES * OFFENCES} as integer) as period_id,
        cast(i // {OUTCOMES * OFFENCES} % {FORCES} + 1 as integer) as area_number,
        cast(i // {OFFENCES} % {OUTCOMES} as integer) as outcome_number,
        cast(i % {OFFENCES} + 1 as integer) as offence_number,
        cast(i * 2654435761 % 4294967296 // 65536 % 97 as integer) as offences
    from range(?, ?) as made(i)
"""
QUESTION = """
    with summed as (
        select year, area_number, outcome_number, sum(offences) as offences
        from crime_outcome
        group by year, area_number, outcome_number
    ),
    shared as (
        select summed.*, sum(offences) over (partition by year, area_number) as all_offences
        from summed
    )
    select
        year,
        area_number,
        outcome_number,
        cast(offences as bigint) as offences,
        cast(all_offences as bigint) as all_offences,
        cast(offences as double precision) / all_offences as share,
        rank() over (
            partition by year, outcome_number
            order by cast(offences as double precision) / all_offences desc
        ) as place
    from shared
    order by year, area_number, outcome_number
"""
Answer = list[tuple[object, ...]]


def main() -> None:
    """Make the rows, ask all three, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--years-in-sqlite", type=int, default=15)
    options = parser.parse_args()
    parquet = options.folder / "crime_outcome"
    years = -(-options.rows // ROWS_OF_A_YEAR)
    first_years = min(years, options.years_in_sqlite)
    timed("rows made", lambda: make_rows(parquet, options.rows, years))
    size = sum(file.stat().st_size for file in parquet.rglob("*.parquet"))
    print(f"{options.rows:,} rows of {years} years, {size / 1e6:,.0f} MB of Parquet")
    by_duckdb = timed("DuckDB, all rows", lambda: ask_duckdb(parquet))
    by_spark = timed("Spark, all rows", lambda: ask_spark(parquet))
    by_sqlite = timed(
        f"SQLite, {first_years} years", lambda: ask_sqlite(parquet, options.folder, first_years)
    )
    known = [row for row in by_duckdb if int(str(row[0])) < FIRST_YEAR + first_years]
    print(f"{len(by_duckdb):,} shares and ranks; {len(by_sqlite):,} of them by SQLite too")
    failed = [
        what
        for what, one, other in (
            ("DuckDB and Spark", by_duckdb, by_spark),
            ("DuckDB and SQLite", known, by_sqlite),
        )
        if one != other
    ]
    if failed or not by_sqlite:
        sys.exit(f"differ: {', '.join(failed)}")
    print("DuckDB and Spark are equal in all of them, and with SQLite in those that it has")


def timed(what: str, work: Callable[[], Answer]) -> Answer:
    """Do something, and say how long it took and how much memory was used at most so far."""
    start = time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - start
    own, others = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{what:<20} {seconds:7.1f} s; at most {own:,.0f} MB, in children {others:,.0f} MB")
    return answer


def make_rows(parquet: Path, rows: int, years: int) -> Answer:
    """Write the rows, one file for each year."""
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    for turn in range(years):
        file = parquet / f"year={FIRST_YEAR + turn}" / "0.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        first, end = turn * ROWS_OF_A_YEAR, min(rows, (turn + 1) * ROWS_OF_A_YEAR)
        connection.execute("create or replace temp table made as" + ROW, [first, end])
        connection.execute(f"copy (select * exclude (year) from made) to '{file}' (format parquet)")
    return []


def ask_duckdb(parquet: Path) -> Answer:
    """Ask DuckDB about all years."""
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    source = f"read_parquet('{parquet}/*/*.parquet', hive_partitioning = true)"
    connection.execute(f"create view crime_outcome as select {COLUMNS} from {source}")
    return connection.execute(QUESTION).fetchall()


def ask_spark(parquet: Path) -> Answer:
    """Ask Spark, on this machine alone, about all years."""
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .appName("openpeel")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate()
    )
    try:
        session.read.parquet(str(parquet)).createOrReplaceTempView("crime_outcome")
        asked = QUESTION.replace("double precision", "double")
        return [tuple(row) for row in session.sql(asked).collect()]
    finally:
        session.stop()


def ask_sqlite(parquet: Path, folder: Path, years: int) -> Answer:
    """Load the first years into a SQLite file, and ask about them."""
    file = folder / "first_years.db"
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute(
        "create table crime_outcome (year integer, period_id integer, area_number integer,"
        " outcome_number integer, offence_number integer, offences integer)"
    )
    source = duckdb.connect()
    for year in range(FIRST_YEAR, FIRST_YEAR + years):
        found = source.execute(
            f"select {COLUMNS} from read_parquet('{parquet}/year={year}/*.parquet',"
            " hive_partitioning = true)"
        )
        with connection:
            while rows := found.fetchmany(100_000):
                connection.executemany("insert into crime_outcome values (?, ?, ?, ?, ?, ?)", rows)
    start = time.perf_counter()
    answer = connection.execute(QUESTION).fetchall()
    print(f"  of which the question itself took {time.perf_counter() - start:.1f} s")
    connection.close()
    return answer


if __name__ == "__main__":
    main()
