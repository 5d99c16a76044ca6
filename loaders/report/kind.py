"""What is known beforehand of a kind of report: how its parts read and what they state.

All of it is data (`data/reference/`): the headings, the sentences that stand in every
report of the kind, its figures and their rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.errors import DataError
from openpeel.loaders.grade_cells import NO_PILLAR, id_of_inspection
from openpeel.loaders.report.structure.headings import Heading
from openpeel.loaders.report.structure.names import Names
from openpeel.loaders.report.structure.patterns import (
    anchors,
    compile_pattern,
    key_words,
    names_force,
    slots,
)

SWITCHES = ("every_pillar", "chapters_start_pages", "chapters_optional")


@dataclass(frozen=True)
class Force:
    """The force that a report is about: its id, its name, the name of its area."""

    id: str
    name: str
    area: str
    # Other ways in which reports call the force and its area.
    also_force: tuple[str, ...] = ()
    also_area: tuple[str, ...] = ()

    @cached_property
    def names(self) -> Names:
        """What reports call it."""
        return Names(self.name, self.area, self.also_force, self.also_area)


@dataclass(frozen=True)
class ValueRule:
    """What a slot of a sentence states; the fields are those of `sentence_value`."""

    slot: str
    measure_id: str
    area_id: str | None
    figure_number: int | None
    period_start: str | None
    period_end: str | None
    period_note: str | None
    baseline_start: str | None
    baseline_end: str | None
    missing_reason: str | None
    note: str | None


@dataclass(frozen=True)
class CompiledPattern:
    """A pattern, the words without which it fits nowhere, its slots.

    It is compiled when a text has these words.
    """

    pattern: str
    anchors: tuple[str, ...]
    slots: dict[str, str]
    # Whether it is for a text with signs in place of the force's names.
    names_force: bool

    def may_fit(self, text: str) -> bool:
        """Whether a text has all the words that it takes."""
        return all(map(text.__contains__, self.anchors))

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The pattern as a regular expression."""
        return compile_pattern(self.pattern)


@dataclass(frozen=True)
class KnownSentence:
    """A sentence of every report of a kind: the ways it may read, and what it states."""

    id: str
    label: str
    section: str | None
    expected: bool
    patterns: tuple[str, ...]
    values: tuple[ValueRule, ...]
    # Of each pattern, sentences that come close to it and must not be read.
    misses: tuple[tuple[str, ...], ...]

    @cached_property
    def compiled(self) -> list[CompiledPattern]:
        """Its patterns, ready to be looked for."""
        return [
            CompiledPattern(pattern, anchors(pattern), slots(pattern), names_force(pattern))
            for pattern in self.patterns
        ]

    @cached_property
    def keys(self) -> list[tuple[frozenset[str], int]]:
        """The words by which each way of reading it is known, in how many sentences."""
        found = [(key_words(pattern), 1 + pattern.count(". ")) for pattern in self.patterns]
        return [(keys, count) for keys, count in found if len(keys) > 1]


@dataclass(frozen=True)
class TableRow:
    """A row of a figure that is a table; the fields are those of `report_figure_row`."""

    position: int
    parent_position: int | None
    role: str
    label: str
    pattern: str
    outcome_type_id: str | None
    measure_id: str | None
    period_start: str
    period_end: str


@dataclass(frozen=True)
class FigureKind:
    """A figure of every report of a kind, with its rows if it is a table."""

    number: int
    caption: str
    kind: str
    source: str
    source_elsewhere: str | None
    method_section: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class DrawnValue:
    """A value that is only drawn; the fields are those of `report_drawn_value`."""

    figure_number: int | None
    section: str | None
    measure_id: str
    area_id: str | None
    period_start: str | None
    period_end: str | None
    period_note: str | None
    note: str


@dataclass(frozen=True)
class Question:
    """A question of the framework: its id, pillar and topic, and the label of the topic.

    `whole` says whether it asks about the pillar as a whole, `earlier` is the question of the round
    before that it follows, with the inspection's framework.
    """

    id: str
    topic: str
    label: str
    pillar: str
    graded: bool
    whole: bool
    earlier: str | None


