"""Open statistics in the database: what ships, what the published files make of it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import httpx
import made_files as made
import pytest
from asking import ask
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from loading import load_facts
from refusals import refused

from openpeel.cli.main import main
from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.statistics import periods
from openpeel.tools import excerpt

FILES = {
    "rec-crime-pfa.csv": 46469,
    "policeforceareatablesyearendingmarch2018v2.xlsx": 268,
    "outcomes-open-data-2017-18.csv.gz": 450912,
    "police-workforce-open-data-2007-2022.csv.gz": 25198,
    "police-workforce-tables-sep16.ods": 722,
    "police-force-areas-dec2016-ugc.geojson": 43,
}


@pytest.fixture(scope="session")
def sources(missing: Callable[[str], NoReturn]) -> Path:
    """The folder of the published files, all of them."""
    folder = Path(os.environ.get("OPENPEEL_SOURCES", package.ROOT / "sources"))
    for name in FILES:
        if not (folder / name).is_file():
            missing(f"needs {name} among the sources")
    return folder


# Builds in a process of its own, which tells what came of it and how much memory it used at
# most. (ru_maxrss would tell that of the tests' own process where it is more: it outlives exec.)
BUILD = """
import json, sys
from pathlib import Path
from openpeel.loaders.build import build
built = build(Path(sys.argv[1]), sources=Path(sys.argv[2]))
peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
statistics = built.statistics
print(json.dumps({
    "rows": built.rows, "datasets": list(statistics.datasets.values()),
    "absent": statistics.absent, "strange": statistics.strange, "megabytes": int(peak) / 1024,
}))
"""


@pytest.fixture(scope="module")
def built(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a second build with all sources says of itself, and its `path`."""
    path = tmp_path_factory.mktemp("statistics") / "again.db"
    command = [sys.executable, "-c", BUILD, str(path), str(sources)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {"path": path, **json.loads(done.stdout)}


@pytest.fixture
def full(sources: Path, database_with_text: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the database with all sources."""
    db = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


def value(connection: sqlite3.Connection, sql: str, *values: object) -> Any:
    """The one value that a query answers."""
    rows = connection.execute(sql, values).fetchall()
    assert len(rows) == 1, f"{len(rows)} rows"
    return rows[0][0]


def crimes(connection: sqlite3.Connection, group: str, area: str, end: str) -> int:
    """Crimes of a group in the 12 months to a day."""
    count: int = value(
        connection,
        "select offences from recorded_crime_detail "
        "where group_id = ? and area_id = ? and period_end = ?",
        group, area, end,
    )  # fmt: skip
    return count


# --- what ships ----------------------------------------------------------------------


KNOWN = [
    ("all-excluding-fraud", "essex", "2016-06-30", 113891),
    ("all-excluding-fraud", "essex", "2015-06-30", 100844),
    ("all-excluding-fraud", "essex", "2011-06-30", 101002),
    ("fraud-offences", "essex", "2011-06-30", 1659),
    ("all-excluding-fraud", "england-and-wales", "2016-06-30", 3903725),
    ("all-excluding-fraud", "england-and-wales", "2015-06-30", 3611283),
    ("victim-based", "essex", "2016-06-30", 101736),
    ("victim-based", "essex", "2011-06-30", 90714),
    ("victim-based", "england-and-wales", "2016-06-30", 3455613),
    ("victim-based", "england-and-wales", "2011-06-30", 3510877),
    ("sexual-offences", "essex", "2016-06-30", 2910),
    ("domestic-burglary", "essex", "2016-06-30", 6809),
]


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
    assert len(files) == 5
    assert sum(file.stat().st_size for file in files) < 300_000


SHIPPED = {
    "an unknown area": ("recorded_crime", 2, 3, "wessex", ["line 2", "column area", "'wessex'"]),
    "an unknown group": ("recorded_crime", 2, 1, "piracy", ["line 2", "column group", "'piracy'"]),
    "an unknown dataset": ("population", 2, 0, "guesses", ["line 2", "column dataset", "'guesses'"]),
    "no day": ("recorded_crime", 2, 2, "2016-06-31", ["line 2", "period_end", "'2016-06-31'"]),
    "no number": ("household", 2, 3, "many", ["line 2", "column households", "'many'"]),
    "no value": ("household", 2, 3, "", ["line 2", "column households", "a value is missing"]),
    "no rate": ("asb_incident", 2, 5, "1e3", ["line 2", "rate_per_1000_population", "'1e3'"]),
    "a line twice": ("population", 2, 2, "bedfordshire", ["line 3", "stands twice"]),
}  # fmt: skip


@pytest.mark.parametrize("damage", SHIPPED)
def test_damage_to_what_ships_is_named(damage: str, tree: Path) -> None:
    table, line, column, text, words = SHIPPED[damage]
    change(tree / "data" / "statistics" / f"{table}.csv", line, column, text)
    with refused(f"{table}.csv", *words):
        load_facts(tree)


def change(path: Path, line: int, column: int, text: str) -> None:
    """Another text in a cell of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[line - 1][column] != text
    rows[line - 1][column] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


# --- sources that are there, absent, wrong -------------------------------------------


def make_folder(parent: Path, forces: list[made.Force]) -> Path:
    """Make a folder of small sources of every kind."""
    folder = parent / "sources"
    folder.mkdir()
    crime = made.recorded_crime(forces)
    crime += [["30-06-2016", "CIFAS", "Fraud: CIFAS", "CIFAS", "7"]]
    made.write_csv(folder / "rec-crime-pfa-2016.csv", crime)
    made.write_ods(folder / "prc-pfa-mar2013-onwards.ods", made.recorded_offences(forces, (2014,)))
    made.write_csv(folder / "outcomes-open-data-2016-17.csv.gz", made.crime_outcomes(forces))
    made.write_csv(folder / "police-workforce-open-data-2016.csv", made.workforce(forces))
    made.write_xlsx(folder / "policeforceareatables2018.xlsx", made.force_area_tables(forces))
    made.write_ods(folder / "police-workforce-tables-sep16.ods", made.workforce_tables(forces))
    made.write_json(folder / "police-force-areas-2016.geojson", made.boundaries(forces))
    return folder


@pytest.fixture
def folder(tmp_path: Path, forces: list[made.Force]) -> Path:
    return make_folder(tmp_path, forces)


def test_every_kind_of_source_is_found_by_its_name(
    folder: Path, tmp_path: Path, tree_with_sql: Path
) -> None:
    """The yearly tables made here are not those that ship, so these are left out."""
    (folder / "my notes.csv").write_text("a,b\n")
    (folder / "README.md").write_text("not data")
    clear_shipped(tree_with_sql)
    # Which forces are alike is worked out of the tables that are left out.
    (tree_with_sql / "checks" / "force_without_similarity.sql").unlink()
    built = build(tmp_path / "a.db", tree_with_sql, folder)
    assert built.statistics.absent == ()
    assert built.statistics.strange == ("my notes.csv",)
    assert {d: n for d, (_, n) in built.statistics.datasets.items()} == {
        "recorded-crime-by-force-2016-06": 259,
        "recorded-crime-open-data-2015-03": 892,
        "police-force-area-tables-2018-03": 45 + 45 + 44 + 46 + 44 + 44,
        "crime-outcomes-2017-03": 344,
        "police-workforce-open-data-2016-03": 86,
        "police-workforce-tables-2016-09": 183,
        "police-force-areas-2016-12": 43,
    }
    db = sqlite3.connect(built.path)
    assert value(db, "select count(*) from dataset where extent = 'full'") == 7
    shares = db.execute(
        "select outcome_number, share_percent from crime_outcome_share "
        "where area_id = 'wiltshire' order by 1"
    ).fetchall()
    assert shares == [(0, -2.38), (1, 102.38)]
    assert db.execute("pragma foreign_key_check").fetchall() == []
    db.close()


def clear_shipped(tree: Path) -> None:
    """Take what ships of the statistics out of a tree."""
    for file in (tree / "data" / "statistics").glob("*.csv"):
        lines = file.read_text(encoding="utf-8").split("\n")
        file.write_text(lines[0] + "\n", encoding="utf-8")


@dataclass
class BuiltOfFew:
    """A build by the command with some sources of an older edition, and one file of none."""

    path: Path
    output: str


@pytest.fixture(scope="module")
def built_of_few(forces: list[made.Force], tmp_path_factory: pytest.TempPathFactory) -> BuiltOfFew:
    folder = make_folder(tmp_path_factory.mktemp("few"), forces)
    for name in ("policeforceareatables2018.xlsx", "police-workforce-tables-sep16.ods"):
        (folder / name).unlink()
    (folder / "crimes.xlsx").write_bytes(b"")
    (folder / "outcomes.csv.gz").write_bytes(b"")
    (folder / "shopping.txt").write_text("milk, eggs", encoding="utf-8")
    # Of the next edition, in which a force provided nothing.
    rows = made.crime_outcomes(forces)
    for row in rows:
        if row[2] == "Dorset":
            row[11:] = ["N/A - data not provided"] * 2
    made.write_csv(folder / "outcomes-open-data-2016-17.csv.gz", rows)
    path = folder.parent / "a.db"
    result = CliRunner().invoke(main, ["build", "--db", str(path), "--sources", str(folder)])
    assert result.exit_code == 0, result.output
    return BuiltOfFew(path, result.output)


def test_absent_sources_are_told_and_strange_files_too(built_of_few: BuiltOfFew) -> None:
    for words in (
        "read rec-crime-pfa-2016.csv: 259 records (recorded-crime-by-force-2016-06)",
        "not among the sources: police-force-area-tables",
        "not read, no known name: crimes.xlsx",
        "not read, no known name: outcomes.csv.gz",
        "rename one to what its kind is called:",
        "crime-outcomes: *outcomes-open-data*.csv, *outcomes-open-data*.csv.gz,",
        "not read, no report of a known kind: shopping.txt",
    ):
        assert words in built_of_few.output


def test_a_wrong_source_stops_the_build_and_leaves_the_old_database(
    folder: Path, tmp_path: Path, database: Path
) -> None:
    path = Path(shutil.copy(database, tmp_path / "a.db"))
    (folder / "policeforceareatables2018.xlsx").unlink()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    change(folder / "police-workforce-open-data-2016.csv", 9, 7, "x")
    result = CliRunner().invoke(main, ["build", "--db", str(path), "--sources", str(folder)])
    assert result.exit_code == 1
    for word in ("police-workforce-open-data-2016.csv", "line 9", "total_headcount", "'x'"):
        assert word in result.output
    assert "Traceback" not in result.output
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_two_files_of_one_edition_are_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "policeforceareatables2018.xlsx").unlink()
    shutil.copy(folder / "rec-crime-pfa-2016.csv", folder / "rec-crime-pfa-2016-b.csv")
    with pytest.raises(DataError, match="second file of the same edition") as caught:
        build(tmp_path / "a.db", sources=folder)
    assert "rec-crime-pfa-2016-b.csv" in str(caught.value)
    assert "rec-crime-pfa-2016.csv" in str(caught.value)


def test_all_unknown_terms_are_reported_at_once_as_rows_to_fill_in(
    folder: Path, tmp_path: Path, database: Path
) -> None:
    """Three terms of one file and one of another; the old database stays."""
    path = Path(shutil.copy(database, tmp_path / "a.db"))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "policeforceareatables2018.xlsx").unlink()
    crime = folder / "rec-crime-pfa-2016.csv"
    change(crime, 3, 1, "Wessex Police")
    change(crime, 5, 3, "Piracy")
    change(crime, 6, 1, "Mercia")
    change(folder / "police-workforce-open-data-2016.csv", 9, 5, "Marshal, first class")
    result = CliRunner().invoke(main, ["build", "--db", str(path), "--sources", str(folder)])
    assert result.exit_code == 1
    for line in (
        "rec-crime-pfa-2016.csv, line 3, column PFA: an area that is not known; found 'Wessex Police'",
        "rec-crime-pfa-2016.csv, line 5, column Offence: a group of offences that is not known",
        "police-workforce-open-data-2016.csv, line 9, column rank_description: a rank or role",
        "area_name.csv\nprinted,area_id,note\nWessex Police,,As official statistics print it.\n"
        "Mercia,,As official statistics print it.\nsource_wording.csv\n"
        "source_kind_id,subject,printed,means\n"
        "recorded-crime-by-force,offence-group,Piracy,\n"
        'police-workforce-open-data,workforce-role,"Marshal, first class",',
    ):
        assert line in result.output
    assert "Traceback" not in result.output
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_two_editions_are_held_and_the_later_counts(built_of_few: BuiltOfFew) -> None:
    """An older edition beside the one that ships: both stand, nothing is counted twice."""
    db = sqlite3.connect(built_of_few.path)
    found = db.execute(
        "select dataset_id, offences from recorded_crime_detail where area_id = 'essex' "
        "and group_id = 'all-excluding-fraud' and period_end = '2016-06-30' order by 1"
    ).fetchall()
    essex = 10 * value(db, "select number from reporting_area where area_id = 'essex'")
    assert found == [
        ("recorded-crime-by-force-2016-06", 3 * essex),
        ("recorded-crime-by-force-2018-12", 113891),
    ]
    rates = db.execute(
        "select numerator from statistic_value where area_id = 'essex' "
        "and statistic_id = 'recorded-crime-rate' and period_end = '2016-06-30'"
    ).fetchall()
    assert rates == [(113891,)]
    db.close()


