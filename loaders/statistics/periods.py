"""Spans of months and single days as one whole number: 2016063012 ends on 30 June 2016."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from openpeel.loaders.months import day


def span(end: date, months: int) -> int:
    """The period of so many whole months that ends on a day; 0 months is the day itself."""
    return (end.year * 10000 + end.month * 100 + end.day) * 100 + months


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def last_day(period: int) -> date:
    """The last day of a period."""
    end = period // 100
    return date(end // 10000, end // 100 % 100, end % 100)


def first_day(period: int) -> date:
    """The first day of a period."""
    end, months = last_day(period), period % 100
    if months == 0:
        return end
    before = end.year * 12 + end.month - 1 - months
    return month_end(before // 12, before % 12 + 1) + timedelta(days=1)


def label(period: int) -> str:
    """A period in words: 12 months to 30 June 2016, as at 31 March 2016."""
    end, months = day(str(last_day(period))), period % 100
    return f"{months} months to {end}" if months else f"as at {end}"
