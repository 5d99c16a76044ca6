"""The pages that people read: by request, with their content, safe, light and without dead ends."""

from __future__ import annotations

import asyncio
import base64
import csv
import hashlib
import html
import io
import json
import re
import shutil
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx
import pytest
from page_text import main_text, text_of
from page_types import OF_DATASETTE, PAGES, answers
from questions import QUERIES, Described

from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.loaders.months import MONTHS
from openpeel.loaders.questions import names_in
from openpeel.web.page_functions import report_of
from openpeel.web.server import make_site
from openpeel.web.text_filters import like, minus, on_day

HOSTILE = "\"'><script>alert(1)</script>{{7*7}}${7*7}\x00' or 1=1 --"
MOST_QUERIES, MOST_BYTES = 15, 150_000
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def answered(database: Path) -> dict[str, httpx.Response]:
    """Every type of page, ours and Datasette's, with the queries of each."""
    return answers(database, [*PAGES, *OF_DATASETTE])


Open = Callable[[str], httpx.Response]


@pytest.fixture(scope="module")
def opened(site: httpx.Client) -> Open:
    """Gets a page of a server once, however many tests look at it."""
    return cache(site.get)


@pytest.mark.parametrize("address", PAGES)
def test_page_writes_days_in_words(opened: Open, address: str) -> None:
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", opened(address).text, flags=re.DOTALL)
    assert re.findall(r"\b(?:19|20)\d\d-\d\d-\d\d\b", text_of(page)) == []


@pytest.mark.parametrize("address", PAGES)
def test_page_writes_negative_numbers_with_a_minus_sign(opened: Open, address: str) -> None:
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", opened(address).text, flags=re.DOTALL)
    assert re.findall(r"(?<![\w.–−/-])-\.?\d\S*", text_of(page)) == []


@pytest.mark.parametrize("address", PAGES)
def test_page_writes_in_before_a_month_or_year_and_on_before_a_day(
    opened: Open, address: str
) -> None:
    page = text_of(re.sub(r"<(script|style)\b.*?</\1>", " ", opened(address).text, flags=re.DOTALL))
    months = "|".join(MONTHS)
    assert re.findall(rf"\b(?:on (?:{months})|reported on) (?:19|20)\d\d\b", page) == []
    assert re.findall(rf"\bin \d{{1,2}} (?:{months}) (?:19|20)\d\d\b", page) == []


@pytest.mark.parametrize(
    ("day", "words"),
    [("2017-03-02", "on 2 March 2017"), ("2017-03", "in March 2017"), ("2017", "in 2017")],
)
def test_date_has_its_preposition(day: str, words: str) -> None:
    assert on_day(day) == words


def test_every_page_but_those_of_the_frame_belongs_to_a_way_of_the_navigation(opened: Open) -> None:
    frame = {"/", "/search", "/licence", "/accessibility", "/corrections"}
    for address in PAGES:
        ways = re.findall(r'<nav class="site-nav".*?</nav>', opened(address).text, re.DOTALL)
        current = len(re.findall('aria-current="(?:page|true)"', ways[0]))
        assert current == (address.partition("?")[0] not in frame), address


def test_every_question_is_on_the_page_of_questions_once_the_most_useful_first(
    opened: Open,
) -> None:
    page = opened("/questions").text
    listed = re.findall(r'<h3><a href="/openpeel/([^"]+)">', page)
    assert sorted(listed) == sorted(QUERIES)
    first = page[page.index('id="most-useful"') : page.index('id="group-1"')]
    assert len(re.findall("<h3>", first)) == 10


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        (
            "errors@example.org",
            "mailto:errors@example.org?subject=openpeel%3A%20error%20on%20/value/a"
            "&body=Page%3A%20https%3A//example.org/value/a%0AWhat%20is%20wrong",
        ),
        (
            "https://example.org/new?t={title}&b={body}",
            "https://example.org/new?t=openpeel%3A%20error%20on%20/value/a&b=Page%3A%20https%3A//",
        ),
    ],
)
def test_report_of_an_error_begins_with_its_page(contact: str, address: str) -> None:
    made = report_of(contact, "/value/a", "https://example.org/value/a")
    assert made.replace("%2F", "/").startswith(address)


