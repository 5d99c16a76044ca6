"""A build is atomic, reproducible, and says what is wrong with its input."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from loading import load_facts
from sqlite_utils import Database

from openpeel.cli.main import main
from openpeel.loaders import build as build_module
from openpeel.loaders import package
from openpeel.loaders.build import Built, build, metadata_beside
from openpeel.loaders.database import run_checks
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.inputs import record_beside
from openpeel.loaders.swapped_files import remove_leftovers
from openpeel.web.server import make_site

# What the commands of these tests see: no sources, which would make each build longer.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "OPENPEEL_SOURCES"}

INSPECTION = "data/inspections/essex-2016-effectiveness"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def edit(path: Path, line: int, old: str, new: str) -> None:
    """Replace text on one line (counted from 1) of a file; it must stand there."""
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1], f"{old!r} is not in {lines[line - 1]!r}"
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")


@dataclass
class QuietBuild:
    """A build by the command, at the end of a link, beside what other builds left."""

    folder: Path
    exit_code: int
    output: str
    built: Built


OURS, OTHERS = (f".real.db.building-{number}" for number in (os.getpid(), os.getppid()))


@pytest.fixture(scope="module")
def quiet(database: Path, tmp_path_factory: pytest.TempPathFactory) -> QuietBuild:
    """A second build, of the same name, which the metadata hold."""
    folder = tmp_path_factory.mktemp("quiet")
    (folder / "there").mkdir()
    (folder / database.name).symlink_to(folder / "there" / "real.db")
    for name in (OURS, f"{OURS}-journal", OTHERS):
        (folder / "there" / name).write_text("half a database")
    built = []

    def build_and_tell(*given: Any, **options: Any) -> Built:
        built.append(build(*given, **options))
        return built[0]

    runner = CliRunner(env={"OPENPEEL_SOURCES": None})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("openpeel.cli.main.build", build_and_tell)
        result = runner.invoke(main, ["build", "--quiet", "--db", str(folder / database.name)])
    return QuietBuild(folder, result.exit_code, result.output, *built)


def test_two_builds_give_the_same_bytes_and_leave_nothing_else(
    quiet: QuietBuild, database: Path
) -> None:
    second = quiet.built
    assert digest(second.path) == digest(database)
    assert digest(second.metadata) == digest(database.with_name(second.metadata.name))
    inputs = record_beside(second.path)
    assert digest(inputs) == digest(record_beside(database))
    there = quiet.folder / "there"
    assert set(quiet.folder.iterdir()) == {second.path, second.metadata, inputs, there}


def test_build_counts_what_it_made(quiet: QuietBuild) -> None:
    second = quiet.built
    connection = sqlite3.connect(second.path)
    for table, rows in second.rows.items():
        assert connection.execute(f"select count(*) from [{table}]").fetchone()[0] == rows
    views = connection.execute("select count(*) from dictionary_table where kind = 'view'")
    assert views.fetchone()[0] == second.views
    assert second.checks == len(list(package.CHECKS.glob("*.sql"))) > 50
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    assert connection.execute("pragma integrity_check").fetchone()[0] == "ok"
    connection.close()


# What is done to which file, and the words that the error must hold.
DAMAGES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "a number that is none": (
        lambda t: edit(t / INSPECTION / "observation.csv", 6, ",-3.4,", ",-3.4x,"),
        ["observation.csv", "line 6", "column value", "'-3.4x'", "not a number"],
    ),
    "a page that is none": (
        lambda t: edit(t / INSPECTION / "judgment.csv", 2, ",8,", ",eight,"),
        ["judgment.csv", "line 2", "column page", "'eight'", "not a whole number"],
    ),
    "an unknown grade": (
        lambda t: edit(t / INSPECTION / "judgment.csv", 7, ",ungraded,", ",splendid,"),
        ["judgment.csv", "line 7", "column grade_id", "'splendid'", "missing row of table grade"],
    ),
    "an unknown force": (
        lambda t: edit(t / INSPECTION / "inspection.csv", 2, ",essex,", ",wessex,"),
        ["inspection.csv", "line 2", "column force_id", "'wessex'", "missing row of table force"],
    ),
    "a word outside a vocabulary": (
        lambda t: edit(t / INSPECTION / "improvement_event.csv", 2, ",raised,", ",lifted,"),
        ["improvement_event.csv", "line 2", "status", "'lifted'", "'raised', 'in-progress'"],
    ),
    "an unknown section": (
        lambda t: edit(t / INSPECTION / "glossary_term.csv", 2, ",introduction,", ",preface,"),
        ["glossary_term.csv", "line 2", "column section_id", "preface", "an id of table section"],
    ),
    "half a citation": (
        lambda t: edit(
            t / INSPECTION / "glossary_term.csv", 2, ",introduction,5", ",introduction,"
        ),
        ["glossary_term.csv", "line 2", "column page", "half a citation"],
    ),
    "a missing value": (
        lambda t: edit(t / INSPECTION / "initiative.csv", 2, ",operation,", ",,"),
        ["initiative.csv", "line 2", "column kind", "a value is missing"],
    ),
    "an id that occurs twice": (
        lambda t: edit(t / INSPECTION / "glossary_term.csv", 3, "hmic,", "peel,"),
        [
            "glossary_term.csv",
            "line 3",
            "column id",
            "'peel'",
            "duplicate row in table glossary_term",
        ],
    ),
    "a cell too many": (
        lambda t: edit(t / INSPECTION / "improvement_link.csv", 2, ",repeats,", ",repeats,,"),
        ["improvement_link.csv", "line 2", "number of cells", "found '5'", "expected 4"],
    ),
    "an unknown column": (
        lambda t: edit(t / "data/reference/force.csv", 1, "region", "reggion"),
        ["force.csv", "line 1", "unknown column", "'reggion'"],
    ),
    "a missing column": (
        lambda t: edit(t / "data/reference/force.csv", 1, ",region", ",note"),
        ["force.csv", "line 1", "unknown column", "'note'"],
    ),
    "a column that occurs twice": (
        lambda t: edit(t / "data/reference/force.csv", 1, "region", "name"),
        ["force.csv", "line 1", "duplicate column", "'name'"],
    ),
    "space around a value": (
        lambda t: edit(
            t / "data/reference/force.csv", 2, "avon-and-somerset,", "avon-and-somerset ,"
        ),
        ["force.csv", "line 2", "column area_id", "'avon-and-somerset '", "space"],
    ),
    "bytes that are not UTF-8": (
        lambda t: (
            (t / "data/reference/force.csv").write_bytes(
                (t / "data/reference/force.csv")
                .read_bytes()
                .replace(b"Bedfordshire Police", b"B\xe9")
            )
            and None
        ),
        ["force.csv", "line 3", "not UTF-8", "e9"],
    ),
    "a NUL byte": (
        lambda t: edit(t / "data/reference/topic.csv", 2, "Overall", "Over\0all"),
        ["topic.csv", "line 2", "NUL character"],
    ),
    "a mark that turns the text around": (
        lambda t: edit(t / "data/reference/topic.csv", 2, "Overall", "Over\u202eall"),
        ["topic.csv", "line 2", "column label", "control character"],
    ),
    "what marks the hits of a search": (
        lambda t: edit(t / "data/reference/topic.csv", 2, "Overall", "Over\ue000all"),
        ["topic.csv", "line 2", "column label", "control character"],
    ),
    "a quote never closed": (
        lambda t: edit(t / "data/reference/topic.csv", 2, "Overall", '"Overall'),
        ["topic.csv", "not a CSV line"],
    ),
    "a file for no table": (
        lambda t: (t / INSPECTION / "opinion.csv").write_text("id\n1\n") and None,
        ["opinion.csv", "not named for a table"],
    ),
    "an impossible day": (
        lambda t: edit(t / INSPECTION / "observation.csv", 5, "2016-06-30", "2016-06-31"),
        ["observation.csv", "line 5", "period_end", "2016-06-31"],
    ),
    "a value and a reason for its absence": (
        lambda t: edit(t / INSPECTION / "observation.csv", 6, ",3.4,,,", ",3.4,,not-supplied,"),
        ["observation.csv", "line 6", "missing_reason", "not-supplied"],
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named(damage: str, tree: Path) -> None:
    do, words = DAMAGES[damage]
    do(tree)
    with pytest.raises((DataError, DataErrors)) as caught:
        load_facts(tree)
    first = str(caught.value).split("\n")[0]
    for word in words:
        assert word in first


# While a file is read, while rows are inserted, and once all are.
@pytest.mark.parametrize(
    "damage", ["a number that is none", "an id that occurs twice", "an unknown force"]
)
def test_damage_is_named_and_the_old_database_stays(
    damage: str, tree: Path, tmp_path: Path, database: Path
) -> None:
    path = Path(shutil.copy(database, tmp_path / "openpeel.db"))
    metadata = tmp_path / "openpeel.metadata.json"
    metadata.write_text("{}")
    before = digest(path)
    do, words = DAMAGES[damage]
    do(tree)
    with pytest.raises((DataError, DataErrors)) as caught:
        build(path, tree)
    first = str(caught.value).split("\n")[0]
    for word in words:
        assert word in first
    assert (digest(path), metadata.read_text()) == (before, "{}")
    assert set(tmp_path.iterdir()) == {path, metadata, tree}


def test_a_column_without_a_description_is_refused(tree_with_sql: Path, tmp_path: Path) -> None:
    view = tree_with_sql / "views" / "provenance" / "footnote_detail"
    edit(view.with_suffix(".sql"), 7, "as cites", "as asked")
    with pytest.raises(DataErrors) as caught:
        build(tmp_path / "a.db", tree_with_sql)
    said = str(caught.value).split("\n")[0]
    for words in ("footnote_detail.yml", "column asked", "has no description", "columns.yml"):
        assert words in said


def test_command_ends_with_1_and_no_traceback(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(tree / INSPECTION / "judgment.csv", 7, ",ungraded,", ",inadequate,")
    monkeypatch.setattr(build_module.package, "ROOT", tree)
    monkeypatch.setattr("openpeel.cli.main.build", lambda path, **_: build(path, tree))
    result = CliRunner().invoke(main, ["build", "--db", str(tmp_path / "a.db")])
    assert result.exit_code == 1
    assert "judgment_without_evidence" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "a.db").exists()


def test_every_wrong_row_of_a_file_is_told(tree: Path, tmp_path: Path) -> None:
    path = tree / INSPECTION / "improvement_event.csv"
    edit(path, 2, ",raised,", ",lifted,")
    edit(path, 3, ",raised,", ",lifted,")
    with pytest.raises(DataErrors) as caught:
        build(tmp_path / "a.db", tree)
    assert [e.line for e in caught.value.errors] == [2, 3]


def test_quiet_says_nothing(quiet: QuietBuild) -> None:
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_a_link_is_followed(quiet: QuietBuild, database: Path) -> None:
    assert (quiet.folder / database.name).is_symlink()
    assert (quiet.folder / "there" / "real.db").read_bytes().startswith(b"SQLite format 3")


def test_what_a_killed_build_of_the_same_number_left_is_cleared_away(quiet: QuietBuild) -> None:
    # As in a container, where every build may have the same process number.
    left = {file.name for file in (quiet.folder / "there").iterdir()}
    assert left == {"real.db", OTHERS}


def test_a_build_under_way_is_not_cleared_away(quiet: QuietBuild) -> None:
    assert (quiet.folder / "there" / OTHERS).read_text() == "half a database"


def test_command_line_errors_end_with_2() -> None:
    assert CliRunner().invoke(main, ["build", "--frobnicate"]).exit_code == 2
    assert CliRunner().invoke(main, ["serve", "--port", "many"]).exit_code == 2


def test_folder_in_place_of_the_database_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["build", "--db", str(tmp_path)])
    assert result.exit_code == 1
    assert "is a folder" in result.output
    result = CliRunner().invoke(main, ["build", "--db", str(tmp_path / "none" / "a.db")])
    assert result.exit_code == 1
    assert "not there" in result.output


def test_full_disk_is_told_and_leaves_the_old_database(tmp_path: Path, database: Path) -> None:
    path = Path(shutil.copy(database, tmp_path / "a.db"))
    before = digest(path)
    # A limit on the size of files stands in for a disk without room.
    command = f"ulimit -f 64; trap '' XFSZ; exec '{sys.executable}' -m openpeel.cli build"
    result = subprocess.run(
        ["bash", "-c", f"{command} --db '{path}'"],
        env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert digest(path) == before


def test_killed_build_leaves_the_old_database_and_is_cleared_away(
    tmp_path: Path, database: Path
) -> None:
    path = Path(shutil.copy(database, tmp_path / "a.db"))
    before = digest(path)
    command = [sys.executable, "-m", "openpeel.cli", "build", "--db", str(path)]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(".a.db.building-*")) and time.monotonic() < deadline:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert list(tmp_path.glob(".a.db.building-*")), "the build was not killed under way"
    assert digest(path) == before
    for written in (path, metadata_beside(path), record_beside(path)):
        remove_leftovers(written)
    assert [p.name for p in tmp_path.iterdir()] == ["a.db"]


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = CliRunner().invoke(main, ["build", "--db", str(tmp_path / "pipe")])
    assert result.exit_code == 1
    assert "device" in result.output
    assert (tmp_path / "pipe").is_fifo()


def test_a_check_that_would_change_data_is_told_and_changes_nothing(
    tree_with_sql: Path, tmp_path: Path
) -> None:
    (tree_with_sql / "checks" / "bad.sql").write_text("delete from glossary_term")
    with pytest.raises(DataError, match=r"bad\.sql.*cannot be run"):
        build(tmp_path / "a.db", tree_with_sql)
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize("sql", ["-- nothing", ""])
def test_a_check_that_selects_nothing_is_told(
    sql: str, connection: sqlite3.Connection, tmp_path: Path
) -> None:
    (tmp_path / "bad.sql").write_text(sql, encoding="utf-8")
    with pytest.raises(DataError, match="a check is a query that selects rows"):
        run_checks(Database(connection), tmp_path)


@pytest.mark.slow
def test_four_builds_at_once_leave_one_whole_database(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "a.db"
    command = [sys.executable, "-m", "openpeel.cli", "build", "--quiet", "--db", str(path)]
    builds = [subprocess.Popen(command, env=ENVIRONMENT) for _ in range(4)]
    assert [process.wait(timeout=120) for process in builds] == [0] * 4
    assert digest(path) == digest(database)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "a.db",
        "a.inputs.json",
        "a.metadata.json",
    ]


def lengthen(path: Path, columns: dict[str, int]) -> str:
    """Put long texts into columns of a file's first row; return its first cell."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    rows[0] |= {column: "x" * length for column, length in columns.items()}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return next(iter(rows[0].values()))


def test_a_row_too_long_to_serve_is_refused_with_its_line(tree: Path, tmp_path: Path) -> None:
    path = tree / INSPECTION / "improvement_event.csv"
    lengthen(path, {"summary": 110_000, "status_as_worded": 100_000})
    with pytest.raises(DataErrors, match=r"improvement_event\.csv, line 2.* too long .*110,000"):
        build(tmp_path / "a.db", tree)
    assert not (tmp_path / "a.db").exists()


def test_the_site_can_serve_the_longest_text_that_a_build_takes(tree: Path, tmp_path: Path) -> None:
    # No cell of a CSV file is longer.
    improvement = lengthen(tree / INSPECTION / "improvement.csv", {"summary": 131_000})
    build(tmp_path / "a.db", tree)
    site = make_site(tmp_path / "a.db")
    asyncio.run(site.invoke_startup())
    for address in (
        f"/improvement/{improvement}",
        "/data/improvement_status.csv",
        "/openpeel/improvement_status?_sort=summary",
        "/openpeel/improvement?_sort=summary",
        "/search?q=evaluate",
        "/improvements",
    ):
        assert asyncio.run(site.client.get(address)).status_code == 200, address
