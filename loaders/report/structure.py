"""The second floor of a report: lines become headings, passages and footnotes.

Every line of the report ends up in one place: in a heading, in a passage, or among the
lines left out, with the reason (blank, a page number or running header, what stands before
the first heading, a back cover, a link printed a second time).
What differs between reports, the wording of their headings, is data.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from openpeel.loaders.report.pages import Line
from openpeel.loaders.report.patterns import compile_pattern, names_of

BULLET = "• "
LONGEST_LABEL = 90
END = re.compile(r"[.?!:;”)][ ’”]*$")
CAPTION = re.compile(r"Figure \d+: ")
ISBN = re.compile(r"\bISBN\b")
LINK = re.compile(r"\s*https?://\S+\s*")
ROW = re.compile(r"(?:(?P<label>.*\S)\s+)?(?P<first>\d[\d.]*)\s+(?P<second>\d[\d.]*)\s*")
APPARATUS = re.compile(r"(Source|Note): |For further information about |\*")


@dataclass(frozen=True)
class Heading:
    """How a heading of a kind of report reads, and the section that it opens.

    How `pattern` is read is told in `patterns`.
    """

    section: str
    level: int
    label: str
    pattern: str
    boxed: bool = False
    # It may come in any chapter, several times or not at all.
    floating: bool = False


@dataclass
class Section:
    """A section as found: its heading, where it stands, and the section it is part of."""

    slug: str
    level: int
    label: str
    page: int
    parent: str | None
    lines: list[Line]


@dataclass
class Passage:
    """A paragraph, bullet, footnote, caption, … with the lines that it is made of."""

    kind: str
    section: str
    lines: list[Line]
    footnote: int | None = None
    links: frozenset[str] = field(default_factory=frozenset)
    # Its text as last put together, and of how many lines: lines are only ever added.
    joined: tuple[int, str] = field(default=(0, ""), compare=False, repr=False)

    @property
    def page(self) -> int:
        """The page that it begins on."""
        return self.lines[0].page

    @property
    def text(self) -> str:
        """Its lines as one text, words parted at line ends joined."""
        if self.joined[0] != len(self.lines):
            text = join([line.text for line in self.lines], self.links)
            self.joined = (len(self.lines), text)
        return self.joined[1]

    def page_at(self, offset: int) -> int:
        """The page that a place of its text stands on."""
        _, starts = join_lines([line.text for line in self.lines], self.links)
        return self.lines[bisect_right(starts, offset) - 1].page


@dataclass
class Structure:
    """A report taken apart: no line is lost."""

    sections: list[Section] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    dropped: dict[str, list[Line]] = field(default_factory=dict)


def join(texts: Sequence[str], links: frozenset[str] = frozenset()) -> str:
    """Lines as one text: a hyphen at a line's end stays, a broken address closes up."""
    return join_lines(texts, links)[0]


def join_lines(texts: Sequence[str], links: frozenset[str]) -> tuple[str, list[int]]:
    """Lines as one text, and the place in it at which each line begins."""
    pieces: list[str] = []
    starts = []
    length = 0
    last = ""  # the last word so far, pieces of a broken address together
    for text in (t.strip() for t in texts):
        words = text.split()
        broken = same_address(links, last + words[0])
        close = not last or broken or (last.endswith("-") and last != "-")
        if not close:
            pieces.append(" ")
            length += 1
        starts.append(length)
        pieces.append(text)
        length += len(text)
        last = last + text if close and len(words) == 1 else words[-1]
    return "".join(pieces), starts


def same_address(links: frozenset[str], words: str) -> bool:
    """Whether a link begins with what is printed, scheme and a hyphen more or less aside."""
    if "." not in words:
        return False
    printed = re.sub(r"^\W+|\W+$", "", words)
    return bool(printed) and any(link.partition("://")[2].startswith(printed) for link in links)


def take_apart(
    lines: Sequence[Line],
    headings: Sequence[Heading],
    names: dict[str, str],
    grades: Collection[str],
) -> Structure:
    """Take a report apart.

    Args:
        lines: the report's lines with their pages.
        headings: how the headings of this kind of report read, in their order.
        names: what stands for {force} and {area} in them.
        grades: the grades as printed; one that stands alone is a grade given.
    """
    return Reader(lines, headings, names, grades).read()


