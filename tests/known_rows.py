"""Rows of each view that are known, from the small database; as a command, write them again.

    .venv/bin/python tests/known_rows.py

For each view, data/known_rows/<view>.csv has rows that differ most from each other, with the
number of their place in the view, and columns.csv what all of its rows come to, by column. For
each check there is the same of the shaken database, in which much is wrong. Run it after a view or
check was changed on purpose, and read the `git diff`: does each row say what it should? What has
changed in other rows alone, it names: compare two databases (`openpeel.tools.same_rows`) to see
these rows. With --keys it also chooses again which rows of the data the small database has.
"""

from __future__ import annotations

import csv
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from zlib import crc32

from small_database import FOLDER, KEYS, choose_keys, make_small

from openpeel.loaders import package
from openpeel.loaders.build import build

Text = tuple[str, ...]
SUMS, SHAKEN_SUMS = FOLDER / "columns.csv", FOLDER / "shaken_columns.csv"
HEAD = ("view", "column", "rows", "values", "different", "total", "checksum")
MOST_ROWS = 10
# A text with few different values is a kind, of which there is to be an example.
MOST_KINDS = 8


def views() -> list[str]:
    """Return the names of all views."""
    return sorted(file.stem for file in (package.ROOT / "views").glob("**/*.sql"))


def written(value: object) -> str:
    """Return a value as the files have it; numbers without what computers differ in."""
    if isinstance(value, float):
        return f"{value:.9g}"
    return "" if value is None else str(value)


def checks() -> list[str]:
    """Return the names of all checks."""
    return sorted(file.stem for file in package.CHECKS.glob("*.sql"))


def rows_of(small: sqlite3.Connection, name: str) -> tuple[Text, list[Text]]:
    """Return the columns and all rows of a view or check, with the place of each row first."""
    check = package.CHECKS / f"{name}.sql"
    if check.exists():
        # A check's rows may come in any order.
        found = small.execute(check.read_text(encoding="utf-8"))
        rows = sorted(found, key=str)
    else:
        found = small.execute(f"select * from [{name}] order by rowid")
        rows = found.fetchall()
    columns = ("row", *(column[0] for column in found.description))
    return columns, [(str(number), *map(written, row)) for number, row in enumerate(rows, start=1)]


def shown(rows: Iterable[Text]) -> list[Text]:
    """Return rows as the files show them: of an address its end, without words that say nothing."""
    return [tuple(re.sub(r"https?://\S*/(?=[^\s/])", "…/", value) for value in row) for row in rows]


def sums_of(view: str, columns: Text, rows: Sequence[Text]) -> list[Text]:
    """Return what the rows come to, by column; the checksum is of the values in their order."""
    sums = []
    for place, column in enumerate(columns[1:], start=1):
        values = [row[place] for row in rows]
        known = [value for value in values if value]
        checksum = f"{crc32(chr(10).join(values).encode()):08x}"
        sums.append((view, column, len(rows), len(known), len(set(known)), total(known), checksum))
    return [tuple(map(str, line)) for line in sums]


def total(values: Iterable[str]) -> str:
    """Return the sum of numbers; nothing if one of them is none."""
    try:
        return f"{sum(map(float, values)):.6g}"
    except ValueError:
        return ""


def most_different(rows: Sequence[Text]) -> list[Text]:
    """Return rows that have as many kinds of values as so few rows can, in their order."""
    kinds = [kinds_of([row[place] for row in rows]) for place in range(1, len(rows[0]))]
    features = {row: {(n, kind(row[n + 1], ks)) for n, ks in enumerate(kinds)} for row in rows}
    chosen: list[Text] = []
    seen: set[tuple[int, str]] = set()
    while len(chosen) < min(MOST_ROWS, len(rows)):
        best = max(
            (row for row in rows if row not in chosen), key=lambda r: len(features[r] - seen)
        )
        if chosen and not features[best] - seen and len(chosen) >= 3:
            break
        chosen.append(best)
        seen |= features[best]
    return sorted(chosen, key=lambda row: int(row[0]))


def kinds_of(values: Sequence[str]) -> set[str]:
    """Return the different values of a column if they are few."""
    different = set(values)
    return different if len(different) <= MOST_KINDS else set()


def kind(value: str, kinds: set[str]) -> str:
    """Return which kind of value it is: one of a few, missing, negative, zero or another."""
    if value in kinds or value in ("", "0"):
        return value
    return "negative" if value.startswith("-") else "other"


def read_rows(file: Path) -> list[Text]:
    """Return the lines of a CSV file."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)]


def write_rows(file: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write lines to a CSV file."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def write_known(small: sqlite3.Connection, names: Iterable[str]) -> set[str]:
    """Write the known rows of each view or check; return the names of those that have changed."""
    changed = set()
    for name in names:
        columns, rows = rows_of(small, name)
        known = [columns, *shown(most_different(rows) if rows else [])]
        file = FOLDER / f"{name}.csv"
        if not file.exists() or read_rows(file) != known:
            changed.add(name)
        write_rows(file, known)
    return changed


def write_sums(small: sqlite3.Connection, names: Iterable[str], file: Path) -> set[str]:
    """Write what the rows of each view or check come to; return the names of those that differ."""
    sums = [line for name in names for line in sums_of(name, *rows_of(small, name))]
    changed = names_changed(read_rows(file), [HEAD, *sums])
    write_rows(file, [HEAD, *sums])
    return changed


def names_changed(before: Iterable[Text], after: Iterable[Text]) -> set[str]:
    """Return the names of the views and checks whose rows come to something else."""
    return {line[0] for line in set(before) ^ set(after)}


def main(*options: str) -> None:
    """Write the known rows again from the data that ship; name what changed without a row to read."""
    seen, changed = set(), set()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "shipped.db")
        build(database)
        if "--keys" in options:
            write_rows(KEYS, choose_keys(database, Path(folder, "scratch.db")))
        for is_shaken in (False, True):
            path = Path(folder, f"{is_shaken}.db")
            make_small(database, path, is_shaken)
            with closing(sqlite3.connect(path)) as small:
                seen |= write_known(small, checks() if is_shaken else views())
                names = [*views(), *checks()] if is_shaken else views()
                changed |= write_sums(small, names, SHAKEN_SUMS if is_shaken else SUMS)
    for file in set(FOLDER.glob("*.csv")) - {SUMS, SHAKEN_SUMS, KEYS}:
        if file.stem not in {*views(), *checks()}:
            file.unlink()
    for name in sorted(changed - seen):
        print(f"{name} has changed, but no row that is shown")


if __name__ == "__main__":
    main(*sys.argv[1:])
