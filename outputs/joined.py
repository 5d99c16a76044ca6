"""The private lists beside the public record, in memory, for the time they are read.

Both files are only read; what is put together here is in no file and ends with the process.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.database import (
    check_database,
    compile_view,
    create_views,
    run_checks,
)
from openpeel.loaders.errors import DataError
from openpeel.loaders.track.fields import FOLDER
from openpeel.loaders.track.store import check_private

# What is copied from the public database, by the columns of `track/joined.sql`, in key order.
RECORD = {
    "record": """
        select improvement_id, force,
            coalesce(raised_by, 'inferred from ' || inferred_from) as raised_by,
            topic, kind, summary, place, url,
            (
                select min(later.raised_from) from public.improvement_link as link
                join public.improvement_status as later
                    on later.improvement_id = link.later_improvement_id
                where link.earlier_improvement_id = status.improvement_id
            ) as followed_up_on,
            force_id
        from public.improvement_status as status
        where force_id in (select force_id from list) order by improvement_id""",
    "record_period": """
        select improvement_id, from_day, until_day, status, status_as_worded, status_basis, state
        from public.improvement_status_period
        where force_id in (select force_id from list) order by improvement_id, from_day""",
    "record_inspection": """
        select id as inspection_id, label, published_on from public.inspection
        where force_id in (select force_id from list) order by id""",
    "record_response": """
        select inspection_id, response_rule_id as rule_id, inspection, published_on,
            published_to, rule, applies, days, last_due, response, responded_on
        from public.response_deadline
        where force_id in (select force_id from list) order by inspection_id, response_rule_id""",
}


def join_record(
    private: Path, public: Path, day: str | None = None, uri: str = ":memory:"
) -> sqlite3.Connection:
    """The private lists and the public record of their forces, as they stood on a day.

    Raises:
        DataError, DataErrors: a file is wrong, or counts do not add up.
    """
    check_database(public)
    check_private(private)
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    # Not as read only: SQLite must be able to mend it after an import that was killed.
    stored = sqlite3.connect(f"{private.resolve().as_uri()}?mode=rw", uri=True)
    try:
        stored.backup(db)
        db.execute("attach ? as public", (f"{public.resolve().as_uri()}?mode=ro",))
        db.executescript((FOLDER / "joined.sql").read_text(encoding="utf-8"))
        for table, select in RECORD.items():
            columns = ", ".join(name for name, *_ in db.execute(f"{select} limit 0").description)
            db.execute(f"insert into {table} ({columns}) {select}")
        db.execute("detach public")
        if day is not None:
            db.execute("insert into day_chosen (day) values (?)", (day,))
        for view, file in create_views(Database(db), FOLDER / "views").items():
            compile_view(db, view, file)
        run_checks(Database(db), FOLDER / "checks")
    except sqlite3.Error as error:
        db.close()
        raise DataError(f"cannot be read ({error})", private) from error
    except BaseException:
        db.close()
        raise
    finally:
        stored.close()
    return db
