"""Every type of page in a real browser: silent, at home, accessible, and whole without a script."""

from __future__ import annotations

import re
import sqlite3

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import follow, watched
from page_text import main_text
from page_types import OF_DATASETTE, PAGES
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is written in pictures too small to be read, past the edge, or over another word.
UNREADABLE = """() => [...document.querySelectorAll('main svg.picture')].flatMap(picture => {
    const words = [...picture.querySelectorAll('text')]
        .map(text => ({
            said: text.textContent,
            high: parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a,
            box: text.getBoundingClientRect(),
        }))
        .filter(word => word.box.width);
    const small = words.filter(word => word.high < 10.95);
    const out = words.filter(word => word.box.left < 0 || word.box.right > innerWidth);
    const over = words.filter((word, place) => words.slice(0, place).some(other =>
        Math.min(word.box.right, other.box.right) - Math.max(word.box.left, other.box.left) > 1 &&
        Math.min(word.box.bottom, other.box.bottom) - Math.max(word.box.top, other.box.top) > 4));
    return [...small, ...out, ...over].map(word => [word.said, word.high, word.box.right]);
})"""

# Tables with columns that only scrolling shows. What a fold hides is looked at too.
CUT = """() => {
    document.querySelectorAll('details').forEach(fold => fold.open = true);
    return [...document.querySelectorAll('.scroll > table')]
        .filter(table => table.getBoundingClientRect().right > innerWidth + 1
            || table.parentElement.scrollWidth > table.parentElement.clientWidth + 1)
        .map(table => table.id);
}"""
# Sizes of the letters that are seen, outside pictures.
SIZES = """() => {
    const sizes = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const parent = texts.currentNode.parentElement;
        if (texts.currentNode.data.trim() && !parent.closest('svg, option')
                && parent.getClientRects().length)
            sizes.add(getComputedStyle(parent).fontSize);
    }
    return [...sizes];
}"""
MOST_SIZES = 6
# The grid of all forces and topics scrolls on a phone, below its fixed first column.
WIDE_ON_A_PHONE = {"grid-table"}
# What is between the margins of an A4 sheet, in pixels.
SHEET = 688


@pytest.fixture(scope="module")
def home(site: httpx.Client) -> str:
    return str(site.base_url).rstrip("/")


