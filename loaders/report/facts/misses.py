"""Patterns that read too much: each has sentences that come close to it and must give no value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.facts.sentences import Refusal, SentenceReader
from openpeel.loaders.report.kind import ReportKind
from openpeel.loaders.report.structure.passages import Passage
from openpeel.loaders.report.text.lines import Line


def check_misses(kinds: Sequence[ReportKind], source: Path) -> None:
    """Refuse patterns that take a value from a sentence that they must not read.

    Raises:
        DataError: one does; `source` is the folder of the reference data.
    """
    for kind in kinds:
        force = kind.forces[0]
        others = kind.other_forces(force)
        for sentence in kind.sentences:
            reader = SentenceReader(sentence, kind, force, others)
            for text in (text for texts in sentence.misses for text in texts):
                said = text.format(force=force.name, area=force.area)
                passage = Passage("paragraph", "", [Line(1, 1, said, starts_page=True)])
                read = reader.read(passage, force.names.marked(said))
                if any(not isinstance(found, Refusal) for found in read):
                    raise DataError(
                        "a pattern takes a value from a sentence that it must not read",
                        source / "sentence_miss.csv",
                        value=text,
                        expected=f"a pattern of {sentence.id} that does not fit it",
                    )
