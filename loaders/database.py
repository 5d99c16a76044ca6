"""Rows into tables, views over them, checks at the end."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from sqlite_utils import Database

from openpeel.loaders.digests import PUBLIC_APPLICATION
from openpeel.loaders.errors import DataError, DataErrors, is_disk_error, shorten
from openpeel.loaders.fact_files import Column, FactRow, Tables
from openpeel.loaders.private_file import is_private

# Raised whenever a table or view changes in a way that a page or a reader would notice.
SCHEMA_VERSION = 4

# Bytes of a text that the site serves; a longer one would be an error of the server to readers.
LONGEST_SERVED = 250_000
# Bytes of a row that a build takes: views put more beside it, and a row is sorted as one.
LONGEST_ROW = 200_000

# What SQLite says of a row or text that is longer than its limit.
TOO_LONG = "string or blob too big"

# Questions that a build asks at once of a database that is whole: one for each processor of a
# small machine.
QUESTIONS_AT_ONCE = 2

# The rows of each table by their keys: the names of the key's columns, then its values.
Places = dict[str, tuple[list[str], dict[tuple[str, ...], FactRow]]]

CREATE_VIEW = re.compile(r"^create view (\w+) as\b", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What SQLite answers: columns and rows, or an error."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    error: sqlite3.Error | None = None


def open_read_only(path: Path, *, check_same_thread: bool = True) -> sqlite3.Connection:
    """Open a database for reading only."""
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=check_same_thread
    )


def limit_length(connection: sqlite3.Connection) -> None:
    """Let SQLite refuse every row that would be too long for the site to serve."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_ROW)


def add_mathematics(connection: sqlite3.Connection) -> None:
    """Give SQLite the functions ln and sqrt, which not every SQLite has.

    Only views that the build stores may use them: who reads the database does not have them.
    """

    def unless_null(function: Callable[[float], float]) -> Callable[[float | None], float | None]:
        return lambda value: None if value is None else function(value)

    for name, function in (("ln", math.log), ("sqrt", math.sqrt)):
        connection.create_function(name, 1, unless_null(function), deterministic=True)


def check_length(text: str, place: DataError) -> None:
    """Refuse a text that would be too long for the site to serve; `place` says where it is.

    Raises:
        DataError: `place`, with the length found and the longest that there may be.
    """
    # Room for the rest of the row.
    longest = LONGEST_ROW - 1_000
    if (length := len(text.encode())) > longest:
        place.problem += f": {length:,} bytes (the site can serve up to {longest:,})"
        raise place


def create_tables(db: Database, schema: Path) -> None:
    """Make the empty tables of `schema.sql`."""
    db.executescript(schema.read_text(encoding="utf-8"))
    db.execute(f"pragma application_id = {PUBLIC_APPLICATION}")
    db.execute(f"pragma user_version = {SCHEMA_VERSION}")


def describe_tables(db: Database) -> Tables:
    """Every table's columns that a row may fill; generated ones are left out."""
    return {
        name: {
            row[1]: Column(row[1], row[2].upper(), bool(row[3]) and row[4] is None)
            for row in db.execute(f"pragma table_info([{name}])").fetchall()
        }
        for name in db.table_names()
    }


def insert_facts(db: Database, rows: Iterable[FactRow], tables: Tables) -> Places:
    """Put all rows into their tables in one transaction; where each of them stands.

    Raises:
        DataErrors: a row breaks a rule of the schema, or refers to a missing row;
            each with file, line, column and value. Nothing is then inserted.
    """
    by_table: dict[str, list[FactRow]] = {name: [] for name in tables}
    for row in rows:
        by_table[row.table].append(row)
    with db.atomic():
        for name, batch in by_table.items():
            if not batch:
                continue
            # So that the file does not depend on the order of the lines.
            came = list(batch)
            batch.sort(key=key_of(db, name))
            try:
                with db.atomic():
                    db.table(name).insert_all(row.values for row in batch)
            except sqlite3.Error as error:
                if is_disk_error(error):
                    raise
                raise blame(db, came, error) from error
        if broken := broken_references(db, by_table):
            raise DataErrors(broken)
    places: Places = {}
    for name, batch in by_table.items():
        if batch:
            key = key_of(db, name)
            places[name] = (db.table(name).pks, {key(row): row for row in batch})
    return places


def key_of(db: Database, table: str) -> Callable[[FactRow], tuple[str, ...]]:
    """What to sort a table's rows by: their primary key."""
    key = db.table(table).pks
    return lambda row: tuple(str(row.values[column]) for column in key)


def blame(db: Database, batch: list[FactRow], error: sqlite3.Error) -> DataErrors:
    """Find the rows of a refused batch, as they came, that the schema refuses, one by one."""
    found = []
    for row in batch:
        names = list(row.values)
        sql = (
            f"insert into [{row.table}] ({', '.join(f'[{n}]' for n in names)}) "
            f"values ({', '.join('?' for _ in names)})"
        )
        try:
            db.execute(sql, [row.values[n] for n in names])
        except sqlite3.Error as refusal:
            found.append(explain(row, refusal))
    return DataErrors(found or [DataError(f"the table {batch[0].table} refused: {error}")])


