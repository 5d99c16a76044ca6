"""What it costs to read reports: ratios within one run.

    python benchmarks/ingest.py [--reports 8]

Makes that many reports, each of another force with its own values and sentences
(benchmarks/made_reports.py), as text and as PDF. Each is read to its facts once in every round,
from the text and from the PDF, in turns with the baseline: pypdfium2 alone, which reads the text of
the same pages of the same PDFs. No report is read twice in a round, so that nothing kept from one
helps the next.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import pypdfium2

from openpeel.loaders import package
from openpeel.loaders.ingest import ingest, reference
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
GOAL = 2.5


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
        for _ in range(ROUNDS):
            for text, pdf in files:
                works = {
                    "pypdfium2 alone": lambda pdf=pdf: pages_alone(pdf),
                    "facts out of the text": lambda text=text: read(kinds, text),
                    "facts out of the PDF": lambda pdf=pdf: read(kinds, pdf),
                }
                for what, work in works.items():
                    start = time.perf_counter()
                    work()
                    took[what].append(time.perf_counter() - start)
        start = time.perf_counter()
        for number, (_, pdf) in enumerate(files):
            ingest(pdf, Path(name) / f"out-{number}", lambda line: None)
        whole = (time.perf_counter() - start) / len(files)
    alone = statistics.median(took["pypdfium2 alone"])
    print(f"{pages} reports, {ROUNDS} rounds; goal for the PDF {GOAL:g} times")
    for what, times in took.items():
        middle = statistics.median(times)
        print(f"{what:<24} {middle * 1000:8.1f} ms a report, {middle / alone:5.2f} times")
    name = "openpeel ingest, a PDF"
    print(f"{name:<24} {whole * 1000:8.1f} ms a report, {whole / alone:5.2f} times")


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


def read(kinds: list[ReportKind], file: Path) -> None:
    """Read the facts of a report."""
    found = read_report_of(kinds, file)
    read_facts(ParsedReport(found, found.take_apart()))


if __name__ == "__main__":
    main()
