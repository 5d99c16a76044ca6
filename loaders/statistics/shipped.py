"""The few values of open statistics that ship: CSV files under `data/statistics`.

`dataset.csv` names the editions that they are taken from. Where a source is absent its
values go into the tables; where it is there, they are compared with it and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.facts import Column, convert, read_csv
from openpeel.loaders.statistics.periods import span
from openpeel.loaders.statistics.words import Pair, Words, Wrong, read_words

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

Insert = Callable[[Database, int, Iterable[Pair], Path], object]
Value = int | float | str | None


@dataclass(frozen=True)
class Line:
    """A line of a shipped file: its dataset, and the row that it makes without it."""

    dataset: str
    table: str
    values: tuple[Value, ...]
    file: Path
    number: int


def load(db: Database, data: Path, numbers: Mapping[str, int], insert: Insert) -> None:
    """Insert the values of absent sources, and compare those of sources that are there.

    Raises:
        DataError, DataErrors: a line is wrong, or is not what the source says.
    """
    words = read_words(db, "")
    lines: dict[str, list[Line]] = {}
    for table in FILES:
        for line in parse(data / f"{table}.csv", table, words):
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
        db.execute(
            "insert into dataset values (?, ?, ?, ?, ?, ?, ?, 'excerpt', ?, ?, ?)",
            [number, *(edition[name] for name in EDITION)],
        )
        pairs: Iterator[Pair] = ((line.table, line.values) for line in held)
        insert(db, number, pairs, data)
    if errors:
        raise DataErrors(errors)


def read_editions(file: Path) -> Iterator[dict[str, Value]]:
    """The editions that values ship of."""
    for line, cells in read_csv(file, dict.fromkeys(EDITION, True)):
        yield {
            name: convert(cell, Column(name, EDITION[name], True), file, line)
            for name, cell in cells.items()
        }


def parse(file: Path, table: str, words: Words) -> Iterator[Line]:
    """The lines of a shipped file.

    Raises:
        DataError: a header or cell that is wrong, an area or group that is not known, a day
            that is none, or a line that stands twice.
    """
    seen: set[tuple[Value, ...]] = set()
    for number, cells in read_csv(file, dict.fromkeys(FILES[table], True)):
        values: list[Value] = []
        for name, kind in FILES[table].items():
            value = convert(cells[name], Column(name, kind, True), file, number)
            if value is None and name not in MAY_BE_EMPTY:
                raise DataError("a value is missing", file, line=number, column=name, value="")
            values.append(as_key(name, value, words, file, number))
        key = (
            values[0],
            *(
                v
                for v, name in zip(values, FILES[table], strict=True)
                if name in ("group", "period_end", "area", "year")
            ),
        )
        if key in seen:
            raise DataError("stands twice", file, line=number, value=", ".join(cells.values()))
        seen.add(key)
        yield Line(str(values[0]), table, tuple(values[1:]), file, number)


def as_key(name: str, value: Value, words: Words, file: Path, line: int) -> Value:
    """A cell as the table has it: numbers for areas, groups and periods.

    Raises:
        DataError: there is no such area, group or day.
    """

    def wrong(problem: str, found: str, expected: str | None) -> DataError:
        return DataError(problem, file, line=line, column=name, value=found, expected=expected)

    if name == "area":
        return known(words.areas, str(value), "area", wrong)
    if name == "group":
        return known(words.groups, str(value), "group of offences", wrong)
    if name == "period_end":
        try:
            return span(date.fromisoformat(str(value)), 12)
        except ValueError as error:
            raise wrong("not a day", str(value), "a day such as 2016-06-30") from error
    return value


def known(numbers: Mapping[str, int], name: str, what: str, wrong: Wrong) -> int:
    """The number of an area or group by its id.

    Raises:
        DataError: there is none.
    """
    if f"id:{name}" not in numbers:
        raise wrong(f"a {what} that is not known", name, "an id of ours")
    return numbers[f"id:{name}"]


def compare(db: Database, number: int, lines: list[Line], words: Words) -> Iterator[DataError]:
    """What ships is what the source says: an error for each line that is not."""
    for line in lines:
        found = find(db, number, line, words)
        if found != line.values:
            yield DataError(
                f"not what the source says ({line.dataset})",
                line.file,
                line=line.number,
                value=", ".join(map(str, line.values)),
                expected=", ".join(map(str, found)) if found else "no such row",
            )


def find(db: Database, number: int, line: Line, words: Words) -> tuple[Value, ...] | None:
    """The row of a loaded source that a shipped line repeats; totals are added up."""
    if line.table == "recorded_crime":
        group, period, area, _ = line.values
        parts = words.parts.get(int(str(group)), frozenset([int(str(group))]))
        row = db.execute(
            "select sum(offences) from recorded_crime where dataset_number = ? and period_id = ? "
            f"and area_number = ? and group_number in ({', '.join(map(str, sorted(parts)))})",
            [number, period, area],
        ).fetchone()
        return None if row[0] is None else (group, period, area, row[0])
    keys = [name for name in ("period_id", "year") if name in columns(db, line.table)]
    row = db.execute(
        f"select * from [{line.table}] "
        f"where dataset_number = ? and {keys[0]} = ? and area_number = ?",
        [number, line.values[0], line.values[1]],
    ).fetchone()
    return None if row is None else tuple(row[1:])


def columns(db: Database, table: str) -> list[str]:
    """The names of a table's columns."""
    return [c[0] for c in db.execute(f"select * from [{table}] limit 0").description]
