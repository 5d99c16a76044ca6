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
class Share:
    """One part of a whole: its bar, and a letter and a number for as much as has room in it."""

    bar: Bar
    middle: float
    letter: str
    letter_y: float
    number: Any
    # Whether letter and number are too wide for a phone.
    is_letter_small: bool
    is_number_small: bool


@dataclass(frozen=True)
class Whole:
    """The parts of the force or of England and Wales, end to end within a frame."""

    who: str
    y: float
    frame: Bar
    shares: Sequence[Share]


@dataclass(frozen=True)
class Entry:
    """What the list below the parts says of one: its colour, letter, label and both numbers."""

    part: Row
    letter: str
    mark: Bar
    label: Sequence[Words]
    numbers_y: float


@dataclass(frozen=True)
class StackChart:
    """Shares of a whole, the force above England and Wales, with the list that names them."""

    wholes: Sequence[Whole]
    entries: Sequence[Entry]
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


def stack_chart(parts: Sequence[Row], force: str) -> StackChart:
    """Place the parts of a figure (rows of `figure_part`) end to end, and the list below them."""
    wholes = []
    for turn, (who, side) in enumerate(((force, "force"), (COUNTRY, "england_and_wales"))):
        y = turn * 5.2
        shares = [
            share_of(n, part[f"{side}_value"], part[f"{side}_from"], y)
            for n, part in enumerate(parts)
            if part[f"{side}_value"]
        ]
        frame = Bar("whole", 0, round(y + 1.6, 2), 100, 2.8)
        wholes.append(Whole(who, round(y + 1.1, 2), frame, shares))
    entries = []
    y = 11.0
    for n, part in enumerate(parts):
        label = words_down(part["label"], 38, y + 1.1, 1.2)
        mark = Bar(part_class(n), 0, round(y, 2), 1.5, 1.5)
        y += 1.2 * len(label)
        entries.append(Entry(part, letter_of(n), mark, label, round(y + 1.1, 2)))
        y += 1.8
    return StackChart(wholes, entries, y)


def share_of(n: int, value: float, start: float, y: float) -> Share:
    """Place one part; what has no room on a phone, or none at all, is named by the list."""
    return Share(
        bar=Bar(part_class(n), round(start, 2), round(y + 1.6, 2), round(value, 2), 2.8),
        middle=round(start + value / 2, 2),
        letter=letter_of(n) if value >= 2.4 else "",
        letter_y=round(y + (2.8 if value >= 6 else 3.4), 2),
        number=value if value >= 6 else "",
        is_letter_small=value < 4,
        is_number_small=value < 9,
    )


def part_class(n: int) -> str:
    """Return the class of a part, which gives it its colour."""
    return f"part part-{n % 6}"


def letter_of(n: int) -> str:
    """Return the letter that names a part."""
    return chr(ord("A") + n)


def line_scale(rows: Sequence[Row]) -> Scale:
    """Return the scale of rows of `crime_rate_by_quarter`, with room at both ends."""
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
