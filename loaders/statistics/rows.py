"""What the parsers yield: rows of the tables of open statistics, by the names of their columns.

A row lacks the first column of its table, `dataset_number`, which the loader knows.
Named tuples and no dataclasses: files have hundreds of thousands of rows, and SQLite takes
a tuple as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class RecordedCrime(NamedTuple):
    """A row of `recorded_crime`."""

    group_number: int
    period_id: int
    area_number: int
    offences: int


class RecordedCrimePublished(NamedTuple):
    """A row of `recorded_crime_published`."""

    period_id: int
    group_number: int
    area_number: int
    offences: int | None
    missing_reason: str | None
    change_percent: float | None
    rate_per_1000_population: float | None
    rate_per_1000_households: float | None


class AsbIncident(NamedTuple):
    """A row of `asb_incident`."""

    period_id: int
    area_number: int
    incidents: int | None
    missing_reason: str | None
    rate_per_1000_population: float | None


class Population(NamedTuple):
    """A row of `population`."""

    year: int
    area_number: int
    people: int


class Household(NamedTuple):
    """A row of `household`."""

    year: int
    area_number: int
    households: int


class CrimeOutcome(NamedTuple):
    """A row of `crime_outcome`."""

    period_id: int
    area_number: int
    outcome_number: int
    offence_number: int
    offences: int | None
    outcomes: int | None
    missing_reason: str | None


class ListedOffence(NamedTuple):
    """A row of `listed_offence`."""

    listed_number: int
    code: str
    description: str
    group_number: int
    subgroup: str


class RecordedOffence(NamedTuple):
    """A row of `recorded_offence`."""

    period_id: int
    area_number: int
    listed_number: int
    offences: int | None
    missing_reason: str | None


class Workforce(NamedTuple):
    """A row of `workforce`."""

    period_id: int
    area_number: int
    role_number: int
    sex: str
    headcount: int | None
    full_time_equivalent: float | None
    missing_reason: str | None


class Boundary(NamedTuple):
    """A row of `boundary`."""

    area_number: int
    longitude: float
    latitude: float
    geometry: str


class DatasetTable(NamedTuple):
    """A row of `dataset_table`: a table that the edition has (read) or lacks (absent)."""

    name: str
    position: int
    status: str
    records: int
    note: str | None = None


class Extent(NamedTuple):
    """What a parser yields last: the days that the edition covers, and its records."""

    first_day: str
    last_day: str
    records: int


StatisticRow = (
    RecordedCrime
    | RecordedCrimePublished
    | AsbIncident
    | Population
    | Household
    | CrimeOutcome
    | ListedOffence
    | RecordedOffence
    | Workforce
    | Boundary
    | DatasetTable
)
TABLES: dict[type[StatisticRow], str] = {
    RecordedCrime: "recorded_crime",
    RecordedCrimePublished: "recorded_crime_published",
    AsbIncident: "asb_incident",
    Population: "population",
    Household: "household",
    CrimeOutcome: "crime_outcome",
    ListedOffence: "listed_offence",
    RecordedOffence: "recorded_offence",
    Workforce: "workforce",
    Boundary: "boundary",
    DatasetTable: "dataset_table",
}
Rows = Iterator[StatisticRow | Extent]
