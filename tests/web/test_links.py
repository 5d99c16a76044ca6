"""No link of the site is dead, on the shipped database and on one with every source."""

from __future__ import annotations

import asyncio
import html
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import httpx
import pytest
from forms import forms_of, some
from page_types import PAGES
from questions import QUERIES

from openpeel.web.server import make_site

pytestmark = pytest.mark.slow
# Pages opened of one kind, and of one that shows rows of tables: sorts, facets, downloads.
MOST_PAGES, MOST_OF_DATASETTE = 8, 2
# First part of the address of a page -> where the last part must be.
IDS = {
    "force": "select area_id from force",
    "improvement": "select id from improvement",
    "inspection": "select id from inspection",
    "measure": "select id from measure",
    "passage": "select id from passage",
    "value": "select id from observation",
    "dictionary": "select name from sqlite_master",
}


class Crawl:
    """The pages of a site within some steps of the first, and all links on them."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.site = make_site(database)
        # What is slow on a busy machine is tested elsewhere.
        self.site.sql_time_limit_ms = 60_000
        self.pages: dict[str, httpx.Response] = {}
        self.opened: Counter[str] = Counter()

    async def run(self) -> Crawl:
        """Follow links from the first page, then open each question with its menus' choices."""
        await self.site.invoke_startup()
        step = {"/"}
        for _ in range(4):
            for address in sorted(step):
                if not self.has_enough_like(address):
                    await self.open(address)
            step = {to for page in self.html() for to in links_of(page.text)} - set(self.pages)
        for query in QUERIES:
            for address in choices_of(await self.open(f"/openpeel/{query}")):
                await self.open(address)
        return self

    def has_enough_like(self, address: str) -> bool:
        """Whether enough pages of the kind of this one were opened; counts this one."""
        kind = kind_of(address)
        self.opened[kind] += 1
        most = MOST_PAGES if kind.endswith("||") else MOST_OF_DATASETTE
        return self.opened[kind] > most or address == "/openpeel.db"

    async def open(self, address: str) -> httpx.Response:
        """Open a page once."""
        if address not in self.pages:
            self.pages[address] = await self.site.client.get(address, follow_redirects=True)
        return self.pages[address]

    def html(self) -> Iterable[httpx.Response]:
        """The pages that people read, as opened so far."""
        return [p for p in self.pages.values() if "html" in p.headers["content-type"]]


def choices_of(page: httpx.Response) -> Iterable[str]:
    """The addresses of a question with some choices of each of its menus."""
    path = page.url.path
    for form in forms_of(page.text):
        if form.action == path:
            for menu in form.menus:
                for value in some([value for value, _ in menu.options], 2):
                    yield f"{path}?{httpx.QueryParams(form.sent(**{menu.id: value}))}"


def kind_of(address: str) -> str:
    """What an address is one of many of: its path without the last part, its arguments."""
    path, _, query = address.partition("?")
    names = sorted({name for name, _ in parse_qsl(query, keep_blank_values=True)})
    folder, _, last = path.rpartition("/")
    if folder.startswith("/force/"):  # a page of a force's own page: /force/kent/brief
        return f"/force/…/{last}||{','.join(names)}"
    ending = last.rpartition(".")[2] if "." in last else ""
    return f"{folder or path}|{ending}|{','.join(names)}"


def links_of(page: str) -> set[str]:
    """The addresses of this site that a page leads to."""
    found = {html.unescape(link) for link in re.findall(r'<a [^>]*?href="(/[^"]*)"', page)}
    return {link.partition("#")[0] for link in found}


@pytest.fixture(
    scope="module",
    params=["database", pytest.param("database_with_text", marks=pytest.mark.sources)],
)
def crawl(request: pytest.FixtureRequest) -> Crawl:
    """The answers of a site as the shipped facts make it, and of one with every source."""
    return asyncio.run(Crawl(request.getfixturevalue(request.param)).run())


def test_every_page_that_a_link_leads_to_answers(crawl: Crawl) -> None:
    assert len(crawl.pages) > 250
    assert {a: r.status_code for a, r in crawl.pages.items() if r.status_code != 200} == {}


def test_every_link_to_an_id_leads_to_one_that_is_there(crawl: Crawl) -> None:
    """Also those that are too many to be opened."""
    with sqlite3.connect(crawl.database) as db:
        known = {kind: {str(row[0]) for row in db.execute(sql)} for kind, sql in IDS.items()}
    dead = {}
    checked = 0
    for address, page in crawl.pages.items():
        if "html" not in page.headers["content-type"]:
            continue
        for link in links_of(page.text):
            _, kind, *rest = link.partition("?")[0].split("/")
            if kind in known and len(rest) == 1:
                checked += 1
                if unquote(rest[0]) not in known[kind]:
                    dead[link] = address
    assert checked > 2000
    assert dead == {}


def test_every_type_of_page_is_reached_from_the_first(crawl: Crawl) -> None:
    reached = {kind_of(address.partition("?")[0]) for address in crawl.pages}
    # Without a report there is no passage to lead to.
    has_text = crawl.database.name != "shipped.db"
    for address in PAGES:
        if has_text or not address.startswith("/passage/"):
            assert kind_of(address.partition("?")[0]) in reached, address


def test_places_within_pages_are_there(crawl: Crawl) -> None:
    pages = {a: html.unescape(r.text) for a, r in crawl.pages.items() if r in crawl.html()}
    places = {
        html.unescape(link)
        for page in crawl.html()
        for link in re.findall(r'href="(/[^"]*#[^"]+)"', page.text)
    }
    assert places
    for address, _, place in (link.partition("#") for link in places):
        if address in pages:
            assert f'id="{place}"' in pages[address], (address, place)
