"""A folder of made-up reports: other forces and rounds, each with its own values and text.

The first 43 are of the round of reports that openpeel can read. Each further round is a
framework of its own: the same questions, a year that is not there yet, and reports of that year.
"""

from __future__ import annotations

import csv
import random
import re
import shutil
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from openpeel.loaders import package
from openpeel.loaders.ingest import reference
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.inspection_package import Described, package_files
from openpeel.loaders.report.facts.record import ParsedReport
from openpeel.loaders.report.find import PACKAGES, read_report_of
from openpeel.loaders.report.kind import Force, ReportKind

sys.path.insert(0, str(package.ROOT / "tests"))
from report_maker import Maker  # noqa: E402

# What a reader can ingest today, and what the copies of it are made from.
KNOWN_YEAR = 2016
FIRST_MADE_YEAR = 2101
# Ships with openpeel, so that its package must not come a second time.
SHIPPED = "essex"
# Columns that name an improvement.
IMPROVEMENT_KEYS = ("improvement_id", "later_improvement_id", "earlier_improvement_id")
PARTS = ("data", "views", "checks", "tables")
FILES = ("schema.sql", "metadata.yml", "columns.yml")


def make_tree(root: Path, years: int) -> Path:
    """Copy what a build reads, with `years` more frameworks whose questions are those of 2016."""
    for name in PARTS:
        shutil.copytree(package.ROOT / name, root / name)
    for name in FILES:
        shutil.copy(package.ROOT / name, root)
    leave_out_improvements(root / "data" / "web")
    for name in ("published_total.csv", "published_force_total.csv"):
        leave_out_totals(root / "data" / "grades" / name)
    # One view has a column for each real round; made-up rounds have none.
    (root / "checks" / "wide_view_without_column.sql").unlink(missing_ok=True)
    reference_data = root / "data" / "reference"
    made = [f"peel-{year}" for year in range(FIRST_MADE_YEAR, FIRST_MADE_YEAR + years)]
    if made:
        links = [*links_to_first(reference_data, made[0]), *links_between(reference_data, made)]
        append(reference_data / "question_link.csv", links)
        append(reference_data / "framework.csv", frameworks(reference_data, made))
    for name in ("question.csv", "heading.csv", "report_kind.csv"):
        add_years(reference_data / name, years)
    return root


def leave_out_improvements(web: Path) -> None:
    """Leave out what web pages say of reports of the known round: made-up reports say it again."""
    of_round = re.compile(rf"-{KNOWN_YEAR}-effectiveness$")
    for folder in (folder for folder in web.iterdir() if folder.name != SHIPPED):
        left_out: set[str] = set()
        for path in sorted(folder.glob("improvement*.csv")):  # the improvements come first
            header, *rows = read_rows(path)
            kept = []
            for row in rows:
                named = dict(zip(header, row, strict=True))
                is_of_round = path.name == "improvement.csv" and of_round.search(
                    named["inspection_id"] or named.get("inferred_from_id", "")
                )
                if is_of_round:
                    left_out.add(named["id"])
                elif not left_out & {named.get(key) for key in IMPROVEMENT_KEYS}:
                    kept.append(row)
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows([header, *kept])


def leave_out_totals(path: Path) -> None:
    """Leave out how many real grades the known round had: made-up reports give others."""
    header, rows = read_rows(path)[0], read(path)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            round_of = row.get("question_id") or row["framework_id"]
            if not f"{round_of}-".startswith(f"peel-{KNOWN_YEAR}-"):
                writer.writerow(row)


def read_rows(path: Path) -> list[list[str]]:
    """Read the lines of a CSV file, its header first."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def read(path: Path) -> list[dict[str, str]]:
    """Read the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def append(path: Path, rows: list[dict[str, str]]) -> None:
    """Add rows to a CSV file."""
    header = read_rows(path)[0]
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, header, lineterminator="\n").writerows(rows)


def frameworks(reference_data: Path, made: list[str]) -> list[dict[str, str]]:
    """Return the frameworks of made years, which follow the last that there is."""
    rows = read(reference_data / "framework.csv")
    known = next(row for row in rows if row["id"] == f"peel-{KNOWN_YEAR}")
    last = max(int(row["position"] or 0) for row in rows)
    return [
        known | {
            "id": name, "position": str(last + number), "year": name.removeprefix("peel-"),
            "label": f"PEEL {name.removeprefix('peel-')}", "note": "Made up.",
        }
        for number, name in enumerate(made, start=1)
    ]  # fmt: skip


def link(framework: str, later: str, earlier: str, relation: str) -> dict[str, str]:
    """Return a row of the crosswalk of questions."""
    return {
        "id": f"{later or 'nothing'}-from-{earlier or 'nothing'}", "framework_id": framework,
        "later_question_id": later, "earlier_question_id": earlier,
        "relation": relation, "note": "Made up.",
    }  # fmt: skip


