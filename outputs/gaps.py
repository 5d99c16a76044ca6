"""The largest gaps in a database, for whoever adds to the data.

Each list is the answer of one view, so that every number in it can be queried again.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from openpeel.loaders.database import check_database, open_read_only
from openpeel.loaders.errors import DataError

READ_UNTIL = "select max(read_until) from response_coverage"


@dataclass(frozen=True)
class Gaps:
    """One list of gaps: what it is, the query that gives it and its rows, the largest first."""

    id: str
    title: str
    query: str
    rows: list[dict[str, Any]]


# What is listed: id, title and the query on one view.
LISTS = (
    (
        "cells",
        "Grades not found, by round and question (of the forces asked)",
        "select framework, pillar, question, forces - not_inspected - ungraded as forces_asked, "
        "not_found from question_coverage where not_found > 0 "
        "order by not_found desc, framework, pillar, question",
    ),
    (
        "rounds",
        "Rounds for which we have read no list of improvements (findings do not count), by force",
        "select force, rounds_without, rounds, with_findings_only, which_rounds "
        "from round_without_improvement where rounds_without > 0 "
        "order by rounds_without desc, force",
    ),
    (
        "last_heard",
        "Forces by when the inspectorate last reported on an improvement, the longest ago first",
        "select force, last_reported_on, last_reported_in, later_by_grades_only "
        "from improvement_coverage order by coalesce(last_reported_from, '0'), force",
    ),
    (
        "not_closed",
        "Improvements not known to be closed: undated ones, then those reported on longest ago",
        "select force, kind, last_reported_on, status, improvement_id from improvement_status "
        "where not is_closed and state <> 'inferred' and kind_id <> 'finding' "
        "order by coalesce(last_reported_from, '0'), improvement_id",
    ),
    (
        "days",
        "Reports whose day of publication is not known, the newest rounds first",
        "select framework, force, inspection, published_on, known, inspection_id "
        "from report_without_day",
    ),
    (
        "responses",
        "Reports whose response nobody has looked for, by force",
        "select force, not_looked_for, reports, with_deadline from response_coverage "
        "where not_looked_for > 0 order by not_looked_for desc, force",
    ),
)


def gaps_of(path: Path) -> tuple[str, list[Gaps]]:
    """Return the day up to which reports and responses were read, and every list of gaps.

    Raises:
        DataError: there is no database there, or not one that openpeel built.
    """
    check_database(path)
    connection = open_read_only(path)
    connection.row_factory = sqlite3.Row
    try:
        [read_until] = connection.execute(READ_UNTIL).fetchone()
        return read_until, [
            Gaps(id_, title, query, [dict(row) for row in connection.execute(query)])
            for id_, title, query in LISTS
        ]
    except sqlite3.Error as error:
        raise DataError(f"not a database that openpeel built ({error})", path) from error
    finally:
        connection.close()


def gaps_as_json(read_until: str, lists: list[Gaps]) -> str:
    """Return all gaps as JSON, with the query of each list."""
    return json.dumps(
        {"read_until": read_until, "gaps": [asdict(gaps) for gaps in lists]},
        ensure_ascii=False,
        indent=2,
    )


def gaps_as_text(read_until: str, lists: list[Gaps], most: int) -> str:
    """Return the largest gaps as tables to read, with so many rows of each."""
    parts = [
        f"Reports and responses read up to {read_until}. A gap means that we have not read it, not "
        "that it does not exist."
    ]
    for gaps in lists:
        shown = min(most, len(gaps.rows))
        parts.append(f"{gaps.title} ({shown} of {len(gaps.rows)})\n{gap_table(gaps.rows[:most])}")
    return "\n\n".join(parts)


def gap_table(rows: list[dict[str, Any]]) -> str:
    """Return rows as a table in columns, numbers to the right; null as a dash."""
    if not rows:
        return "  none"
    names = list(rows[0])
    cells = [names] + [["-" if row[n] is None else str(row[n]) for n in names] for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
    numeric = [all(isinstance(row[name], int) for row in rows) for name in names]
    return "\n".join(
        "  "
        + "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in cells
    )
