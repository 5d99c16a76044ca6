"""The words of a reader as SQLite's full-text search takes them: no word of them is syntax."""

from __future__ import annotations

import re
from typing import Any

from datasette import hookimpl

# A phrase in quotes, or a run of letters and digits.
WORDS = re.compile(r'"([^"]+)"|([^\s"]+)')
MOST_WORDS = 16


@hookimpl
def extra_template_vars() -> dict[str, Any]:
    """match_all and match_any: what to look for, as an expression of FTS5."""
    return {"match_all": match_all, "match_any": match_any}


def match_all(text: str) -> str:
    """Every word and every phrase in quotes must be there; empty where there is no word."""
    return " AND ".join(phrases(text))


def match_any(text: str) -> str:
    """Words of which one is enough, or the beginnings of words."""
    return " OR ".join(f"{phrase}*" for phrase in phrases(text))


def phrases(text: str) -> list[str]:
    """What was written, each word or phrase in quotes of its own: 24.5 is one, 24 after 5."""
    found = [quoted or plain for quoted, plain in WORDS.findall(text)]
    words = [" ".join(re.findall(r"\w+", phrase)) for phrase in found]
    return [f'"{phrase}"' for phrase in words if phrase][:MOST_WORDS]