@dataclass(frozen=True)
class ReportKind:
    """A kind of report: one row of `report_kind` with all that hangs on it."""

    framework: str
    pillar: str
    recognised_by: str
    # The words must stand within so many letters from the beginning, or anywhere.
    recognised_within: int | None
    # In a report of another kind these stand there too.
    not_recognised_by: str | None
    force_pattern: str
    title: str
    inspection_label: str
    publisher: str
    # The day of all reports, or how the text says which it is.
    published_on: str | None
    published_pattern: str | None
    fieldwork_start: str | None
    fieldwork_end: str | None
    fieldwork_exception: str | None
    fieldwork_section: str | None
    # One report on all pillars of its framework.
    every_pillar: bool
    chapters_start_pages: bool
    chapters_optional: bool
    # How the first sentence of a chapter gives the grade, and how a text says that one remains.
    grade_pattern: str | None
    carried_over_pattern: str | None
    read_on: str
    headings: tuple[Heading, ...]
    sentences: tuple[KnownSentence, ...]
    figures: tuple[FigureKind, ...]
    drawn: tuple[DrawnValue, ...]
    questions: tuple[Question, ...]
    # A grade as it is printed, and its id.
    grades: dict[str, str]
    forces: tuple[Force, ...]

    def slug(self, force: str, pillar: str | None = None) -> str:
        """The id of a force's report or inspection: essex-2016-effectiveness, kent-2021-22."""
        return id_of_inspection(force, self.framework, pillar or self.pillar)

    def beginning_of(self, text: str) -> str:
        """The part of a text in which the words stand by which the kind is known."""
        return text[: self.recognised_within]

    def recognised_at(self, text: str) -> int | None:
        """Where in a text the words stand by which the kind is known; none if it is another."""
        beginning = self.beginning_of(text)
        if self.not_recognised_by and self.not_recognised_by in beginning.lower():
            return None
        place = beginning.find(self.recognised_by)
        return place if place >= 0 else None

    @property
    def pillars(self) -> list[str]:
        """The pillars that a report of the kind inspects, in order."""
        return list(dict.fromkeys(question.pillar for question in self.questions))

    @cached_property
    def topics(self) -> frozenset[str]:
        """The topics of its questions; a section that is called so is a chapter."""
        return frozenset(question.topic for question in self.questions)

    def other_forces(self, force: Force) -> re.Pattern[str]:
        """The names of all forces but one, and of their areas, as a regular expression."""
        names = {
            name
            for other in self.forces
            if other.id != force.id
            for name in (*other.names.forces, other.area)
        }
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")

    @property
    def year(self) -> str:
        """The framework's year or years: 2016 of peel-2016."""
        return self.framework.removeprefix("peel-")


def read_kinds(db: Database, source: Path | None = None) -> list[ReportKind]:
    """The kinds of report that the reference data describe; with `source`, their patterns checked.

    Raises:
        DataError: a pattern that cannot be understood, a slot that states nothing, or a
            value without its slot; `source` is named as the place to mend.
    """
    forces = tuple(read_forces(db))
    kinds = []
    for row in db.query(
        "select framework_id as framework, pillar_id as pillar, recognised_by, "
        "recognised_within, not_recognised_by, force_pattern, title, inspection_label, "
        "publisher, published_on, published_pattern, fieldwork_start, fieldwork_end, "
        "fieldwork_exception, "
        "fieldwork_section, every_pillar, chapters_start_pages, chapters_optional, "
        "grade_pattern, carried_over_pattern, read_on from report_kind order by 1, 2"
    ):
        key = (row["framework"], row["pillar"])
        questions = tuple(read_questions(db, key, every=bool(row["every_pillar"])))
        topics = {question.topic for question in questions}
        kind = ReportKind(
            **row | {name: bool(row[name]) for name in SWITCHES},
            headings=tuple(read_headings(db, key, topics)),
            sentences=tuple(read_sentences(db, key)),
            figures=tuple(read_figure_kinds(db, key)),
            drawn=tuple(read_drawn(db, key)),
            questions=questions,
            grades=read_grades(db, key),
            forces=forces,
        )
        if source:
            check_patterns(kind, source)
        kinds.append(kind)
    return kinds


def read_forces(db: Database) -> Iterator[Force]:
    """The forces, with what reports call them."""
    also: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in db.query("select force_id, subject, wording from force_wording order by 1, 2, 3"):
        key = (row["force_id"], row["subject"])
        also[key] = (*also.get(key, ()), row["wording"])
    for row in db.query("select area_id as id, name, short_name as area from force order by 1"):
        yield Force(
            **row,
            also_force=also.get((row["id"], "force"), ()),
            also_area=also.get((row["id"], "area"), ()),
        )


def read_headings(db: Database, key: Sequence[str], topics: Collection[str]) -> list[Heading]:
    """The headings of a kind of report, in order."""
    rows = db.query(
        "select section, level, label, pattern, boxed, floating from heading "
        "where framework_id = ? and pillar_id = ? order by position",
        key,
    )
    return [
        Heading(
            **row | {"boxed": bool(row["boxed"]), "floating": bool(row["floating"])},
            chapter=row["section"] in topics,
        )
        for row in rows
    ]


def read_sentences(db: Database, key: Sequence[str]) -> list[KnownSentence]:
    """The sentences of a kind of report, in order."""
    rows = db.query(
        "select id, label, section, expected from sentence "
        "where framework_id = ? and pillar_id = ? order by position",
        key,
    )
    return [
        KnownSentence(
            id=row["id"],
            label=row["label"],
            section=row["section"],
            expected=bool(row["expected"]),
            patterns=tuple(read_patterns(db, row["id"])),
            values=tuple(read_value_rules(db, row["id"])),
            misses=tuple(read_misses(db, row["id"])),
        )
        for row in rows
    ]


