"""Filters of templates: values as pages write them, and rows by the values of their columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from openpeel.loaders.months import day
from openpeel.web.row import Row

# What the search puts around a hit; no source has these characters of the private range.
HIT_BEGINS, HIT_ENDS = "\ue000", "\ue001"
# A hyphen before a number and after no word, number or dash: a year within 2015-16 keeps its own.
HYPHEN_AS_MINUS = re.compile(r"(?<![\w.–−/-])-(?=\.?\d)")


def with_days(text: str) -> str:
    """Write the ISO days in a sentence that a view has made in words."""
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: day(found[0]), text)


def on_day(value: str) -> str:
    """Write an ISO day, month or year in words after its preposition: on 2 March 2017, in 2017."""
    return f"{'on' if re.match(r'[0-9]{4}-[0-9]{2}-[0-9]{2}', value) else 'in'} {day(value)}"


def timestamp(value: str) -> str:
    """The first moment of an ISO day, month or year, as Atom wants it."""
    return value + "-01-01"[len(value) - 4 :] + "T00:00:00Z"


def marked(text: str, mentions: list[Row], address_of: Callable[[str, Any], str]) -> Markup:
    """A passage with each number that is a value marked and leading to it.

    Two values may share one number; the first of them is led to.
    """
    pieces, end = [], 0
    for mention in sorted(mentions, key=lambda mention: mention.offset):
        if mention.offset < end:
            continue
        pieces.append(escape(text[end : mention.offset]))
        end = mention.offset + len(mention.printed)
        pieces.append(
            Markup('<a href="{}"><mark>{}</mark></a>').format(
                address_of("value", mention.observation_id), text[mention.offset : end]
            )
        )
    pieces.append(escape(text[end:]))
    return Markup("").join(pieces)


def hits(text: str | None) -> Markup:
    """Text with the hits of a search marked."""
    marked = str(escape(text or ""))
    return Markup(marked.replace(HIT_BEGINS, "<mark>").replace(HIT_ENDS, "</mark>"))


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: 1 item, 2 items, 1,200 items."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def by(rows: Iterable[Row], *columns: str) -> defaultdict[Any, list[Row]]:
    """Rows grouped by the value of a column, or of several, in their order; no rows for others."""
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        values = tuple(row[column] for column in columns)
        groups[values if len(columns) > 1 else values[0]].append(row)
    return groups


def only(rows: Iterable[Row], column: str) -> dict[Any, Row]:
    """Rows by the value of a column that none of them shares."""
    return {row[column]: row for row in rows}


def chosen(rows: Iterable[Row], column: str, values: Iterable[Any]) -> list[Row]:
    """The rows whose column has one of some values, in the order of these."""
    found = only(rows, column)
    return [found[value] for value in values if value in found]


def options(labels: Mapping[str, str]) -> list[dict[str, str]]:
    """Labels by value as the options of a menu."""
    return [{"value": value, "label": label} for value, label in labels.items()]


def like(value: float, stated: str | None) -> str:
    """Write a recomputed number with the sign and the percent mark of the stated one."""
    stated = stated or ""
    shown = f"{value:+g}" if stated[:1] in "+-" and stated else f"{value:g}"
    return minus(shown) + "%" * stated.endswith("%")


def number(value: float | None) -> str:
    """A whole number with commas between its thousands."""
    return "" if value is None else f"{value:,}"


def minus(text: Any) -> str:
    """Write a number, or words with numbers in them, with true minus signs."""
    return HYPHEN_AS_MINUS.sub("−", "" if text is None else str(text))
