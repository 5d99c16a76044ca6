"""`openpeel diff`: what differs between two databases, and which part of the version that raises.

Rows are compared by key. Keys that are mere numbers, which another build may give again
(`dataset.number`), are replaced by the readable key of the row that they lead to. Views are
compared by their columns only: their rows follow from those of the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from openpeel.loaders.database import open_read_only
from openpeel.loaders.errors import DataError
from openpeel.outputs.export.export import opened
from openpeel.outputs.export.resource import Resource, read_resources

# Tables that say what the others are, and what became of them.
ABOUT = (
    "release",
    "build_log",
    "build_digest",
    "dictionary_table",
    "dictionary_column",
    "released_version",
    "changed_value",
    "changed_value_detail",
)
PARTS = ("major", "minor", "patch")
NONE = "none"


@dataclass(frozen=True)
class TableDifference:
    """How many rows of a table were added, removed and changed, and which columns changed."""

    table: str
    added: int
    removed: int
    changed: int
    changed_columns: tuple[str, ...]

    @property
    def part(self) -> str:
        """The part of the version that this raises."""
        if self.removed:
            return "major"
        if self.added:
            return "minor"
        return "patch" if self.changed else NONE


@dataclass(frozen=True)
class ChangedValue:
    """A value that differs in a row that both databases have."""

    table: str
    key: str
    column: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class SchemaDifference:
    """A change of a table's or view's shape, in words, and the part of the version it raises."""

    part: str
    what: str


@dataclass(frozen=True)
class Difference:
    """What differs between an old and a new database."""

    old_version: str
    new_version: str
    schema: Sequence[SchemaDifference]
    tables: Sequence[TableDifference]
    # Columns with changed values that the log of the new database does not name (`table.column`).
    not_logged: Sequence[str] = ()

    @property
    def part(self) -> str:
        """The part of the version that must be raised: major, minor, patch or none."""
        raised = {one.part for one in self.schema} | {one.part for one in self.tables}
        return next((part for part in PARTS if part in raised), NONE)

    @property
    def is_raised_enough(self) -> bool:
        """Whether the new version follows the old one by at least that part."""
        return raised_part(self.old_version, self.new_version) in enough(self.part)


def compare_databases(old: Path, new: Path) -> Difference:
    """Compare two built databases.

    Raises:
        DataError: a file is no database that `openpeel build` made.
    """
    with opened(old) as before, opened(new) as after:
        shapes = read_shapes(before), read_shapes(after)
        versions = [
            str(db.execute("select data_version from release").fetchone()[0])
            for db in (before, after)
        ]
    with both(old, new) as connection:
        tables = list(compare_tables(connection, *shapes))
        logged = read_logged(connection, versions[0])
    changed = [f"{one.table}.{column}" for one in tables for column in one.changed_columns]
    not_logged = [column for column in changed if column not in logged]
    return Difference(versions[0], versions[1], list(compare_schemas(*shapes)), tables, not_logged)


def read_logged(connection: sqlite3.Connection, since: str) -> set[str]:
    """The columns (`table.column`) whose changes since a version the new database logs."""
    with suppress(sqlite3.OperationalError):  # a database from before there was a log
        return {
            column
            for version, column in connection.execute(
                "select distinct version, table_name || '.' || column_name from main.changed_value"
            )
            if raised_part(since, version) != NONE
        }
    return set()


def read_changed_values(old: Path, new: Path) -> list[ChangedValue]:
    """Every value that differs in a row that both databases have.

    Raises:
        DataError: a file is no database that `openpeel build` made.
    """
    with opened(old) as before, opened(new) as after:
        shapes = read_shapes(before), read_shapes(after)
    with both(old, new) as connection:
        return [
            value
            for name in comparable_tables(*shapes)
            for value in changed_values(connection, name, *shapes)
        ]


def read_shapes(connection: sqlite3.Connection) -> dict[str, Resource]:
    """Every table and view by name, but those that say what the others are."""
    return {r.name: r for r in read_resources(connection) if r.name not in ABOUT}


@contextmanager
def both(old: Path, new: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads the new database, and the old one as `old`.

    Raises:
        DataError: one of them cannot be read.
    """
    connection = open_read_only(new)
    try:
        connection.execute("attach ? as old", (f"{old.resolve().as_uri()}?mode=ro",))
        yield connection
    except sqlite3.DatabaseError as error:
        raise DataError(f"cannot be compared with {new}: {error}", old) from error
    finally:
        connection.close()