def links_to_first(reference_data: Path, first: str) -> list[dict[str, str]]:
    """Return links that say that the first made year has new questions only."""
    rows = read(reference_data / "framework.csv")
    last = max(rows, key=lambda row: int(row["position"] or 0))["id"]
    ended = [q["id"] for q in read(reference_data / "question.csv") if q["framework_id"] == last]
    return [
        *(link(first, first + question, "", "new") for question in questions(reference_data)),
        *(link(first, "", question, "dropped") for question in ended),
    ]


def links_between(reference_data: Path, made: list[str]) -> list[dict[str, str]]:
    """Return links that say that each made year asks what the one before asked."""
    return [
        link(later, later + question, earlier + question, "same")
        for earlier, later in pairwise(made)
        for question in questions(reference_data)
    ]


def questions(reference_data: Path) -> list[str]:
    """Return what the ids of the questions copied have behind that of their framework."""
    return [
        row["id"].removeprefix(f"peel-{KNOWN_YEAR}")
        for row in read(reference_data / "question.csv")
        if row["framework_id"] == f"peel-{KNOWN_YEAR}" and row["pillar_id"] == "effectiveness"
    ]


def add_years(path: Path, years: int) -> None:
    """Repeat the rows of the known kind of report in a file for each further year."""
    known = [
        row for row in read_rows(path)[1:]
        if f"peel-{KNOWN_YEAR}" in row[:2] and "effectiveness" in row[:3]
    ]  # fmt: skip
    with path.open("a", encoding="utf-8", newline="") as stream:
        for year in range(FIRST_MADE_YEAR, FIRST_MADE_YEAR + years):
            csv.writer(stream, lineterminator="\n").writerows(
                [of_year(cell, year) for cell in row] for row in known
            )


def of_year(text: str, year: int) -> str:
    """Move what names the known year to another one; periods of statistics stay as they are."""
    text = re.sub(rf"\b(peel|[a-z]+)-{KNOWN_YEAR}\b", rf"\1-{year}", text)
    text = recognised_in_year(text, year)
    text = text.replace(f"effectiveness {KNOWN_YEAR}", f"effectiveness {year}")
    text = re.sub(rf"^{KNOWN_YEAR}-(09|12)$", rf"{year}-\1", text)
    return text.replace(f"{KNOWN_YEAR + 1}-03-02", f"{year + 1}-03-02")


def make_reports(sources: Path, count: int, seed: int = 1) -> int:
    """Write packages of `count` reports with their texts; return how many years they take."""
    kinds, tables = reference(package.ROOT)
    kind = known_kind(kinds)
    units = units_of_measures()
    work = sources / "report.txt"
    last = KNOWN_YEAR
    for number, (force, year) in zip(range(count), turns(kind), strict=False):
        made = Maker(kind, force, units, random.Random(seed + number), shipped_grades(kind, force))
        work.write_text(made.make().text, encoding="utf-8")
        report = read_report_of(kinds, work)
        source = ParsedReport(report, report.take_apart())
        facts = read_facts(source)
        folder = sources / PACKAGES / in_year(report.document, year)
        folder.mkdir(parents=True)
        for name, text in package_files(facts, source, Described(tables, {}, {}), "").items():
            if name.endswith((".csv", ".txt")):
                (folder / name).write_text(in_year(text, year), encoding="utf-8")
        last = year
    work.unlink(missing_ok=True)
    return 0 if last == KNOWN_YEAR else last - FIRST_MADE_YEAR + 1


def known_kind(kinds: list[ReportKind]) -> ReportKind:
    """Return the kind of report that is made: the one that was read on a real report."""
    return next(kind for kind in kinds if kind.read_on == "report")


def in_year(text: str, year: int) -> str:
    """Move a whole file to another year, cell by cell."""
    if year == KNOWN_YEAR:
        return text
    return re.sub(r"[^,\n]+", lambda cell: of_year(cell[0], year), recognised_in_year(text, year))


def recognised_in_year(text: str, year: int) -> str:
    """Move the words that a report is recognised by, which a line's end may interrupt."""
    return re.sub(rf"\b(areas\s+during\s+){KNOWN_YEAR}\b", rf"\g<1>{year}", text)


def turns(kind: ReportKind) -> Iterator[tuple[Force, int]]:
    """Yield every force and year in turn, but the report that ships."""
    for year in [KNOWN_YEAR, *range(FIRST_MADE_YEAR, FIRST_MADE_YEAR + 90)]:
        for force in kind.forces:
            if (force.id, year) != (SHIPPED, KNOWN_YEAR):
                yield force, year


def units_of_measures() -> dict[str, str]:
    """Return the unit of each measure."""
    path = package.ROOT / "data" / "reference" / "measure.csv"
    return {row["id"]: row["unit_id"] for row in read(path)}


def shipped_grades(kind: ReportKind, force: Force) -> dict[str, str]:
    """Return the grades that ship for a force: a report that says otherwise is refused."""
    labels = {grade: label for label, grade in kind.grades.items()}
    topics = {question.id: question.topic for question in kind.questions}
    path = package.ROOT / "data" / "grades" / "readings" / f"peel-{KNOWN_YEAR}.csv"
    return {
        topics[row["question_id"]]: labels[row["grade_id"]]
        for row in read(path)
        if row["force_id"] == force.id and row["question_id"] in topics
    }
