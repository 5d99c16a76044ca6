"""The list of contents of a long page, made from the headings that it has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

# A heading of the second level, or the row that begins a group of a table.
HEADING = re.compile(
    r'<h2 id="(?P<h2>[^"]+)">(?P<title>.*?)</h2>'
    r'|<tr class="group"><th scope="rowgroup" id="(?P<row>[^"]+)"[^>]*>(?P<group>.*?)</th>',
    re.DOTALL,
)
# What a screen does not show, or a heading only adds in small print.
ASIDE = re.compile(r'<span class="(?:note|unseen|narrow-only)[^"]*">.*?</span>', re.DOTALL)
# Words of a page that fill two screens of a desk, and the fewest headings worth a list.
LONG, FEWEST = 700, 3
NAV = Markup(
    '<nav class="contents" aria-labelledby="contents"><p id="contents">On this page</p>\n'
    "<ul>{}</ul></nav>\n"
)
ITEM = Markup('<li><a href="#{}">{}</a></li>\n')


@dataclass(frozen=True)
class ContentsEntry:
    """A heading of a page: where it is and what it says."""

    id: str
    title: Markup


def with_contents(page: str) -> str:
    """Return a page with a list of its headings after the first, where it is long."""
    begin, end = page.find("</h1>"), page.find("</main>")
    # The first page begins with a map and a search beside it; the glossary has its letters.
    if begin < 0 or end < begin or 'class="hero ' in page or 'class="letters"' in page:
        return page
    content = page[begin:end]
    found = headings(content)
    if len(found) < FEWEST or len(re.sub(r"<[^>]+>", " ", content).split()) < LONG:
        return page
    place = begin + len("</h1>")
    listed = Markup("").join(ITEM.format(it.id, it.title) for it in found)
    return f"{page[:place]}\n{NAV.format(listed)}{page[place:]}"


def headings(content: str) -> list[ContentsEntry]:
    """Return the headings of some HTML in their order, without their small print."""
    return [
        ContentsEntry(match["h2"] or match["row"], title_of(match["title"] or match["group"]))
        for match in HEADING.finditer(content)
    ]


def title_of(inside: str) -> Markup:
    """Return the words of a heading, which are HTML already."""
    return Markup(" ".join(re.sub(r"<[^>]+>", " ", ASIDE.sub(" ", inside)).split()))
