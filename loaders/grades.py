"""Grades of all forces, read off web pages: readings -> inspections, judgments, evidence.

`data/grades/readings/` holds one file a framework, called by its id; a line is one grade
of one force as one page states it. The lines of one force and question make one judgment,
and each of them is evidence of it. Of several the first is cited, so the best stands first.

* Where the lines disagree, `disagreement.csv` says which grade counts, and why.
* Where a report's own package states the judgment, that is the judgment: the lines are
  further evidence of it and must agree.
* A grade kept from an earlier inspection names the question whose judgment it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.facts import Column, Row, Value, parse_file

READING = {
    column.name: column
    for column in (
        Column("force_id", "TEXT", True),
        Column("question_id", "TEXT", True),
        Column("grade_id", "TEXT", True),
        # 1: kept from an earlier inspection, from the judgment on `carried_from_id`.
        Column("carried_over", "INTEGER", True),
        Column("carried_from_id", "TEXT", False),
        Column("carried_from_basis", "TEXT", False),
        Column("doubt", "TEXT", False),
        Column("note", "TEXT", False),
        Column("citation_id", "TEXT", True),
    )
}
# The list of questions that is no pillar leaves no trace in an inspection's id.
NO_PILLAR = "peel"

Pair = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """The rows of the packages that readings are checked against and added to, by key."""

    forces: dict[str, Row]
    frameworks: dict[str, Row]
    questions: dict[str, Row]
    pillars: dict[str, Row]
    documents: dict[str, Row]
    inspections: dict[str, Row]
    grades: dict[Pair, Row]  # scale, grade
    judgments: dict[Pair, Row]  # inspection, question
    disagreements: dict[Pair, Row]  # force, question
    publications: dict[tuple[str, ...], Row]  # framework, pillar, report, force

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Known:
        """Gather them."""
        tables: dict[str, list[Row]] = {}
        for row in rows:
            tables.setdefault(row.table, []).append(row)

        def by(table: str, column: str) -> dict[str, Row]:
            return {cell(row, column): row for row in tables.get(table, [])}

        def by_two(table: str, first: str, second: str) -> dict[Pair, Row]:
            return {(cell(row, first), cell(row, second)): row for row in tables.get(table, [])}

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
                tuple(cell(r, c) for c in ("framework_id", "pillar_id", "report", "force_id")): r
                for r in tables.get("publication", [])
            },
        )


@dataclass
class Cell:
    """What is read of one force's answer to one question, and what a package says of it."""

    force: str
    question: str
    inspection: str
    readings: list[Row] = field(default_factory=list)
    stated: Row | None = None
    settled: Row | None = None

    @property
    def grades(self) -> set[str]:
        """The different grades that are read or stated."""
        rows = [*self.readings, *([self.stated] if self.stated else [])]
        return {cell(row, "grade_id") for row in rows}

    @property
    def grade(self) -> str:
        """The grade that counts, once disagreements have been refused."""
        for row in (self.stated, self.settled, self.readings[0]):
            if row:
                return cell(row, "grade_id")
        raise AssertionError

    @property
    def kept(self) -> list[Row]:
        """The readings that say that the grade was kept from an earlier inspection."""
        return [row for row in self.readings if row.values["carried_over"]]


def cell(row: Row, column: str) -> str:
    """A value of a row as text; null is empty."""
    value = row.values.get(column)
    return "" if value is None else str(value)


def refuse(
    row: Row, problem: str, column: str, value: str, expected: str | None = None
) -> DataError:
    """An error at a row's own line."""
    return DataError(
        problem, row.file, line=row.line, column=column, value=value, expected=expected
    )


def raise_all(errors: Iterable[DataError]) -> None:
    """Raise what there is, in the order of files and lines."""
    if found := sorted(errors, key=lambda error: (str(error.file), error.line or 0)):
        raise DataErrors(found)


def load_readings(folder: Path, rows: list[Row], cited: set[str]) -> Iterator[Row]:
    """The rows that the readings below a folder add to those of the packages.

    Raises:
        DataError, DataErrors: see `parse_readings` and `judge`.
    """
    parsed = list(parse_readings(folder, cited))
    yield from (row for row in parsed if row.table == "citation")
    yield from judge([row for row in parsed if row.table == "reading"], Known.of(rows))


def parse_readings(folder: Path, cited: set[str]) -> Iterator[Row]:
    """One row per grade that a page states of a force, and one per page not cited yet.

    A reading's table is `reading`; there is none of that name: `judge` makes judgments of
    them.

    Raises:
        DataError: as for any file of facts.
    """
    for file in sorted(folder.glob("*.csv")):
        for row in parse_file(file, None, READING, cited):
            yield row if row.table == "citation" else Row("reading", row.values, file, row.line)


