"""The brief of a force: coverage first, then what is known, each with its date and basis."""

from __future__ import annotations

import re
import sqlite3

import httpx
from page_text import text_at


def test_brief_of_every_force_begins_with_its_coverage(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    rows = connection.execute("select * from force_detail").fetchall()
    assert len(rows) == 43
    for row in rows:
        page = site.get(f"/force/{row['area_id']}/brief")
        assert page.status_code == 200
        first = re.search(r"</h1>(?:\s*<nav.*?</nav>)?\s*<p[^>]*>(.*?)</p>", page.text, re.DOTALL)
        assert first and f"{row['grades_known']} of {row['grades_asked']} grades" in first[1]
        assert len(page.content) < 150_000, row["area_id"]


def test_brief_says_when_a_force_was_in_engage_and_what_ended_it(site: httpx.Client) -> None:
    page = text_at(site, "/force/nottinghamshire/brief")
    assert "was in Engage from 11 March 2024 to 22 May 2025 , 437 days." in page
    assert "remaining causes of concern closed" in page
    assert "which does not show that there was none" in text_at(site, "/force/kent/brief")


def test_brief_and_page_of_a_force_count_its_responses_as_the_view_does(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    row = connection.execute("select * from response_coverage where force = 'Essex'").fetchone()
    (inspections,) = connection.execute(
        "select count(*) from inspection where force_id = 'essex'"
    ).fetchone()
    counts = (
        f"A rule on responses applies to the reports of {row['reports']} of the {inspections}"
        " inspections that we know of. We have looked for"
        f" the responses to {row['reports'] - row['not_looked_for']} of them:"
        f" {row['found'] + row['found_undated']} found ({row['found_undated']} without a date),"
        f" only a statement elsewhere on {row['only_statement']},"
        f" {row['not_found']} not found."
    )
    for address in ("/force/essex", "/force/essex/brief"):
        assert counts in " ".join(site.get(address).text.split())
    # Rows of reports and rules are more than reports, and are counted apart.
    (rules,) = connection.execute(
        "select count(*) from response_deadline where force_id = 'essex'"
    ).fetchone()
    assert rules > row["reports"]
    brief = text_at(site, "/force/essex/brief")
    assert f"All {row['reports']} reports with each rule that may apply ({rules} rows) as" in brief
    unread = connection.execute(
        "select force_id from response_coverage where not_looked_for = reports"
    ).fetchone()
    assert "We have not looked for responses to any of them." in text_at(
        site, f"/force/{unread[0]}/brief"
    )


def test_brief_begins_with_a_sentence_and_ends_with_a_dated_citation(site: httpx.Client) -> None:
    page = text_at(site, "/force/kent/brief")
    assert "This brief covers improvements up to " in page
    assert re.search(r"“Kent Police: brief”, from data to \d+ \w+ \d{4}\.", page)


def test_what_was_only_seen_raised_is_not_called_open(site: httpx.Client) -> None:
    kent = text_at(site, "/force/kent/brief")
    assert "only seen raised" in kent and "open: ◑ partly met" in kent
    assert re.search(r"Not listed: \d+ findings that no page calls an area for improvement", kent)


def test_every_page_of_a_force_leads_to_its_brief(site: httpx.Client) -> None:
    for force in ("essex", "city-of-london"):
        assert f'href="/force/{force}/brief"' in site.get(f"/force/{force}").text


def test_brief_of_an_unknown_force_is_not_found(site: httpx.Client) -> None:
    assert site.get("/force/atlantis/brief").status_code == 404


def test_brief_says_what_paper_leaves_out(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    force, many = connection.execute(
        "select force_id, count(*) from improvement_status where kind_id <> 'finding' "
        "and state in ('open', 'only seen raised') group by 1 order by 2 desc"
    ).fetchone()
    page = site.get(f"/force/{force}/brief").text
    table = re.search(r'<table[^>]*id="brief-unclosed".*?</table>', page, re.DOTALL)[0]
    rows = re.findall(r"<tr( class=\"screen-only\")?><th scope=\"row\"", table)
    assert len(rows) == many > 14 and sum(map(bool, rows)) == many - 14
    assert f"{many - 14} more are on this page of the site." in page
