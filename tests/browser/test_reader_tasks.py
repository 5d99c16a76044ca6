"""What a reader comes for, answered from the first page by links, menus and the search box.

Each test goes the way that a new reader would: no SQL, no address typed, no script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from browsing import follow
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


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
    follow(page.get_by_role("button", name="Search").first)


def choose_force(page: Page, name: str) -> None:
    page.locator("main").get_by_label("Force", exact=True).select_option(label=name)
    follow(page.locator("main").get_by_role("button", name="Show"))


def test_how_essex_was_graded_on_protecting_vulnerable_people(page: Page) -> None:
    choose_force(page, "Essex")
    if page.locator("h1").inner_text() != "Essex Police":
        follow(page.locator("main").get_by_role("link", name="Essex").first)
    strip = page.locator("main svg", has_text="Protecting vulnerable people").first
    words = " ".join(strip.text_content().split())
    row = words[words.index("Protecting vulnerable people") :]
    assert re.search(r"Inadequate.*Requires\s*improvement.*Good", row)


def test_the_charge_rate_for_domestic_abuse(page: Page) -> None:
    look_for(page, "domestic abuse charged")
    follow(page.locator("main").get_by_role("link", name=re.compile("charged or summonsed")).first)
    words = text(page)
    assert "24.5%" in words
    assert "23.2%" in words
    assert "page 47" in words


def test_what_hmic_asked_essex_to_improve_on_organised_crime(page: Page) -> None:
    follow(page.get_by_role("navigation").get_by_role("link", name="Improvements"))
    page.get_by_label("Force").select_option(label="Essex")
    page.get_by_label("Topic").select_option(label="Serious and organised crime")
    page.get_by_label("Inspection").select_option(label="PEEL 2016")
    follow(page.locator("main").get_by_role("button", name="Show"))
    words = text(page)
    assert "2 areas for improvement, causes of concern and recommendations" in words
    assert "local profile of serious and organised crime" in words
    assert "senior level" in words


def test_which_item_was_raised_three_times(page: Page) -> None:
    assert "Raised 3 times" in text(page)
    follow(page.locator("main").get_by_role("link", name=re.compile("Raised 3 times")).first)
    words = text(page)
    assert "2016" in words and "2018" in words
    assert "share effective practice" in words


def test_which_forces_were_inadequate_in_2016(page: Page) -> None:
    follow(page.get_by_role("navigation").get_by_role("link", name="Forces"))
    page.get_by_label("PEEL round").select_option(label="PEEL 2016")
    follow(page.locator("main").get_by_role("button", name="Show"))
    assert "one was inadequate (Bedfordshire)" in text(page)


def test_whether_the_rise_of_10_9_percent_can_be_trusted(page: Page) -> None:
    look_for(page, "10.9")
    follow(page.locator("main").get_by_role("link", name=re.compile("recorded crime")).first)
    words = text(page)
    assert "12.761" in words
    assert "fraud" in words


def test_what_ocg_means(page: Page) -> None:
    look_for(page, "OCG")
    assert "Organised crime group" in text(page)


def test_by_when_a_policing_body_had_to_answer(page: Page) -> None:
    look_for(page, "answer due")
    follow(page.locator("main").get_by_role("link", name=re.compile("When was the response due")))
    page.get_by_label("Force", exact=True).select_option(label="Essex")
    follow(page.locator("main").get_by_role("button", name="Show"))
    row = page.get_by_role("row").filter(has_text="Essex Police, PEEL 2023–25").first
    assert "8 July 2025" in row.inner_text()


def test_which_forces_rose_and_fell_most(page: Page) -> None:
    up, down = (page.locator("ul.cards li").filter(has_text=f"grades {way} in").inner_text() for way in ("up", "down"))  # fmt: skip
    rose = re.search("grades up in (.+)", up)[1]
    # Who fell as much in the same years is named with the one that stands first.
    fell = {
        re.search("grades down in (.+)", down)[1],
        *re.findall(r"([A-Z][a-z]+) \(PEEL 2018/19\)", down),
    }
    follow(page.get_by_role("navigation").get_by_role("link", name="Forces"))
    follow(page.get_by_role("link", name="which forces rose and which fell"))
    page.get_by_label("Earlier year").select_option(label="PEEL 2017")
    page.get_by_label("Later year").select_option(label="PEEL 2018/19")
    follow(page.locator("main").get_by_role("button", name="Show"))
    rows = [
        row.split("\t") for row in page.locator("table.rows-and-columns tbody tr").all_inner_texts()
    ]
    # Those with too few comparable grades have no rank and stand below the others.
    ranked = [row for row in rows if row[0].strip()]
    assert ranked[0][1] == rose
    assert {row[1] for row in ranked if row[0] == ranked[-1][0]} == fell and ranked[-1][1] in fell


def test_what_stands_out_is_said_by_the_page_that_it_leads_to(page: Page) -> None:
    card = page.locator("ul.cards li").filter(has_text="forces inadequate")
    forces = re.search(r"PEEL 2021/22 \((.+?)\)", " ".join(card.inner_text().split()))[1]
    follow(card.get_by_role("link", name="See for yourself"))
    assert f"were inadequate ({forces})" in text(page)
