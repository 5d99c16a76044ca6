"""Several editions of one kind of statistics together, and crime by quarter beside crime by year."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_files as made
import pytest

from openpeel.loaders.build import build
from openpeel.loaders.statistics.release_day import released_on


@pytest.fixture(scope="module")
def series(
    forces: list[made.Force], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """A build with editions made here beside what ships."""
    folder = tmp_path_factory.mktemp("series")
    book = made.recorded_offences(forces, (2013, 2014), factor=2)
    # Dorset is not in the last quarter, Essex lacks one number of the one before.
    rows = book["2014-15"]
    book["2014-15"] = [rows[0], *(r for r in rows[1:] if r[1:3] != [4, "Dorset"])]
    next(r for r in rows if r[1:3] == [3, "Essex"] and r[6] == "46")[7] = ".."
    made.write_ods(folder / "prc-pfa-mar2013-onwards.ods", book)
    earlier = made.recorded_offences(forces, (2013,), factor=3)
    made.write_ods(folder / "prc-pfa-mar2013-onwards-tables-140717.ods", earlier)
    made.write_csv(folder / "rec-crime-pfa-2016.csv", crime_of_the_time(forces))
    for released, charged in (("200716", 5), ("2024-07-24", 20)):
        made.write_csv(
            folder / f"prc-outcomes-open-data-{released}.csv", outcomes_of(forces, charged)
        )
    # Numbers that are made up differ from those that ship.
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    built = build(folder / "a.db", sources=folder, accepted=names)
    db = sqlite3.connect(built.path)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


def crime_of_the_time(forces: list[made.Force]) -> made.Rows:
    """An older edition, by which crime rose by 7.8 percent in a year, as the report says of all forces."""
    rows: made.Rows = made.recorded_crime([])
    for day, offences in (("30-06-2015", 1000), ("30-06-2016", 1078)):
        rows += [[day, name, region, "Robbery", offences] for _, name, region in forces]
    rows.append(["30-06-2016", "CIFAS", "Fraud: CIFAS", "CIFAS", 7])
    return rows


def outcomes_of(forces: list[made.Force], charged: int) -> made.Rows:
    """Two years of outcomes, of which so many in a hundred are charged."""
    rows = made.crime_outcomes(forces, "2014/15") + made.crime_outcomes(forces, "2015/16")[1:]
    for row in rows[1:]:
        row[11:] = [charged if row[10] == "1" else 100 - charged, 0]
    return rows


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
    assert tuple(both) == (3,)


# --- several editions ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("prc-outcomes-open-data-mar2018-tables-240724.xlsx", "2024-07-24"),
        ("prc-pfa-mar2013-onwards-tables-230426.ods", "2026-04-23"),
        ("outcomes-open-data-2017-18-2018-07-19.csv.gz", "2018-07-19"),
        ("outcomes-open-data-2017-18.csv.gz", None),
        ("rec-crime-pfa-310318.csv", None),
        ("rec-crime-pfa-999999.csv", None),
        ("rec-crime-pfa-1234567.csv", None),
    ],
)
def test_day_of_release_is_read_from_a_file_name(name: str, day: str | None) -> None:
    """A day on which the data had not ended is none."""
    assert released_on(Path(name), "2018-03-31") == day


def test_editions_of_one_month_are_told_apart_by_their_release(series: sqlite3.Connection) -> None:
    found = series.execute(
        "select id, edition, released_on, title from dataset "
        "where source_kind_id = 'crime-outcomes' order by released_on"
    ).fetchall()
    assert [tuple(row) for row in found] == [
        (f"crime-outcomes-2016-03-released-{day}", f"2016-03 released {day}", day,
         f"Crime outcomes open data, to March 2016 (released {day})")
        for day in ("2016-07-20", "2024-07-24")
    ]  # fmt: skip


def test_newest_edition_of_a_period_counts_by_its_release_and_not_by_its_last_month(
    series: sqlite3.Connection,
) -> None:
    """The later one of outcomes is the one released later; the open data of 2014 came out in 2017."""
    shares = series.execute(
        "select distinct dataset_id, share_percent from crime_outcome_share "
        "where outcome_number = 1 and area_kind = 'force' and period_end = '2016-03-31'"
    ).fetchall()
    assert [tuple(row) for row in shares] == [("crime-outcomes-2016-03-released-2024-07-24", 20.0)]
    newest = series.execute(
        "select dataset_id from dataset_of_period where source_kind_id like 'recorded-crime%' "
        "and period_id = 2014033112"
    ).fetchone()
    assert tuple(newest) == ("recorded-crime-by-force-2018-12",)


def test_shares_of_many_years_are_looked_up_and_not_worked_out(series: sqlite3.Connection) -> None:
    """With 8 million rows of outcomes, working them out takes nearly a second (benchmarks)."""
    for column, value in (("area_id", "essex"), ("outcome_number", 1), ("period_id", 2016033112)):
        plan = series.execute(
            f"explain query plan select * from crime_outcome_share where {column} = ?", (value,)
        ).fetchall()
        assert [row["detail"].split(" (")[0].split(" USING")[0] for row in plan] == [
            "SEARCH crime_outcome_share"
        ]


def revisions(db: sqlite3.Connection, what: str, area: str, day: str) -> list[tuple[Any, ...]]:
    """The counts of each edition, oldest first."""
    return [
        tuple(row)
        for row in db.execute(
            "select dataset_id, count, difference, difference_percent, newest_edition, editions "
            "from revision where what_id = ? and area_id = ? and period_end = ?"
            "order by edition_day, dataset_id", (what, area, day)
        )
    ]  # fmt: skip


def test_revision_has_the_count_of_each_edition(series: sqlite3.Connection) -> None:
    first, later, last = (
        "recorded-crime-open-data-2015-03",
        "recorded-crime-open-data-2014-03-released-2017-07-14",
        "recorded-crime-by-force-2018-12",
    )
    number = 20  # of Kent
    kent = revisions(series, "recorded-crime/all-excluding-fraud", "kent", "2014-03-31")
    assert [row[0] for row in kent] == [first, later, last]
    assert kent[0][1:] == (40 * number, None, None, 0, 3)
    assert kent[1][1:] == (60 * number, 20 * number, 50.0, 0, 3)
    assert kent[2][2:] == (
        kent[2][1] - 60 * number,
        round(100 * (kent[2][1] - 60 * number) / (60 * number), 3),
        1,
        3,
    )
    charged = revisions(series, "outcome/1", "essex", "2016-03-31")
    assert charged == [
        ("crime-outcomes-2016-03-released-2016-07-20", 20, None, None, 0, 2),
        ("crime-outcomes-2016-03-released-2024-07-24", 80, 60, 300.0, 1, 2),
    ]
    single = series.execute("select count(*) from revision where editions = 1").fetchone()
    assert tuple(single) == (0,)


def test_change_compares_two_years_in_one_edition(series: sqlite3.Connection) -> None:
    """The newest edition that has both years, and never two editions."""
    mixed = series.execute(
        "select count(*) from statistic_value where statistic_id = 'recorded-crime-change' "
        "and dataset_id <> base_dataset_id"
    ).fetchone()
    assert tuple(mixed) == (0,)
    found = series.execute(
        "select numerator, denominator from statistic_value where area_id = 'kent' "
        "and statistic_id = 'recorded-crime-change' and period_end = '2015-03-31'"
    ).fetchone()
    shipped = [
        row[0]
        for row in series.execute(
            "select offences from recorded_crime_detail where area_id = 'kent' and group_id = "
            "'all-excluding-fraud' and dataset_id = 'recorded-crime-by-force-2018-12' "
            "and period_end in ('2014-03-31', '2015-03-31') order by period_end desc"
        )
    ]
    assert list(found) == shipped


def test_report_may_state_what_an_older_edition_has(series: sqlite3.Connection) -> None:
    row = series.execute(
        "select * from reconciliation where measure_id = 'recorded-crime-change' "
        "and area_id = 'england-and-wales' and stated = '+7.8%'"
    ).fetchone()
    assert (row["verdict"], row["working"]) == ("match", "46,354 against 43,000")
    assert (row["recomputed"], round(row["newest_recomputed"], 1)) == (7.8, 8.1)
    assert "an older one, Police recorded crime by police force area" in row["reason"]
    assert "to June 2016; by the newest" in row["reason"] and "to December 2018" in row["reason"]
    others = series.execute(
        "select count(*) from reconciliation where newest_recomputed is not null "
        "and verdict not in ('match', 'rounding')"
    ).fetchone()
    assert tuple(others) == (0,)


def test_every_edition_is_tried_and_no_attempt_twice(series: sqlite3.Connection) -> None:
    tried = series.execute(
        "select distinct dataset_id from recomputed_value where rule_id = 'recorded-crime-change-same-crimes'"
    ).fetchall()
    assert {tuple(row) for row in tried} == {
        ("recorded-crime-by-force-2018-12",), ("recorded-crime-by-force-2016-06",)
    }  # fmt: skip
    twice = series.execute(
        "select observation_id, attempt_id from reconciliation_attempt group by 1, 2 having count(*) > 1"
    ).fetchall()
    assert twice == []
