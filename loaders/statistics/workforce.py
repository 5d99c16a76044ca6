"""Police workforce open data: one row per force, 31 March, rank or role and sex.

Headcount and full-time equivalents. The files print the first day of the month for a count
made on its last.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.statistics.periods import last_day, month_end, span
from openpeel.loaders.statistics.reading import (
    RecordTable,
    area_code,
    decimal,
    open_tables,
    plain_name,
    whole,
)
from openpeel.loaders.statistics.rows import Extent, Rows, Workforce
from openpeel.loaders.statistics.words import Words
from openpeel.loaders.statistics.workforce_sheet import missing_mark

COLUMNS = (
    "date", "geo_code", "force_name", "region", "sex", "rank_description", "worker_type",
    "total_headcount", "total_fte",
)  # fmt: skip
# 2016-03-01, which stands for the 31st, 2016-03-31 (with a time, as a date in a sheet has), or 2016
# in a column that is headed As at 31 March.
MARCH = re.compile(r"(20[0-9]{2})(?:-03-(?:01|31)(?: 00:00:00)?)?")
# What stands in place of the code of a body without a force area.
NO_CODE = ("", "na", "n/a", "[x]", "[z]", "-", "..")
# Workers whose full-time equivalents nobody counts: files have 0 or nothing.
BY_HEADS_ONLY = ("special-constable", "police-support-volunteer")
# So many people work at least a tenth of full time together; the least seen is a third.
MANY, LEAST_SHARE = 20, 10
SEXES = {
    "female": "female",
    "male": "male",
    "not stated": "not-stated",
    "prefer not to say": "prefer-not-to-say",
    "prefer to self-describe": "self-described",
    "self-described": "self-described",
}


def parse_workforce(path: Path, words: Words) -> Rows:
    """One row of `workforce` per record; region and worker type follow from force and rank.

    Raises:
        DataError: a day, force, sex or rank that is not known, a name that is not that of the
            code, a number that is none, equivalents that cannot be those of so many people, a
            record that occurs twice, a year without one of the forces.
    """
    seen: set[tuple[int, int, int, str]] = set()
    held: dict[int, set[int]] = {}
    with open_tables(path, words.headers, COLUMNS) as tables:
        for table in tables:
            for day, code, name, _, sex, rank, worker, headcount, fte in table.records:
                period = day_of(table, day)
                area = area_of(table, words, name, code)
                if plain_name(sex) not in SEXES:
                    raise table.place("sex").error("not known", sex, ", ".join(SEXES))
                role = words.role(rank, table.place("rank_description"))
                key = (period, area, role, SEXES[plain_name(sex)])
                if key in seen and not words.unknown:
                    raise table.place("rank_description").error(
                        "occurs twice for this force, day and sex", rank, "one record"
                    )
                seen.add(key)
                held.setdefault(period, set()).add(area)
                check_worker(table, words, role, worker)
                numbers = numbers_of(table, headcount, fte)
                if words.worker_types.get(role) not in BY_HEADS_ONLY:
                    check_equivalents(table, numbers[0], numbers[1])
                yield Workforce(*key, *numbers)
    if words.unknown:
        return
    if not held:
        raise DataError("no records", path, line=2)
    for period, areas in sorted(held.items()):
        for missing in sorted(set(words.forces) - areas):
            raise DataError(
                f"no record of a force on {last_day(period)}",
                path,
                column="force_name",
                expected=words.forces[missing],
            )
    yield Extent(str(last_day(min(held))), str(last_day(max(held))), len(seen))


def area_of(table: RecordTable, words: Words, name: str, code: str) -> int:
    """The area of a name and its code; a body without a force area has none.

    Raises:
        DataError: the code is none, or that of another area.
    """
    number = words.codes.get(area_code(code) or "")
    area = words.area(name, table.place("force_name"), number)
    is_body = area in words.bodies and code.strip().lower() in NO_CODE
    if area >= 0 and number != area and not is_body:
        expected = next((c for c, n in words.codes.items() if n == area), "no code")
        raise table.place("geo_code").error(f"not the code of {name}", code, expected)
    return area


def day_of(table: RecordTable, day: str) -> int:
    """The day of the count: 31 March of the year that is printed.

    Raises:
        DataError: anything but a day in March or a year.
    """
    match = MARCH.fullmatch(day)
    if not match:
        raise table.place("date").error("not a day of the count", day, "such as 2016-03-01 or 2016")
    end: date = month_end(int(match[1]), 3)
    return span(end, 0)


def numbers_of(
    table: RecordTable, headcount: str, fte: str
) -> tuple[int | None, float | None, str | None]:
    """Headcount and full-time equivalents of a record, and why both are missing.

    Raises:
        DataError: a cell is no number and no mark, or both are empty.
    """
    no_heads, no_equivalents = missing_mark(headcount), missing_mark(fte)
    heads = None if no_heads else whole_count(table, headcount)
    # Special constables and volunteers are counted by heads only.
    has_equivalents = not no_equivalents and (fte != "" or heads is None)
    equivalents = decimal(fte, table.place("total_fte")) if has_equivalents else None
    both = heads is None and equivalents is None
    return heads, equivalents, (no_heads or no_equivalents) if both else None


def check_equivalents(table: RecordTable, heads: int | None, equivalents: float | None) -> None:
    """The full-time equivalents of a number of people are no more, and not next to none.

    Raises:
        DataError: they are.
    """
    if heads is None or equivalents is None:
        return
    least = heads / LEAST_SHARE if heads >= MANY else 0
    # Half a person: both may have been rounded.
    if not least <= equivalents <= heads + 0.5:
        raise table.place("total_fte").error(
            f"not the full-time equivalents of {heads:,} people",
            f"{equivalents:g}",
            f"{least:g} to {heads}",
        )


def whole_count(table: RecordTable, cell: str) -> int:
    """A number of people.

    Raises:
        DataError: it is none.
    """
    place = table.place("total_headcount")
    number = whole(cell, place)
    if number < 0:
        raise place.error("below zero", cell, "a number of people")
    return number


def check_worker(table: RecordTable, words: Words, role: int, worker: str) -> None:
    """The worker type is that of the rank.

    Raises:
        DataError: it is another.
    """
    expected = words.worker_types.get(role)
    if expected is not None and worker.lower().replace(" ", "-") != expected:
        raise table.place("worker_type").error(
            "not the worker type of this rank", worker, expected.replace("-", " ")
        )
