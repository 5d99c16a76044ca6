"""A PDF becomes pages of pieces of text, each with its place.

PDFium says which letters a page has and where they stand; `layout.py` makes lines of them.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage, raw

from openpeel.loaders.bounds import in_child
from openpeel.loaders.errors import DataError
from openpeel.loaders.report.text.file_beginning import ENDS
from openpeel.loaders.report.text.layout import arrange
from openpeel.loaders.report.text.layout_rows import WIDE_GAP, Page, Piece
from openpeel.loaders.report.text.lines import MOST_LETTERS, MOST_PAGES, Line

MOST_BYTES = 50_000_000
MOST_ON_A_PAGE = 50_000  # letters
MOST_SECONDS = 60
MOST_UNREADABLE = 0.01  # of the letters of a page
FIRST_PAGES = 20  # by then a report has said what it is

WIDEST = 0.7  # of the height of a line: letters are not so wide on average
OFF_THE_LINE = 0.5  # of the height of a line: a footnote's mark is raised by less
ASKEW = 6  # degrees: less is taken for level

ALIKE = str.maketrans({
    **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
    **dict.fromkeys("\u00ad\u2010\u2011\x02\ufffe", "-"),  # the last two: at the end of a line
    **dict.fromkeys("\u200b\u200c\u200d\ufeff", ""),
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "\0": "\ufffd",
})  # fmt: skip
# Letters that are written another way, and space to be tidied: most lines have none.
UNTIDY = re.compile("[{}]|\\s\\s|[^\\S ]|^\\s|\\s$".format(re.escape("".join(map(chr, ALIKE)))))
BULLET = re.compile("^[·●▪■◦\uf0a7\uf0b7](?= |$)")
UNREADABLE = re.compile(
    r"[\x00\x01\x03-\x08\x0e-\x1f\ufffd\ue000-\uf0a6\uf0a8-\uf0b6\uf0b8-\uf8ff]"
)
SPACE = re.compile(r"\s+")
WORD = re.compile(r"[^\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
LINE = re.compile(
    r"[^\s\x02\ufffe](?:[^\r\n\x02\ufffe]*[^\s\x02\ufffe])?[\x02\ufffe]?|[\x02\ufffe]"
)
origin, loose_box = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetLooseCharBox
generated, count_rects = raw.FPDFText_IsGenerated, raw.FPDFText_CountRects
TURNS = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}


def read_pdf(path: Path) -> list[Line]:
    """The lines of a PDF in the order of reading, each with its page.

    Pages have the numbers printed on them, or else those that the file gives them, or else
    are counted.

    Raises:
        DataError: locked, cut off, broken, larger than a report can be, a scan without text,
            letters without meaning, page numbers that disagree, more than memory or time allow.
    """
    return in_child(read_pdf_here, path)


def read_pdf_here(path: Path) -> list[Line]:
    """The lines of a PDF, read in this process."""
    with open_pdf(path) as document:
        if len(document) > MOST_PAGES:
            raise DataError(
                "more pages than a report can have",
                path,
                value=str(len(document)),
                expected=f"at most {MOST_PAGES}",
            )
        pages = list(read_pages(document, path))
    if not any(page.pieces or page.turned for page in pages):
        raise DataError("a PDF without text: a scan, or pictures only", path)
    return arrange(pages, path)


def read_pages(document: PdfDocument, path: Path) -> Iterator[Page]:
    """The pages of a PDF, as long as they are not more than a report can have."""
    letters = 0
    began = time.monotonic()
    for index in range(len(document)):
        page = read_page(document, index, path)
        letters += sum(len(piece.text) for piece in page.pieces)
        if letters > MOST_LETTERS or time.monotonic() - began > MOST_SECONDS:
            raise DataError(
                "more than a report can have",
                path,
                value=f"{letters} letters on the first {index + 1} pages",
                expected=f"at most {MOST_LETTERS}, read within {MOST_SECONDS} seconds",
            )
        yield page


def first_words(path: Path) -> str:
    """The text of the first pages of a PDF, as it comes.

    Raises:
        DataError: locked, cut off, broken, without text, more than memory or time allow.
    """
    return in_child(first_words_here, path)


def first_words_here(path: Path) -> str:
    """The text of the first pages of a PDF, read in this process."""
    texts = []
    with open_pdf(path) as document:
        for index in range(min(FIRST_PAGES, len(document))):
            with page_of(document, index, path) as (_, letters):
                texts.append(letters.get_text_range())
    if not any(text.strip() for text in texts):
        raise DataError("a PDF without text: a scan, or pictures only", path)
    return "\n".join(texts).translate(ALIKE)


@contextmanager
def open_pdf(path: Path) -> Iterator[PdfDocument]:
    """A PDF opened, if it is whole and not locked."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise DataError("larger than a report can be", path, value=f"{size} bytes")
    with path.open("rb") as stream:
        stream.seek(max(0, size - ENDS))
        if b"%%EOF" not in stream.read():
            # PDFium would mend it, and quietly go without what is not there.
            raise DataError("a PDF that is cut off", path, expected="%%EOF at its end")
    try:
        document = PdfDocument(path)
    except PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        problem = "a PDF that is locked with a password" if locked else "a PDF that is broken"
        raise DataError(problem, path) from error
    with closing(document):
        if not len(document):
            raise DataError("a PDF without pages", path)
        yield document


