"""Every number of a report's text, in digits or words, and what kind of number it is.

Numbers that are no data (marks of footnotes, dates, addresses, names such as PP57) are listed
too and called what they are, so that a count of numbers leaves nothing out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from openpeel.loaders.months import MONTHS
from openpeel.loaders.report.structure.passages import Passage

WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
# The longest first, so that six is not taken for the whole of sixteen or sixty-one.
WORD = "|".join(
    [
        f"(?:{'|'.join(w for w, n in WORDS.items() if n >= 20)})"
        f"(?:-(?:{'|'.join(w for w, n in WORDS.items() if n < 10)}))?",
        *sorted((w for w, n in WORDS.items() if n < 20), key=len, reverse=True),
    ]
)
MONTH = "|".join(MONTHS)
DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMBER = re.compile(rf"(?P<digits>{DIGITS})|\b(?P<word>{WORD})\b", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
DATE = re.compile(
    rf"\b\d{{1,2}} (?:{MONTH})(?: \d{{4}})?|\b(?:{MONTH}) \d{{4}}"
    r"|\b(?:19|20)\d\d(?:[/-]\d\d\b)?"
)
# A note's number hangs on a word, a bracket, a stop or a year; two may belong together.
MARK = re.compile(
    r"(?<=[A-Za-z.,:;)”’])(\d{1,2})(?:,(\d{1,2}))?(?![\w.,]*\w)|(?<=\b20\d\d)(\d\d)\b"
)
PRONOUN = re.compile(r"\b[Oo]ne (?:of|which)\b")
GLUED = re.compile(r"\b[A-Za-z]+\d+\b")
NAME = re.compile(r"\b\d+(?:[A-Z][a-z]+(?=\d*\b)|am\b|pm\b)")
LABEL = re.compile(
    r"\b[Ff]igures? \d+(?: and \d+)?|^\d{1,2}(?=\. )|\blevel \d\b|\bPart \d\b|\(\d\)"
)
BASE = re.compile(
    r"\bper (?:1,000|(?:one|1) million|100)\b|\bevery 100\b|\b12[ -]months?\b|\bfive[ -]years?\b"
)


@dataclass(frozen=True)
class Number:
    """A number of a passage: where it begins, as printed, its value, and its kind."""

    offset: int
    printed: str
    value: float
    kind: str


def names_with_numbers(texts: Iterable[str]) -> frozenset[str]:
    """Words that end in a number and come more than once: names of forms and the like.

    A word that a footnote's mark hangs on comes with it only once.
    """
    counts = Counter(word for text in texts for word in GLUED.findall(text))
    return frozenset(word for word, count in counts.items() if count > 1)


def notes_by_page(passages: Iterable[Passage]) -> dict[int, list[int]]:
    """The numbers of the footnotes on each page."""
    notes: dict[int, list[int]] = {}
    for passage in passages:
        if passage.footnote:
            notes.setdefault(passage.page, []).append(passage.footnote)
    return notes


def find_numbers(
    text: str,
    kind: str = "paragraph",
    notes: Collection[int] = (),
    names: Collection[str] = (),
) -> Iterator[Number]:
    """Every number of a passage, from left to right.

    Args:
        text: the passage.
        kind: its kind; in a row of a table the first of three numbers is a code, and a
            footnote begins with its own number.
        notes: the numbers of the footnotes on its pages: only these can be marks.
        names: words that end in a number and are names, not words with a mark.
    """
    spans = {
        "address": [m.span() for m in ADDRESS.finditer(text)],
        "name": [
            *(m.span() for m in NAME.finditer(text)),
            *(m.span() for m in GLUED.finditer(text) if m[0] in names or not_a_mark(m[0], notes)),
        ],
        "mark": list(marks(text, notes)),
        "pronoun": [m.span() for m in PRONOUN.finditer(text)],
        "label": [m.span() for m in LABEL.finditer(text)],
        "date": [m.span() for m in DATE.finditer(text)],
        "base": [m.span() for m in BASE.finditer(text)],
    }
    starts = split_at(text, spans["mark"])
    for offset, printed in starts:
        number = value_of(printed)
        found = next((k for k, s in spans.items() if any(a <= offset < b for a, b in s)), "number")
        if offset == 0 and kind == "footnote":
            found = "mark"
        if kind == "table-row" and offset == 0 and len(starts) > 2:
            found = "label"
        yield Number(offset, printed, number, found)


def value_of(printed: str) -> float:
    """What a number is, printed in digits or in words."""
    if printed[0].isdigit():
        return float(printed.replace(",", ""))
    return float(sum(WORDS[part] for part in printed.lower().split("-")))


def not_a_mark(word: str, notes: Collection[int]) -> bool:
    """Whether the number that a word ends in is that of no footnote of its pages."""
    return int(re.sub(r"\D", "", word)) not in notes


def marks(text: str, notes: Collection[int]) -> Iterator[tuple[int, int]]:
    """Where marks of the given footnotes hang on words."""
    for match in MARK.finditer(text):
        for group in (1, 2, 3):
            if match[group] and int(match[group]) in notes:
                yield match.span(group)


def split_at(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, str]]:
    """The numbers of a text, a mark that hangs on a year or another mark split from it."""
    cuts = sorted({0, len(text), *(edge for span in spans for edge in span)})
    found = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        found += [(start + m.start(), m[0]) for m in NUMBER.finditer(text[start:end])]
    return found
