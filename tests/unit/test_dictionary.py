"""Descriptions beside the SQL: what is undescribed, unknown or unused is refused by name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.build import read_views
from openpeel.loaders.dictionary import (
    empty_columns,
    metadata_json,
    read_dictionary,
    read_metadata,
    store_dictionary,
)
from openpeel.loaders.dictionary_checks import check_dictionary
from openpeel.loaders.errors import DataError, DataErrors

FILES = {
    "schema.sql": (package.SCHEMA.read_text(encoding="utf-8")[
        package.SCHEMA.read_text(encoding="utf-8").index("create table dictionary_table"):
    ] + "create table force (id text not null primary key, name text) strict;\n"),
    "views/comparison/force_name.sql": "create view force_name as\nselect id, upper(name) as loud from force;\n",
    "columns.yml": "# By name.\nname: The name.\nid: Key of the row.\n",
    "tables/force.yml": "title: Forces\ndescription: One row per force.\nlabel_column: name\nfacets: [name]\n",
    "views/comparison/force_name.yml": (
        "title: Names\ndescription: One row per force.\nsort: id\ncolumns:\n  loud: The name, in capitals.\n"
    ),
    "metadata.yml": (
        "title: Made\nplugins: {openpeel: {}}\n"
        "databases:\n  openpeel:\n    queries: {forces: {sql: select * from force}}\n"
    ),
}  # fmt: skip
SHIPPED = ("dictionary_table", "dictionary_column")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of SQL and descriptions, with the real tables of the dictionary."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in SHIPPED:
        described = (package.ROOT / "tables" / f"{name}.yml").read_text(encoding="utf-8")
        described = described.replace("  name: Name of the table or view.\n", "")
        (tmp_path / "tables" / f"{name}.yml").write_text(described, encoding="utf-8")
    return tmp_path


def faults(folder: Path) -> list[DataError]:
    try:
        check_dictionary(read_dictionary(folder), empty_columns(folder))
    except DataError as error:
        return [error]
    except DataErrors as errors:
        return errors.errors
    return []


def add(name: str, text: str) -> Callable[[Path], object]:
    """Add text at the end of a file."""

    def change(folder: Path) -> None:
        path = folder / name
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before + text, encoding="utf-8")

    return change


def swap(name: str, old: str, new: str) -> Callable[[Path], object]:
    """Replace text of a file; it must stand there."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


VIEW = "views/comparison/force_name.yml"
# What is done, and for each error the file, the line and words that it must have.
WRONG: dict[str, tuple[Callable[[Path], object], list[tuple[str, int | None, list[str]]]]] = {
    "table without a file": (
        add("schema.sql", "create table city (id text);"),
        [("tables/city.yml", None, ["the table city has no description", "expected a file"])],
    ),
    "view without a file": (
        add("views/comparison/city.sql", "create view city as select id from force;"),
        [("views/comparison/city.yml", None, ["the view city has no description"])],
    ),
    "column without a description": (
        swap("schema.sql", "name text)", "name text, motto text)"),
        [("tables/force.yml", None, ["column motto", "has no description", "columns.yml"])],
    ),
    "generated column without a description": (
        swap("schema.sql", "name text)", "name text, short text as (substr(name, 1, 3)))"),
        [("tables/force.yml", None, ["column short", "has no description"])],
    ),
    "file of an unknown table": (
        add("tables/city.yml", "title: Cities\ndescription: One row per city.\n"),
        [("tables/city.yml", None, ["unknown table or view", "'city'"])],
    ),
    "file beside no view": (
        lambda f: (f / VIEW).rename(f / "tables" / "force_name.yml"),
        [("tables/force_name.yml", None, ["wrong place", "views/comparison/force_name.yml"])],
    ),
    "two files for one view": (
        add("tables/force_name.yml", FILES[VIEW]),
        [(VIEW, None, ["a second time", "tables/force_name.yml"])],
    ),
    "unknown column": (
        add(VIEW, "  quiet: The name.\n"),
        [(VIEW, 6, ["unknown column", "column quiet", "expected id, loud"])],
    ),
    "unknown column to sort by": (
        swap(VIEW, "sort: id", "sort: ids"),
        [(VIEW, 3, ["sort names an unknown column", "'ids'", "expected id, loud"])],
    ),
    "unknown facet": (
        swap("tables/force.yml", "[name]", "[name, region]"),
        [("tables/force.yml", 4, ["facets names an unknown column", "'region'"])],
    ),
    "unknown label": (
        swap("tables/force.yml", "label_column: name", "label_column: nom"),
        [("tables/force.yml", 3, ["label_column names an unknown column", "'nom'"])],
    ),
    "unknown key": (
        add("tables/force.yml", "titel: Forces\n"),
        [("tables/force.yml", 5, ["unknown key", "'titel'", "expected one of title"])],
    ),
    "missing title": (
        swap(VIEW, "title: Names\n", ""),
        [(VIEW, None, ["has no title"])],
    ),
    "empty description": (
        swap(VIEW, "description: One row per force.", "description:"),
        [(VIEW, 2, ["expected text", "None"])],
    ),
    "description that YAML takes for a truth value": (
        swap(VIEW, "The name, in capitals.", "yes"),
        [(VIEW, 5, ["column loud", "expected text", "True"])],
    ),
    "columns as a list": (
        swap(VIEW, "columns:\n  loud: The name, in capitals.", "columns: [loud]"),
        [(VIEW, None, ["column loud", "has no description"]), (VIEW, 4, ["description by column"])],
    ),
    "default of no column": (
        add("columns.yml", "motto: What it says.\n"),
        [("columns.yml", 4, ["column motto", "describes no column"])],
    ),
    "default that every file overrides": (
        add("columns.yml", "loud: The name.\n"),
        [("columns.yml", 4, ["column loud", "describes no column"])],
    ),
    "default that is no text": (
        swap("columns.yml", "The name.", "[a]"),
        [("columns.yml", 2, ["column name", "expected text"])],
    ),
    "line that repeats the default": (
        add(VIEW, "  id: Key of the row.\n"),
        [(VIEW, 6, ["column id", "repeats the default of columns.yml"])],
    ),
    "duplicate key": (
        add(VIEW, "  loud: Again.\n"),
        [(VIEW, 6, ["duplicate key", "first on line 5", "'loud'"])],
    ),
    "file that is not YAML": (
        add(VIEW, "a: [\n"),
        [(VIEW, 7, ["is not YAML"])],
    ),
    "file without a mapping": (
        lambda f: (f / VIEW).write_text("- a\n"),
        [(VIEW, None, ["is not a mapping"])],
    ),
    "defaults that are missing": (
        lambda f: (f / "columns.yml").unlink(),
        [("columns.yml", None, ["the file is missing"])],
    ),
}  # fmt: skip