@contextmanager
def page_of(document: PdfDocument, index: int, path: Path) -> Iterator[tuple[PdfPage, PdfTextPage]]:
    """A page of a PDF and its letters."""
    try:
        page = document[index]
        letters = page.get_textpage()
    except PdfiumError as error:
        raise DataError(f"a PDF whose page {index + 1} is broken", path) from error
    with closing(page), closing(letters):
        if letters.count_chars() > MOST_ON_A_PAGE:
            raise DataError(
                f"more letters on page {index + 1} than a report can have",
                path,
                value=str(letters.count_chars()),
                expected=f"at most {MOST_ON_A_PAGE}",
            )
        yield page, letters


def read_page(document: PdfDocument, index: int, path: Path) -> Page:
    """The pieces of text on a page, and what it links to."""
    with page_of(document, index, path) as (page, letters):
        text = text_of_page(letters)
        unreadable = len(UNREADABLE.findall(text))
        if unreadable > MOST_UNREADABLE * len(text):
            raise DataError(
                f"page {index + 1} has letters of which the PDF does not say what they are",
                path,
                value=f"{unreadable} of {len(text)}",
            )
        by_angle = lines_by_angle(text, letters)
        angle = max(by_angle, key=lambda a: sum(e - s for s, e in by_angle[a]), default=0)
        sight = Sight(page, letters, text, angle)
        pieces = [p for start, end in by_angle.pop(angle, []) for p in sight.pieces(start, end)]
        turned = [
            Piece(tidy_letters(text[start:end]), 0, 0, 0, 0)
            for spans in by_angle.values()
            for start, end in spans
        ]
        label = document.get_page_label(index)
        return Page(sight.height, pieces, turned, list(links(document, page)), label)


def text_of_page(letters: PdfTextPage) -> str:
    """The letters of a page as they come; each stands at its index."""
    text: str = letters.get_text_range()
    if len(text) == letters.count_chars():
        return text
    # Letters without meaning, or of a plane beyond the first, would shift those behind them.
    codes = (raw.FPDFText_GetUnicode(letters, i) for i in range(letters.count_chars()))
    return "".join(chr(code) if code <= sys.maxunicode else "\ufffd" for code in codes)


def tidy_letters(text: str) -> str:
    """A text as it would be typed: plain spaces and hyphens, ligatures apart, one bullet."""
    if UNTIDY.search(text):
        text = " ".join(text.translate(ALIKE).split())
    return BULLET.sub("•", text)


def links(document: PdfDocument, page: PdfPage) -> Iterator[str]:
    """The addresses of the web that a page links to, one for each line that is linked."""
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, position, link):
        action = raw.FPDFLink_GetAction(link)
        length = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
        if length:
            address = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(document, action, address, length)
            text = address.value.decode("utf-8", errors="replace").strip()
            if text.startswith(("http://", "https://")):
                yield text


# Places


class Word(NamedTuple):
    """Letters without a space between them, where they stand, and how high their line is."""

    start: int
    end: int
    left: float
    right: float
    base: float
    height: float


def lines_by_angle(text: str, letters: PdfTextPage) -> dict[int, list[tuple[int, int]]]:
    """Where the lines of a page, as PDFium parts them, begin and end, by their angle.

    The angle is in degrees, to the left; lines nearly level or upright are taken to be so.
    """
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for match in LINE.finditer(text):
        angle = -math.degrees(raw.FPDFText_GetCharAngle(letters, match.start()))
        level = 90 * round(angle / 90)
        angle = level if abs(angle - level) < ASKEW else round(angle)
        found[angle % 360].append(match.span())
    return found


