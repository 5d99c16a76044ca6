"""The sentences that stand in every report of a kind, read for the values that they state."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from openpeel.loaders.report.kind import Force, KnownSentence, ValueRule
from openpeel.loaders.report.structure.passages import Passage
from openpeel.loaders.report.structure.patterns import Reading, read_phrase

READ = ("paragraph", "bullet", "footnote", "note")


@dataclass(frozen=True)
class Statement:
    """A value as a sentence states it: what, in which passage, in which words."""

    sentence: str
    rule: ValueRule
    reading: Reading
    passage: Passage
    note: str | None

    @property
    def page(self) -> int:
        """The page that the number stands on."""
        return self.passage.page_at(self.reading.start)


def find_statements(
    passages: Sequence[Passage],
    sentences: Sequence[KnownSentence],
    force: Force,
    sections: Collection[str],
) -> Iterator[Statement]:
    """Every value that a known sentence states, sentence by sentence.

    Where several ways of reading a sentence fit the same words, the first one counts. A sentence
    is looked for in its section, or everywhere if the report does not have that section.
    """
    texts = [
        (passage, passage.text, force.names.marked(passage.text))
        for passage in passages
        if passage.kind in READ
    ]
    for sentence in sentences:
        for passage, text, marked in texts:
            if sentence.section in sections and passage.section != sentence.section:
                continue
            taken: list[tuple[int, int]] = []
            for pattern in sentence.compiled:
                if pattern.anchor not in text:
                    continue
                for match in pattern.expression.finditer(marked if pattern.names_force else text):
                    span = match.span()
                    if any(span[0] < end and start < span[1] for start, end in taken):
                        continue
                    taken.append(span)
                    yield from statements(sentence, match, pattern.slots, passage, force)


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
            yield Statement(sentence.id, rule, readings[rule.slot], passage, note)
