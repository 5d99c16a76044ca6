"""Databases of changed data that several files of tests look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live_views import live_copy
from once import made_once, run_folder

from openpeel.loaders.build import build

# Recorded crime that is taken out of what ships: the period's last day, and whose it is.
GAPS = [
    ("2011-06-30", "british-transport-police"),
    ("2013-12-31", "dorset"),
    ("2014-12-31", "british-transport-police"),
]


@pytest.fixture(scope="session")
def database_with_gaps(
    make_tree: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A database in which recorded crime lacks some numbers (GAPS)."""

    def build_with_gaps(path: Path) -> None:
        tree = make_tree(path.with_name("tree_with_gaps"))
        file = tree / "data" / "statistics" / "recorded_crime.csv"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        gone = tuple(f"all-excluding-fraud,{day},{area}," for day, area in GAPS)
        left = [line for line in lines if not any(words in line for words in gone)]
        assert len(left) == len(lines) - len(GAPS)
        file.write_text("".join(left), encoding="utf-8")
        build(path, tree)

    return made_once(run_folder(tmp_path_factory) / "gaps.db", build_with_gaps)


@pytest.fixture(scope="module")
def copy_without_kent(
    database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """A copy of the database in which Kent has been asked for nothing."""
    path = live_copy(database, tmp_path_factory.mktemp("without_kent") / "copy.db")
    db = sqlite3.connect(path)
    for table in ("improvement_event", "improvement_theme"):
        db.execute(f"delete from {table} where improvement_id glob 'kent-*'")
    db.execute("delete from improvement_link where later_improvement_id glob 'kent-*'")
    db.execute("delete from improvement where id glob 'kent-*'")
    db.commit()
    yield db
    db.close()


@pytest.fixture
def without_kent(copy_without_kent: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """That copy, from which what a test adds is gone after it."""
    yield copy_without_kent
    copy_without_kent.rollback()
