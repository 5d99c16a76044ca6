"""The first layer of a report: a file becomes pages of lines.

A PDF is read by `pdf.py`. A text taken out of a PDF has form feeds between its pages, or has
lost its page breaks but for traces: the first line of a page begins with one space, and here
and there a printed page number is left on a line of its own. The numbers that are left say
which page is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.extras import extra
from openpeel.loaders.report.text.file_beginning import is_pdf, is_web_page
from openpeel.loaders.report.text.layout import arrange
from openpeel.loaders.report.text.layout_rows import Page, Piece
from openpeel.loaders.report.text.lines import MOST_LETTERS, MOST_PAGES, PAGE_NUMBER, Line
from openpeel.loaders.report.text.web_page import read_web_page

__all__ = ["Line", "read_beginning", "read_report", "read_text"]

PRINTED = re.compile(r"\s*([1-9][0-9]{0,2})\s*")
# A number of a table on a line of its own, and two of them in a row or a gap between columns.
LONE_NUMBER = re.compile(r"^[ \t]*\d+\.\d+[ \t]*$", re.MULTILINE)
SIDE_BY_SIDE = re.compile(r"\S {3,}\S|\S \d+\.\d+ +\d+\.\d+ *$", re.MULTILINE)
FEWEST_LONE_NUMBERS = 4
PIECE = re.compile(r"\S+(?: {1,2}\S+)*")


def read_report(path: Path) -> list[Line]:
    """The lines of a report, each with its page, out of a PDF, a text or a saved web page.

    What a file is, is told by how it begins, not by its name.

    Raises:
        DataError: it is neither, or cannot be read.
    """
    if is_pdf(path):
        with extra("ingest"):
            from openpeel.loaders.report.text.pdf import read_pdf
        return read_pdf(path)
    if path.suffix.lower() == ".pdf":
        raise DataError("named a PDF, but is none", path)
    return read_web_page(path) if is_web_page(path) else read_text(path)


def read_beginning(path: Path) -> str:
    """The words on the first pages of a PDF or of a text, enough to tell what it is.

    Raises:
        DataError: a PDF cannot be read, or a file is no PDF although it is named so.
    """
    if is_pdf(path):
        with extra("ingest"):
            from openpeel.loaders.report.text.pdf import first_words
        return " ".join(first_words(path).split())
    if path.suffix.lower() == ".pdf":
        raise DataError("named a PDF, but is none", path)
    if is_web_page(path):
        return " ".join(" ".join(line.text for line in read_web_page(path)).split())
    with path.open(encoding="utf-8", errors="replace") as stream:
        return " ".join(stream.read(MOST_LETTERS).split())


def read_text(path: Path) -> list[Line]:
    """The lines of a report's text, each with its page.

    Raises:
        DataError: not UTF-8, too large, empty, without page starts, with its tables torn, or its
            printed page numbers cannot all be right.
    """
    text = text_in(path)
    if "\f" not in text:
        return number_pages(text.split("\n"), path)
    if has_torn_tables(text):
        raise DataError(
            "a text that pdftotext made without -layout, in which each number of a table stands "
            "on a line of its own",
            path,
            expected="the report itself (a PDF), or what pdftotext -layout makes of it",
        )
    return arrange(laid_out(text, path), path, leading=1)


def text_in(path: Path) -> str:
    """The text of a file.

    Raises:
        DataError: not UTF-8, too large, or empty.
    """
    if path.stat().st_size > MOST_LETTERS:
        raise DataError("larger than a report can be", path, value=f"{path.stat().st_size} bytes")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("not a text in UTF-8", path) from error
    if "\0" in text or not text.strip():
        raise DataError("empty, or not a text", path)
    return text.replace("\r\n", "\n")


def has_torn_tables(text: str) -> bool:
    """Whether most cells of tables stand on lines of their own, and not beside each other."""
    alone, beside = len(LONE_NUMBER.findall(text)), len(SIDE_BY_SIDE.findall(text))
    return alone >= FEWEST_LONE_NUMBERS and beside * FEWEST_LONE_NUMBERS < alone


def laid_out(text: str, path: Path) -> list[Page]:
    """The pages of a text in which form feeds part them and spaces keep the layout.

    Lines are as far apart as they are high, letters as wide as each other.
    """
    pages = []
    start = 1
    sheets = text.removesuffix("\f").split("\f")
    if len(sheets) > MOST_PAGES:
        raise DataError(
            "more pages than a report can have",
            path,
            value=str(len(sheets)),
            expected=f"at most {MOST_PAGES}",
        )
    for sheet in sheets:
        lines = sheet.split("\n")
        pieces = [
            Piece(match[0], match.start(), match.end(), down, 1, start + down)
            for down, line in enumerate(lines)
            for match in PIECE.finditer(line.expandtabs())
        ]
        foot = pieces[-1].base if pieces else 0
        pages.append(Page(foot, pieces))
        start += len(lines) - 1
    return pages


def number_pages(texts: list[str], path: Path) -> list[Line]:
    """Give each line its page, counted so that every printed number is that of its page.

    Raises:
        DataError: no page start, or two printed numbers that disagree.
    """
    printed = printed_numbers(texts)
    starts = page_starts(texts, printed)
    if not starts:
        raise DataError("no line begins a page (with one space or a form feed)", path)
    counted: dict[int, int] = {}
    count = 0
    for index in range(len(texts)):
        count += index in starts
        counted[index] = count
    first = 1
    if printed:
        offsets = {number - counted[index]: index for index, number in printed.items()}
        if len(offsets) > 1:
            line = max(offsets.values()) + 1
            raise DataError(
                "the printed page numbers disagree with the pages counted",
                path,
                line=line,
                value=texts[line - 1].strip(),
            )
        first += next(iter(offsets))
    return [
        Line(
            index + 1,
            counted[index] + first - 1,
            text,
            index in starts,
            PAGE_NUMBER if index in printed else "",
        )
        for index, text in enumerate(texts)
    ]


def printed_numbers(texts: list[str]) -> dict[int, int]:
    """Lines that hold nothing but a number, with blank lines around, and what they say."""
    found = {}
    for index, text in enumerate(texts):
        match = PRINTED.fullmatch(text)
        around = texts[max(0, index - 1) : index] + texts[index + 1 : index + 2]
        if match and not any(line.strip() for line in around):
            found[index] = int(match[1])
    return found


def page_starts(texts: list[str], printed: Iterable[int]) -> set[int]:
    """The lines that are the first of their page."""
    starts = set()
    for index, text in enumerate(texts):
        if re.match(r" \S", text):
            starts.add(index)
    for index in printed:
        following = index + 1
        while following < len(texts) and not texts[following].strip():
            following += 1
        if following < len(texts):
            starts.add(following)
    return starts