def test_each_page_has_a_link_to_report_an_error(opened: Open, database: Path) -> None:
    assert (
        'href="/corrections">Report an error on this page'
        in opened("/value/essex-2016-effectiveness-004").text
    )
    site = make_site(database, contact="errors@example.org")
    page = ask_within(site, "/improvement/essex-2016-preventing-crime-afi-1").text
    assert "mailto:errors@example.org?subject=openpeel" in page
    with pytest.raises(DataError, match="neither an email"):
        make_site(database, contact="javascript:alert(1)")


def test_the_map_can_be_skipped(opened: Open) -> None:
    for address in ("/", "/forces"):
        page = opened(address).text
        target = re.search(r'<a class="skip past" href="#([\w-]+)">', page)
        assert target and f'id="{target[1]}" tabindex="-1"' in page[page.index("</svg>") :]


def test_pages_join_no_tables() -> None:
    """What a page needs of several tables is a view; only the responses of a force are looked up twice."""
    joined = {
        path.relative_to(package.TEMPLATES).as_posix(): sql
        for path in package.TEMPLATES.glob("**/*.html")
        if (
            sql := re.findall(
                r"\bjoin [a-z_]+\s+(?:as|on|using)\b", path.read_text(encoding="utf-8")
            )
        )
    }
    assert set(joined) <= {"pages/force/{id}.html", "pages/force/{id}/brief.html"}


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/force/Essex", "/force/essex"),
        ("/force/Devon and Cornwall", "/force/devon-and-cornwall"),
        ("/force/KENT/brief", "/force/kent/brief"),
        ("/inspection/Essex-2016-Effectiveness", "/inspection/essex-2016-effectiveness"),
    ],
)
def test_address_in_capitals_leads_to_the_page(
    site: httpx.Client, address: str, leads_to: str
) -> None:
    answer = site.get(address)
    assert (answer.status_code, answer.url.path) == (200, leads_to)
    assert [step.status_code for step in answer.history] == [301]


@pytest.mark.parametrize("address", ["/nothing-here", "/openpeel/nothing-here"])
def test_unknown_address_is_called_a_page_and_not_a_database(
    site: httpx.Client, address: str
) -> None:
    answer = site.get(address)
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text
    assert "Database not found" not in answer.text and "Table not found" not in answer.text


def test_page_that_is_not_there_suggests_only_what_is_like_it(site: httpx.Client) -> None:
    none = site.get("/value/none")
    assert none.status_code == 404 and "<h1>Page not found</h1>" in none.text
    assert "Did you mean" not in none.text
    for address in ("/force/esex", "/inspection/lincolnshir"):
        assert "Did you mean" in site.get(address).text


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-3.4%", "−3.4%"),
        (-0.5, "−0.5"),
        ("from -8 to -.5", "from −8 to −.5"),
        ("2015-16, page 5-7, /measure/a-1", "2015-16, page 5-7, /measure/a-1"),
        (None, ""),
    ],
)
def test_minus_replaces_the_hyphens_of_negative_numbers_only(text: object, shown: str) -> None:
    assert minus(text) == shown


@pytest.mark.parametrize("address", PAGES)
def test_page_has_its_content(site: httpx.Client, opened: Open, address: str) -> None:
    page = opened(address)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert PAGES[address] in main_text(page.text)
    assert len(re.findall(r"<h1[ >]", page.text)) == 1
    assert re.search(r'<meta name="description" content="[^"]{20,}"', page.text)
    assert '<html lang="en-GB">' in page.text
    path = address.partition("?")[0]
    assert f'<link rel="canonical" href="{str(site.base_url).rstrip("/")}{path}">' in page.text
    for part in ("<header", "<nav", "<main", "<footer", 'property="og:title"'):
        assert part in page.text


