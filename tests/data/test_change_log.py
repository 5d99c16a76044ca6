"""The log of changed values: what a new version corrected, on its page, in its feed and question."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import pytest
from asking_in_process import within
from click.testing import CliRunner
from datasette.app import Datasette

from openpeel.cli.main import main
from openpeel.loaders import package
from openpeel.loaders.digests import NOT_YET, seal
from openpeel.outputs.difference import ChangedValue, compare_databases, read_changed_values

CORRECTED = (
    "update observation set value = 10.8 where id = 'essex-2016-effectiveness-004'",
    "update judgment set grade_id = 'outstanding' where inspection_id = 'kent-2016-effectiveness'"
    " and question_id = 'peel-2016-effectiveness-overall'",
    "update measure set numerator = null, denominator = null where id = 'asb-incident-rate'",
)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def corrected(database_copy: sqlite3.Connection) -> Path:
    """A database of a later version with some other values."""
    for statement in (*CORRECTED, "update release set data_version = '0.1.1'"):
        database_copy.execute(statement)
    database_copy.commit()
    return path_of(database_copy)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A folder with the log as it ships."""
    folder = tmp_path / "log"
    folder.mkdir()
    for name in ("released_version.csv", "changed_value.csv"):
        shutil.copy(package.ROOT / "data" / "reference" / name, folder)
    return folder


def path_of(connection: sqlite3.Connection) -> Path:
    (_, _, path) = connection.execute("pragma database_list").fetchone()
    return Path(path)


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def log_them(old: Path, new: Path, log: Path, why: str = "Misread.") -> None:
    arguments = ["diff", str(old), str(new), "--log", str(log), "--why", why]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output


def load(connection: sqlite3.Connection, log: Path) -> None:
    """Put the files of a log into a database, as a build does."""
    for table in ("released_version", "changed_value"):
        for row in lines(log / f"{table}.csv"):
            marks = ", ".join("?" * len(row))
            values = [value or None for value in row.values()]
            connection.execute(f"insert into {table} values ({marks})", values)
    connection.commit()


def test_each_changed_value_is_listed_with_its_row(database: Path, corrected: Path) -> None:
    found = read_changed_values(database, corrected)
    assert found == [
        ChangedValue(
            "judgment", "kent-2016-effectiveness/peel-2016-effectiveness-overall",
            "grade_id", "good", "outstanding",
        ),
        ChangedValue("measure", "asb-incident-rate", "numerator", found[1].old, None),
        ChangedValue("measure", "asb-incident-rate", "denominator", found[2].old, None),
        ChangedValue("observation", "essex-2016-effectiveness-004", "value", "10.9", "10.8"),
    ]  # fmt: skip
    assert found[1].old and found[2].old


def test_the_log_has_version_day_and_reason_and_no_row_twice(
    database: Path, corrected: Path, log: Path
) -> None:
    log_them(database, corrected, log)
    log_them(database, corrected, log, "Another reason.")
    [version] = lines(log / "released_version.csv")
    assert (version["version"], version["summary"], len(version["released_on"])) == (
        "0.1.1", "Misread.", 10,
    )  # fmt: skip
    values = lines(log / "changed_value.csv")
    assert [(v["table_name"], v["new_value"], v["why"]) for v in values] == [
        ("judgment", "outstanding", "Misread."),
        ("measure", "", "Misread."),
        ("measure", "", "Misread."),
        ("observation", "10.8", "Misread."),
    ]


