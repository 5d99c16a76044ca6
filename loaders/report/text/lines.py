"""What every reader of a report's file gives: its lines, each with its page."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_NUMBER = "page number"
RUNNING = "running header or footer"
MOST_PAGES = 500
MOST_LETTERS = 5_000_000


@dataclass(frozen=True)
class Line:
    """One line of a report, where it stands, and whether it is the first of its page.

    `number` counts the lines of a text; in a PDF, which has none, those read out of it.
    `aside` says what a line is that every page repeats; it is empty for a line of the text.
    A web page also says what is a heading (`level`, from 1; 0 for other lines), what is bold, and
    what is the first line behind a box.
    """

    number: int
    page: int
    text: str
    starts_page: bool
    aside: str = ""
    level: int = 0
    bold: bool = False
    after_box: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing but space stands on it."""
        return not self.text.strip()
