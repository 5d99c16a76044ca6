"""Databases of the shipped report and made-up ones of other forces."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from once import made_once, run_folder

from openpeel.loaders import package
from openpeel.loaders.build import build

sys.path.insert(0, str(package.ROOT / "benchmarks"))
from made_reports import make_reports, make_tree  # noqa: E402


def database_of(reports: int, factory: pytest.TempPathFactory) -> Path:
    """The database of so many reports, built once for a test run."""

    def make(path: Path) -> None:
        sources = path.with_suffix(".sources")
        sources.mkdir()
        build(
            path, make_tree(path.with_suffix(".tree"), make_reports(sources, reports - 1)), sources
        )

    return made_once(run_folder(factory) / f"reports-{reports}.db", make)
