"""Check the facts of the database against the report's own text.

Looks for what is printed: numbers, grades, the words of a status, where each is cited
from. The sense of a sentence (whether a number rose or fell) it does not judge.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from openpeel.loaders.database import check_database, open_read_only
from openpeel.loaders.errors import DataError

VERDICTS = ("borne out", "not found", "contradicted")


def verify(path: Path, tell: Callable[[str], object]) -> None:
    """Tell how many facts of each kind the text bears out, and name the others.

    Raises:
        DataError: the text contradicts a fact, or no report's text is in the database.
    """
    check_database(path)
    connection = open_read_only(path)
    try:
        counts = connection.execute(
            "select kind, verdict, count(*) from verification group by kind, verdict"
        ).fetchall()
        others = connection.execute(
            "select verdict, kind, id, says, place, text_states from verification "
            "where verdict <> 'borne out'"
        ).fetchall()
    except sqlite3.Error as error:
        raise DataError(f"not a database that openpeel built ({error})", path) from error
    finally:
        connection.close()
    if not counts:
        raise DataError(
            "no report's own text is in the database; build it with --sources FOLDER", path
        )
    by_kind: dict[str, dict[str, int]] = {}
    for kind, verdict, count in counts:
        by_kind.setdefault(kind, {})[verdict] = count
    for kind, found in sorted(by_kind.items()):
        tell(f"{kind}: {', '.join(f'{found[v]} {v}' for v in VERDICTS if v in found)}")
    for verdict, kind, key, says, place, stands in others:
        instead = f"; there stands: {stands}" if stands else ""
        tell(f"  {verdict}: {kind} {key}: {says} ({place}){instead}")
    contradicted = sum(row[0] == "contradicted" for row in others)
    if contradicted:
        raise DataError(f"the text contradicts {contradicted} of the facts", path)
