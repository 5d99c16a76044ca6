"""Pages are safe whatever is asked, and errors help."""

from __future__ import annotations

import html
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

import httpx
import pytest
from asking import HOSTILE
from asking_in_process import ask_within
from page_types import PAGES, Open
from questions import QUERIES

from openpeel.loaders.questions import names_in
from openpeel.web.server import make_site


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