def test_every_page_can_be_shared_with_a_picture(site: httpx.Client, opened: Open) -> None:
    home = str(site.base_url).rstrip("/")
    for address in [
        *PAGES,
        "/openpeel",
        "/openpeel/judgment_detail?_size=20",
        "/openpeel/open-items",
    ]:
        said = dict(
            re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)">', opened(address).text)
        )
        assert {"og:title", "og:description", "og:url", "og:image:alt"} <= set(said), address
        assert said["og:image"] == f"{home}/assets/share.png", address
    picture = site.get("/assets/share.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG") and len(picture.content) < 100_000
    size = [int.from_bytes(picture.content[at : at + 4], "big") for at in (16, 20)]
    assert size == [int(said["og:image:width"]), int(said["og:image:height"])] == [1200, 630]


def test_search_offers_the_questions_that_share_most_words(site: httpx.Client) -> None:
    def offered(words: str) -> list[str]:
        page = site.get("/search", params={"q": words}).text
        found = re.search("<strong>Ready-made questions?:</strong>(.*?)</p>", page, re.DOTALL)
        return re.findall(r'href="/openpeel/([a-z-]+)"', found[1]) if found else []

    assert offered("answer due") == ["answers-due"]
    assert "movers" in offered("Which forces rose?")
    assert "numbers-on-organised-crime" in offered("OCG")
    assert offered("10.9") == [] == offered("<b>")


def test_every_template_is_among_the_types_of_pages() -> None:
    folder = package.TEMPLATES / "pages"
    for file in folder.glob("**/*.html"):
        name = file.relative_to(folder).with_suffix("").as_posix().removesuffix("index")
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(f"/{name}"))
        assert any(re.fullmatch(pattern, address.partition("?")[0]) for address in PAGES), name


