"""Headings: which lines are one, and the section that each opens."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from openpeel.loaders.report.structure.draft import Draft
from openpeel.loaders.report.structure.names import Names
from openpeel.loaders.report.structure.passages import Section, join, without_mark
from openpeel.loaders.report.structure.patterns import compile_pattern
from openpeel.loaders.report.text.lines import Line

MOST_LINES = 3
# The section of the overview that lists the questions with their grades.
OVERVIEW = "overall-summary"


@dataclass(frozen=True)
class Heading:
    """How a heading of a kind of report reads, and the section that it opens.

    `patterns` explains how `pattern` is read.
    """

    section: str
    level: int
    label: str
    pattern: str
    boxed: bool = False
    # It may come in any chapter, several times or not at all.
    floating: bool = False
    # It is that of a question, and boxes below it belong to that question.
    chapter: bool = False


class Headings:
    """Finds the headings of a report in their order, and opens their sections."""

    def __init__(
        self,
        draft: Draft,
        headings: Sequence[Heading],
        names: Names,
        grades: Collection[str],
        chapters_start_pages: bool,
    ) -> None:
        self.draft = draft
        self.grades = grades
        self.names = names
        patterns = [(h, compile_pattern(h.pattern, within=".*")) for h in headings]
        self.ordered = [(h, pattern) for h, pattern in patterns if not h.floating]
        self.floating = [
            (h, re.compile(pattern.pattern, re.IGNORECASE)) for h, pattern in patterns if h.floating
        ]
        self.chapters_start_pages = chapters_start_pages
        self.taken: set[int] = set()  # ordered headings that have come
        # A web page says which lines are headings.
        self.told = any(line.level for line in draft.lines)
        self.following = 0  # the first of the ordered headings that is still to come
        self.chapter = ""
        self.repeats: dict[str, int] = {}  # how often a floating heading has come

    def take_beginning(self, block: list[Line]) -> int:
        """Take the first heading, or set aside what stands before it: a cover, the contents."""
        if self.draft.sections:
            return 0
        taken = self.take(block)
        if not taken:
            self.draft.drop("front matter", block)
        return taken or len(block)

    def take(self, block: list[Line]) -> int:
        """Take a heading, of up to three lines, and open its section."""
        for count in range(min(MOST_LINES, len(block)), 0, -1):
            heading = self.find(block[:count])
            if heading is not None:
                self.open_section(heading, block[:count])
                return count
        return 0

    def find(self, lines: list[Line]) -> Heading | None:
        """Return the heading that lines are, if any; one in the order is then done with."""
        if self.told and not lines[0].level:
            return None
        text = self.names.marked(without_mark(join([line.text for line in lines])))
        index = self.find_ordered(self.without_grade(text), lines[0])
        if index is not None:
            heading = self.ordered[index][0]
            if not self.is_question(heading, lines[-1]):
                if heading.pattern.endswith("*") and not is_wrapped(lines):
                    # Its wording leaves open how it ends: it ends with its line.
                    return None
                self.following = index + 1
                self.taken.add(index)
                return heading
        # In capitals or not, but never in the midst of a sentence that a page parts.
        if not self.chapter or not text[0].isupper():
            return None
        return next((h for h, pattern in self.floating if pattern.fullmatch(text)), None)

    def without_grade(self, text: str) -> str:
        """The words of a web page's heading without a grade behind them."""
        return text.removesuffix(self.grade_behind(text)) if self.told else text

    def grade_behind(self, text: str) -> str:
        """The grade behind the words of a heading, with what separates it from them."""
        match = re.search(rf"(?: [–—-]|:|,)? \(?({'|'.join(self.grades)})\)?$", text)
        return match[0] if match else ""

    def grade_in(self, lines: Sequence[Line]) -> str:
        """The grade that a heading has behind its words; empty if it has none."""
        behind = self.grade_behind(join([line.text for line in lines]))
        return next((grade for grade in self.grades if grade in behind), "")

    def find_ordered(self, text: str, line: Line) -> int | None:
        """Return the place of the first of the headings still to come that reads so.

        A chapter begins a page; its parts are looked for in it alone.
        """
        if not self.chapters_start_pages:
            # Chapters may come in any order.
            return next(
                (
                    index
                    for index, (_, pattern) in enumerate(self.ordered)
                    if index not in self.taken and pattern.fullmatch(text)
                ),
                None,
            )
        in_chapter = True
        for index in range(self.following, len(self.ordered)):
            heading, pattern = self.ordered[index]
            in_chapter = in_chapter and heading.level > 1
            possible = in_chapter if heading.level > 1 else line.starts_page
            if possible and pattern.fullmatch(text):
                return index
        return None

    def is_question(self, heading: Heading, line: Line) -> bool:
        """Whether a chapter's heading is a question of the overview.

        A grade or, on the same page, the next question follows it.
        """
        if not (heading.level == 1 or heading.chapter):
            return False
        if not self.chapters_start_pages and self.draft.section != OVERVIEW:
            return False
        after = self.draft.lines_after(line, MOST_LINES)
        words = [other.text for other in after]
        following = [join(words[:count]) for count in range(1, len(words) + 1)]
        if any(text in self.grades for text in following[:2]):
            return True
        following = following[: sum(other.page == line.page for other in after)]
        others = [p for h, p in self.ordered if h.level == 1 and h != heading and asks(h)]
        return asks(heading) and any(
            p.fullmatch(self.names.marked(text)) for p in others for text in following
        )

    def open_section(self, heading: Heading, lines: list[Line]) -> None:
        """Open the section of a heading; one that comes again is numbered."""
        self.draft.reopened = ""
        if heading.level == 1 or heading.chapter:
            self.chapter = heading.section
        parent = next(
            (s.slug for s in reversed(self.draft.sections) if s.level < heading.level), None
        )
        slug = heading.section.replace("{chapter}", self.chapter)
        if heading.floating:
            self.repeats[slug] = self.repeats.get(slug, 0) + 1
            slug += f"-{self.repeats[slug]}" if self.repeats[slug] > 1 else ""
        self.draft.sections.append(
            Section(
                slug=slug,
                level=heading.level,
                label=heading.label,
                page=lines[0].page,
                parent=parent,
                lines=list(lines),
                boxed=heading.boxed,
                floating=heading.floating,
            )
        )
        if self.told and (grade := self.grade_in(lines)):
            self.draft.add("grade", [replace(lines[-1], text=grade)])


def asks(heading: Heading) -> bool:
    """Whether a heading is a question."""
    return heading.pattern.endswith("?")


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether lines are one line that wraps: no first word would have fitted on the line before."""
    texts = [line.text.strip() for line in lines]
    room = 0.8 * max(len(text) for text in texts)
    return all(
        len(one) + 1 + len(other.split()[0]) > room
        for one, other in zip(texts, texts[1:], strict=False)
    )
