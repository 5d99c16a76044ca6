"""The main pages in a real browser: they show, hold on a phone, and stay on this host."""

from __future__ import annotations

import httpx
import pytest
from browsing import follow, watched
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/openpeel",
    "/openpeel/against-england-and-wales?force=essex&topic=",
    "/openpeel/grade-changes",
    "/openpeel/areas-for-improvement",
    "/openpeel/figure_table?figure=4",
    "/openpeel/observation_detail",
    "/openpeel/improvement/essex-2016-preventing-crime-afi-1",
]


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_page_shows_without_errors(
    browser: Browser, site: httpx.Client, path: str, width: int
) -> None:
    page, wrong, asked = watched(browser, viewport={"width": width, "height": 900})
    page.goto(f"{str(site.base_url).rstrip('/')}{path}")
    assert page.locator("h1").inner_text().strip()
    assert wrong == []
    assert [url for url in asked if not url.startswith(str(site.base_url))] == []
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{wide} pixels hang out at the side"
    page.close()


def test_a_reader_finds_the_charge_rate_and_its_page(browser: Browser, site: httpx.Client) -> None:
    page = browser.new_page()
    page.goto(str(site.base_url))
    follow(page.get_by_role("link", name="Ready-made questions").first)
    follow(page.get_by_role("link", name="How were domestic abuse offences concluded?"))
    row = page.get_by_role("row").filter(has_text="Charged / Summonsed")
    assert row.locator(".col-force_stated").inner_text() == "24.5%"
    assert row.locator(".col-england_and_wales_stated").inner_text() == "23.2%"
    # The same in all rows, so said once.
    assert "Page 47" in page.locator("main").inner_text()
    page.close()


def test_a_reader_asks_about_a_term_by_keyboard(browser: Browser, site: httpx.Client) -> None:
    page = browser.new_page()
    page.goto(f"{str(site.base_url).rstrip('/')}/openpeel/explain-a-term")
    page.get_by_role("textbox", name="Term or abbreviation").focus()
    page.keyboard.type("OCG")
    page.keyboard.press("Enter")
    page.wait_for_url("**term=OCG**")
    first = page.locator("table.rows-and-columns tbody tr").first
    assert first.locator(".col-term").inner_text() == "Organised crime group"
    page.close()