def judge(readings: list[Row], known: Known) -> Iterator[Row]:
    """One row per inspection, per judgment and per piece of evidence that readings make.

    Inspections and judgments that a package states are not made a second time.

    Raises:
        DataErrors: readings name what is not there, stand twice, disagree without a word on
            which counts, or are kept from a judgment that is not held; each with its line.
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
    inspections: dict[str, Row] = {}
    for one in cells:
        if one.inspection not in known.inspections:
            inspections.setdefault(one.inspection, make_inspection(one, known))
    yield from inspections.values()
    yield from (row for key, row in judgments.items() if key not in known.judgments)
    yield from (make_evidence(one, reading) for one in cells for reading in one.readings)


def check_reading(row: Row, known: Known) -> Iterator[DataError]:
    """What is wrong with one line by itself."""
    force, question, grade = (cell(row, c) for c in ("force_id", "question_id", "grade_id"))
    framework = known.frameworks.get(row.file.stem)
    if framework is None:
        yield DataError("the file is not named for a framework", row.file, value=row.file.stem)
        return
    if force not in known.forces:
        yield refuse(
            row,
            "no such force",
            column="force_id",
            value=force,
            expected="an area_id of table force",
        )
    asked = known.questions.get(question)
    if asked is None:
        yield refuse(
            row,
            "no such question",
            column="question_id",
            value=question,
            expected="an id of table question",
        )
    elif cell(asked, "framework_id") != row.file.stem:
        yield refuse(
            row,
            "a question of another framework",
            column="question_id",
            value=question,
            expected=f"a question of {row.file.stem}",
        )
    scale = cell(framework, "scale_id")
    if (scale, grade) not in known.grades:
        steps = ", ".join(g for s, g in known.grades if s == scale)
        yield refuse(
            row,
            "not a grade of that framework's scale",
            column="grade_id",
            value=grade,
            expected=steps,
        )
    web = cell(row, "citation_id")
    if web not in known.documents:
        yield refuse(
            row, "no such document", column="web", value=web, expected="an id of table document"
        )
    yield from check_kept(row, asked, known)


def check_kept(row: Row, asked: Row | None, known: Known) -> Iterator[DataError]:
    """Whether a grade that was kept, and no other, says from where and how that is known."""
    kept, origin, basis = (
        cell(row, c) for c in ("carried_over", "carried_from_id", "carried_from_basis")
    )
    if kept not in ("0", "1"):
        yield refuse(
            row, "neither kept nor given anew", column="carried_over", value=kept, expected="0 or 1"
        )
    elif kept == "1" and not origin:
        yield refuse(
            row,
            "a grade carried over without its origin",
            column="carried_from_id",
            value="",
            expected="the question whose grade was kept",
        )
    elif kept == "0" and (origin or basis):
        yield refuse(
            row,
            "an origin for a grade that was not carried over",
            column="carried_over",
            value=kept,
            expected="1",
        )
    elif kept == "1" and basis not in ("stated", "latest"):
        yield refuse(
            row,
            "not said how the origin is known",
            column="carried_from_basis",
            value=basis,
            expected="stated or latest",
        )
    elif kept == "1" and asked and not earlier(origin, cell(asked, "id"), known):
        yield refuse(
            row, "not a question of an earlier framework", column="carried_from_id", value=origin
        )


def earlier(origin: str, question: str, known: Known) -> bool:
    """Whether a question is one of an earlier framework than another's."""
    if origin not in known.questions:
        return False
    frameworks = [
        known.frameworks.get(cell(known.questions[q], "framework_id")) for q in (origin, question)
    ]
    first, second = (framework and framework.values["position"] for framework in frameworks)
    return isinstance(first, int) and isinstance(second, int) and first < second


def check_twice(readings: list[Row]) -> Iterator[DataError]:
    """Lines that give one page's word on one question of one force a second time."""
    lines: dict[tuple[str, ...], int] = {}
    for row in readings:
        key = tuple(cell(row, c) for c in ("force_id", "question_id", "citation_id"))
        if key in lines:
            yield refuse(
                row,
                f"the same page, force and question as line {lines[key]}",
                column="force_id, question_id, web",
                value=", ".join(key),
            )
        lines.setdefault(key, row.line)


def gather(readings: list[Row], known: Known) -> list[Cell]:
    """The readings by force and question, in the order of their first lines."""
    cells: dict[Pair, Cell] = {}
    for row in readings:
        force, question = cell(row, "force_id"), cell(row, "question_id")
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
        grade, stated = cell(one.settled, "grade_id"), one.stated and cell(one.stated, "grade_id")
        if grade not in one.grades or (stated and grade != stated):
            yield refuse(
                one.settled,
                "not a grade that can count here",
                column="grade_id",
                value=grade,
                expected=stated or " or ".join(sorted(one.grades)),
            )


def unsettled(one: Cell) -> DataError:
    """The error of pages that disagree: the first that says otherwise than the one before."""
    first = one.stated or one.readings[0]
    other = next(r for r in one.readings if cell(r, "grade_id") != cell(first, "grade_id"))
    return refuse(
        other,
        "pages disagree on the grade",
        column="grade_id",
        value=cell(other, "grade_id"),
        expected=f"{cell(first, 'grade_id')} as in {first.file.name} line {first.line}, "
        "or a line of disagreement.csv that says which counts",
    )


