"""What fact extraction reads and fills: a report taken apart, and rows by table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from openpeel.loaders.months import MONTH_NUMBER
from openpeel.loaders.report.find import Report
from openpeel.loaders.report.kind import Force, Question, ReportKind
from openpeel.loaders.report.structure.passages import Passage, Structure
from openpeel.loaders.report.structure.patterns import compile_pattern

Record = dict[str, object]


@dataclass
class Facts:
    """What a report states, as rows by table, and what a person has to look at."""

    document: str
    rows: dict[str, list[Record]] = field(default_factory=dict)
    # Expected and not found.
    missing: list[str] = field(default_factory=list)
    # Found, and not written because it contradicts what was written.
    contradictions: list[str] = field(default_factory=list)
    # To be written or decided by a person.
    open_points: list[str] = field(default_factory=list)
    # Reads like a known sentence; no value was taken, for reasons that it states.
    refused: list[str] = field(default_factory=list)
    # Stands in a box and belongs to no item.
    outside_items: list[str] = field(default_factory=list)
    # Outside boxes, and may ask something of the force.
    candidates: list[str] = field(default_factory=list)
    # Where a value was read: passage and offset of its number.
    read_at: set[tuple[int, int]] = field(default_factory=set)
    # The passages that some fact was taken from.
    used: set[int] = field(default_factory=set)

    def add(self, table: str, **values: object) -> Record:
        """A row for a table."""
        self.rows.setdefault(table, []).append(values)
        return values


@dataclass(frozen=True)
class ParsedReport:
    """A report and what it was taken apart into."""

    report: Report
    structure: Structure

    @property
    def path(self) -> Path:
        """The report's file."""
        return self.report.path

    @property
    def kind(self) -> ReportKind:
        """What kind of report it is."""
        return self.report.kind

    @property
    def force(self) -> Force:
        """The force that it is about."""
        return self.report.force

    @cached_property
    def published_on(self) -> str | None:
        """The day or month on which the report came out; none if it does not say."""
        if self.kind.published_pattern is None:
            return self.kind.published_on
        pattern = compile_pattern(self.kind.published_pattern)
        text = " ".join(" ".join(line.text for line in self.report.lines).split())
        found = sorted({date_in_words(match["day"]) for match in pattern.finditer(text)}, key=len)
        # A month goes with a day in it; two days do not agree.
        named = [day for day in found if not any(o != day and o.startswith(day) for o in found)]
        return named[0] if len(named) == 1 else None

    def inspection_of(self, question: Question) -> str:
        """The id of the inspection that answers a question."""
        return self.kind.slug(self.force.id, question.pillar)

    @property
    def document(self) -> str:
        """The id of the report and of its inspection."""
        return self.report.document


def place(passage: Passage, page: int | None = None) -> Record:
    """Where a fact is cited from."""
    return {
        "section": passage.section,
        "page": page or passage.page,
        "footnote": passage.footnote,
    }


def date_in_words(words: str) -> str:
    """A day or month in words as 2019-05-02 or 2019-05."""
    *day, month, year = words.split()
    return f"{year}-{MONTH_NUMBER[month.title()]}" + (f"-{int(day[0]):02}" if day else "")
