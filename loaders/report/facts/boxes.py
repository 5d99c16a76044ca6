"""The boxes of a report: which of its paragraphs and bullets make up which item.

A box lists areas for improvement, a cause of concern or recommendations. Every paragraph of
it belongs to an item, or is given back as one that belongs to none, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from openpeel.loaders.report.structure.passages import LIST_MARK, Passage, Section, Structure

AREA, CONCERN, RECOMMENDATION = "area-for-improvement", "cause-of-concern", "recommendation"
# How the slug of a section ends that lists items of a kind.
ENDINGS = {
    "improvement": AREA,
    "concern": CONCERN,
    "recommendation": RECOMMENDATION,
    "innovative": "innovative-practice",
    "promising": "promising-practice",
}
PRACTICES = ("innovative-practice", "promising-practice")
# What may stand before who has to do something: why, or by when.
BEFORE = re.compile(r"(?:To|In order to|By|Within|Before|No later than|Immediately,?)\b[^.;:]*")
SENTENCE = re.compile(r"(?:^|(?<=[.:;?!)”’] ))(?=\S)")


@dataclass
class BoxItem:
    """What is asked or criticised: its words, and the passages that they stand in.

    `lead` are words that lead in to this item and its neighbours, `led_by` is where they
    stand. The first of `pieces` is what the item itself begins with, the others are its parts
    or sentences that follow it; `passages` are where they stand.
    """

    kind: str
    lead: str
    led_by: Passage | None
    pieces: list[str]
    passages: list[Passage]

    @property
    def text(self) -> str:
        """The item in full."""
        return " ".join(words for _, words in self.said())

    def said(self) -> Iterator[tuple[Passage, str]]:
        """Yield each passage of the item with its words there, the lead first."""
        if self.led_by:
            yield self.led_by, self.lead
        yield from zip(self.passages, self.pieces, strict=True)

    @property
    def place(self) -> Passage:
        """Where the item begins."""
        return self.passages[0]

    def add(self, passage: Passage, words: str) -> None:
        """Add a part, or a sentence that follows."""
        self.pieces.append(words)
        self.passages.append(passage)


@dataclass
class Box:
    """A box: its section, its items, and the passages of it that belong to none.

    `unsure` are paragraphs at the end of a cause of concern that nothing ends: they may be the
    chapter's own text after the box.
    """

    section: Section
    kind: str
    items: list[BoxItem] = field(default_factory=list)
    others: list[Passage] = field(default_factory=list)
    unsure: list[Passage] = field(default_factory=list)

    @property
    def topic(self) -> str:
        """The topic of the chapter that it stands in."""
        return re.sub(r"-[a-z]+(?:-\d+)?$", "", self.section.slug)


def read_boxes(structure: Structure, they: str) -> Iterator[Box]:
    """Yield every box of a report in order.

    Args:
        structure: the report taken apart.
        they: what the force is called, as a regular expression.
    """
    for section in structure.sections:
        kind = kind_of(section)
        if kind is not None:
            passages = [p for p in structure.passages if p.section == section.slug]
            yield BoxReader(section, kind, they).read(passages)


def kind_of(section: Section) -> str | None:
    """Which kind of item a section lists, if it lists any."""
    match = re.fullmatch(r".*-([a-z]+)(?:-\d+)?", section.slug)
    return ENDINGS.get(match[1]) if match and section.floating else None


def demand_of(they: str) -> re.Pattern[str]:
    """Return what says that the force has to do something: who, and *should* or the like."""
    who = rf"(?:{they}|[Ii]t|[Tt]hey|(?:[Tt]he )?[Cc]hief (?:[Cc]onstable|officer team))"
    return re.compile(
        rf"\b{who}(?:,[^.;:]{{1,80}}?,| and [^.;:,]{{1,60}}?)? "
        r"(?:also |now |therefore )?(?:should|must|needs? to|has to)\b"
    )


class BoxReader:
    """Reads the passages of one box, one after the other."""

    def __init__(self, section: Section, kind: str, they: str) -> None:
        self.box = Box(section, kind)
        self.kind = kind
        self.demand = demand_of(they)
        self.lead = ""  # words that lead in to the items that follow,
        self.led_by: Passage | None = None  # and where they stand
        self.top = ""  # the mark of the box's own bullets; another one is that of a part
        self.closed = False  # a paragraph asks for nothing: the box seems to be over
        self.has_bullets = False
        self.by_bold = False

    def read(self, passages: Sequence[Passage]) -> Box:
        """Return the box with every passage in its place; footnotes are no part of it."""
        self.has_bullets = any(passage.kind == "bullet" for passage in passages)
        # A web page says which sentences are bold: each is an item, with its reasons below.
        self.by_bold = any(is_bold(passage) for passage in passages)
        for passage in passages:
            if passage.kind == "paragraph":
                self.take_paragraph(passage)
            elif passage.kind == "bullet":
                self.take_bullet(passage)
        taken = {id(passage) for item in self.box.items for passage, _ in item.said()}
        self.box.others = [p for p in passages if id(p) not in taken and p.kind != "footnote"]
        if self.kind == CONCERN:
            self.box.unsure = list(paragraphs_after_the_first(self.box.items))
        return self.box

    @property
    def last(self) -> BoxItem | None:
        """The item read last, of the kind that is being read."""
        items = self.box.items
        return items[-1] if items and items[-1].kind == self.kind else None

    def asks(self, text: str) -> bool:
        """Whether the first sentence of a text says that the force has to do something."""
        found = self.demand.search(text)
        return bool(found and not re.search(r"[.?!]\d{0,2} ", text[: found.start()]))

    def begin(self, passage: Passage, words: str) -> None:
        """Begin an item."""
        self.box.items.append(BoxItem(self.kind, self.lead, self.led_by, [words], [passage]))

    def lead_in(self, passage: Passage | None = None, words: str = "") -> None:
        """Let a paragraph lead in to the items that follow, or none any more."""
        self.lead, self.led_by = words, passage

    def take_paragraph(self, passage: Passage) -> None:
        """Take a paragraph: a lead, an item, more of one, or something else."""
        text = passage.text
        asks = self.asks(text)
        if self.kind == CONCERN:
            self.take_concern(passage)
        elif self.kind in PRACTICES or self.by_bold:
            self.take_reason(passage)
        elif text.endswith(":"):
            self.closed = not (asks or self.last is None)
            if not self.closed:
                self.lead_in(passage, text)
        elif self.last is None and (asks or not self.has_bullets):
            self.begin(passage, text)
        elif self.last and asks and not self.closed:
            # A box of bullets has no paragraphs of its own: one continues the last bullet.
            follows = self.last.place.kind == "bullet" or re.match(r"(?:It|They|This) ", text)
            if follows and not self.lead:
                self.last.add(passage, text)
            else:
                self.lead_in()
                self.begin(passage, text)
        else:
            self.closed = self.last is not None

    def take_reason(self, passage: Passage) -> None:
        """Take a bold sentence, which begins an item, or what stands below one."""
        if self.last is None or (is_bold(passage) and self.kind not in PRACTICES):
            self.begin(passage, bare(passage))
        else:
            self.last.add(passage, bare(passage))

    def take_concern(self, passage: Passage) -> None:
        """Take more of a cause of concern, up to where it says what the force has to do."""
        text = bare(passage)
        start = self.start_of_recommendation(text)
        if start != 0:
            words = text[:start].rstrip()
            if self.last:
                self.last.add(passage, words)
            else:
                self.begin(passage, words)
        if start is None:
            return
        self.kind = RECOMMENDATION
        if text.endswith(":") and passage.kind != "bullet":
            self.lead_in(passage, text[start:])
        else:
            self.begin(passage, text[start:])
            self.top = sort_of_mark(passage)

    def start_of_recommendation(self, text: str) -> int | None:
        """Return where in a cause of concern the recommendations begin."""
        for match in SENTENCE.finditer(text):
            sentence = re.split(r"(?<=[.?!]) ", text[match.start() :], maxsplit=1)[0]
            if re.match(r"Recommendations?\b", sentence):
                return match.start()
            asked = self.demand.search(sentence)
            if not asked or re.match(r"It |They ", sentence):
                continue
            if asked.start() == 0 or BEFORE.fullmatch(sentence[: asked.start()]):
                return match.start()
        return None

    def take_bullet(self, passage: Passage) -> None:
        """Take a bullet: an item, a part of one, or something else."""
        if self.kind == CONCERN:
            self.take_concern(passage)
            return
        if self.kind in PRACTICES or self.by_bold:
            self.take_reason(passage)
            return
        text = bare(passage)
        self.top = self.top or sort_of_mark(passage)
        if self.closed and not self.asks(text):
            return
        if self.closed:
            self.lead_in()
            self.closed = False
        if self.last and self.is_part(passage, text, self.last):
            self.last.add(passage, text)
        else:
            self.begin(passage, text)

    def is_part(self, passage: Passage, text: str, last: BoxItem) -> bool:
        """Whether a bullet is part of the item before it."""
        if sort_of_mark(passage) != self.top:
            return True
        # In a PDF the bullets of parts look like all others.
        if last.place.kind != "bullet" or not last.pieces[0].endswith(":") or self.asks(text):
            return False
        over = len(last.pieces) > 1 and last.pieces[-1].endswith(".")
        return not (over and text[0].isupper() and last.pieces[1][0].islower())


def paragraphs_after_the_first(items: Sequence[BoxItem]) -> Iterator[Passage]:
    """Yield each paragraph of an item that no colon before it announces."""
    for item in items:
        for before, passage in pairwise(item.passages):
            if passage.kind == "paragraph" and not before.text.endswith(":"):
                yield passage


def is_bold(passage: Passage) -> bool:
    """Whether a web page sets all of a passage in bold."""
    return all(line.bold for line in passage.lines)


def mark_of(passage: Passage) -> str:
    """The mark of a bullet; empty for any other passage."""
    match = LIST_MARK.match(passage.text) if passage.kind == "bullet" else None
    return match[0] if match else ""


def sort_of_mark(passage: Passage) -> str:
    """The mark of a bullet, alike for all numbers and letters that count."""
    return re.sub(r"\w+", "1", mark_of(passage))


def bare(passage: Passage) -> str:
    """A passage's text without the mark of a bullet."""
    return passage.text.removeprefix(mark_of(passage))
