"""Ages in years, from dates that may be known in part only."""

from __future__ import annotations

from datetime import date

import pytest

from openpeel.web.ages import age, years_before


@pytest.mark.parametrize(
    ("since", "on", "told"),
    [
        ("2017-03-02", "2026-11-28", "9 years"),
        ("2017-03-02", "2026-03-02", "9 years"),
        ("2017-03-02", "2026-03-01", "8 years"),
        ("2017-03-02", "2018-03-02", "1 year"),
        ("2017-03-02", "2018-03-01", "11 months"),
        ("2017-03-02", "2017-04-02", "1 month"),
        ("2017-03-02", "2017-04-01", "less than a month"),
        ("2016-02", "2026-11-28", "10 years"),
        ("2016-02", "2017-02-01", "1 year"),
        ("2015", "2026-11-28", "about 11 years"),
        ("2015", "2016-01-01", "about 1 year"),
        ("2015", "2015-12-31", "less than a year"),
        (None, "2026-11-28", ""),
    ],
)
def test_age_is_in_years_and_about_where_only_the_year_is_known(
    since: str | None, on: str, told: str
) -> None:
    assert age(since, date.fromisoformat(on)) == told


def test_years_before_a_leap_day() -> None:
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
