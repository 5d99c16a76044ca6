"""What it costs to read reports: ratios within one run.

    python benchmarks/ingest.py [--reports 8]

Makes that many reports, each of another force with its own values and sentences
(benchmarks/made_reports.py), as text and as PDF. In every round each is read to its facts, from
the text and from the PDF, and to the files of a package, in turns with the baselines: pypdfium2
alone opens the same PDF and reads the text of every page, with the place of each run of letters or
of each letter. All of them read the PDF in a child process with the same bounds. No report is read
twice in a round by one reader, so that nothing that is kept of one helps the next.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from openpeel.loaders import package
from openpeel.loaders.bounds import in_child
from openpeel.loaders.ingest import read_package_of, reference
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.record import ParsedReport
from openpeel.loaders.report.find import read_report_of
from openpeel.loaders.report.kind import ReportKind

sys.path[:0] = [str(package.ROOT / "tests"), str(package.ROOT / "tests" / "unit")]

from made_reports import known_kind, shipped_grades, units_of_measures  # noqa: E402
from printing import Printer  # noqa: E402
from report_maker import Maker  # noqa: E402
from test_pdf_of_report import sheets_of  # noqa: E402

ROUNDS = 5
# A PDF is read in a child process with bounds, and so is what it is compared with.
RUNS, LETTERS = "pypdfium2: text, place of each run", "pypdfium2: text, place of each letter"
GOALS = {"facts out of the PDF": 2.5, "a package out of the PDF": 2}


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=8, help="how many different reports")
    count = parser.parse_args().reports
    kinds, _ = reference(package.ROOT)
    took: defaultdict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        files = make_files(kinds, Path(name), count)
        pages = sum(pages_alone(pdf) > 0 for _, pdf in files)
        read_package_of(files[0][1])  # what all reports share is read once
        for _ in range(ROUNDS):
            for text, pdf in files:
                works: dict[str, Callable[[], object]] = {
                    "pypdfium2: text alone, in this process": lambda pdf=pdf: pages_alone(pdf),
                    "pypdfium2: text alone": lambda pdf=pdf: in_child(pages_alone, pdf),
                    RUNS: lambda pdf=pdf: in_child(with_runs, pdf),
                    LETTERS: lambda pdf=pdf: in_child(with_letters, pdf),
                    "facts out of the text": lambda text=text: read(kinds, text),
                    "facts out of the PDF": lambda pdf=pdf: read(kinds, pdf),
                    "a package out of the PDF": lambda pdf=pdf: read_package_of(pdf),
                }
                for what, work in works.items():
                    start = processor_time()
                    work()
                    took[what].append(processor_time() - start)
    print(f"{pages} reports, {ROUNDS} rounds, processor time; times of the place of runs, letters")
    alone = [statistics.median(took[name]) for name in (RUNS, LETTERS)]
    for what, times in took.items():
        middle = statistics.median(times)
        ratios = "".join(f"{middle / one:7.2f}" for one in alone)
        goal = f", goal {GOALS[what]:g}" if what in GOALS else ""
        print(f"{what:<40} {middle * 1000:8.1f} ms a report, {ratios} times{goal}")


def processor_time() -> float:
    """The time that this process and its children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def make_files(kinds: list[ReportKind], folder: Path, count: int) -> list[tuple[Path, Path]]:
    """Make reports of different forces, each as text and as PDF."""
    kind, units = known_kind(kinds), units_of_measures()
    files = []
    for number, force in zip(range(count), kind.forces, strict=False):
        maker = Maker(kind, force, units, random.Random(number), shipped_grades(kind, force))
        text = folder / f"{force.id}.txt"
        text.write_text(maker.make().text, encoding="utf-8")
        report = read_report_of(kinds, text)
        sheets = sheets_of(report.lines, report.take_apart())
        files.append((text, Printer(folder / f"{force.id}.pdf", force.name).print(sheets)))
    return files


def pages_alone(path: Path) -> int:
    """Read every page's text, and nothing else; return how many characters there are."""
    document = pypdfium2.PdfDocument(path)
    try:
        return sum(len(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def with_runs(path: Path) -> int:
    """Read every page's text, and where each run of letters stands; return how many there are."""
    document, count = pypdfium2.PdfDocument(path), 0
    for page in document:
        letters = page.get_textpage()
        letters.get_text_range()
        count += len([letters.get_rect(index) for index in range(letters.count_rects())])
    document.close()
    return count


def with_letters(path: Path) -> int:
    """Read every page's text, and where each letter stands; return how many there are."""
    document, count = pypdfium2.PdfDocument(path), 0
    for page in document:
        letters = page.get_textpage()
        letters.get_text_range()
        count += len([letters.get_charbox(index) for index in range(letters.count_chars())])
    document.close()
    return count


def read(kinds: list[ReportKind], file: Path) -> None:
    """Read the facts of a report."""
    found = read_report_of(kinds, file)
    read_facts(ParsedReport(found, found.take_apart()))


if __name__ == "__main__":
    main()