def test_what_a_force_did_not_provide_is_not_zero(built_of_few: BuiltOfFew) -> None:
    db = sqlite3.connect(built_of_few.path)
    areas = {r[0] for r in db.execute("select area_id from crime_outcome_share")}
    assert "essex" in areas
    # Without one of its forces there is no figure for the country.
    assert areas.isdisjoint({"dorset", "england-and-wales"})
    db.close()


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


# --- the published files -------------------------------------------------------------


@pytest.mark.sources
def test_all_sources_load_in_one_build(built: dict[str, Any]) -> None:
    assert dict(built["datasets"]) == FILES
    # The folder has no recorded crime by quarter.
    assert built["absent"] == ["recorded-crime-open-data"]
    assert built["strange"] == []
    assert built["rows"]["crime_outcome"] == 450912
    assert built["rows"]["recorded_crime"] == 46469


@pytest.mark.sources
def test_full_database_is_sound(full: sqlite3.Connection) -> None:
    assert full.execute("pragma foreign_key_check").fetchall() == []
    assert full.execute("pragma integrity_check").fetchone()[0] == "ok"


@pytest.mark.sources
def test_build_with_all_sources_is_the_same_again_and_takes_little_memory(
    built: dict[str, Any], database_with_text: Path
) -> None:
    assert built["path"].read_bytes() == database_with_text.read_bytes()
    assert built["megabytes"] < 300


