"""What a reader comes for, answered from the first page by links, menus and the search box.

Each test goes the way that a new reader would: no SQL, no address typed, no script, and at most
three links or buttons. Each is done twice: with a mouse on a desk, and by keyboard alone at the
width of a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from browsing import follow
from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

MOST_STEPS = 3
MOST_STOPS = 5
# Milliseconds; a link that is not there is known sooner than by the 30 seconds of the browser.
LONGEST_WAIT = 10_000


class Reader:
    """Somebody who reads the site with a mouse, or with a keyboard alone."""

    def __init__(self, page: Page, by_keyboard: bool) -> None:
        self.page = page
        self.by_keyboard = by_keyboard
        self.steps = 0

    def go(self, step: Locator) -> None:
        """Follow a link or press a button."""
        self.steps += 1
        if not self.by_keyboard:
            follow(step)
            return
        self.reach(step)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def reach(self, it: Locator) -> None:
        """Set the focus on what a keyboard can reach; it must then be seen."""
        assert it.evaluate("element => element.tabIndex") >= 0
        # The stop before it, and then one more press of the key; a day has a stop for each part.
        it.evaluate(BEFORE)
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if it.evaluate("element => element === document.activeElement"):
                break
        assert it.evaluate("element => element === document.activeElement")
        assert it.evaluate("element => getComputedStyle(element).outlineStyle") != "none"

    def link(self, name: str | re.Pattern[str], within: str = "main") -> None:
        """Follow a link of the page, or of its header."""
        self.go(self.page.locator(within).get_by_role("link", name=name).first)

    def way(self, name: str) -> None:
        """Follow one of the main ways through the site."""
        self.go(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=name))

    def choose(self, **labels: str) -> None:
        """Choose from menus by their labels and send the form."""
        main = self.page.locator("main")
        for menu, label in labels.items():
            box = main.get_by_label(menu.replace("_", " "), exact=True).first
            if self.by_keyboard:
                self.reach(box)
                self.page.keyboard.type(label)
                chosen = "menu => menu.selectedOptions[0].label"
                assert box.evaluate(chosen) == label
            else:
                box.select_option(label=label)
        form = box.locator("xpath=ancestor::form")
        self.go(form.get_by_role("button").first)

    def look_for(self, words: str) -> None:
        """Search the site."""
        box = self.page.locator("main input[type=search], header input[type=search]").first
        if self.by_keyboard:
            self.reach(box)
            self.page.keyboard.type(words)
        else:
            box.fill(words)
        self.go(self.page.get_by_role("button", name="Search").first)

    @property
    def text(self) -> str:
        """The words of the page, in one line."""
        return " ".join(self.page.locator("main").inner_text().split())


# Moves the focus to the stop of the keyboard before an element.
BEFORE = """element => {
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        .filter(stop => stop.tabIndex >= 0 && stop.type !== 'hidden' && stop.getClientRects().length);
    const place = stops.indexOf(element);
    if (place > 0) stops[place - 1].focus(); else document.activeElement.blur();
}"""


@pytest.fixture(params=["with a mouse on a desk", "by keyboard on a phone"])
def reader(
    request: pytest.FixtureRequest, browser: Browser, site: httpx.Client
) -> Iterator[Reader]:
    """A reader on the first page, without JavaScript."""
    by_keyboard = "keyboard" in request.param
    size = {"width": 375, "height": 800} if by_keyboard else {"width": 1280, "height": 900}
    context = browser.new_context(java_script_enabled=False, viewport=size)
    page = context.new_page()
    page.set_default_timeout(LONGEST_WAIT)
    page.goto(str(site.base_url))
    reader = Reader(page, by_keyboard)
    yield reader
    # A file for programs is as wide as it is.
    wide = page.locator("main").count() and page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    context.close()
    assert 0 < reader.steps <= MOST_STEPS
    assert wide <= 0


# A police and crime commissioner's officer --------------------------------------------------------


def test_by_when_a_commissioner_had_to_respond(reader: Reader) -> None:
    reader.way("Improvements")
    reader.link("Responses due")
    reader.choose(Force="Essex")
    assert re.search(r"We have looked for|not found|found", reader.text)
    rows = reader.page.locator("#due-table tbody tr").all_inner_texts()
    assert rows and all("Essex" in row for row in rows)


def test_which_response_is_due_by_a_ready_made_question(reader: Reader) -> None:
    reader.look_for("answer due")
    reader.link(re.compile("When was the response due"))
    reader.choose(Force="Essex")
    row = reader.page.get_by_role("row").filter(has_text="Essex Police, PEEL 2023–25").first
    assert "8 July 2025" in row.inner_text()


def test_how_the_force_compares_with_england_and_wales(reader: Reader) -> None:
    reader.choose(Force="Essex")
    assert "England and Wales" in reader.text
    assert reader.page.locator("main svg.bars").count() >= 1


# A force's improvement team -----------------------------------------------------------------------


def test_what_hmic_asked_essex_to_improve_on_organised_crime(reader: Reader) -> None:
    reader.way("Improvements")
    reader.choose(Force="Essex", Topic="Serious and organised crime", Inspection="PEEL 2016")
    words = reader.text
    assert "2 areas for improvement" in words
    assert "local profile of serious and organised crime" in words
    assert "senior level" in words


def test_who_else_was_asked_for_the_same(reader: Reader) -> None:
    reader.look_for("multi-agency safeguarding hub county")
    reader.link(re.compile("multi-agency safeguarding hub"))
    assert "Who else had this?" in reader.text
    assert re.search(r"We know of \d+ forces", reader.text)


def test_what_was_raised_three_times(reader: Reader) -> None:
    assert "Raised 3 times" in reader.text
    reader.link(re.compile("Raised 3 times"))
    words = reader.text
    assert "2016" in words and "2018" in words
    assert "share effective practice" in words


# A councillor -------------------------------------------------------------------------------------


def test_one_force_on_two_pages_to_print(reader: Reader) -> None:
    reader.choose(Force="Kent")
    reader.link(re.compile("two-page"))
    assert "Latest known grades, and those before" in reader.text
    assert "Not known to be closed" in reader.text


def test_how_essex_was_graded_on_protecting_vulnerable_people(reader: Reader) -> None:
    reader.choose(Force="Essex")
    strip = reader.page.locator("main svg", has_text="Protecting vulnerable people").first
    words = " ".join((strip.text_content() or "").split())
    row = words[words.index("Protecting vulnerable people") :]
    assert re.search(r"Inadequate.*Requires\s*improvement.*Good", row)


def test_what_ocg_means(reader: Reader) -> None:
    reader.look_for("OCG")
    assert "Organised crime group" in reader.text


# A journalist -------------------------------------------------------------------------------------


def test_which_forces_were_inadequate_in_2016(reader: Reader) -> None:
    reader.way("Forces")
    reader.choose(PEEL_round="PEEL 2016")
    assert "one was inadequate (Bedfordshire)" in reader.text


def test_whether_the_rise_of_10_9_percent_can_be_trusted(reader: Reader) -> None:
    reader.look_for("10.9")
    reader.link(re.compile("recorded crime", re.IGNORECASE))
    words = reader.text
    assert "12.761" in words
    assert "fraud" in words


def test_which_forces_were_in_engage(reader: Reader) -> None:
    reader.look_for("special measures")
    reader.link("Forces in Engage")
    assert re.search(r"\d+ forces?: ", reader.text.replace("force:", "forces:"))
    assert "Lincolnshire" in reader.text


def test_which_forces_rose_and_fell_most(reader: Reader) -> None:
    page = reader.page
    up, down = (page.locator("ul.cards li").filter(has_text=f"grades {way} in").inner_text() for way in ("up", "down"))  # fmt: skip
    rose = re.search("grades up in (.+)", up)[1]
    # Who fell as much in the same years is named with the one that stands first.
    fell = {
        re.search("grades down in (.+)", down)[1],
        *re.findall(r"([A-Z][a-z]+) \(PEEL 2018/19\)", down),
    }
    reader.way("Forces")
    reader.link("which forces rose and which fell")
    reader.choose(Earlier_year="PEEL 2017", Later_year="PEEL 2018/19")
    rows = [
        row.split("\t") for row in page.locator("table.rows-and-columns tbody tr").all_inner_texts()
    ]
    # Those with too few comparable grades have no rank and stand below the others.
    ranked = [row for row in rows if row[0].strip()]
    assert ranked[0][1] == rose
    assert {row[1] for row in ranked if row[0] == ranked[-1][0]} == fell and ranked[-1][1] in fell


def test_what_stands_out_is_said_by_the_page_that_it_leads_to(reader: Reader) -> None:
    card = reader.page.locator("ul.cards li").filter(has_text="forces inadequate")
    forces = re.search(r"PEEL 2021/22 \((.+?)\)", " ".join(card.inner_text().split()))[1]
    reader.go(card.get_by_role("link", name="See for yourself"))
    assert f"were inadequate ({forces})" in reader.text


# An analyst ---------------------------------------------------------------------------------------


def test_the_charge_rate_for_domestic_abuse(reader: Reader) -> None:
    reader.look_for("domestic abuse charged")
    reader.link(re.compile("charged or summonsed"))
    words = reader.text
    assert "24.5%" in words
    assert "23.2%" in words
    assert "page 47" in words


def test_a_file_of_all_grades(reader: Reader) -> None:
    reader.way("Data")
    file = reader.page.get_by_role(
        "link", name=re.compile("CSV ?: Grades: a row for each force and question")
    )
    with reader.page.expect_download() as waited:
        if reader.by_keyboard:
            reader.reach(file)
            reader.page.keyboard.press("Enter")
        else:
            file.click()
    assert waited.value.suggested_filename.endswith(".csv")


# A developer --------------------------------------------------------------------------------------


def test_how_programs_ask(reader: Reader) -> None:
    reader.way("Data")
    reader.link("OpenAPI")
    assert '"openapi"' in reader.page.content().replace("&quot;", '"')


# An academic --------------------------------------------------------------------------------------


def test_how_much_is_known_and_how_to_cite_it(reader: Reader) -> None:
    reader.way("Forces")
    reader.link(re.compile("what is known of this year"))
    assert "is known" in reader.text
    assert "Cite this" in reader.text


def test_what_a_column_means(reader: Reader) -> None:
    reader.way("Data")
    reader.link("data dictionary")
    reader.link("observation_detail")
    assert "Address of the document or page cited" in reader.text
