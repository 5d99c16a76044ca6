"""Rewrite the figures about the data, and the sentences that repeat them.

    python -m openpeel.tools.figures openpeel.db

`docs/figures.sql` is the one place that says which figures there are. Each is a block:

    -- forces: 43
    -- everywhere: the {} forces
    -- in README.md: of all {} forces
    select count(*) from force;

The first line has the name and the values that the query gave last. The lines below it are
sentences that repeat them, each with a {} for every value. This command asks again, puts the
new values into the first line and into the sentences, and names every sentence that it does
not find. `git diff` then shows what changed. tests/data/test_figures.py fails until that has
been done.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpeel.loaders import package
from openpeel.loaders.database import open_read_only

FIGURES = package.ROOT / "docs" / "figures.sql"
# Every file whose sentences may repeat a figure.
DOCUMENTS = (
    "README.md",
    "docs/*.md",
    "templates/**/*.html",
    "templates/**/*.xml",
    "metadata.yml",
    "columns.yml",
    "tables/*.yml",
    "views/**/*.yml",
)
EVERYWHERE = "everywhere"
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
DIGITS = r"[−-]?\d+(?:,\d{3})*(?:\.\d+)?"


class FigureError(Exception):
    """A figure or a sentence that is not as docs/figures.sql says."""


@dataclass(frozen=True)
class Sentence:
    """A sentence that repeats the values of a figure, and the file that says it."""

    place: str
    text: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds the sentence, however its lines are broken, with a group for each value.

        Values written as words count only where one document is named: "two forces" is said
        of many things.
        """
        words = "" if self.place == EVERYWHERE else rf"|\b(?:{'|'.join(WORDS)})\b"
        pieces = [r"\s+".join(map(re.escape, re.split(r"\s+", p))) for p in self.text.split("{}")]
        return re.compile(f"((?<![\\w.,]){DIGITS}{words})".join(pieces), re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """Values that one query answers, and the sentences that repeat them."""

    name: str
    values: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    sql: str

    @property
    def value(self) -> int:
        """The only value, a whole number."""
        [value] = self.values
        return int(value)


@dataclass(frozen=True)
class Occurrence:
    """A number in a document that repeats a value of a figure."""

    start: int
    end: int
    figure: str
    value: str


def read_figures(path: Path = FIGURES) -> dict[str, Figure]:
    """Parse the file of figures; return them by name.

    Raises:
        FigureError: a block is not as the head of this file describes it.
    """
    figures: dict[str, Figure] = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        lines = block.split("\n")
        head = re.fullmatch(r"-- ([a-z0-9-]+): ?(.*)", lines[0])
        if not head:
            if all(line.startswith("--") for line in lines):
                continue  # remarks of their own
            raise FigureError(f"{path.name}: expected '-- name: values', found {lines[0]!r}")
        said = [line for line in lines[1:] if line.startswith("--")]
        sentences = []
        for line in said:
            match = re.fullmatch(r"-- (?:in (\S+)|everywhere): (.+)", line)
            if not match:
                raise FigureError(f"{path.name}: expected '-- in FILE: words', found {line!r}")
            sentences.append(Sentence(match[1] or EVERYWHERE, match[2]))
        if head[1] in figures:
            raise FigureError(f"{path.name}: duplicate figure {head[1]!r}")
        values = tuple(head[2].split(" | ")) if head[2] else ()
        sql = "\n".join(lines[1 + len(said) :])
        figures[head[1]] = Figure(head[1], values, tuple(sentences), sql)
    return figures


def ask(connection: sqlite3.Connection, figure: Figure) -> tuple[str, ...]:
    """Return the values that the database gives for a figure now.

    Raises:
        FigureError: the query does not give one row without missing values.
    """
    rows = connection.execute(figure.sql).fetchall()
    if len(rows) != 1 or None in tuple(rows[0]):
        raise FigureError(f"figure {figure.name!r}: expected one row of values, found {rows[:3]}")
    return tuple(str(value) for value in rows[0])


def documents() -> dict[str, Path]:
    """The files whose sentences may repeat figures, by their path in the project."""
    paths = [path for pattern in DOCUMENTS for path in sorted(package.ROOT.glob(pattern))]
    return {path.relative_to(package.ROOT).as_posix(): path for path in paths}


def places_in(name: str, text: str, figures: dict[str, Figure]) -> list[Occurrence]:
    """Return where a document repeats figures, in order.

    A sentence of this document goes before those that may stand everywhere.
    """
    found: dict[int, Occurrence] = {}
    for wanted in (name, EVERYWHERE):
        taken = set(found)
        for figure in figures.values():
            for sentence in figure.sentences:
                if sentence.place != wanted:
                    continue
                if sentence.text.count("{}") != len(figure.values):
                    raise FigureError(
                        f"figure {figure.name!r} has {len(figure.values)} values, "
                        f"its sentence {sentence.text!r} has another number of them"
                    )
                for match in sentence.pattern.finditer(text):
                    for group, value in enumerate(figure.values, start=1):
                        start, end = match.span(group)
                        if start not in taken:
                            found[start] = Occurrence(start, end, figure.name, value)
    return [found[start] for start in sorted(found)]


def sentences_not_found(figures: dict[str, Figure], texts: dict[str, str]) -> Iterator[str]:
    """Name the sentences of the file of figures that no document says."""
    for figure in figures.values():
        for sentence in figure.sentences:
            where = texts if sentence.place == EVERYWHERE else [sentence.place]
            if not any(sentence.pattern.search(texts.get(name, "")) for name in where):
                yield f"{sentence.place}: no longer says {sentence.text!r} (figure {figure.name})"


def means(printed: str) -> Decimal:
    """The number that a document prints as digits or as a word."""
    word = printed.lower()
    return Decimal(WORDS.index(word) if word in WORDS else word.replace(",", "").replace("−", "-"))


def printed_like(value: str, before: str) -> str:
    """A value as a document prints it: as a word where a word stood, else with commas."""
    number = Decimal(value)
    if before.lower() in WORDS and number == int(number) and 0 <= number < len(WORDS):
        word = WORDS[int(number)]
        return word.capitalize() if before[0].isupper() else word
    text = f"{number:,}"
    return text.replace("-", "−") if before.startswith("−") else text


def rewritten(text: str, places: list[Occurrence]) -> str:
    """A document with the present values in place of those that it repeats."""
    for place in reversed(places):
        before = text[place.start : place.end]
        if means(before) != Decimal(place.value):
            text = text[: place.start] + printed_like(place.value, before) + text[place.end :]
    return text


def main(database: str) -> int:
    """Rewrite figures and documents; return 1 if a sentence is missing."""
    connection = open_read_only(Path(database))
    text = FIGURES.read_text(encoding="utf-8")
    for name, figure in read_figures().items():
        before, now = (
            f"-- {name}: {' | '.join(values)}".rstrip() + "\n"
            for values in (figure.values, ask(connection, figure))
        )
        text = text.replace(before, now, 1)
    connection.close()
    FIGURES.write_text(text, encoding="utf-8")
    figures, texts = read_figures(), {}
    for name, path in documents().items():
        before = path.read_text(encoding="utf-8")
        texts[name] = rewritten(before, places_in(name, before, figures))
        if texts[name] != before:
            path.write_text(texts[name], encoding="utf-8")
    missing = list(sentences_not_found(figures, texts))
    print(*missing, sep="\n", end="\n" if missing else "", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
