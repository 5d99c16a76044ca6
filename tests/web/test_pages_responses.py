"""Responses of policing bodies: what was due on a day, and what was not looked for."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta

import httpx
from page_text import text_at


def test_every_report_is_counted_once(connection: sqlite3.Connection) -> None:
    """Counted again from the tables, without the views; under two rules a report counts once."""
    rows = {row["force_id"]: row for row in connection.execute("select * from response_coverage")}
    assert len(rows) == 43
    for force_id, row in rows.items():
        parts = [
            row[name]
            for name in ("found", "found_undated", "only_statement", "not_found", "not_looked_for")
        ]
        assert sum(parts) == row["reports"], force_id
        assert row["with_deadline"] + row["with_latest_deadline"] <= row["reports"]
    reports = connection.execute(
        "select force_id, count(*) as reports from inspection where kind <> 'revisit' group by 1"
    )
    for row in reports:
        assert rows[row["force_id"]]["reports"] == row["reports"]
    kinds: dict[str, set[str]] = {"comments": set(), "statement": set(), "not-found": set()}
    for inspection_id, kind in connection.execute("select inspection_id, kind from response"):
        kinds[kind].add(inspection_id)
    told_of = kinds["statement"] - kinds["comments"] - {None}
    assert len(kinds["comments"] - {None}) == sum(
        r["found"] + r["found_undated"] for r in rows.values()
    )
    assert len(told_of) == sum(r["only_statement"] for r in rows.values())
    assert rows["essex"]["not_found"] == 2
    [dated] = connection.execute(
        "select count(*) as reports from inspection_date join inspection on id = inspection_id"
        " where kind <> 'revisit' and inspection_date.published_basis = 'stated'"
        " and length(inspection_date.published_on) = 10"
    )
    assert dated["reports"] == sum(r["with_publication_day"] for r in rows.values())


def test_late_response_is_counted_as_late(database_copy: sqlite3.Connection) -> None:
    database_copy.execute(
        "insert into response (id, inspection_id, kind, published_on, citation_id) values "
        "('k', 'kent-2017-legitimacy', 'comments', '2018-02-07', 'hampshire-pcc-inspections')"
    )
    [kent] = database_copy.execute("select * from response_coverage where force_id = 'kent'")
    assert (kent["late"], kent["found"]) == (1, 1)


def test_every_stated_day_under_the_law_of_56_days_has_a_deadline(
    connection: sqlite3.Connection,
) -> None:
    rows = connection.execute(
        "select published_to, due_on, response_rule.days - counts_first_day as later"
        " from response_deadline join response_rule on response_rule.id = response_rule_id"
        " where published_basis = 'stated' and response_rule.days is not null"
        " and published_from = published_to"
    ).fetchall()
    assert rows
    for row in rows:
        published = date.fromisoformat(row["published_to"])
        assert row["due_on"] == str(published + timedelta(days=row["later"])), tuple(row)


def test_age_is_of_the_day_that_is_chosen(site: httpx.Client) -> None:
    """The report of 19 December 2025 is to be answered by 12 February 2026."""
    page = text_at(site, "/responses?on=2026-02-10")
    assert "child exploitation 2025" in page
    assert "12 February 2026" in page and "2 days to go Not looked for" in page
    assert "child exploitation 2025" not in text_at(site, "/responses?on=2025-12-18")
    assert "child exploitation 2025" not in text_at(site, "/responses?on=2026-02-13")
    later = text_at(site, "/responses?on=2026-02-13&force=lincolnshire")
    assert "child exploitation 2025" in later and "1 day ago Not looked for" in later
    # Counted to the day that is chosen, not to today.
    years = text_at(site, "/responses?on=2029-02-13&force=lincolnshire")
    assert "3 years ago Not looked for" in years and "days ago" not in years


def test_page_says_found_from_not_looked_for(site: httpx.Client) -> None:
    page = text_at(site, "/responses?on=2025-12-19")
    assert "Essex Police, effectiveness 2017" in page and "Not found" in page
    assert "“Not found” does not prove that there is no response" in page
    assert "read up to 19 December 2025" in page
    kent = text_at(site, "/responses?force=kent")
    assert "Kent Police, PEEL 2021/22" in kent and "Essex Police" not in kent


def test_page_and_question_have_the_same_reports_of_a_force(site: httpx.Client) -> None:
    asked = site.get(
        "/openpeel/responses-due.json?on=2025-12-19&force=hampshire&_shape=array"
    ).json()
    page = site.get("/responses?on=2025-12-19&force=hampshire").text
    table = page[page.index('id="due"') : page.index('id="by-commissioner"')]
    assert asked
    assert {row["inspection_id"] for row in asked} == set(
        re.findall(r'href="/inspection/([^"]+)"', table)
    )
