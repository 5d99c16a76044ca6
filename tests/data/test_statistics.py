"""Open statistics in the database: what ships, what the published files make of it."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_statistics import KNOWN, change, crimes, value
from loading import load_facts
from refusals import refused

from openpeel.loaders import package
from openpeel.loaders.statistics import periods

# --- what ships ----------------------------------------------------------------------


@pytest.mark.parametrize(("group", "area", "end", "count"), KNOWN)
def test_known_numbers_ship(
    group: str, area: str, end: str, count: int, connection: sqlite3.Connection
) -> None:
    assert crimes(connection, group, area, end) == count


def test_fraud_of_the_forces_makes_the_stated_change(connection: sqlite3.Connection) -> None:
    """4,039,825 is England and Wales in the year to June 2011 with the forces' own fraud."""
    total = crimes(connection, "all-excluding-fraud", "england-and-wales", "2011-06-30")
    fraud = crimes(connection, "fraud-offences", "england-and-wales", "2011-06-30")
    assert total + fraud == 4039825
    both = crimes(connection, "all-excluding-fraud", "england-and-wales-and-btp", "2016-06-30")
    police = crimes(connection, "all-excluding-fraud", "british-transport-police", "2016-06-30")
    assert both == 3903725 + police


def test_population_of_the_time_and_as_revised(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select area_id, edition, people from population_edition "
        "where year = 2015 and area_id in ('essex', 'england-and-wales')"
    ).fetchall()
    assert {(r["area_id"], r["edition"]): r["people"] for r in rows} == {
        ("essex", "revised"): 1790600,
        ("essex", "implied"): 1787037,
        ("england-and-wales", "revised"): 57885400,
        ("england-and-wales", "implied"): 57885413,
    }


def test_implied_population_is_a_whole_number(connection: sqlite3.Connection) -> None:
    """Incidents over the printed rate give people with nothing over: the reading is right."""
    rows = connection.execute(
        "select incidents * 1000.0 / rate_per_1000_population as people from asb_incident "
        "where rate_per_1000_population is not null"
    ).fetchall()
    assert len(rows) > 200
    assert max(abs(r["people"] - round(r["people"])) for r in rows) < 1e-4


def test_anti_social_behaviour_ships(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select period_end, area_id, incidents from asb_incident_detail "
        "where period_end in ('2015-03-31', '2016-03-31') and area_id in ('essex', 'england-and-wales')"
    ).fetchall()
    assert {(r["period_end"][:4], r["area_id"]): r["incidents"] for r in rows} == {
        ("2015", "essex"): 56537, ("2016", "essex"): 52670,
        ("2015", "england-and-wales"): 1948323, ("2016", "england-and-wales"): 1793868,
    }  # fmt: skip


def test_bands_are_quarters_of_the_forces(connection: sqlite3.Connection) -> None:
    counts = connection.execute(
        "select statistic_id, period_end, band, count(*) as forces from statistic_rank "
        "where band <> 'broadly in line' group by 1, 2, 3"
    ).fetchall()
    assert counts
    assert all(r["forces"] <= 43 / 4 for r in counts)


def test_no_rate_per_resident_or_household_ranks_the_city_of_london(
    connection: sqlite3.Connection,
) -> None:
    rows = connection.execute(
        "select statistic.kind, statistic_rank.* from statistic_rank "
        "join statistic on statistic.id = statistic_id where area_id = 'city-of-london'"
    ).fetchall()
    assert {r["kind"] for r in rows} >= {"rate", "change"}
    for row in rows:
        ranked = row["rank_from_highest"] is not None and row["band"] is not None
        assert ranked == (row["kind"] != "rate"), row["statistic_id"]
        assert (row["not_ranked_because"] is None) == ranked
    others = connection.execute(
        "select count(*) from statistic_rank where area_id <> 'city-of-london' and band is null"
    ).fetchone()
    assert tuple(others) == (0,)


