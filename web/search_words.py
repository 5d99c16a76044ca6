"""The words of a reader as SQLite's full-text search takes them: no word of them is syntax.

An abbreviation or another name (Met, AFI) is looked for as written and by what it means.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

# A phrase in quotes, or a run of letters and digits.
WORDS = re.compile(r'"([^"]+)"|([^\s"]+)')
MOST_WORDS = 16
# No other name has more words.
LONGEST_NAME = 6
# Words of questions, which say nothing about what is looked for.
COMMON_TEXT = (
    "a an and are by did do does for from has have how in is it of on or the to was were what when "
    "which who why with"
)
COMMON = frozenset(COMMON_TEXT.split())
# How much likelier a misspelled word is that of a force than another that is spelled as much alike.
FORCE_FIRST = 0.1


class SearchWord(NamedTuple):
    """A word or phrase in quotes of a search: in small letters without marks, and as written."""

    plain: str
    is_quoted: bool
    written: str


class Wording(NamedTuple):
    """A word or phrase of a search, with what it means if it is another name of something."""

    name: str
    meanings: list[str]
    # Written just like the other name of a force that in small letters is another word.
    is_force: bool = False

    @property
    def sought(self) -> list[str]:
        """What is looked for, of which one must be there."""
        return self.meanings if self.is_force else [self.name, *self.meanings]


class Vocabulary:
    """What the search knows of words: what they mean, how they are written, which there are."""

    def __init__(self) -> None:
        self.means: dict[str, list[str]] = {}
        self.written: dict[str, str] = {}
        # Other names of forces that in small letters are words of other things: the Met.
        self.force_names: set[str] = set()
        self.words: set[str] = set()
        self.forces: set[str] = set()


def match_all(text: str, vocabulary: Vocabulary | None = None) -> str:
    """Every word and every phrase in quotes must be there; empty where there is no word."""
    return " AND ".join(
        alternatives([f'"{plain(word)}"' for word in wording.sought])
        for wording in wordings(text, vocabulary or Vocabulary())
    )


def match_any(text: str, vocabulary: Vocabulary | None = None) -> str:
    """Words of which one is enough, or the beginnings of words."""
    return " OR ".join(
        f'"{plain(word)}"*'
        for wording in wordings(text, vocabulary or Vocabulary())
        # Words joined by a hyphen or slash, such as Essex/Kent, may be found apart.
        for word in (wording.sought if wording.meanings else wording.name.split())
    )


def alternatives(phrases: list[str]) -> str:
    """One of several phrases."""
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def also_meant(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The other names in a text, as they are written, with what is looked for as well."""
    return meant(text, vocabulary, is_force=False)


def forces_meant(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The other names of forces in a text, with the force that is looked for instead."""
    return meant(text, vocabulary, is_force=True)


def meant(text: str, vocabulary: Vocabulary, is_force: bool) -> list[tuple[str, str]]:
    """Other names in a text with what they mean: those of forces alone, or the rest."""
    return [
        (vocabulary.written[known_name(name, vocabulary) or ""], " or ".join(meanings))
        for name, meanings, is_other in wordings(text, vocabulary)
        if meanings and is_other == is_force
    ]


def wordings(text: str, vocabulary: Vocabulary) -> list[Wording]:
    """Each word or phrase in quotes of a text, with what it means too.

    Other names of several words, such as Scotland Yard, are known as one; what stands in quotes
    is looked for as it is. Common words are left out where there are others, and so is the 's of
    Essex's.
    """
    found = [
        SearchWord(plain(written), bool(quoted), written)
        for quoted, word in WORDS.findall(text)
        if plain(written := quoted or without_possessive(word))
    ][:MOST_WORDS]
    taken: list[Wording] = []
    common: list[Wording] = []
    while found:
        length, wording = longest_name(found, vocabulary)
        is_common = wording.name in COMMON and not found[0].is_quoted
        (common if is_common else taken).append(wording)
        found = found[length:]
    return taken or common


def longest_name(found: Sequence[SearchWord], vocabulary: Vocabulary) -> tuple[int, Wording]:
    """Return how many words at the beginning are one other name, and what it means; else one."""
    for size in range(min(LONGEST_NAME, len(found)), 0, -1):
        run = found[:size]
        name = " ".join(word.plain for word in run)
        other = known_name(name, vocabulary)
        if other and not any(word.is_quoted for word in run):
            as_written = " ".join(word.written for word in run)
            is_force = other in vocabulary.force_names and as_written == vocabulary.written[other]
            return size, Wording(name, vocabulary.means[other], is_force)
    return 1, Wording(found[0].plain, [])


def known_name(name: str, vocabulary: Vocabulary) -> str | None:
    """The other name that some words are, in the singular too: AFIs is AFI."""
    return next((n for n in (name, name.removesuffix("s")) if n in vocabulary.means), None)


def spelled_like(text: str, vocabulary: Vocabulary) -> str | None:
    """The text with known words only, each unknown one put right or left out; else None."""
    words = plain(" ".join(map(without_possessive, text.split()))).split()[:MOST_WORDS]
    better: list[str] = []
    for word in words:
        if word in vocabulary.words or word.isdigit():
            better.append(word)
        else:
            better += most_alike(word, vocabulary)
    return " ".join(better) if better and better != words else None


def most_alike(word: str, vocabulary: Vocabulary) -> list[str]:
    """The known word that an unknown one is most like, a word of a force's name first; or none."""
    begun = sorted(name for name in vocabulary.forces if len(word) > 3 and name.startswith(word))
    if begun:
        return begun[:1]
    like = {
        *difflib.get_close_matches(word, vocabulary.words, 3, 0.75),
        *difflib.get_close_matches(word, vocabulary.forces, 1, 0.75),
    }

    def likeness(other: str) -> tuple[float, str]:
        ratio = difflib.SequenceMatcher(None, other, word).ratio()
        return ratio + FORCE_FIRST * (other in vocabulary.forces), other

    return sorted(like, key=likeness)[-1:]


def without_possessive(word: str) -> str:
    """A word without the ending of Essex's or forces'."""
    return re.sub("['’]s?$", "", word)


def year_of(text: str) -> str:
    """The first year in a text, or empty text."""
    found = re.search(r"\b20\d\d\b", text)
    return found[0] if found else ""


def plain(text: str) -> str:
    """The words of a text in lower case, with one space between them: 24.5 is 24 5."""
    return " ".join(re.findall(r"\w+", text.lower()))
