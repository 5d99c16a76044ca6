"""How the wording of a report is described in data: patterns of words, with places to fill.

A pattern is text in which

* `*` stands for words left out, `**` for words that may run on into the next sentence,
* `[…]` encloses what may be missing and `<…|…>` what may read one way or the other,
* `{force}` is the force by its name, `{area}` its area, `{they}` the force however it is called,
  `{place}` the area or the force,
* `{name:kind}` stands for something to be read, of one of the kinds below.

Apostrophes and quotation marks may be of any shape, and the mark of a footnote may hang on
any word. Words that reports use for each other (`SAME_WORDS`) fit each other. Patterns carry no
more of a report's wording than it takes to know a sentence.

A pattern that speaks of the force fits a text in which signs stand for its names (`names.py`),
and so the reports of every force: it is compiled once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from openpeel.loaders.report.structure.names import AREA, FORCE
from openpeel.loaders.report.structure.numbers import DIGITS, MONTH, WORD, value_of

TOKEN = re.compile(
    r"(?P<slot>\{(?P<name>\w+)(?::(?P<kind>\w+))?\})|(?P<sign>\*\*|[*\[\]<|>])|(?P<space>\s+)"
    r"|(?P<text>[^\s*\[\]<|>{}]+)"
)
KEY_WORD = "[a-z-]{4,}"
QUOTE = "['‘’\"“”]"
# A note's number hangs on the end of a word or stop, without a space.
MARK = r"(?:(?<=[A-Za-z.,;:)’”])\d{1,2}(?:,\d{1,2})?(?!\d))?"
# Words of one sentence, and of two.
WITHIN = rf"(?:(?![.?!]\d{{0,2}} +[A-Z‘“{FORCE}{AREA}]).){{0,300}}?"
ACROSS = r".{0,400}?"

# Words before a number that say how exact it is; the table `observation` lists them.
QUALIFIERS = (
    "about", "almost", "an estimated", "approximately", "around", "as few as", "as many as",
    "at least", "at most", "close to", "fewer than", "in excess of", "just over", "just under",
    "less than", "more than", "nearly", "no fewer than", "no less than", "no more than", "over",
    "roughly", "slightly over", "slightly under", "some", "under", "up to", "well over",
    "well under",
)  # fmt: skip
QUALIFIER = "|".join(sorted(QUALIFIERS, key=len, reverse=True))
NUMBER = rf"(?:(?<![\d.,])(?:{DIGITS})(?!\d|[.,]\d)|\b(?:{WORD})\b(?!-))"
UP = r"increased?|increases|rise|risen|rose|more|higher|up|growth|grown"
DOWN = r"decreased?|decreases|fall|fallen|fell|fewer|lower|down|reduction|reduced|drop(?:ped)?"
SAME = r"no change|(?:not|n.t) changed?|unchanged|(?:remained|stayed) (?:stable|the same|level)"
UNIT = r"(?:percent|per cent)\b"
CHANGE = (
    rf"(?:(?:an? )?(?:{UP}|{DOWN}) (?:of|by) (?:(?:{QUALIFIER}) )?{NUMBER} {UNIT}"
    rf"|(?:(?:{QUALIFIER}) )?{NUMBER} {UNIT} (?:{UP}|{DOWN})|(?:{SAME}))"
)
GRADE = r"(?:is|was) (?:outstanding|good|adequate|inadequate)|requires? improvement"
DAY = rf"(?:\d{{1,2}} )?(?:{MONTH}) 20\d\d"
KINDS = {
    # A number, with the word that makes it approximate.
    "number": rf"(?:(?:{QUALIFIER}) )?{NUMBER}",
    # A rise, a fall or no change, in percent.
    "change": CHANGE,
    # A lowest and a highest number.
    "range": rf"(?:(?:between|from) )?{NUMBER}(?: {UNIT})? (?:and|to) {NUMBER}",
    # Words that go into a note.
    "words": WITHIN,
    # Nothing: the report gives no number here, and the value is missing.
    "none": "",
    # What a force is at something, and a day or month.
    "grade": GRADE,
    "date": DAY,
}


@dataclass(frozen=True)
class Reading:
    """What stood in a slot: a number as printed and as a value, or nothing.

    `start` is the place of the printed number in the text that was read, `start_high`
    that of the upper end of a range.
    """

    printed: str | None = None
    value: float | None = None
    high: float | None = None
    decimals: int | None = None
    qualifier: str | None = None
    start: int = 0
    start_high: int | None = None


# The names that patterns speak of, in a text with signs for them.
THE_FORCE = r"[Tt]he (?:force|constabulary)(?: area)?"
CALLED = rf"(?:[Tt]he )?{FORCE}+"
LIES_IN = rf"(?:[Tt]he )?{AREA}+(?: (?:force )?area)?"
NAMES = {
    "force": CALLED,
    "area": LIES_IN,
    "they": rf"{CALLED}|{THE_FORCE}",
    "place": rf"{CALLED}(?: area)?|{THE_FORCE}|{LIES_IN}",
}
# Words that reports use for each other.
SAME_WORDS = {
    "rate": "(?:rate|average)",
    "average": "(?:rate|average)",
    "percent": "(?:percent|per cent)",
    "month": r"months?(?: period)?",
    "months": r"months?(?: period)?",
}


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str, across: str = ACROSS, within: str = WITHIN) -> re.Pattern[str]:
    """A pattern as a regular expression whose groups are its slots.

    Args:
        pattern: text as above.
        across: what `**` stands for.
        within: what `*` stands for.

    Raises:
        ValueError: a bracket that is not closed, or a kind or name that is not known.
    """
    signs = {"[": "(?:", "]": ")?", "<": "(?:", "|": "|", ">": ")"}
    parts: list[str] = []
    skipped = 0
    begun = False
    at = 0
    for match in TOKEN.finditer(pattern):
        if match.start() != at:
            raise ValueError(f"not understood: {pattern[at : match.start()]!r}")
        at = match.end()
        if match["slot"]:
            parts.append(slot(match["name"], match["kind"]))
        elif match["sign"] in ("*", "**"):
            skipped += 1
            parts.append(f"(?P<skip{skipped}>{within if match['sign'] == '*' else across})")
        elif match["sign"]:
            parts.append(signs[match["sign"]])
        elif match["space"]:
            # 12 months and 12-month alike.
            parts.append((r"[\s-]+" if parts[-1][-1].isdigit() else r"\s+") if parts else "")
        else:
            # What words left out end with is no part of the next word: dis|satisfied.
            whole = r"(?<!\w)" if parts and parts[-1].startswith("(?P<skip") else ""
            text = words(match["text"])
            parts.append((whole if match["text"][0].isalnum() else "") + text)
            if not begun:
                parts[-1] = at_beginning(text)
        begun = begun or bool(match["text"] or match["slot"])
    if at != len(pattern):
        raise ValueError(f"not understood: {pattern[at:]!r}")
    try:
        return re.compile("".join(parts))
    except re.error as error:
        raise ValueError(f"{error} in {pattern!r}") from error


def at_beginning(words: str) -> str:
    """The first words of a pattern: whole, and with a capital where a sentence may begin so."""
    first = words[0]
    either = f"[{first}{first.upper()}]{words[1:]}" if first.islower() else words
    return rf"(?<!\w){either}" if first.isalnum() else either


def names_force(pattern: str) -> bool:
    """Whether a pattern speaks of the force, and so needs a text with signs for its names."""
    return any(match["slot"] and not match["kind"] for match in TOKEN.finditer(pattern))


def slot(name: str, kind: str | None) -> str:
    """A slot as a regular expression: a name, or something to be read."""
    if kind is None:
        if name not in NAMES:
            raise ValueError(f"no name is known for {{{name}}}")
        return f"(?:{NAMES[name]}){MARK}"
    if kind not in KINDS:
        raise ValueError(f"no kind of value is called {kind!r}")
    return f"(?P<{name}>(?i:{KINDS[kind]}))"


def words(text: str) -> str:
    """Words to be found as they are, but for quotation marks and the marks of footnotes."""
    if text in "-–—":
        return "[-–—]"
    if text in SAME_WORDS:
        return SAME_WORDS[text] + MARK
    escaped = re.sub(QUOTE, lambda _: QUOTE, re.escape(text))
    return escaped + (MARK if re.search(r"[A-Za-z.,;:)’”]$", text) else "")


def slots(pattern: str) -> dict[str, str]:
    """The slots of a pattern that are to be read, and their kinds."""
    return {m["name"]: m["kind"] for m in TOKEN.finditer(pattern) if m["kind"]}


def words_always_there(pattern: str) -> Iterator[re.Match[str]]:
    """Yield the words of a pattern that may neither be missing nor read another way."""
    depth = 0
    for match in TOKEN.finditer(pattern):
        depth += {"[": 1, "<": 1, "]": -1, ">": -1}.get(match["sign"] or "", 0)
        if match["text"] and depth == 0:
            yield match


def anchors(pattern: str) -> tuple[str, ...]:
    """The words that every text has that the pattern fits, as they stand there; longest first."""
    first = next((m.start() for m in TOKEN.finditer(pattern) if m["text"] or m["slot"]), 0)
    found: dict[str, None] = {}
    for match in words_always_there(pattern):
        text = match["text"]
        if text not in SAME_WORDS and re.fullmatch(r"[\w,.;]+", text):
            # The first letter of all may be a capital in the text.
            found[text[1:] if match.start() == first else text] = None
    return tuple(sorted(filter(None, found), key=len, reverse=True))


# Words that tell no sentence from another.
COMMON = frozenset(
    (
        "also", "been", "force", "forces", "from", "have", "into", "over", "percent", "police",
        "than", "that", "their", "there", "this", "were", "when", "which", "with",
    )
)  # fmt: skip


def key_words(pattern: str) -> frozenset[str]:
    """The longer words that every text has that a pattern fits, in small letters."""
    texts = (match["text"].lower() for match in words_always_there(pattern))
    return frozenset(word for text in texts for word in re.findall(KEY_WORD, text)) - COMMON


def read_phrase(kind: str, phrase: str, start: int) -> Reading:
    """What a phrase that stood in a slot says.

    Args:
        kind: the slot's kind.
        phrase: the words that stood there.
        start: the place of the phrase in its text.
    """
    if kind in ("none", "words"):
        return Reading(start=start)
    if kind == "range":
        return read_range(phrase, start)
    found = re.search(NUMBER, phrase, re.IGNORECASE)
    if found is None:  # no change
        return Reading(phrase, 0.0, decimals=0, start=start)
    printed = found[0]
    qualifier = re.search(rf"\b({QUALIFIER}) $", phrase[: found.start()], re.IGNORECASE)
    value = value_of(printed)
    if kind == "change" and re.search(rf"\b(?:{DOWN})\b", phrase, re.IGNORECASE):
        value = -value if value else value
    return Reading(
        printed,
        value,
        decimals=decimals_of(printed),
        qualifier=qualifier[1].lower() if qualifier else None,
        start=start + found.start(),
    )


def read_range(phrase: str, start: int) -> Reading:
    """A lowest and a highest number; as printed without the unit between them."""
    low, high = re.finditer(NUMBER, phrase, re.IGNORECASE)
    printed = re.sub(rf" {UNIT}|^from ", "", phrase)
    return Reading(
        printed,
        value_of(low[0]),
        value_of(high[0]),
        max(decimals_of(low[0]), decimals_of(high[0])),
        start=start + low.start(),
        start_high=start + high.start(),
    )


def decimals_of(printed: str) -> int:
    """How many digits stand behind the point."""
    return len(printed.partition(".")[2])
