"""What is no report is refused with a word, and other PDFs are passed over."""

from __future__ import annotations

import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from printing import (
    Printer,
    body,
    drawn,
    paragraphs,
)
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from openpeel.cli.main import main
from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.loaders.ingest import reference
from openpeel.loaders.report.find import find_reports
from openpeel.loaders.report.text import pdf
from openpeel.loaders.report.text.report_file import read_report

# What is refused.


def blank_page(canvas: Canvas) -> None:
    canvas.rect(100, 100, 200, 200, fill=1)


def scan(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (400, 500), 200)), 0, 0, 500, 700)


def good(path: Path) -> Path:
    return Printer(path).print([paragraphs(*body(i), number=str(i + 1)) for i in range(20)])


def locked(path: Path) -> None:
    options = {"encrypt": StandardEncryption("secret", "owner", canPrint=0)}
    Printer(path, options=options).print([paragraphs(*body(0))])


def half(path: Path) -> None:
    good(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def torn(path: Path) -> None:
    good(path)
    data = path.read_bytes()
    path.write_bytes(data[:200] + bytes(len(data) - 260) + data[-60:])


def without_a_page(path: Path) -> None:
    """The object of a page is gone, what refers to it is not."""
    good(path)
    data = path.read_bytes()
    start = data.index(b"/Type /Page\n")
    start = data.rindex(b" 0 obj", 0, start)
    end = data.index(b"endobj", start)
    path.write_bytes(data[:start] + b" 0 obj\nnull\n".ljust(end - start) + data[end:])


def many_pages(path: Path) -> None:
    drawn(path, *[lambda canvas: canvas.drawString(60, 700, "a page")] * 5000)


def many_letters(path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 2)
        for i in range(300):
            canvas.drawString(60, 800 - 2 * i, "abcd" * 50)

    drawn(path, draw)


def meaningless(path: Path) -> None:
    """A font says of its letters that they are of nobody's alphabet."""
    Printer(path, options={"pageCompression": 0}).print([paragraphs(*body(0))])
    letters = re.compile(rb"<(\w\w)> <00([67]\w)>")
    path.write_bytes(letters.sub(rb"<\1> <E0\2>", path.read_bytes()))


def huge_text(path: Path) -> None:
    with path.open("wb") as stream:
        for _ in range(100):
            stream.write(b" a page of words\n" * 61_681)


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.touch(), "empty, or not a text"),
    "a binary": (lambda path: path.write_bytes(bytes(range(256))), "not a text in UTF-8"),
    "zeros": (lambda path: path.write_bytes(bytes(5000)), "empty, or not a text"),
    "a header only": (lambda path: path.write_bytes(b"%PDF-1.7\n"), "cut off"),
    "header and end": (lambda path: path.write_bytes(b"%PDF-1.7\n%%EOF\n"), "broken"),
    "cut off": (half, "cut off"),
    "torn": (torn, "broken|without pages"),
    "without a page": (without_a_page, "page 1 is broken"),
    "locked": (locked, "locked with a password"),
    "a scan": (lambda path: drawn(path, scan, scan), "without text"),
    "pictures": (lambda path: drawn(path, blank_page), "without text"),
    "5,000 pages": (many_pages, "more pages than a report can have; found '5000'"),
    "a page of 60,000 letters": (many_letters, "more letters on page 1"),
    "letters without meaning": (meaningless, "page 1 has letters of which"),
    "100 MB of text": (huge_text, "larger than a report can be"),
    "form feeds": (lambda path: path.write_text("\f" * 9999 + "a"), "more pages"),
}


def seconds_computed() -> float:
    """Processor time of this process and of those that it has ended."""
    return sum(os.times()[:4])


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_report_is_refused_with_a_word(case: str, tmp_path: Path) -> None:
    make, words = REFUSED[case]
    path = tmp_path / "report"
    make(path)
    tracemalloc.start()
    began = seconds_computed()
    with pytest.raises(DataError, match=words) as caught:
        read_report(path)
    assert str(path) in str(caught.value)
    assert seconds_computed() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(("limit", "value"), [("MOST_LETTERS", 300), ("MOST_SECONDS", 0)])
def test_a_pdf_with_more_than_a_report_is_left_off(
    limit: str, value: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = good(tmp_path / "a.pdf")
    monkeypatch.setattr(pdf, limit, value)
    with pytest.raises(DataError, match="more than a report can have; found '.* letters on the"):
        read_report(path)


def test_a_pdf_that_cannot_be_read_stops_a_build(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    database = tmp_path / "openpeel.db"
    database.write_bytes(b"the old one")
    for make, words in [
        (locked, "locked with a password"),
        (half, "cut off"),
        (lambda path: drawn(path, scan), "without text"),
        (lambda path: path.write_text("<html>Not found</html>"), "named a PDF, but is none"),
    ]:
        make(sources / "report.pdf")
        result = CliRunner().invoke(
            main, ["build", "--db", str(database), "--sources", str(sources)]
        )
        assert result.exit_code == 1
        assert words in result.output and "report.pdf" in result.output
        assert "Traceback" not in result.output
        assert database.read_bytes() == b"the old one"


def test_other_pdfs_among_the_sources_are_passed_over(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    good(sources / "efficiency.PDF")
    many_pages(sources / "long.pdf")
    kinds, _ = reference(package.ROOT)
    assert list(find_reports(kinds, sources)) == []
