"""Which times a sentence names, and whether its values are known to be about these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpeel.loaders.months import MONTH_NUMBER
from openpeel.loaders.report.structure.numbers import MONTH, WORD

DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{MONTH}),? (?P<year>(?:19|20)\d\d)"
)
YEARS = re.compile(r"\b((?:19|20)\d\d) ?[/–-] ?(\d\d(?:\d\d)?)\b")
YEAR = re.compile(r"\b(?:19|20)\d\d(?=\b|\d{2}\b)")
MONTH_ALONE = re.compile(rf"\b(?:{MONTH})\b(?!,? (?:19|20)\d\d)")
RELATIVE = re.compile(
    r"\b(?:[Ll]ast|[Pp]revious|[Pp]ast|[Pp]receding|[Pp]rior|[Nn]ext"
    r"|[Cc]oming|[Ee]arlier|[Ee]arly|[Ll]ate"
    r"|[Rr]ecent) (?:\w+ )?"
    r"(?:years?|months?|quarters?|weeks?|decades?|summer|spring|autumn|winter|inspections?)\b"
    r"|\byears? (?:before|earlier|ago)\b|\b[Pp]reviously\b|\b[Ff]ormerly\b|\b[Hh]istorically\b"
    r"|\b[Ss]o far\b|\b[Tt]o date\b|\b[Ss]ince\b|\b[Uu]ntil\b|\b[Aa]t one time\b|\b[Ii]n the past\b"
    r"|\b[Tt]h(?:is|at) (?:year|month|quarter)\b"
    r"|\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|Christmas)\b"
    r"|\bby the end of\b|\bonce\b|\bused to\b|\byesterday\b|\btoday\b"
)
LENGTH = re.compile(
    rf"\b(?P<count>an?|half an?|\d+|{WORD}|several|few)[ -]"
    r"(?P<unit>day|week|month|quarter|year)s?\b(?! old)",
    re.IGNORECASE,
)
Span = tuple[str | None, str | None]
# How a date is named that ends a span of time, and one that is a day.
ENDS_SPAN = re.compile(
    r"(?:12[ -]months?(?: period)?|year|period) (?:to|ending|ended|end|up to)(?: and including)? $"
)
COMPARED_WITH = re.compile(r"\b(?:compared (?:with|to)|than|against|from)\b[^.;,]{0,40}$")
IS_DAY = re.compile(r"(?:[Aa]s at|[Aa]s of|[Aa]t|[Oo]n) $")


@dataclass(frozen=True)
class KnownPeriods:
    """The periods that the values of a sentence are about.

    Attributes:
        spans: first and last day of each; equal for a day.
        baselines: the spans that values are compared with.
        undated: whether a value is about no given time but that of the inspection.
        fieldwork: first and last month of the inspection.
    """

    spans: frozenset[tuple[str, str]]
    baselines: frozenset[tuple[str, str]]
    undated: bool
    fieldwork: tuple[str, str]

    def fits(self, day: re.Match[str], before: str) -> bool:
        """Whether a date, with the words before it, is one of the periods."""
        month = f"{day['year']}-{MONTH_NUMBER[day['month']]}"
        whole = f"{month}-{int(day['day']):02}" if day["day"] else month
        if self.undated and self.fieldwork[0] <= month <= self.fieldwork[1]:
            return True
        compared = COMPARED_WITH.search(before)
        for start, end in self.baselines if compared else self.spans:
            if start == end and end.startswith(whole) and IS_DAY.search(before):
                return True
            if start != end and end.startswith(whole) and ENDS_SPAN.search(before):
                return True
        return False

    def named_in(self, text: str) -> bool:
        """Whether a text names a month in which one of the periods begins or ends."""
        months = {day[:7] for span in self.spans | self.baselines for day in span}
        named = {f"{day['year']}-{MONTH_NUMBER[day['month']]}" for day in DAY.finditer(text)}
        return bool(named & months) or (self.undated and self.fieldwork[0][:4] in text)


def periods_of(spans: Iterable[Span], baselines: Iterable[Span], fieldwork: Span) -> KnownPeriods:
    """The periods of some values; one without a first day is about the time of the inspection."""
    found = list(spans)
    dated = {(start, end) for start, end in found if start and end}
    latest = max((end for _, end in dated), default="")
    now = {span for span in dated if span[1] == latest}
    before = {(start, end) for start, end in baselines if start and end} | (dated - now)
    return KnownPeriods(
        frozenset(now),
        frozenset(before),
        any(start is None for start, _ in found),
        (str(fieldwork[0])[:7], str(fieldwork[1])[:7]),
    )


def has_date(text: str) -> str | None:
    """The first date or year that a text names, if any."""
    found = DAY.search(text) or YEARS.search(text) or YEAR.search(text)
    return found[0] if found else None


def date_doubts(hidden: str, periods: KnownPeriods) -> Iterator[str]:
    """Yield each time that a sentence names, beyond its known words, and that is another one.

    `hidden` is the sentence with its known words hidden.
    """
    rest = list(hidden)
    for day in DAY.finditer(hidden):
        rest[day.start() : day.end()] = "\0" * len(day[0])
        if not periods.fits(day, hidden[: day.start()]):
            yield f"another time ({day[0]})"
    left = "".join(rest)
    for years in YEARS.finditer(left):
        start, end = f"{years[1]}-04-01", f"{int(years[1]) + 1}-03-31"
        if (start, end) not in periods.spans or years[2][-2:] != end[2:4]:
            yield f"another time ({years[0]})"
    left = YEARS.sub("\0", left)
    for year in YEAR.finditer(left):
        if not (periods.undated and year[0] == periods.fieldwork[0][:4]):
            yield f"another time ({year[0]})"
    for pattern in (MONTH_ALONE, RELATIVE):
        if found := pattern.search(left):
            yield f"another time ({found[0]})"
    for length in LENGTH.finditer(left):
        count, unit = length["count"].lower(), length["unit"].lower()
        if (count, unit) not in {("12", "month"), ("twelve", "month")}:
            yield f"another length of time ({length[0]})"
