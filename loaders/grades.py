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
from dataclasses import dataclass, field
from pathlib import Path

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.fact_files import Column, FactRow, Value, read_fact_file

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
# How the origin of a grade carried over is known: a page says it, or it is the latest earlier
# grade; or the grade was given by an inspection that belongs to none of these frameworks; or it is
# that of an earlier year that is not held, since two questions of that year became one.
STATED, LATEST, OUTSIDE, NOT_HELD = "stated", "latest", "outside", "not-held"
WITHOUT_ORIGIN = (OUTSIDE, NOT_HELD)
# The list of questions that is no pillar leaves no trace in an inspection's id.
NO_PILLAR = "peel"

Pair = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """The rows of the packages that readings are checked against and added to, by key."""

    forces: dict[str, FactRow]
    frameworks: dict[str, FactRow]
    questions: dict[str, FactRow]
    pillars: dict[str, FactRow]
    documents: dict[str, FactRow]
    inspections: dict[str, FactRow]
    grades: dict[Pair, FactRow]  # scale, grade
    judgments: dict[Pair, FactRow]  # inspection, question
    disagreements: dict[Pair, FactRow]  # force, question
    publications: dict[tuple[str, ...], FactRow]  # framework, pillar, report, force

    @classmethod
    def of(cls, rows: Iterable[FactRow]) -> Known:
        """Gather them."""
        tables: dict[str, list[FactRow]] = {}
        for row in rows:
            tables.setdefault(row.table, []).append(row)

        def by(table: str, column: str) -> dict[str, FactRow]:
            return {text_of(row, column): row for row in tables.get(table, [])}

        def by_two(table: str, first: str, second: str) -> dict[Pair, FactRow]:
            return {
                (text_of(row, first), text_of(row, second)): row for row in tables.get(table, [])
            }

        return cls(
            forces=by("force", "area_id"),
            frameworks=by("framework", "id"),
            questions=by("question", "id"),
            pillars=by("pillar", "id"),
            documents=by("document", "id"),
            inspections=by("inspection", "id"),
            grades=by_two("scale_grade", "scale_id", "grade_id"),
            judgments=by_two("judgment", "inspection_id", "question_id"),
            disagreements=by_two("disagreement", "force_id", "question_id"),
            publications={
                tuple(text_of(r, c) for c in ("framework_id", "pillar_id", "report", "force_id")): r
                for r in tables.get("publication", [])
            },
        )


@dataclass
class Cell:
    """What is read of one force's answer to one question, and what a package says of it."""

    force: str
    question: str
    inspection: str
    readings: list[FactRow] = field(default_factory=list)
    stated: FactRow | None = None
    settled: FactRow | None = None

    @property
    def grades(self) -> set[str]:
        """The different grades that are read or stated."""
        rows = [*self.readings, *([self.stated] if self.stated else [])]
        return {text_of(row, "grade_id") for row in rows}

    @property
    def grade(self) -> str:
        """The grade that counts, once disagreements have been refused."""
        for row in (self.stated, self.settled, self.readings[0]):
            if row:
                return text_of(row, "grade_id")
        raise AssertionError

    @property
    def carried_over(self) -> list[FactRow]:
        """The readings that say that the grade was carried over from an earlier inspection."""
        return [row for row in self.readings if row.values["carried_over"]]


def text_of(row: FactRow, column: str) -> str:
    """A value of a row as text; null is empty."""
    value = row.values.get(column)
    return "" if value is None else str(value)


def row_error(
    row: FactRow, problem: str, column: str, value: str, expected: str | None = None
) -> DataError:
    """An error at a row's own line."""
    return DataError(
        problem, row.file, line=row.line, column=column, value=value, expected=expected
    )


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
        DataErrors: readings name what is not there, stand twice, disagree without a word on
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


