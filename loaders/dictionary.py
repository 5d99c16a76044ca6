"""What tables, views and columns mean: descriptions beside the SQL, merged for Datasette."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from openpeel.loaders import package

# The C loader is many times faster than the Python one, and as safe; not every PyYAML has it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The columns of each table and view, in their order.
Columns = Mapping[str, Sequence[str]]


def read_metadata(folder: Path = package.ROOT) -> dict[str, Any]:
    """Return the metadata of a folder's one database, as Datasette takes it.

    `metadata.yml` has titles, licence and canned queries; each table, view and column is
    described in a file of its own.
    """
    metadata = read_yaml(folder / "metadata.yml")
    (database,) = metadata["databases"].values()
    database["tables"] = read_descriptions(folder, empty_columns(folder))
    return metadata


def read_descriptions(folder: Path, columns: Columns) -> dict[str, dict[str, Any]]:
    """Return what each table and view is and what its columns mean.

    A column's description is that of its own file or else the default of its name.
    """
    defaults = read_yaml(folder / "columns.yml")
    files = {file.stem: file for file in description_files(folder)}
    described = {}
    for name, names in columns.items():
        if name not in files:
            continue
        description = read_yaml(files[name])
        own = description.get("columns", {})
        description["columns"] = {
            column: own.get(column) or defaults[column]
            for column in names
            if column in own or column in defaults
        }
        described[name] = description
    return described


def description_files(folder: Path) -> list[Path]:
    """Return the files that describe one table or view each."""
    return sorted([*folder.glob("tables/*.yml"), *folder.glob("views/**/*.yml")])


def empty_columns(folder: Path) -> dict[str, list[str]]:
    """Return the columns of every table and view that the folder's SQL makes, without rows."""
    db = sqlite3.connect(":memory:")
    try:
        for file in [*sorted(folder.glob("*.sql")), *sorted(folder.glob("views/**/*.sql"))]:
            db.executescript(file.read_text(encoding="utf-8"))
        return columns_of(db)
    finally:
        db.close()


def columns_of(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of every table and view, generated ones included."""
    names = db.execute("select name from sqlite_master where type in ('table', 'view')").fetchall()
    return {
        # Not by selecting, which works out the first row of a view, and many views whole.
        name: [row[1] for row in db.execute(f"pragma table_xinfo([{name}])")]
        for (name,) in names
    }


def read_yaml(file: Path) -> dict[str, Any]:
    """Return a YAML file's mapping."""
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)
    assert isinstance(content, dict)
    return content
