"""Which report is it? A file among the sources becomes a report of a known kind and force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.kind import Force, ReportKind
from openpeel.loaders.report.structure.passages import Structure
from openpeel.loaders.report.structure.patterns import compile_pattern
from openpeel.loaders.report.structure.steps import take_apart
from openpeel.loaders.report.text.pdf import is_pdf
from openpeel.loaders.report.text.report_file import (
    Line,
    read_beginning,
    read_report,
    text_in,
)

# A package made by `openpeel ingest` keeps the text of its report under this name.
TEXT = "report.txt"
PACKAGES = "inspections"


@dataclass(frozen=True)
class Report:
    """A report: its file, what kind it is of, which force it is about, its lines."""

    path: Path
    kind: ReportKind
    force: Force
    lines: list[Line]

    @property
    def document(self) -> str:
        """The id of the report and of its inspection."""
        return self.kind.slug(self.force.id)

    def take_apart(self) -> Structure:
        """Its headings, passages and footnotes."""
        return take_apart(self.lines, self.kind.headings, self.force.names, self.kind.grades)


def find_reports(kinds: Sequence[ReportKind], sources: Path) -> Iterator[Report]:
    """The reports among the PDFs and texts of a folder, in the order of their names.

    A file that is no report of a known kind is passed over. The text that a package keeps
    counts where the report itself is not there.

    Raises:
        DataError: a report cannot be read, names no force or two, or is there twice.
    """
    if not sources.is_dir():
        raise DataError("the folder of sources is not there", sources)
    found: dict[str, Path] = {}
    for path in texts_in(sources):
        report = read_if_report(kinds, path)
        if report is None:
            continue
        if report.document in found:
            raise DataError(
                "the same report a second time", path, value=found[report.document].name
            )
        found[report.document] = path
        yield report
    for path in sorted((sources / PACKAGES).glob(f"*/{TEXT}")):
        report = read_if_report(kinds, path)
        if report and report.document not in found:
            found[report.document] = path
            yield report


def texts_in(sources: Path) -> list[Path]:
    """The files of a folder that may be reports, in the order of their names."""
    return sorted(path for path in sources.iterdir() if path.suffix.lower() in (".pdf", ".txt"))


def read_if_report(kinds: Sequence[ReportKind], path: Path) -> Report | None:
    """The report in a file, or None where it is no report of a known kind."""
    beginning = read_beginning(path)
    if not any(kind.recognised_by in beginning for kind in kinds):
        return None
    return read_report_of(kinds, path)


def read_report_of(kinds: Sequence[ReportKind], path: Path) -> Report:
    """The report in a file.

    Raises:
        DataError: it cannot be read, is of no known kind, or names no force or two.
    """
    if path.suffix.lower() != ".pdf" and not is_pdf(path):
        # Whether it is a report at all is the first thing to say, before what it lacks.
        check_kind(kinds, " ".join(text_in(path).split()), path)
    lines = read_report(path)
    text = " ".join(" ".join(line.text for line in lines if not line.aside).split())
    for kind in kinds:
        if kind.recognised_by in text:
            return Report(path, kind, find_force(kind, text, path), lines)
    raise unknown_kind(kinds, path)


def check_kind(kinds: Sequence[ReportKind], text: str, path: Path) -> None:
    """Refuse a text that no kind of report is recognised by."""
    if not any(kind.recognised_by in text for kind in kinds):
        raise unknown_kind(kinds, path)


def unknown_kind(kinds: Sequence[ReportKind], path: Path) -> DataError:
    """The error that says which kinds of report can be read."""
    known = "; ".join(kind.title.format(force="…") for kind in kinds)
    return DataError("not a report of a kind that can be read", path, expected=known)


def find_force(kind: ReportKind, text: str, path: Path) -> Force:
    """The force that a report says it is about."""
    said = compile_pattern(kind.force_pattern.replace("{force}", "{name:words}"))
    named = sorted({match["name"] for match in said.finditer(text)})
    found = {force.id: force for name in named for force in kind.forces if is_name(force, name)}
    if len(found) != 1:
        raise DataError(
            "the report does not say which force it is about",
            path,
            value=", ".join(named) or "none",
            expected=f"one force where it says: {kind.force_pattern}",
        )
    return next(iter(found.values()))


def is_name(force: Force, words: str) -> bool:
    """Whether words are a name of the force, and nothing else."""
    return bool(re.fullmatch(compile_pattern("{force}"), force.names.marked(words)))
