"""What differs between two databases, and which part of the version that raises."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from openpeel.cli.main import main
from openpeel.loaders import package
from openpeel.outputs.difference import compare_databases, enough, raised_part
from openpeel.tools import data_version

GOOD = "update grade set label = 'Very good' where id = 'good'"


@pytest.fixture
def database_copy(database: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a copy as it was built: rows of views are not compared."""
    db = sqlite3.connect(shutil.copy(database, tmp_path / "copy.db"))
    db.execute("pragma ignore_check_constraints = on")
    yield db
    db.close()


@pytest.fixture
def changed(database: Path, database_copy: sqlite3.Connection) -> Callable[..., list[str]]:
    """Changes a copy of the database; returns the part to raise, and what differs."""
    (_, _, path) = database_copy.execute("pragma database_list").fetchone()

    def change(*statements: str) -> list[str]:
        for statement in statements:
            database_copy.execute(statement)
        database_copy.commit()
        found = compare_databases(database, Path(path))
        tables = [
            f"{t.table} +{t.added} -{t.removed} ~{t.changed} {','.join(t.changed_columns)}".strip()
            for t in found.tables
        ]
        return [found.part, *(one.what for one in found.schema), *tables]

    return change


def test_a_database_does_not_differ_from_itself(database: Path) -> None:
    found = compare_databases(database, database)
    assert (found.part, list(found.schema), list(found.tables)) == ("none", [], [])
    assert found.is_raised_enough


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([GOOD], ["patch", "grade +0 -0 ~1 label"]),
        (
            ["insert into unit (id, label, pattern) values ('x', 'x', '{} x')"],
            ["minor", "unit +1 -0 ~0"],
        ),
        (["delete from alias where id = (select min(id) from alias)"], ["major", "alias +0 -1 ~0"]),
        (
            ["update alias set id = 'other' where id = (select min(id) from alias)"],
            ["major", "alias +1 -1 ~0"],
        ),
        # Null and a value differ, and so do null and null not.
        (
            ["update alias set means = 'x', force_id = null where id = 'also-gmp'"],
            ["patch", "alias +0 -0 ~1 force_id,means"],
        ),
    ],
)
def test_rows_are_compared_by_key(
    changed: Callable[..., list[str]], statements: list[str], expected: list[str]
) -> None:
    assert changed(*statements) == expected


def test_numbers_that_stand_for_rows_may_be_given_anew(
    changed: Callable[..., list[str]], connection: sqlite3.Connection
) -> None:
    """Another edition may take number 1, which is then another one's."""
    leads = connection.execute(
        'select name, "from" from dictionary_table, pragma_foreign_key_list(name)'
        " where kind = 'table' and \"table\" = 'dataset'"
    ).fetchall()
    assert len(leads) > 5
    columns = [("dataset", "number"), *leads]
    assert changed(*(f"update {table} set {c} = {c} + 1000" for table, c in columns)) == ["none"]


def test_columns_and_views_that_go_raise_the_first_part(changed: Callable[..., list[str]]) -> None:
    found = changed(
        "delete from dictionary_column where table_name = 'grade_count'",
        "delete from dictionary_table where name = 'grade_count'",
        "update dictionary_column set type = 'integer' where table_name = 'alias' and name = 'note'",
    )
    assert found == ["major", "view grade_count removed", "column alias.note: text is now integer"]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("1.2.3", "2.0.0", "major"),
        ("1.2.3", "1.3.0", "minor"),
        ("1.2.3", "1.2.4", "patch"),
        ("1.2.3", "1.2.3", "none"),
        ("1.9.0", "1.10.0", "minor"),
        ("2.0.0", "1.9.9", "none"),
    ],
)
def test_which_part_was_raised(old: str, new: str, part: str) -> None:
    assert raised_part(old, new) == part


def test_a_higher_part_than_needed_is_enough() -> None:
    assert [part for part in ("major", "minor", "patch", "none") if part in enough("minor")] == [
        "major",
        "minor",
    ]


def test_the_command_fails_where_the_version_was_not_raised(
    database: Path, database_copy: sqlite3.Connection
) -> None:
    database_copy.execute(GOOD)
    database_copy.commit()
    (_, _, path) = database_copy.execute("pragma database_list").fetchone()
    arguments = ["diff", str(database), path, "--check", "--json"]
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, json.loads(done.output)["raise"]) == (1, "patch")
    numbers = [int(n) for n in (package.ROOT / "data" / "VERSION").read_text().split(".")]
    raised = ".".join(map(str, [*numbers[:2], numbers[2] + 1]))
    database_copy.execute("update release set data_version = ?", (raised,))
    database_copy.execute("insert into released_version values (?, '2026-12-01', 'x')", (raised,))
    database_copy.execute(
        "insert into changed_value values (?, 'grade', 'good', 'label', 'Good', 'Very good', 'x')",
        (raised,),
    )
    database_copy.commit()
    assert CliRunner().invoke(main, arguments).exit_code == 0


def test_what_is_no_database_is_refused(database: Path) -> None:
    done = CliRunner().invoke(main, ["diff", str(database), str(package.ROOT / "README.md")])
    assert (done.exit_code, "README.md" in done.output) == (1, True)


def test_the_citation_has_the_version_of_the_data() -> None:
    citation = yaml.safe_load((package.ROOT / "CITATION.cff").read_text())
    assert citation["version"] == (package.ROOT / "data" / "VERSION").read_text().strip()


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.slow
def test_changed_data_need_a_higher_version_than_the_last_tag(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout = tmp_path / "checkout"
    left_out = shutil.ignore_patterns(
        ".*", "tests", "*.db", "*.json", "build", "dist", "__pycache__"
    )
    shutil.copytree(package.ROOT, checkout, ignore=left_out)
    shutil.copy(package.ROOT / "settings.json", checkout)
    git(checkout, "init", "-q")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-qm", "first")
    assert data_version.main(checkout) == 0
    assert "no version tag" in capsys.readouterr().out
    git(checkout, "tag", "v0.1.0")
    assert data_version.main(checkout) == 0
    assert "in its part: none" in capsys.readouterr().out
    labels = checkout / "data" / "reference" / "topic.csv"
    text = labels.read_text().splitlines(True)
    heading = text[0].strip().split(",")
    first = next(csv.reader([text[1]]))
    first[heading.index("description")] += " (changed)"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(first)
    labels.write_text("".join([text[0], out.getvalue(), *text[2:]]))
    assert data_version.main(checkout) == 1
    assert "in its part: patch" in capsys.readouterr().out
