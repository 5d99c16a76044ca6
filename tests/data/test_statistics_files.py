"""Files of open statistics that are there, absent or wrong."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import made_files as made
import pytest
from click.testing import CliRunner
from known_statistics import change, value

from openpeel.cli.main import main
from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError


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
    # Numbers that are made up are doubtful.
    names = ["rec-crime-pfa-2016.csv", "prc-pfa-mar2013-onwards.ods", "police-force-areas-2016.geojson"]  # fmt: skip
    result = CliRunner().invoke(
        main,
        ["build", "--db", str(path), "--sources", str(folder)],
        env={"OPENPEEL_ACCEPT": " ".join(names)},
    )
    assert result.exit_code == 0, result.output
    return BuiltOfFew(path, result.output)


def test_absent_sources_are_told_and_strange_files_too(built_of_few: BuiltOfFew) -> None:
    for words in (
        "read rec-crime-pfa-2016.csv: 259 records (recorded-crime-by-force-2016-06), no checksum known",
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
    change(folder / "police-workforce-open-data-2016.csv", 9, 7, "many")
    result = CliRunner().invoke(main, ["build", "--db", str(path), "--sources", str(folder)])
    assert result.exit_code == 1
    for word in ("police-workforce-open-data-2016.csv", "line 9", "total_headcount", "'many'"):
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
    assert "such as rec-crime-pfa-2016-YYYY-MM-DD.csv" in str(caught.value)


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