def test_described_folder_has_no_faults(folder: Path) -> None:
    assert faults(folder) == []


@pytest.mark.parametrize("case", WRONG)
def test_fault_is_refused_with_file_line_and_name(case: str, folder: Path) -> None:
    change, expected = WRONG[case]
    change(folder)
    found = faults(folder)
    assert [(str(e.file), e.line) for e in found] == [
        (str(folder / file), line) for file, line, _ in expected
    ]
    for error, (_, _, words) in zip(found, expected, strict=True):
        for word in words:
            assert word in str(error)


def test_shipped_descriptions_have_no_faults() -> None:
    # As a build reads them: views of views of views, each looked into once.
    _, dictionary, columns = read_views(package.ROOT)
    assert set(dictionary.views) <= set(columns)
    assert faults(package.ROOT / "track") == []


def test_column_is_described_by_its_own_file_or_by_default_in_its_order(folder: Path) -> None:
    tables = read_metadata(folder)["databases"]["openpeel"]["tables"]
    assert tables["force_name"]["columns"] == {
        "id": "Key of the row.", "loud": "The name, in capitals.",
    }  # fmt: skip
    assert list(tables["force_name"]["columns"]) == ["id", "loud"]
    assert tables["force"]["columns"] == {"id": "Key of the row.", "name": "The name."}
    assert tables["force"]["facets"] == ["name"]


def test_database_describes_itself_and_the_dictionary_too(folder: Path) -> None:
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    for file in [folder / "schema.sql", folder / "views/comparison/force_name.sql"]:
        db.executescript(file.read_text(encoding="utf-8"))
    columns = empty_columns(folder)
    types = {"force_name": {"id": "TEXT", "loud": "NUM"}}
    store_dictionary(db, read_dictionary(folder), columns, types)
    tables = db.execute("select name, kind, theme, title from dictionary_table").fetchall()
    assert tables == [
        ("dictionary_column", "table", None, "Data dictionary, columns"),
        ("dictionary_table", "table", None, "Data dictionary, tables and views"),
        ("force", "table", None, "Forces"),
        ("force_name", "view", "comparison", "Names"),
    ]
    stored: dict[str, list[str]] = {}
    for table, name in db.execute("select table_name, name from dictionary_column").fetchall():
        stored.setdefault(table, []).append(name)
    assert stored == columns
    described = db.execute(
        "select position, name, type, description from dictionary_column"
        " where table_name = 'force_name'"
    ).fetchall()
    assert described == [
        (1, "id", "text", "Key of the row."), (2, "loud", "numeric", "The name, in capitals."),
    ]  # fmt: skip
    db.close()


def test_metadata_for_plain_datasette_are_named_for_the_file_and_have_no_plugins(
    folder: Path,
) -> None:
    metadata = read_metadata(folder)
    written = json.loads(metadata_json(metadata, "mine"))
    assert set(written) == {"title", "databases"}
    assert written["databases"] == {"mine": metadata["databases"]["openpeel"]}


def test_schema_does_not_say_again_what_a_row_is() -> None:
    schema = package.SCHEMA.read_text(encoding="utf-8")
    assert "-- One row per" not in schema
