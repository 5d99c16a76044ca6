"""Words of a report with those around them, as a review shows them."""

from __future__ import annotations

AROUND = 60
LONGEST = 200


def with_context(text: str, start: int, end: int) -> str:
    """A place of a text in bold, with the words around it."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    cut_before = "…" if start > AROUND else ""
    cut_after = "…" if end + AROUND < len(text) else ""
    found = text[start:end]
    if len(found) > LONGEST:
        found = f"{found[:LONGEST].rstrip()}…"
    return f"{cut_before}{before}**{found}**{after}{cut_after}"
