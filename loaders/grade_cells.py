"""What is read of each force's answer to each question, and what packages know beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import FactRow

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


def inspection_id(force: str, question: FactRow) -> str:
    """The id of the inspection that answers a question of a force."""
    framework, pillar, report = (
        text_of(question, c) for c in ("framework_id", "pillar_id", "report")
    )
    return id_of_inspection(force, framework, pillar, report)


def id_of_inspection(force: str, framework: str, pillar: str, report: str = "") -> str:
    """The id of an inspection: <force>-<year>-<what>.

    What is the pillar or, where a question is reported on by itself, the subject of that
    report; nothing where one list of questions takes the place of pillars.
    """
    year, what = framework.removeprefix("peel-"), report or pillar
    return f"{force}-{year}" if what == NO_PILLAR else f"{force}-{year}-{what}"


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
