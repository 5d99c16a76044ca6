"""What stands around the text of a page: its number, a running header, a footer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.lines import PAGE_NUMBER, RUNNING

OUTERMOST = 2  # the page number is one of so many rows at the top or foot
DEEPEST = 3  # a header or footer has so many rows at most
REPEATS = 3  # and stands on so many pages at least,
NEIGHBOURS = 2  # each not further from the next than this (odd and even pages may differ)

PRINTED = re.compile(
    r"(?:page\s+|[-–|]\s*)?(?:(?P<number>[1-9]\d{0,2})|(?P<roman>[ivxl]{1,6}))"
    r"(?:\s*[-–]|\s+of\s+\d{1,3}|\s*\|\s*page)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Edge:
    """A row near the top or the foot of a page.

    `depth` is 0 for the outermost; `distance` is that from the edge, in heights of a line;
    `apart` says whether a gap parts it from the next row towards the middle.
    """

    page: int
    index: int
    foot: bool
    depth: int
    distance: float
    apart: bool
    text: str


@dataclass(frozen=True)
class Margins:
    """What was found around the text: rows by page and index, numbers by page."""

    aside: dict[tuple[int, int], str]
    printed: dict[int, int]


def find_margins(edges: Sequence[Edge]) -> Margins:
    """Tell the rows that pages repeat, and their printed numbers, from rows of the text."""
    aside: dict[tuple[int, int], str] = {}
    printed: dict[int, int] = {}
    for edge in page_numbers(edges):
        aside[edge.page, edge.index] = PAGE_NUMBER
        match = PRINTED.fullmatch(edge.text)
        if match and match["number"]:
            printed.setdefault(edge.page, int(match["number"]))
    running = list(running_rows(edges, aside))
    for edge in running:
        aside[edge.page, edge.index] = RUNNING
    return Margins(aside, printed or numbers_within(running))


def page_numbers(edges: Sequence[Edge]) -> list[Edge]:
    """The rows that hold nothing but the number of their page.

    They stand in one place on all pages; where there is no such place, apart from the text.
    """
    numbers = [e for e in edges if e.depth < OUTERMOST and PRINTED.fullmatch(e.text)]
    places = Counter((e.foot, round(e.distance)) for e in numbers)

    def in_place(foot: bool, distance: int) -> int:
        return sum(places[foot, distance + step] for step in (-1, 0, 1))

    if places:
        foot, distance = max(places, key=lambda place: (in_place(*place), places[place]))
        if in_place(foot, distance) >= REPEATS:
            return [e for e in numbers if e.foot == foot and abs(round(e.distance) - distance) <= 1]
    return [e for e in numbers if e.depth == 0 and e.apart]


def running_rows(edges: Sequence[Edge], numbers: Collection[tuple[int, int]]) -> Iterator[Edge]:
    """The rows that stand alike in one place on pages close together, outermost first."""
    done = set(numbers)
    passed = Counter((e.page, e.foot) for e in edges if (e.page, e.index) in done)
    for _ in range(DEEPEST):
        alike: dict[tuple[bool, str], list[Edge]] = defaultdict(list)
        for edge in edges:
            if (edge.page, edge.index) not in done and edge.depth <= passed[edge.page, edge.foot]:
                alike[edge.foot, re.sub(r"\d+", "#", edge.text)].append(edge)
        found = [edge for group in alike.values() for edge in repeated(group)]
        for edge in found:
            done.add((edge.page, edge.index))
            passed[edge.page, edge.foot] += 1
            yield edge


def repeated(group: list[Edge]) -> list[Edge]:
    """Those of a group of like rows that have others in the same place on pages nearby."""
    group.sort(key=lambda edge: edge.page)
    near = [
        edge
        for index, edge in enumerate(group)
        if any(
            0 < abs(other.page - edge.page) <= NEIGHBOURS
            and abs(other.distance - edge.distance) < 1
            for other in group[max(0, index - 1) : index + 2]
        )
    ]
    return near if len(near) >= REPEATS else []


def numbers_within(running: Sequence[Edge]) -> dict[int, int]:
    """The page numbers printed within running headers or footers: what counts up with them."""
    candidates: dict[tuple[bool, bool], dict[int, int]] = {}
    for first in (True, False):
        for foot in (True, False):
            found = candidates[first, foot] = {}
            for edge in running:
                digits = re.findall(r"\d+", edge.text)
                if edge.foot == foot and digits and len(digits[0 if first else -1]) <= 3:
                    found[edge.page] = int(digits[0 if first else -1])
    best: dict[int, int] = {}
    for found in candidates.values():
        offsets = Counter(number - page for page, number in found.items())
        if offsets and offsets.most_common(1)[0][1] * 2 > len(found) > len(best):
            best = found
    return best if len(best) >= REPEATS else {}


def first_number(printed: dict[int, int], path: Path) -> int | None:
    """The number of the first page of the file, told by the numbers printed on others.

    Raises:
        DataError: two of them disagree.
    """
    offsets = Counter(number - page for page, number in printed.items())
    if not offsets:
        return None
    offset = offsets.most_common(1)[0][0]
    for page, number in sorted(printed.items()):
        if number - page != offset:
            raise DataError(
                f"the number printed on page {page + 1} of the file disagrees with those of "
                "other pages", path, value=str(number), expected=str(page + offset),
            )  # fmt: skip
    return offset