def test_no_two_pages_have_one_title(answered: dict) -> None:
    titles = [re.search("<title>(.*?)</title>", answered[a].response.text)[1] for a in PAGES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("address", PAGES)
def test_page_is_light(answered: dict, address: str) -> None:
    answer = answered[address]
    assert len(answer.queries) <= MOST_QUERIES, "\n".join(answer.queries)
    assert len(answer.response.content) <= MOST_BYTES


# What the pages say, on known numbers -------------------------------------------------------


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


# The search ----------------------------------------------------------------------------------


def hits(site: httpx.Client, words: str, **more: str) -> list[tuple[str, str]]:
    """The address and title of each hit on the first page."""
    page = site.get("/search", params={"q": words, **more})
    assert page.status_code == 200
    found = re.findall(r'<h2 class="hit"><a href="([^"]+)">(.*?)</a></h2>', page.text)
    return [(address, text_of(title)) for address, title in found]


def test_search_finds_each_kind(site: httpx.Client) -> None:
    assert hits(site, "OCG")[0][0] == "/glossary#ocg"
    assert hits(site, "Kent")[0] == ("/force/kent", "Kent Police")
    assert "/measure/domestic-abuse-outcome-rate-charged" in dict(hits(site, "abuse charged"))
    assert any(a.startswith("/improvement/") for a, _ in hits(site, "sharing what works"))
    assert any(a.startswith("/value/") for a, _ in hits(site, "24.5"))
    assert hits(site, "Titan", kind="initiative")[0][0].startswith("/glossary/names#")


def test_search_marks_its_hits_and_counts_by_kind(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = site.get("/search?q=burglaries").text
    assert "<mark>burglary</mark>" in page.lower() or "<mark>Burglary</mark>" in page
    counts = dict(
        connection.execute(
            "select kind, count(*) from search_entry_fts where search_entry_fts match 'burglaries' group by kind"
        ).fetchall()
    )
    assert f"All {sum(counts.values())}" in text_of(page)
    assert f"Measures {counts['measure']}" in text_of(page)


def test_search_has_all_rows_of_what_can_be_found(connection: sqlite3.Connection) -> None:
    count = "select count(*) from "
    held = connection.execute(count + "search_entry").fetchone()[0]
    assert connection.execute(count + "search_entry_fts").fetchone()[0] == held
    assert (
        connection.execute("select count(distinct kind || id) from search_entry").fetchone()[0]
        == held
    )


def test_search_pages_through_everything_once(site: httpx.Client) -> None:
    total = int(
        re.search(r"All ([\d,]+)", text_of(site.get("/search?q=police").text))[1].replace(",", "")
    )
    seen = []
    for number in range(1, (total + 19) // 20 + 1):
        seen += [a for a, _ in hits(site, "police", page=str(number))]
    assert len(seen) == len(set(seen)) == total > 40


def test_search_for_words_of_which_one_is_unknown_says_so(site: httpx.Client) -> None:
    page = text_of(site.get("/search?q=xyzzy+burgl").text)
    assert "No result has all of these words" in page and "urglary" in page
    assert "No results for" in text_of(site.get("/search?q=xyzzyplugh").text)


@pytest.mark.parametrize(
    "words",
    ['"', '""', "AND", "NOT", "a NEAR b", "title:x", "{title}:x", "*", "(", ")", "-", "^x", "x*", "'", ";", "%", "_",
     "“quoted”", '"open', "\x00", "a" * 5000, "é ü ß", "a " * 500, "+", "[", "drop table glossary_term", HOSTILE],
)  # fmt: skip
def test_search_takes_any_words(site: httpx.Client, words: str) -> None:
    page = site.get("/search", params={"q": words})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


# Safe ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=x", "/openpeel", "/openpeel/glossary_term.json", "/openpeel/glossary_term.csv?_stream=on", "/nothing", "/robots.txt",
     "/feed.xml", "/assets/openpeel.css", "/openpeel?sql=nonsense", "/-/versions.json", "/openpeel.db"],
)  # fmt: skip
def test_every_answer_carries_safe_headers(site: httpx.Client, address: str) -> None:
    headers = site.head(address).headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["style-src"] == policy["img-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in str(policy) and "http" not in str(policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("address", [*PAGES, *OF_DATASETTE])
def test_nothing_inline_but_what_the_policy_names_by_its_hash(answered: dict, address: str) -> None:
    response = answered[address].response
    page = response.text
    policy = response.headers["content-security-policy"]
    inline = re.findall(
        r"<(script|style)(?![^>]*(?:src=|ld\+json))[^>]*>(.*?)</\1>", page, re.DOTALL
    )
    for _, content in inline:
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    # And no hash is allowed that no page needs.
    assert len(re.findall("sha256-", policy)) <= len({content for _, content in inline})
    tags = re.findall(r"<[a-zA-Z][^>]*>", page)
    for tag in tags:
        assert not re.search(r"\s(style|on\w+)\s*=", re.sub(r'"[^"]*"', '""', tag)), tag
        assert "javascript:" not in tag
    loaded = re.findall(
        r'<(?:link|img|script|iframe|source)[^>]* (?:src|href)="(//[^"]*|https?:[^"]*)"', page
    )
    assert [a for a in loaded if not a.startswith("http://localhost/")] == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/improvements",
        "/openpeel/glossary_term",
        "/openpeel/glossary_term.json",
        "/feed.xml",
        "/nothing",
    ],
)
def test_head_is_answered_as_get_without_a_body(site: httpx.Client, address: str) -> None:
    head, get = site.head(address), site.get(address)
    assert head.status_code == get.status_code
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.content == b""


def test_what_is_no_question_is_refused(site: httpx.Client) -> None:
    assert site.post("/improvements").status_code in (403, 405)
    assert site.post("/openpeel/glossary_term").status_code in (403, 405)
    for closed in ("/-/patterns", "/-/allow-debug", "/-/messages", "/-/permissions", "/-/logout"):
        assert site.get(closed).status_code == 404


