"""No page or piece of JSON grows with the number of reports: each has its part of the rows."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from page_types import OF_DATASETTE, PAGES
from questions import QUERIES, Described
from several_reports import database_of

from openpeel.web.server import NAME, make_site

# A database of several reports is built, and every page asked for.
pytestmark = pytest.mark.slow
REPORTS = 10
LONGEST_PAGE = 150_000
# Tables have rows of any width, and readers may choose how many they see.
LONGEST_TABLE = 250_000
LONGEST_JSON = 1_000_000
# Every kind of page that is not a file, however long its list may become.
LONG = ["/search?q=police", "/search?q=crime", "/improvements?status=", "/sitemap.xml", "/feed.xml"]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of several reports."""
    return database_of(REPORTS, tmp_path_factory)


def answers_of(database: Path, addresses: list[str]) -> dict[str, httpx.Response]:
    """What a site answers, each asked once."""

    async def ask() -> dict[str, httpx.Response]:
        site = make_site(database)
        await site.invoke_startup()
        return {address: await site.client.get(address) for address in addresses}

    return asyncio.run(ask())


def too_long(found: dict[str, httpx.Response], most: float) -> dict[str, int]:
    """The answers that have more bytes than they may."""
    return {
        address: len(answer.content)
        for address, answer in found.items()
        if len(answer.content) > most
    }


def test_no_page_is_long_with_several_reports(several: Path) -> None:
    with closing(sqlite3.connect(several)) as db:
        [passage] = db.execute("select min(id) from passage").fetchone()
    own = [address for address in PAGES if not address.startswith("/passage/")]
    of_queries = (f"/{NAME}/{query}" for query in QUERIES)
    addresses = [*own, f"/passage/{passage}", *OF_DATASETTE, *LONG, *of_queries]
    found = answers_of(several, addresses)
    # What is answered with an error is short.
    refused = {address for address, answer in found.items() if answer.status_code != 200}
    assert refused == {"/openpeel?sql=select+nonsense", "/nothing-here"}
    assert too_long(found, LONGEST_PAGE) == {}


def test_no_json_of_a_question_is_long_and_what_is_cut_leads_on(several: Path) -> None:
    found = answers_of(several, [f"/{NAME}/{query}.json?_shape=objects" for query in QUERIES])
    assert too_long(found, LONGEST_JSON) == {}
    cut = 0
    for address, answer in found.items():
        content = answer.json()
        assert content["truncated"] is ("next_url" in content), address
        cut += content["truncated"]
    assert cut > 5


def test_no_page_of_a_table_is_long_with_several_reports(
    several: Path, described: Described
) -> None:
    found = answers_of(several, [f"/{NAME}/{table}" for table in described])
    assert {answer.status_code for answer in found.values()} == {200}
    assert too_long(found, LONGEST_TABLE) == {}
