"""Which addresses the templates below templates/pages answer."""

from __future__ import annotations

import re

from openpeel.loaders import package

PAGES = package.TEMPLATES / "pages"


def page_names() -> list[str]:
    """Return the names of the templates below templates/pages, those with a placeholder last."""
    names = (file.relative_to(PAGES).with_suffix("").as_posix() for file in PAGES.glob("**/*.html"))
    return sorted(names, key=lambda name: ("{" in name, name))


def route_of(name: str) -> str:
    """Return the addresses that a template answers, as a pattern: `force/{id}` for /force/kent."""
    if name == "index":
        return "/$"
    parts = re.split(r"\{(\w+)\}", name)
    return "/" + "".join(
        f"(?P<{part}>[^/]+)" if turn % 2 else re.escape(part) for turn, part in enumerate(parts)
    ) + "$"  # fmt: skip