class Reader:
    """Reads a report from its first line to its last, once."""

    def __init__(
        self,
        lines: Sequence[Line],
        headings: Sequence[Heading],
        names: dict[str, str],
        grades: Collection[str],
    ) -> None:
        self.lines = lines
        self.grades = grades
        self.force = names["force"]
        known = names_of(names["force"], names["area"])
        self.headings = [h for h in headings if not h.floating]
        self.patterns = [compile_pattern(h.pattern, known, within=".*") for h in self.headings]
        self.floating = [
            (h, compile_pattern(h.pattern, known, within=".*")) for h in headings if h.floating
        ]
        self.next_heading = 0
        self.next_footnote = 1
        self.pages: dict[int, list[Line]] = {}
        for line in lines:
            self.pages.setdefault(line.page, []).append(line)
        self.links = frozenset(line.text.strip() for line in lines if LINK.fullmatch(line.text))
        self.after = frozenset(self.imprint())
        self.result = Structure()
        self.chapter = ""
        self.box = ""
        self.repeats: dict[str, int] = {}  # how often a floating heading has come
        self.after_notes = False  # below the footnotes of a page
        self.in_table = False

    def read(self) -> Structure:
        """Take every block in turn; blocks are parted by blank lines, bullets and pages."""
        for block in self.blocks():
            self.take(block)
        self.result.passages.sort(key=lambda passage: passage.lines[0].number)
        return self.result

    def blocks(self) -> Iterator[list[Line]]:
        """Lines that stand together; what is left out is set aside."""
        block: list[Line] = []
        for line in self.lines:
            reason = self.left_out(line)
            if reason:
                self.result.dropped.setdefault(reason, []).append(line)
            begins = line.starts_page or line.text.startswith(BULLET) or CAPTION.match(line.text)
            if block and (reason or begins):
                yield block
                block = []
            if not reason:
                block.append(line)
        if block:
            yield block

    def left_out(self, line: Line) -> str | None:
        """Why a line is no part of the text, if it is none."""
        if line.blank:
            return "blank"
        if line.aside:
            return line.aside
        if LINK.fullmatch(line.text):
            return "link printed a second time"
        if line.page in self.after:
            return "back matter"
        return None

    def imprint(self) -> Iterator[int]:
        """The pages at the end that have the report's ISBN, as a back cover does."""
        for page in sorted(self.pages, reverse=True):
            if not any(ISBN.search(line.text) for line in self.pages[page]):
                return
            yield page

    def take(self, block: list[Line]) -> None:
        """Put one block where it belongs."""
        if block[0].starts_page:
            self.after_notes = False
            # A table may run on over the page: its last row is then what was read last.
            last = next((p for p in reversed(self.result.passages) if not p.footnote), None)
            self.in_table = self.in_table and last is not None and last.kind.startswith("table-")
        while block:
            taken = (
                self.take_beginning(block)
                or self.take_footnote(block)
                or self.take_heading(block)
                or self.take_table(block)
                or self.take_apparatus(block)
                or self.take_grade(block)
                or self.take_text(block)
            )
            block = block[taken:]

    @property
    def section(self) -> str:
        """The section that is open."""
        return self.result.sections[-1].slug if self.result.sections else ""

    def add(self, kind: str, lines: list[Line], footnote: int | None = None) -> int:
        """A passage of the open section; returns how many lines it took."""
        self.result.passages.append(Passage(kind, self.section, lines, footnote, self.links))
        return len(lines)

    def take_beginning(self, block: list[Line]) -> int:
        """The first heading, or what stands before it: a cover, an imprint, the contents."""
        if self.result.sections:
            return 0
        taken = self.take_heading(block)
        if not taken:
            self.result.dropped.setdefault("front matter", []).extend(block)
            taken = len(block)
        return taken

    def take_footnote(self, block: list[Line]) -> int:
        """The next footnote, if the block is one: it begins with the next number."""
        match = re.match(r"(\d{1,2}) [^\d\s]|(\d{1,2}) \d\w*[A-Za-z]", block[0].text)
        if not match or int(match[1] or match[2]) != self.next_footnote:
            return 0
        mark = self.line_of_mark(block[0])
        text = join([line.text for line in block])
        # A row of a table may begin with that number too, and a page may part it.
        row = ROW.fullmatch(text) or (self.in_table and self.is_group_name(text, block))
        if row or not mark:
            return 0
        taken = 1
        following = f"{self.next_footnote + 1} "
        while taken < len(block) and not block[taken].text.startswith(following):
            taken += 1
        taken = self.add("footnote", block[:taken], footnote=self.next_footnote)
        self.result.passages[-1].section = self.section_at(mark)
        self.next_footnote += 1
        self.after_notes = True
        return taken

    def line_of_mark(self, note: Line) -> Line | None:
        """The line, further up the same page, on a word of which the note's number hangs."""
        mark = re.compile(rf"[A-Za-z\d.,:;)”’]{self.next_footnote}(?!\d)")
        for line in self.pages[note.page]:
            if line.number < note.number and not line.aside and mark.search(line.text):
                return line
        return None

    def section_at(self, line: Line) -> str:
        """The section that was open at a line already read."""
        slug = ""
        for section in self.result.sections:
            if section.lines[0].number <= line.number:
                slug = section.slug
        return slug

    def take_heading(self, block: list[Line]) -> int:
        """A heading, of up to three lines, that opens the next section."""
        for count in (3, 2, 1):
            if count > len(block):
                continue
            text = without_mark(join([line.text for line in block[:count]]))
            index = self.find_heading(text, block[0])
            if index is not None and not self.is_question(index, block[count - 1]):
                heading = self.headings[index]
                if heading.pattern.endswith("*") and not is_wrapped(block[:count]):
                    # Its wording leaves open how it ends: it ends with its line.
                    continue
                self.next_heading = index + 1
                self.open_section(heading, block[:count])
                return count
            for heading, pattern in self.floating:
                if self.chapter and pattern.fullmatch(text):
                    self.open_section(heading, block[:count])
                    return count
        return 0

    def is_question(self, index: int, line: Line) -> bool:
        """Whether a chapter's heading is a question of the overview: a grade follows its line."""
        if self.headings[index].level > 1:
            return False
        words = [other.text for other in self.lines_after(line, 2)]
        return any(join(words[:count]) in self.grades for count in (1, 2))

    def find_heading(self, text: str, line: Line) -> int | None:
        """The first of the headings still to come that reads so.

        A chapter begins a page; its parts are looked for in it alone.
        """
        in_chapter = True
        for index in range(self.next_heading, len(self.headings)):
            opens_chapter = self.headings[index].level == 1
            in_chapter = in_chapter and not opens_chapter
            possible = line.starts_page if opens_chapter else in_chapter
            if possible and self.patterns[index].fullmatch(text):
                return index
        return None

    def open_section(self, heading: Heading, lines: list[Line]) -> None:
        """Open the section of a heading; one that comes again is numbered."""
        self.in_table = False
        if heading.level == 1:
            self.chapter, self.box = heading.section, ""
        parent = None
        for section in reversed(self.result.sections):
            if section.level < heading.level:
                parent = section.slug
                break
        slug = heading.section.replace("{chapter}", self.chapter)
        if heading.floating:
            self.repeats[slug] = self.repeats.get(slug, 0) + 1
            slug += f"-{self.repeats[slug]}" if self.repeats[slug] > 1 else ""
        if heading.boxed:
            self.box = slug
        self.result.sections.append(
            Section(slug, heading.level, heading.label, lines[0].page, parent, list(lines))
        )

    def take_table(self, block: list[Line]) -> int:
        """A piece of a table, which belongs where the last caption of its page stands."""
        taken = self.take_table_lines(block)
        if taken:
            row = self.result.passages[-1]
            for passage in reversed(self.result.passages[:-1]):
                # A table may run on over a page, or begin on the one after its caption.
                if passage.page < row.page - 1:
                    break
                if passage.kind in ("caption", "table-row"):
                    row.section = passage.section
                    break
        return taken

    def take_table_lines(self, block: list[Line]) -> int:
        """The head or a row of a table that sets the force beside England and Wales."""
        text = join([line.text for line in block])
        if text.endswith(f"{self.force} England and Wales") and len(text) < LONGEST_LABEL:
            self.in_table = True
            return self.add("table-head", block)
        rows = [i for i, line in enumerate(block) if ROW.fullmatch(line.text)]
        if rows and self.in_table:
            row = block[: rows[0] + 1]
            if torn := self.torn_row(row[0]):
                torn.lines.extend(row)
                return len(row)
            return self.add("table-row", row)
        if self.in_table and self.is_group_name(text, block):
            return self.add("table-row", block)
        self.in_table = False
        return 0

    def is_group_name(self, text: str, block: list[Line]) -> bool:
        """Whether a block of a table names a group of rows, without numbers of its own."""
        other = CAPTION.match(text) or APPARATUS.match(block[0].text.strip())
        if other or text in self.grades or len(text) >= LONGEST_LABEL or text.endswith("."):
            return False
        # Where the table is over no row follows, here or at the beginning of the next page.
        page = block[-1].page
        begins = [other for other in self.pages.get(page + 1, []) if not other.blank]
        near = [other for other in self.lines_after(block[-1], 3) if other.page == page]
        return any(ROW.fullmatch(line.text) for line in [*near, *begins[:2]])

    def lines_after(self, line: Line, count: int) -> list[Line]:
        """The next lines after one, blank ones left out."""
        after = bisect_right(self.lines, line.number, key=lambda other: other.number)
        return [other for other in self.lines[after : after + 2 * count] if not other.blank][:count]

    def torn_row(self, line: Line) -> Passage | None:
        """The row of a table, at the foot of the page before, that a line goes on with."""
        if not line.text.strip()[0].islower():
            return None
        for passage in reversed(self.result.passages):
            if passage.kind == "table-row":
                ended = ROW.fullmatch(passage.text) or passage.lines[-1].page != line.page - 1
                return None if ended else passage
            if passage.kind in ("paragraph", "bullet", "grade"):
                return None
        return None

    def take_apparatus(self, block: list[Line]) -> int:
        """A caption, or a source, note or pointer under a figure."""
        text = block[0].text.strip()
        if CAPTION.match(text):
            return self.add("caption", block)
        match = APPARATUS.match(text)
        if not match:
            return 0
        taken = 1
        while taken < len(block) and not APPARATUS.match(block[taken].text.strip()):
            taken += 1
        return self.add("source" if match[1] == "Source" else "note", block[:taken])

    def take_grade(self, block: list[Line]) -> int:
        """A grade, which stands on a line of its own, or wraps."""
        for count in (2, 1):
            if join([line.text for line in block[:count]]) in self.grades:
                return self.add("grade", block[:count])
        return 0

    def take_text(self, block: list[Line]) -> int:
        """A bullet or a paragraph, or the rest of one that a page break parted."""
        text = join([line.text for line in block])
        if text.startswith(BULLET):
            return self.add("bullet", block)
        if block[0].starts_page and (unfinished := self.unfinished()):
            unfinished.lines.extend(block)
            return len(block)
        self.add("paragraph", block)
        if self.after_notes and self.box:
            # Text below a page's footnotes is the rest of a box torn in two.
            self.result.passages[-1].section = self.box
        return len(block)

    def unfinished(self) -> Passage | None:
        """The paragraph or bullet last read, if it stops in the middle of a sentence."""
        for passage in reversed(self.result.passages):
            if passage.kind in ("paragraph", "bullet"):
                ended = END.search(without_mark(passage.text))
                return None if ended or passage.section != self.section else passage
        return None


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether lines are one line that wraps: no first word would have fitted on the line before."""
    texts = [line.text.strip() for line in lines]
    room = 0.8 * max(len(text) for text in texts)
    return all(
        len(one) + 1 + len(other.split()[0]) > room
        for one, other in zip(texts, texts[1:], strict=False)
    )


def without_mark(text: str) -> str:
    """A text without the number of a footnote that hangs on its last word."""
    return re.sub(r"(?<=[A-Za-z.,:;)”’])\d{1,2}(,\d{1,2})?$", "", text)
