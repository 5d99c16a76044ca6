"""How tests read one file of open statistics: as a build does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from openpeel.loaders.statistics.load import PARSERS, read_rows
from openpeel.loaders.statistics.words import read_words

Read = Callable[[str, Path], list[Any]]


def read_file(reference_data: Database, kind: str, path: Path) -> list[Any]:
    """Return the rows of a file of a kind."""
    return list(read_rows(PARSERS[kind], path, read_words(reference_data, kind)))
