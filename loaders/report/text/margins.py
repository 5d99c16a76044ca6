"""What stands around the text of a page: its number, a running header, a footer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.text.lines import PAGE_NUMBER, RUNNING

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
    found = list(running_rows(edges, aside))
    around = {(edge.page, edge.index) for edge in found} | set(aside)
    text = touching_text(edges, around)
    running = [edge for edge in found if (edge.page, edge.foot) not in text]
    for edge in running:
        aside[edge.page, edge.index] = RUNNING
    if not printed:
        footers = [edge for edge in running if edge.foot]
        headers = [edge for edge in running if not edge.foot]
        printed = numbers_within(footers) or numbers_within(headers)
    return Margins(aside, printed)


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
    places: dict[tuple[int, bool], list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda edge: edge.depth):
        places[edge.page, edge.foot].append(edge)
    for _ in range(DEEPEST):
        alike: dict[tuple[bool, str], list[Edge]] = defaultdict(list)
        for place in places.values():
            left = [edge for edge in place if (edge.page, edge.index) not in done]
            for edge in left[:1]:
                alike[edge.foot, re.sub(r"\d+", "#", edge.text)].append(edge)
        for group in alike.values():
            for edge in repeated(group):
                done.add((edge.page, edge.index))
                yield edge


def touching_text(
    edges: Sequence[Edge], around: Collection[tuple[int, int]]
) -> set[tuple[int, bool]]:
    """Where no gap parts what seems a header or footer from the text: it is text too."""
    innermost: dict[tuple[int, bool], Edge] = {}
    for edge in sorted(edges, key=lambda edge: edge.depth):
        if (edge.page, edge.index) in around:
            innermost[edge.page, edge.foot] = edge
    return {place for place, edge in innermost.items() if not edge.apart}


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
    alike = len({edge.text for edge in near}) == 1 or bool(numbers_within(near))
    return near if len(near) >= REPEATS and alike else []


def numbers_within(rows: Sequence[Edge]) -> dict[int, int]:
    """The page numbers that stand within headers or footers: most count up with the pages."""
    for which in (-1, 0):
        found: dict[int, int] = {}
        for edge in rows:
            digits = re.findall(r"\d+", edge.text)
            if digits and len(digits[which]) <= 3:
                found.setdefault(edge.page, int(digits[which]))
        offsets = Counter(number - page for page, number in found.items())
        most = max(offsets.values(), default=0)
        if most >= REPEATS and 2 * most > len(found):
            return found
    return {}


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
                "other pages",
                path,
                value=str(number),
                expected=str(page + offset),
            )
    return offset
