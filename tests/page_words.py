"""What a reader at a desk sees of a page, as one line of text."""

from __future__ import annotations

import html
import re


def words_of(page: str) -> str:
    """Return the words of some HTML, without those that only a phone shows."""
    at_a_desk = re.sub(r'<span class="narrow-only">.*?</span>', " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", at_a_desk)).split())
