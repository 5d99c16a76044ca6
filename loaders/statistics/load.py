"""Open statistics into tables: what is among the sources, and for the rest what ships."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from openpeel.loaders.bounds import check_regular_file
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.months import day
from openpeel.loaders.statistics import (
    boundaries,
    crime_outcomes,
    force_area_tables,
    periods,
    recorded_crime,
    recorded_offences,
    shipped,
    sums,
    workforce,
    workforce_tables,
)
from openpeel.loaders.statistics.doubtful_numbers import settle_doubtful_numbers
from openpeel.loaders.statistics.reading import UnknownHeadersError
from openpeel.loaders.statistics.release_day import released_on, with_release_day
from openpeel.loaders.statistics.rows import TABLES, Extent, Rows, StatisticRow
from openpeel.loaders.statistics.unknown_terms import (
    UnknownTermsError,
    join_unknown_terms,
    unknown_terms_error,
)
from openpeel.loaders.statistics.words import Words, read_words

Parse = Callable[[Path, Words], Rows]

PARSERS: dict[str, Parse] = {
    "recorded-crime-by-force": recorded_crime.parse_recorded_crime,
    "recorded-crime-open-data": recorded_offences.parse_recorded_offences,
    "police-force-area-tables": force_area_tables.parse_force_area_tables,
    "crime-outcomes": crime_outcomes.parse_crime_outcomes,
    "police-workforce-open-data": workforce.parse_workforce,
    "police-workforce-tables": workforce_tables.parse_workforce_tables,
    "police-force-areas": boundaries.parse_boundaries,
}
DATA_SUFFIXES = (
    ".csv", ".csv.gz", ".tsv", ".xls", ".xlsx", ".xlsb", ".ods", ".json", ".geojson", ".zip", ".gz",
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What came of the sources.

    Attributes:
        datasets: records by dataset read from a file, with the file's name.
        absent: the kinds of statistics that had no file.
        strange: files of data whose names fit no kind; they were not read.
        checksums: by dataset, what its checksum is beside that of the file as published.
    """

    datasets: Mapping[str, tuple[str, int]]
    absent: tuple[str, ...]
    strange: tuple[str, ...]
    checksums: Mapping[str, str]


def load_statistics(
    db: Database, folder: Path | None, data: Path, accepted: Iterable[str] = ()
) -> Loaded:
    """Fill the tables of open statistics from the sources and from what ships in `data`.

    What is doubtful in the files whose names are `accepted` does not stop the build.

    Raises:
        DataError, DataErrors: a source is wrong, doubtful, or there twice, changed while it was
            read, or disagrees with what ships.
    """
    check_parsers(db)
    files, strange = find_files(db, folder) if folder else ({}, ())
    datasets: dict[str, tuple[str, int]] = {}
    numbers: dict[str, int] = {}
    paths: dict[int, Path] = {}
    unknown: list[UnknownTermsError] = []
    for kind, parse in PARSERS.items():
        for path in files.get(kind, ()):
            number = len(numbers) + 1
            sha256 = digest_of(path)
            try:
                rows = read_rows(parse, path, read_words(db, kind))
                extent = insert_rows(db, number, rows, path)
            except UnknownTermsError as error:
                # The other files may have some too.
                unknown.append(error)
                continue
            assert extent is not None, "a parser ends with its extent"
            if digest_of(path) != sha256:
                # What was read is then neither the one nor the other.
                raise DataError("the file changed while it was read", path, expected="build again")
            digests = shipped.read_digests(data / "dataset.csv")
            dataset = dataset_of(db, kind, path, extent, sha256, digests)
            if dataset["id"] in numbers:
                raise DataError(
                    "a second file of the same edition",
                    path,
                    value=dataset["id"],
                    expected=f"only one of it and {datasets[dataset['id']][0]}; if both are "
                    "editions, add to each file's name the day on which it was released, such as "
                    f"{with_release_day(path)}",
                )
            numbers[dataset["id"]] = number
            paths[number] = path
            datasets[dataset["id"]] = (path.name, extent.records)
            db.table("dataset").insert({"number": number, **dataset})
    if unknown:
        raise join_unknown_terms(unknown)
    shipped.load_shipped(db, data, numbers, insert_rows)
    fill_periods(db)
    sums.fill_sums(db)
    settle_doubtful_numbers(db, data, paths, accepted)
    absent = tuple(kind for kind in PARSERS if kind not in files)
    checksums = {dataset: compare_checksum(db, number) for dataset, number in numbers.items()}
    return Loaded(datasets, absent, strange, checksums)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        DataError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", path) from error


def compare_checksum(db: Database, number: int) -> str:
    """Return what the checksum of an edition is beside that of the file as published."""
    kind, name, sha256 = db.execute(
        "select source_kind_id, file_name, sha256 from dataset where number = ?", [number]
    ).fetchone()
    if db.execute("select 1 from source where sha256 = ?", [sha256]).fetchone():
        return "checksum as published"
    other = db.execute(
        "select 1 from source where source_kind_id = ? and file_name = ? and sha256 is not null",
        [kind, name],
    ).fetchone()
    return "CHECKSUM OTHER THAN PUBLISHED" if other else "no checksum known"


