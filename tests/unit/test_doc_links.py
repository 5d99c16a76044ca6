"""Links of the documentation lead to files that are there, and to headings that they have."""

from __future__ import annotations

import re
from pathlib import Path

from openpeel.loaders import package

LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")


def anchors(path: Path) -> set[str]:
    """The names by which links lead to the headings of a page."""
    text = re.sub(r"(?ms)^```.*?^```", "", path.read_text(encoding="utf-8"))
    headings = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_of_the_documentation_lead_somewhere() -> None:
    pages = [*package.ROOT.glob("*.md"), *package.ROOT.glob("docs/*.md")]
    links = [(page, *link) for page in pages for link in LINK.findall(page.read_text("utf-8"))]
    broken = []
    for page, name, heading in links:
        target = page.parent / name if name else page
        if not target.exists() or (heading and heading not in anchors(target)):
            broken.append(f"{page.name}: {name}#{heading}")
    assert len(links) > 50 and not broken, broken
