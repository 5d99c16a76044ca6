"""Files of grades as they are read off web pages: read, changed and written."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path


def add(file: str, row: dict[str, str]) -> Callable[[Path], int]:
    """A damage: a line more; gives its number."""

    def do(tree: Path) -> int:
        path = tree / "data" / "grades" / file
        rows = read(path)
        rows.append({key: row.get(key, "") for key in rows[0]})
        write(path, rows)
        return len(rows) + 1

    return do


def package_of_web_pages(tree: Path, text: str) -> Path:
    """A package of facts that web pages state."""
    folder = tree / "data" / "web" / "notes"
    folder.mkdir(parents=True)
    (folder / "glossary_term.csv").write_text(text, encoding="utf-8")
    return folder


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
