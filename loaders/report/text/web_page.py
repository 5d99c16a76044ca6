"""A saved web page becomes lines: its headings, paragraphs, bullets, rows of tables, and boxes.

lxml reads the page. A web page has no pages: all its lines are on page 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from openpeel.loaders.errors import DataError
from openpeel.loaders.extras import extra
from openpeel.loaders.report.text.lines import MOST_LETTERS, Line

LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
# What is no part of the text.
LEFT_OUT = frozenset((
    "script", "style", "nav", "footer", "form", "noscript", "template", "svg", "button", "iframe",
    "head", "select",
))  # fmt: skip
# What may enclose a heading with what belongs to it.
CONTAINERS = frozenset((
    "div", "section", "article", "aside", "blockquote", "details", "figure", "main", "header", "li",
))  # fmt: skip
BLOCKS = CONTAINERS | LEVELS.keys() | frozenset((
    "html", "body", "p", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr",
    "h5", "h6", "figcaption", "summary", "pre", "hr",
))  # fmt: skip
MOST_MARKS = 200_000  # before and behind elements
BOLD = frozenset(("strong", "b"))
BULLET, PART = "• ", "– "  # of a list, and of a list within a list


def read_web_page(path: Path) -> list[Line]:
    """The lines of a saved web page, with what is a heading, bold, or behind a box.

    Raises:
        DataError: too large, without text, or lxml is not installed.
    """
    if path.stat().st_size > MOST_LETTERS:
        raise DataError("larger than a report can be", path, value=f"{path.stat().st_size} bytes")
    with extra("ingest"):
        from lxml import etree, html  # type: ignore[import-untyped]
    content = path.read_bytes()
    if content.count(b"<") > MOST_MARKS:
        raise DataError(
            "more elements than a report's page can have", path, expected=f"at most {MOST_MARKS:,}"
        )
    try:
        content.decode("utf-8")
        parser = html.HTMLParser(encoding="utf-8")
    except UnicodeDecodeError:
        parser = html.HTMLParser()  # as the page itself says
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise DataError("a web page that cannot be read", path) from error
    lines = Walk().lines(root)
    if not any(line.text for line in lines):
        raise DataError("a web page without text", path)
    return lines


@dataclass
class Walk:
    """Goes through the elements of a page and notes its lines."""

    found: list[Line] = field(default_factory=list)
    after_box: bool = False

    def lines(self, root: Any) -> list[Line]:
        """The lines of the whole page."""
        self.block(root)
        return self.found

    def add(self, text: str, level: int = 0, bold: bool = False) -> None:
        """Add a line, with a blank one before it."""
        text = " ".join(text.split())
        if not text:
            return
        number = len(self.found) + 1
        if self.found:
            self.found.append(Line(number, 1, "", starts_page=False))
            number += 1
        self.found.append(
            Line(number, 1, text, number == 1, level=level, bold=bold, after_box=self.after_box)
        )
        self.after_box = False

    def block(self, element: Any, mark: str = "") -> None:
        """Go through an element that stands by itself."""
        if element.tag in LEFT_OUT or not isinstance(element.tag, str):
            return
        before = len(self.found)
        if element.tag in LEVELS:
            self.add(text_within(element), level=LEVELS[element.tag])
        elif element.tag == "tr":
            self.add(" ".join(" ".join(text_within(cell).split()) for cell in element))
        elif element.tag in ("ul", "ol"):
            for item in element:
                self.block(item, PART if mark else BULLET)
        else:
            self.contents(element, mark)
        if element.tag in CONTAINERS:
            inside = [line for line in self.found[before:] if line.text]
            # A heading and what belongs to it: what follows is no longer under that heading.
            if any(line.level for line in inside) and any(not line.level for line in inside):
                self.after_box = True

    def contents(self, element: Any, mark: str) -> None:
        """Go through what an element encloses: its own words, and the blocks among them."""
        words = [element.text or ""]
        bold: list[str] = []
        for child in element:
            if child.tag in BLOCKS:
                self.flush(words, bold, mark)
                mark = mark if child.tag in ("ul", "ol", "p") else ""
                self.block(child, mark)
                mark = "" if child.tag == "p" else mark
                words, bold = [child.tail or ""], []
                continue
            if isinstance(child.tag, str) and child.tag not in LEFT_OUT:
                said = " " if child.tag == "br" else text_within(child)
                words.append(said)
                if child.tag in BOLD:
                    bold.append(said)
            words.append(child.tail or "")
        self.flush(words, bold, mark)

    def flush(self, words: Sequence[str], bold: Sequence[str], mark: str) -> None:
        """Add a paragraph or bullet; it is bold if all of its words are."""
        text = "".join(words)
        if text.strip():
            self.add(mark + text.strip(), bold=bool(bold) and squeezed(bold) == squeezed(words))


def squeezed(words: Sequence[str]) -> str:
    """Words without any space."""
    return "".join("".join(words).split())


def text_within(element: Any) -> str:
    """All words of an element, but for what is no part of the text."""
    if element.tag in LEFT_OUT or not isinstance(element.tag, str):
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [" " if child.tag in BLOCKS or child.tag == "br" else "", text_within(child)]
        parts.append(child.tail or "")
    return "".join(parts)


def as_web_page(lines: Sequence[Line]) -> str:
    """A page of our own that is read as the same lines."""
    return "\n".join(["<!doctype html>", "<html><body>", *markup(lines), "</body></html>", ""])


def markup(lines: Sequence[Line]) -> Iterator[str]:
    """The elements of such a page; a heading with its box is enclosed."""
    written: list[str] = []
    heading = 0
    for line in lines:
        if line.after_box:
            written.insert(heading, "<div>")
            written.append("</div>")
        if line.level:
            heading = len(written)
        if line.text:
            written.append(element_of(line))
    yield from written


def element_of(line: Line) -> str:
    """One line as an element."""
    if line.level:
        return f"<h{line.level}>{escape(line.text)}</h{line.level}>"
    words = strong(escape(line.text.removeprefix(BULLET)), line.bold)
    return f"<ul><li>{words}</li></ul>" if line.text.startswith(BULLET) else f"<p>{words}</p>"


def strong(text: str, bold: bool) -> str:
    """Words in bold, if they are."""
    return f"<strong>{text}</strong>" if bold else text
