"""Grades of all forces, read off web pages: readings -> inspections, judgments, evidence.

`data/grades/readings/` holds one file a framework, called by its id; a line is one grade
of one force as one page states it. The lines of one force and question make one judgment,
and each of them is evidence of it. Of several the first is cited, so the best stands first.

* Where the lines disagree, `disagreement.csv` says which grade counts, and why.
* Where a report's own package states the judgment, that is the judgment: the lines are
  further evidence of it and must agree.
* A grade carried over from an earlier inspection names the question whose judgment it comes from,
  unless that inspection belongs to none of these frameworks (`outside`) or its grade is not held
  (`not-held`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.fact_files import Column, FactRow, Value, read_fact_file
from openpeel.loaders.grade_cells import (
    NO_PILLAR,
    Cell,
    Known,
    Pair,
    gather,
    id_of_inspection,
    inspection_id,
    row_error,
    text_of,
)
from openpeel.loaders.grade_checks import (
    WITHOUT_ORIGIN,
    check_disagreements,
    check_grades,
    check_origin,
    check_reading,
    check_same_origin,
    check_twice,
)

READING = {
    column.name: column
    for column in (
        Column("force_id", "TEXT", True),
        Column("question_id", "TEXT", True),
        Column("grade_id", "TEXT", True),
        # 1: carried over from an earlier inspection, from the judgment on `carried_from_id`.
        Column("carried_over", "INTEGER", True),
        Column("carried_from_id", "TEXT", False),
        Column("carried_from_basis", "TEXT", False),
        Column("doubt", "TEXT", False),
        Column("note", "TEXT", False),
        Column("citation_id", "TEXT", True),
    )
}


def raise_all(errors: Iterable[DataError]) -> None:
    """Raise what there is, in the order of files and lines."""
    if found := sorted(errors, key=lambda error: (str(error.file), error.line or 0)):
        raise DataErrors(found)


def load_readings(folder: Path, rows: list[FactRow], cited: set[str]) -> Iterator[FactRow]:
    """The rows that the readings below a folder add to those of the packages.

    Raises:
        DataError, DataErrors: see `parse_readings` and `judge`.
    """
    parsed = list(parse_readings(folder, cited))
    yield from (row for row in parsed if row.table == "citation")
    yield from judge([row for row in parsed if row.table == "reading"], Known.of(rows))


def parse_readings(folder: Path, cited: set[str]) -> Iterator[FactRow]:
    """One row per grade that a page states of a force, and one per page not cited yet.

    A reading's table is `reading`; there is none of that name: `judge` makes judgments of
    them.

    Raises:
        DataError: as for any file of facts.
    """
    for file in sorted(folder.glob("*.csv")):
        for row in read_fact_file(file, None, READING, cited):
            yield row if row.table == "citation" else FactRow("reading", row.values, file, row.line)


def judge(readings: list[FactRow], known: Known) -> Iterator[FactRow]:
    """One row per inspection, per judgment and per piece of evidence that readings make.

    Inspections and judgments that a package states are not made a second time.

    Raises:
        DataErrors: readings name what is not there, occur twice, disagree without a word on
            which counts, or are carried over from an unknown judgment; each with its line.
    """
    raise_all(error for reading in readings for error in check_reading(reading, known))
    raise_all(check_twice(readings))
    cells = gather(readings, known)
    raise_all([*check_grades(cells), *check_disagreements(cells, known)])
    judgments = dict(known.judgments)
    for one in cells:
        if one.stated is None:
            judgments[one.inspection, one.question] = make_judgment(one)
    raise_all(error for one in cells for error in link_origin(one, judgments, known))
    inspections: dict[str, FactRow] = {}
    for row in (*(inspection_of_cell(one, known) for one in cells), *inspections_published(known)):
        if text_of(row, "id") not in known.inspections:
            inspections.setdefault(text_of(row, "id"), row)
    yield from inspections.values()
    yield from (row for key, row in judgments.items() if key not in known.judgments)
    yield from (make_evidence(one, reading) for one in cells for reading in one.readings)


def link_origin(one: Cell, judgments: dict[Pair, FactRow], known: Known) -> Iterator[DataError]:
    """Put the origin of a grade carried over into its judgment, or say why that fails."""
    if not one.carried_over:
        return
    first = one.carried_over[0]
    origin, basis = text_of(first, "carried_from_id"), text_of(first, "carried_from_basis")
    yield from check_same_origin(one, origin, basis)
    if one.stated:
        if text_of(one.stated, "carried_from_question_id") != origin:
            yield row_error(
                first,
                "the report itself does not say that the grade was carried over",
                column="carried_over",
                value="1",
            )
        return
    values = judgments[one.inspection, one.question].values
    values["carried_from_basis"] = basis
    if basis not in WITHOUT_ORIGIN:
        key = (inspection_id(one.force, known.questions[origin]), origin)
        yield from check_origin(one, judgments.get(key))
        values["carried_from_inspection_id"], values["carried_from_question_id"] = key


def inspection_of_cell(one: Cell, known: Known) -> FactRow:
    """The inspection that answers a cell's question, as far as web pages tell of it."""
    question = known.questions[one.question]
    framework, pillar, report = (
        text_of(question, c) for c in ("framework_id", "pillar_id", "report")
    )
    publication = known.publications.get((framework, pillar, report, one.force)) or (
        known.publications.get((framework, pillar, report, ""))
    )
    return make_inspection(
        (framework, pillar, report, one.force), publication, one.readings[0], known
    )