def read_patterns(db: Database, sentence: str) -> Iterator[str]:
    """The ways in which a sentence may read, in order."""
    for row in db.query(
        "select pattern from sentence_pattern where sentence_id = ? order by position", [sentence]
    ):
        yield row["pattern"]


def read_misses(db: Database, sentence: str) -> Iterator[tuple[str, ...]]:
    """The sentences that each pattern of a sentence must refuse, in the order of the patterns."""
    texts: dict[int, list[str]] = {
        int(row["position"]): []
        for row in db.query(
            "select position from sentence_pattern where sentence_id = ? order by 1", [sentence]
        )
    }
    for row in db.query(
        "select pattern_position, text from sentence_miss where sentence_id = ? "
        "order by pattern_position, position",
        [sentence],
    ):
        texts[int(row["pattern_position"])].append(str(row["text"]))
    yield from map(tuple, texts.values())


def read_value_rules(db: Database, sentence: str) -> Iterator[ValueRule]:
    """What the slots of a sentence state."""
    for row in db.query(
        "select slot, measure_id, area_id, figure_number, period_start, period_end, "
        "period_note, baseline_start, baseline_end, missing_reason, note "
        "from sentence_value where sentence_id = ?",
        [sentence],
    ):
        yield ValueRule(**row)


def read_figure_kinds(db: Database, key: Sequence[str]) -> list[FigureKind]:
    """The figures of a kind of report, with their rows."""
    figures = db.query(
        "select number, caption, kind, source, source_elsewhere, method_section "
        "from report_figure where framework_id = ? and pillar_id = ? order by 1",
        key,
    )
    return [
        FigureKind(
            **row,
            rows=tuple(read_figure_rows(db, key, row["number"])),
        )
        for row in figures
    ]


def read_figure_rows(db: Database, key: Sequence[str], figure: int) -> Iterator[TableRow]:
    """The rows of a figure that is a table, in order."""
    for row in db.query(
        "select position, parent_position, role, label, pattern, outcome_type_id, measure_id, "
        "period_start, period_end from report_figure_row "
        "where framework_id = ? and pillar_id = ? and figure_number = ? order by position",
        [*key, figure],
    ):
        yield TableRow(**row)


def read_drawn(db: Database, key: Sequence[str]) -> list[DrawnValue]:
    """The values that a kind of report only draws."""
    rows = db.query(
        "select figure_number, section, measure_id, area_id, period_start, period_end, "
        "period_note, note from report_drawn_value "
        "where framework_id = ? and pillar_id = ? order by position",
        key,
    )
    return [DrawnValue(**row) for row in rows]


def read_questions(db: Database, key: Sequence[str], *, every: bool) -> list[Question]:
    """The questions that the report answers, in order; those of every pillar if it has all."""
    rows = db.query(
        "select question.id, topic_id as topic, topic.label, pillar_id as pillar, graded, "
        "parent_id is null and pillar_id <> ? as whole, "
        "(select earlier_question_id from question_link where later_question_id = question.id "
        "and relation in ('same', 'reworded') limit 1) as earlier "
        "from question join topic on topic.id = topic_id "
        "where framework_id = ? and (? or pillar_id = ?) and report is null "
        "order by pillar_id, question.position",
        [NO_PILLAR, key[0], every, key[1]],
    )
    return [
        Question(**row | {"graded": bool(row["graded"]), "whole": bool(row["whole"])})
        for row in rows
    ]


def read_grades(db: Database, key: Sequence[str]) -> dict[str, str]:
    """The grades of the framework's scale: id by the word printed."""
    rows = db.execute(
        "select grade.label, grade.id from grade "
        "join scale_grade on scale_grade.grade_id = grade.id "
        "join framework on framework.scale_id = scale_grade.scale_id where framework.id = ?",
        [key[0]],
    ).fetchall()
    return {str(label): str(grade) for label, grade in rows}


def check_patterns(kind: ReportKind, source: Path) -> None:
    """Refuse patterns that cannot be understood, and slots and values without each other."""
    for sentence in kind.sentences:
        stated = {value.slot: value for value in sentence.values}
        read: dict[str, str] = {}
        for pattern in sentence.patterns:
            try:
                compile_pattern(pattern)
            except ValueError as error:
                raise DataError(
                    str(error), source / "sentence_pattern.csv", value=sentence.id
                ) from error
            read |= slots(pattern)
        needed = {name for name, sort in read.items() if sort != "words"}
        for name in sorted(needed ^ set(stated)):
            problem = "a slot that states nothing" if name in needed else "a value without its slot"
            raise DataError(problem, source / "sentence_value.csv", value=f"{sentence.id}, {name}")
        for name, value in stated.items():
            if (read[name] == "none") != (value.missing_reason is not None):
                raise DataError(
                    "a missing value has a slot of the kind none, and no other has",
                    source / "sentence_value.csv",
                    value=f"{sentence.id}, {name}",
                )
