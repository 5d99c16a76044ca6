"""The data dictionary: descriptions beside the SQL, checked, stored and merged for Datasette.

A table is described in `tables/<table>.yml`, a view in the `.yml` file beside its SQL. A column
is described there, or else by the default of its name in `columns.yml`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import ask_each, open_read_only
from openpeel.loaders.errors import DataError
from openpeel.loaders.yaml_file import YamlFile, read_yaml

# The columns of each table and view, in their order.
Columns = Mapping[str, Sequence[str]]

# The types of a view's columns, by what SQLite calls them (`types_of`).
TYPES = {"INT": "integer", "NUM": "numeric", "REAL": "real", "TEXT": "text"}
# How the build stores the rows of a view (loaders/stored_views.py), which Datasette is not told.
STORED = "stored"
# By which column a row of a view belongs to a force, if it comes from that force's reports alone
# (loaders/part.py); Datasette is not told of it either.
BY_FORCE = "by_force"


@dataclass(frozen=True)
class Dictionary:
    """The descriptions under one folder.

    Attributes:
        folder: the folder that has `tables/`, `views/` and `columns.yml`.
        files: the files that describe one table or view each.
        defaults: `columns.yml`, a description by column name.
    """

    folder: Path
    files: Sequence[YamlFile]
    defaults: YamlFile

    @cached_property
    def by_name(self) -> dict[str, YamlFile]:
        """The file of each table and view."""
        return {file.path.stem: file for file in self.files}

    @cached_property
    def views(self) -> dict[str, Path]:
        """The SQL file of each view."""
        return {file.stem: file for file in self.folder.glob("views/**/*.sql")}

    def describe(self, columns: Columns) -> dict[str, dict[str, Any]]:
        """Return what each table and view is and what its columns mean, as Datasette takes it."""
        return {
            name: {
                key: said
                for key, said in self.by_name[name].content.items()
                if key not in (STORED, BY_FORCE)
            }
            | {"columns": self.describe_columns(name, names)}
            for name, names in columns.items()
            if name in self.by_name
        }

    def stored(self, name: str) -> dict[str, Any]:
        """Return the key and indexes of a view's stored rows; empty if they are not stored."""
        settings: dict[str, Any] = self.by_name[name].content.get(STORED) or {}
        return settings

    def by_force(self, name: str) -> str:
        """Return the column by which a view's rows belong to a force; empty if they do not."""
        return str(self.by_name[name].content.get(BY_FORCE) or "")

    def describe_columns(self, name: str, names: Sequence[str]) -> dict[str, str]:
        """Return what the columns of a table or view mean: in its own words, or by default."""
        words = self.defaults.content | own_columns(self.by_name[name])
        return {column: words[column] for column in names if column in words}

    def place_of(self, name: str) -> Path:
        """Return the file that a table or view is to be described in."""
        if name in self.views:
            return self.views[name].with_suffix(".yml")
        return self.folder / "tables" / f"{name}.yml"

    def sql_of(self, name: str) -> str | None:
        """Return the SQL of a view; None for a table."""
        if name not in self.views:
            return None
        return self.views[name].read_text(encoding="utf-8").strip().rstrip(";")

    def theme_of(self, name: str) -> str | None:
        """Return the folder of a view; None for a table."""
        return self.views[name].parent.name if name in self.views else None


def read_dictionary(folder: Path = package.ROOT, only: Container[str] | None = None) -> Dictionary:
    """Read the descriptions under a folder; with `only`, those of some tables or views.

    Raises:
        DataError: a file is not YAML, or two files describe tables or views of one name.
    """
    paths = sorted([*folder.glob("tables/*.yml"), *folder.glob("views/**/*.yml")])
    seen: dict[str, Path] = {}
    for path in paths:
        if path.stem in seen:
            raise DataError(
                f"describes {path.stem} a second time",
                path,
                expected=f"one file, as {seen[path.stem]}",
            )
        seen[path.stem] = path
    wanted = [path for path in paths if only is None or path.stem in only]
    return Dictionary(
        folder, [read_yaml(path) for path in wanted], read_yaml(folder / "columns.yml")
    )


def own_columns(file: YamlFile) -> dict[str, Any]:
    """Return the columns that a file describes itself."""
    columns = file.content.get("columns", {})
    return columns if isinstance(columns, dict) else {}


