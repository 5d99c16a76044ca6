"""By when a report wants a thing done: only in words that govern what is asked.

An item may name other times: by when an officer fills in a form, by when cases were opened.
Such words are no deadline; where they could be one, they are given back as doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from openpeel.loaders.months import MONTH_NUMBER
from openpeel.loaders.report.structure.numbers import MONTH, WORD

NOW = r"(?:[Ii]mmediately|[Ww]ith immediate effect)"
WHEN = re.compile(
    rf"\b(?:(?P<now>{NOW})"
    r"|(?:[Bb]y|[Bb]efore|(?:[Nn]o|[Nn]ot) later than) (?:the end of )?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{MONTH}),? (?P<year>20\d\d)"
    r"|[Bb]y (?:the end of |[a-z]+ )?20\d\d"
    rf"|[Ww]ithin (?:the next )?(?:an?|\d+|{WORD}) (?:working )?"
    r"(?:months?|years?|(?P<short>days?|weeks?)))"
    r"(?!\w)"
)
# Words between *should* and a time that make it the time of something else.
OTHERWISE = re.compile(
    r"\b(?:that|which|who|whose|whether|when|where|while|if|because|since|as|until|after"
    r"|before|so|officers?|staff|victims?|suspects?|offenders?|partners?)\b"
)
# A word such as *opened* before a time: what was opened by then, not what is to be done.
DONE = re.compile(
    r"\b(?:\w+ed|made|given|taken|set|held|seen|begun|done|found|left|sent|met|kept|put|built"
    r"|led|known|written|shown|brought|lost|paid|due|open|outstanding|overdue) $"
)
GAP = re.compile(r"[, ]*(?:(?:and|also|take|steps) )*")


@dataclass(frozen=True)
class Deadline:
    """A deadline as worded, and the day, month or none that it names."""

    words: str
    day: str | None

    def is_after(self, published: str) -> bool:
        """Whether it is later than the report, or names no day."""
        return self.day is None or self.day >= published[: len(self.day)]


def find_deadline(
    lead: str, said: str, demand: re.Pattern[str], published: str
) -> tuple[Deadline | None, list[str]]:
    """Return the deadline of an item, and the words of time in it that may be another.

    Args:
        lead: words that lead in to the item, or to its parts.
        said: the item itself.
        demand: who has to do something, and *should* or the like.
        published: the day of the report; nothing has to be done before.
    """
    found: dict[str, Deadline] = {}
    doubtful: list[str] = []
    for sentence in sentences_of(lead, said):
        for match in WHEN.finditer(sentence):
            deadline = read_deadline(match)
            if deadline and deadline.is_after(published) and governs(sentence, match, demand):
                found.setdefault(match[0], deadline)
            elif not match["now"]:
                doubtful.append(match[0])
    if len(found) > 1:
        return None, [*found, *doubtful]
    return next(iter(found.values()), None), doubtful


def sentences_of(lead: str, said: str) -> Iterator[str]:
    """Yield the sentences of an item; its lead goes before the first."""
    text = f"{lead} {said}" if lead else said
    yield from re.split(r"(?<=[.?!]) (?=[A-Z])", text)


def governs(sentence: str, when: re.Match[str], demand: re.Pattern[str]) -> bool:
    """Whether a time is that by which the force has to do what a sentence asks."""
    asked = demand.search(sentence)
    if asked is None:
        return False
    if when.end() <= asked.start():
        return when.start() == 0 and not re.search(r"[.;:]", sentence[: asked.start()])
    between = sentence[asked.end() : when.start()]
    if GAP.fullmatch(between):
        return True
    ends = re.match(r"[.;:]|$", sentence[when.end() :])
    other = OTHERWISE.search(between) or DONE.search(between)
    # Within so many days is more often how soon something has to be done each time.
    return bool(ends and not other and not when["now"] and not when["short"])


def read_deadline(match: re.Match[str]) -> Deadline | None:
    """Return what words of time say; None for a day that no calendar has."""
    if not match["month"]:
        return Deadline(match[0], None)
    month = f"{match['year']}-{MONTH_NUMBER[match['month']]}"
    if not match["day"]:
        return Deadline(match[0], month)
    try:
        return Deadline(match[0], str(date.fromisoformat(f"{month}-{int(match['day']):02}")))
    except ValueError:
        return None