def test_band_is_the_inspectorates_only_where_its_report_bands_the_measure(
    connection: sqlite3.Connection,
) -> None:
    banded = {
        r[0]
        for r in connection.execute(
            "select measure_id from method_rule_measure join method_rule on method_rule.id = method_rule_id "
            "where kind = 'banding'"
        )
    }
    rows = connection.execute(
        "select distinct measure_id, band_rule from statistic_rank where band is not null"
    ).fetchall()
    assert rows
    for row in rows:
        inspectorates = row["band_rule"] == "the inspectorate's rule"
        assert inspectorates == (row["measure_id"] in banded), row["measure_id"]
    own = {r["measure_id"] for r in rows if r["band_rule"] == "openpeel's own"}
    assert {"recorded-crime-rate", "asb-incident-rate", "recorded-crime-change"} <= own


def test_a_rate_of_the_country_is_total_over_total(connection: sqlite3.Connection) -> None:
    row = connection.execute(
        "select value, numerator, denominator from statistic_value where area_id = 'england-and-wales' "
        "and statistic_id = 'recorded-crime-rate' and period_end = '2016-06-30'"
    ).fetchone()
    assert (row["numerator"], row["denominator"]) == (3903725, 57885413)
    assert row["value"] == 1000 * 3903725 / 57885413
    mean = value(
        connection,
        "select avg(value) from statistic_value where area_kind = 'force' "
        "and statistic_id = 'recorded-crime-rate' and period_end = '2016-06-30'",
    )
    assert abs(mean - row["value"]) > 1


def test_breaks_go_with_the_values_they_touch(connection: sqlite3.Connection) -> None:
    notes = {
        (r["statistic_id"], r["area_id"]): r["notes"] or ""
        for r in connection.execute(
            "select * from statistic_value where period_end in ('2016-06-30', '2016-03-31')"
        )
    }
    assert "Warwickshire" in notes["asb-incident-rate", "warwickshire"]
    assert "Warwickshire" not in notes["asb-incident-rate", "essex"]
    assert "late edition" in notes["recorded-crime-rate", "essex"]
    assert "City of London" in notes["recorded-crime-rate", "city-of-london"]
    assert "reclassified" not in notes["burglary-dwelling-rate", "essex"]


def test_shipped_files_are_small() -> None:
    files = list((package.ROOT / "data" / "statistics").glob("*.csv"))
    assert len(files) == 6
    assert sum(file.stat().st_size for file in files) < 300_000


SHIPPED = {
    "an unknown area": ("recorded_crime", 2, 3, "wessex", ["line 2", "column area", "'wessex'"]),
    "an unknown group": ("recorded_crime", 2, 1, "piracy", ["line 2", "column group", "'piracy'"]),
    "an unknown dataset": ("population", 2, 0, "guesses", ["line 2", "column dataset", "'guesses'"]),
    "no day": ("recorded_crime", 2, 2, "2016-06-31", ["line 2", "period_end", "'2016-06-31'"]),
    "no number": ("household", 2, 3, "many", ["line 2", "column households", "'many'"]),
    "no value": ("household", 2, 3, "", ["line 2", "column households", "a value is missing"]),
    "no rate": ("asb_incident", 2, 5, "1e3", ["line 2", "rate_per_1000_population", "'1e3'"]),
    "a line twice": ("population", 2, 2, "bedfordshire", ["line 3", "occurs twice"]),
}  # fmt: skip


@pytest.mark.parametrize("damage", SHIPPED)
def test_damage_to_what_ships_is_named(damage: str, tree: Path) -> None:
    table, line, column, text, words = SHIPPED[damage]
    change(tree / "data" / "statistics" / f"{table}.csv", line, column, text)
    with refused(f"{table}.csv", *words):
        load_facts(tree)


# --- periods -------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(1990, 2090), st.integers(1, 12), st.sampled_from([1, 3, 6, 12, 24]))
def test_a_period_is_its_days_and_months(year: int, month: int, months: int) -> None:
    end = periods.month_end(year, month)
    period = periods.span(end, months)
    start = periods.first_day(period)
    assert periods.last_day(period) == end
    assert start.day == 1
    assert (end.year - start.year) * 12 + end.month - start.month == months - 1


def test_periods_in_words() -> None:
    assert periods.label(2016063012) == "12 months to 30 June 2016"
    assert periods.label(periods.span(date(2016, 9, 30), 0)) == "as at 30 September 2016"
