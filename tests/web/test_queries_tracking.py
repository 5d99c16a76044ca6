"""The ready-made questions on what became of items, and on answers to reports."""

from __future__ import annotations

import sqlite3

import httpx
from asking import answer, ask


def test_items_by_status_on_a_day(site: httpx.Client) -> None:
    statuses = ("raised", "in_progress", "partly_met", "met", "not_met", "worse", "superseded")
    states = ("open", "only_seen_raised", "followed_up", "closed")
    for day, total in (("2016-02-29", 17), ("2017-03-02", 30), ("2018-03-22", 33), ("", 38)):
        every = ask(site, "items-by-status-on-a-day", on=day)
        rows = [r for r in every if r["force"] == "Essex"]
        for row in every:
            assert row["total"] == sum(row[s] for s in statuses)
            assert row["total"] == sum(row[s] for s in states)
        assert rows[0]["total"] == total, day
    # Today nothing is counted otherwise than on the pages, where every statement has its day.
    [today] = [r for r in ask(site, "items-by-status-on-a-day") if r["force"] == "Essex"]
    by_inspection = [r for r in ask(site, "items-by-status") if r["raised_by"].startswith("Essex")]
    for state in states:
        assert today[state] == sum(row[state] for row in by_inspection), state
    assert ask(site, "items-by-status-on-a-day", on="2013-01-01") == []
    assert answer(site, "items-by-status-on-a-day", on="1 May 2017").status_code == 400


def test_items_by_topic(site: httpx.Client, connection: sqlite3.Connection) -> None:
    rows = ask(site, "items-by-topic")
    counted = [r["total"] for r in rows if r["kind"] != "finding"]
    totals = {r["what"]: r["total"] for r in ask(site, "open-matters")}
    del totals["matters"], totals["findings"]
    del totals["areas for improvement, causes of concern and recommendations"]
    assert sum(counted) == sum(totals.values())
    investigating = {r["kind"]: r for r in rows if r["topic"] == "Investigating crime"}
    area = dict(investigating["area for improvement"])
    counted = connection.execute(
        "select replace(status_id, '-', '_'), count(*) from improvement_status where is_counted"
        " and topic_id = 'investigating-crime' and kind_id = 'area-for-improvement' group by 1"
    )
    statuses = ("raised", "in_progress", "partly_met", "met", "not_met", "worse", "superseded")
    by_status = {status: area[status] for status in statuses if area[status]}
    assert by_status == dict(counted.fetchall()) and len(by_status) > 2
    assert area["total"] == sum(by_status.values())


def test_raised_again_and_again(site: httpx.Client) -> None:
    rows = ask(site, "raised-again-and-again", force="essex", times="3")
    assert [
        (r["step"], r["times_raised"], r["improvement_id"], r["raised_on"], r["status"])
        for r in rows
    ] == [
        (1, 1, "essex-2015-preventing-crime-afi-4", "2016-02", "partly met"),
        (2, 2, "essex-2016-preventing-crime-afi-1", "2017-03-02", "not met"),
        (3, 3, "essex-2017-preventing-crime-afi-1", "2018-03-22", "partly met"),
    ]
    assert ask(site, "raised-again-and-again", times="4") == []
    visits = [
        r for r in ask(site, "raised-again-and-again")
        if r["first_id"] == "essex-2015-child-protection-finding-1"
    ]  # fmt: skip
    # Five later ones, each once although some are reached in two ways.
    assert len(visits) == len({r["improvement_id"] for r in visits}) == 6
    assert visits[-1]["improvement_id"] == "essex-2021-22-managing-offenders-finding-1"


def test_what_happened_to_a_force(site: httpx.Client) -> None:
    rows = ask(site, "what-happened-to-a-force", force="essex", topic="protecting-vulnerable")
    assert [r["happened_on"] for r in rows] == sorted(r["happened_on"] for r in rows)
    grades = [(r["happened_on"], r["says"]) for r in rows if r["kind"] == "grade"]
    assert grades[:4] == [
        ("2015-12-15", "Inadequate"),
        ("2017-03-02", "Requires improvement"),
        ("2018-03-22", "Good"),
        ("2019-05-02", "Good"),
    ]
    words = [r for r in rows if r["said_by"] == "force"]
    assert {r["happened_on"] for r in words} == {"2016-02-18"}
    everything = ask(site, "what-happened-to-a-force", force="essex")
    kept = [r for r in everything if r["kind"] == "grade" and "carried over" in (r["note"] or "")]
    # In 2022 the grade for recording crime is that of an earlier inspection outside PEEL.
    assert {r["happened_on"] for r in kept} == {"2019-05-02", "2022-10-14"}
    not_comparable = [r for r in everything if "not comparable" in (r["note"] or "")]
    assert {r["happened_on"] for r in not_comparable} >= {"2022-10-14"}
    assert {r["kind"] for r in everything} == {
        "report", "grade", "raised", "progress", "inferred", "response",
    }  # fmt: skip
    assert all(r["url"] or r["place"] for r in everything)


