"""Improvements of Kent that a test adds to a copy of the database."""

from __future__ import annotations

import sqlite3


def add_item(
    db: sqlite3.Connection, number: int, follows: dict[int, str], by: str = "2017-effectiveness"
) -> None:
    """An item of Kent, raised on a day of its own by an inspection, that takes up others."""
    name = f"kent-2017-effectiveness-afi-{number}"
    db.execute(
        "insert into improvement (id, inspection_id, topic_id, kind, position, basis, summary, "
        "citation_id) values (?, ?, 'overall', 'area-for-improvement', ?, 'stated', ?, "
        "'hampshire-pcc-inspections')",
        (name, f"kent-{by}", number, name),
    )
    db.execute(
        "insert into improvement_event (id, improvement_id, position, happened_on, said_by, "
        "status, status_basis, summary, citation_id) values (?, ?, 1, ?, 'inspectorate', 'raised', "
        "'named', 'x', "
        "'hampshire-pcc-inspections')",
        (f"{name}-e1", name, f"2018-01-{number:02}"),
    )
    for earlier, relation in follows.items():
        db.execute(
            "insert into improvement_link values (?, ?, ?, 'x')",
            (name, f"kent-2017-effectiveness-afi-{earlier}", relation),
        )
