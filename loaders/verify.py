"""Does the report's own text bear out the facts that are held?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.site import check_database

VERDICTS = ("borne out", "not found", "contradicted")


def verify(path: Path, tell: Callable[[str], object]) -> None:
    """Tell how many facts of each kind the text bears out, and name the others.

    Raises:
        DataError: the text contradicts a fact, or no report's text is in the database.
    """
    check_database(path)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        counts = connection.execute(
            "select kind, verdict, count(*) from verification group by kind, verdict"
        ).fetchall()
        others = connection.execute(
            "select verdict, kind, id, says, place from verification where verdict <> 'borne out'"
        ).fetchall()
    finally:
        connection.close()
    if not counts:
        raise DataError(
            "no report's own text is in the database; build it with --sources FOLDER", path
        )
    for kind in sorted({row[0] for row in counts}):
        told = [
            f"{n} {verdict}"
            for v in VERDICTS
            for k, verdict, n in counts
            if (k, verdict) == (kind, v)
        ]
        tell(f"{kind}: {', '.join(told)}")
    for verdict, kind, key, says, place in others:
        tell(f"  {verdict}: {kind} {key}: {says} ({place})")
    contradicted = sum(row[0] == "contradicted" for row in others)
    if contradicted:
        raise DataError(f"the text contradicts {contradicted} of the facts", path)
