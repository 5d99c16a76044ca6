"""What the pages say, on known numbers; their lists are whole."""

from __future__ import annotations

import csv
import html
import io
import re
import sqlite3

import httpx
import pytest
from page_text import text_of
from questions import Described

from openpeel.web.text_filters import like


@pytest.mark.parametrize(
    ("value", "stated", "shown"),
    [
        (12.761, "+10.9%", "+12.761%"),
        (-1.574, "-0.5%", "−1.574%"),
        (63.732, "63.7 per 1,000 people", "63.732"),
        (39.0, "39", "39"),
        (31.25, None, "31.25"),
    ],
)
def test_recomputed_number_is_written_like_the_stated_one(
    value: float, stated: str | None, shown: str
) -> None:
    assert like(value, stated) == shown


def test_value_shows_number_place_and_comparison(site: httpx.Client) -> None:
    key = "essex-2016-effectiveness-"
    page = text_of(site.get(f"/value/{key}004").text)
    assert "+10.9%" in page and "12 months to 30 June 2016" in page
    assert "12 months to 30 June 2011" in page and "page 10, How much crime there is" in page
    assert "−3.4%" in page and "above England and Wales" in page
    assert "Caveats" in page


def test_missing_value_says_why(site: httpx.Client, connection: sqlite3.Connection) -> None:
    rows = connection.execute("select * from missing_value").fetchall()
    assert rows
    for row in rows:
        page = text_of(site.get(f"/value/{row['observation_id']}").text)
        assert f"No value: {row['reason']}" in page


