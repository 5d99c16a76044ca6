"""What a reader at a desk sees of a page: its words, without markup."""

from __future__ import annotations

import html
import re

import httpx


def text_of(markup: str) -> str:
    """Return the words of a page or of a part of it, without those that only a phone shows."""
    at_a_desk = re.sub(r'<span class="narrow-only">.*?</span>', " ", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", at_a_desk)).split())


def main_text(page: str) -> str:
    """Return the words of a page's own part, without what every page has."""
    return text_of(page[page.index("<main") : page.index("</main>")])


def text_at(site: httpx.Client, address: str) -> str:
    """Return the words of the page at an address, which must answer."""
    response = site.get(address)
    assert response.status_code == 200, address
    return text_of(response.text)


def hits(site: httpx.Client, words: str, **more: str) -> list[tuple[str, str]]:
    """The address and title of each hit on the first page."""
    page = site.get("/search", params={"q": words, **more})
    assert page.status_code == 200
    found = re.findall(r'<h2 class="hit"><a href="([^"]+)">(.*?)</a></h2>', page.text)
    return [(address, text_of(title)) for address, title in found]