@pytest.mark.parametrize("address", [*PAGES, *OF_DATASETTE])
def test_page_is_silent_at_home_and_accessible(browser: Browser, home: str, address: str) -> None:
    page, said, asked = watched(browser, viewport={"width": 1280, "height": 900})
    response = page.goto(home + address)
    assert response is not None
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    told = [(v["id"], v["help"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found]
    assert told == []
    # What the browser says of an answer that is an error is no fault of the page.
    assert [s for s in said if response.ok or "Failed to load resource" not in s] == []
    assert [url for url in asked if not url.startswith(home)] == []
    # Everything is readable in the dark and on a phone too, and nothing hangs out.
    page.emulate_media(color_scheme="dark")
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{wide} pixels hang out at the side at {width}"
        assert page.evaluate(UNREADABLE) == []
    contrast = {"runOnly": ["color-contrast", "target-size"]}
    found = Axe().run(page, options=contrast).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found] == []
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_all_pages_together_have_six_sizes_of_letters(
    browser: Browser, home: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    sizes: dict[str, str] = {}
    for address in [*PAGES, *OF_DATASETTE]:
        page.goto(home + address)
        sizes |= dict.fromkeys(page.evaluate(SIZES), address)
    assert len(sizes) <= MOST_SIZES, sizes
    page.close()


def test_only_the_current_way_is_marked_in_forced_colours(browser: Browser, home: str) -> None:
    page = browser.new_page(forced_colors="active")
    page.goto(f"{home}/forces")
    style = "link => [getComputedStyle(link).borderBottomColor, getComputedStyle(link).textDecorationLine]"
    ways = page.locator(".site-nav a")
    shown = [ways.nth(n).evaluate(style) for n in range(ways.count())]
    current = page.locator(".site-nav a[aria-current]").evaluate(style)
    assert shown.count(current) == 1 and current[1] == "underline"
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert {color for color, _ in shown if color != current[0]} == {background}
    page.close()


def test_the_ring_of_an_area_is_seen_above_its_neighbours(browser: Browser, home: str) -> None:
    page = browser.new_page()
    page.goto(f"{home}/forces")
    areas = page.locator(".map a:not([tabindex])")
    areas.first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.map') !== null")
    seen = page.evaluate("""() => [...document.querySelectorAll('.map a')].map(area =>
        [area === document.activeElement, getComputedStyle(area).opacity])""")
    assert {opacity for focused, opacity in seen if focused} == {"1"}
    assert {opacity for focused, opacity in seen if not focused} == {"0.35"}
    page.close()


def test_the_menus_of_compare_are_on_one_screen_of_a_phone(browser: Browser, home: str) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(f"{home}/compare?force=essex&force=kent")
    form = page.locator("main form.filters").bounding_box()
    assert form and form["height"] < 420
    # The others are there for who wants them.
    assert page.locator("main select[name=force]").count() == 6
    assert page.locator("main select[name=force]:visible").count() == 3
    page.get_by_text("More: up to 6").click()
    assert page.locator("main select[name=force]:visible").count() == 6
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_heads_and_forces_of_the_grid_stay_in_sight(
    browser: Browser, home: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{home}/forces#grid")
    page.locator("#grid-table tbody tr").nth(30).scroll_into_view_if_needed()
    head = page.locator("#grid-table thead th").nth(2).bounding_box()
    row = page.locator("#grid-table tbody tr").nth(30).bounding_box()
    assert head and row and 0 <= head["y"] < row["y"] < 800
    if width < 1000:
        page.locator(".scroll:has(#grid-table)").evaluate("region => region.scrollLeft = 300")
        force = page.locator("#grid-table tbody tr").nth(30).locator("th").bounding_box()
        assert force and 0 <= force["x"] < 30
    page.close()


@pytest.mark.parametrize("address", [*PAGES, "/forces?year=peel-2017"])
def test_no_column_is_cut_on_a_desk_a_phone_or_paper(
    browser: Browser, home: str, address: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(home + address)
    assert page.evaluate(CUT) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert set(page.evaluate(CUT)) <= WIDE_ON_A_PHONE
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": 900})
    assert page.evaluate(CUT) == []
    page.close()


@pytest.mark.parametrize("address", PAGES)
def test_page_is_whole_without_a_script(browser: Browser, home: str, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(home + address)
    assert PAGES[address] in main_text(page.content())
    assert page.locator("main h1").inner_text().strip()
    context.close()


def test_the_content_is_one_stop_away_and_the_search_not_far(browser: Browser, home: str) -> None:
    page = browser.new_page()
    page.goto(f"{home}/methods")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    box = page.locator(".skip").bounding_box()
    assert box is not None and box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(f"{home}/methods")
    stops = []
    for _ in range(14):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate("document.activeElement.textContent || document.activeElement.id")
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", stops[-1]
    assert stops[:5] == ["Skip to the content", "openpeel", "site-search", "Search", "Forces"]
    assert "Methods" in stops
    page.close()


def test_a_reader_searches_and_reads_by_keyboard(browser: Browser, home: str) -> None:
    page = browser.new_page()
    page.goto(home)
    page.get_by_label("Search the site").focus()
    page.keyboard.type("OCG")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=OCG")
    first = page.locator("ol.list > li").first
    assert "Organised crime group" in first.inner_text()
    first.locator("a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary#ocg")
    assert page.locator("#ocg + dd").is_visible()
    page.close()


def test_a_reader_finds_what_was_asked_on_organised_crime_by_menus(
    browser: Browser, home: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(home)
    follow(page.get_by_role("navigation", name="Main").get_by_role("link", name="Improvements"))
    page.get_by_label("Force", exact=True).select_option(label="Essex")
    page.get_by_label("Topic", exact=True).select_option(label="Serious and organised crime")
    page.get_by_label("Kind", exact=True).select_option(label="area for improvement")
    follow(page.get_by_role("button", name="Show"))
    rows = page.locator("table#improvements tbody tr")
    assert rows.count() >= 2
    assert "organised crime" in rows.first.inner_text()
    follow(rows.first.get_by_role("link").first)
    assert "page 59" in page.locator("main").inner_text()
    context.close()


def test_a_question_is_asked_by_its_menus_without_a_script(browser: Browser, home: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{home}/questions")
    question = "Where does a force stand above or below England and Wales?"
    follow(page.get_by_role("link", name=question))
    page.get_by_role("combobox", name="Force").select_option(label="Essex")
    page.get_by_role("combobox", name="Topic").select_option(label="Protecting vulnerable people")
    follow(page.get_by_role("button", name="Show"))
    assert "force=essex" in page.url and "topic=protecting-vulnerable" in page.url
    row = page.get_by_role("row").filter(has_text="charged or summonsed")
    assert row.locator(".col-force_stated").inner_text() == "24.5%"
    assert row.locator(".col-england_and_wales_stated").inner_text() == "23.2%"
    follow(row.get_by_role("link").last)
    assert page.url.endswith("/measure/domestic-abuse-outcome-rate-charged")
    context.close()


def test_a_wide_table_scrolls_by_keyboard_in_its_own_region(browser: Browser, home: str) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(f"{home}/openpeel/judgment_detail")
    region = page.locator("div.scroll")
    region.focus()
    before = region.evaluate("element => element.scrollLeft")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)  # it scrolls smoothly
    assert region.evaluate("element => element.scrollLeft") > before
    page.close()


def test_a_force_prints_on_two_sheets(browser: Browser, home: str) -> None:
    page = browser.new_page()
    for force in ("essex", "kent", "metropolitan"):
        page.goto(f"{home}/force/{force}")
        sheet = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 2, force
    page.close()


def sheets(page: Page) -> int:
    """On how many sheets a page prints."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_a_brief_prints_on_two_sheets_at_most(browser: Browser, home: str) -> None:
    page = browser.new_page()
    for force in ("essex", "nottinghamshire", "city-of-london"):
        page.goto(f"{home}/force/{force}/brief")
        assert sheets(page) in (1, 2), force
    page.close()


@pytest.mark.slow
def test_the_brief_of_every_force_prints_on_two_sheets_at_most(
    browser: Browser, home: str, connection: sqlite3.Connection
) -> None:
    page = browser.new_page()
    found = {}
    for (force,) in connection.execute("select area_id from force").fetchall():
        page.goto(f"{home}/force/{force}/brief")
        found[force] = sheets(page)
    assert len(found) == 43
    assert {force: n for force, n in found.items() if n > 2} == {}
    page.close()
