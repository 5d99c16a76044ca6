"""Prints a report's lines into a PDF as an office program would: real fonts, real pages.

A test puts in pages of lines, each with what it is; the reader under test gets them back.
Nothing of that reader is used here. The same pages can be typed as a text that keeps the
layout, with form feeds, as programs that turn a PDF into a text give it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
pdfmetrics.registerFont(TTFont("Vera-Bold", "VeraBd.ttf"))

SIZES = (A4, LETTER)
MARGIN, TOP, FOOT = 60, 66, 34  # from the left, to the first line, from the foot
LABEL, FIRST, SECOND, GRADE = MARGIN + 40, 400, 470, 440
STYLES = {  # font, size, distance of lines
    "heading-1": ("Vera-Bold", 13, 16),
    "heading-2": ("Vera-Bold", 11, 14),
    "heading-3": ("Vera-Bold", 9.5, 12.5),
    "footnote": ("Vera", 6.5, 8.2),
    "caption": ("Vera", 7.5, 9.5),
    "source": ("Vera", 7.5, 9.5),
    "note": ("Vera", 7.5, 9.5),
    "header": ("Vera", 7, 9),
    "text": ("Vera", 8.5, 11),
    "grade": ("Vera-Bold", 10, 13),
}
GAP = 6.5  # more than the distance of lines: between paragraphs
NUMBERS = re.compile(r"(?:(.*\S)\s+)?(\d[\d.]*)\s+(\d[\d.]*)\s*")


@dataclass(frozen=True)
class Printed:
    """A line to print: what it is, its words, the marks of footnotes in them (from, to)."""

    kind: str
    text: str = ""
    marks: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class Sheet:
    """A page to print: its lines, its header and number, the addresses it links to."""

    lines: Sequence[Printed]
    number: str = ""
    header: str = ""
    links: Sequence[str] = ()
    size: tuple[float, float] = A4


BLANK = Printed("blank")
SEPARATOR = Printed("separator")


def paragraphs(*texts: str, **page: Any) -> Sheet:
    """A page of paragraphs, each with its lines."""
    lines: list[Printed] = []
    for text in texts:
        lines += [*([BLANK] if lines else []), *(Printed("text", t) for t in text.split("\n"))]
    return Sheet(lines, **page)


@dataclass
class Printer:
    """Prints sheets into a PDF.

    `cells` says where in a row of a table that wraps its numbers stand: top, middle, bottom.
    """

    path: Path
    force: str = "Our Police"
    cells: str = "bottom"
    bullet: str = "•"
    options: dict[str, Any] = field(default_factory=dict)

    def print(self, sheets: Sequence[Sheet]) -> Path:
        self.canvas = Canvas(str(self.path), **self.options)
        for sheet in sheets:
            self.sheet(sheet)
        self.canvas.save()
        return self.path

    def sheet(self, sheet: Sheet) -> None:
        width, height = sheet.size
        self.canvas.setPageSize(sheet.size)
        if sheet.header:
            self.words("header", MARGIN, height - 36, sheet.header)
        if sheet.number:  # before the text, as office programs do
            self.words("header", width / 2, FOOT, sheet.number)
        self.y: float = height - TOP
        lines = list(sheet.lines)
        while lines:
            del lines[: self.block(lines)]
        for link in sheet.links:
            self.canvas.linkURL(link, (MARGIN, FOOT, width - MARGIN, FOOT + 8))
        self.canvas.showPage()

    def block(self, lines: list[Printed]) -> int:
        """Print what comes next; how many lines that took."""
        kind = lines[0].kind
        if kind in ("table-row", "table-head"):
            same = count_of(kind, lines)
            if kind == "table-row":  # a row ends with its numbers, or where a line is blank
                numbers = (i + 1 for i in range(same) if NUMBERS.fullmatch(lines[i].text))
                same = next(numbers, same)
            (self.row if kind == "table-row" else self.head)(lines[:same])
            return same
        if kind == "blank":
            self.y -= GAP
            return 1
        self.y -= style_of(kind)[2]
        if kind == "separator":
            self.canvas.line(MARGIN, self.y + 3, MARGIN + 140, self.y + 3)
        elif kind == "bullet":
            self.hanging(lines[0].text.strip())
        else:
            self.marked(lines[0])
        return 1

    def words(self, kind: str, x: float, y: float, text: str, small: float = 1) -> float:
        """Print words; where they end."""
        font, size, _ = style_of(kind)
        self.canvas.setFont(font, size * small)
        self.canvas.drawString(x, y, text)
        return x + float(pdfmetrics.stringWidth(text, font, size * small))

    def marked(self, line: Printed) -> None:
        """A line, the marks of footnotes small and raised."""
        x: float = MARGIN
        place = 0
        for start, end in [*line.marks, (len(line.text), len(line.text))]:
            x = self.words(line.kind, x, self.y, line.text[place:start])
            raised = self.y + 0.35 * style_of(line.kind)[1]
            x = self.words(line.kind, x, raised, line.text[start:end], small=0.6)
            place = end

    def hanging(self, text: str) -> None:
        """A line of a bullet, its text further in."""
        if text.startswith("• "):
            self.words("text", MARGIN + 6, self.y, self.bullet)
            text = text.removeprefix("• ")
        self.words("text", MARGIN + 24, self.y, text)

    def row(self, lines: list[Printed]) -> None:
        """A row of a table: a number of its own, the label, two numbers."""
        pitch = style_of("text")[2]
        code, labels, numbers = cells_of(lines)
        top = self.y - pitch
        if code:
            self.words("text", MARGIN, top, code)
        for label in labels:
            self.y -= pitch
            self.words("text", LABEL if code else MARGIN, self.y, label)
        down = {"top": 0, "middle": (len(labels) - 1) / 2, "bottom": len(labels) - 1}[self.cells]
        for x, number in zip((FIRST, SECOND), numbers, strict=False):
            self.words("text", x, top - down * pitch, number)

    def head(self, lines: list[Printed]) -> None:
        """The head of a table, its last cell wrapped if it comes so."""
        for line in lines:
            self.y -= style_of("text")[2]
            for x, words in head_of(line.text.strip(), self.force):
                self.words("text", (MARGIN, FIRST - 20, SECOND)[x], self.y, words)


def style_of(kind: str) -> tuple[str, float, float]:
    return STYLES.get(kind, STYLES["text"])


def count_of(kind: str, lines: Sequence[Printed]) -> int:
    """How many lines of a kind come first."""
    return next((i for i, line in enumerate(lines) if line.kind != kind), len(lines))


def cells_of(lines: Sequence[Printed]) -> tuple[str, list[str], list[str]]:
    """The cells of a row of a table: a code in front, the lines of its label, its numbers."""
    labels = [line.text.strip() for line in lines]
    match = NUMBERS.fullmatch(labels[-1])
    numbers = [match[2], match[3]] if match else []
    labels[-1] = match[1] or "" if match else labels[-1]
    code = re.match(r"(\d{1,2}|\*) (.*)", labels[0])
    if code:
        labels[0] = code[2]
    return (code[1] if code else ""), labels, numbers


def head_of(text: str, force: str) -> list[tuple[int, str]]:
    """The cells on a line of the head of a table, each with its column."""
    if text == "Wales":
        return [(2, text)]
    match = re.fullmatch(rf"(.*) ({force}) (England and.*)", text)
    return [(0, match[1]), (1, match[2]), (2, match[3])] if match else [(0, text)]


def typed(path: Path, sheets: Sequence[Sheet], force: str = "Our Police") -> Path:
    """The same sheets as a text that keeps the layout, a form feed behind each."""
    text = "".join(typed_sheet(sheet, force) + "\f" for sheet in sheets)
    path.write_text(text, encoding="utf-8")
    return path


def typed_sheet(sheet: Sheet, force: str) -> str:
    lines = [sheet.header, "", ""] if sheet.header else []
    left = list(sheet.lines)
    while left:
        count = 1
        line = left[0]
        if line.kind == "table-row":
            count = count_of(line.kind, left)
            code, labels, numbers = cells_of(left[:count])
            lines.append(f"{code:8}{labels[0]:80}{'       '.join(numbers)}")
            lines += [" " * 8 + label for label in labels[1:]]
        elif line.kind == "table-head":
            cells = dict(head_of(line.text.strip(), force))
            lines.append(f"{cells.get(0, ''):80}{cells.get(1, ''):20}{cells.get(2, '')}")
        elif line.kind == "bullet":
            mark, _, words = line.text.strip().rpartition("• ")
            lines.append(
                f"   {'•' if mark or line.text.strip().startswith('• ') else ' '}   {words}"
            )
        else:
            lines.append("" if line.kind in ("blank", "separator") else line.text.strip())
        del left[:count]
    if sheet.number:
        lines += ["", "", " " * 60 + sheet.number]
    return "\n".join(lines) + "\n"


def drawn(path: Path, *pages: Callable[[Canvas], None], **options: Any) -> Path:
    """A PDF whose pages are drawn by hand."""
    canvas = Canvas(str(path), pagesize=A4, **options)
    for draw in pages:
        canvas.setFont("Vera", 9)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


WORDS = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
]


# Lines of which no two are alike.
BODY = [f"{a} {b} and on." for a in WORDS for b in reversed(WORDS)]


def body(page: int) -> tuple[str, ...]:
    return BODY[3 * page], BODY[3 * page + 1], BODY[3 * page + 2]
