"""Several editions of one kind of statistics together, and crime by quarter beside crime by year."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_files as made
import pytest

from openpeel.loaders.build import build


def force_rows(database: Path) -> list[made.Force]:
    """Code, name and region of the forces."""
    db = sqlite3.connect(database)
    found: list[made.Force] = db.execute(
        "select gss_code, area.name, region from force join area on area.id = area_id order by area.id"
    ).fetchall()
    db.close()
    return found


@pytest.fixture(scope="module")
def series(
    database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """A build with editions made here beside what ships."""
    folder = tmp_path_factory.mktemp("series")
    forces = force_rows(database)
    book = made.recorded_offences(forces, (2013, 2014), factor=2)
    # Dorset is not in the last quarter, Essex lacks one number of the one before.
    rows = book["2014-15"]
    book["2014-15"] = [rows[0], *(r for r in rows[1:] if r[1:3] != [4, "Dorset"])]
    next(r for r in rows if r[1:3] == [3, "Essex"] and r[6] == "46")[7] = ".."
    made.write_ods(folder / "prc-pfa-mar2013-onwards.ods", book)
    built = build(folder / "a.db", sources=folder)
    db = sqlite3.connect(built.path)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


def counts(db: sqlite3.Connection, where: str) -> dict[tuple[Any, ...], int]:
    """Counts of the open data by quarter, by group and period."""
    rows = db.execute(
        "select group_id, period_end, months, offences from recorded_crime_detail "
        f"where dataset_id = 'recorded-crime-open-data-2015-03' and {where}"
    )
    return {tuple(row)[:3]: row["offences"] for row in rows}


def test_quarters_add_to_groups_totals_years_and_the_country(series: sqlite3.Connection) -> None:
    kent = (
        2 * series.execute("select number from reporting_area where area_id = 'kent'").fetchone()[0]
    )
    found = counts(series, "area_id = 'kent'")
    assert found["robbery", "2013-06-30", 3] == 2 * kent
    assert found["all-excluding-fraud", "2013-06-30", 3] == 5 * kent
    assert found["theft-offences", "2014-03-31", 12] == 4 * kent
    # Years from every quarter on, and none of fewer than four quarters.
    years = [
        (day, n) for (group, day, months), n in found.items() if (group, months) == ("homicide", 12)
    ]
    assert years == [(f"{year}-{day}", 4 * kent) for year, day in (
        (2014, "03-31"), (2014, "06-30"), (2014, "09-30"), (2014, "12-31"), (2015, "03-31")
    )]  # fmt: skip
    country = counts(series, "area_id = 'england-and-wales'")
    assert country["homicide", "2014-03-31", 12] == 4 * 2 * sum(range(1, 44))
    police = counts(series, "area_id = 'england-and-wales-and-btp'")
    assert police["homicide", "2014-03-31", 12] == 4 * 2 * sum(range(1, 45))


def test_bodies_that_count_fraud_are_no_forces_and_in_no_sum_of_them(
    series: sqlite3.Connection,
) -> None:
    found = series.execute(
        "select distinct area, area_kind, offence from recorded_offence_detail "
        "where group_id in ('action-fraud', 'cifas', 'uk-finance') order by 1"
    ).fetchall()
    assert [tuple(row) for row in found] == [
        ("Action Fraud", "body", "Fraud offences recorded by Action Fraud"),
        ("Cifas", "body", "Fraud offences recorded by CIFAS"),
        ("UK Finance", "body", "Fraud offences recorded by UK Finance"),
    ]
    police = series.execute(
        "select distinct area_kind from recorded_offence_detail where area_id = 'british-transport-police'"
    ).fetchall()
    assert [tuple(row) for row in police] == [("body",)]
    assert counts(series, "area_id = 'action-fraud'")["action-fraud", "2014-03-31", 12] == 8000
    assert not [key for key in counts(series, "area_id like 'england%'") if "fraud" in key]


def test_quarter_without_a_number_has_no_sum(series: sqlite3.Connection) -> None:
    essex = counts(series, "area_id = 'essex'")
    assert ("shoplifting", "2014-09-30", 3) in essex
    assert ("shoplifting", "2014-12-31", 3) not in essex
    assert ("all-excluding-fraud", "2014-12-31", 3) not in essex
    assert ("homicide", "2014-12-31", 3) in essex
    assert ("shoplifting", "2015-03-31", 12) not in essex
    country = counts(series, "area_id = 'england-and-wales'")
    assert ("shoplifting", "2014-12-31", 3) not in country
    assert ("homicide", "2014-12-31", 3) in country
    # Dorset is not in the last quarter.
    assert ("homicide", "2015-03-31", 3) not in country
    assert ("homicide", "2015-03-31", 12) not in country
    gaps = series.execute(
        "select area_id, period_end, why, offences_listed, offences_with_number from recorded_offence_gap"
    ).fetchall()
    assert [tuple(row) for row in gaps] == [
        ("essex", "2014-12-31", "not provided", 5, 4),
        ("dorset", "2015-03-31", "the force is not in the quarter", 0, 0),
    ]


def test_crime_by_quarter_and_by_year_are_one_series(series: sqlite3.Connection) -> None:
    """The newer edition of both counts; the other one stays."""
    of_period = series.execute(
        "select dataset_id from dataset_of_period where period_id = 2014033112 "
        "and source_kind_id like 'recorded-crime%'"
    ).fetchall()
    assert [tuple(row) for row in of_period] == [("recorded-crime-by-force-2018-12",)]
    both = series.execute(
        "select count(distinct dataset_id) from recorded_crime_detail where area_id = 'essex' "
        "and group_id = 'all-excluding-fraud' and period_end = '2014-03-31' and months = 12"
    ).fetchone()
    assert tuple(both) == (2,)
