"""Digests of a database: of each table's rows in a fixed order, of its SQL, and of the whole file.

They tell a database that is as it was built from one that was damaged or altered. Nobody signs
them: who alters a database on purpose can write new digests too, so compare `contents_sha256` of
the table `release` with that of a build of your own.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import sqlite3
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.errors import DataError

# "opub" in the header of the file: a public database of openpeel.
PUBLIC_APPLICATION = 0x6F707562
# What stands in the place of the two digests of `release` where a digest is worked out.
NOT_YET = hashlib.sha256(b"openpeel: this digest is not known yet").hexdigest()
OWN_DIGESTS = "contents_sha256", "file_sha256"
# It says what the digests of all the others are.
DIGESTS = "build_digest"
ROWS_AT_ONCE = 2_000

# Every object but SQLite's own. What the indexes of words are stored in depends on the order in
# which words came, and has no digest of its own: the file's digest covers it.
OBJECTS = """
    select object.type, object.name, object.sql
    from sqlite_master as object join pragma_table_list as known
        on known.schema = 'main' and known.name = object.tbl_name
    where known.type in ('table', 'virtual', 'view') and object.sql is not null
        and object.name not glob 'sqlite_*'
    order by object.type, object.name
"""


@dataclass(frozen=True)
class ObjectDigest:
    """The digest of a table, view, index or trigger, and how many rows a table has."""

    rows: int | None
    sha256: str


Digests = dict[tuple[str, str], ObjectDigest]


def digests_of(db: sqlite3.Connection, only: Container[str] | None = None) -> Digests:
    """Return the digests of a database's objects by type and name; `only` names some of them.

    Raises:
        sqlite3.DatabaseError: the database cannot be read.
    """
    return {
        (kind, name): digest_of_object(db, kind, name, sql)
        for kind, name, sql in objects_of(db)
        if only is None or name in only
    }


def objects_of(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Return type, name and SQL of each object that has a digest."""
    return [row for row in db.execute(OBJECTS).fetchall() if row[1] != DIGESTS]


def digest_of_object(db: sqlite3.Connection, kind: str, name: str, sql: str) -> ObjectDigest:
    """Return the digest of an object: of its SQL and, of a table, of its rows."""
    whole = hashlib.sha256(f"{sql}\n".encode())
    if kind != "table" or sql.lower().startswith("create virtual table"):
        return ObjectDigest(None, whole.hexdigest())
    rows = 0
    for piece in rows_in_order(db, name):
        # Each row as a JSON array with a comma after it, however many come at once.
        whole.update(f"{json.dumps(piece, separators=(',', ':'))[1:-1]},".encode())
        rows += len(piece)
    return ObjectDigest(rows, whole.hexdigest())


def rows_in_order(db: sqlite3.Connection, table: str) -> Iterator[list[tuple[object, ...]]]:
    """Yield the rows of a table by its key, then by its other columns, some at once."""
    described = db.execute(f"pragma table_info([{table}])").fetchall()
    names = [f"[{column[1]}]" for column in described]
    # The place in the key, or else behind all of it.
    order = sorted(described, key=lambda column: column[5] or len(described) + 1)
    values = [
        f"'{NOT_YET}'" if table == "release" and column[1] in OWN_DIGESTS else name
        for column, name in zip(described, names, strict=True)
    ]
    cursor = db.execute(
        f"select {', '.join(values)} from main.[{table}] "
        f"order by {', '.join(f'[{column[1]}]' for column in order)}"
    )
    while piece := cursor.fetchmany(ROWS_AT_ONCE):
        yield piece


def contents_digest(digests: Digests) -> str:
    """Return one digest of everything that a database has."""
    lines = (
        f"{kind} {name} {'' if of.rows is None else of.rows} {of.sha256}\n"
        for (kind, name), of in sorted(digests.items())
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def list_objects(db: Database) -> None:
    """Insert a row for each object, so that these rows can be counted before they are known."""
    db.table(DIGESTS).insert_all(
        {"kind": kind, "name": name, "rows": None, "sha256": NOT_YET}
        for kind, name, _ in objects_of(db.conn)
    )


def store_digests(db: Database, only: Container[str] | None = None) -> None:
    """Store the digests of a database whose rows are final; `only` names the tables that changed.

    The digest of the file is not known before the file is closed (`seal`).
    """
    with db.atomic():
        db.conn.executemany(
            f"update {DIGESTS} set rows = ?, sha256 = ? where kind = ? and name = ?",
            [
                (of.rows, of.sha256, kind, name)
                for (kind, name), of in digests_of(db.conn, only).items()
            ],
        )
        db.execute(
            "update release set contents_sha256 = ?, file_sha256 = ?",
            [contents_digest(stored_digests(db.conn)), NOT_YET],
        )


def stored_digests(db: sqlite3.Connection) -> Digests:
    """Return the digests that a database states."""
    return {
        (kind, name): ObjectDigest(rows, sha256)
        for kind, name, rows, sha256 in db.execute(
            f"select kind, name, rows, sha256 from {DIGESTS}"
        ).fetchall()
    }


def seal(path: Path) -> None:
    """Write the digest of a closed database's file into its table `release`.

    It is the digest of the file with `NOT_YET` in this place.
    """
    with path.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as content:
        digest = hashlib.sha256(content).hexdigest().encode()
        # A page that is not in use any more may have it too.
        for place in places_of(content, NOT_YET.encode()):
            content[place : place + len(digest)] = digest


def file_digest(path: Path, stated: str) -> str:
    """Return the digest of a database's file, in which its own digest is `stated`."""
    whole = hashlib.sha256()
    with (
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
        memoryview(content) as view,
    ):
        begin = 0
        for place in places_of(content, stated.encode()):
            whole.update(view[begin:place])
            whole.update(NOT_YET.encode())
            begin = place + len(stated)
        whole.update(view[begin:])
    return whole.hexdigest()


def places_of(content: mmap.mmap, text: bytes) -> Iterator[int]:
    """Yield where a text stands in a file."""
    place = content.find(text)
    while place >= 0:
        yield place
        place = content.find(text, place + len(text))


def check_file(path: Path) -> str:
    """Refuse a database whose file is not as it was built; return the digest of the file.

    Raises:
        DataError: bytes of the file were changed, or others write to it.
    """
    for ending in ("-journal", "-wal"):
        beside = path.with_name(f"{path.name}{ending}")
        if beside.is_file() and beside.stat().st_size:
            raise DataError("somebody is writing to the database, or was stopped", beside)
    try:
        stated = stated_digest(path)
        found = file_digest(path, stated)
    except (sqlite3.Error, ValueError) as error:
        raise not_intact(path, f"cannot be read: {error}") from error
    if found != stated:
        raise not_intact(path, "bytes of the file were changed after it was built")
    return found


def stated_digest(path: Path) -> str:
    """Return the digest of the file that a database states.

    Raises:
        sqlite3.Error, ValueError: it cannot be read, or it is none.
    """
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        (stated,) = db.execute("select file_sha256 from release").fetchone() or [None]
    finally:
        db.close()
    if not isinstance(stated, str) or len(stated) != len(NOT_YET) or not stated.isascii():
        raise ValueError("it states no digest of its file")
    return stated


def not_intact(path: Path, why: str) -> DataError:
    """Return the error of a database that is not as it was built."""
    return DataError(
        f"not intact ({why}); build it again with: openpeel build, or see what was changed with: "
        "openpeel check",
        path,
    )