def read_rows(parse: Parse, path: Path, words: Words) -> Rows:
    """Yield what a parser makes of a file; if it met terms that are not known, refuse all of them.

    Raises:
        UnknownTermsError: the file has terms that are not known.
        DataError, DataErrors: something else is wrong with it.
    """
    try:
        yield from parse(path, words)
    except UnknownHeadersError as error:
        words.add_headers(error)
        raise unknown_terms_error(words.unknown) from error
    except (DataError, DataErrors) as error:
        if words.unknown:
            raise unknown_terms_error(words.unknown, error) from error
        raise
    if words.unknown:
        raise unknown_terms_error(words.unknown)


def check_parsers(db: Database) -> None:
    """Each kind of source has a parser, and each parser a kind of source.

    Raises:
        DataError: one of the two is missing.
    """
    kinds = {str(kind) for (kind,) in db.execute("select id from source_kind").fetchall()}
    for kind in sorted(kinds ^ PARSERS.keys()):
        raise DataError(
            "a kind of source needs both a row of data/reference/source_kind.csv and a parser in "
            "PARSERS of loaders/statistics/load.py",
            value=kind,
            expected="a row" if kind in PARSERS else "a parser",
        )


def find_files(db: Database, folder: Path) -> tuple[dict[str, list[Path]], tuple[str, ...]]:
    """The files of each kind, by the patterns of `source_kind`, and those that fit none."""
    patterns = [(pattern, kind) for kind, names in file_names(db).items() for pattern in names]
    files: dict[str, list[Path]] = {}
    strange: list[str] = []
    for path in sorted(folder.glob("*")):
        name = path.name.lower().replace("_", "-").replace(" ", "-")
        # Of several patterns the longest says most about the file.
        found = max(
            ((len(pattern), kind) for pattern, kind in patterns if fnmatch(name, pattern)),
            default=None,
        )
        if found and not path.is_file():
            # Asked only of such a name: a folder of the sources may have others beside it.
            check_regular_file(path)
        elif found:
            files.setdefault(found[1], []).append(path)
        elif name.endswith(DATA_SUFFIXES) and path.is_file():
            strange.append(path.name)
    return files, tuple(strange)


def file_names(db: Database) -> dict[str, list[str]]:
    """The patterns of file names by kind of source; * stands for anything."""
    rows = db.execute("select id, file_pattern from source_kind order by id").fetchall()
    return {str(kind): str(patterns).split() for kind, patterns in rows}


def insert_rows(
    db: Database, number: int, rows: Iterable[StatisticRow | Extent], path: Path
) -> Extent | None:
    """Insert the rows of one dataset into their tables; return what they cover, if they say so.

    One `executemany` a run of rows of the same table, as they come: sqlite-utils takes about
    twice the time for the same rows (benchmarks/open_statistics.py).

    Raises:
        DataError: the schema refuses a row.
    """
    extent: Extent | None = None
    runs: Iterable[tuple[Any, Iterator[Any]]] = groupby(rows, key=type)
    for kind, batch in runs:
        if kind is Extent:
            extent = next(batch)
            continue
        table, columns = TABLES[kind], kind._fields
        marks = ", ".join("?" * len(columns))
        sql = (
            f"insert into [{table}] (dataset_number, {', '.join(columns)}) "
            f"values ({number}, {marks})"
        )
        try:
            db.conn.executemany(sql, batch)
        except (sqlite3.IntegrityError, sqlite3.DataError) as error:
            raise DataError(f"a row that the table {table} refuses ({error})", path) from error
    return extent


def dataset_of(
    db: Database,
    kind: str,
    path: Path,
    extent: Extent,
    sha256: str,
    shipped_digests: frozenset[str],
) -> dict[str, Any]:
    """The row of `dataset` of a file, but for its number.

    A file that values ship of keeps the name of its edition, whatever its own name says.
    """
    edition = extent.last_day[:7]
    title = db.execute("select title from source_kind where id = ?", [kind]).fetchone()[0]
    released = None if sha256 in shipped_digests else released_on(path, extent.last_day)
    return {
        "id": f"{kind}-{edition}" + (f"-released-{released}" if released else ""),
        "source_kind_id": kind,
        "edition": edition + (f" released {released}" if released else ""),
        "released_on": released,
        "title": f"{title}, to {day(edition)}" + (f" (released {released})" if released else ""),
        "period_start": extent.first_day,
        "period_end": extent.last_day,
        "extent": "full",
        "file_name": path.name,
        "sha256": sha256,
        "records": extent.records,
    }


def fill_periods(db: Database) -> None:
    """Describe in `period` every period that a table of statistics has.

    Four quarters in a row make 12 months.
    """
    tables = [table for kind, table in TABLES.items() if "period_id" in kind._fields]
    held = {
        period
        for table in tables
        for (period,) in db.execute(f"select distinct period_id from [{table}]").fetchall()
    }
    quarters = {period for period in held if period % 100 == 3}
    for quarter in quarters:
        end = periods.last_day(quarter)
        months = [end.year * 12 + end.month - 1 - back for back in (3, 6, 9)]
        before = {periods.span(periods.month_end(m // 12, m % 12 + 1), 3) for m in months}
        if before <= quarters:
            held.add(periods.span(end, 12))
    db.table("period").insert_all(
        {
            "id": period,
            "start_day": str(periods.first_day(period)),
            "end_day": str(periods.last_day(period)),
            "months": period % 100,
            "label": periods.label(period),
        }
        for period in sorted(held)
    )
