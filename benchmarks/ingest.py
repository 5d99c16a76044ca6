"""What it costs to read a report: ratios within one run.

    python benchmarks/ingest.py SOURCES

SOURCES is the folder that has the text of the Essex report of 2016. The text is printed into
a PDF of as many pages; the pages of that PDF are read by pypdfium2 alone; then the report
is ingested from the text and from the PDF. Last, reports of our own making are read one
after the other, to see that the cost of each stays the same.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from openpeel.loaders import package
from openpeel.loaders.ingest import ingest, reference
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.record import ParsedReport
from openpeel.loaders.report.find import read_report_of

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from printing import Printer  # noqa: E402
from report_maker import Maker  # noqa: E402
from test_pdf import sheets_of  # noqa: E402

ROUNDS = 7
REPORTS = (10, 20, 40)
TEXT = "peel-effectiveness-2016-essex.txt"


def median_seconds(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def pages_alone(path: Path) -> int:
    """Every page's text, and nothing else."""
    document = pypdfium2.PdfDocument(path)
    try:
        return sum(len(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def main(sources: Path) -> None:
    kinds, _ = reference(package.ROOT)
    report = read_report_of(kinds, sources / TEXT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = sheets_of(report.lines, report.take_apart())
        path = Printer(folder / "essex.pdf", report.force.name).print(pages)
        alone = median_seconds(lambda: pages_alone(path))
        print(f"pypdfium2 alone, {len(pages)} pages    {alone * 1000:7.1f} ms")

        def read(file: Path) -> None:
            found = read_report_of(kinds, file)
            read_facts(ParsedReport(found, found.take_apart()))

        for name, file in (("text", sources / TEXT), ("PDF", path)):
            took = median_seconds(lambda file=file: read(file))
            print(f"facts out of the {name:<18} {took * 1000:7.1f} ms, {took / alone:4.2f} times")
        turns = iter(range(1000))
        whole = median_seconds(
            lambda: ingest(sources / TEXT, folder / str(next(turns)), lambda line: None)
        )
        print(
            f"openpeel ingest, all of it        {whole * 1000:7.1f} ms, {whole / alone:4.2f} times"
        )

        kind = kinds[0]
        made = folder / "made.txt"
        units = {rule.measure_id: "percent" for s in kind.sentences for rule in s.values}
        maker = Maker(kind, kind.forces[0], units, random.Random(1), {})
        made.write_text(maker.make().text, encoding="utf-8")
        costs = []
        for count in REPORTS:
            start = time.perf_counter()
            for _ in range(count):
                read(made)
            costs.append((time.perf_counter() - start) / count)
        for count, cost in zip(REPORTS, costs, strict=True):
            print(f"{count:3} reports, each                 {cost / costs[0]:7.2f} times the first")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("sources"))