def check_reading(row: FactRow, known: Known) -> Iterator[DataError]:
    """What is wrong with one line by itself."""
    force, question, grade = (text_of(row, c) for c in ("force_id", "question_id", "grade_id"))
    framework = known.frameworks.get(row.file.stem)
    if framework is None:
        yield DataError("the file is not named for a framework", row.file, value=row.file.stem)
        return
    if force not in known.forces:
        yield row_error(
            row,
            "no such force",
            column="force_id",
            value=force,
            expected="an area_id of table force",
        )
    asked = known.questions.get(question)
    if asked is None:
        yield row_error(
            row,
            "no such question",
            column="question_id",
            value=question,
            expected="an id of table question",
        )
    elif text_of(asked, "framework_id") != row.file.stem:
        yield row_error(
            row,
            "a question of another framework",
            column="question_id",
            value=question,
            expected=f"a question of {row.file.stem}",
        )
    scale = text_of(framework, "scale_id")
    if (scale, grade) not in known.grades:
        steps = ", ".join(g for s, g in known.grades if s == scale)
        yield row_error(
            row,
            "not a grade of that framework's scale",
            column="grade_id",
            value=grade,
            expected=steps,
        )
    web = text_of(row, "citation_id")
    if web not in known.documents:
        yield row_error(
            row, "no such document", column="web", value=web, expected="an id of table document"
        )
    yield from check_carried_over(row, asked, known)


def check_carried_over(row: FactRow, asked: FactRow | None, known: Known) -> Iterator[DataError]:
    """Check that a grade carried over, and no other, says from where and how that is known."""
    carried, origin, basis = (
        text_of(row, c) for c in ("carried_over", "carried_from_id", "carried_from_basis")
    )
    if carried not in ("0", "1"):
        yield row_error(
            row,
            "neither carried over nor given anew",
            column="carried_over",
            value=carried,
            expected="0 or 1",
        )
    elif carried == "1" and (not origin) != (basis in WITHOUT_ORIGIN):
        yield row_error(
            row,
            "an origin for a grade whose origin is not held"
            if origin
            else "a grade carried over without its origin",
            column="carried_from_id",
            value=origin,
            expected="the question whose grade was carried over; "
            "none with the basis outside or not-held",
        )
    elif carried == "0" and (origin or basis):
        yield row_error(
            row,
            "an origin for a grade that was not carried over",
            column="carried_over",
            value=carried,
            expected="1",
        )
    elif carried == "1" and basis not in (STATED, LATEST, *WITHOUT_ORIGIN):
        yield row_error(
            row,
            "not said how the origin is known",
            column="carried_from_basis",
            value=basis,
            expected=f"{STATED}, {LATEST}, {OUTSIDE} or {NOT_HELD}",
        )
    elif carried == "1" and origin and asked and not earlier(origin, text_of(asked, "id"), known):
        yield row_error(
            row, "not a question of an earlier framework", column="carried_from_id", value=origin
        )


def earlier(origin: str, question: str, known: Known) -> bool:
    """Whether a question is one of an earlier framework than another's."""
    if origin not in known.questions:
        return False
    frameworks = [
        known.frameworks.get(text_of(known.questions[q], "framework_id"))
        for q in (origin, question)
    ]
    first, second = (framework and framework.values["position"] for framework in frameworks)
    return isinstance(first, int) and isinstance(second, int) and first < second


def check_twice(readings: list[FactRow]) -> Iterator[DataError]:
    """Lines that give one page's word on one question of one force a second time."""
    lines: dict[tuple[str, ...], int] = {}
    for row in readings:
        key = tuple(text_of(row, c) for c in ("force_id", "question_id", "citation_id"))
        if key in lines:
            yield row_error(
                row,
                f"the same page, force and question as line {lines[key]}",
                column="force_id, question_id, web",
                value=", ".join(key),
            )
        lines.setdefault(key, row.line)


def gather(readings: list[FactRow], known: Known) -> list[Cell]:
    """The readings by force and question, in the order of their first lines."""
    cells: dict[Pair, Cell] = {}
    for row in readings:
        force, question = text_of(row, "force_id"), text_of(row, "question_id")
        if (force, question) not in cells:
            inspection = inspection_id(force, known.questions[question])
            cells[force, question] = Cell(
                force,
                question,
                inspection,
                stated=known.judgments.get((inspection, question)),
                settled=known.disagreements.get((force, question)),
            )
        cells[force, question].readings.append(row)
    return list(cells.values())