@pytest.mark.sources
@pytest.mark.parametrize(("group", "area", "end", "count"), KNOWN)
def test_known_numbers_come_from_the_source(
    group: str, area: str, end: str, count: int, full: sqlite3.Connection
) -> None:
    assert crimes(full, group, area, end) == count


@pytest.mark.sources
def test_what_ships_and_what_the_sources_make_agree(
    full: sqlite3.Connection, connection: sqlite3.Connection
) -> None:
    sql = "select statistic_id, period_id, area_number, value, numerator, denominator from statistic_number"
    shipped = {tuple(r)[:3]: tuple(r)[3:] for r in connection.execute(sql)}
    made_of_sources = {tuple(r)[:3]: tuple(r)[3:] for r in full.execute(sql)}
    assert len(shipped) > 3000
    assert {key: made_of_sources[key] for key in shipped} == shipped


@pytest.mark.sources
def test_what_ships_must_be_what_the_source_says(sources: Path, tree: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for name in ("rec-crime-pfa.csv", "policeforceareatablesyearendingmarch2018v2.xlsx"):
        shutil.copy(sources / name, few)
    for table, column in (("recorded_crime", 4), ("population", 3), ("asb_incident", 3)):
        change(tree / "data" / "statistics" / f"{table}.csv", 100, column, "12345")
    with pytest.raises(DataErrors) as caught:
        build(tmp_path / "a.db", tree, few)
    assert {(e.file.name, e.line) for e in caught.value.errors if e.file} == {
        ("asb_incident.csv", 100), ("population.csv", 100), ("recorded_crime.csv", 100),
    }  # fmt: skip
    assert "not what the source says" in str(caught.value)


@pytest.mark.sources
def test_every_record_of_the_crime_file_is_held(full: sqlite3.Connection, sources: Path) -> None:
    """Read a second time, in another way: record by record."""
    words = dict(
        full.execute(
            "select printed, means from source_wording "
            "where source_kind_id = 'recorded-crime-by-force' and subject <> 'header'"
        ).fetchall()
    )
    held = {
        (r[0], r[1], r[2], r[3]): r[4]
        for r in full.execute(
            "select period_end, area_id, area, group_id, offences from recorded_crime_detail "
            "where is_total = 0 and area_kind <> 'country'"
        )
    }
    labels = dict(full.execute("select label, id from offence_group").fetchall())
    areas = dict(full.execute("select name, id from area").fetchall())
    records = 0
    with (sources / "rec-crime-pfa.csv").open(encoding="utf-8", newline="") as stream:
        for record in csv.DictReader(stream):
            day, month, year = record["12 months ending"].split("-")
            end = f"{year}-{month}-{day}".replace("2017-12-30", "2017-12-31")
            area = words.get(record["PFA"]) or areas[record["PFA"]]
            group = words.get(record["Offence"]) or labels[record["Offence"]]
            name = next(n for n, i in areas.items() if i == area)
            assert held[end, area, name, group] == int(
                record["Rolling year total number of offences"]
            )
            records += 1
    assert records == len(held) == 46469


@pytest.mark.sources
def test_rows_of_the_other_files_are_held(full: sqlite3.Connection) -> None:
    """Cells read off the files by eye."""
    assert tuple(full.execute(
        "select headcount, full_time_equivalent from workforce_detail where area_id = 'avon-and-somerset' "
        "and on_day = '2007-03-31' and role_id = 'chief-inspector' and sex = 'female'"
    ).fetchone()) == (7, 6.6)  # fmt: skip
    assert value(full, "select full_time_equivalent from workforce_detail where area_id = 'cleveland' "
                 "and on_day = '2016-09-30' and role_id = 'police-officers'") == 1299.06  # fmt: skip
    assert value(full, "select headcount from workforce_detail where area_id = 'british-transport-police' "
                 "and on_day = '2016-03-31' and role_id = 'special-constable' and sex = 'all'") == 283  # fmt: skip
    row = full.execute(
        "select offences, outcomes, missing_reason from crime_outcome_detail where area_id = "
        "'avon-and-somerset' and period_end = '2017-06-30' and offence_code = '4.4' and outcome_number = 0"
    ).fetchone()
    assert tuple(row) == (-1, None, "not-applicable")
    row = full.execute(
        "select offences_published, rate_per_1000_population, rate_per_1000_households from "
        "recorded_crime_published_detail where area_id = 'essex' and group_id = 'residential-burglary'"
    ).fetchone()
    assert (row[0], round(row[1], 4), round(row[2], 4)) == (9251, 5.1197, 12.2307)
    outline = full.execute(
        "select longitude, latitude, json_extract(geometry, '$.type') from boundary "
        "join reporting_area on reporting_area.number = area_number where area_id = 'essex'"
    ).fetchone()
    assert tuple(outline)[:2] == (0.455548, 51.77054)


@pytest.mark.sources
def test_yearly_tables_and_series_tell_of_one_year(full: sqlite3.Connection) -> None:
    """They differ only by what forces revised between the two editions."""
    rows = full.execute(
        "select area, offences_published, offences_in_series from recorded_crime_published_detail "
        "where group_id = 'all-excluding-fraud'"
    ).fetchall()
    assert len(rows) == 45
    off = {r[0]: abs(r[2] / r[1] - 1) for r in rows}
    assert off.pop("City of London") < 0.1
    assert max(off.values()) < 0.02
    assert off["England and Wales with British Transport Police"] < 0.001
    # The rate that is printed for anti-social behaviour is the one that comes out.
    rates = full.execute(
        "select value, rate_per_1000_population from statistic_value "
        "join asb_incident_detail using (area_id, period_end) "
        "where statistic_id = 'asb-incident-rate' and rate_per_1000_population is not null"
    ).fetchall()
    assert len(rates) > 400
    assert all(abs(r[0] - r[1]) < 1e-9 * r[1] for r in rates)


@pytest.mark.sources
def test_shares_of_outcomes_make_a_whole(full: sqlite3.Connection) -> None:
    rows = full.execute(
        "select area_id, sum(offences) as offences, max(all_offences) as whole, count(*) as outcomes "
        "from crime_outcome_share group by area_id"
    ).fetchall()
    assert len(rows) == 46
    assert all(r["offences"] == r["whole"] and r["outcomes"] == 21 for r in rows)
    country = next(r for r in rows if r["area_id"] == "england-and-wales")
    forces = value(full, "select sum(offences) from crime_outcome_share where area_kind = 'force'")
    assert country["offences"] == forces
    charged = value(
        full,
        "select share_percent from crime_outcome_share "
        "where area_id = 'essex' and outcome_number = 1 and period_end = '2018-03-31'",
    )
    assert charged == 9.43


@pytest.mark.sources
def test_burglary_carries_its_break(full: sqlite3.Connection) -> None:
    note = value(
        full,
        "select group_note from recorded_crime_detail where group_id = 'domestic-burglary' "
        "and area_id = 'essex' and period_end = '2017-06-30'",
    )
    assert "April 2017" in note


@pytest.mark.sources
def test_what_ships_can_be_written_anew(
    sources: Path, database_with_text: Path, tmp_path: Path
) -> None:
    excerpt.write_excerpt(database_with_text, tmp_path)
    for file in (package.ROOT / "data" / "statistics").glob("*.csv"):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


# Those of recorded crime by quarter have rows in test_series.py.
VIEWS = sorted(
    p.stem
    for p in (package.VIEWS / "statistics").glob("*.sql")
    if not p.stem.startswith("recorded_offence")
)


@pytest.mark.sources
@pytest.mark.parametrize("name", [*VIEWS, "crime_outcome", "recorded_crime", "workforce"])
def test_pages_answer_with_all_sources(
    name: str, sources: Path, site_with_text: httpx.Client
) -> None:
    page = site_with_text.get(f"/openpeel/{name}")
    assert page.status_code == 200
    answer = site_with_text.get(f"/openpeel/{name}.json", params={"_size": "10"}).json()
    assert answer["rows"]


@pytest.mark.sources
def test_outcomes_are_asked_with_all_sources(sources: Path, site_with_text: httpx.Client) -> None:
    rows = ask(site_with_text, "shares-of-outcomes", force="essex")
    charged = next(r for r in rows if r["outcome_number"] == 1)
    assert (charged["force_percent"], charged["offences"]) == (9.43, 12650)
    assert charged["period"] == "12 months to 31 March 2018"
    ranked = ask(site_with_text, "forces-ranked", statistic="outcome-share-charged")
    assert len(ranked) == 43
    assert {r["period"] for r in ranked} == {"12 months to 31 March 2018"}
    burglary = ask(
        site_with_text, "forces-ranked", statistic="burglary-dwelling-rate", period_end="2017-06-30"
    )
    assert all("reclassified in April 2017" in r["notes"] for r in burglary)
    assert {r["extent"] for r in ask(site_with_text, "open-statistics")} == {"full"}


@pytest.mark.sources
def test_no_year_is_worked_out_of_a_group_that_has_ended(full: sqlite3.Connection) -> None:
    """Burglary in a dwelling ended in March 2017; later years would seem to have next to none."""
    last = full.execute(
        "select max(period_end) from statistic_value where statistic_id = 'burglary-dwelling-rate'"
    ).fetchone()[0]
    assert last == "2017-03-31"
    counted = full.execute(
        "select count(*) from recorded_crime_detail where offence_group = 'Domestic burglary' and period_end > '2017-03-31'"
    ).fetchone()[0]
    assert counted > 0


def test_no_sum_is_made_where_a_part_has_no_number(database_with_gaps: Path) -> None:
    db = sqlite3.connect(database_with_gaps)
    summed = {
        (day, area)
        for day, area in db.execute(
            "select period_end, area_id from recorded_crime_detail "
            "where group_id = 'all-excluding-fraud' and area_kind = 'country'"
        )
    }
    db.close()
    with_police, without = "england-and-wales-and-btp", "england-and-wales"
    assert {("2014-09-30", with_police), ("2014-09-30", without)} <= summed
    # One without the transport police's number, one without a force's.
    assert ("2014-12-31", with_police) not in summed
    assert ("2014-12-31", without) in summed
    assert not {("2013-12-31", with_police), ("2013-12-31", without)} & summed