def test_a_corrected_version_without_a_log_is_refused(
    database: Path, corrected: Path, log: Path, database_copy: sqlite3.Connection
) -> None:
    check = ["diff", str(database), str(corrected), "--check"]
    done = CliRunner().invoke(main, check)
    assert done.exit_code == 1
    assert (
        "judgment.grade_id, measure.numerator, measure.denominator, observation.value"
        in done.output
    )
    log_them(database, corrected, log)
    load(database_copy, log)
    done = CliRunner().invoke(main, check)
    assert (done.exit_code, "does not log" in done.output) == (0, False), done.output
    # What an earlier version logged is no word on this one.
    database_copy.execute("pragma foreign_keys = off")
    database_copy.execute("update changed_value set version = '0.1.0'")
    database_copy.commit()
    assert len(compare_databases(database, corrected).not_logged) == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--log", "."], "go together"), (["--log", ".", "--why", "x"], "raise data/VERSION first")],
)
def test_a_log_needs_a_reason_and_a_new_version(
    database: Path, arguments: list[str], words: str
) -> None:
    done = CliRunner().invoke(main, ["diff", str(database), str(database), *arguments])
    assert (done.exit_code, words in done.output) == (2, True), done.output


def test_a_folder_without_a_log_is_refused(database: Path, corrected: Path, tmp_path: Path) -> None:
    arguments = ["diff", str(database), str(corrected), "--log", str(tmp_path), "--why", "x"]
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, "released_version.csv: no such file" in done.output) == (1, True)


def pages(database: Path, *addresses: str) -> list[str]:
    """The answers of a site over a database, which may be a changed copy."""
    with sqlite3.connect(database) as connection:
        connection.execute("update release set file_sha256 = ?", [NOT_YET])
    connection.close()
    seal(database)
    found: list[str] = []

    async def ask(site: Datasette) -> None:
        for address in addresses:
            answer = await site.client.get(address)
            assert answer.status_code == 200, answer.text[:300]
            found.append(answer.text)

    within(database, ask)
    return found


def test_without_a_release_the_page_says_so_and_lists_nothing(
    database_copy: sqlite3.Connection,
) -> None:
    page, feed = pages(path_of(database_copy), "/changes", "/changes.xml")
    assert "No version released yet" in page and "version 0.1.0, which is still being made" in page
    assert "<tbody>" not in page
    assert ElementTree.fromstring(feed).findall(f"{ATOM}entry") == []


def test_page_feed_and_question_have_each_changed_value(
    database: Path, corrected: Path, log: Path, database_copy: sqlite3.Connection
) -> None:
    log_them(database, corrected, log)
    load(database_copy, log)
    page, feed, answer = pages(
        corrected,
        "/changes",
        "/changes.xml",
        "/openpeel/changed-values.json?version=0.1.1&_shape=arrays",
    )
    assert "No version released yet" not in page and 'id="v0.1.1"' in page
    assert '<a href="/value/essex-2016-effectiveness-004">' in page
    # A grade is on the page of its inspection.
    assert '<a href="/inspection/kent-2016-effectiveness#peel-2016-effectiveness-overall">' in page
    assert "10.9" in page and "10.8" in page and "no value" in page and "Misread." in page
    entries = ElementTree.fromstring(feed).findall(f"{ATOM}entry")
    assert len(entries) == 4
    assert "10.9 is now 10.8. Misread." in " ".join(entries[3].findtext(f"{ATOM}summary").split())
    assert len(json.loads(answer)["rows"]) == 4


def test_a_version_that_corrected_nothing_says_so(database_copy: sqlite3.Connection) -> None:
    database_copy.execute("insert into released_version values ('0.1.0', '2026-12-01', 'First')")
    database_copy.commit()
    [page] = pages(path_of(database_copy), "/changes")
    assert "It corrected no value of the version before." in page
    assert "1 December 2026" in page


def test_every_table_with_pages_has_its_kind(connection: sqlite3.Connection) -> None:
    """The view knows tables by name: they are there."""
    sql = (package.ROOT / "views/provenance/changed_value_detail.sql").read_text()
    tables = {line.split("'")[1] for line in sql.splitlines() if line.strip().startswith("when")}
    there = {name for (name,) in connection.execute("select name from dictionary_table")}
    assert len(tables) == 7 and tables <= there
