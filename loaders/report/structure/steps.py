"""A report taken apart: its blocks are offered to one step after the other.

Every line of the report ends up in one place: in a heading, in a passage, or among the
lines left out, with the reason (blank, a page number or running header, what stands before
the first heading, a back cover, a link printed a second time).
What differs between reports, the wording of their headings, is data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from openpeel.loaders.report.structure.blocks import split_into_blocks
from openpeel.loaders.report.structure.draft import Draft
from openpeel.loaders.report.structure.footnotes import Footnotes
from openpeel.loaders.report.structure.headings import Heading, Headings
from openpeel.loaders.report.structure.names import Names
from openpeel.loaders.report.structure.passages import Structure
from openpeel.loaders.report.structure.prose import take_apparatus, take_grade, take_text
from openpeel.loaders.report.structure.tables import Tables
from openpeel.loaders.report.text.lines import Line

# Takes lines off the front of a block and returns how many, 0 if they are not of its kind.
Step = Callable[[list[Line]], int]


def take_apart(
    lines: Sequence[Line],
    headings: Sequence[Heading],
    names: Names,
    grades: Collection[str],
    *,
    chapters_start_pages: bool = True,
) -> Structure:
    """Take a report apart into sections and passages.

    Args:
        lines: the report's lines with their pages.
        headings: how the headings of this kind of report read, in their order.
        names: what the report calls its force and the area.
        chapters_start_pages: whether each chapter begins a page.
        grades: the grades as printed; one that stands alone is a grade given.
    """
    draft = Draft(lines)
    blocks, draft.structure.dropped = split_into_blocks(lines)
    contents = Headings(draft, headings, names, grades, chapters_start_pages)
    tables = Tables(draft, names, grades)
    footnotes = Footnotes(draft, tables)
    # The first step that takes anything counts; the last takes whatever is left.
    steps: list[Step] = [
        contents.take_beginning,
        footnotes.take,
        contents.take,
        tables.take,
        lambda block: take_apparatus(draft, block),
        lambda block: take_grade(draft, block, grades),
        lambda block: take_text(draft, block, below_footnotes=footnotes.begun_on_page),
    ]
    for block in blocks:
        if block[0].starts_page:
            footnotes.start_page()
            tables.start_page()
        if block[0].after_box:
            draft.leave_box()
        while block:
            block = block[next(taken for step in steps if (taken := step(block))) :]
    draft.structure.passages.sort(key=lambda passage: passage.lines[0].number)
    return draft.structure