def columns_of(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of every table and view, generated ones included.

    SQLite's own tables and the indexes of full-text search are left out.
    """
    names = db.execute(
        "select name from sqlite_master where name in ("
        "select name from pragma_table_list where schema = 'main' and type in ('table', 'view'))"
        " and name not glob 'sqlite_*' order by rowid"
    ).fetchall()
    return {
        # Not by selecting, which works out the first row of a view, and many views whole.
        name: [row[1] for row in db.execute(f"pragma table_xinfo([{name}])")]
        for (name,) in names
    }


def empty_columns(folder: Path) -> dict[str, list[str]]:
    """Return the columns of every table and view that the folder's SQL makes, without rows."""
    db = sqlite3.connect(":memory:")
    try:
        for file in [*sorted(folder.glob("*.sql")), *sorted(folder.glob("views/**/*.sql"))]:
            db.executescript(file.read_text(encoding="utf-8"))
        return columns_of(db)
    finally:
        db.close()


def built_columns(path: Path) -> dict[str, list[str]]:
    """Return the columns of every table and view of a built database, by its own dictionary."""
    columns: dict[str, list[str]] = {}
    db = open_read_only(path)
    try:
        for table, name in db.execute(
            "select table_name, name from dictionary_column order by table_name, position"
        ):
            columns.setdefault(table, []).append(name)
    finally:
        db.close()
    return columns


def store_dictionary(
    db: Database,
    dictionary: Dictionary,
    columns: Columns,
    types_in_views: Mapping[str, Mapping[str, str]],
) -> None:
    """Insert the description of every table, view and column into the database itself."""
    described = dictionary.describe(columns)
    types = {
        (table, row[1]): row[2].lower()
        for table in columns
        if table not in types_in_views
        for row in db.execute(f"pragma table_xinfo([{table}])").fetchall()
    } | {
        (view, column): TYPES[type]
        for view, types in types_in_views.items()
        for column, type in types.items()
    }
    db.table("dictionary_table").insert_all(
        {
            "name": name,
            "kind": "view" if name in dictionary.views else "table",
            "theme": dictionary.theme_of(name),
            "title": described[name]["title"],
            "description": described[name]["description"],
            "is_stored": int(bool(dictionary.stored(name))),
            "sql": dictionary.sql_of(name),
        }
        for name in sorted(described)
    )
    db.table("dictionary_column").insert_all(
        {
            "table_name": name,
            "position": position,
            "name": column,
            "type": types[name, column],
            "description": words,
        }
        for name in sorted(described)
        for position, (column, words) in enumerate(described[name]["columns"].items(), start=1)
    )


def count_rows(db: Database, path: Path) -> None:
    """Store how many rows each table and view has, once all of them are whole and committed."""
    names = [row[0] for row in db.execute("select name from dictionary_table").fetchall()]
    answers = ask_each(path, [f"select count(*) from [{name}]" for name in names])
    counts = [(answer.rows[0][0], name) for answer, name in zip(answers, names, strict=True)]
    with db.atomic():
        db.conn.executemany("update dictionary_table set rows = ? where name = ?", counts)


def read_metadata(folder: Path = package.ROOT, columns: Columns | None = None) -> dict[str, Any]:
    """Return the metadata of a folder's one database, as Datasette takes it.

    `metadata.yml` has titles, licence and canned queries; the descriptions are added. Without
    `columns` they are those of an empty database that the folder's SQL makes.
    """
    metadata = read_yaml(folder / "metadata.yml").content
    if columns is None:
        columns = empty_columns(folder)
    return with_descriptions(metadata, read_dictionary(folder).describe(columns))


def with_descriptions(
    metadata: dict[str, Any], tables: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Add the descriptions of tables and views to the metadata of one database."""
    (database,) = metadata["databases"].values()
    database["tables"] = tables
    return metadata


def metadata_json(metadata: Mapping[str, Any], database: str) -> str:
    """Return metadata as the JSON that Datasette reads on its own, without our plugins.

    Datasette calls a database by the name of its file, so that is where they must be.
    """
    (content,) = metadata["databases"].values()
    whole = {key: value for key, value in metadata.items() if key != "plugins"}
    whole["databases"] = {database: content}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
