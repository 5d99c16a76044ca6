"""Which report is it? A file among the sources becomes a report of a known kind and force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.kind import Force, ReportKind
from openpeel.loaders.report.structure.passages import Structure
from openpeel.loaders.report.structure.patterns import compile_pattern
from openpeel.loaders.report.structure.steps import take_apart
from openpeel.loaders.report.text.file_beginning import is_pdf, is_web_page
from openpeel.loaders.report.text.report_file import (
    Line,
    read_beginning,
    read_report,
    text_in,
)

# A package made by `openpeel ingest` keeps the text of its report under this name.
TEXT = "report.txt"
# So is the web page that a report was read from.
WEB_PAGE = "report.html"
PACKAGES = "inspections"
REPORT_ENDINGS = (".pdf", ".txt", ".html", ".htm")
MOST_OF_A_NAME = 40  # letters of a name that is not known, for the message


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
        return take_apart(
            self.lines,
            self.kind.headings,
            self.force.names,
            self.kind.grades,
            chapters_start_pages=self.kind.chapters_start_pages,
        )


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
    for path in filter(None, map(text_of_package, sorted((sources / PACKAGES).glob("*")))):
        report = read_if_report(kinds, path)
        if report and report.document not in found:
            found[report.document] = path
            yield report


def text_of_package(folder: Path) -> Path | None:
    """The text or web page that a package keeps of its report, if it keeps one."""
    kept = (folder / name for name in (WEB_PAGE, TEXT))
    return next((path for path in kept if path.is_file()), None)


def texts_in(sources: Path) -> list[Path]:
    """The files of a folder that may be reports, in the order of their names."""
    return sorted(path for path in sources.iterdir() if is_report_name(path.name))


def is_report_name(name: str) -> bool:
    """Whether a file of this name may be a report."""
    return Path(name).suffix.lower() in REPORT_ENDINGS


def read_if_report(kinds: Sequence[ReportKind], path: Path) -> Report | None:
    """The report in a file, or None where it is no report of a known kind."""
    beginning = read_beginning(path)
    if find_kind(kinds, beginning) is None:
        return None
    return read_report_of(kinds, path)


def read_report_of(kinds: Sequence[ReportKind], path: Path) -> Report:
    """The report in a file.

    Raises:
        DataError: it cannot be read, is of no known kind, or names no force or two.
    """
    is_text = path.suffix.lower() != ".pdf" and not is_pdf(path) and not is_web_page(path)
    # Whether it is a report at all is the first thing to say, before what it lacks.
    if is_text and find_kind(kinds, " ".join(text_in(path).split())) is None:
        raise unknown_kind(kinds, path)
    lines = read_report(path)
    text = " ".join(" ".join(line.text for line in lines if not line.aside).split())
    kind = find_kind(kinds, text)
    if kind is None:
        raise unknown_kind(kinds, path)
    return Report(path, kind, find_force(kind, text, path), lines)


def find_kind(kinds: Sequence[ReportKind], text: str) -> ReportKind | None:
    """The kind of report that a text is of: the one whose words come first."""
    found = [
        (place, number)
        for number, kind in enumerate(kinds)
        if (place := kind.recognised_at(text)) is not None
    ]
    return kinds[min(found)[1]] if found else None


def unknown_kind(kinds: Sequence[ReportKind], path: Path) -> DataError:
    """The error that says which kinds of report can be read."""
    known = "; ".join(kind.title.format(force="…") for kind in kinds)
    return DataError("not a report of a kind that can be read", path, expected=known)


def find_force(kind: ReportKind, text: str, path: Path) -> Force:
    """The force that a report says it is about."""
    before, after = (compile_pattern(part) for part in kind.force_pattern.strip().split("{force}"))
    found: dict[str, Force] = {}
    said = []
    for match in before.finditer(kind.beginning_of(text)):
        said.append(text[match.end() : match.end() + MOST_OF_A_NAME])
        for force in kind.forces:
            name = force.names.called_here.match(text, match.end())
            if name and after.match(text, name.end()):
                found[force.id] = force
    if len(found) != 1:
        raise DataError(
            "the report does not say which force it is about",
            path,
            value=", ".join(force.name for force in found.values()) or "; ".join(said) or "none",
            expected=f"one force where it says: {kind.force_pattern}",
        )
    return next(iter(found.values()))
