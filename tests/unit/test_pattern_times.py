"""Each pattern takes a time that grows with its text, not with a power of it.

For each part of a pattern that repeats without end, a text of that part, over and over, is made,
with what comes before it in front and behind it something that does not match. A pattern that
tries the text from each place, or each way of parting it, then takes very long.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from openpeel import loaders

# Enough to tell what grows with a power of the length: sentences and cells are no longer.
LONGEST = 1_000
MOST_SECONDS = 0.1
BY_CATEGORY = {
    kinds.CATEGORY_SPACE: " ",
    kinds.CATEGORY_DIGIT: "1",
    kinds.CATEGORY_WORD: "a",
    kinds.CATEGORY_NOT_SPACE: "a",
    kinds.CATEGORY_NOT_DIGIT: "a",
    kinds.CATEGORY_NOT_WORD: " ",
}


def patterns() -> dict[str, re.Pattern[Any]]:
    """Return the patterns of the loaders' modules, by where they are."""
    found = {}
    for module in pkgutil.walk_packages(loaders.__path__, "openpeel.loaders."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                found.setdefault(value, f"{module.name.removeprefix('openpeel.loaders.')}.{name}")
    return {name: pattern for pattern, name in found.items()}


PATTERNS = patterns()


def of_set(items: list[Any]) -> str:
    """Return a character of a set."""
    negated = items[0][0] is kinds.NEGATE
    if negated:
        wrong = re.compile("[" + "".join(literal(item) for item in items[1:]) + "]")
        return next(c for c in "a1 .,\n" if not wrong.match(c))
    kind, value = items[0]
    if kind is kinds.LITERAL:
        return chr(value)
    return chr(value[0]) if kind is kinds.RANGE else BY_CATEGORY[value]


def literal(item: Any) -> str:
    """Return a member of a set as a pattern has it."""
    kind, value = item
    if kind is kinds.LITERAL:
        return re.escape(chr(value))
    if kind is kinds.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return re.escape(BY_CATEGORY[value])


def sample(parsed: Any) -> str:
    """Return a text that a part of a pattern matches, as near as it needs to be."""
    text = ""
    for kind, value in parsed:
        if kind is kinds.LITERAL:
            text += chr(value)
        elif kind is kinds.NOT_LITERAL:
            text += "a" if value != ord("a") else "b"
        elif kind is kinds.ANY:
            text += "a"
        elif kind is kinds.IN:
            text += of_set(value)
        elif kind is kinds.BRANCH:
            text += sample(value[1][0])
        elif kind is kinds.SUBPATTERN:
            text += sample(value[3])
        elif kind is kinds.ATOMIC_GROUP:
            text += sample(value)
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            text += sample(value[2]) * max(value[0], 1)
    return text


def repeats(parsed: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield each part that repeats, once, with what comes before it."""
    for item in parsed:
        kind, value = item
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            if value[1] is kinds.MAXREPEAT and (once := sample(value[2])):
                yield before, once
            yield from repeats(value[2], before)
        elif kind is kinds.SUBPATTERN:
            yield from repeats(value[3], before)
        elif kind is kinds.BRANCH:
            for branch in value[1]:
                yield from repeats(branch, before)
        before += sample([item])


def worst(pattern: re.Pattern[Any]) -> tuple[float, int, str]:
    """Return the longest time that a search takes, and with how much of what."""
    found = (0.0, 0, "")
    parsed = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    for before, once in set(repeats(parsed)):
        for start in dict.fromkeys([before, ""]):
            length = 16
            while length <= LONGEST:
                text: Any = start + once * (length // len(once) + 1) + "\x00"
                if isinstance(pattern.pattern, bytes):
                    text = text.encode("latin-1", "replace")
                began = time.process_time()
                pattern.search(text)
                took = time.process_time() - began
                found = max(found, (took, length, repr((start, once))))
                if took > MOST_SECONDS:
                    return found
                # By one more of it at first: what is tried in each way takes longer by a power.
                length = length + max(len(once), length // 8) if length < 200 else length * 2
    return found


@pytest.mark.parametrize("name", PATTERNS)
def test_pattern_takes_no_more_time_on_its_worst_text(name: str) -> None:
    took, length, what = worst(PATTERNS[name])
    assert took <= MOST_SECONDS, f"{took:.2f} s for {length} characters of {what}"


def test_pattern_that_tries_each_way_is_found() -> None:
    """The pattern that `fetch` had, which 60 comments kept for ever."""
    html = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
    took, _, _ = worst(html)
    assert took > MOST_SECONDS
