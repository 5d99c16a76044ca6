"""The views, checks and counts that read what an update has changed.

Views come in the order in which they read each other, each once its own tables and views are
final. One that says `by_force` is worked out over the rows of the forces concerned
(loaders/part.py), any other as a whole. Where no row of a stored view has changed, what reads
it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.database import run_checks
from openpeel.loaders.dictionary import Dictionary
from openpeel.loaders.fact_files import Tables
from openpeel.loaders.part import (
    LISTS,
    body_of,
    drop_part,
    make_empty,
    of_forces,
    select_part,
    store_part,
)
from openpeel.loaders.search_index import ENTRIES, ENTRY_COLUMNS, add_entries
from openpeel.loaders.stored_views import in_order, words_of

# What the index of the search box has stored of an entry, in the order of its columns.
ENTRY_CONTENT = ", ".join(f"c{number}" for number in range(8))
# How a check says that what it selects of a force comes from the tables of that force's reports.
BY_FORCE = re.compile(r"^-- by_force$", re.MULTILINE)


class AffectedViews:
    """The views that read some tables, before these change and after.

    Attributes:
        changed: the tables that change, and the views whose rows do or may.
    """

    def __init__(
        self, db: Database, dictionary: Dictionary, tables: Tables, changed: Iterable[str]
    ) -> None:
        self.db = db
        self.dictionary = dictionary
        self.tables = tables
        self.changed = set(changed)
        self.sql: dict[str, str] = dict(
            db.execute(
                "select name, sql || ';' from dictionary_table where kind = 'view'"
            ).fetchall()
        )
        # The tables and views that each reads: itself, and through views that are not stored.
        self.direct = {name: words_of(sql) - {name} for name, sql in self.sql.items()}
        self.reads: dict[str, set[str]] = {}
        self.names = []
        may_change = set(self.changed)
        for name in in_order(self.sql):
            self.reads[name] = set(self.direct[name])
            for read in self.direct[name] & self.sql.keys():
                if not self.stored(read):
                    self.reads[name] |= self.reads[read]
            if self.direct[name] & may_change:
                may_change.add(name)
                self.names.append(name)
        # Stored views that changed for more than the forces concerned.
        self.whole: set[str] = set()
        # Rows more or fewer than before.
        self.more: dict[str, int] = {}
        # Views that are not stored, and whose rows decide whether a whole view can differ.
        self.compared = {
            read
            for name in self.names
            if self.stored(name) and not self.in_part(name)
            for read in self.direct[name] & set(self.names)
            if self.in_part(read) and not self.stored(read)
        }

    def stored(self, name: str) -> bool:
        """Whether the rows of a view are stored."""
        return bool(self.dictionary.stored(name))

    def in_part(self, name: str) -> bool:
        """Whether a view's rows of a force come from that force's reports alone."""
        return bool(self.dictionary.by_force(name))

    def key(self, name: str) -> str:
        """Return the condition that a row of a view belongs to the forces concerned."""
        return of_forces(self.dictionary.by_force(name))

    def select(self) -> None:
        """Make the part of the forces concerned, as the tables are now."""
        plain = {name: sql for name, sql in self.sql.items() if not self.stored(name)}
        select_part(self.db, plain, self.tables)
        self.db.execute("analyze temp")

    def before(self) -> None:
        """Keep what the views have of the forces concerned: rows, or how many there are."""
        self.select()
        with self.db.atomic():
            for name in filter(self.in_part, self.names):
                if self.stored(name):
                    self.keep_old(name, self.key(name))
                    self.take_old(name)
                elif name in self.compared:
                    self.db.execute(f"create temp table [old_{name}] as select * from [{name}]")
                else:
                    self.more[name] = -self.count(f"[{name}]")
            if ENTRIES in self.names:
                self.db.execute(f"create temp table old_entry as select * from [{ENTRIES}]")
        self.drop()

    def keep_old(self, name: str, condition: str) -> None:
        """Keep the stored rows of a view that satisfy a condition in a table of their own."""
        self.db.execute(f"drop table if exists temp.[old_{name}]")
        self.db.execute(
            f"create temp table [old_{name}] as "
            f"select rowid as old_rowid, * from main.[{name}] where {condition}"
        )

    def take_old(self, name: str) -> None:
        """Make what was kept of a view its rows in the part."""
        make_empty(self.db, name)
        self.db.execute(f"insert into temp.[{name}] select {self.columns(name)} from [old_{name}]")

    def columns(self, name: str) -> str:
        """Return the columns of a stored view as SQL lists them."""
        return ", ".join(f"[{column}]" for column in self.db.table(name).columns_dict)

    def drop(self) -> None:
        """Let names mean the whole tables again."""
        drop_part(self.db, {*LISTS, "old_entry", *(f"old_{name}" for name in self.names)})

    def after(self) -> None:
        """Work out the views again, now that the tables have changed."""
        self.select()
        with self.db.atomic():
            for name in self.names:
                by_force = self.in_part(name) and not self.reads[name] & self.whole
                if not self.direct[name] & self.changed:
                    self.leave(name)
                elif not self.stored(name):
                    self.count_plain(name, by_force)
                elif by_force:
                    self.replace_part(name)
                else:
                    self.replace_whole(name)
            if ENTRIES in self.changed:
                self.index(by_force=not self.reads[ENTRIES] & self.whole)

    def leave(self, name: str) -> None:
        """Let a view be as it was."""
        self.more[name] = 0
        if self.stored(name) and self.in_part(name):
            self.take_old(name)

    def count_plain(self, name: str, by_force: bool) -> None:
        """Note how many rows more a view has that is not stored; of others, that it may differ."""
        if by_force and name in self.compared:
            self.differs(name, "*")
            return
        self.changed.add(name)
        if by_force:
            self.more[name] += self.count(f"[{name}]")
        else:
            self.more.pop(name, None)

    def replace_part(self, name: str) -> None:
        """Work out a stored view's rows of the forces concerned."""
        store_part(self.db, name, self.sql[name])
        # Rows of other forces that the part has are those of no whole.
        self.db.execute(f"delete from temp.[{name}] where ({self.key(name)}) is not true")
        if self.differs(name, self.columns(name)):
            self.db.execute(
                f"delete from main.[{name}] where rowid in (select old_rowid from [old_{name}])"
            )
            self.db.execute(f"insert into main.[{name}] select * from temp.[{name}]")

    def replace_whole(self, name: str) -> None:
        """Work out all rows of a stored view."""
        self.keep_old(name, "true")
        make_empty(self.db, name)
        # A view of the database reads its tables, not those of the part.
        self.db.execute(f"create view main.whole_rows as {body_of(self.sql[name])}")
        self.db.execute(f"insert into temp.[{name}] select * from main.whole_rows")
        self.db.execute("drop view main.whole_rows")
        if self.differs(name, self.columns(name)):
            self.whole.add(name)
            self.db.execute(f"delete from main.[{name}]")
            self.db.execute(f"insert into main.[{name}] select * from temp.[{name}]")
        if self.in_part(name):
            self.db.execute(f"delete from temp.[{name}] where ({self.key(name)}) is not true")
        else:
            self.db.execute(f"drop table temp.[{name}]")

    def differs(self, name: str, columns: str) -> bool:
        """Whether new rows of a view are not those that it had; note how many more there are."""
        old = f"select {columns} from temp.[old_{name}]"
        new = f"select * from temp.[{name}]"
        self.more[name] = self.count(f"temp.[{name}]") - self.count(f"temp.[old_{name}]")
        unlike = "select 1 from ({} except {}) limit 1"
        for one, other in ((old, new), (new, old)):
            if self.db.execute(unlike.format(one, other)).fetchone():
                self.changed.add(name)
                return True
        return False

    def count(self, name: str) -> int:
        """Return how many rows a table or view has."""
        return int(self.db.execute(f"select count(*) from {name}").fetchone()[0])

    def index(self, by_force: bool) -> None:
        """Take entries that are no more out of the index of the search box, and put new ones in."""
        db = self.db
        old, new = (
            f"select {ENTRY_COLUMNS} from old_entry",
            f"select {ENTRY_COLUMNS} from [{ENTRIES}]",
        )
        if not by_force:
            old = f"select {ENTRY_CONTENT} from search_entry_fts_content"
            new = f"select {ENTRY_COLUMNS} from main.[{ENTRIES}]"
        db.execute(f"create temp table new_entry as {new}")
        new = f"select {ENTRY_COLUMNS} from new_entry"
        db.execute(f"create temp table entry_gone as {old} except {new}")
        db.execute(f"create temp table entry_come as {new} except {old}")
        names = [row[1] for row in db.execute("pragma temp.table_info(entry_gone)").fetchall()]
        same = " and ".join(
            f"gone.[{name}] is content.c{number}" for number, name in enumerate(names)
        )
        db.execute(
            "delete from search_entry_fts where rowid in (select content.id "
            "from search_entry_fts_content as content join temp.entry_gone as gone "
            f"on {same})"
        )
        add_entries(db, "temp.entry_come")

    def check(self, folder: Path, path: Path) -> None:
        """Run the checks of a folder that read what has changed, over the database at `path`.

        Those that say `by_force` are run over the part, which is then dropped.

        Raises:
            DataErrors: a check selected rows.
        """
        texts = {file: file.read_text(encoding="utf-8") for file in folder.glob("*.sql")}
        affected = {file for file, sql in texts.items() if words_of(sql) & self.changed}
        in_part = {file for file in affected if BY_FORCE.search(texts[file])}
        run_checks(self.db, folder, only=in_part)
        self.drop()
        run_checks(self.db, folder, path=path, only=affected - in_part)

    def store_counts(self) -> None:
        """Store how many rows each table and view that has changed has now."""
        with self.db.atomic():
            for name in self.changed:
                rows, value = "rows + ?", self.more.get(name)
                if value is None:
                    rows, value = "?", self.count(f"[{name}]")
                self.db.execute(
                    f"update dictionary_table set rows = {rows} where name = ?", [value, name]
                )
