"""The values that a report states: cells of its tables, known sentences, and what is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpeel.loaders.report.facts.figure_tables import (
    Cells,
    FigureTable,
    read_figure_table,
    reason_of,
)
from openpeel.loaders.report.facts.record import Facts, ParsedReport, Record, place
from openpeel.loaders.report.facts.sentences import (
    COUNTRY,
    ReadPlaces,
    Refusal,
    Statement,
    cut_passages,
    find_statements,
    like_sentence,
    unread_gaps,
)
from openpeel.loaders.report.facts.words_around import with_context
from openpeel.loaders.report.kind import DrawnValue, FigureKind
from openpeel.loaders.report.structure.passages import Passage, Structure
from openpeel.loaders.report.structure.patterns import Reading


@dataclass(frozen=True)
class FoundFigure:
    """A figure of the report: what kind of figure, its caption, and its table if it has one."""

    kind: FigureKind
    caption: Passage
    table: FigureTable | None


def find_figures(source: ParsedReport) -> list[FoundFigure]:
    """The figures whose captions the report has."""
    captions = [(kind, find_caption(source.structure, kind)) for kind in source.kind.figures]
    return [
        FoundFigure(kind, caption, table_of(source, kind, caption))
        for kind, caption in captions
        if caption
    ]


def add_figures(facts: Facts, source: ParsedReport, found: Sequence[FoundFigure]) -> None:
    """The figures found, with the rows of those that are tables."""
    there = {one.kind.number for one in found}
    facts.missing.extend(
        f"Figure {kind.number}" for kind in source.kind.figures if kind.number not in there
    )
    for one in found:
        figure, caption, table = one.kind, one.caption, one.table
        method = next(
            (s for s in source.structure.sections if s.slug == figure.method_section), None
        )
        key = f"{source.document}-figure-{figure.number}"
        if figure.rows and not table:
            facts.missing.append(f"the table of Figure {figure.number}")
        facts.add(
            "figure",
            id=key,
            document_id=source.document,
            number=figure.number,
            caption=figure.caption.format(area=source.force.area),
            kind=figure.kind,
            source=figure.source,
            source_elsewhere=figure.source_elsewhere,
            values_published=int(table is not None),
            **place(caption),
            method_section=method.slug if method else None,
            method_page=method.page if method else None,
        )
        for row in figure.rows if table else ():
            parent = row.parent_position
            facts.add(
                "figure_row",
                id=f"{key}-row-{row.position}",
                figure_id=key,
                position=row.position,
                parent_id=f"{key}-row-{parent}" if parent else None,
                role=row.role,
                label=row.label,
                outcome_type_id=row.outcome_type_id,
                measure_id=row.measure_id,
            )


def find_caption(structure: Structure, figure: FigureKind) -> Passage | None:
    """The caption of a figure."""
    start = f"Figure {figure.number}: "
    for passage in structure.passages:
        if passage.kind == "caption" and passage.text.startswith(start):
            return passage
    return None


def table_of(source: ParsedReport, figure: FigureKind, caption: Passage) -> FigureTable | None:
    """The table of a figure: the rows of the section of its caption."""
    if not figure.rows:
        return None
    return read_figure_table(
        figure,
        [
            passage
            for passage in source.structure.passages
            if passage.kind == "table-row" and passage.section == caption.section
        ],
    )


def add_observations(facts: Facts, source: ParsedReport, figures: Sequence[FoundFigure]) -> None:
    """Every value stated: the cells of tables first, then what sentences state.

    A value stated again points at the first statement; one that contradicts it is told and
    not written. Ids follow the order of the report.
    """
    stated = [
        *cells(facts, source, figures),
        *sentence_values(facts, source),
        *drawn_values(facts, source),
    ]
    firsts: dict[tuple[object, ...], Record] = {}
    written: list[tuple[tuple[int, int], Record]] = []
    for order, row in stated:
        key = tuple(
            row[name]
            for name in (
                "measure_id",
                "area_id",
                "period_start",
                "period_end",
                "period_note",
                "baseline_start",
                "baseline_end",
            )
        ) + ((row["figure_id"],) if row["value"] is None else ())
        first = firsts.setdefault(key, row)
        if first is not row:
            if (first["value"], first["value_high"]) != (row["value"], row["value_high"]):
                facts.contradictions.append(
                    f"{row['measure_id']} of {row['area_id']}: {first['printed']} on page "
                    f"{first['page']}, {row['printed']} on page {row['page']}; "
                    "only the first is written"
                )
                continue
            if row["value"] is None:
                continue
            row["restates"] = first
        written.append((order, row))
    written.sort(key=lambda item: item[0])
    for number, (_, row) in enumerate(written, 1):
        row["id"] = f"{source.document}-{number:03}"
    for _, row in written:
        restated = row.pop("restates", None)
        row["restates_id"] = restated["id"] if isinstance(restated, dict) else None
        facts.add("observation", **row)


def observation(
    source: ParsedReport, reading: Reading, passage: Passage, page: int, **values: object
) -> Record:
    """A row of `observation`, its id still to be given."""
    return {
        "id": None,
        "inspection_id": source.document,
        "value": reading.value,
        "value_high": reading.high,
        "decimals": reading.decimals,
        "printed": reading.printed,
        "qualifier": reading.qualifier,
        "figure_id": None,
        "period_note": None,
        "baseline_start": None,
        "baseline_end": None,
        "missing_reason": None,
        "note": None,
        **values,
        **place(passage, page),
    }


Ordered = tuple[tuple[int, int], Record]


def cells(facts: Facts, source: ParsedReport, figures: Sequence[FoundFigure]) -> Iterator[Ordered]:
    """The values of the figures that are tables; a cell without a number is a missing value."""
    for one in figures:
        figure, caption, table = one.kind, one.caption, one.table
        if table is None:
            continue
        name = f"Figure {figure.number}"
        for row in table.strange:
            facts.open_points.append(
                f"{name} has a row that is not expected, on page {row.page}: {row.text}"
            )
        facts.missing.extend(f"{name}, the row {row.label}" for row in table.missing)
        for found in table.rows:
            for turn, area, cell in (
                (0, source.force.id, found.force),
                (1, COUNTRY, found.country),
            ):
                yield cell_value(source, figure, found, cell, area, turn, found.passage or caption)


def cell_value(
    source: ParsedReport,
    figure: FigureKind,
    found: Cells,
    cell: Reading,
    area: str,
    turn: int,
    passage: Passage,
) -> Ordered:
    """One cell of a figure; `turn` is its place in the row."""
    reason, note = (None, None) if cell.value is not None else reason_of(cell)
    row = observation(
        source,
        cell if reason is None else Reading(),
        passage,
        passage.lines[-1].page,
        measure_id=found.row.measure_id,
        area_id=area,
        figure_id=f"{source.document}-figure-{figure.number}",
        period_start=found.row.period_start,
        period_end=found.row.period_end,
        missing_reason=reason,
        note=note,
    )
    return (passage.lines[0].number, turn), row


def sentence_values(facts: Facts, source: ParsedReport) -> Iterator[Ordered]:
    """The values that known sentences state; a force left out of a figure has its warning."""
    found: set[str] = set()
    refused: set[str] = set()
    areas: set[tuple[str, str | None]] = set()
    read = ReadPlaces()
    figures = {row["number"] for row in facts.rows.get("figure", [])}
    sections = {section.slug for section in source.structure.sections}
    for statement in find_statements(
        source.structure.passages, source.kind, source.force, sections
    ):
        read.add(statement)
        if isinstance(statement, Refusal):
            facts.refused.append(refusal(statement))
            refused.add(statement.sentence)
            continue
        found.add(statement.sentence)
        if statement.reading.value is not None:
            areas.add((statement.sentence, statement.rule.area_id))
        facts.used.add(id(statement.passage))
        rule = statement.rule
        figure = rule.figure_number if rule.figure_number in figures else None
        if rule.figure_number and not figure:
            continue
        if rule.missing_reason is None:
            for start in (statement.reading.start, statement.reading.start_high):
                if start is not None:
                    facts.read_at.add((id(statement.passage), start))
        row = observation(
            source,
            statement.reading,
            statement.passage,
            statement.page,
            measure_id=rule.measure_id,
            area_id=rule.area_id or source.force.id,
            figure_id=f"{source.document}-figure-{figure}" if figure else None,
            period_start=rule.period_start,
            period_end=rule.period_end,
            period_note=rule.period_note,
            baseline_start=rule.baseline_start,
            baseline_end=rule.baseline_end,
            missing_reason=rule.missing_reason,
            note=statement.note,
        )
        if figure and rule.missing_reason:
            add_left_out(facts, source, statement, str(rule.area_id), figure)
        yield (statement.passage.lines[0].number, statement.reading.start), row
    facts.refused += [gap(*place) for place in unread_gaps(source.structure.passages, read)]
    cut = cut_passages(source.structure.passages)
    for sentence in source.kind.sentences:
        if sentence.id not in found | refused:
            facts.refused += [
                unread(sentence.label, *place)
                for place in like_sentence(sentence, cut, sections)
                if not read.has(*place)
            ]
        if (sentence.id, None) in areas and (sentence.id, COUNTRY) not in areas:
            stated = {rule.area_id for rule in sentence.values if rule.missing_reason is None}
            if COUNTRY in stated:
                facts.missing.append(f"the value of England and Wales beside: {sentence.label}")
        if sentence.expected and sentence.id not in found:
            place_searched = sentence.section if sentence.section in sections else None
            where = f" (looked for in {place_searched})" if place_searched else ""
            facts.missing.append(f"the sentence: {sentence.label}{where}")


def gap(passage: Passage, match: re.Match[str]) -> str:
    """A place that says that something could not be provided, of which no row was made."""
    return (
        f"page {passage.page_at(match.start())}, {passage.section}: "
        f"{with_context(passage.text, *match.span())} (may say that data are missing)"
    )


def unread(label: str, passage: Passage, start: int, end: int) -> str:
    """A sentence that has most of the words of a known one, and that no pattern fits."""
    return (
        f"page {passage.page_at(start)}, {passage.section}: "
        f"{with_context(passage.text, start, end)} ({label}: no pattern fits it)"
    )


def refusal(refused: Refusal) -> str:
    """A place that gave no value: where it stands, its words, and why."""
    passage = refused.passage
    return (
        f"page {passage.page_at(refused.span[0])}, {passage.section}: "
        f"{with_context(passage.text, *refused.span)} "
        f"({refused.label}: {'; '.join(refused.reasons)})"
    )


def add_left_out(
    facts: Facts, source: ParsedReport, statement: Statement, area: str, figure: int
) -> None:
    """The warning that a force is left out of a figure."""
    key = f"{source.document}-figure-{figure}-without-{area}"
    name = next(force.name for force in source.kind.forces if force.id == area)
    facts.add(
        "caveat",
        id=key,
        effect_id="left-out",
        applies_to="own-report",
        summary=f"{name} is left out of Figure {figure}.",
        **place(statement.passage, statement.page),
    )
    facts.add(
        "caveat_figure",
        caveat_id=key,
        figure_id=f"{source.document}-figure-{figure}",
        every_value=1,
    )
    facts.add("caveat_area", caveat_id=key, area_id=area)


def drawn_values(facts: Facts, source: ParsedReport) -> Iterator[Ordered]:
    """The values that the report only draws, as missing ones."""
    figures = {figure.number: figure for figure in source.kind.figures}
    for drawn in source.kind.drawn:
        passage = drawn_at(source, drawn, figures)
        if passage is None:
            continue
        yield (
            (passage.lines[0].number, 0),
            observation(
                source,
                Reading(),
                passage,
                passage.page,
                measure_id=drawn.measure_id,
                area_id=drawn.area_id or source.force.id,
                figure_id=(
                    f"{source.document}-figure-{drawn.figure_number}"
                    if drawn.figure_number
                    else None
                ),
                period_start=drawn.period_start,
                period_end=drawn.period_end,
                period_note=drawn.period_note,
                missing_reason="not-published",
                note=drawn.note,
            ),
        )


def drawn_at(
    source: ParsedReport, drawn: DrawnValue, figures: dict[int, FigureKind]
) -> Passage | None:
    """Where a report speaks of a value that it only draws: a caption or a section."""
    if drawn.figure_number:
        return find_caption(source.structure, figures[drawn.figure_number])
    passages = source.structure.passages
    return next((p for p in passages if p.section == drawn.section), None)
