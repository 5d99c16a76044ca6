"""Engage on pages: who was in it on a day, at the top of a force's page, and where days differ."""

from __future__ import annotations

import re
import sqlite3

import httpx
import pytest
from page_text import text_at


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        ("2023-01-01", "1 January 2023: 6 forces : Cleveland , Gloucestershire , Staffordshire ,"
         " Wiltshire , Metropolitan Police , Devon and Cornwall ."),
        # Out of it on the day of its move out.
        ("2025-05-21", "21 May 2025: 3 forces : Devon and Cornwall , Nottinghamshire , Lincolnshire"
         " (no move out found)."),
        ("2025-05-22", "22 May 2025: 2 forces : Devon and Cornwall , Lincolnshire (no move out found)."),
        # Staffordshire moved in June 2022; no page that we use gives the day.
        ("2022-06-15", "15 June 2022: 3 forces : Cleveland , Greater Manchester , Gloucestershire ;"
         " and perhaps Staffordshire , whose dates are not known to the day."),
        ("2026-01-01", "What happened after 30 July 2025 is not in this answer for 1 January 2026."
         " 1 January 2026: 1 force : Lincolnshire (no move out found)."),
        ("2018-01-01", "1 January 2018: 0 forces . No page that we have read reports a move before"
         " 1 January 2019."),
    ],
)  # fmt: skip
def test_page_names_the_forces_in_engage_on_a_day(site: httpx.Client, on: str, answer: str) -> None:
    page = text_at(site, f"/monitoring?on={on}")
    assert answer in page
    assert "We know of 10 stays in Engage of 10 of 43 forces" in page


def test_page_and_question_have_the_same_forces(site: httpx.Client) -> None:
    for on in ("2020-12-15", "2023-01-01", "2023-09-10", "2024-03-11"):
        asked = site.get(f"/openpeel/in-engage-on-a-day.json?on={on}&_shape=array").json()
        page = site.get(f"/monitoring?on={on}").text
        lead = page[
            page.index('<p class="lead"><strong>') : page.index("On the day of its move out")
        ]
        assert re.findall(r'href="/force/([^"]+)"', lead) and {
            row["force_id"] for row in asked
        } == set(re.findall(r'href="/force/([^"]+)"', lead))


def test_day_that_is_none_is_named_and_the_latest_shown(site: httpx.Client) -> None:
    page = text_at(site, "/monitoring?on=yesterday")
    assert (
        "“yesterday” is not a day (On which day): write it as 2016-12-31. 30 July 2025 is shown instead."
        in page
    )
    assert "30 July 2025: 1 force" in page


def test_force_page_says_when_it_was_in_engage_and_what_closed_it(site: httpx.Client) -> None:
    page = text_at(site, "/force/nottinghamshire")
    assert "was in Engage from 11 March 2024 to 22 May 2025 , 437 days." in page
    assert "over investigations, support of victims and oversight of performance" in page
    assert "Left the Engage phase with its remaining causes of concern closed." in page
    assert "3 causes of concern of that stay" in page
    assert page.count("closed, as stated on 7 April 2025") == 2
    assert "reason for the move in; closed, as stated on 22 May 2025" in page
    assert page.index("was in Engage") < page.index("Latest known grade")


def test_force_page_says_how_far_moves_are_known(site: httpx.Client) -> None:
    assert (
        "no move into Engage is known, which does not show that there was none (moves of 10 of 43"
        " forces read, up to 30 July 2025)" in text_at(site, "/force/kent")
    )
    assert "in Engage since 6 December 2024 (no move out found)" in text_at(
        site, "/force/lincolnshire"
    )
    assert "Not a phase of the inspectorate:" in text_at(site, "/force/south-yorkshire")


def test_every_statement_with_another_day_or_a_doubt_is_shown(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    [differing] = connection.execute(
        "select force, used_on, happened_on from monitoring_statement_detail where agreement = 'differs'"
    ).fetchall()
    assert tuple(differing) == ("Staffordshire", "2022-06", "2022-07-06")
    page = text_at(site, "/monitoring")
    assert "6 July 2022 (differs)" in page
    doubts = connection.execute(
        "select doubt from monitoring_statement where doubt is not null"
    ).fetchall()
    # Days are put into words.
    as_stored = [row["doubt"] for row in doubts if not re.search(r"\d{4}-\d\d", row["doubt"])]
    assert len(as_stored) > 5
    for doubt in as_stored:
        assert doubt in page, doubt


def test_causes_of_a_stay_are_those_of_both_moves(connection: sqlite3.Connection) -> None:
    """Counted again from the table, without the views."""
    rows = connection.execute(
        "select force_id, improvement_id from monitoring_stay_cause"
    ).fetchall()
    expected = connection.execute(
        "select distinct force_id, improvement_id from monitoring_concern"
        " join monitoring_event on monitoring_event.id = monitoring_event_id"
    ).fetchall()
    assert len(rows) == len(expected) > 0
    assert {tuple(row) for row in rows} == {tuple(row) for row in expected}
    assert not connection.execute(
        "select 1 from monitoring_stay_cause where connection = 'named at the move out only'"
        " and improvement_id in (select improvement_id from monitoring_concern where relation in"
        " ('reason', 'added'))"
    ).fetchall()


def test_page_of_outcomes_gives_medians_with_their_n(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = text_at(site, "/outcomes")
    row = connection.execute(
        "select * from concern_duration_total where framework_id = 'all'"
    ).fetchone()
    assert (
        f"{row['closed']} of {row['raised']} known causes of concern, of {row['forces']} forces"
        in page
    )
    days = re.search(r"says so is ([\d,]+)(?: to ([\d,]+))? days \(n = (\d+)\)", page)
    assert days
    least, most = row["median_days_at_least"], row["median_days_at_most"]
    found = [float(number.replace(",", "")) for number in (days[1], days[2] or days[1], days[3])]
    assert found == [pytest.approx(least, abs=0.5), pytest.approx(most, abs=0.5), row["with_days"]]
    assert f"{row['not_known_to_be_closed']} are not known to be closed" in page
    assert page.index("first 2,000 characters") < page.index("known causes of concern")
    again = connection.execute(
        "select * from improvement_repeat_rate where topic_id = 'all' and framework_id = 'all'"
    ).fetchone()
    assert f"{again['raised_again']} of {again['known']}" in page
    assert "By topic, All rounds" in page
    of_2017 = text_at(site, "/outcomes?year=peel-2017")
    assert "By topic, PEEL 2017" in of_2017 and "3 areas for improvement raised again" in of_2017
    assert "peel-1900" in text_at(site, "/outcomes?year=peel-1900")
