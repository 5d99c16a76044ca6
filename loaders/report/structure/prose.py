"""Prose and what stands around it: captions, notes, grades, bullets and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection

from openpeel.loaders.report.structure.blocks import CAPTION
from openpeel.loaders.report.structure.draft import Draft
from openpeel.loaders.report.structure.passages import (
    LIST_MARK,
    SYMBOL,
    Passage,
    join,
    without_mark,
)
from openpeel.loaders.report.text.lines import Line

END = re.compile(r"[.?!:;”)][ ’”]*$")
BEFORE_ITEM = re.compile(r"(?:[.:;,]|[;,] (?:and|or))$")
APPARATUS = re.compile(r"(Source|Note): |For further information about |\*")


def take_apparatus(draft: Draft, block: list[Line]) -> int:
    """Take a caption, or a source, note or pointer under a figure."""
    text = block[0].text.strip()
    if CAPTION.match(text):
        draft.add("caption", block)
        return len(block)
    match = APPARATUS.match(text)
    if not match:
        return 0
    taken = 1
    while taken < len(block) and not APPARATUS.match(block[taken].text.strip()):
        taken += 1
    draft.add("source" if match[1] == "Source" else "note", block[:taken])
    return taken


def take_grade(draft: Draft, block: list[Line], grades: Collection[str]) -> int:
    """Take a grade, which stands on a line of its own, or wraps."""
    for count in (2, 1):
        lines = block[:count]
        if join([line.text for line in lines]) in grades:
            draft.add("grade", lines)
            return len(lines)
    return 0


def take_text(draft: Draft, block: list[Line], below_footnotes: bool) -> int:
    """Take a bullet or a paragraph, or the rest of one that a page break split."""
    in_box = bool(draft.sections) and draft.sections[-1].floating
    if in_box:
        block = block[: lines_before_item(block)]
    if (LIST_MARK if in_box else SYMBOL).match(block[0].text.strip()):
        draft.add("bullet", block)
        return len(block)
    if block[0].starts_page and (torn := unfinished(draft)):
        torn.lines.extend(block)
        return len(block)
    paragraph = draft.add("paragraph", block)
    if below_footnotes:
        # Text below a page's footnotes is the rest of a box torn in two.
        paragraph.section = last_box(draft) or paragraph.section
    return len(block)


def lines_before_item(block: list[Line]) -> int:
    """Return how many lines of a block go before the next item of a list, or all.

    A line that begins with a dash may continue a sentence: then the line before has not
    ended one.
    """
    for index in range(1, len(block)):
        before = block[index - 1].text.strip()
        if LIST_MARK.match(block[index].text.strip()) and BEFORE_ITEM.search(before):
            return index
    return len(block)


def unfinished(draft: Draft) -> Passage | None:
    """Return the paragraph or bullet last read, if it stops in the middle of a sentence."""
    for passage in reversed(draft.passages):
        if passage.kind in ("paragraph", "bullet"):
            ended = END.search(without_mark(passage.text))
            return None if ended or passage.section != draft.section else passage
    return None


def last_box(draft: Draft) -> str:
    """Return the last section of the chapter that is set in a box; empty if none is."""
    for section in reversed(draft.sections):
        if section.boxed:
            return section.slug
        if section.level == 1:
            break
    return ""
