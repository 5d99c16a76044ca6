"""What a data package is made of: each table and view, its columns, keys and permitted values.

All of it is read from the database itself: the dictionary gives the words, SQLite the keys, and the
checks in a table's SQL give permitted values and the way in which days are written.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openpeel.loaders.errors import DataError

# A check such as `kind in ('force', 'country')`, or one of numbers.
PERMITTED = re.compile(r"\bcheck \((\w+) in \(([^()]*)\)\)")
# The two ways in which a table's SQL says that a column has days.
WHOLE_DAY = re.compile(r"\b(\w+) is date\(\1, '\+0 days'\)")
PART_OF_DAY = re.compile(r"\b(\w+) glob '\[12\]\[0-9\]\[0-9\]\[0-9\]\*?'")
# First and last day that a text such as 2016-02 can mean; the schema makes such columns itself.
GENERATED_DAY = re.compile(r"^\s*(\w+_(?:from|to)) text generated always", re.MULTILINE)
QUOTED = re.compile(r"'((?:[^']|'')*)'")

DAY = "day"
# A day, or the month or year where no more is known: 2016-02-18, 2016-02, 2016.
PARTIAL_DAY = "partial day"
PARTIAL_DAY_PATTERN = "[12][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?"


@dataclass(frozen=True)
class ResourceField:
    """A column.

    Attributes:
        name: its name.
        type: integer, real, numeric (an integer or a real) or text.
        description: what it means.
        days: `DAY`, `PARTIAL_DAY`, or empty where the column has no days.
        permitted: the values that it may have; empty where it may have any.
        required: whether it always has a value.
        unique: whether no two rows have the same value.
        generated: whether SQLite works it out, so that it is not inserted.
    """

    name: str
    type: str
    description: str
    days: str = ""
    permitted: tuple[str | int, ...] = ()
    required: bool = False
    unique: bool = False
    generated: bool = False


@dataclass(frozen=True)
class Reference:
    """A foreign key: columns, and the columns of another table that they name a row by."""

    fields: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Resource:
    """A table or view, as a data package describes it."""

    name: str
    kind: str
    title: str
    description: str
    fields: tuple[ResourceField, ...]
    key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()

    @cached_property
    def query(self) -> str:
        """All rows: by key, or in the view's own order where it has no key."""
        order = ", ".join(f"[{name}]" for name in self.key)
        return f"select * from [{self.name}]" + (f" order by {order}" if order else "")

    @property
    def folder(self) -> str:
        """Where in a package its file lies: tables or views."""
        return f"{self.kind}s"


def read_resources(connection: sqlite3.Connection, only: Collection[str] = ()) -> list[Resource]:
    """Return the tables and views of a built database by name; only the named ones, if any are.

    Foreign keys lead only to tables that are returned.

    Raises:
        DataError: the database has no table or view of a name.
    """
    known = connection.execute(
        "select name, kind, title, description from dictionary_table order by kind, name"
    ).fetchall()
    for name in only:
        if name not in {row[0] for row in known}:
            raise DataError("no such table or view", value=name, expected="a name of /data/")
    chosen = [row for row in known if not only or row[0] in only]
    days = days_by_name(connection)
    names = {row[0] for row in chosen}
    return [ResourceReader(connection, days, names).resource(*row) for row in chosen]


def days_by_name(connection: sqlite3.Connection) -> Mapping[str, str]:
    """How columns of this name are written that have days, in every table that has one.

    A view's column is one of a table under the same name; where tables differ, it may be partial.
    """
    found: dict[str, str] = {}
    for (sql,) in connection.execute("select sql from sqlite_master where type = 'table'"):
        for name, days in days_of(sql or "").items():
            found[name] = days if found.get(name, days) == days else PARTIAL_DAY
    return found


def days_of_view(column: str, columns: Collection[str], days: Mapping[str, str]) -> str:
    """How a view writes a column, by its name: raised_on, with raised_from beside it."""
    if column in days:
        return days[column]
    start, _, end = column.rpartition("_")
    if end == "on" and f"{start}_from" in columns:
        return PARTIAL_DAY
    return DAY if end in ("from", "to") and f"{start}_on" in columns else ""


def days_of(sql: str) -> dict[str, str]:
    """The columns of a table that have days, by its SQL."""
    whole = [*WHOLE_DAY.findall(sql), *GENERATED_DAY.findall(sql)]
    return dict.fromkeys(whole, DAY) | dict.fromkeys(PART_OF_DAY.findall(sql), PARTIAL_DAY)


@dataclass(frozen=True)
class ResourceReader:
    """Reads one table or view after another out of a database."""

    connection: sqlite3.Connection
    days: Mapping[str, str]
    exported: Collection[str]

    def resource(self, name: str, kind: str, title: str, description: str) -> Resource:
        """Describe one table or view."""
        (sql,) = self.connection.execute(
            "select sql from sqlite_master where name = ?", (name,)
        ).fetchone()
        info = self.ask("select name, [notnull], pk, hidden from pragma_table_xinfo(?)", name)
        unique_keys = self.unique_keys(name)
        alone = {key[0] for key in unique_keys if len(key) == 1}
        is_table = kind == "table"
        shape = {column: (required, hidden) for column, required, _, hidden in info}
        written = days_of(sql) if is_table else {}
        permitted = permitted_values(sql) if is_table else {}
        fields = tuple(
            ResourceField(
                column,
                type_,
                said,
                written.get(column, "") if is_table else days_of_view(column, shape, self.days),
                permitted.get(column, ()),
                bool(shape[column][0]),
                column in alone,
                shape[column][1] in (2, 3),
            )
            for column, type_, said in self.ask(
                "select name, type, description from dictionary_column"
                " where table_name = ? order by position",
                name,
            )
        )
        key = tuple(column for column, _, place, _ in sorted(info, key=lambda row: row[2]) if place)
        several = tuple(columns for columns in unique_keys if len(columns) > 1)
        return Resource(name, kind, title, description, fields, key, several, self.references(name))

    def ask(self, sql: str, *values: str) -> Sequence[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql, values).fetchall()

    def unique_keys(self, name: str) -> list[tuple[str, ...]]:
        """Columns that no two rows have in common, beside the primary key."""
        indexes = self.ask(
            "select name from pragma_index_list(?) where origin = 'u' order by name", name
        )
        return [
            tuple(str(column) for (column,) in self.ask("select name from pragma_index_info(?)", i))
            for (i,) in indexes
        ]

    def references(self, name: str) -> tuple[Reference, ...]:
        """The foreign keys that lead to a table of this package."""
        rows = self.ask(
            'select id, "table", "from", "to" from pragma_foreign_key_list(?) order by id, seq',
            name,
        )
        keys: dict[object, list[tuple[str, str, str]]] = {}
        for number, table, column, to in rows:
            keys.setdefault(number, []).append((str(table), str(column), str(to)))
        made = [
            Reference(tuple(c for _, c, _ in parts), parts[0][0], tuple(to for *_, to in parts))
            for parts in keys.values()
        ]
        return tuple(sorted((r for r in made if r.table in self.exported), key=lambda r: r.fields))


def permitted_values(sql: str) -> dict[str, tuple[str | int, ...]]:
    """The values that checks of a table's SQL permit, by column."""
    found: dict[str, tuple[str | int, ...]] = {}
    for column, values in PERMITTED.findall(sql):
        if texts := QUOTED.findall(values):
            found[column] = tuple(text.replace("''", "'") for text in texts)
        else:
            found[column] = tuple(int(value) for value in values.split(","))
    return found
