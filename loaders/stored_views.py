"""Stored views: the build writes the rows of a slow view into a table of the same name.

A view is stored if the `.yml` file beside its SQL says so, and by which keys readers look rows up:

    stored:
      key: [observation_id]
      indexes: [[inspection_id], [measure_id]]

Its SQL stays the one place where its rows are worked out, and `dictionary_table` holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.database import compile_view, create_views
from openpeel.loaders.dictionary import Dictionary
from openpeel.loaders.errors import DataError

STRING_OR_COMMENT = re.compile(r"'(?:[^']|'')*'|--[^\n]*")


def compile_views(db: Database, folder: Path) -> dict[str, dict[str, str]]:
    """Compile each view below a folder over empty tables; return the types of its columns.

    Each view becomes an empty table of its columns before the next that reads it is compiled:
    SQLite looks into a view again wherever it is named, views of views many times over.

    Raises:
        DataError: a file does not make the view that it is named for, a view refers to a missing
            table, column or function, or a column has no type.
    """
    files = create_views(db, folder)
    types = {}
    for name in in_order({name: file.read_text(encoding="utf-8") for name, file in files.items()}):
        types[name] = compile_view(db, name, files[name])
        db.execute(f"drop view [{name}]")
        db.execute(f"create table [{name}] ({typed_columns(types[name])})")
    return {name: types[name] for name in files}


def store_views(
    db: Database, dictionary: Dictionary, types: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Turn each view to be stored into a table, a view before those that read it.

    `types` has the type of each view's columns.

    Raises:
        DataError: two rows of a view have the same key.
    """
    stored = [name for name in dictionary.views if dictionary.stored(name)]
    sql = {name: file.read_text(encoding="utf-8") for name, file in dictionary.views.items()}
    order = [name for name in in_order(sql) if name in stored]
    for name in order:
        try:
            with db.atomic():
                store_view(db, name, types[name], **dictionary.stored(name))
        except db.conn.IntegrityError as error:
            raise DataError(
                f"two rows of the view {name} have one key ({error})",
                dictionary.place_of(name),
                expected="stored: key: columns that tell its rows apart",
            ) from error
    return order


def store_view(
    db: Database,
    name: str,
    types: Mapping[str, str],
    key: Sequence[str],
    indexes: Sequence[Sequence[str]] = (),
) -> None:
    """Replace a view by a table of its name, with the same columns, types, rows and order."""
    # The table cannot take the name before the view is gone.
    db.execute(f"create temp table stored_rows as select * from main.[{name}]")
    db.execute(f"drop view main.[{name}]")
    db.execute(f"create table main.[{name}] ({typed_columns(types)}, primary key ({listing(key)}))")
    db.execute(f"insert into main.[{name}] select * from temp.stored_rows order by rowid")
    db.execute("drop table temp.stored_rows")
    for index in indexes:
        db.execute(
            f"create index main.[{name}_by_{'_and_'.join(index)}] on [{name}] ({listing(index)})"
        )


def restore_views(db: Database) -> None:
    """Make every stored view a plain view again, so that its rows follow changes of the tables."""
    for name, sql in db.execute(
        "select name, sql from dictionary_table where is_stored"
    ).fetchall():
        db.execute(f"drop table [{name}]")
        db.execute(sql)


def in_order(sql: Mapping[str, str]) -> Iterable[str]:
    """Return the names of views, each after those that its SQL reads."""
    views = set(sql)
    return TopologicalSorter(
        {name: (words_of(text) & views) - {name} for name, text in sorted(sql.items())}
    ).static_order()


def words_of(sql: str) -> set[str]:
    """Return the words of a statement that may be names; those of comments and texts are not."""
    return set(re.findall(r"\w+", STRING_OR_COMMENT.sub(" ", sql)))


def listing(columns: Sequence[str]) -> str:
    """Return columns as SQL lists them."""
    return ", ".join(f"[{column}]" for column in columns)


def typed_columns(types: Mapping[str, str]) -> str:
    """Return columns with their types as SQL lists them."""
    return ", ".join(f"[{column}] {type}" for column, type in types.items())