def inspections_published(known: Known) -> Iterator[FactRow]:
    """The inspections of one force whose report's day is known, with a grade or without."""
    for report, publication in known.publications.items():
        framework, _, _, force = report
        if force in known.forces and framework in known.frameworks:
            yield make_inspection(report, publication, publication, known)


def make_inspection(
    report: tuple[str, ...], publication: FactRow | None, source: FactRow, known: Known
) -> FactRow:
    """The inspection behind a report (framework, pillar, subject, force), cited as `source` is."""
    framework, pillar, subject_of_report, force = report
    year = text_of(known.frameworks[framework], "label").removeprefix("PEEL ")
    # A pillar that is not there is told at the question's own line when all rows are in.
    named = known.pillars.get(pillar)
    subject = "PEEL" if pillar == NO_PILLAR or named is None else text_of(named, "label").lower()
    label = f"{text_of(known.forces[force], 'name')}, {subject} {year}"
    values: dict[str, Value] = {
        "id": id_of_inspection(force, framework, pillar, subject_of_report),
        "force_id": force,
        "framework_id": framework,
        "pillar_id": pillar,
        "kind": "inspection",
        "label": f"{label}: {subject_of_report}" if subject_of_report else label,
        "fieldwork_start": None,
        "fieldwork_end": None,
        "published_on": publication.values["published_on"] if publication else None,
        "published_basis": publication.values["basis"] if publication else None,
        "document_id": None,
        "follows_id": None,
        "note": "Known from web pages; its report is not loaded.",
        "citation_id": source.values["citation_id"],
    }
    return FactRow("inspection", values, source.file, source.line)


def make_judgment(one: Cell) -> FactRow:
    """The judgment of a cell, cited from the first page that gives the grade that counts."""
    first = next(row for row in one.readings if text_of(row, "grade_id") == one.grade)
    values: dict[str, Value] = {
        "inspection_id": one.inspection,
        "question_id": one.question,
        "grade_id": one.grade,
        "carried_from_inspection_id": None,
        "carried_from_question_id": None,
        "carried_from_basis": None,
        "citation_id": first.values["citation_id"],
    }
    return FactRow("judgment", values, first.file, first.line)


def make_evidence(one: Cell, reading: FactRow) -> FactRow:
    """One page's word on a judgment."""
    values: dict[str, Value] = {
        "inspection_id": one.inspection,
        "question_id": one.question,
        **{c: reading.values[c] for c in ("citation_id", "grade_id", "doubt", "note")},
    }
    return FactRow("judgment_evidence", values, reading.file, reading.line)