def parameters_of(page: str) -> set[str]:
    """The names of everything that a page's forms send."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)) | {"page"}


@pytest.mark.parametrize("address", [*PAGES, "/openpeel/glossary_term"])
def test_hostile_text_in_a_parameter_shows_as_text(
    site: httpx.Client, opened: Open, address: str
) -> None:
    path, _, query = address.partition("?")
    for name in parameters_of(opened(address).text) - {"sql"}:
        check_hostile(site.get(path, params={**dict(parse_qsl(query)), name: HOSTILE}))


@pytest.mark.parametrize("query", QUERIES)
def test_hostile_text_in_a_question_shows_as_text(site: httpx.Client, query: str) -> None:
    check_hostile(
        site.get(
            f"/openpeel/{query}",
            params=dict.fromkeys(names_in(QUERIES[query]["sql"]), HOSTILE),
        )
    )


def check_hostile(answer: httpx.Response) -> None:
    assert answer.status_code in (200, 400), answer.url
    assert "<script>alert" not in answer.text
    assert "Traceback" not in answer.text
    # Nor is it taken for a template.
    assert "script&gt;49" not in answer.text


@pytest.mark.parametrize(
    "folder",
    ["value", "improvement", "passage", "dictionary", "openpeel", "openpeel/term", "glossary", ""],
)
def test_hostile_text_in_an_address_shows_as_text(site: httpx.Client, folder: str) -> None:
    answer = site.get(f"/{folder}/{quote(HOSTILE.replace(chr(0), ''), safe='')}".replace("//", "/"))
    assert answer.status_code in (200, 404)
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "_size=x",
        "_timelimit=x",
        "_next=x",
        "_sort=x",
        "_facet=x",
        "_facet_size=x",
        "_where=nonsense(",
        "_shape=x",
        "x__y=1",
        "_search=%22",
    ],
)
def test_what_datasette_cannot_read_is_told_and_no_more(site: httpx.Client, query: str) -> None:
    for path in ("/openpeel/glossary_term", "/openpeel/grades"):
        page = site.get(f"{path}?{query}")
        assert page.status_code in (200, 400)
        assert "Traceback" not in page.text and "site-packages" not in page.text


def test_a_number_that_is_none_is_refused(site: httpx.Client) -> None:
    for value in ("0", "-1", "x", "1.5", "99999999", "१"):
        answer = site.get("/improvements", params={"page": value})
        assert answer.status_code == 400
        assert "page must be a whole number" in answer.text


# Errors that help ----------------------------------------------------------------------------


def test_an_id_that_is_not_there_offers_what_is_near(site: httpx.Client) -> None:
    page = site.get("/improvement/essex-2016-preventing-crime-afi-9")
    assert page.status_code == 404
    assert 'href="/improvement/essex-2016-preventing-crime-afi-1"' in page.text
    assert 'href="/force/kent"' in site.get("/force/ketn").text
    assert 'value="sex offenders"' in site.get("/sex-offenders").text
    answer = site.get("/value/nope").text
    assert "There is no value “nope”." in html.unescape(answer)


def test_errors_come_as_json_where_json_was_asked(site: httpx.Client) -> None:
    answer = site.get("/openpeel/nothing.json")
    assert answer.status_code == 404
    assert answer.json()["ok"] is False


def test_a_fault_of_ours_tells_nothing_of_the_inside(database: Path, tmp_path: Path) -> None:
    broken = tmp_path / "openpeel.db"
    shutil.copy(database, broken)
    # Made while the database is whole: a site of one that lacks a table does not start.
    sites = [make_site(broken) for _ in range(4)]
    drop_table(broken, "measure_catalogue")
    for address, status in {"/measures": 500, "/": 200}.items():
        assert ask_within(sites.pop(), address).status_code == status
    page = ask_within(sites.pop(), "/measures")
    for inside in ("measure_catalogue", "no such", "Traceback", "select", str(tmp_path)):
        assert inside not in page.text
    assert "Something went wrong here" in page.text
    # Where not even the page that says so can be made, words remain.
    drop_table(broken, "data_summary")
    page = ask_within(sites.pop(), "/measures")
    assert page.status_code == 500
    assert page.text.startswith("Something went wrong here")


def drop_table(path: Path, table: str) -> None:
    """Damage a database while sites of it run."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"drop table {table}")


