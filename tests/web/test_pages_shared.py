"""Pages are found by search engines and robots, and shared by feed and address."""

from __future__ import annotations

import html
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from asking_in_process import ask_within
from page_types import PAGES

from openpeel.loaders.errors import DataError
from openpeel.web.server import make_site


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


ATOM = "{http://www.w3.org/2005/Atom}"
