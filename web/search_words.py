"""The words of a reader as SQLite's full-text search takes them: no word of them is syntax.

An abbreviation or another name (Met, AFI) is looked for as written and by what it means.
"""

from __future__ import annotations

import difflib
import re

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


class Vocabulary:
    """What the search knows of words: what they mean, how they are written, which there are."""

    def __init__(self) -> None:
        self.means: dict[str, list[str]] = {}
        self.written: dict[str, str] = {}
        self.words: set[str] = set()
        self.forces: set[str] = set()


def match_all(text: str, vocabulary: Vocabulary | None = None) -> str:
    """Every word and every phrase in quotes must be there; empty where there is no word."""
    return " AND ".join(
        alternatives([f'"{plain(word)}"' for word in words])
        for words in wordings(text, vocabulary or Vocabulary())
    )


def match_any(text: str, vocabulary: Vocabulary | None = None) -> str:
    """Words of which one is enough, or the beginnings of words."""
    return " OR ".join(
        f'"{plain(word)}"*'
        for words in wordings(text, vocabulary or Vocabulary())
        # Words joined by a hyphen or slash, such as Essex/Kent, may be found apart.
        for word in (words if len(words) > 1 else words[0].split())
    )


def alternatives(phrases: list[str]) -> str:
    """One of several phrases."""
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def also_meant(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The other names in a text, as they are written, with what is looked for as well."""
    return [
        (vocabulary.written[known_name(words[0], vocabulary) or ""], " or ".join(words[1:]))
        for words in wordings(text, vocabulary)
        if len(words) > 1
    ]


def wordings(text: str, vocabulary: Vocabulary) -> list[list[str]]:
    """Each word or phrase in quotes of a text, first as written, then what it means too.

    Other names of several words, such as Scotland Yard, are known as one; what stands in quotes
    is looked for as it is. Common words are left out where there are others, and so is the 's of
    Essex's.
    """
    found = [
        (plain(quoted or without_possessive(word)), bool(quoted))
        for quoted, word in WORDS.findall(text)
    ]
    found = [(word, is_quoted) for word, is_quoted in found if word][:MOST_WORDS]
    taken: list[list[str]] = []
    common: list[list[str]] = []
    start = 0
    while start < len(found):
        length = 1
        meanings: list[str] = []
        for size in range(min(LONGEST_NAME, len(found) - start), 0, -1):
            run = found[start : start + size]
            name = " ".join(word for word, _ in run)
            other = known_name(name, vocabulary)
            if other and not any(is_quoted for _, is_quoted in run):
                length, meanings = size, vocabulary.means[other]
                break
        name = " ".join(word for word, _ in found[start : start + length])
        is_common = name in COMMON and not found[start][1]
        (common if is_common else taken).append([name, *meanings])
        start += length
    return taken or common


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
