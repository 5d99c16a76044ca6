"""Places of days on a time axis, and the years that it is marked with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# So many years may lie between two marks; the first step that needs few enough marks is taken.
STEPS = (1, 2, 5, 10, 20, 50)
MOST_MARKS = 8


@dataclass(frozen=True)
class TimeAxis:
    """A time axis from one day to another, on which equal lengths are equal numbers of days."""

    first: date
    last: date

    def percent(self, day: str | date) -> float:
        """Return how far along the axis an ISO day lies: 0 is the first day, 100 the last."""
        at = day if isinstance(day, date) else date.fromisoformat(day)
        return 100 * (at - self.first).days / ((self.last - self.first).days or 1)

    def years(self) -> list[tuple[int, float]]:
        """Return the years to mark, each with the place of its 1 January in percent."""
        starts = [date(y, 1, 1) for y in range(self.first.year, self.last.year + 1)]
        within = [start for start in starts if self.first <= start <= self.last]
        for step in STEPS:
            marks = [(s.year, self.percent(s)) for s in within if s.year % step == 0]
            if len(marks) <= MOST_MARKS:
                return marks
        return marks


def time_axis(days: Iterable[str]) -> TimeAxis:
    """Make the time axis that reaches from the earliest of some ISO days to the latest."""
    found = sorted(date.fromisoformat(day) for day in days)
    return TimeAxis(found[0], found[-1])
