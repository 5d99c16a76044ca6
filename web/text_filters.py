"""Filters of templates: values as pages write them, and rows parted by a column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
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


def by(rows: Iterable[Row], column: str) -> defaultdict[Any, list[Row]]:
    """Rows parted by the value of a column, in their order; of a value not there, none."""
    parted: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        parted[row[column]].append(row)
    return parted


def number(value: float | None) -> str:
    """A whole number with its thousands parted."""
    return "" if value is None else f"{value:,}"


def minus(text: Any) -> str:
    """Write a number, or words with numbers in them, with true minus signs."""
    return HYPHEN_AS_MINUS.sub("−", "" if text is None else str(text))
