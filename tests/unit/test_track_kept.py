"""What was imported from lists stays: first target dates, statuses, the file itself."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listing import ITEM, digest, read_private, row, write_csv

from openpeel.loaders.errors import DataError
from openpeel.loaders.track.fields import vocabulary
from openpeel.loaders.track.store import Imported, import_list
from openpeel.outputs.joined import join_record


def test_a_first_target_date_is_kept_for_good(
    add_list: Callable[..., Imported], private: Path, database: Path
) -> None:
    add_list([row("1", target_date="2017-06-30")], "2017-01-01")
    add_list([row("1", target_date="2017-06-30", revised_date="2017-09-30")], "2017-02-01")
    done = add_list([row("1", target_date="2017-12-31")], "2017-03-01")
    assert done.remarks == [
        "1: the list now gives 2017-12-31 as its target date; the first, 2017-06-30, is kept"
    ]
    done = add_list([row("1")], "2017-04-01")
    assert done.remarks == ["1: the list no longer gives a target date; 2017-12-31 is kept"]
    assert read_private(private, "select position, day, kind from target_date") == [
        (1, "2017-06-30", "original"),
        (2, "2017-09-30", "revised"),
        (3, "2017-12-31", "overwritten"),
    ]
    with join_record(private, database, "2018-01-10") as db:
        shown = db.execute(
            "select original_target, latest_target, times_moved, days_moved, days_overdue, "
            "days_past_original from item_shown"
        ).fetchone()
    assert shown == ("2017-06-30", "2017-12-31", 2, 184, 10, 194)
    db.close()


@pytest.mark.parametrize("table", ["snapshot", "item", "item_state", "target_date"])
def test_nothing_that_was_imported_can_be_changed_or_deleted(
    table: str, add_list: Callable[..., Imported], private: Path
) -> None:
    add_list([row("1", target_date="2017-06-30")], "2017-01-01")
    db = sqlite3.connect(private)
    column = db.execute(f"select name from pragma_table_info('{table}')").fetchone()[0]
    for sql in (f"delete from {table}", f"update {table} set {column} = {column}"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            db.execute(sql)
    db.close()


def test_an_item_that_is_gone_from_the_list_is_marked_and_stays_open(
    add_list: Callable[..., Imported], private: Path, database: Path
) -> None:
    add_list([row("1"), row("2")], "2017-01-01")
    done = add_list([row("2", "met"), row("3")], "2017-02-01")
    assert (done.new, done.changed, done.same, done.gone) == (1, 1, 0, 1)
    db = join_record(private, database, "2017-02-01")
    shown = db.execute("select reference, is_open, on_latest_list from item_shown").fetchall()
    assert shown == [("1", 1, 0), ("2", 0, 1), ("3", 1, 1)]
    # As of a day before, nothing of the later list is known.
    db.close()
    db = join_record(private, database, "2017-01-31")
    assert db.execute("select reference, is_open, on_latest_list from item_shown").fetchall() == [
        ("1", 1, 1), ("2", 1, 1),
    ]  # fmt: skip
    db.close()


def test_the_same_list_twice_adds_nothing(add_list: Callable[..., Imported], private: Path) -> None:
    add_list([row("1")], "2017-01-01")
    add_list([row("1", "met")], "2017-02-01")
    before = digest(private)
    for rows, day in (([row("1", "met")], "2017-03-01"), ([row("1")], "2017-01-20")):
        assert add_list(rows, day).held_already
    assert digest(private) == before


def test_a_list_that_goes_back_takes_back(
    add_list: Callable[..., Imported], private: Path, database: Path
) -> None:
    add_list([row("1")], "2017-01-01")
    add_list([row("1", "met")], "2017-02-01")
    back = add_list([row("1")], "2017-03-01")
    assert (back.held_already, back.changed) == (False, 1)
    for day, is_open in (("2017-01-31", 1), ("2017-02-28", 0), ("2017-03-01", 1)):
        db = join_record(private, database, day)
        assert db.execute("select is_open from item_shown").fetchall() == [(is_open,)]
        db.close()


def test_lists_are_added_in_the_order_of_their_days(
    add_list: Callable[..., Imported], private: Path
) -> None:
    add_list([row("1")], "2017-02-01")
    with pytest.raises(DataError, match="older than the list that is held"):
        add_list([row("1", "met")], "2017-01-31")
    add_list([row("1", "met")], "2017-02-01")  # mended on the same day
    assert read_private(private, "select count(*) from snapshot") == [(2,)]


def test_lists_of_different_names_are_kept_apart(
    add_list: Callable[..., Imported], private: Path, database: Path
) -> None:
    add_list([row("1")], "2017-01-01", "list: force\n")
    add_list([row("1", "met")], "2017-01-01", "list: commissioner\nkept_by: policing-body\n")
    with pytest.raises(DataError, match="held as another's"):
        add_list([row("2")], "2017-01-02", "list: force\nkept_by: policing-body\n")
    db = join_record(private, database, "2017-02-01")
    assert db.execute("select list_id, open, closed from count_by_list").fetchall() == [
        ("commissioner", 0, 1), ("force", 1, 0),
    ]  # fmt: skip
    db.close()


def test_the_inspectorates_word_stands_beside_and_is_not_overwritten(
    add_list: Callable[..., Imported], private: Path, database: Path
) -> None:
    add_list(
        [row("a", "met", improvement_id=ITEM), row("b"),
         row("c", improvement_id="essex-2015-preventing-crime-afi-2"),
         row("d", "met", improvement_id="essex-2016-protecting-vulnerable-afi-1")],
        "2017-01-01",
    )  # fmt: skip
    before = digest(database)
    db = join_record(private, database, "2017-06-01")
    told = db.execute(
        "select reference, list_says, record_says, together from item_against_record"
    ).fetchall()
    assert told == [
        # Raised in 2015 already: what is raised again is open.
        ("a", "met", "raised", "closed on the list, open by the inspectorate"),
        ("b", "in progress", None, "answers to no item of the record"),
        ("c", "in progress", "met", "open on the list, closed by the inspectorate"),
        ("d", "met", "raised", "closed on the list, only seen raised by the inspectorate"),
    ]
    without = {r[0] for r in db.execute("select improvement_id from record_without_item")}
    assert ITEM not in without
    assert "essex-2016-investigating-crime-afi-1" in without
    assert "essex-2015-preventing-crime-afi-2" not in without
    db.close()
    db = join_record(private, database, "2017-01-01")
    assert db.execute(
        "select record_says, together from item_against_record where reference = 'a'"
    ).fetchone() == (None, "not yet raised on this day")
    db.close()
    assert digest(database) == before


def test_status_of_several_together_is_the_status_of_no_item(
    private: Path, database: Path, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [row("a", improvement_id="kent-2021-22-overall-afi-0")])
    import_list(file, private, database, None, "kent", "2024-01-01")
    with closing(join_record(private, database, "2024-01-01")) as db:
        told = db.execute("select together from item_against_record").fetchall()
    assert told == [("its entry stands for several together",)]


def test_only_its_owner_may_read_the_file(
    add_list: Callable[..., Imported], private: Path, database: Path
) -> None:
    old = os.umask(0)
    try:
        add_list([row("1")], "2017-01-01")
    finally:
        os.umask(old)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    private.chmod(0o640)
    with pytest.raises(DataError, match="others may read this file.*mode 640"):
        add_list([row("1", "met")], "2017-02-01")
    with pytest.raises(DataError, match="others may read this file"):
        join_record(private, database)
    private.unlink()
    private.touch(0o644)
    with pytest.raises(DataError, match="others may read this file"):
        add_list([row("1", "met")], "2017-02-01")


def test_no_other_file_is_taken_for_a_private_database(
    add_list: Callable[..., Imported], private: Path, database: Path, tmp_path: Path
) -> None:
    for make, word in (
        (
            lambda: private.write_text("text, but longer than a header " * 9),
            "not a private database",
        ),
        (lambda: sqlite3.connect(private).execute("create table t (a)"), "not a private database"),
        (lambda: private.mkdir(), "is a folder or a device"),
    ):
        make()
        private.chmod(0o600)
        with pytest.raises(DataError, match=word):
            add_list([row("1")], "2017-01-01")
        private.rmdir() if private.is_dir() else private.unlink()
    file = write_csv(tmp_path / "a.csv", [row("1")])
    with pytest.raises(DataError, match="is the public database"):
        import_list(file, database, database, None, "essex", "2017-01-01")
    with pytest.raises(DataError, match="there is no private database here"):
        join_record(private, database)


def test_six_imports_at_once_leave_all_lists_whole(
    private: Path, database: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "openpeel.cli", "track", "import", "--quiet"]
    imports = []
    for number in range(6):
        file = write_csv(tmp_path / f"{number}.csv", [row(str(n)) for n in range(number + 1)])
        (tmp_path / f"{number}.yml").write_text(f"list: l{number}\n")
        arguments = [str(file), "--mapping", str(tmp_path / f"{number}.yml"), "--force", "essex"]
        arguments += ["--private", str(private), "--db", str(database), "--as-of", "2017-01-01"]
        imports.append(subprocess.Popen([*command, *arguments]))
    assert [process.wait(timeout=120) for process in imports] == [0] * 6
    held = read_private(private, "select list_id, items from snapshot order by list_id")
    assert held == [(f"l{number}", number + 1) for number in range(6)]


def test_a_killed_import_leaves_the_lists_as_they_were(
    add_list: Callable[..., Imported], private: Path, database: Path
) -> None:
    add_list([row("1")], "2017-01-01")
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('pragma cache_size = 1')\n"
        "db.execute('begin immediate')\n"
        "for n in range(5000):\n"
        "    db.execute(\"insert into item (list_id, reference) values ('tracker', ?)\", (f'x{n}',))\n"
        "os._exit(9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(private)], check=False)
    assert killed.returncode == 9
    journal = private.with_name(f"{private.name}-journal")
    assert journal.exists(), "nothing was under way"
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    db = join_record(private, database)
    assert db.execute("select reference from item_shown").fetchall() == [("1",)]
    db.close()
    add_list([row("1", "met")], "2017-02-01")
    assert read_private(private, "select count(*) from item") == [(1,)]
    assert not journal.exists()


# Days, statuses and which of four items are on each list, and two target dates.
ROWS = st.dictionaries(
    st.sampled_from("ABCD"),
    st.tuples(
        st.sampled_from(sorted(vocabulary().statuses)),
        st.none() | st.integers(0, 400),
        st.none() | st.integers(0, 400),
    ),
    min_size=1,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lists=st.lists(ROWS, min_size=1, max_size=5))
def test_whatever_lists_come_totals_add_up_and_first_dates_stay(
    lists: list[dict[str, tuple[str, int | None, int | None]]],
    database: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    start = date(2017, 1, 1)
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    before: list[dict[str, str]] = []
    for number, items in enumerate(lists):
        rows = []
        for name, (status, due, revised) in items.items():
            target = str(start + timedelta(days=due)) if due is not None else None
            later = str(start + timedelta(days=revised)) if revised is not None and target else None
            rows.append(row(name, status, target_date=target, revised_date=later))
        # In another order a list is the same one.
        held = sorted(rows, key=lambda item: item["reference"])
        same = held == before
        if not same:
            for item in rows:
                last[item["reference"]] = item["status"]
                if item["target_date"]:
                    first.setdefault(item["reference"], item["target_date"])
        file = write_csv(folder / "a.csv", rows)
        day = str(start + timedelta(days=number))
        done = import_list(file, folder / "p.db", database, None, "essex", day)
        assert done.held_already == same
        before = held
    # Every check on totals is run by this; one that fails is an error.
    db = join_record(folder / "p.db", database, "2017-06-01")
    shown = {
        r[0]: r[1:]
        for r in db.execute("select reference, status_id, original_target from item_shown")
    }
    assert shown == {name: (last[name], first.get(name)) for name in last}
    db.close()


def test_nothing_but_the_private_database_is_written(
    add_list: Callable[..., Imported], private: Path, tmp_path: Path
) -> None:
    add_list([row("1")], "2017-01-01")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["list.csv", "private.db"]