def test_a_question_that_takes_too_long_is_told(database: Path) -> None:
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n"
    page = ask_within(
        make_site(database), "/openpeel?" + urlencode({"sql": endless, "_timelimit": "50"})
    )
    assert page.status_code == 400
    assert "That took too long" in page.text and "<textarea" not in page.text


def ask_within(site: object, address: str) -> httpx.Response:
    """What a site within this process answers."""

    async def ask() -> httpx.Response:
        await site.invoke_startup()
        return await site.client.get(address)

    return asyncio.run(ask())


# Found and shared ------------------------------------------------------------------------------


def test_dataset_is_described_for_search_engines(site: httpx.Client) -> None:
    for address in ("/", "/downloads"):
        script = re.search(
            r'<script type="application/ld\+json">(.*?)</script>', site.get(address).text, re.DOTALL
        )
        data = json.loads(script[1])
        assert data["@type"] == "Dataset" and "Open" not in data["name"]
        assert "open-government-licence" in data["license"]
        for download in data["distribution"]:
            assert site.head(download["contentUrl"]).status_code == 200


def locations(sitemap: httpx.Response) -> list[str]:
    """The addresses that a sitemap, or an index of sitemaps, leads to."""
    assert sitemap.status_code == 200
    root = ET.fromstring(sitemap.content)
    return [loc.text or "" for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_sitemap_leads_to_pages(site: httpx.Client) -> None:
    parts = locations(site.get("/sitemap.xml"))
    answers = [site.get(part) for part in parts]
    # Each is small enough to be made while others wait.
    assert all(len(locations(answer)) <= 1000 for answer in answers)
    addresses = [address for answer in answers for address in locations(answer)]
    assert site.get(f"/sitemap-{len(parts)}.xml").status_code == 404
    paths = [urlsplit(address).path for address in addresses]
    assert len(set(paths)) == len(paths) > 500
    assert "/improvement/essex-2016-preventing-crime-afi-1" in paths
    fixed = {urlsplit(address).path for address in PAGES} - {"/search"}
    assert {path for path in fixed if path.count("/") == 1} <= set(paths)
    kinds: dict[str, list[str]] = {}
    for path in paths:
        kinds.setdefault(path.rpartition("/")[0], []).append(path)
    for some in kinds.values():
        for path in some[:: max(1, len(some) // 5)]:
            assert site.head(path).status_code == 200, path


def test_feed_has_the_newest_first(site: httpx.Client, connection: sqlite3.Connection) -> None:
    root = ET.fromstring(site.get("/feed.xml").content)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 60
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert days == sorted(days, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", d) for d in days)
    assert root.findtext(f"{ATOM}updated") == days[0]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    newest = connection.execute("select max(listed_on) from feed_entry").fetchone()[0]
    assert days[0].startswith(newest)
    terms = {entry.find(f"{ATOM}category").get("term") for entry in entries}
    assert terms <= {"inspection", "improvement"}


def test_robots_are_kept_out_of_the_endless(site: httpx.Client) -> None:
    robots = site.get("/robots.txt").text
    rules = re.findall(r"^Disallow: (.+)$", robots, re.MULTILINE)
    assert re.search(r"^Sitemap: http\S+/sitemap.xml$", robots, re.MULTILINE)

    def may(address: str) -> bool:
        return not any(re.match(re.escape(rule).replace(r"\*", ".*"), address) for rule in rules)

    for closed in ("/openpeel?sql=select+1", "/openpeel/glossary_term?_sort=id", "/openpeel/glossary_term?_facet=topic_id", "/search?q=x",
                   "/openpeel/glossary_term?id=x&_next=2", "/openpeel/glossary_term.csv?_stream=on", "/openpeel/glossary_term?term__contains=x"):  # fmt: skip
        assert not may(closed)
    for open_ in (
        "/",
        "/improvements",
        "/value/x-1",
        "/openpeel/glossary_term",
        "/openpeel/grades",
        "/glossary/names",
    ):
        assert may(open_)


def test_whole_addresses_begin_as_the_operator_says(database: Path) -> None:
    site = make_site(database, public_url="https://peel.example/police/")
    page = ask_within(site, "/licence").text
    assert '<link rel="canonical" href="https://peel.example/police/licence">' in page
    assert (
        "Sitemap: https://peel.example/police/sitemap.xml" in ask_within(site, "/robots.txt").text
    )
    for bad in ("peel.example", "javascript:alert(1)", "https://x/?q", "https://x y/"):
        with pytest.raises(DataError, match="not the address of a site"):
            make_site(database, public_url=bad)


def test_site_can_live_below_a_path(database: Path) -> None:
    for address in ("/", "/improvements", "/search?q=ocg", "/nothing"):
        site = make_site(database)
        site._settings["base_url"] = "/peel/"
        page = ask_within(site, address).text
        links = re.findall(r'(?:href|action)="(/[^"]*)"', page)
        assert len(links) > 20
        assert [link for link in links if not link.startswith("/peel/")] == []


def test_stylesheet_may_be_kept_for_good(site: httpx.Client) -> None:
    link = re.search(r'<link rel="stylesheet" href="([^"]+)"', site.get("/").text)[1]
    answer = site.get(html.unescape(link))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert "max-age=300" in site.get("/").headers["cache-control"]


# With a report's own text ----------------------------------------------------------------------


@pytest.fixture
def with_text(database_with_text: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


@pytest.mark.sources
def test_passage_marks_its_values_and_they_lead_back(
    site_with_text: httpx.Client, with_text: sqlite3.Connection
) -> None:
    row = with_text.execute(
        "select * from observation_mention where observation_id = 'essex-2016-effectiveness-004'"
    ).fetchone()
    passage = site_with_text.get(f"/passage/{row['passage_id']}").text
    assert '<a href="/value/essex-2016-effectiveness-004"><mark>10.9</mark></a>' in passage
    value = site_with_text.get("/value/essex-2016-effectiveness-004").text
    assert "<mark>10.9</mark>" in value
    assert f'href="/passage/{row["passage_id"]}"' in value


@pytest.mark.sources
def test_every_passage_and_value_has_its_page(
    site_with_text: httpx.Client, with_text: sqlite3.Connection
) -> None:
    for row in with_text.execute("select id, text from passage where id % 9 = 1").fetchall():
        page = site_with_text.get(f"/passage/{row['id']}")
        quote_ = re.search(
            r'<blockquote class="passage"><p>(.*?)</p></blockquote>', page.text, re.DOTALL
        )[1]
        assert html.unescape(re.sub(r"</?(?:a|mark)[^>]*>", "", quote_)) == row["text"]
    assert site_with_text.get("/passage/999999").status_code == 404
    for row in with_text.execute("select id from observation where rowid % 20 = 1").fetchall():
        assert site_with_text.get(f"/value/{row['id']}").status_code == 200


@pytest.mark.sources
def test_search_finds_passages(site_with_text: httpx.Client) -> None:
    found = hits(site_with_text, "slavery", kind="passage")
    assert found and all(address.startswith("/passage/") for address, _ in found)
    assert "<mark>slavery</mark>" in site_with_text.get("/search?q=slavery&kind=passage").text


@pytest.mark.sources
def test_item_is_shown_in_the_reports_words(
    site_with_text: httpx.Client, with_text: sqlite3.Connection
) -> None:
    row = with_text.execute(
        "select id, text from improvement where id = 'essex-2016-preventing-crime-afi-1'"
    ).fetchone()
    assert row["text"] in html.unescape(site_with_text.get(f"/improvement/{row['id']}").text)


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
