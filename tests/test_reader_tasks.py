"""What a reader comes for, answered from the first page by links, menus and the search box.

Each test goes the way that a new reader would: no SQL, no address typed, no script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser(missing: Callable[[str], NoReturn]) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing("needs chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, site: httpx.Client) -> Iterator[Page]:
    """The first page, as a reader without JavaScript opens it."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(str(site.base_url))
    yield page
    context.close()


def text(page: Page) -> str:
    """The words of a page, in one line."""
    return " ".join(page.locator("main").inner_text().split())


def look_for(page: Page, words: str) -> None:
    page.locator("main input[type=search], header input[type=search]").first.fill(words)
    page.get_by_role("button", name="Search").first.click()


def choose_force(page: Page, name: str) -> None:
    page.locator("main").get_by_label("A force", exact=True).select_option(label=name)
    page.locator("main").get_by_role("button", name="Show").click()


def test_how_essex_was_graded_on_protecting_vulnerable_people(page: Page) -> None:
    choose_force(page, "Essex")
    if page.locator("h1").inner_text() != "Essex Police":
        page.locator("main").get_by_role("link", name="Essex").first.click()
    strip = page.locator("main svg", has_text="Protecting vulnerable people").first
    words = " ".join(strip.text_content().split())
    row = words[words.index("Protecting vulnerable people") :]
    assert re.search(r"Inadequate.*Requires\s*improvement.*Good", row)


def test_the_charge_rate_for_domestic_abuse(page: Page) -> None:
    look_for(page, "domestic abuse charged")
    page.locator("main").get_by_role("link", name=re.compile("charged or summonsed")).first.click()
    words = text(page)
    assert "24.5%" in words
    assert "23.2%" in words
    assert "page 47" in words


def test_what_hmic_asked_essex_to_improve_on_organised_crime(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Improvements").click()
    page.get_by_label("Force").select_option(label="Essex")
    page.get_by_label("Topic").select_option(label="Serious and organised crime")
    page.get_by_label("Inspection").select_option(label="PEEL 2016")
    page.locator("main").get_by_role("button", name="Show").click()
    words = text(page)
    assert "2 items" in words
    assert "local profile of serious and organised crime" in words
    assert "senior level" in words


def test_which_item_was_raised_three_times(page: Page) -> None:
    assert "Raised 3 times" in text(page)
    page.locator("main").get_by_role("link", name=re.compile("Raised 3 times")).first.click()
    words = text(page)
    assert "2016" in words and "2018" in words
    assert re.search("judging what works|prevention tactics work", words)


def test_which_forces_were_inadequate_in_2016(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Forces").click()
    page.get_by_label("Year of the programme").select_option(label="PEEL 2016")
    page.locator("main").get_by_role("button", name="Show").click()
    assert "One force was inadequate: Bedfordshire." in text(page)


def test_whether_the_rise_of_10_9_percent_can_be_trusted(page: Page) -> None:
    look_for(page, "10.9")
    page.locator("main").get_by_role("link", name=re.compile("recorded crime")).first.click()
    words = text(page)
    assert "12.761" in words
    assert "fraud" in words


def test_what_ocg_means(page: Page) -> None:
    look_for(page, "OCG")
    assert "Organised crime group" in text(page)
