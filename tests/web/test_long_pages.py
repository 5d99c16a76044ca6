"""A page shows so many rows; files have every row."""

from __future__ import annotations

import re

import httpx
import pytest

from openpeel.web.plugins.long_pages import shortened
from openpeel.web.server import MOST_ROWS_ON_A_PAGE

LONG = "select id, name from initiative, (select 1 union select 2 union select 3)"


def rows_on(page: httpx.Response) -> int:
    """How many rows the table of a page has."""
    return len(re.findall("<tr>", page.text.split("<tbody>")[-1]))


def test_page_of_a_long_answer_says_that_it_shows_the_first_rows(site: httpx.Client) -> None:
    page = site.get("/openpeel", params={"sql": LONG})
    assert rows_on(page) == MOST_ROWS_ON_A_PAGE
    assert f"shows the first {MOST_ROWS_ON_A_PAGE}" in page.text
    every = site.get("/openpeel.json", params={"sql": LONG, "_shape": "array"}).json()
    assert len(every) > MOST_ROWS_ON_A_PAGE
    assert f"{len(every):,} rows" in page.text
    file = site.get("/openpeel.csv", params={"sql": LONG}).text
    assert len(file.splitlines()) == len(every) + 1


def test_page_of_a_short_answer_shows_all(site: httpx.Client) -> None:
    page = site.get("/openpeel", params={"sql": "select id from framework"})
    assert "shows the first" not in page.text


@pytest.mark.parametrize("size", ["1000", "max", "251"])
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
        ("_size=max", "_size=250"),
        ("_size=9999999", "_size=250"),
        ("_size=x", "_size=x"),
        ("sql=select+1", "sql=select+1"),
    ],
)
def test_only_what_is_too_many_for_a_page_is_lowered(query: str, becomes: str) -> None:
    assert shortened(query) == becomes


def test_names_come_page_by_page(site: httpx.Client) -> None:
    first = site.get("/glossary/names")
    assert len(re.findall("<dt id=", first.text)) <= 200
    assert site.get("/glossary/names?page=99").status_code == 404