def explain(row: FactRow, refusal: sqlite3.Error) -> DataError:
    """What the schema said of a row, with the columns it is about and their values."""
    said = " ".join(str(refusal).split())
    columns = [name for name in row.values if re.search(rf"\b{name}\b", said)]
    if said.startswith("UNIQUE"):
        problem = f"duplicate row in table {row.table}"
    elif said.startswith("CHECK"):
        problem = f"breaks the rule of table {row.table}: {said.partition(': ')[2]}"
    elif said == TOO_LONG:
        lengths = {name: len(str(value).encode()) for name, value in row.values.items()}
        columns = [max(lengths, key=lambda name: lengths[name])]
        problem = (
            f"too long for table {row.table}: {lengths[columns[0]]:,} bytes "
            f"(the site can serve rows of up to {LONGEST_ROW:,})"
        )
    else:
        problem = f"refused by table {row.table}: {said}"
    value = ", ".join(f"{name}={shorten(row.values[name])}" for name in columns) or None
    error = DataError(problem, row.file, line=row.line, column=", ".join(columns) or None)
    if value:
        error.problem += f"; found {value}"
    return error


def broken_references(db: Database, by_table: dict[str, list[FactRow]]) -> list[DataError]:
    """Every row that refers to a missing row of another table."""
    errors = []
    for table, rowid, parent, key in db.execute("pragma foreign_key_check").fetchall():
        keys = db.execute(f"pragma foreign_key_list([{table}])").fetchall()
        columns = [k[3] for k in keys if k[0] == key]
        row = row_of(db, table, by_table[table], rowid)
        value = ", ".join(str(row.values[c]) for c in columns)
        errors.append(
            DataError(
                f"refers to a missing row of table {parent}",
                row.file,
                line=row.line,
                column=", ".join(columns),
                value=value,
                expected=f"an id of table {parent}",
            )
        )
    return sorted(errors, key=lambda error: (str(error.file), error.line or 0))


def row_of(db: Database, table: str, batch: list[FactRow], rowid: int) -> FactRow:
    """The row that SQLite knows by `rowid`: its whole number of a key, or its place."""
    key = db.table(table).pks
    if db.table(table).columns_dict.get(key[0]) is int and len(key) == 1:
        return next(row for row in batch if row.values[key[0]] == rowid)
    # The table was empty before, so the n-th row is rowid n.
    return batch[rowid - 1]


def create_views(db: Database, folder: Path) -> dict[str, Path]:
    """Make the view of each SQL file below the folder; return the file of each.

    Raises:
        DataError: a file does not make the view that it is named for.
    """
    files = {}
    with db.atomic():
        for file in sorted(folder.glob("**/*.sql")):
            sql = file.read_text(encoding="utf-8")
            if CREATE_VIEW.findall(sql) != [file.stem]:
                raise DataError("a view's file makes one view, called as the file is", file)
            try:
                db.execute(sql)
            except sqlite3.Error as error:
                if is_disk_error(error):
                    raise
                raise DataError(f"not a view that SQLite takes ({error})", file) from error
            files[file.stem] = file
    return files


def compile_view(db: Database | sqlite3.Connection, view: str, file: Path) -> dict[str, str]:
    """Compile a view; return the type of each column.

    Raises:
        DataError: the view refers to a missing table, column or function, or a column has no type.
    """
    try:
        types = types_of(db, view)
    except sqlite3.Error as error:
        if is_disk_error(error):
            raise
        raise DataError(f"the view {view} cannot be read ({error})", file) from error
    for column, type in types.items():
        if not type:
            raise DataError(
                f"column {column} of view {view} has no type, so filters would compare its "
                "numbers with text and return wrong rows",
                file,
                expected=f"cast(… as integer, real, numeric or text) as {column}",
            )
    return types


def types_of(db: Database | sqlite3.Connection, view: str) -> dict[str, str]:
    """The type of each column of a view or table: INT, REAL, NUM, TEXT, or empty where it has none.

    SQLite knows it as the column's affinity, and says so only of a table made from the view.
    No row is read for that; compiling is what takes the time.
    """
    try:
        db.execute(f"create temp table column_types as select * from [{view}] limit 0")
        columns = db.execute("pragma temp.table_info(column_types)").fetchall()
        return {column[1]: column[2] for column in columns}
    finally:
        db.execute("drop table if exists temp.column_types")