def check_grades(cells: list[Cell]) -> Iterator[DataError]:
    """Grades that places disagree on and nobody has settled, or has settled wrongly."""
    for one in cells:
        if len(one.grades) == 1:
            continue
        if one.settled is None:
            yield unsettled(one)
            continue
        grade, stated = (
            text_of(one.settled, "grade_id"),
            one.stated and text_of(one.stated, "grade_id"),
        )
        if grade not in one.grades or (stated and grade != stated):
            yield row_error(
                one.settled,
                "not a grade that can count here",
                column="grade_id",
                value=grade,
                expected=stated or " or ".join(sorted(one.grades)),
            )


def unsettled(one: Cell) -> DataError:
    """The error of pages that disagree: the first that says otherwise than the one before."""
    first = one.stated or one.readings[0]
    other = next(r for r in one.readings if text_of(r, "grade_id") != text_of(first, "grade_id"))
    return row_error(
        other,
        "pages disagree on the grade",
        column="grade_id",
        value=text_of(other, "grade_id"),
        expected=f"{text_of(first, 'grade_id')} as in {first.file.name} line {first.line}, "
        "or a line of disagreement.csv that says which counts",
    )


def check_disagreements(cells: list[Cell], known: Known) -> Iterator[DataError]:
    """Lines that settle what no two places disagree on."""
    disputed = {(one.force, one.question) for one in cells if len(one.grades) > 1}
    for key, row in known.disagreements.items():
        if key not in disputed:
            yield row_error(
                row,
                "no two places disagree on this",
                column="force_id, question_id",
                value=", ".join(key),
            )


def link_origin(one: Cell, judgments: dict[Pair, FactRow], known: Known) -> Iterator[DataError]:
    """Put the origin of a grade carried over into its judgment, or say why that fails."""
    if not one.carried_over:
        return
    first = one.carried_over[0]
    origin, basis = text_of(first, "carried_from_id"), text_of(first, "carried_from_basis")
    for row in one.carried_over[1:]:
        if (text_of(row, "carried_from_id"), text_of(row, "carried_from_basis")) != (origin, basis):
            yield row_error(
                row,
                "pages disagree on where the grade was carried over from",
                column="carried_from_id",
                value=text_of(row, "carried_from_id"),
                expected=f"{origin}, {basis}",
            )
    if one.stated:
        if text_of(one.stated, "carried_from_question_id") != origin:
            yield row_error(
                first,
                "the report itself does not say that the grade was carried over",
                column="carried_over",
                value="1",
            )
        return
    if basis in WITHOUT_ORIGIN:
        judgments[one.inspection, one.question].values["carried_from_basis"] = basis
        return
    key = (inspection_id(one.force, known.questions[origin]), origin)
    if key not in judgments:
        expected = f"a question that {one.force} has a grade for"
        yield row_error(
            first,
            "carried over from an unknown judgment",
            column="carried_from_id",
            value=origin,
            expected=expected,
        )
    elif text_of(judgments[key], "grade_id") != one.grade:
        yield row_error(
            first,
            "not the grade that it was carried over from",
            column="grade_id",
            value=one.grade,
            expected=text_of(judgments[key], "grade_id"),
        )
    judgments[one.inspection, one.question].values.update(
        carried_from_inspection_id=key[0], carried_from_question_id=key[1], carried_from_basis=basis
    )


def inspection_id(force: str, question: FactRow) -> str:
    """The id of the inspection that answers a question of a force."""
    framework, pillar, report = (
        text_of(question, c) for c in ("framework_id", "pillar_id", "report")
    )
    return id_of_inspection(force, framework, pillar, report)


def id_of_inspection(force: str, framework: str, pillar: str, report: str) -> str:
    """The id of an inspection: <force>-<year>-<what>.

    What is the pillar or, where a question is reported on by itself, the subject of that
    report; nothing where one list of questions takes the place of pillars.
    """
    year, what = framework.removeprefix("peel-"), report or pillar
    return f"{force}-{year}" if what == NO_PILLAR else f"{force}-{year}-{what}"


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
