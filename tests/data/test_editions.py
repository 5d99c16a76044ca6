"""Other editions of the published files: each loads, with values that were read off its cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

from openpeel.loaders.statistics.load import PARSERS, find_files, read_rows
from openpeel.loaders.statistics.rows import (
    AsbIncident,
    CrimeOutcome,
    DatasetTable,
    Household,
    Population,
    RecordedCrimePublished,
    StatisticRow,
    Workforce,
)
from openpeel.loaders.statistics.words import Words, read_words

JUNE = "policeforceareadatatablesyearendingjune2018corrected.xlsx"
SEPTEMBER = "policeforceareatablesyearendingsep18corrected.xlsx"
MARCH = "policeforceareatablesyeendingmarch2019.xlsx"
OUTCOMES = "prc-outcomes-open-data-2018-19.csv.gz"
WORKFORCE_2015 = "police-workforce-tabs-30sep15.ods"
WORKFORCE_2018 = "police-workforce-sep18-tables.ods"

ESSEX, COUNTRY, WITH_POLICE = "essex", "england-and-wales", "england-and-wales-and-btp"


class Edition:
    """The rows of a file by their keys."""

    def __init__(self, rows: list[StatisticRow], words: Words) -> None:
        self.rows, self.words = rows, words

    def crime(self, period: int, group: str, area: str) -> RecordedCrimePublished:
        """The published row of a group and area."""
        key = (period, self.words.groups[f"id:{group}"], self.words.number(area))
        return next(
            row for row in self.rows if isinstance(row, RecordedCrimePublished) and row[:3] == key
        )

    def one(self, kind: type[StatisticRow], time: int, area: str) -> StatisticRow:
        """The row of a table that has a time and an area first."""
        key = (time, self.words.number(area))
        return next(row for row in self.rows if isinstance(row, kind) and row[:2] == key)

    def workforce(self, day: int, area: str, role: str) -> Workforce:
        """The row of a day, area and role."""
        key = (day, self.words.number(area), self.words.roles[role])
        return next(row for row in self.rows if isinstance(row, Workforce) and row[:3] == key)

    def tables(self, status: str) -> list[str]:
        """The tables that were read, or are absent."""
        return [
            row.name for row in self.rows if isinstance(row, DatasetTable) and row.status == status
        ]


Read = Callable[[str], Edition]


@pytest.fixture(scope="module")
def read(editions: Path, reference_data: Database) -> Read:
    """Reads a file of the editions, once."""
    held: dict[str, Edition] = {}

    def read_edition(name: str) -> Edition:
        if name not in held:
            files, _ = find_files(reference_data, editions)
            kind = next(kind for kind, paths in files.items() if editions / name in paths)
            words = read_words(reference_data, kind)
            rows = list(read_rows(PARSERS[kind], editions / name, words))
            held[name] = Edition(rows[:-1], words)  # type: ignore[arg-type]
        return held[name]

    return read_edition


# Cells C, E and K of P1 (all, violence, sexual offences), C of P2, F of P3, C and D of P3.
CRIME = [
    (JUNE, 2018063012, ESSEX, 139290, 44503, 3793, 12.132604512997206, 76.51703299148144),
    (JUNE, 2018063012, WITH_POLICE, 4978455, 1469200, 154162, 10.319662893213325, 84.74745634045141),
    (SEPTEMBER, 2018093012, ESSEX, 144037, 48218, 3846, 12.567601362968519, 79.12473171795544),
    (SEPTEMBER, 2018093012, WITH_POLICE, 5073131, 1545544, 158162, 8.478093571860658, 86.35911099565841),
    (MARCH, 2019033112, ESSEX, 158421, 57417, 4219, 18.089792997547576, 87.02638296750293),
    (MARCH, 2019033112, WITH_POLICE, 5257081, 1671039, 162030, 7.7040501384642575, 89.49046290982176),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "year", "area", "all_", "violence", "sexual", "change", "rate"), CRIME
)
def test_recorded_crime_is_that_of_the_cells(
    file: str, year: int, area: str, all_: int, violence: int, sexual: int, change: float,
    rate: float, read: Read,
) -> None:  # fmt: skip
    edition = read(file)
    row = edition.crime(year, "all-excluding-fraud", area)
    assert row[3:7] == (all_, None, change, rate)
    assert edition.crime(year, "violence-against-the-person", area).offences == violence
    assert edition.crime(year, "sexual-offences", area).offences == sexual


@pytest.mark.parametrize(
    ("file", "mid_year", "essex", "country"),
    [(JUNE, 2016, 756400, 24570500), (SEPTEMBER, 2017, 753900, 24403600), (MARCH, 2017, 753900, 24403600)],
)  # fmt: skip
def test_without_p9_and_p10_the_base_is_that_of_p3(
    file: str, mid_year: int, essex: int, country: int, read: Read
) -> None:
    edition = read(file)
    assert edition.one(Population, 2017, ESSEX)[2] == 1820400
    assert edition.one(Population, 2017, COUNTRY)[2] == 58744600
    assert edition.one(Household, mid_year, ESSEX)[2] == essex
    assert edition.one(Household, mid_year, COUNTRY)[2] == country


def test_each_edition_says_which_tables_it_has(read: Read) -> None:
    assert read(JUNE).tables("absent") == read(SEPTEMBER).tables("absent") == ["P7", "P9", "P10"]
    assert read(MARCH).tables("absent") == ["P9", "P10"]
    assert read(MARCH).tables("read") == ["P1", "P2", "P3", "P7"]


def test_incidents_of_a_table_without_codes_are_those_of_the_cells(read: Read) -> None:
    """The last two columns of P7, and two dots."""
    edition = read(MARCH)
    assert edition.one(AsbIncident, 2019033112, ESSEX)[2:] == (46425, None, 25.50293098305353)
    assert edition.one(AsbIncident, 2019033112, COUNTRY)[2:] == (1424755, None, 24.253380247152954)
    assert edition.one(AsbIncident, 2019033112, WITH_POLICE)[2] == 1456163
    assert edition.one(AsbIncident, 2008033112, WITH_POLICE)[2:4] == (None, "not-available")
    # A region has the name too: 172,034 is the force.
    assert edition.one(AsbIncident, 2008033112, "west-midlands")[2] == 172034


# Full-time equivalents or heads of tables by force: the last and the first day.
PEOPLE = [
    (WORKFORCE_2015, 2015093000, ESSEX, "police officers", None, 2965.2100000000005),
    (WORKFORCE_2015, 2015093000, COUNTRY, "police officers", None, 125184.76),
    (WORKFORCE_2015, 2014093000, ESSEX, "designated officers", None, 177.36),
    (WORKFORCE_2015, 2015093000, COUNTRY, "special constables", 16050, None),
    (WORKFORCE_2015, 2015093000, ESSEX, "special constables", 361, None),
    (WORKFORCE_2018, 2018093000, ESSEX, "police officers", None, 2959.9001),
    (WORKFORCE_2018, 2018093000, COUNTRY, "police officers", None, 122395.45084999985),
    (WORKFORCE_2018, 2018093000, ESSEX, "designated officers", None, 257.8748),
    (WORKFORCE_2018, 2018093000, COUNTRY, "designated officers", None, 4553.376111891892),
    (WORKFORCE_2018, 2017093000, COUNTRY, "police staff", None, 62232.541080020936),
    (WORKFORCE_2018, 2018093000, ESSEX, "police support volunteers", 141, None),
    (WORKFORCE_2018, 2018093000, COUNTRY, "police support volunteers", 8131, None),
]


@pytest.mark.parametrize(("file", "day", "area", "role", "heads", "equivalents"), PEOPLE)
def test_workforce_is_that_of_the_cells(
    file: str, day: int, area: str, role: str, heads: int | None, equivalents: float | None,
    read: Read,
) -> None:  # fmt: skip
    row = read(file).workforce(day, area, role)
    assert (row.headcount, row.full_time_equivalent) == (heads, equivalents)


def test_two_dots_in_the_workforce_are_a_missing_value_with_its_reason(read: Read) -> None:
    edition = read(WORKFORCE_2018)
    row = edition.workforce(2018093000, "northumbria", "police support volunteers")
    assert row[4:] == (None, None, "not-available")
    assert edition.workforce(2018033100, "gwent", "police support volunteers")[6] is not None
    assert edition.workforce(2018093000, "gwent", "police support volunteers").headcount == 167


def test_a_series_that_disagrees_on_an_earlier_year_is_noted(read: Read) -> None:
    """Table 8 splits staff and designated officers of 2017 otherwise than tables 2 and 3."""
    notes = [row.note for row in read(WORKFORCE_2018).rows if isinstance(row, DatasetTable)]
    assert notes[:-1] == [None] * 7
    assert "62030.77 here, 62232.54 by force" in str(notes[-1])
    assert [row.note for row in read(WORKFORCE_2015).rows if isinstance(row, DatasetTable)] == [
        None
    ] * 6


# Sums of the file's own cells, made with the csv module: outcome, offences, outcomes given.
OUTCOME_SUMS = [
    (["essex"], None, 158757, 155467),
    (["essex"], 1, 13654, 13611),
    (["essex"], 0, 1743, 0),
    (["british-transport-police"], None, 66564, 66757),
    (None, None, 5202495, 5047450),
    (None, 1, 440860, 451391),
    (None, 18, 2354932, 2348001),
]


@pytest.mark.parametrize(("areas", "outcome", "offences", "outcomes"), OUTCOME_SUMS)
def test_outcomes_add_up_to_the_sums_of_the_file(
    areas: list[str] | None, outcome: int | None, offences: int, outcomes: int, read: Read
) -> None:
    edition = read(OUTCOMES)
    numbers = set(map(edition.words.number, areas)) if areas else set(edition.words.forces)
    rows = [
        row
        for row in edition.rows
        if isinstance(row, CrimeOutcome)
        and row.area_number in numbers
        and outcome in (None, row.outcome_number)
    ]
    assert sum(row.offences or 0 for row in rows) == offences
    assert sum(row.outcomes or 0 for row in rows) == outcomes


def test_outcomes_hold_every_record_with_expired_codes_and_corrections(read: Read) -> None:
    rows = [row for row in read(OUTCOMES).rows if isinstance(row, CrimeOutcome)]
    assert len(rows) == 621280
    assert sum(row.missing_reason == "offence-code-expired" for row in rows) == 140800
    below_zero = [
        n for row in rows for n in (row.offences, row.outcomes) if n is not None and n < 0
    ]
    assert len(below_zero) == 428
