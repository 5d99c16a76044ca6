"""What is doubtful in a file of statistics stops a build until somebody accepts it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made_files as made
import pytest
from doubting import STATISTICS, load_into_copy, only_facts
from refusals import refused

from openpeel.loaders.statistics import load
from openpeel.loaders.statistics.doubtful_numbers import KNOWN_TOTALS


@pytest.fixture(scope="module")
def facts() -> Iterator[sqlite3.Connection]:
    db = only_facts()
    yield db
    db.close()


def crime(forces: list[made.Force]) -> made.Rows:
    """Two years of which nothing ships, with hundreds of crimes in each force."""
    rows = made.recorded_crime(forces)
    for row in rows[1:]:
        row[0] = "30-06-2017" if row[0] == "31-03-2016" else "30-06-2018"
        row[4] = str(int(row[4]) * 100)
    return rows


def people(forces: list[made.Force]) -> made.Rows:
    rows = made.workforce(forces)
    return rows + [["2017-03-01", *row[1:]] for row in rows[1:]]


def outcomes(forces: list[made.Force]) -> made.Rows:
    rows = made.crime_outcomes(forces)
    for row in rows[1:]:
        if row[10] == "1":
            row[11] = row[12] = "2000"
    return rows


def times(rows: made.Rows, line: int, column: int, factor: float) -> None:
    rows[line - 1][column] = str(int(int(rows[line - 1][column]) * factor))


Damage = Callable[[made.Rows], Any]
CRIME, PEOPLE, OUTCOMES = (
    "rec-crime-pfa.csv",
    "police-workforce-open-data.csv",
    "outcomes-open-data.csv",
)
MAKERS = {CRIME: crime, PEOPLE: people, OUTCOMES: outcomes}
DAMAGES: dict[str, tuple[str, Damage, tuple[str, ...]]] = {
    "a last number that was cut off": (CRIME, lambda r: times(r, len(r), 4, 0.1), ("wiltshire, drug-offences", "4300 after 43000", "at most 5 times")),
    "times a thousand": (CRIME, lambda r: times(r, len(r), 4, 1000), ("wiltshire, drug-offences", "43000000 after 43000")),
    "below zero": (CRIME, lambda r: [times(r, 2, 4, -1), times(r, 131, 4, -1)], ("below zero", "avon-and-somerset, homicide", "-1000", "at least -50")),
    "a row of people less": (PEOPLE, lambda r: r.pop(), ("no record of police-staff, female, of wiltshire", "31 March 2017")),
    "people times ten": (PEOPLE, lambda r: [r[-1].__setitem__(7, "1200"), r[-1].__setitem__(8, "1100")], ("people", "police-staff", "1200 after 12")),
    "offences of a quarter times four": (OUTCOMES, lambda r: times(r, len(r) - 1, 11, 4), ("offences with an outcome", "after 1999", "at most 3 times")),
    "outcomes of a quarter times four": (OUTCOMES, lambda r: times(r, len(r) - 1, 12, 4), ("outcomes given", "8000 after 2000")),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_doubtful_is_named_until_it_is_accepted(
    damage: str, tmp_path: Path, facts: sqlite3.Connection, forces: list[made.Force]
) -> None:
    name, do, words = DAMAGES[damage]
    rows = MAKERS[name](forces)
    made.write_csv(tmp_path / name, rows)
    assert load_into_copy(facts, tmp_path)[1] == [None]
    do(rows)
    made.write_csv(tmp_path / name, rows)
    with refused(name, "doubtful", *words, f"build with --accept {name}"):
        load_into_copy(facts, tmp_path)
    (accepted,) = load_into_copy(facts, tmp_path, name)[1]
    assert accepted is not None
    for word in words:
        assert word in accepted


def test_what_all_forces_did_is_not_doubtful(
    tmp_path: Path, facts: sqlite3.Connection, forces: list[made.Force]
) -> None:
    """A group of offences that ends falls to nothing everywhere."""
    rows = crime(forces)
    for row in rows[1:]:
        row[4] = "0" if (row[0], row[3]) == ("30-06-2018", "Robbery") else row[4]
    made.write_csv(tmp_path / CRIME, rows)
    assert load_into_copy(facts, tmp_path)[1] == [None]


def test_crimes_of_a_year_are_those_of_another_file(
    tmp_path: Path, facts: sqlite3.Connection, forces: list[made.Force]
) -> None:
    rows = crime(forces)[:130]
    for row in rows[1:]:
        row[0] = "31-03-2017"
        row[4] = "8000" if row[3] == "Robbery" else "0"
    made.write_csv(tmp_path / CRIME, rows)
    other = outcomes(forces)
    for row in other[1:]:
        row[11] = "0" if row[10] == "0" else row[11]
    made.write_csv(tmp_path / OUTCOMES, other)
    assert load_into_copy(facts, tmp_path)[1] == [None, None]
    other = [row for row in other if row[:3] != ["2016/17", "2", "Essex"] or row[10] == "0"]
    made.write_csv(tmp_path / OUTCOMES, other)
    with refused(OUTCOMES, "essex, to 2017-03-31: 6000, but 8000 in recorded-crime", "15%"):
        load_into_copy(facts, tmp_path)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("86,headcount,1032.0", ""),
        ("87,headcount,1032.0", "records of workforce: 86 in this edition; expected: the 87"),
        ("86,full_time_equivalent,990", "total of full_time_equivalent in workforce: 989.00"),
    ],
)
def test_a_known_edition_has_its_records_and_totals(
    line: str, word: str, tmp_path: Path, facts: sqlite3.Connection, forces: list[made.Force]
) -> None:
    data, folder = tmp_path / "data", tmp_path / "sources"
    shutil.copytree(STATISTICS, data)
    folder.mkdir()
    made.write_csv(folder / PEOPLE, made.workforce(forces))
    known = f"police-workforce-open-data-2016-03,{'0' * 64},workforce,{line}\n"
    with (data / KNOWN_TOTALS).open("a", encoding="utf-8") as stream:
        stream.write(known)
    if not word:
        load_into_copy(facts, folder, data=data)
        return
    with refused(PEOPLE, word):
        load_into_copy(facts, folder, data=data)
    # Of these bytes somebody has looked at each number.
    known = known.replace("0" * 64, load.digest_of(folder / PEOPLE))
    (data / KNOWN_TOTALS).write_text(f"{HEADER}{known}", encoding="utf-8")
    assert load_into_copy(facts, folder, data=data)[1] == [None]


HEADER = (STATISTICS / KNOWN_TOTALS).read_text(encoding="utf-8").partition("\n")[0] + "\n"


def test_only_files_that_were_read_can_be_accepted(
    tmp_path: Path, facts: sqlite3.Connection, forces: list[made.Force]
) -> None:
    made.write_csv(tmp_path / PEOPLE, made.workforce(forces))
    with refused("a file to accept that was not read", "'other.csv'", f"expected {PEOPLE}"):
        load_into_copy(facts, tmp_path, "other.csv")


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path,
    facts: sqlite3.Connection,
    forces: list[made.Force],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = made.write_csv(tmp_path / PEOPLE, made.workforce(forces))
    parse = load.PARSERS["police-workforce-open-data"]

    def meanwhile(path: Path, words: Any) -> Iterator[Any]:
        yield from parse(path, words)
        with path.open("ab") as stream:
            stream.write(b"\r\n")

    monkeypatch.setitem(load.PARSERS, "police-workforce-open-data", meanwhile)
    with refused(path.name, "changed while it was read"):
        load_into_copy(facts, tmp_path)


def test_checksums_are_compared_with_those_of_published_files(
    tmp_path: Path, facts: sqlite3.Connection, forces: list[made.Force]
) -> None:
    made.write_csv(tmp_path / PEOPLE, made.workforce(forces))
    tables = made.write_ods(tmp_path / "police-workforce-tables-sep16.ods", made.workforce_tables(forces))  # fmt: skip
    loaded = load_into_copy(facts, tmp_path, tables.name)[0]
    assert loaded.checksums == {
        "police-workforce-open-data-2016-03": "no checksum known",
        "police-workforce-tables-2016-09": "CHECKSUM OTHER THAN PUBLISHED",
    }


def test_published_file_has_its_checksum(report: Path, facts: sqlite3.Connection, tmp_path: Path) -> None:  # fmt: skip
    shutil.copy(report.parent / "police-workforce-tables-sep16.ods", tmp_path)
    loaded = load_into_copy(facts, tmp_path)[0]
    assert list(loaded.checksums.values()) == ["checksum as published"]


def test_published_file_with_a_number_changed_is_doubtful(
    report: Path, facts: sqlite3.Connection, tmp_path: Path
) -> None:
    content = (report.parent / CRIME).read_bytes()
    (tmp_path / CRIME).write_bytes(content[:-3] + b"\r\n")
    with refused(CRIME, "known of it", "wiltshire", "584 after"):
        load_into_copy(facts, tmp_path)
