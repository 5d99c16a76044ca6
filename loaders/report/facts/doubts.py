"""Reasons not to take a value from a sentence that looks like a known one.

A pattern knows some words of a sentence. The others may turn its sense: *none of the 40 were*,
*in 2014/15*, *Kent Police made*. Each such word that the pattern does not itself contain is a
doubt; a sentence with a doubt is reported and gives no value. Better no value than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from openpeel.loaders.report.facts.named_times import KnownPeriods, date_doubts, has_date
from openpeel.loaders.report.structure.names import AREA, FORCE
from openpeel.loaders.report.structure.numbers import DATE, NUMBER

ENDS = re.compile(
    rf"[.?!]\d{{0,2}}(?:,\d{{1,2}})?[’”)]{{0,2}} +"
    rf"(?=[A-Z\d‘“•{FORCE}{AREA}]|the (?:[{FORCE}{AREA}]|force\b|constabulary\b))"
    r"|[.?!]\d{0,2}(?:,\d{1,2})?[’”)]{0,2}$"
)
# The mark of a bullet or the number of a footnote.
BEGINNING = re.compile(r"(?:• |\d{1,2} )")
HIDDEN = "\0"  # in place of each letter of what the pattern knows
OWN = rf"(?:[Tt]he )?(?:{FORCE}+|{AREA}+|[Ff]orce|[Cc]onstabulary)(?: (?:force )?area)?"
ELSEWHERE = "another place or body"
OWN_NAME = re.compile(f"[{FORCE}{AREA}]")
WORDS_OF_DOUBT = {
    "a negation": (
        r"not|never|no|none|neither|nor|nobody|without|cannot|hardly|barely|scarcely|rarely"
        r"|\w+n[’']t|except(?:ing)?|apart from|fails?|failed|fall(?:s|ing)? short|miss(?:ed|es)?"
        r"|instead|rather than|un(?:true|likely|able)|impossible"
    ),
    "a plan, a wish or a guess": (
        r"would|could|should|might|must|will|shall|may|plan(?:s|ned|ning)?|intend(?:s|ed)?|aim(?:s|ed)?"
        r"|hop(?:es|ed|ing)|expect(?:s|ed|ing)?|targets?|goals?|ambition|forecasts?|predict(?:s|ed)?"
        r"|project(?:s|ed|ion)|propos(?:es|ed|als?)|if|unless|suppos(?:es|ed)|claim(?:s|ed)?"
        r"|alleg(?:es|ed|edly)|wrong(?:ly)?|incorrectly|mistak(?:e|en|enly)|error|believ(?:es|ed)"
        r"|estimat(?:es|ed)|potential|wants? to|wish(?:es|ed)?|due to|about to|capacity|limit"
    ),
    "a part or a share": (
        r"half|halves|third|thirds|quarters?|fifths?|most of|majority|minority|some of|part of"
        r"|few of|many of|proportion of|percentage points?|fraction|out of|alone|one in"
        r"|among(?:st)?|of those|whom|each|every|daily|weekly|monthly|quarterly|yearly|annually"
        r"|an? (?:day|week|month|year)"
        r"|per (?:day|week|month|officer)|average of|another|further|additional|extra|remaining"
        r"|first|second|initially|peak|pilot|trial|sample|only in|excluding|division"
        r"|district|borough|town|city|station|team|unit|north|south|east|west|women|men|male|female"
        r"|child(?:ren)?|young|older|aged|adults?|teenagers?|burglary|robbery|rape|sexual|violent"
        r"|violence|hate crime|theft|fraudsters|weekends?|nights?"
    ),
    ELSEWHERE: (
        r"England|Wales|Scotland|[Nn]ational(?:ly)?|[Rr]egion(?:s|al|ally)?|neighbour(?:s|ing)?"
        r"|(?:other|another|all|most|many|some|both|similar|these|those|two|three) forces"
        r"|forces|elsewhere|Border Force|British Transport Police|councils?|partners?|agencies|NHS"
        r"|health service|prosecut(?:ors?|ion)|courts?|prisons?|contractors?|volunteers?"
    ),
}
DOUBTS = {
    reason: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    for reason, words in WORDS_OF_DOUBT.items()
}
NOT_FRAUD = "(excluding fraud)"
# Set aside before doubts are looked for: what a comparison is with, and what changes nothing.
COUNTRY = r"(?:all forces in )?(?:the )?England (?:and|&) Wales"
COMPARED = re.compile(
    rf"\b(?:above|below|than|with|against|to|like|unlike) (?:the )?(?:rate|average|level|figure)?"
    rf" ?(?:for|of|in|across)? ?{COUNTRY}(?: (?:rate|average|level|figure))?"
)
HARMLESS = re.compile(
    rf"(?<!\w)(?:(?:In|Across|Within|For|in|across|within|for|by) {OWN}"
    r"|(?:[Ii]n|[Oo]ver|[Dd]uring|[Ff]or) (?:the|this|that) same (?:period|time|12 months|year)"
    r"|[Aa]t the time of (?:our|the|HMIC[’'‘]s) inspection|[Dd]uring (?:our|the) inspection"
    r"|(?:[Ii]n|[Ff]or|[Oo]ver|[Dd]uring) the (?:12[ -]months?(?: period)?|year)"
    r"(?: period)? (?:to|ending|ended|up to)|[Aa]s at"
    r"|(?:[Ww]e|HMIC) (?:also )?found that|[Ii]n contrast|[Bb]y comparison|[Aa]s a result"
    rf"|(?:{OWN}|[Ii]t) (?:reports?|reported|states|told us|told HMIC|informed us) that"
    rf"|[Aa]ccording to (?:{OWN}|data from {OWN})"
    r"|[Dd]ata [^.;,:]{0,60}?shows? that|(?:more )?recently|[Ii]n addition|[Ii]n total"
    r"|[Ii]n our (?:view|words|assessment)|in terms of outcomes|broadly|slightly"
    r"|[Ff]or all (?:offences|crimes?) recorded)(?!\w)"
)
# Words with which the scope of a sentence begins: they have to be known.
SCOPE = re.compile(
    r"(?:^|, |\bthat )(?:and )?(?:In|At|On|For|During|Among|Of|Within|Across|Under|By|Between|Since"
    r"|After|Before|With|Over|From|As|Following|When|Where|While|If|Unlike|Like|Until|Throughout|To"
    r"|in|at|on|for|during|among|within|across|under|between|since|after|before|over|from|until)"
    r"\s+(?!\0)\w+"
)
PLACE = re.compile(
    r"(?:[Ii]n|[Aa]t|[Aa]cross|[Ff]or|[Bb]y|[Ff]rom) (?:the )?"
    r"(?!HMIC|Annex|Figure|England|Wales)[A-Z][a-z]+"
)
# Words that may stand before what a pattern knows: they leave its sense as it is.
PLAIN = re.compile(
    rf"(?:[\0\s,(–]|[’']s\b|{OWN}|(?<![\w-])(?:however|additionally|moreover|furthermore|overall"
    r"|also|similarly|again|nevertheless|notably|importantly|further|more|the|these|this|an?|when"
    r"|compared|although|with|for|it|they|we|is|are|has|have|had|now|then|and|in line"
    r"|police-recorded|police|recorded|some|there|that)(?!\w)-?)*",
    re.IGNORECASE,
)
# Words further on that take back what was said.
TAKEN_BACK = re.compile(
    r"\b(?:if|unless|except(?:ing)?|excluding|provided that|or so|supposedly|in error|by mistake"
    r"|untrue|incorrect(?:ly)?|wrong(?:ly)?|(?:is|was|were|are) not"
    r" (?:true|right|so|correct|reliable)|none of (?:which|whom|them|these)"
    r"|(?:half|most|many|some|few|\w+ percent) of (?:which|whom|them))\b"
)
# What may stand right before a number that begins a pattern.
BEFORE_NUMBER = re.compile(r"(?:^|[,(–;:]|\bthat|\bonly|\bjust|\ba total of|\0)[\s\0]*$")
# What may follow a pattern: the end of a part of the sentence.
AFTER = re.compile(
    r"\s*(?:$|[.,;:)(]|–|(?:and|but|although|while|whereas|as|because|which|so|since)"
    r" (?:it|its|this|the|these|has|have|had|is|are|was|were|there|reports?|does|did)\b)"
)


@dataclass(frozen=True)
class MatchedPlace:
    """A match in its text: own names are signs, and what the pattern knows is hidden.

    `start` and `end` are those of the match, `first` and `last` those of its sentences.
    """

    text: str
    hidden: str
    start: int
    end: int
    first: int
    last: int

    @property
    def clause(self) -> tuple[int, int]:
        """Where the part of the sentence begins and ends that has the match."""
        before = [m.end() for m in re.finditer(r"[;:] ", self.text[self.first : self.start])]
        after = re.search(r"[;:]\d{0,2}(?: |$)", self.text[self.end : self.last])
        return (
            self.first + before[-1] if before else self.first,
            self.end + after.start() if after else self.last,
        )


def place_of(text: str, match: re.Match[str], footnote: bool) -> MatchedPlace:
    """A match in its sentences, the words of its pattern hidden."""
    beginning = BEGINNING.match(text) if footnote or text.startswith("•") else None
    hidden = list(text)
    hidden[match.start() : match.end()] = HIDDEN * (match.end() - match.start())
    for name in match.groupdict():
        if name.startswith("skip") and match[name] is not None:
            start, end = match.span(name)
            hidden[start:end] = text[start:end]
    ends = [m.end() for m in ENDS.finditer(text) if m.end() <= match.start()]
    following = ENDS.search(text, max(match.end() - 1, 0))
    return MatchedPlace(
        text,
        "".join(hidden),
        match.start(),
        match.end(),
        ends[-1] if ends else beginning.end() if beginning else 0,
        following.start() if following else len(text),
    )


@dataclass(frozen=True)
class KnownValues:
    """What is known of the values that a match gives.

    Attributes:
        first: where the first of them begins.
        begins: whether the pattern begins with it.
        own: whether any is about the force itself.
        country_last: whether the last of them is that of England and Wales.
        periods: the periods that they are about.
        others: the names of all other forces.
        footnote: whether they stand in a footnote.
    """

    first: int
    begins: bool
    own: bool
    country_last: bool
    periods: KnownPeriods
    others: re.Pattern[str]
    footnote: bool


def find_doubts(text: str, match: re.Match[str], about: KnownValues) -> Iterator[str]:
    """Yield each reason not to take the values of a match.

    `text` is the passage, with signs in place of the force's names.
    """
    place = place_of(text, match, about.footnote)
    first, last = place.clause
    before = set_aside(place.hidden[first : place.start])
    # The first value may stand in a later sentence of the match.
    later = bool(ENDS.search(text[place.start : about.first]))
    after = place.hidden[place.end : last]
    skipped = [m[0] for m in re.finditer(r"[^\0]+", place.hidden[place.start : place.end])]
    if not later:
        yield from words_before(before, place, about)
    yield from words_after(after, about.country_last)
    said = f"{text[match.start() : match.end()]}{after}"
    if about.own and about.country_last and not re.search(r"England (?:and|&) Wales", said):
        yield "England and Wales are not named"
    for words in (before, *(set_aside(words) for words in skipped)):
        yield from words_of_doubt(words, about.own)
        number = other_number(words)
        if number and not (later and words is before):
            yield f"another number ({number})"
        if about.own and (other := about.others.search(words)):
            yield f"another force ({other[0]})"
    yield from date_doubts(place.hidden[place.first : place.last], about.periods)
    if about.own:
        yield from sentences_before(place, about)


def set_aside(words: str) -> str:
    """Words without comparisons and what changes nothing."""
    words = COMPARED.sub(HIDDEN, words)
    words = words.replace(NOT_FRAUD, HIDDEN)
    return HARMLESS.sub(lambda m: HIDDEN * len(m[0]), DATE.sub(lambda m: HIDDEN * len(m[0]), words))


def words_of_doubt(words: str, own: bool) -> Iterator[str]:
    """Yield a doubt for each kind of word that turns a sentence; `own`: about the force."""
    for reason, pattern in DOUBTS.items():
        if (own or reason != ELSEWHERE) and (found := pattern.search(words)):
            yield f"{reason} ({found[0]})"


def other_number(words: str) -> str | None:
    """A number that the pattern does not know."""
    for found in NUMBER.finditer(words):
        glued = found.start() > 0 and re.match(r"[A-Za-z.,;:)’”]", words[found.start() - 1])
        if not glued:
            return found[0]
    return None


def words_before(before: str, place: MatchedPlace, about: KnownValues) -> Iterator[str]:
    """Yield doubts about what stands before a match in its clause."""
    if about.begins and not BEFORE_NUMBER.search(before):
        yield f"words before the number ({shown(before)})"
    if not about.own:
        pass
    elif found := SCOPE.search(before):
        yield f"what it is about ({found[0].strip(', ')})"
    elif found := PLACE.search(before):
        yield f"a place ({found[0]})"
    elif unknown := PLAIN.sub("", before, count=1):
        yield f"words before it ({shown(unknown)})"
    subject = re.search(r"\b(of|in|at|from|with|by|to|than|near|like|unlike|and|or|not) $", before)
    if subject and re.match(OWN, place.text[place.start :]):
        yield f"what is said of the force is said of something else ({subject[1]})"
    joined = re.search(r"[\w£$€/+−-]$", before)
    if about.begins and joined:
        yield f"a sign before the number ({joined[0]})"


def words_after(after: str, country: bool) -> Iterator[str]:
    """Yield doubts about what follows a match in its clause."""
    harmless = harmless_after(country)
    rest = after
    while found := harmless.match(rest):
        rest = rest[found.end() :]
    if not AFTER.match(rest):
        yield f"words after it ({shown(rest)})"
    elif found := TAKEN_BACK.search(rest.replace(NOT_FRAUD, "")):
        yield f"words that take it back ({found[0]})"


@lru_cache
def harmless_after(country: bool) -> re.Pattern[str]:
    """What may follow a value of the force, or of England and Wales."""
    where = (
        rf"(?:across|for|in|of) {COUNTRY}(?: as a whole)?"
        if country
        else (rf"(?:in|across|for|by) {OWN}|in (?:their|the local) area")
    )
    return re.compile(
        rf"\s*(?:{where}|as a whole|(?:in|over|during|for) the same (?:period|time|12 months|year)"
        r"|(?:in|over|during|for) (?:that|this) (?:period|year)"
        r"|(?:in|over|during|for) the (?:12[ -]months?(?: period)?|year)(?: period)?"
        r" (?:to|ending|ended) (?:\d{1,2} )?[A-Z][a-z]+ \d{4}"
        r"|(?:(?:per|of) )?(?:the |its )?(?:1,000 )?population|per head(?: of population)?"
        r"|at the time of (?:our|the|HMIC[’'‘]s) inspection|during (?:our|the) inspection)(?!\w)"
    )


def sentences_before(place: MatchedPlace, about: KnownValues) -> Iterator[str]:
    """Yield doubts of the sentences before, where this one leaves open what it is about."""
    earlier = place.text[: place.first].rstrip()
    cuts = [0, *(m.end() for m in ENDS.finditer(earlier)), len(earlier)]
    sentences = [earlier[a:b] for a, b in zip(cuts, cuts[1:], strict=False) if a < b]
    if not sentences:
        return
    mine = place.text[place.first : place.last]
    other = about.others.search(sentences[-1])
    if other and not OWN_NAME.search(mine) and not OWN_NAME.search(sentences[-1]):
        yield f"the sentence before is about another force ({other[0]})"
    dated = next((s for s in reversed(sentences) if has_date(s)), None)
    if dated and not has_date(mine) and not about.periods.named_in(dated):
        yield f"a sentence before names another time ({has_date(dated)})"


def shown(words: str) -> str:
    """Words as a reason shows them, without what is hidden."""
    visible = " ".join(re.sub(r"[\0]+", " … ", words).split())
    return visible[-40:].strip() or "nothing"
