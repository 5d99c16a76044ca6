"""A file with many years of outcomes needs no memory for each of its records."""

from __future__ import annotations

import sqlite3
import tracemalloc
from itertools import islice, product
from pathlib import Path

import made_files as made
from sqlite_utils import Database

from openpeel.loaders.statistics.crime_outcomes import parse_crime_outcomes
from openpeel.loaders.statistics.words import Words, read_words


def write_years(path: Path, db: Database, years: int) -> int:
    """Write so many years of outcomes, 40 records a force and quarter; return how many in all."""
    forces = db.execute("select area.name from force join area on area.id = area_id").fetchall()
    offences = db.execute(
        "select offence.label, offence_group.label, subgroup, code, 'NA' "
        "from offence join offence_group on offence_group.number = group_number"
    ).fetchall()
    outcomes = db.execute("select label, outcome_group, number from outcome_code").fetchall()
    whats = list(islice(product(offences, outcomes), 40))
    rows: made.Rows = [list(made.OUTCOMES)]
    for year, quarter, (force,) in product(range(2014, 2014 + years), (1, 2, 3, 4), forces):
        for offence, outcome in whats:
            rows.append(
                [
                    f"{year}/{year - 1999}",
                    quarter,
                    force,
                    *offence,
                    *outcome,
                    1,
                    int(outcome[2] > 0),
                ]
            )
    made.write_csv(path, rows)
    return len(rows) - 1


def peak(path: Path, words: Words) -> int:
    """The most memory that reading a file takes, in bytes; its rows are dropped as they come."""
    tracemalloc.start()
    for _ in parse_crime_outcomes(path, words):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_records_of_outcomes(tmp_path: Path, database: Path) -> None:
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    db = Database(connection)
    words = read_words(db, "crime-outcomes")
    one = write_years(tmp_path / "1.csv", db, 1)
    three = write_years(tmp_path / "3.csv", db, 3)
    peak(tmp_path / "1.csv", words)
    growth = peak(tmp_path / "3.csv", words) - peak(tmp_path / "1.csv", words)
    connection.close()
    # A set of their keys would take about 100 bytes a record.
    assert growth / (three - one) < 25