def check_disagreements(cells: list[Cell], known: Known) -> Iterator[DataError]:
    """Lines that settle what no two places disagree on."""
    disputed = {(one.force, one.question) for one in cells if len(one.grades) > 1}
    for key, row in known.disagreements.items():
        if key not in disputed:
            yield refuse(
                row,
                "no two places disagree on this",
                column="force_id, question_id",
                value=", ".join(key),
            )


def link_origin(one: Cell, judgments: dict[Pair, Row], known: Known) -> Iterator[DataError]:
    """Put the origin of a grade that was kept into its judgment, or say why that fails."""
    if not one.kept:
        return
    first = one.kept[0]
    origin, basis = cell(first, "carried_from_id"), cell(first, "carried_from_basis")
    for row in one.kept[1:]:
        if (cell(row, "carried_from_id"), cell(row, "carried_from_basis")) != (origin, basis):
            yield refuse(
                row,
                "pages disagree on where the grade was kept from",
                column="carried_from_id",
                value=cell(row, "carried_from_id"),
                expected=f"{origin}, {basis}",
            )
    if one.stated:
        if cell(one.stated, "carried_from_question_id") != origin:
            yield refuse(
                first,
                "the report itself does not say that the grade was kept",
                column="carried_over",
                value="1",
            )
        return
    key = (inspection_id(one.force, known.questions[origin]), origin)
    if key not in judgments:
        expected = f"a question that {one.force} has a grade for"
        yield refuse(
            first,
            "carried over from a judgment that is not held",
            column="carried_from_id",
            value=origin,
            expected=expected,
        )
    elif cell(judgments[key], "grade_id") != one.grade:
        yield refuse(
            first,
            "not the grade that it was carried over from",
            column="grade_id",
            value=one.grade,
            expected=cell(judgments[key], "grade_id"),
        )
    judgments[one.inspection, one.question].values.update(
        carried_from_inspection_id=key[0], carried_from_question_id=key[1], carried_from_basis=basis
    )


def inspection_id(force: str, question: Row) -> str:
    """The id of the inspection that answers a question: <force>-<year>-<what>.

    What is the pillar or, where a question is reported on by itself, the subject of that
    report; nothing where one list of questions takes the place of pillars.
    """
    year = cell(question, "framework_id").removeprefix("peel-")
    what = cell(question, "report") or cell(question, "pillar_id")
    return f"{force}-{year}" if what == NO_PILLAR else f"{force}-{year}-{what}"


def make_inspection(one: Cell, known: Known) -> Row:
    """The inspection that answers a cell's question, as far as web pages tell of it."""
    question, first = known.questions[one.question], one.readings[0]
    framework, pillar, report = (cell(question, c) for c in ("framework_id", "pillar_id", "report"))
    publication = known.publications.get((framework, pillar, report, one.force)) or (
        known.publications.get((framework, pillar, report, ""))
    )
    year = cell(known.frameworks[framework], "label").removeprefix("PEEL ")
    # A pillar that is not there is told at the question's own line when all rows are in.
    named = known.pillars.get(pillar)
    subject = "PEEL" if pillar == NO_PILLAR or named is None else cell(named, "label").lower()
    label = f"{cell(known.forces[one.force], 'name')}, {subject} {year}"
    values: dict[str, Value] = {
        "id": one.inspection,
        "force_id": one.force,
        "framework_id": framework,
        "pillar_id": pillar,
        "kind": "inspection",
        "label": f"{label}: {report}" if report else label,
        "fieldwork_start": None,
        "fieldwork_end": None,
        "published_on": publication.values["published_on"] if publication else None,
        "document_id": None,
        "follows_id": None,
        "note": "Known from web pages; its report is not loaded.",
        "citation_id": first.values["citation_id"],
    }
    return Row("inspection", values, first.file, first.line)


def make_judgment(one: Cell) -> Row:
    """The judgment of a cell, cited from the first page that gives the grade that counts."""
    first = next(row for row in one.readings if cell(row, "grade_id") == one.grade)
    values: dict[str, Value] = {
        "inspection_id": one.inspection,
        "question_id": one.question,
        "grade_id": one.grade,
        "carried_from_inspection_id": None,
        "carried_from_question_id": None,
        "carried_from_basis": None,
        "citation_id": first.values["citation_id"],
    }
    return Row("judgment", values, first.file, first.line)


def make_evidence(one: Cell, reading: Row) -> Row:
    """One page's word on a judgment."""
    values: dict[str, Value] = {
        "inspection_id": one.inspection,
        "question_id": one.question,
        **{c: reading.values[c] for c in ("citation_id", "grade_id", "doubt", "note")},
    }
    return Row("judgment_evidence", values, reading.file, reading.line)