def test_value_stated_again_leads_there_and_back(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    row = connection.execute(
        "select id, restates_id from observation where restates_id is not null"
    ).fetchone()
    assert f'href="/value/{row["id"]}"' in site.get(f"/value/{row['restates_id']}").text
    assert f'href="/value/{row["restates_id"]}"' in site.get(f"/value/{row['id']}").text


def test_item_shows_history_and_what_it_takes_up(site: httpx.Client) -> None:
    page = site.get("/improvement/essex-2016-preventing-crime-afi-1").text
    assert 'href="/improvement/essex-2015-preventing-crime-afi-4"' in page
    assert "page 19" in page and "2 March 2017" in page
    earlier = site.get("/improvement/essex-2015-preventing-crime-afi-4").text
    assert 'href="/improvement/essex-2016-preventing-crime-afi-1"' in earlier
    assert "partly met" in earlier


def test_improvements_are_filtered_as_their_twins_are(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    for query, where in {
        "": "1",
        "force=essex": "force_id = 'essex'",
        "topic=serious-organised-crime": "topic_id = 'serious-organised-crime'",
        "kind=cause-of-concern&year=peel-2015": "kind_id = 'cause-of-concern' and framework_id = 'peel-2015'",
        "status=met": "status_id = 'met'",
        "state=open": "is_open",
        "age=3": "raised_from < date('now', '-3 years')",
        "state=only seen raised&age=5": "state = 'only seen raised' and raised_from < date('now', '-5 years')",
    }.items():
        count = connection.execute(
            f"select count(*) from improvement_status where is_counted and {where}"
        ).fetchone()[0]
        page = site.get(f"/improvements?{query}").text
        assert count > 0
        parts = connection.execute(
            f"select sum(kind_id <> 'finding'), sum(kind_id = 'finding') from improvement_status where is_counted and {where}"
        ).fetchone()
        shown = text_of(page)
        assert not parts[0] or re.search(rf"\b{parts[0]} areas? for improvement", shown), query
        assert not parts[1] or re.search(rf"\b{parts[1]} findings?: ", shown), query
        rows = twins_of(site, page)
        assert rows == {"csv": count, "json": count}, query


def test_every_choice_over_improvements_leads_to_some_and_none_is_left_out(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = site.get("/improvements").text
    for menu, column in {
        "force": "force_id",
        "year": "framework_id",
        "topic": "topic_id",
        "kind": "kind_id",
        "status": "status_id",
        "state": "state",
    }.items():
        select = page.split(f'name="{menu}"')[1].split("</select>")[0]
        offered = [html.unescape(value) for value in re.findall(r'value="([^"]+)"', select)]
        found = connection.execute(
            f"select distinct {column} from improvement_status where {column} is not null"
        )
        assert sorted(offered) == sorted(row[0] for row in found), menu
    years = connection.execute(
        "select label from improvement_choice where menu = 'year' order by position"
    )
    labels = [row[0] for row in years]
    rounds = connection.execute(
        "select label from framework where position is not null order by position"
    )
    # The rounds of PEEL in their order, then the other inspections.
    peel = [row[0] for row in rounds]
    assert labels[: len(peel)] == peel
    assert "National child protection inspections" in labels[len(peel) :]


def test_long_lists_are_paged_whole(site: httpx.Client, connection: sqlite3.Connection) -> None:
    count = connection.execute("select count(*) from improvement_status").fetchone()[0]
    seen: list[str] = []
    for number in range(1, (count + 49) // 50 + 1):
        page = site.get(f"/improvements?page={number}").text
        seen += re.findall(r'<th scope="row"><a href="/improvement/([^"]+)"', page)
    assert len(seen) == len(set(seen)) == count


def twins_of(site: httpx.Client, page: str) -> dict[str, int]:
    """How many rows the first CSV and JSON that a page offers have."""
    offered = re.search(r'<p class="twins">.*?</p>', page, re.DOTALL)[0]
    addresses = [html.unescape(a) for a in re.findall(r'href="([^"]+)"', offered)]
    table = next(a for a in addresses if ".csv" in a)
    objects = next(a for a in addresses if ".json" in a)
    lines = list(csv.reader(io.StringIO(site.get(table).text)))
    return {"csv": len(lines) - 1, "json": len(site.get(objects).json())}


@pytest.mark.parametrize(
    ("address", "sql"),
    [
        ("/improvement/essex-2015-vulnerability-coc-1", "select count(*) from improvement_history where improvement_id = 'essex-2015-vulnerability-coc-1'"),
        ("/measures", "select count(*) from measure"),
        ("/measures?topic=investigating-crime", "select count(*) from measure where topic_id = 'investigating-crime'"),
        ("/value/essex-2016-effectiveness-004", "select 1"),
        ("/glossary", "select count(*) from glossary_term"),
        ("/glossary/names", "select count(*) from initiative"),
        ("/glossary/names?kind=operation", "select count(*) from initiative where kind = 'operation'"),
        ("/methods", "select count(*) from method_rule"),
        ("/dictionary/observation", "select count(*) from observation"),
        ("/dictionary/judgment_detail", "select count(*) from judgment_detail"),
        ("/licence", "select count(*) from document"),
    ],
)  # fmt: skip
def test_twins_have_every_row(
    site: httpx.Client, connection: sqlite3.Connection, address: str, sql: str
) -> None:
    count = connection.execute(sql).fetchone()[0]
    assert count > 0
    assert twins_of(site, site.get(address).text) == {"csv": count, "json": count}


def test_downloads_tell_the_number_of_rows(
    site: httpx.Client, connection: sqlite3.Connection, described: Described
) -> None:
    page = site.get("/downloads").text
    told = dict(
        re.findall(r'href="/dictionary/(\w+)">.*?<td class="number">([\d,]+)<', page, re.DOTALL)
    )
    assert set(told) == set(described)
    for name, count in told.items():
        held = connection.execute(f"select count(*) from [{name}]").fetchone()[0]
        assert int(count.replace(",", "")) == held, name


def test_dictionary_has_every_column(site: httpx.Client, described: Described) -> None:
    for name, table in described.items():
        page = html.unescape(site.get(f"/dictionary/{name}").text)
        for column, words in table["columns"].items():
            assert f"<code>{column}</code>" in page and words in page


def test_glossary_has_every_term_and_leads_to_it(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = html.unescape(site.get("/glossary").text)
    for row in connection.execute("select * from glossary_term"):
        assert f'id="{row["id"]}"' in page and row["definition"] in page


def test_a_missing_day_a_doubt_and_the_press_are_shown(site: httpx.Client) -> None:
    undated = "/improvement/devon-and-cornwall-2023-25-crime-data-integrity-coc-1"
    page = site.get(undated).text
    assert 'datetime="None"' not in page and "day not stated" in page
    assert "Known from a later page only; when it was raised is not known." in text_of(page)
    copied = text_of(
        site.get("/improvement/nottinghamshire-2023-25-investigating-crime-coc-1").text
    )
    assert "(copy of the inspectorate's release)" in copied.replace("’", "'")
    for address in ("/force/devon-and-cornwall", "/improvements?force=devon-and-cornwall"):
        assert 'datetime="None"' not in site.get(address).text
