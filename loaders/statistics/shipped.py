"""The few values of open statistics that ship: CSV files under `data/statistics`.

`dataset.csv` names the editions that they are taken from. Where a source is absent its
values go into the tables; where it is there, they are compared with it and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from openpeel.loaders.errors import DataError, DataErrors, Place
from openpeel.loaders.fact_files import Column, Value, convert, read_fact_csv
from openpeel.loaders.statistics.periods import span
from openpeel.loaders.statistics.rows import (
    TABLES,
    AsbIncident,
    Extent,
    Household,
    Population,
    RecordedCrime,
    StatisticRow,
)
from openpeel.loaders.statistics.words import Words, read_words

# The files, each with its columns and their types; those in brackets may be empty.
FILES = {
    "recorded_crime": {"dataset": "TEXT", "group": "TEXT", "period_end": "TEXT", "area": "TEXT",
                       "offences": "INTEGER"},
    "asb_incident": {"dataset": "TEXT", "period_end": "TEXT", "area": "TEXT",
                     "incidents": "INTEGER", "missing_reason": "TEXT",
                     "rate_per_1000_population": "REAL"},
    "population": {"dataset": "TEXT", "year": "INTEGER", "area": "TEXT", "people": "INTEGER"},
    "household": {"dataset": "TEXT", "year": "INTEGER", "area": "TEXT", "households": "INTEGER"},
}  # fmt: skip
MAY_BE_EMPTY = ("incidents", "missing_reason", "rate_per_1000_population")
EDITION = {
    "id": "TEXT", "source_kind_id": "TEXT", "edition": "TEXT", "title": "TEXT",
    "period_start": "TEXT", "period_end": "TEXT", "file_name": "TEXT", "sha256": "TEXT",
    "records": "INTEGER",
}  # fmt: skip

# Each table's kind of row, and the columns of rows whose cells are ids or days in the files.
ROWS: dict[str, type[StatisticRow]] = {
    "recorded_crime": RecordedCrime,
    "asb_incident": AsbIncident,
    "population": Population,
    "household": Household,
}
NUMBERED = {"group": "group_number", "area": "area_number", "period_end": "period_id"}

Insert = Callable[[Database, int, Iterable[StatisticRow | Extent], Path], object]


@dataclass(frozen=True)
class ShippedRow:
    """A line of a shipped file: its dataset, and the row that it makes of it."""

    dataset: str
    row: StatisticRow
    file: Path
    number: int


def load_shipped(db: Database, data: Path, numbers: Mapping[str, int], insert: Insert) -> None:
    """Insert the values of absent sources, and compare those of sources that are there.

    Raises:
        DataError, DataErrors: a line is wrong, or is not what the source says.
    """
    words = read_words(db, "")
    lines: dict[str, list[ShippedRow]] = {}
    for table in FILES:
        for line in read_shipped_file(data / f"{table}.csv", table, words):
            lines.setdefault(line.dataset, []).append(line)
    editions = list(read_editions(data / "dataset.csv"))
    known = {edition["id"] for edition in editions}
    for dataset in lines:
        if dataset not in known:
            first = lines[dataset][0]
            raise DataError(
                "a dataset that is not known",
                first.file,
                line=first.number,
                column="dataset",
                value=dataset,
                expected="an id of dataset.csv",
            )
    number = len(numbers)
    errors: list[DataError] = []
    for edition in editions:
        held = lines.get(str(edition["id"]), [])
        if (existing := numbers.get(str(edition["id"]))) is not None:
            errors += compare(db, existing, held, words)
            continue
        number += 1
        db.table("dataset").insert({"number": number, "extent": "excerpt", **edition})
        insert(db, number, (line.row for line in held), data)
    if errors:
        raise DataErrors(errors)


def read_editions(file: Path) -> Iterator[dict[str, Value]]:
    """The editions that values ship of."""
    for line, cells in read_fact_csv(file, dict.fromkeys(EDITION, True)):
        yield {
            name: convert(cell, Column(name, EDITION[name], True), file, line)
            for name, cell in cells.items()
        }


def read_digests(file: Path) -> frozenset[str]:
    """The checksums of the files that values ship of."""
    return frozenset(str(edition["sha256"]) for edition in read_editions(file))


def read_shipped_file(file: Path, table: str, words: Words) -> Iterator[ShippedRow]:
    """The lines of a shipped file.

    Raises:
        DataError: a header or cell that is wrong, an area or group that is not known, a day
            that is none, or a line that occurs twice.
    """
    seen: set[tuple[Value, ...]] = set()
    for number, cells in read_fact_csv(file, dict.fromkeys(FILES[table], True)):
        values: dict[str, Value] = {}
        for name, kind in FILES[table].items():
            value = convert(cells[name], Column(name, kind, True), file, number)
            if value is None and name not in MAY_BE_EMPTY:
                raise DataError("a value is missing", file, line=number, column=name, value="")
            values[NUMBERED.get(name, name)] = as_key(name, value, words, file, number)
        dataset = str(values.pop("dataset"))
        keys = {"year", *NUMBERED.values()}
        key = (dataset, *(value for name, value in values.items() if name in keys))
        if key in seen:
            raise DataError("occurs twice", file, line=number, value=", ".join(cells.values()))
        seen.add(key)
        row: Any = ROWS[table](**values)  # type: ignore[arg-type]
        yield ShippedRow(dataset, row, file, number)


def as_key(name: str, value: Value, words: Words, file: Path, line: int) -> Value:
    """A cell as the table has it: numbers for areas, groups and periods.

    Raises:
        DataError: there is no such area, group or day.
    """
    place = Place(file, line, name)

    if name == "area":
        return known(words.areas, str(value), "area", place)
    if name == "group":
        return known(words.groups, str(value), "group of offences", place)
    if name == "period_end":
        try:
            return span(date.fromisoformat(str(value)), 12)
        except ValueError as error:
            raise place.error("not a day", str(value), "a day such as 2016-06-30") from error
    return value


def known(numbers: Mapping[str, int], name: str, what: str, place: Place) -> int:
    """The number of an area or group by its id.

    Raises:
        DataError: there is none.
    """
    if f"id:{name}" not in numbers:
        raise place.error(f"a {what} that is not known", name, "an id of ours")
    return numbers[f"id:{name}"]


def compare(
    db: Database, number: int, lines: list[ShippedRow], words: Words
) -> Iterator[DataError]:
    """What ships is what the source says: an error for each line that is not."""
    for line in lines:
        found = find_loaded_row(db, number, line.row, words)
        if found != line.row:
            yield DataError(
                f"not what the source says ({line.dataset})",
                line.file,
                line=line.number,
                value=", ".join(map(str, line.row)),
                expected=", ".join(map(str, found)) if found else "no such row",
            )


def find_loaded_row(
    db: Database, number: int, row: StatisticRow, words: Words
) -> tuple[Value, ...] | None:
    """The row of a loaded source that a shipped one repeats; totals are added up."""
    if isinstance(row, RecordedCrime):
        parts = words.parts.get(row.group_number, frozenset([row.group_number]))
        (offences,) = db.execute(
            "select sum(offences) from recorded_crime where dataset_number = ? and period_id = ? "
            f"and area_number = ? and group_number in ({', '.join(map(str, sorted(parts)))})",
            [number, row.period_id, row.area_number],
        ).fetchone()
        return None if offences is None else row._replace(offences=offences)
    # A row's time is its first column, its area the second.
    found: tuple[Value, ...] | None = db.execute(
        f"select {', '.join(row._fields)} from [{TABLES[type(row)]}] "
        f"where dataset_number = ? and {row._fields[0]} = ? and area_number = ?",
        [number, *row[:2]],
    ).fetchone()
    return found
