"""What counts as an improvement, and what is counted of it."""

from __future__ import annotations

import re
import sqlite3

import pytest
from kent_improvements import add_item
from live_views import ask_worked_out

from openpeel.loaders import package


def add_event(db: sqlite3.Connection, number: int, day: str, status: str) -> None:
    """A later statement on an improvement of Kent."""
    db.execute(
        "insert into improvement_event (id, improvement_id, position, happened_on, said_by, status, "
        "status_basis, summary, inspection_id, citation_id) values (?, ?, 2, ?, 'inspectorate', ?, "
        "'named', 'x', 'kent-2017-effectiveness', 'hampshire-pcc-inspections')",
        (f"k{number}", f"kent-2017-effectiveness-afi-{number}", day, status),
    )


COUNTED = ("listed", "area-for-improvement", "matter")


def kent(db: sqlite3.Connection) -> dict[str, tuple[int, ...]]:
    """Total, open, only seen raised, closed and followed up of Kent, by what is counted."""
    rows = ask_worked_out(
        db,
        "select kind_id, total, open, only_seen_raised, closed, followed_up "
        "from improvement_total where force_id = 'kent'",
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def test_each_is_counted_once_and_only_seen_raised_is_not_open(
    without_kent: sqlite3.Connection,
) -> None:
    add_item(without_kent, 1, {})
    assert kent(without_kent) == dict.fromkeys(COUNTED, (1, 0, 1, 0, 0))
    # Said to be wanting still: open.
    add_event(without_kent, 1, "2018-06-01", "not-met")
    assert kent(without_kent) == dict.fromkeys(COUNTED, (1, 1, 0, 0, 0))
    # Raised again in a later inspection: one matter, and one area that is open.
    add_item(without_kent, 2, {1: "repeats"}, by="2018-19-effectiveness")
    again = dict.fromkeys(COUNTED, (2, 1, 0, 0, 1))
    assert kent(without_kent) == {**again, "matter": (1, 1, 0, 0, 0)}
    [because] = without_kent.execute(
        "select open_because from improvement_status where force_id = 'kent' and is_open"
    ).fetchone()
    assert because == "raised again"
    # The later one closed, and with it the matter.
    add_event(without_kent, 2, "2018-07-01", "met")
    closed = dict.fromkeys(COUNTED, (2, 0, 0, 1, 1))
    assert kent(without_kent) == {**closed, "matter": (1, 0, 0, 1, 0)}
    # Two that meet in a third are one matter; another by itself is one more.
    add_item(without_kent, 3, {})
    add_item(without_kent, 4, {2: "merges", 3: "merges"}, by="2021-22")
    add_item(without_kent, 5, {})
    assert kent(without_kent)["matter"] == (2, 1, 1, 0, 0)


def test_a_matter_of_findings_only_is_no_matter(without_kent: sqlite3.Connection) -> None:
    """A finding is counted as a finding and as nothing else, unless an area follows it up."""
    add_item(without_kent, 1, {})
    without_kent.execute("update improvement set kind = 'finding' where id glob 'kent-*-afi-1'")
    assert kent(without_kent) == {"finding": (1, 0, 1, 0, 0)}
    add_item(without_kent, 2, {1: "reframes"}, by="2018-19-effectiveness")
    assert kent(without_kent) == {
        **dict.fromkeys(COUNTED, (1, 1, 0, 0, 0)),
        "finding": (1, 0, 0, 0, 1),
    }


def test_two_pages_on_one_inspection_do_not_raise_a_matter_again(
    without_kent: sqlite3.Connection,
) -> None:
    add_item(without_kent, 1, {})
    add_item(without_kent, 2, {1: "merges"})
    assert kent(without_kent)["listed"] == (2, 0, 1, 0, 1)


@pytest.mark.parametrize(
    ("entry", "column"), [("several", "several_together"), ("remark", "remarks")]
)
def test_what_is_no_single_improvement_is_in_no_count(
    without_kent: sqlite3.Connection, entry: str, column: str
) -> None:
    add_item(without_kent, 1, {})
    add_item(without_kent, 2, {})
    add_event(without_kent, 2, "2018-06-01", "not-met")
    without_kent.execute("update improvement set entry = ? where id glob 'kent-*-afi-2'", (entry,))
    assert kent(without_kent) == dict.fromkeys(COUNTED, (1, 0, 1, 0, 0))
    assert ask_worked_out(
        without_kent,
        f"select {column} from improvement_total where force_id = 'kent' and kind_id = 'listed'",
    ) == [(1,)]
    for view in (
        "improvement_count", "improvement_by_topic", "improvement_next_round", "improvement_outcome",
        "improvement_in_matter",
    ):  # fmt: skip
        total = (
            "sum(total)" if view in ("improvement_count", "improvement_by_topic") else "count(*)"
        )
        [(before,)] = ask_worked_out(without_kent, f"select {total} from {view}")
        without_kent.execute("update improvement set entry = null where id glob 'kent-*-afi-2'")
        [(after,)] = ask_worked_out(without_kent, f"select {total} from {view}")
        without_kent.execute(
            "update improvement set entry = ? where id glob 'kent-*-afi-2'", (entry,)
        )
        assert after - before == 1, view


def test_pages_that_speak_of_several_or_of_progress_count_nothing(
    connection: sqlite3.Connection,
) -> None:
    rows = {r["improvement_id"]: r for r in connection.execute("select * from improvement_status")}
    for name, state, stands_for in (
        ("cambridgeshire-thematic-protecting-vulnerable-rec-0", "several together", 9),
        ("metropolitan-thematic-protecting-vulnerable-coc-1", "several together", 3),
        ("city-of-london-2016-overall-afi-0", "several together", None),
        ("kent-2021-22-overall-afi-0", "several together", None),
        ("hampshire-2021-22-responding-to-public-afi-1", "remark on progress", None),
    ):
        row = rows[name]
        assert (row["state"], row["stands_for"], row["is_counted"]) == (state, stands_for, 0), name


def test_a_statement_without_a_day_counts_and_has_no_day(without_kent: sqlite3.Connection) -> None:
    """It follows what was said before it, closes, and is in no period and in no news."""
    add_item(without_kent, 1, {})
    add_event(without_kent, 1, "2018-06-01", "met")
    without_kent.execute("update improvement_event set happened_on = null where id = 'k1'")
    row = without_kent.execute(
        "select status, state, raised_on, last_reported_on from improvement_status "
        "where force_id = 'kent'"
    ).fetchone()
    assert row == ("met", "closed", "2018-01-01", "2018-01-01")
    periods = without_kent.execute(
        "select status, from_day, until_day, then_undated from improvement_status_period "
        "where force_id = 'kent'"
    ).fetchall()
    assert periods == [("raised", "2018-01-01", None, "met")]
    news = without_kent.execute("select 1 from feed_entry where feed_entry_id = 'event-k1'")
    assert news.fetchone() is None
    told = without_kent.execute(
        "select happened_on, basis from force_timeline where entry_id = 'k1'"
    )
    assert told.fetchone() == (None, "not-known")


def test_a_status_that_is_not_stated_replaces_none(without_kent: sqlite3.Connection) -> None:
    add_item(without_kent, 1, {})
    add_event(without_kent, 1, "2018-06-01", "not-met")
    without_kent.execute(
        "insert into improvement_event select 'k9', improvement_id, 3, '2019-01-01', 'inspectorate', "
        "'not-stated', null, null, summary, null, null, citation_id from improvement_event where id = 'k1'"
    )
    row = without_kent.execute(
        "select status, last_reported_on from improvement_status where force_id = 'kent'"
    ).fetchone()
    assert row == ("not met", "2019-01-01")


def test_how_far_a_force_has_been_read_comes_from_the_data(
    without_kent: sqlite3.Connection,
) -> None:
    coverage = (
        "select last_reported_on, last_reported_in, later_by_grades_only "
        "from improvement_coverage where force_id = 'kent'"
    )
    assert without_kent.execute(coverage).fetchone()[:2] == (None, None)
    add_item(without_kent, 1, {})
    add_event(without_kent, 1, "2018-06-01", "not-met")
    day, name, later = without_kent.execute(coverage).fetchone()
    assert (day, name) == ("2018-06-01", "Kent Police, effectiveness 2017")
    assert later >= 1
    # Of two later inspections one has no day: its year tells that it is later.
    without_kent.execute(
        "update inspection set published_on = null, published_basis = null where id = 'kent-2023-25'"
    )
    assert without_kent.execute(coverage).fetchone()[2] == later
    without_kent.execute("update improvement_event set happened_on = '2030-01-01' where id = 'k1'")
    assert without_kent.execute(coverage).fetchone()[0] == "2030-01-01"


@pytest.mark.parametrize(
    "view", sorted(p.name for p in (package.VIEWS / "improvement").glob("*.sql"))
)
def test_no_view_on_improvements_depends_on_today(view: str) -> None:
    text = (package.VIEWS / "improvement" / view).read_text(encoding="utf-8")
    assert not re.search(r"'now'|current_(date|timestamp)", text, re.IGNORECASE)


def test_areas_of_2017_are_raised_again_with_nottinghamshire(
    connection: sqlite3.Connection,
) -> None:
    rows = connection.execute(
        "select later_improvement_id, relation, earlier_improvement_id, earlier_status "
        "from improvement_repeat where force_id = 'nottinghamshire' order by 1"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        (
            f"nottinghamshire-2018-19-preventing-crime-afi-{n}", "repeats",
            f"nottinghamshire-2017-preventing-crime-afi-{n}", "not met",
        )
        for n in (1, 2)
    ]  # fmt: skip


def test_cause_of_concern_of_an_investigation_was_closed_with_the_move_out_of_engage(
    connection: sqlite3.Connection,
) -> None:
    closed = connection.execute(
        "select improvement_id from monitoring_stay_cause "
        "where force_id = 'nottinghamshire' and at_the_move_out = 'closed'"
    ).fetchall()
    assert [row[0] for row in closed] == ["nottinghamshire-2023-25-investigating-crime-coc-1"]