def compare_schemas(
    old: Mapping[str, Resource], new: Mapping[str, Resource]
) -> Iterator[SchemaDifference]:
    """Yield what differs in the shapes of tables and views."""
    for name in sorted(old.keys() - new.keys()):
        yield SchemaDifference("major", f"{old[name].kind} {name} removed")
    for name in sorted(new.keys() - old.keys()):
        yield SchemaDifference("minor", f"{new[name].kind} {name} added")
    for name in sorted(old.keys() & new.keys()):
        before = {field.name: field.type for field in old[name].fields}
        after = {field.name: field.type for field in new[name].fields}
        for column in before.keys() - after.keys():
            yield SchemaDifference("major", f"column {name}.{column} removed")
        for column in after.keys() - before.keys():
            yield SchemaDifference("minor", f"column {name}.{column} added")
        for column in before.keys() & after.keys():
            if before[column] != after[column]:
                yield SchemaDifference(
                    "major", f"column {name}.{column}: {before[column]} is now {after[column]}"
                )
        if old[name].kind == new[name].kind == "table" and old[name].key != new[name].key:
            yield SchemaDifference("major", f"key of {name} changed")


def compare_tables(
    connection: sqlite3.Connection, old: Mapping[str, Resource], new: Mapping[str, Resource]
) -> Iterator[TableDifference]:
    """Yield what differs in the rows of each table that both have under the same key."""
    for name in comparable_tables(old, new):
        found = compare_rows(connection, name, old, new)
        if found.part != NONE:
            yield found


def comparable_tables(old: Mapping[str, Resource], new: Mapping[str, Resource]) -> list[str]:
    """The tables that both have under the same key."""
    return [
        name
        for name in sorted(old.keys() & new.keys())
        if old[name].kind == new[name].kind == "table" and old[name].key == new[name].key
    ]


def compare_rows(
    connection: sqlite3.Connection,
    name: str,
    old: Mapping[str, Resource],
    new: Mapping[str, Resource],
) -> TableDifference:
    """Compare the rows of one table by key, in the columns that both have."""
    key, columns = lay_side_by_side(connection, name, old, new)
    same = same_key(key)
    counts = ", ".join(f"count(*) filter (where b.[{c}] is not a.[{c}])" for c in columns)
    differs = " or ".join(f"b.[{c}] is not a.[{c}]" for c in columns) or "0"
    (changed, *by_column) = connection.execute(
        f"select count(*) filter (where {differs}){', ' if counts else ''}{counts}"
        f" from temp.before_rows as b join temp.after_rows as a on {same}"
    ).fetchone()
    return TableDifference(
        name,
        missing_rows(connection, "after_rows", "before_rows", same),
        missing_rows(connection, "before_rows", "after_rows", same),
        changed,
        tuple(c for c, count in zip(columns, by_column, strict=True) if count),
    )


def changed_values(
    connection: sqlite3.Connection,
    name: str,
    old: Mapping[str, Resource],
    new: Mapping[str, Resource],
) -> Iterator[ChangedValue]:
    """Yield the values of a table that differ in rows that both have, in the order of its key."""
    key, columns = lay_side_by_side(connection, name, old, new)
    words = " || '/' || ".join(f"a.[{k}]" for k in key)
    order = ", ".join(f"a.[{k}]" for k in key)
    for column in columns:
        for row_key, old_value, new_value in connection.execute(
            f"select cast({words} as text), cast(b.[{column}] as text), cast(a.[{column}] as text)"
            f" from temp.before_rows as b join temp.after_rows as a on {same_key(key)}"
            f" where b.[{column}] is not a.[{column}] order by {order}"
        ):
            yield ChangedValue(name, row_key, column, old_value, new_value)


