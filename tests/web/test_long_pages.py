"""A page or piece of JSON has so many rows and leads to the next; CSV files have every row."""

from __future__ import annotations

import asyncio
import csv
import html
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from openpeel.web.plugins.long_pages import shortened
from openpeel.web.server import MOST_ROWS_IN_JSON, MOST_ROWS_ON_A_PAGE, make_site

LONG = "select id, name from initiative, (select 1 union select 2 union select 3)"


def answer_body(page: httpx.Response) -> str:
    """The rows of a page's answer; what it covers may be a table below."""
    answer = page.text.split('<table class="rows-and-columns')[-1]
    return answer.split("<tbody>")[1].split("</tbody>")[0]


def rows_on(page: httpx.Response) -> int:
    """How many rows the table of a page has."""
    return len(re.findall("<tr>", answer_body(page)))


def cells_of(page: httpx.Response) -> list[list[str]]:
    """The text of each cell of a page's table."""
    rows = re.findall("<tr>(.*?)</tr>", answer_body(page), re.DOTALL)
    cells = [re.findall("<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def pages_from(site: httpx.Client, address: str) -> Iterator[httpx.Response]:
    """The page of an address and those that its links to the next lead to."""
    page = site.get(address)
    while True:
        yield page
        found = re.search('<a href="([^"]+)" rel="next"', page.text)
        if not found:
            break
        page = site.get(html.unescape(found[1]))


@pytest.mark.parametrize("address", [f"/openpeel?{urlencode({'sql': LONG})}", "/openpeel/grades"])
def test_pages_of_a_long_answer_have_every_row_once(site: httpx.Client, address: str) -> None:
    pages = list(pages_from(site, address))
    assert len(pages) > 2
    assert {rows_on(page) for page in pages[:-1]} == {MOST_ROWS_ON_A_PAGE}
    file = re.search('As <a href="([^"]+)">CSV', pages[1].text)
    assert file
    every = list(csv.reader(StringIO(site.get(html.unescape(file[1])).text.lstrip("\ufeff"))))[1:]
    shown = [cells for page in pages for cells in cells_of(page)]
    assert len(shown) == len(every)
    # The last page of a question is of one force, which is said above its rows.
    whole = MOST_ROWS_ON_A_PAGE * (len(pages) - 1)
    assert [row[:1] for row in shown[:whole]] == [row[:1] for row in every[:whole]]
    for page in pages:
        assert f"{len(every):,} rows; this page shows" in page.text
    assert f"Rows 101 to 200 of {len(every):,}" in pages[1].text
    # The way back, to the first page by its own address.
    assert html.escape(address) in pages[1].text.split('rel="prev"')[0].rsplit("<a", 1)[1]


def test_page_past_the_last_row_says_so(site: httpx.Client) -> None:
    page = site.get(
        "/openpeel", params={"sql": "select area_id from force limit 8", "_next": "100"}
    )
    assert page.status_code == 200
    assert "There are only 8 rows" in page.text


def test_page_of_a_short_answer_shows_all(site: httpx.Client) -> None:
    page = site.get("/openpeel", params={"sql": "select id from framework"})
    assert "this page shows" not in page.text
    assert 'rel="next"' not in page.text


@pytest.mark.parametrize("shape", ["objects", "arrays", "array"])
def test_json_of_a_question_comes_in_parts_that_lead_to_the_next(
    site: httpx.Client, shape: str
) -> None:
    every = list(csv.DictReader(StringIO(site.get("/openpeel/grades.csv").text)))
    address = f"/openpeel/grades.json?_shape={shape}"
    rows: list[object] = []
    while address:
        answer = site.get(address)
        content = answer.json()
        part = content if shape == "array" else content["rows"]
        assert len(part) <= MOST_ROWS_IN_JSON
        rows += part
        address = answer.links.get("next", {}).get("url", "")
        if shape != "array":
            assert content["truncated"] is bool(address)
            assert content.get("next_url", "") == address
    assert len(rows) == len(every) > MOST_ROWS_IN_JSON
    if shape != "arrays":
        assert [row["force"] for row in rows] == [row["force"] for row in every]  # type: ignore[index]


def test_json_of_a_question_has_as_few_rows_as_asked_for(site: httpx.Client) -> None:
    few = site.get("/openpeel/grades.json?_size=10&_next=20&_shape=objects").json()
    more = site.get("/openpeel/grades.json?_size=max&_shape=objects").json()
    assert few["rows"] == more["rows"][20:30]
    assert few["next"] == "30"
    assert len(more["rows"]) == MOST_ROWS_IN_JSON


@pytest.mark.parametrize("argument", ["_next=x", "_next=-1", "_size=x", "_next=" + "9" * 5000])
def test_a_part_that_is_no_number_is_refused(site: httpx.Client, argument: str) -> None:
    answer = site.get(f"/openpeel/grades.json?{argument}")
    assert answer.status_code == 400
    assert "must be a whole number" in answer.json()["error"]


def test_csv_of_a_question_has_every_row_whatever_the_limit(database: Path) -> None:
    found = answers_with_limit(database, 150, ["/openpeel/grades.csv"])[0]
    rows = list(csv.reader(StringIO(found.text)))
    assert len(rows) - 1 == int(found.headers["x-total-count"]) > 1000


def test_csv_of_own_sql_is_refused_rather_than_cut(database: Path) -> None:
    address = "/openpeel.csv?sql=select+id+from+citation+limit+"
    whole, cut = answers_with_limit(database, 150, [f"{address}150", f"{address}151"])
    assert len(whole.text.splitlines()) == 151
    assert cut.status_code == 400
    assert "more than 150 rows" in cut.text


def test_csv_of_wrong_sql_is_refused_rather_than_empty(site: httpx.Client) -> None:
    answer = site.get("/openpeel.csv?sql=select+nonsense")
    assert answer.status_code == 400
    assert "no such column: nonsense" in answer.text


def answers_with_limit(database: Path, most: int, addresses: list[str]) -> list[httpx.Response]:
    """What a site answers whose questions have a limit on rows."""

    async def ask() -> list[httpx.Response]:
        site = make_site(database)
        site.max_returned_rows = most
        await site.invoke_startup()
        return [await site.client.get(address) for address in addresses]

    return asyncio.run(ask())


@pytest.mark.parametrize("size", ["1000", "max", "101"])
def test_page_of_a_table_has_no_more_rows_than_a_page_may(site: httpx.Client, size: str) -> None:
    page = site.get("/openpeel/citation", params={"_size": size})
    assert page.status_code == 200
    assert rows_on(page) == MOST_ROWS_ON_A_PAGE
    assert 'rel="next' in page.text
    file = site.get("/openpeel/citation.json", params={"_size": "300", "_shape": "array"})
    assert len(file.json()) == 300


@pytest.mark.parametrize(
    ("query", "becomes"),
    [
        ("_size=20&name=a%20b", "_size=20&name=a+b"),
        ("_size=max", "_size=100"),
        ("_size=9999999", "_size=100"),
        ("_size=x", "_size=x"),
        ("sql=select+1", "sql=select+1"),
    ],
)
def test_only_what_is_too_many_for_a_page_is_lowered(query: str, becomes: str) -> None:
    assert shortened(query, MOST_ROWS_ON_A_PAGE) == becomes


def test_names_come_page_by_page(site: httpx.Client) -> None:
    first = site.get("/glossary/names")
    assert len(re.findall("<dt id=", first.text)) <= 200
    assert site.get("/glossary/names?page=99").status_code == 404
