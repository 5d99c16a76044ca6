"""Terms and abbreviations explained where they appear: the first one on a page is a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from markupsafe import Markup

# Within these nothing is linked: links, headings, controls, pictures, quoted words, code.
CLOSED_TEXT = (
    "a h1 h2 h3 button select option label summary svg blockquote code pre title nav script"
)
CLOSED_TO_LINKS = frozenset(CLOSED_TEXT.split())
TAG = re.compile(r"(<[^>]+>)")
TAG_NAME = re.compile(r"<(/?)([a-z0-9]+)")
# Explanations that a reader sees beside the pointer.
LONGEST = 160
LINK = Markup('<a class="term" href="{}" title="{}">{}</a>')


@dataclass(frozen=True)
class Explained:
    """Where a term is explained, and in which words."""

    address: str
    words: str


@dataclass(frozen=True)
class Terms:
    """The terms that pages explain, by how they are written."""

    by_name: Mapping[str, Explained] = field(default_factory=dict)

    def with_links(self, page: str) -> str:
        """Return a page whose first mention of each term leads to its explanation."""
        begin, end = page.find("<main"), page.find("</main>")
        if begin < 0 or end < begin or not self.by_name:
            return page
        left = dict(self.by_name)
        pieces, within = [], 0
        for piece in TAG.split(page[begin:end]):
            if piece.startswith("<"):
                within = max(0, within + step_of(piece))
            elif not within and piece.strip():
                piece = with_term_links(piece, left)
            pieces.append(piece)
        return page[:begin] + "".join(pieces) + page[end:]


# Each site's terms, read once when it starts.
known_terms: WeakKeyDictionary[Datasette, Terms] = WeakKeyDictionary()


def step_of(tag: str) -> int:
    """Return 1 where a tag begins what is closed to links, -1 where it ends that, else 0."""
    match = TAG_NAME.match(tag)
    if not match or match[2] not in CLOSED_TO_LINKS:
        return 0
    return -1 if match[1] else 1


def with_term_links(text: str, left: dict[str, Explained]) -> str:
    """Return text with the terms that are left to be explained as links; takes these out."""
    names = [name for name in left if name in text]
    if not names:
        return text
    # The longest first: HMICFRS is not HMIC.
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(names, key=len, reverse=True))})\b")

    def link(match: re.Match[str]) -> str:
        it = left.pop(match[0], None)
        return str(LINK.format(it.address, it.words, match[0])) if it else match[0]

    return pattern.sub(link, text)


def shortened_words(words: str) -> str:
    """Return the beginning of an explanation, whole words only."""
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0].rstrip(",;") + " …"
