"""Numbers worked out a second time, from the published files and without the loaders or views."""

from __future__ import annotations

import csv
import gzip
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

# Statistic, last day and area; and what was counted over what.
Key = tuple[str, str, str]
Made = dict[Key, tuple[int, int]]

COUNTRY = "england-and-wales"
AGAINST_SOCIETY = (
    "Drug offences",
    "Possession of weapons offences",
    "Public order offences",
    "Miscellaneous crimes against society",
)
FRAUD = ("Fraud offences", "Action Fraud", "CIFAS", "UK Finance")
BURGLARY = "Domestic burglary"


@pytest.fixture
def full(database_with_text: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection to the database with all sources."""
    db = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    yield db
    db.close()


class Files:
    """The published files, read as plainly as can be."""

    def __init__(self, folder: Path, db: sqlite3.Connection) -> None:
        area_of_code = dict(db.execute("select gss_code, id from area where gss_code is not null"))
        self.forces = {row[0] for row in db.execute("select area_id from force")}
        book = openpyxl.load_workbook(
            folder / "policeforceareatablesyearendingmarch2018v2.xlsx", data_only=True
        )
        self.name: dict[str, str] = {"British Transport Police": "british-transport-police"}
        people: dict[tuple[str, int], int] = {}
        self.homes: dict[tuple[str, int], int] = {}
        for sheet, held in (("Table P9", people), ("Table P10", self.homes)):
            rows = list(book[sheet].iter_rows(values_only=True))
            for row in rows[5:]:
                area = COUNTRY if row[0] == "K04000001" else area_of_code.get(str(row[0]))
                if area:
                    self.name[str(row[1])] = area
                    held |= {
                        (area, int(str(year))): int(str(number))
                        for year, number in zip(rows[4][2:], row[2:], strict=False)
                        if year is not None
                    }
        self.incidents: dict[tuple[str, int], int] = {}
        for row in book["Table P7"].iter_rows(min_row=7, values_only=True):
            area = COUNTRY if "exc. BTP" in str(row[1]) else area_of_code.get(str(row[0]))
            for turn, year in enumerate(range(2008, 2019)):
                number, rate = row[2 + 2 * turn : 4 + 2 * turn] if area else (None, None)
                if area and isinstance(number, int):
                    self.incidents[area, year] = number
                    if isinstance(rate, float):
                        people[area, year - 2] = round(number * 1000 / rate)
        self.people = people

    def crimes(self, folder: Path) -> dict[str, Counter[tuple[str, str]]]:
        """Crimes of 12 months by area and last day, for each total or group."""
        found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        with (folder / "rec-crime-pfa.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                area, offence = self.name.get(row["PFA"]), row["Offence"]
                if area is None or offence in FRAUD:
                    continue
                printed = row["12 months ending"].replace("30-12-2017", "31-12-2017")
                day = "-".join(reversed(printed.split("-")))
                offences = int(row["Rolling year total number of offences"])
                groups = {"recorded-crime", offence}
                if offence not in AGAINST_SOCIETY:
                    groups.add("victim-based-crime")
                for group in groups:
                    found[group][area, day] += offences
                    for whole in self.wholes(area):
                        found[group][whole, day] += offences
        return found

    def wholes(self, area: str) -> list[str]:
        """What an area is counted in, too."""
        return [f"{COUNTRY}-and-btp"] + [COUNTRY] * (area in self.forces)

    def made(self, folder: Path, outcomes: dict[int, str]) -> Made:
        """Numerator and denominator of every statistic."""
        made: Made = {}
        crimes = self.crimes(folder)
        for statistic, group in (
            ("recorded-crime", "recorded-crime"),
            ("victim-based-crime", "victim-based-crime"),
            ("sexual-offence", "Sexual offences"),
            ("violence-with-injury", "Violence with injury"),
        ):
            for (area, day), count in crimes[group].items():
                people = self.people.get((area, int(day[:4]) - 1))
                if people:
                    made[f"{statistic}-rate", day, area] = count, people
                before = crimes[group].get((area, f"{int(day[:4]) - 1}{day[4:]}"))
                if before and group == statistic:
                    made[f"{statistic}-change", day, area] = count, before
        for (area, day), count in crimes[BURGLARY].items():
            homes = self.homes.get((area, int(day[:4]) - 2))
            if homes and day <= "2017-03-31":
                made["burglary-dwelling-rate", day, area] = count, homes
        for (area, year), count in self.incidents.items():
            made["asb-incident-rate", f"{year}-03-31", area] = count, self.people[area, year - 2]
        shares: Counter[tuple[str, int]] = Counter()
        alls: Counter[str] = Counter()
        with gzip.open(folder / "outcomes-open-data-2017-18.csv.gz", "rt") as file:
            for row in csv.DictReader(file):
                name = row["force_name"].replace("London, City of", "City of London")
                if name == "NA":
                    continue
                for area in [self.name[name], *self.wholes(self.name[name])]:
                    shares[area, int(row["outcome_type"])] += int(row["offences"])
                    alls[area] += int(row["offences"])
        for (area, number), count in shares.items():
            made[outcomes[number], "2018-03-31", area] = count, alls[area]
        return made


def test_every_statistic_is_what_the_files_make_of_it(
    full: sqlite3.Connection, report: Path
) -> None:
    folder = report.parent
    files = Files(folder, full)
    outcomes = dict(
        full.execute("select outcome_number, id from statistic where outcome_number is not null")
    )
    made = files.made(folder, outcomes)
    held = {
        (row[0], row[1], row[2]): row[3:]
        for row in full.execute(
            "select statistic_id, end_day, area_id, value, numerator, denominator, "
            "rank_from_highest, band from statistic_number "
            "join period on period.id = period_id "
            "join reporting_area on number = area_number"
        )
    }
    assert len(made) == 16250
    assert set(made) == set(held)
    among: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)
    for key, (numerator, denominator) in made.items():
        assert held[key][1:3] == (numerator, denominator), key
        value = Fraction(numerator, denominator)
        exact = value * 1000 if key[0].endswith("-rate") else value * 100
        if key[0].endswith("-change"):
            exact -= 100
        assert held[key][0] == pytest.approx(float(exact), abs=1e-9), key
        if key[2] in files.forces:
            among[key[:2]][key[2]] = value
        else:
            assert held[key][3:] == (None, None), key
    for key, values in among.items():
        # Rates per resident of the City of London are not ranked.
        if key[0].endswith("-rate"):
            assert held[(*key, "city-of-london")][3:] == (None, None), key
            del values["city-of-london"]
        forces = len(values)
        assert forces == (42 if key[0].endswith("-rate") else 43)
        for area, value in values.items():
            above = sum(other > value for other in values.values())
            as_high = sum(other >= value for other in values.values())
            as_low = sum(other <= value for other in values.values())
            band = "one of the highest" if as_high * 4 <= forces else "broadly in line"
            band = "one of the lowest" if as_low * 4 <= forces else band
            assert held[(*key, area)][3:] == (above + 1, band), (key, area)


def test_the_total_tells_of_the_month_that_a_force_lacks(full: sqlite3.Connection) -> None:
    told = {
        row[0]
        for row in full.execute(
            "select area_id from statistic_value where statistic_id = 'asb-incident-rate' "
            "and period_end = '2018-03-31' and notes like '%March 2018%'"
        )
    }
    assert told == {"cheshire", COUNTRY}


def test_what_stands_out_tells_how_much_is_held(connection: sqlite3.Connection) -> None:
    first = connection.execute("select * from highlight where position = 1").fetchone()
    count = int(first["title"].split()[0])
    held = {
        row["question_id"]: (row["forces"], row["inadequate"])
        for row in connection.execute(
            "select question_id, count(*) as forces, "
            "sum(grade_id = 'inadequate' and carried_from_question_id is null) as inadequate "
            "from judgment join question on question.id = question_id "
            "where question.graded and grade_id <> 'ungraded' group by question_id"
        )
    }
    assert count == max(inadequate for _, inadequate in held.values())
    of = {forces for forces, inadequate in held.values() if inadequate == count}
    assert of
    assert all(re.search(rf"\b{forces} of \d+ forces in ", first["based_on"]) for forces in of)
    assert "among the grades that we know" in first["says"]


def test_what_rose_and_fell_most_tells_of_others(connection: sqlite3.Connection) -> None:
    for position, sign, word in ((2, 1, "rose"), (3, -1, "fell")):
        row = connection.execute(
            "select * from highlight where position = ?", [position]
        ).fetchone()
        moved = Counter(
            sign * (better - worse)
            for better, worse in connection.execute(
                "select sum(change = 'better'), sum(change = 'worse') from grade_between_years "
                "where next_to_each_other group by force_id, later_framework_id "
                "having sum(change in ('better', 'same', 'worse')) >= "
                "(select grades_needed from ranking_rule)"
            )
        )
        most, times = max(moved.items())
        assert row["title"].startswith(f"{most} grades ")
        # Those who moved as far are named, each with the year in which it did.
        told = re.findall(rf"; (.*) {word} as far", row["says"])
        assert len(told) == (times > 1)
        assert sum(name.count(" (PEEL ") for name in told) == times - 1


def test_an_estimate_that_the_publisher_tells_of_is_not_the_inspectorates(
    connection: sqlite3.Connection,
) -> None:
    reasons = {
        row["reason"]
        for row in connection.execute(
            "select reason from reconciliation where measure_id = 'asb-incidents-estimated-share'"
        )
    }
    assert len(reasons) == 1
    assert "note to the table" in reasons.pop()
