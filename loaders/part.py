"""The part of a database that the reports of some forces make, beside the whole of it.

Temporary tables with the rows of these forces take the names of the tables that reports fill.
Whatever SQL names a table then reads the part. So a view whose
rows of a force come from that force's reports alone gives the same rows as over the whole
database, in the time that a few reports take. A `.yml` file says so of a view (`by_force`),
with the column by which a row belongs to a force.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

from sqlite_utils import Database

from openpeel.loaders.database import CREATE_VIEW
from openpeel.loaders.fact_files import Tables

# The forces; the reports of other forces that are not looked at; the reports that have changed.
LISTS = ("part_force", "other_document", "changed_document")
OF_FORCES = "select id from temp.inspection where force_id in (select id from temp.part_force)"
DOCUMENTS = (
    "select document_id from temp.inspection where document_id is not null"
    " and force_id in (select id from temp.part_force)"
)
OTHERS = "select id from temp.other_document"
# Caveats of one report that reach the values of others.
WIDE = "select citation_id from main.caveat where applies_to <> 'own-report'"

# Which rows of each table are in the part, in the order in which they can be selected.
IN_PART = {
    "inspection": (
        "force_id in (select id from temp.part_force) or document_id in ("
        f"select document_id from main.citation where id in ({WIDE}))"
    ),
    "judgment": f"inspection_id in ({OF_FORCES})",
    "judgment_evidence": f"inspection_id in ({OF_FORCES})",
    "improvement": f"coalesce(inspection_id, inferred_from_id) in ({OF_FORCES})",
    "improvement_event": "improvement_id in (select id from temp.improvement)",
    "improvement_theme": "improvement_id in (select id from temp.improvement)",
    "improvement_link": "later_improvement_id in (select id from temp.improvement)",
    "response": f"inspection_id in ({OF_FORCES})",
    "observation": f"inspection_id in ({OF_FORCES})",
    "document": f"id not in ({OTHERS})",
    "section": f"document_id not in ({OTHERS})",
    "citation": f"document_id not in ({OTHERS}) or id in ({WIDE})",
    "figure": f"document_id in ({DOCUMENTS})",
    "figure_row": "figure_id in (select id from temp.figure)",
    "caveat": "citation_id in (select id from temp.citation)",
    "passage": f"document_id in ({DOCUMENTS})",
    "improvement_passage": "passage_id in (select id from temp.passage)",
    "number_mention": "passage_id in (select id from temp.passage)",
}

# By which columns rows of a view belong to forces, and the values that are theirs.
KEYS_OF_FORCES = {
    "force_id": "select id from temp.part_force",
    "inspection_id": OF_FORCES,
    "later_inspection_id": OF_FORCES,
    "document_id": DOCUMENTS,
    "observation_id": "select id from temp.observation",
    "improvement_id": "select id from temp.improvement",
    "later_improvement_id": "select id from temp.improvement",
    "figure_id": "select id from temp.figure",
    "figure_row_id": "select id from temp.figure_row",
    "passage_id": "select id from temp.passage",
    "number_mention_id": "select id from temp.number_mention",
    "caveat_id": (
        "select id from temp.caveat where citation_id in "
        f"(select id from temp.citation where document_id in ({DOCUMENTS}))"
    ),
}

BEGINNING = re.compile(r"^create\s+(table|(?:unique\s+)?index)\s+", re.IGNORECASE)


def begin_part(
    db: Database, forces: Iterable[str], others: Iterable[str], changed: Iterable[str] = ()
) -> None:
    """Say which forces the part is about, which reports are not in it, and which have changed."""
    for name, ids in zip(LISTS, (forces, others, changed), strict=True):
        db.execute(f"create temp table {name} (id text primary key)")
        db.conn.executemany(f"insert into temp.{name} values (?)", [(id,) for id in ids])


def select_part(db: Database, views: Mapping[str, str], columns: Tables) -> None:
    """Make the tables of the part and, over them, the views whose SQL is given.

    `columns` has the columns of each table that a row may fill.
    """
    for table, condition in IN_PART.items():
        make_empty(db, table)
        listed = ", ".join(f"[{column}]" for column in columns[table])
        db.execute(
            f"insert into temp.[{table}] ({listed}) "
            f"select {listed} from main.[{table}] where {condition}"
        )
    for name, sql in views.items():
        db.execute(CREATE_VIEW.sub(rf"create temp view [{name}] as", sql, count=1))


def make_empty(db: Database, table: str) -> None:
    """Make a temporary table with the columns and indexes of one of the database, without rows."""
    for (sql,) in db.execute(
        "select sql from main.sqlite_master where tbl_name = ? and type in ('table', 'index')"
        " and sql is not null order by type = 'index'",
        [table],
    ).fetchall():
        db.execute(BEGINNING.sub(temporary, sql, count=1))


def temporary(beginning: re.Match[str]) -> str:
    """Return the beginning of a statement that makes something temporary."""
    kind = beginning[1].lower()
    return "create temp table " if kind == "table" else f"create {kind} temp."


def of_forces(column: str) -> str:
    """Return the condition that a row of a view belongs to the forces, by one of its columns."""
    return f"[{column}] in ({KEYS_OF_FORCES[column]})"


def store_part(db: Database, name: str, sql: str) -> None:
    """Work out the rows of a view over the part, into a temporary table of its name."""
    make_empty(db, name)
    db.execute(f"insert into temp.[{name}] {body_of(sql)}")


def body_of(sql: str) -> str:
    """Return the query of a view's statement."""
    return sql[CREATE_VIEW.search(sql).end() :]  # type: ignore[union-attr]


def drop_part(db: Database, keep: Container[str]) -> None:
    """Drop what is temporary, so that names mean the whole again, but for what is kept."""
    for kind, name in db.execute(
        "select type, name from temp.sqlite_master where type in ('view', 'table')"
        " order by type = 'table'"
    ).fetchall():
        if name not in keep and not name.startswith("sqlite_"):
            db.execute(f"drop {kind} temp.[{name}]")
