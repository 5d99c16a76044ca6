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
from openpeel.loaders.report.text.report_file import Line, read_beginning, read_report

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
        names = {"force": self.force.name, "area": self.force.area}
        return take_apart(self.lines, self.kind.headings, names, self.kind.grades)


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
    lines = read_report(path)
    text = " ".join(" ".join(line.text for line in lines if not line.aside).split())
    for kind in kinds:
        if kind.recognised_by in text:
            return Report(path, kind, find_force(kind, text, path), lines)
    known = "; ".join(kind.title.format(force="…") for kind in kinds)
    raise DataError("not a report of a kind that can be read", path, expected=known)


def find_force(kind: ReportKind, text: str, path: Path) -> Force:
    """The force that a report says it is about."""
    found = [
        force
        for force in kind.forces
        if force.name in text and compile_pattern(kind.force_pattern, force.names).search(text)
    ]
    if len(found) != 1:
        said = re.search(kind.force_pattern.replace("{force}", "(.{0,40})"), text)
        named = ", ".join(force.name for force in found) or (said[1] if said else "none")
        raise DataError(
            "the report does not say which force it is about",
            path,
            value=named,
            expected=f"one force where it says: {kind.force_pattern}",
        )
    return found[0]
