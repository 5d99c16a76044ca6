"""The sentences that stand in every report of a kind, read for the values that they state."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from openpeel.loaders.report.facts.doubts import ENDS, KnownValues, find_doubts
from openpeel.loaders.report.facts.named_times import periods_of
from openpeel.loaders.report.kind import (
    Force,
    KnownSentence,
    ReportKind,
    ValueRule,
)
from openpeel.loaders.report.structure.passages import Passage
from openpeel.loaders.report.structure.patterns import KEY_WORD, Reading, read_phrase

NOT_GIVEN = re.compile(
    r"\b(?:not able|unable) to (?:provide|supply|submit|give|send)\b"
    r"|\b(?:could|did|does|do|can) not (?:provide|supply|submit)\b"
)
MOST = 0.75  # of the words of a sentence: so many make another one like it
DATA = re.compile(
    r"\b(?:data|figures|information|statistics|numbers?|rates?|incidents|offences|arrests?|notices)\b"
)
KEY_WORDS = re.compile(KEY_WORD)
COUNTRY = "england-and-wales"
READ = ("paragraph", "bullet", "footnote", "note")


@dataclass(frozen=True)
class Statement:
    """A value as a sentence states it: what, in which passage, in which words."""

    sentence: str
    rule: ValueRule
    reading: Reading
    passage: Passage
    note: str | None
    # From where to where the sentence was read.
    span: tuple[int, int]

    @property
    def page(self) -> int:
        """The page that the number stands on."""
        return self.passage.page_at(self.reading.start)


@dataclass(frozen=True)
class Refusal:
    """A place that reads like a known sentence and gives no value, and why."""

    sentence: str
    label: str
    passage: Passage
    span: tuple[int, int]
    reasons: tuple[str, ...]


def find_statements(
    passages: Sequence[Passage],
    kind: ReportKind,
    force: Force,
    sections: Collection[str],
) -> Iterator[Statement | Refusal]:
    """Every value that a known sentence states, sentence by sentence, and what was refused.

    Where several ways of reading a sentence fit the same words, the first one counts. A sentence
    is looked for in its section, or everywhere if the report does not have that section.
    """
    texts = [
        (passage, passage.text, force.names.marked(passage.text))
        for passage in passages
        if passage.kind in READ
    ]
    others = kind.other_forces(force)
    whole = "\n".join(text for _, text, _ in texts)
    for sentence in kind.sentences:
        possible = [pattern for pattern in sentence.compiled if pattern.may_fit(whole)]
        if not possible:
            continue
        reader = SentenceReader(sentence, kind, force, others)
        for passage, text, marked in texts:
            if sentence.section in sections and passage.section != sentence.section:
                continue
            if any(pattern.may_fit(text) for pattern in possible):
                yield from reader.read(passage, marked)


class ReadPlaces:
    """The places of a report that were read, or refused with a reason."""

    def __init__(self) -> None:
        self.spans: dict[int, list[tuple[int, int]]] = {}

    def add(self, one: Statement | Refusal) -> None:
        """Remember a place."""
        self.spans.setdefault(id(one.passage), []).append(one.span)

    def has(self, passage: Passage, start: int, end: int) -> bool:
        """Whether any words of a place were read."""
        return any(a < end and start < b for a, b in self.spans.get(id(passage), []))


def unread_gaps(
    passages: Sequence[Passage], read: ReadPlaces
) -> Iterator[tuple[Passage, re.Match[str]]]:
    """Yield each place that says that something could not be provided, and was not read."""
    for passage in passages:
        for match in NOT_GIVEN.finditer(passage.text) if passage.kind in READ else ():
            if not read.has(passage, *match.span()):
                yield passage, match


@dataclass(frozen=True)
class CutPassage:
    """A passage cut into sentences: where each begins, the end, and the longer words of each."""

    passage: Passage
    cuts: list[int]
    words: list[set[str]]


def cut_passages(passages: Sequence[Passage]) -> list[CutPassage]:
    """The passages that sentences are looked for in, cut into sentences."""
    found = []
    for passage in passages:
        if passage.kind in READ:
            text = passage.text
            cuts = [0, *(match.end() for match in ENDS.finditer(text)), len(text)]
            words = [
                set(KEY_WORDS.findall(text[start:end].lower()))
                for start, end in zip(cuts, cuts[1:], strict=False)
            ]
            found.append(CutPassage(passage, cuts, words))
    return found


def like_sentence(
    sentence: KnownSentence, passages: Sequence[CutPassage], sections: Collection[str]
) -> Iterator[tuple[Passage, int, int]]:
    """Yield each place that has most of the words of a sentence which was not found."""
    in_section = sentence.section in sections
    for cut in passages:
        if in_section and cut.passage.section != sentence.section:
            continue
        for index, start in enumerate(cut.cuts[:-1]):
            for keys, count in sentence.keys:
                words = cut.words[index]
                if count > 1:
                    words = words.union(*cut.words[index + 1 : index + count])
                if len(keys & words) >= MOST * len(keys):
                    yield cut.passage, start, cut.cuts[min(index + count, len(cut.cuts) - 1)]
                    break


class SentenceReader:
    """Reads one known sentence in a passage."""

    def __init__(
        self, sentence: KnownSentence, kind: ReportKind, force: Force, others: re.Pattern[str]
    ) -> None:
        self.sentence = sentence
        self.kind = kind
        self.force = force
        self.others = others

    def read(self, passage: Passage, marked: str) -> Iterator[Statement | Refusal]:
        """Yield what the passage states, or why it was refused.

        `marked` is its text with signs in place of the force's names.
        """
        text = passage.text
        taken: list[tuple[int, int]] = []
        for pattern in self.sentence.compiled:
            if not pattern.may_fit(text):
                continue
            for match in pattern.expression.finditer(marked if pattern.names_force else text):
                span = match.span()
                if any(span[0] < end and start < span[1] for start, end in taken):
                    continue
                taken.append(span)
                found = list(statements(self.sentence, match, pattern.slots, passage, self.force))
                reasons = tuple(dict.fromkeys(self.doubts(match, found, passage, marked)))
                if reasons:
                    yield Refusal(self.sentence.id, self.sentence.label, passage, span, reasons)
                else:
                    yield from found

    def doubts(
        self,
        match: re.Match[str],
        found: Sequence[Statement],
        passage: Passage,
        marked: str,
    ) -> Iterator[str]:
        """Yield each reason not to take what a match states."""
        read = {
            statement.rule.slot: statement.rule
            for statement in found
            if statement.rule.missing_reason is None
        }
        start = min(map(match.start, read), default=match.start())
        last = max(read, key=match.start, default=None)
        areas = {statement.rule.area_id for statement in found}
        periods = periods_of(
            [(one.rule.period_start, one.rule.period_end) for one in found],
            [(one.rule.baseline_start, one.rule.baseline_end) for one in found],
            (self.kind.fieldwork_start, self.kind.fieldwork_end),
        )
        about = KnownValues(
            first=start,
            begins=bool(read) and start == match.start(),
            own=None in areas,
            country_last=last is not None and read[last].area_id == COUNTRY,
            periods=periods,
            others=self.others,
            footnote=passage.footnote is not None,
        )
        yield from find_doubts(marked, match, about)
        missing = any(one.rule.missing_reason == "not-supplied" for one in found)
        if missing and not DATA.search(match[0]):
            yield "no data are named"


def statements(
    sentence: KnownSentence,
    match: re.Match[str],
    kinds: dict[str, str],
    passage: Passage,
    force: Force,
) -> Iterator[Statement]:
    """What one place states: a value for each slot that the words there fill."""
    # The words as they are, not with signs in them.
    phrases = {
        name: passage.text[match.start(name) : match.end(name)]
        for name in kinds
        if match[name] is not None
    }
    readings = {
        name: read_phrase(kinds[name], phrase, match.start(name))
        for name, phrase in phrases.items()
    }
    told = {name: readings[name].printed or phrases[name] for name in phrases}
    for rule in sentence.values:
        if rule.slot in readings:
            note = rule.note.format(force=force.name, **told) if rule.note else None
            yield Statement(sentence.id, rule, readings[rule.slot], passage, note, match.span())
