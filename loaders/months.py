"""The names of the months, January first, and days in words."""

from __future__ import annotations

import re

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# As an ISO day has them: 01 for January.
MONTH_NUMBER = {name: f"{number:02}" for number, name in enumerate(MONTHS, start=1)}


def day(value: str | None) -> str:
    """Return an ISO day, month or year in words: 2017-03-02 is 2 March 2017."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ].*)?", value or "")
    if not match:
        return value or ""
    year, month, of_month = match.groups()
    words = [str(int(of_month))] if of_month else []
    if month and 1 <= int(month) <= 12:
        words.append(MONTHS[int(month) - 1])
    return " ".join([*words, year])


def month_number(name: str) -> int | None:
    """The number of a month by its name or the first three letters of it; None for another word."""
    found = [
        number
        for number, month in enumerate(MONTHS, start=1)
        if name.lower() in (month.lower(), month[:3].lower())
    ]
    return found[0] if found else None