def lay_side_by_side(
    connection: sqlite3.Connection,
    name: str,
    old: Mapping[str, Resource],
    new: Mapping[str, Resource],
) -> tuple[tuple[str, ...], list[str]]:
    """Put the rows of one table into before_rows and after_rows; return their key and columns."""
    before, after = old[name], new[name]
    key = readable_key(after)
    shared = {field.name for field in before.fields}
    columns = [f.name for f in after.fields if f.name in shared and f.name not in key]
    # A number that stands for a row is no value of its own.
    columns = [c for c in columns if (c,) != after.key or after.key == key]
    connection.execute("drop table if exists temp.before_rows")
    connection.execute("drop table if exists temp.after_rows")
    for side, database, shapes in (("before", "old", old), ("after", "main", new)):
        chosen = ", ".join(
            f"{readable(after, column, database, shapes)} as [{column}]"
            for column in [*key, *columns]
        )
        connection.execute(
            f"create temp table {side}_rows as"
            f" select {chosen} from {database}.[{after.name}] as row"
        )
        connection.execute(
            f"create index temp.{side}_key on {side}_rows ({', '.join(f'[{k}]' for k in key)})"
        )
    return key, columns


def same_key(key: Sequence[str]) -> str:
    """The condition that a row before (b) and one after (a) are the same."""
    return " and ".join(f"b.[{k}] is a.[{k}]" for k in key)


def missing_rows(connection: sqlite3.Connection, rows: str, among: str, same: str) -> int:
    """How many rows of one side have no row with their key on the other."""
    first, second = ("a", "b") if rows == "after_rows" else ("b", "a")
    (count,) = connection.execute(
        f"select count(*) from temp.{rows} as {first}"
        f" where not exists (select 1 from temp.{among} as {second} where {same})"
    ).fetchone()
    return int(count)


def readable_key(resource: Resource) -> tuple[str, ...]:
    """The key of a table; another unique text where the key is a number."""
    types = {field.name: field.type for field in resource.fields}
    if len(resource.key) == 1 and types[resource.key[0]] == "integer":
        texts = [f.name for f in resource.fields if f.unique and f.type == "text"]
        if texts:
            return (texts[0],)
    return resource.key


def readable(resource: Resource, column: str, database: str, shapes: Mapping[str, Resource]) -> str:
    """A column as SQL: where it is a number of another row, the readable key of that row."""
    for reference in resource.references:
        if reference.fields == (column,):
            other = shapes.get(reference.table)
            if other and reference.to == other.key and readable_key(other) != other.key:
                (name,) = readable_key(other)
                return readable_of(database, other.name, name, reference.to[0], column)
    return f"row.[{column}]"


def readable_of(database: str, table: str, name: str, key: str, column: str) -> str:
    """The readable key of the row that a number leads to."""
    return f"(select [{name}] from {database}.[{table}] where [{key}] = row.[{column}])"


def raised_part(old: str, new: str) -> str:
    """Which part of a version was raised; `none` for the same version or one that goes back."""
    before, after = ([int(number) for number in text.split(".")] for text in (old, new))
    for part, earlier, later in zip(PARTS, before, after, strict=True):
        if later != earlier:
            return part if later > earlier else NONE
    return NONE


def enough(part: str) -> Sequence[str]:
    """The parts of a version of which one must be raised where `part` must."""
    return (*PARTS, NONE) if part == NONE else PARTS[: PARTS.index(part) + 1]


def difference_as_json(found: Difference) -> dict[str, object]:
    """The difference as plain values."""
    return asdict(found) | {"raise": found.part, "is_raised_enough": found.is_raised_enough}


def difference_as_text(found: Difference) -> list[str]:
    """The difference in lines for people."""
    lines = [f"Data version {found.old_version} and {found.new_version}."]
    lines += [f"  {one.what} ({one.part})" for one in found.schema]
    for table in found.tables:
        counts = f"{table.added:,} added, {table.removed:,} removed, {table.changed:,} changed"
        columns = f" ({', '.join(table.changed_columns)})" if table.changed_columns else ""
        lines.append(f"  {table.table}: {counts}{columns} ({table.part})")
    if found.part == NONE:
        return [*lines, "No table, column or row differs."]
    lines.append(f"The version must be raised in its part: {found.part}.")
    if not found.is_raised_enough:
        lines.append("It was not: write the new version to data/VERSION.")
    if found.not_logged:
        lines.append(
            "Changed values that the new database does not log (openpeel diff --log):"
            f" {', '.join(found.not_logged)}"
        )
    return lines
