"""Prints a report's lines into a PDF, as an office program would: real fonts, real pages.

What a test puts in: pages of lines, each with what it is. What comes out is read back by the
reader under test; nothing of that reader is used here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
pdfmetrics.registerFont(TTFont("Vera-Bold", "VeraBd.ttf"))

MARGIN, TOP, FOOT = 60, 66, 34  # from the left, to the first line, from the foot
CODE, LABEL, FIRST, SECOND, GRADE = MARGIN, MARGIN + 40, 400, 470, 440
STYLES = {  # font, size, distance of lines
    "heading-1": ("Vera-Bold", 13, 16),
    "heading-2": ("Vera-Bold", 11, 14),
    "heading-3": ("Vera-Bold", 9.5, 12.5),
    "footnote": ("Vera", 6.5, 8.2),
    "small": ("Vera", 7.5, 9.5),
    "header": ("Vera", 7, 9),
    "text": ("Vera", 8.5, 11),
    "grade": ("Vera-Bold", 10, 13),
}
GAP = 6.5  # more than the distance of lines: between paragraphs


@dataclass(frozen=True)
class Printed:
    """A line to print: what it is, its words, the marks of footnotes in them (from, to)."""

    kind: str
    text: str = ""
    marks: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class Sheet:
    """A page to print: its lines, the number printed on it, the addresses it links to."""

    lines: Sequence[Printed]
    number: str = ""
    links: Sequence[str] = ()
    size: tuple[float, float] = A4
    header: str = ""


@dataclass
class Printer:
    """Prints sheets into a PDF."""

    path: Path
    force: str = "Essex Police"
    cells: str = "bottom"  # where in its row of a table a number stands: top, middle, bottom
    bullet: str = "•"
    options: dict[str, object] = field(default_factory=dict)

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
        if sheet.number:  # drawn before the text, as office programs do
            self.words("header", width / 2, FOOT, sheet.number)
        self.y: float = height - TOP
        lines = list(sheet.lines)
        while lines:
            count = self.block(lines)
            del lines[:count]
        for link in sheet.links:
            self.canvas.linkURL(link, (MARGIN, FOOT, width - MARGIN, FOOT + 8))
        self.canvas.showPage()

    def block(self, lines: list[Printed]) -> int:
        """Print what comes next; how many lines that took."""
        kind = lines[0].kind
        if kind == "blank":
            self.y -= GAP
            return 1
        if kind in ("table-row", "table-head"):
            count = 1
            while count < len(lines) and lines[count].kind == kind:
                count += 1
            self.row(lines[:count]) if kind == "table-row" else self.head(lines[:count])
            return count
        if kind == "bullet":
            self.bullets(lines[0])
        elif kind == "separator":
            self.y -= STYLES["text"][2]
            self.canvas.line(MARGIN, self.y + 3, MARGIN + 140, self.y + 3)
        else:
            self.y -= self.style(kind)[2]
            self.marked(kind, MARGIN, lines[0])
        return 1

    def style(self, kind: str) -> tuple[str, float, float]:
        kind = {"caption": "small", "source": "small", "note": "small"}.get(kind, kind)
        return STYLES.get(kind, STYLES["text"])

    def words(self, kind: str, x: float, y: float, text: str) -> float:
        """Print words; where they end."""
        font, size, _ = self.style(kind)
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)
        return x + pdfmetrics.stringWidth(text, font, size)

    def marked(self, kind: str, x: float, line: Printed) -> None:
        """Print a line, the marks of footnotes small and raised."""
        font, size, _ = self.style(kind)
        place = 0
        for start, end in [*line.marks, (len(line.text), len(line.text))]:
            x = self.words(kind, x, self.y, line.text[place:start])
            self.canvas.setFont(font, size * 0.6)
            self.canvas.drawString(x, self.y + size * 0.35, line.text[start:end])
            x += pdfmetrics.stringWidth(line.text[start:end], font, size * 0.6)
            place = end

    def bullets(self, line: Printed) -> None:
        """A line of a bullet, the text hanging."""
        self.y -= STYLES["text"][2]
        text = line.text.strip()
        if text.startswith("• "):
            self.words("text", MARGIN + 6, self.y, self.bullet)
            text = text.removeprefix("• ")
        self.words("text", MARGIN + 24, self.y, text)

    def row(self, lines: list[Printed]) -> None:
        """A row of a table: a number of its own, the label, two numbers."""
        pitch = STYLES["text"][2]
        match = re.fullmatch(r"(?:(.*\S)\s+)?(\d[\d.]*)\s+(\d[\d.]*)\s*", lines[-1].text)
        labels = [line.text.strip() for line in lines]
        labels[-1] = match[1] or "" if match else labels[-1]
        code = re.match(r"(\d{1,2}|\*) (.*)", labels[0])
        if code:
            self.words("text", CODE, self.y - pitch, code[1])
            labels[0] = code[2]
        if match:
            down = {"top": 0.0, "middle": (len(labels) - 1) / 2, "bottom": len(labels) - 1}
            y = self.y - (1 + down[self.cells]) * pitch
            self.words("text", FIRST, y, match[2])
            self.words("text", SECOND, y, match[3])
        for label in labels:
            self.y -= pitch
            self.words("text", LABEL if code else CODE, self.y, label)

    def head(self, lines: list[Printed]) -> None:
        """The head of a table, its cells wrapped as they come."""
        for line in lines:
            self.y -= STYLES["text"][2]
            text = line.text.strip()
            if text == "Wales":
                self.words("text", SECOND, self.y, text)
            elif match := re.fullmatch(rf"(.*) ({self.force}) (England and.*)", text):
                self.words("text", CODE, self.y, match[1])
                self.words("text", FIRST - 20, self.y, match[2])
                self.words("text", SECOND, self.y, match[3])
            else:
                self.words("text", CODE, self.y, text)


SIZES = (A4, LETTER)
