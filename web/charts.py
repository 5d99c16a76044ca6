"""Where bars and marks of the pictures stand: across in percent, down in the size of letters.

The macros of `templates/_macros/pictures.html` draw what is worked out here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

COUNTRY = "England and Wales"
# Steps of a scale that are easily read.
STEPS_OF_SCALES = [
    power * times for power in (10.0**n for n in range(-3, 6)) for times in (1, 2, 5)
]
Row = Mapping[str, Any] | Any
# A line of words, and how far down it stands.
Words = tuple[str, float]


@dataclass(frozen=True)
class Bar:
    """One bar: its class in the stylesheet, where it begins, and how wide and high it is."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Side:
    """The bar of the force or of England and Wales, with its number and name beside it."""

    who: str
    stated: str
    bar: Bar | None
    x: float
    y: float


@dataclass(frozen=True)
class BarPair:
    """One row of a chart of bars: what it is about, both sides, and where its axis begins."""

    label: Sequence[Words]
    sides: Sequence[Side]
    top: float


@dataclass(frozen=True)
class BarChart:
    """Pairs of bars on one scale that has zero in it."""

    pairs: Sequence[BarPair]
    zero: float
    height: float


@dataclass(frozen=True)
class Scale:
    """A scale from one number to another, marked at every step."""

    low: float
    high: float
    step: float

    @property
    def marks(self) -> list[float]:
        """The numbers that are marked."""
        return [
            self.low + n * self.step for n in range(round((self.high - self.low) / self.step) + 1)
        ]

    def along(self, value: float, length: float) -> float:
        """How far along the scale a value lies, if the scale is so long."""
        return (value - self.low) * length / (self.high - self.low)


@dataclass(frozen=True)
class DotPair:
    """A part of a whole: its label, where its numbers are written, and its dots along the scale."""

    part: Row
    label: Sequence[Words]
    numbers_y: float
    # In percent of the scale; none where the value is not published.
    force: float | None
    country: float | None
    y: float


@dataclass(frozen=True)
class DotChart:
    """Pairs of dots, one part below the other, on one scale."""

    pairs: Sequence[DotPair]
    scale: Scale
    height: float


def scale_step(span: float, wanted: int = 5) -> float:
    """Return a step (1, 2 or 5 times a power of ten) that cuts a span into so many or fewer."""
    step = STEPS_OF_SCALES[0]
    for larger in STEPS_OF_SCALES:
        if span / step > wanted:
            step = larger
    return step


def words_down(text: str, width: int, top: float, each: float) -> list[Words]:
    """Return a text as lines of so many letters, one below the other."""
    return [(line, round(top + n * each, 2)) for n, line in enumerate(wrap(text, width))]


def bar_chart(rows: Sequence[Row], force: str) -> BarChart:
    """Place two bars for each row, those of a force and of England and Wales.

    A row has label, force_value and force_stated, and the same of England and Wales.
    """
    known = [row[f"{side}_value"] for row in rows for side in ("force", "england_and_wales")]
    values = [value for value in known if value is not None] + [0]
    # What is left to the right is for the number and the name.
    per = 43 / ((max(values) - min(values)) or 1)
    zero = round(-min(values) * per, 2)
    pairs = []
    y = 0.0
    for row in rows:
        label = words_down(row["label"], 40, y + 1, 1.25)
        y += 1.25 * len(label)
        sides = []
        for turn, (who, side, kind) in enumerate(
            ((force, "force", "this"), (COUNTRY, "england_and_wales", "against"))
        ):
            value = row[f"{side}_value"]
            end = zero if value is None else round(zero + value * per, 2)
            down = y + turn * 1.4
            bar = None
            if value is not None:
                width = round(abs(value) * per, 2)
                bar = Bar(kind, min(zero, end), round(down + 0.1, 2), width, 1.2)
            # The unit is told once, by the page.
            stated = (row[f"{side}_stated"] or "not published").partition(" per ")[0]
            sides.append(Side(who, stated, bar, max(zero, end), round(down + 1.1, 2)))
        pairs.append(BarPair(label, sides, round(y, 2)))
        y += 3.5
    return BarChart(pairs, zero, y)


def dot_pairs(parts: Sequence[Row]) -> DotChart:
    """Place two dots for each part of a figure (rows of `figure_part`) on one scale from zero."""
    sides = ("force", "england_and_wales")
    values = [part[f"{side}_value"] for part in parts for side in sides]
    top = max([value for value in values if value is not None], default=1)
    step = scale_step(top)
    scale = Scale(0, math.ceil(top / step) * step, step)
    pairs = []
    y = 0.0
    for part in parts:
        label = words_down(part["label"], 40, y + 1.1, 1.2)
        y += 1.2 * len(label)
        known = {side: part[f"{side}_value"] for side in sides}
        at = {side: scale.along(v, 100) for side, v in known.items() if v is not None}
        force, country = (round(at[side], 2) if side in at else None for side in sides)
        pairs.append(DotPair(part, label, round(y + 1.1, 2), force, country, round(y + 2, 2)))
        y += 3.2
    return DotChart(pairs, scale, round(y, 2))


def line_scale(rows: Sequence[Row]) -> Scale:
    """Return the scale of rows of `crime_rate_by_quarter`, with room at both ends.

    Of several forces it is the scale that their pictures share.
    """
    columns = ("force_per_1000", "england_and_wales_per_1000")
    values = [row[column] for row in rows for column in columns]
    span = max(values) - min(values)
    step = 20 if span > 60 else 10 if span > 20 else 5
    low = math.floor(min(values) / step - 0.3) * step
    return Scale(max(low, 0), math.ceil(max(values) / step + 0.2) * step, step)


def rank_scale(values: Sequence[float], country: float | None) -> Scale:
    """Return the scale of ranked values: where the highest is far out, it ends at the next."""
    ranked = sorted(values, reverse=True)
    is_far_out = len(ranked) > 1 and ranked[1] > 0 and ranked[0] > 2 * ranked[1]
    top = max(ranked[1] if is_far_out else ranked[0], country or 0, 0)
    bottom = min(ranked[-1], country or 0, 0)
    step = scale_step(top - bottom)
    return Scale(math.floor(bottom / step) * step, math.ceil(top / step) * step, step)


def mark_label(value: float, step: float) -> str:
    """Return a mark of a scale in words: as few decimals as it needs, and 0 for what is near it."""
    return "0" if abs(value) < step / 1000 else f"{value:.3f}".rstrip("0").rstrip(".")