def ask_each(path: Path, questions: Sequence[str]) -> Iterator[Answer]:
    """Answer questions about a database that nobody changes meanwhile, several at once.

    SQLite frees Python's lock while it works, so that each processor can have a question.
    """

    def answer(question: str) -> Answer:
        connection = idle.get()
        try:
            return answer_of(connection, question)
        finally:
            idle.put(connection)

    idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(QUESTIONS_AT_ONCE):
            connection = open_read_only(path, check_same_thread=False)
            stack.callback(connection.close)
            limit_length(connection)
            add_mathematics(connection)
            idle.put(connection)
        threads = stack.enter_context(ThreadPoolExecutor(QUESTIONS_AT_ONCE))
        yield from threads.map(answer, questions)


def answer_of(connection: sqlite3.Connection, question: str) -> Answer:
    """The rows of an answer, or what SQLite says against the question."""
    try:
        cursor = connection.execute(question)
        return Answer([c[0] for c in cursor.description or ()], cursor.fetchall())
    except sqlite3.Error as error:
        return Answer([], [], error)


def would_write(error: sqlite3.Error) -> bool:
    """Whether a query on a connection that only reads would have changed the data."""
    return bool(error.sqlite_errorcode == sqlite3.SQLITE_READONLY)


def run_checks(
    db: Database,
    folder: Path,
    places: Places | None = None,
    path: Path | None = None,
    only: Container[Path] | None = None,
) -> int:
    """Run each check of a folder, a query that selects wrong rows; return how many were run.

    Where it is known in which files the rows stand, a wrong one is told with file and line.
    `only` names the files of the checks to run.
    With the `path` of a database whose changes are all committed, several run at once.

    Raises:
        DataErrors: a check selected rows; each error holds one of them.
    """
    errors = []
    files = [file for file in sorted(folder.glob("*.sql")) if only is None or file in only]
    questions = [file.read_text(encoding="utf-8") for file in files]
    answers = ask_each(path, questions) if path else (answer_of(db.conn, q) for q in questions)
    for file, answer in zip(files, answers, strict=True):
        if answer.error and is_disk_error(answer.error) and not would_write(answer.error):
            raise answer.error
        if answer.error:
            raise DataError(f"the check cannot be run ({answer.error})", file) from answer.error
        if not answer.columns:
            raise DataError("a check is a query that selects rows", file)
        names = answer.columns
        for row in answer.rows:
            values = dict(zip(names, row, strict=True))
            found = ", ".join(f"{n}={v}" for n, v in values.items())
            place = find_place(values, places or {})
            errors.append(
                DataError(
                    f"check {file.stem} failed: {found}",
                    place.file if place else None,
                    line=place.line if place else None,
                )
            )
    if errors:
        raise DataErrors(errors)
    return len(files)


def find_place(values: dict[str, object], places: Places) -> FactRow | None:
    """The line that a wrong row stands on: that of the last table whose key it has.

    Tables come in the order in which one would explain them, so that the last is what the
    row is about: an event rather than its item. A key is one of two columns by their names,
    or `id`, which other tables call by the table's name (`improvement_id`). A check of many
    tables gives the table's name as `kind` and the `id`.
    """
    found = None
    if values.get("kind") in places and values.get("id") is not None:
        return places[str(values["kind"])][1].get((str(values["id"]),))
    for table, (key, rows) in places.items():
        names = [f"{table}_id"] if key == ["id"] else key
        if all(values.get(name) is not None for name in names):
            found = rows.get(tuple(str(values[name]) for name in names)) or found
    return found


def check_database(path: Path) -> None:
    """Refuse a file that is no database of this version's schema."""
    # Datasette puts the path into an address of SQLite's as it is: behind such a sign it would
    # be cut off, and another file opened or made.
    if set("?#%") & set(str(path)):
        raise DataError("cannot be served from a path with ?, # or %; rename or move it", path)
    if not path.is_file():
        raise DataError("there is no database here; make it with: openpeel build", path)
    if is_private(path):
        raise DataError("is a private database; it is only served with --private", path)
    check_application(path)
    try:
        connection = open_read_only(path)
        try:
            version = connection.execute("pragma user_version").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise DataError(f"not a database ({error})", path) from error
    if version != SCHEMA_VERSION:
        raise DataError(
            "not built by this version of openpeel; build it again with: openpeel build",
            path,
            value=f"schema {version}",
            expected=f"schema {SCHEMA_VERSION}",
        )


def check_application(path: Path) -> None:
    """Refuse a file whose header does not say that it is a public database of openpeel.

    Raises:
        DataError: says what it is.
    """
    with path.open("rb") as stream:
        header = stream.read(72)
    if not header.startswith(b"SQLite format 3\0"):
        raise DataError("not a database (its first bytes are not those of SQLite)", path)
    if header[68:72] != PUBLIC_APPLICATION.to_bytes(4, "big"):
        raise DataError(
            "not built by this version of openpeel; build it again with: openpeel build",
            path,
            value=f"application {header[68:72].hex()}",
            expected=f"application {PUBLIC_APPLICATION:x}",
        )