def test_improved_and_worsened(site: httpx.Client) -> None:
    rows = ask(site, "improved-and-worsened", force="essex", later="peel-2017", moved="yes")
    moved = {(r["what"], r["topic"], r["change"]) for r in rows}
    assert ("grade", "Protecting vulnerable people", "better") in moved
    assert ("improvement", "Preventing crime", "not better: not met") in moved
    assert ("improvement", "Preventing crime", "raised since") in moved
    assert not any(r["change"] in ("same", "nothing read since") for r in rows)
    later = ask(site, "improved-and-worsened", force="essex", later="peel-2018-19")
    changes = {r["topic"]: r["change"] for r in later if r["what"] == "grade"}
    assert changes["Preventing crime"] == "carried over, not inspected again"
    five = ask(site, "improved-and-worsened", force="essex", later="peel-2021-22")
    assert {
        r["change"] for r in five if r["what"] == "grade" and r["topic"] == "Investigating crime"
    } == {"not comparable: another scale"}


def test_answers_due(site: httpx.Client) -> None:
    rows = ask(site, "answers-due", force="essex")
    by_law = {r["inspection"]: r for r in rows if r["rule"].startswith("Police Act")}
    effectiveness = by_law["Essex Police, effectiveness 2016"]
    # Out two months before there was a time in the law.
    assert (effectiveness["days"], effectiveness["due_on"]) == (None, None)
    assert effectiveness["verdict"] == "not found"
    year_after = by_law["Essex Police, effectiveness 2017"]
    # 22 March is the first of 56 days, 16 May the last.
    assert (year_after["days"], year_after["due_on"]) == (56, "2018-05-16")
    own = {r["inspection"]: r for r in rows if r["rule"].startswith("Essex commissioner")}
    assert own["Essex Police, effectiveness 2016"]["due_on"] == "2017-04-01"
    assert own["Essex Police, efficiency 2016"]["verdict"] == "in time"
    # The report names the month only; all forces' reports came out on one day of it.
    of_2015 = own["Essex Police, effectiveness 2015"]
    assert (of_2015["due_on"], of_2015["first_due"], of_2015["verdict"]) == (
        "2016-03-19", "2016-03-19", "only a statement found",
    )  # fmt: skip
    assert {r["verdict"] for r in ask(site, "answers-due", verdict="not found")} == {"not found"}
    verdicts = {r["inspection"]: r["verdict"] for r in ask(site, "answers-due", force="kent")}
    assert verdicts["Kent Police, PEEL 2021/22"] == "only a statement found"
    assert verdicts["Kent Police, legitimacy 2017"] == "not looked for"
    # Different things: found with a day or without, said elsewhere, looked for in vain, not looked for.
    assert {r["verdict"] for r in ask(site, "answers-due")} == {
        "in time", "found, day not known", "found, no time set", "only a statement found",
        "not found", "not looked for",
    }  # fmt: skip


def test_responses_due(site: httpx.Client) -> None:
    """What is not known to be answered in time, with its age on the day that is chosen."""
    [essex, own] = [
        row for row in ask(site, "responses-due", force="essex", on="2018-05-17")
        if row["inspection"] == "Essex Police, effectiveness 2017"
    ]  # fmt: skip
    assert (essex["due_on"], essex["days_past_due"]) == ("2018-05-16", 1)
    assert essex["found"] == "looked for and not found"
    assert (own["due_on"], own["days_past_due"]) == ("2018-04-21", 26)
    # A report that came out later is not due yet.
    assert "Essex Police, effectiveness 2017" not in {
        row["inspection"] for row in ask(site, "responses-due", force="essex", on="2018-03-21")
    }
    assert "in time" not in {r["verdict"] for r in ask(site, "responses-due", on="2025-12-19")}
