"""Ages in years, computed where they are shown from dates that may be known in part only."""

from __future__ import annotations

from datetime import date

from openpeel.web.text_filters import plural


def age(since: str | None, on: date) -> str:
    """Return how long ago an ISO day, month or year was: `9 years`, `about 11 years`.

    A month counts from its first day. Of a year alone the age is `about` so many years.
    """
    if not since:
        return ""
    year, month, day = (int(part) for part in (since + "-01-01")[:10].split("-"))
    if len(since) == 4:
        years = on.year - year
        return f"about {plural(years, 'year')}" if years > 0 else "less than a year"
    months = (on.year - year) * 12 + on.month - month - (on.day < day)
    if months < 1:
        return "less than a month"
    if months < 12:
        return plural(months, "month")
    return plural(months // 12, "year")


def years_before(on: date, years: int) -> date:
    """Return the same day so many years earlier, or the day before one that is not there."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)
