"""What a list may hold: its columns and the words for how an item stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml

from openpeel.loaders import package

FOLDER = package.ROOT / "track"


@dataclass(frozen=True)
class Field:
    """A column of a list."""

    name: str
    heading: str
    # text, day, status or improvement (the id of one in the public database).
    kind: str
    required: bool
    # Most characters that a cell may have.
    longest: int
    # Characters that the template's column is wide.
    width: int
    note: str


@dataclass(frozen=True)
class ListVocabulary:
    """The columns by name, and the statuses with what they mean."""

    fields: dict[str, Field]
    statuses: dict[str, str]


@cache
def vocabulary() -> ListVocabulary:
    """The columns and statuses of `track/list.yml`."""
    held = yaml.safe_load((FOLDER / "list.yml").read_text(encoding="utf-8"))
    fields = {name: Field(name, **column) for name, column in held["columns"].items()}
    return ListVocabulary(fields, held["statuses"])
