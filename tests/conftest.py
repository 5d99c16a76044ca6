"""What the tests share: a built database, a served site, the sources if they are there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import httpx
import made_files as made
import pytest
from hypothesis import settings
from live_views import live_copy
from once import made_once, run_folder
from questions import Described
from serving import serve
from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.dictionary import built_columns, read_metadata
from openpeel.loaders.ingest import reference
from openpeel.loaders.report.find import Report, read_report_of
from openpeel.loaders.report.structure.passages import Structure
from openpeel.tools.figures import Figure, read_figures

REPORT = "peel-effectiveness-2016-essex.txt"
STRICT = bool(os.environ.get("OPENPEEL_STRICT"))
# Files that take longest. A file's tests stay together, so that one begun last would be waited for.
LONGEST = (
    "test_adding",
    "test_site",
    "test_build",
    "test_update",
    "test_statistics_published",
    "test_text",
    "test_browser_pages",
    "test_forms",
    "test_pages",
    "test_pages_safe",
    "test_queries",
    "test_grades_refused",
    "test_statistics_files",
    "test_ingest",
    "test_reconciliation",
    "test_grades",
    "test_improvement_counts",
)
# Where nothing may be missing, what is made at random is the same each time: whether a change
# passes must not hang on the draw. Elsewhere every run tries something new.
if STRICT:
    settings.register_profile("strict", derandomize=True)
    settings.load_profile("strict")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need the official sources, and put the longest files first."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else 99)
    for item in items:
        if {"report", "sources", "editions"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("sources")


@pytest.fixture(scope="session", autouse=True)
def patience(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Sites of tests answer what takes longer than the clock of a site allows.

    It would tell how busy the machine is; what pages compute is in test_pages.py.
    """
    settings = json.loads(package.SETTINGS.read_text(encoding="utf-8"))
    settings |= {"sql_time_limit_ms": 20_000, "facet_time_limit_ms": 20_000}
    file = tmp_path_factory.mktemp("settings") / "settings.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "SETTINGS", file)
        yield


@pytest.fixture(scope="session")
def missing() -> Callable[[str], NoReturn]:
    """Skips for want of something; where nothing may be missing, fails instead."""
    return pytest.fail if STRICT else pytest.skip


@pytest.fixture(scope="session")
def editions() -> Path:
    """The folder of other editions of the official files: beside that of the sources."""
    sources = Path(os.environ.get("OPENPEEL_SOURCES", package.ROOT / "sources"))
    folder = Path(os.environ.get("OPENPEEL_EDITIONS", sources.parent / "editions"))
    if not folder.is_dir():
        pytest.skip("needs other editions of the official files (OPENPEEL_EDITIONS)")
    return folder


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database as shipped facts build it."""
    return made_once(run_folder(tmp_path_factory) / "shipped.db", build)


@pytest.fixture(scope="session")
def shared_connection(database: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection to it: each new one reads the schema first, which takes long."""
    db = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


@pytest.fixture
def connection(shared_connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A read-only connection to it, with rows that know their columns."""
    yield shared_connection
    shared_connection.rollback()
    made = "select type, name from temp.sqlite_master where type in ('table', 'view')"
    for kind, name in shared_connection.execute(made).fetchall():
        shared_connection.execute(f"drop {kind} temp.[{name}]")


@pytest.fixture(scope="session")
def reference_data(database: Path) -> Iterator[Database]:
    """The database as files of open statistics are read with it: its names, codes and kinds."""
    db = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    yield Database(db)
    db.close()


@pytest.fixture(scope="session")
def forces(reference_data: Database) -> list[made.Force]:
    """Code, name and region of the 43 forces, of which made-up files have numbers."""
    found: list[made.Force] = reference_data.execute(
        "select gss_code, area.name, region from force join area on area.id = area_id order by area.id"
    ).fetchall()
    assert len(found) == 43
    return found


@pytest.fixture(scope="session")
def figures() -> dict[str, Figure]:
    """The figures about the data by name (docs/figures.sql), as a test ties them to the database."""
    return read_figures()


@pytest.fixture(scope="session")
def described(database: Path) -> Described:
    """Title, description and columns of every table and view, as the site has them."""
    metadata = read_metadata(columns=built_columns(database))
    tables: Described = metadata["databases"]["openpeel"]["tables"]
    return tables


@pytest.fixture
def database_copy(database: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of the database, to change values in."""
    db = sqlite3.connect(live_copy(database, tmp_path / "copy.db"))
    db.execute("pragma ignore_check_constraints = on")
    db.row_factory = sqlite3.Row
    yield db
    db.close()


# The SQL of a build and its descriptions, which few tests change.
SQL = ("views", "checks", "tables", "schema.sql", "metadata.yml", "columns.yml")


def copy_sql(folder: Path) -> None:
    """Copy schema, views, checks and descriptions into a folder, which is made."""
    folder.mkdir()
    for name in SQL:
        part = package.ROOT / name
        (shutil.copytree if part.is_dir() else shutil.copy)(part, folder / name)


@pytest.fixture(scope="session")
def make_tree(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Makes a folder of what a build reads, with a copy of the data that a test may damage.

    The rest is shared by all tests: one that damages it takes `tree_with_sql`.
    """
    shared = made_once(run_folder(tmp_path_factory) / "sql", copy_sql)

    def make(root: Path) -> Path:
        shutil.copytree(package.ROOT / "data", root / "data")
        for name in SQL:
            (root / name).symlink_to(shared / name)
        return root

    return make


@pytest.fixture
def tree(make_tree: Callable[[Path], Path], tmp_path: Path) -> Path:
    """What a build reads, of which a test may damage the data."""
    return make_tree(tmp_path / "tree")


@pytest.fixture
def tree_with_sql(tmp_path: Path) -> Path:
    """A copy of all that a build reads, in which a test may damage views and checks too."""
    root = tmp_path / "tree"
    copy_sql(root)
    shutil.copytree(package.ROOT / "data", root / "data")
    return root


@pytest.fixture(scope="session")
def report(missing: Callable[[str], NoReturn]) -> Path:
    """The report's own text."""
    folder = Path(os.environ.get("OPENPEEL_SOURCES", package.ROOT / "sources"))
    path = folder / REPORT
    if not path.is_file():
        missing(f"needs {REPORT} among the sources")
    return path


@pytest.fixture(scope="session")
def report_lines(report: Path) -> list[str]:
    """The lines of the report's own text; line n of the file is item n - 1."""
    return report.read_text(encoding="utf-8").split("\n")


@pytest.fixture(scope="session")
def essex(report: Path) -> Report:
    """The report, recognised and read into lines."""
    kinds, _ = reference(package.ROOT)
    return read_report_of(kinds, report)


@pytest.fixture(scope="session")
def structure(essex: Report) -> Structure:
    """The report taken apart."""
    return essex.take_apart()


@pytest.fixture(scope="session")
def database_with_text(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database with every source that is there, the report's own text among them."""
    path = run_folder(tmp_path_factory) / "sources.db"
    return made_once(path, lambda path: build(path, sources=report.parent))


@pytest.fixture(scope="session")
def site_with_text(database_with_text: Path) -> Iterator[httpx.Client]:
    """A client of a site that has the report's own text."""
    yield from serve("--db", str(database_with_text))


@pytest.fixture(scope="session")
def site(database: Path) -> Iterator[httpx.Client]:
    """A client of the site as the shipped facts make it."""
    yield from serve("--db", str(database))
