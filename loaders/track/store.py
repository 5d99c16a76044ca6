"""The private database: one file, closed to others, to which lists are only ever added."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from openpeel.loaders.database import check_database, open_read_only
from openpeel.loaders.errors import DataError
from openpeel.loaders.private_file import APPLICATION, VERSION, read_version
from openpeel.loaders.track.fields import FOLDER
from openpeel.loaders.track.items import Item, read_items
from openpeel.loaders.track.list_file import ListTable, read_list
from openpeel.loaders.track.mapping import Mapping, read_mapping


@dataclass
class Imported:
    """What an import did; all counts are zero where the list was held already."""

    taken_on: str
    items: int
    held_already: bool = False
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    # What a person should know: dates that were overwritten or left out.
    remarks: list[str] = field(default_factory=list)


def import_list(
    file: Path, private: Path, public: Path, mapping_file: Path | None, force: str | None, day: str
) -> Imported:
    """Read a list as it stands on `day` and add it to the private database.

    Raises:
        DataError, DataErrors: the list, the mapping or a database is wrong; the private
            database is as it was.
    """
    mapping = read_mapping(mapping_file) if mapping_file else Mapping()
    if force and mapping.force and force != mapping.force:
        raise DataError(
            "the mapping names another force", mapping_file, value=mapping.force, expected=force
        )
    table = read_list(file, mapping.sheet, mapping.header_row)
    force, improvements = read_public(public, force or mapping.force)
    items = read_items(table, mapping, day, improvements)
    with open_private(private, public) as db:
        return add(db, table, mapping, force, items, day, private)


def read_public(public: Path, force: str | None) -> tuple[str, set[str]]:
    """The force that a list is about, and the ids of its improvements."""
    check_database(public)
    if force is None:
        raise DataError(
            "which force is the list about? Say so with --force, or `force:` in the mapping"
        )
    db = open_read_only(public)
    try:
        known = {row[0] for row in db.execute("select area_id from force")}
        if force not in known:
            raise DataError("no such force", value=force, expected=", ".join(sorted(known)))
        rows = db.execute(
            "select improvement_id from improvement_status where force_id = ?",
            (force,),
        )
        return force, {row[0] for row in rows}
    finally:
        db.close()


@contextmanager
def open_private(private: Path, public: Path) -> Iterator[sqlite3.Connection]:
    """The private database, made if it is not there, in one transaction."""
    private = private.resolve()
    if private == public.resolve():
        raise DataError("is the public database; private lists need a file of their own", private)
    create(private)
    check_closed(private)
    if private.stat().st_size:
        check_private(private)
    db = sqlite3.connect(private, isolation_level=None, timeout=10)
    try:
        db.execute("pragma foreign_keys = on")
        db.execute("begin immediate")
        # Within the transaction: another import may just have made the tables.
        if not db.execute("select count(*) from sqlite_master").fetchone()[0]:
            lay_out(db)
        yield db
        db.execute("commit")
    except sqlite3.Error as error:
        raise DataError(f"cannot be written ({error})", private) from error
    finally:
        if db.in_transaction:
            db.execute("rollback")
        db.close()


def create(private: Path) -> None:
    """Make an empty file that nobody else may read, unless there is a file."""
    try:
        os.close(os.open(private, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", private) from error


def lay_out(db: sqlite3.Connection) -> None:
    """Make the empty tables, within the transaction that is open."""
    statement = ""
    for line in (FOLDER / "schema.sql").read_text(encoding="utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
    db.execute(f"pragma application_id = {APPLICATION}")
    db.execute(f"pragma user_version = {VERSION}")


def check_closed(private: Path) -> None:
    """Refuse what is no file, or one that others may read."""
    mode = private.stat().st_mode
    if not stat.S_ISREG(mode):
        raise DataError("is a folder or a device; expected a file", private)
    if mode & 0o077:
        raise DataError(
            "others may read this file; close it with: chmod 600",
            private,
            value=f"mode {stat.S_IMODE(mode):o}",
            expected="mode 600",
        )


def check_private(private: Path) -> None:
    """Refuse a file that is no private database, or that others may read.

    Raises:
        DataError: says which, and how to mend it.
    """
    if not private.exists():
        raise DataError(
            "there is no private database here; make it with: openpeel track import", private
        )
    check_closed(private)
    version = read_version(private)
    if version is None:
        raise DataError("not a private database of openpeel", private)
    if version != VERSION:
        raise DataError(
            "made by another version of openpeel",
            private,
            value=f"schema {version}",
            expected=f"schema {VERSION}",
        )


def digest(items: list[Item]) -> str:
    """What a list holds, whatever its order and the file it came in."""
    rows = sorted((item.content() for item in items), key=lambda row: str(row["reference"]))
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def add(
    db: sqlite3.Connection,
    table: ListTable,
    mapping: Mapping,
    force: str,
    items: list[Item],
    day: str,
    private: Path,
) -> Imported:
    """Add a list to those held, unless it is the one that stood on that day already.

    A list that is again as it was before another one is a list of its own: it takes back
    what the other said.
    """
    label = mapping.label or f"List {mapping.list_id} ({force})"
    name_list(db, mapping, force, label, private)
    rows = digest(items)
    standing = db.execute(
        "select taken_on, rows_sha256 from snapshot where list_id = ? and taken_on <= ? "
        "order by taken_on desc, id desc",
        (mapping.list_id, day),
    ).fetchone()
    if standing and standing[1] == rows:
        return Imported(standing[0], len(items), held_already=True)
    last = db.execute(
        "select id, taken_on from snapshot where list_id = ? order by taken_on desc, id desc",
        (mapping.list_id,),
    ).fetchone()
    if last and day < last[1]:
        raise DataError(
            "older than the list that is held; lists are added in the order of their days",
            table.path,
            value=day,
            expected=f"{last[1]} or later",
        )
    snapshot = db.execute(
        "insert into snapshot (list_id, taken_on, file_name, sheet, file_sha256, rows_sha256, "
        "items) values (?, ?, ?, ?, ?, ?, ?)",
        (mapping.list_id, day, table.path.name, table.sheet, table.sha256, rows, len(items)),
    ).lastrowid
    done = Imported(day, len(items))
    for item in items:
        add_item(db, mapping.list_id, int(snapshot or 0), last[0] if last else None, item, done)
    done.gone = count_gone(db, mapping.list_id, int(snapshot or 0))
    return done


def name_list(
    db: sqlite3.Connection, mapping: Mapping, force: str, label: str, private: Path
) -> None:
    """Add the list itself, or refuse one that is held for another force or keeper."""
    held = db.execute(
        "select force_id, kept_by from list where id = ?", (mapping.list_id,)
    ).fetchone()
    if held is None:
        db.execute(
            "insert into list (id, label, force_id, kept_by) values (?, ?, ?, ?)",
            (mapping.list_id, label, force, mapping.kept_by),
        )
    elif held != (force, mapping.kept_by):
        raise DataError(
            f"the list {mapping.list_id} is held as another's; give this one a name of its own, "
            "with `list:` in the mapping",
            private,
            value=f"{force}, kept by {mapping.kept_by}",
            expected=f"{held[0]}, kept by {held[1]}",
        )
    elif mapping.label:
        db.execute("update list set label = ? where id = ?", (label, mapping.list_id))


def add_item(
    db: sqlite3.Connection,
    list_id: str,
    snapshot: int,
    before: int | None,
    item: Item,
    done: Imported,
) -> None:
    """Add what a list says of one item, and its target dates."""
    db.execute(
        "insert into item (list_id, reference) values (?, ?) on conflict do nothing",
        (list_id, item.reference),
    )
    item_id = db.execute(
        "select id from item where list_id = ? and reference = ?", (list_id, item.reference)
    ).fetchone()[0]
    values = item.content()
    del values["reference"]
    said = db.execute(
        f"select {', '.join(values)} from item_state where item_id = ? "
        "order by snapshot_id desc limit 1",
        (item_id,),
    ).fetchone()
    if said is None:
        done.new += 1
    elif said == tuple(values.values()):
        done.same += 1
    else:
        done.changed += 1
    db.execute(
        f"insert into item_state (item_id, snapshot_id, line, {', '.join(values)}) "
        f"values ({', '.join('?' * (len(values) + 3))})",
        (item_id, snapshot, item.line, *values.values()),
    )
    add_target_dates(db, item_id, snapshot, item, done)


def add_target_dates(
    db: sqlite3.Connection, item_id: int, snapshot: int, item: Item, done: Imported
) -> None:
    """Keep the first target date for good, and put every later one after it."""
    dates = db.execute(
        "select day, kind from target_date where item_id = ? order by position", (item_id,)
    ).fetchall()
    days = [day for day, _ in dates]

    def append(day: str, kind: str) -> None:
        days.append(day)
        db.execute(
            "insert into target_date (item_id, position, day, kind, snapshot_id) "
            "values (?, ?, ?, ?, ?)",
            (item_id, len(days), day, kind, snapshot),
        )

    if item.target_date and not days:
        append(item.target_date, "original")
    elif item.target_date and item.target_date != days[0]:
        done.remarks.append(
            f"{item.reference}: the list now gives {item.target_date} as its target date; the "
            f"first, {days[0]}, is kept"
        )
        if item.target_date not in days:
            append(item.target_date, "overwritten")
    elif days and not item.target_date:
        done.remarks.append(
            f"{item.reference}: the list no longer gives a target date; {days[-1]} is kept"
        )
    if item.revised_date and item.revised_date != days[-1]:
        append(item.revised_date, "revised")


def count_gone(db: sqlite3.Connection, list_id: str, snapshot: int) -> int:
    """How many items that are held do not stand on the list any more."""
    return int(
        db.execute(
            "select count(*) from item where list_id = ? and id not in "
            "(select item_id from item_state where snapshot_id = ?)",
            (list_id, snapshot),
        ).fetchone()[0]
    )
