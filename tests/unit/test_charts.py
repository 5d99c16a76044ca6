"""Where the bars, parts and marks of pictures stand."""

from __future__ import annotations

from typing import Any

import pytest

from openpeel.web.charts import (
    bar_chart,
    dot_pairs,
    line_scale,
    mark_label,
    rank_scale,
    scale_step,
)


def pair(label: str, force: float | None, country: float | None) -> dict[str, Any]:
    """One row of a chart of bars."""
    return {
        "label": label, "force_value": force, "england_and_wales_value": country,
        "force_stated": None if force is None else f"{force} per 1,000 people",
        "england_and_wales_stated": None if country is None else str(country),
    }  # fmt: skip


def test_bars_begin_at_zero_and_share_one_scale() -> None:
    chart = bar_chart([pair("Up", 20, 5), pair("Down", -10, None)], "Essex")
    up, down = chart.pairs
    assert chart.zero == pytest.approx(43 / 3, abs=0.01)
    force, country = up.sides
    assert force.bar and country.bar and force.bar.x == country.bar.x == chart.zero
    assert force.bar.width == pytest.approx(4 * country.bar.width, abs=0.02)
    # A bar below zero ends at zero, and its number stands to the right of it.
    assert down.sides[0].bar
    assert down.sides[0].bar.x + down.sides[0].bar.width == pytest.approx(chart.zero, abs=0.01)
    assert down.sides[0].x == chart.zero
    assert down.sides[1].bar is None and down.sides[1].stated == "not published"
    assert force.stated == "20"
    assert down.top > up.top and chart.height > down.top


def test_long_labels_of_bars_take_lines_of_their_own() -> None:
    label = "Domestic abuse outcome: charged or summonsed, as a share of all offences"
    chart = bar_chart([pair(label, 1, 2), pair("x", 1, 2)], "Essex")
    lines = chart.pairs[0].label
    assert " ".join(line for line, _ in lines) == label and len(lines) == 2
    assert chart.pairs[1].label[0][1] > chart.pairs[0].top + 2.8


def part(label: str, force: float | None, country: float | None) -> dict[str, Any]:
    """One part of a figure of shares."""
    return {"label": label, "force_value": force, "england_and_wales_value": country}


def test_dots_of_parts_share_a_scale_from_zero() -> None:
    chart = dot_pairs([part("A lot", 47.4, 42), part("Some", 9.7, 12.1), part("None", None, 0)])
    assert (chart.scale.low, chart.scale.high) == (0, 50)
    assert [(pair.force, pair.country) for pair in chart.pairs] == [
        (94.8, 84), (19.4, 24.2), (None, 0),
    ]  # fmt: skip
    ends = [pair.y for pair in chart.pairs]
    assert ends == sorted(ends) and chart.height > ends[-1]
    assert all(p.label[-1][1] < p.numbers_y < p.y for p in chart.pairs)


@pytest.mark.parametrize(
    "span, step", [(1, 0.2), (4, 1), (5, 1), (6, 2), (30, 10), (26, 10), (10, 2), (4000, 1000)]
)  # fmt: skip
def test_step_of_a_scale_is_easily_read(span: float, step: float) -> None:
    assert scale_step(span) == pytest.approx(step)


def test_scale_ends_at_the_next_where_the_highest_is_far_out() -> None:
    assert rank_scale([90, 20, 10], None).high == 20
    assert rank_scale([39, 20, 10], None).high == 40
    assert rank_scale([90], None).high == 100
    assert rank_scale([5, -3], 7).low < -3 < 7 <= rank_scale([5, -3], 7).high


def test_scale_of_a_series_has_room_at_both_ends_and_no_negative_rates() -> None:
    scale = line_scale([{"force_per_1000": 1.0, "england_and_wales_per_1000": 19.0}])
    assert (scale.low, scale.high, scale.step) == (0, 20, 5)
    assert scale.marks == [0, 5, 10, 15, 20]
    assert scale.along(5, 80) == 20


@pytest.mark.parametrize(
    "value, step, label", [(0.0000001, 5, "0"), (2.5, 0.5, "2.5"), (-20, 5, "-20"), (100, 50, "100")]
)  # fmt: skip
def test_marks_have_as_few_decimals_as_they_need(value: float, step: float, label: str) -> None:
    assert mark_label(value, step) == label
