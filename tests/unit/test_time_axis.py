"""Time axes: points lie by their day, and a few round years are marked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openpeel.web.time_axis import MOST_MARKS, time_axis


def test_places_are_linear_in_days_however_far_apart_the_points_are() -> None:
    # Yearly at first, then quarterly, as recorded crime is.
    days = ["2003-03-31", "2004-03-31", "2005-03-31", "2005-06-30", "2005-09-30", "2018-12-31"]
    axis = time_axis(reversed(days))
    whole = (date(2018, 12, 31) - date(2003, 3, 31)).days
    for day in days:
        passed = (date.fromisoformat(day) - date(2003, 3, 31)).days
        assert axis.percent(day) == pytest.approx(100 * passed / whole)


@pytest.mark.parametrize("years", range(1, 130))
def test_marks_are_few_even_and_at_the_beginning_of_their_year(years: int) -> None:
    first = date(1899, 6, 30)
    axis = time_axis([first.isoformat(), (first + timedelta(days=366 * years)).isoformat()])
    marks = axis.years()
    assert 1 <= len(marks) <= MOST_MARKS
    for year, place in marks:
        assert 0 <= place <= 100 and place == axis.percent(f"{year}-01-01")
    steps = {later[0] - earlier[0] for earlier, later in zip(marks, marks[1:], strict=False)}
    assert len(steps) <= 1
    assert all(year % step == 0 for year, _ in marks for step in steps)


def test_an_axis_of_one_day_has_a_place_for_it() -> None:
    assert time_axis(["2016-06-30"]).percent("2016-06-30") == 0
