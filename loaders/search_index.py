"""The index that the search box looks in: the words of the rows of the view `search_entry`."""

from __future__ import annotations

from sqlite_utils import Database

# The view, and its columns in the order of those of the index.
ENTRIES = "search_entry"
ENTRY_COLUMNS = "title, text, kind, id, place, page, force_id, topic_id"


def index_searchable(db: Database) -> None:
    """Make the index.

    A word counts in any of its forms, and one in a title counts more than one in a text.
    """
    db.execute(
        "create virtual table search_entry_fts using fts5("
        "title, text, kind unindexed, id unindexed, place unindexed, page unindexed,"
        " force_id unindexed, topic_id unindexed, tokenize='porter unicode61')"
    )
    with db.atomic():
        add_entries(db, ENTRIES)


def add_entries(db: Database, rows: str) -> None:
    """Add the entries of a table or view to the index, in the order of their ids."""
    db.execute(
        f"insert into search_entry_fts ({ENTRY_COLUMNS}) select {ENTRY_COLUMNS} "
        f"from {rows} order by kind, id"
    )
