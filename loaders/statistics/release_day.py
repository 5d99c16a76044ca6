"""When an edition of statistics came out, as the name of its file says.

The Home Office ends its names with day, month and year (prc-pfa-mar2013-onwards-tables-240724 is of
24 July 2024). Whoever keeps several editions may write the day as 2024-07-24 instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

SHORT_DAY = re.compile(r"(?<![0-9])([0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])")
ISO_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])")


def released_on(path: Path, last_day: str) -> str | None:
    """The day on which a file came out; a day on which its data had not ended is no such day."""
    days = [day for day in days_in(path.name) if str(day) > last_day]
    return str(max(days)) if days else None


def with_release_day(path: Path) -> str:
    """The name of a file with a place for the day on which it came out."""
    ends = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    return f"{path.name.removesuffix(ends)}-YYYY-MM-DD{ends}"


def days_in(name: str) -> Iterator[date]:
    """Yield the days that a name has."""
    found = [(int(m[1]), int(m[2]), int(m[3])) for m in ISO_DAY.finditer(name)]
    found += [(2000 + int(m[3]), int(m[2]), int(m[1])) for m in SHORT_DAY.finditer(name)]
    for year, month, day in found:
        try:
            yield date(year, month, day)
        except ValueError:
            continue