class Sight:
    """A page seen so that text set at one angle runs from left to right and down.

    PDFium counts from the foot of a page up.
    """

    def __init__(self, page: PdfPage, letters: PdfTextPage, text: str, angle: int) -> None:
        self.letters = letters.raw
        self.text = text
        self.level = angle == 0
        turn = math.radians(angle)
        self.cos, self.sin = TURNS.get(angle, (math.cos(turn), math.sin(turn)))
        left, bottom, right, top = page.get_cropbox()
        heights = [self.up(x, y) for x in (left, right) for y in (bottom, top)]
        self.top = max(heights)
        self.height = self.top - min(heights)
        self.x, self.y, self.box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()

    def up(self, x: float, y: float) -> float:
        """How high a place is, seen so."""
        return y * self.cos - x * self.sin

    def across(self, x: float, y: float) -> float:
        """How far to the right a place is, seen so."""
        return x * self.cos + y * self.sin

    def place(self, index: int) -> tuple[float, float]:
        """Where a letter begins: from the left, and from the top."""
        origin(self.letters, index, self.x, self.y)
        x, y = self.x.value, self.y.value
        if self.level:
            return x, self.top - y
        return self.across(x, y), self.top - self.up(x, y)

    def extent(self, index: int) -> tuple[float, float, float]:
        """Where a letter ends on the right, and where its line begins and ends from the top."""
        box = self.box
        loose_box(self.letters, index, box)
        if self.level:
            return box.right, self.top - box.top, self.top - box.bottom
        corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        heights = [self.top - self.up(x, y) for x, y in corners]
        return max(self.across(x, y) for x, y in corners), min(heights), max(heights)

    def in_one_go(self, start: int, end: int) -> list[Word]:
        """A whole line as one word, where it is drawn in one go and has no gap in it.

        To ask PDFium for the place of every word takes longer than all the rest.
        """
        if count_rects(self.letters, start, end - start) != 1:
            return []
        for match in SPACE.finditer(self.text, start, end):
            if generated(self.letters, match.start()):
                return []
        left, base = self.place(start)
        right, top, bottom = self.extent(end - 1)
        height = bottom - top or 1.0
        if right - left > WIDEST * height * (end - start):
            return []
        return [Word(start, end, left, right, base, height)]

    def words(self, start: int, end: int) -> Iterator[Word]:
        """The words from one letter to another, each with its place."""
        text, place, extent = self.text, self.place, self.extent
        for match in WORD.finditer(text, start, end):
            first, stop = match.span()
            left, base = place(first)
            right, top, bottom = extent(stop - 1)
            height = bottom - top or 1.0
            if stop - first > 1 and text[stop - 1].isdigit():
                # The last may be the mark of a footnote, and small.
                _, high, low = extent(first)
                height = max(height, low - high)
            if -height < bottom - base < height:
                yield Word(first, stop, left, right, base, height)
            else:
                # PDFium makes one word of letters that stand alone one below another.
                yield from self.stacked(first, stop)

    def stacked(self, start: int, end: int) -> Iterator[Word]:
        """What PDFium takes for a word, although its letters are not all on one line."""
        first, (left, base) = start, self.place(start)
        for index in range(start + 1, end + 1):
            right, top, bottom = self.extent(index - 1)
            height = bottom - top or 1.0
            x, down = self.place(index) if index < end else (0.0, math.inf)
            if abs(down - base) > OFF_THE_LINE * height:
                yield Word(first, index, left, right, base, height)
                first, left, base = index, x, down

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The words from one letter to another, in pieces that stand side by side."""
        piece: list[Word] = []
        for word in self.in_one_go(start, end) or self.words(start, end):
            if piece and apart(piece[-1], word):
                yield self.piece(piece)
                piece = []
            piece.append(word)
        if piece:
            yield self.piece(piece)

    def piece(self, words: list[Word]) -> Piece:
        """Words as a piece, which stands where the highest of the first does."""
        main = max(words[:2], key=lambda word: word.height)
        text = self.text[words[0].start : words[-1].end]
        return Piece(
            tidy_letters(text),
            words[0].left,
            words[-1].right,
            main.base,
            main.height,
            order=words[0].start,
        )


def apart(last: Word, word: Word) -> bool:
    """Whether a word stands elsewhere than right behind the last."""
    height = last.height if last.height > word.height else word.height
    return not (
        last.left <= word.left <= last.right + WIDE_GAP * height
        and -OFF_THE_LINE * height <= word.base - last.base <= OFF_THE_LINE * height
    )
