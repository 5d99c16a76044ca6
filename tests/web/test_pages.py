"""The pages that people read: by request, with their content, safe, light and without dead ends."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import httpx
import pytest
from asking_in_process import ask_within
from page_text import main_text, text_of
from page_types import OF_DATASETTE, PAGES, Open, answers
from questions import QUERIES

from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.loaders.months import MONTHS
from openpeel.web.page_functions import report_of
from openpeel.web.server import make_site
from openpeel.web.text_filters import minus, on_day

# Seconds of computing; most pages take a twentieth of them on an idle machine.
MOST_QUERIES, MOST_BYTES, MOST_SECONDS = 16, 150_000, 0.5


@pytest.fixture(scope="module")
def answered(database: Path) -> dict[str, httpx.Response]:
    """Every type of page, ours and Datasette's, with the queries of each."""
    return answers(database, [*PAGES, *OF_DATASETTE])


@pytest.mark.parametrize("address", PAGES)
def test_page_writes_days_in_words(opened: Open, address: str) -> None:
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", opened(address).text, flags=re.DOTALL)
    assert re.findall(r"\b(?:19|20)\d\d-\d\d-\d\d\b", text_of(page)) == []


@pytest.mark.parametrize("address", PAGES)
def test_page_writes_negative_numbers_with_a_minus_sign(opened: Open, address: str) -> None:
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", opened(address).text, flags=re.DOTALL)
    assert re.findall(r"(?<![\w.–−/-])-\.?\d\S*", text_of(page)) == []


@pytest.mark.parametrize("address", PAGES)
def test_page_writes_in_before_a_month_or_year_and_on_before_a_day(
    opened: Open, address: str
) -> None:
    page = text_of(re.sub(r"<(script|style)\b.*?</\1>", " ", opened(address).text, flags=re.DOTALL))
    months = "|".join(MONTHS)
    assert re.findall(rf"\b(?:on (?:{months})|reported on) (?:19|20)\d\d\b", page) == []
    assert re.findall(rf"\bin \d{{1,2}} (?:{months}) (?:19|20)\d\d\b", page) == []


@pytest.mark.parametrize(
    ("day", "words"),
    [("2017-03-02", "on 2 March 2017"), ("2017-03", "in March 2017"), ("2017", "in 2017")],
)
def test_date_has_its_preposition(day: str, words: str) -> None:
    assert on_day(day) == words


def test_every_page_but_those_of_the_frame_belongs_to_a_way_of_the_navigation(opened: Open) -> None:
    frame = {"/", "/search", "/licence", "/accessibility", "/corrections", "/changes"}
    for address in PAGES:
        ways = re.findall(r'<nav class="site-nav".*?</nav>', opened(address).text, re.DOTALL)
        current = len(re.findall('aria-current="(?:page|true)"', ways[0]))
        assert current == (address.partition("?")[0] not in frame), address


def test_every_question_is_on_the_page_of_questions_once_the_most_useful_first(
    opened: Open,
) -> None:
    page = opened("/questions").text
    listed = re.findall(r'<h3><a href="/openpeel/([^"]+)">', page)
    assert sorted(listed) == sorted(QUERIES)
    first = page[page.index('id="most-useful"') : page.index('id="group-1"')]
    assert len(re.findall("<h3>", first)) == 10


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        (
            "errors@example.org",
            "mailto:errors@example.org?subject=openpeel%3A%20error%20on%20/value/a"
            "&body=Page%3A%20https%3A//example.org/value/a%0AWhat%20is%20wrong",
        ),
        (
            "https://example.org/new?t={title}&b={body}",
            "https://example.org/new?t=openpeel%3A%20error%20on%20/value/a&b=Page%3A%20https%3A//",
        ),
    ],
)
def test_report_of_an_error_begins_with_its_page(contact: str, address: str) -> None:
    made = report_of(contact, "/value/a", "https://example.org/value/a")
    assert made.replace("%2F", "/").startswith(address)


def test_each_page_has_a_link_to_report_an_error(opened: Open, database: Path) -> None:
    assert (
        'href="/corrections">Report an error on this page'
        in opened("/value/essex-2016-effectiveness-004").text
    )
    site = make_site(database, contact="errors@example.org")
    page = ask_within(site, "/improvement/essex-2016-preventing-crime-afi-1").text
    assert "mailto:errors@example.org?subject=openpeel" in page
    with pytest.raises(DataError, match="neither an email"):
        make_site(database, contact="javascript:alert(1)")


def test_the_map_can_be_skipped(opened: Open) -> None:
    for address in ("/", "/forces"):
        page = opened(address).text
        target = re.search(r'<a class="skip past" href="#([\w-]+)">', page)
        assert target and f'id="{target[1]}" tabindex="-1"' in page[page.index("</svg>") :]


def test_pages_join_no_tables() -> None:
    """What a page needs of several tables is a view; only the responses of a force are looked up twice."""
    joined = {
        path.relative_to(package.TEMPLATES).as_posix(): sql
        for path in package.TEMPLATES.glob("**/*.html")
        if (
            sql := re.findall(
                r"\bjoin [a-z_]+\s+(?:as|on|using)\b", path.read_text(encoding="utf-8")
            )
        )
    }
    assert set(joined) <= {"pages/force/{id}.html", "pages/force/{id}/brief.html"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-3.4%", "−3.4%"),
        (-0.5, "−0.5"),
        ("from -8 to -.5", "from −8 to −.5"),
        ("2015-16, page 5-7, /measure/a-1", "2015-16, page 5-7, /measure/a-1"),
        (None, ""),
    ],
)
def test_minus_replaces_the_hyphens_of_negative_numbers_only(text: object, shown: str) -> None:
    assert minus(text) == shown


@pytest.mark.parametrize("address", PAGES)
def test_page_has_its_content(site: httpx.Client, opened: Open, address: str) -> None:
    page = opened(address)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert PAGES[address] in main_text(page.text)
    assert len(re.findall(r"<h1[ >]", page.text)) == 1
    assert re.search(r'<meta name="description" content="[^"]{20,}"', page.text)
    assert '<html lang="en-GB">' in page.text
    path = address.partition("?")[0]
    assert f'<link rel="canonical" href="{str(site.base_url).rstrip("/")}{path}">' in page.text
    for part in ("<header", "<nav", "<main", "<footer", 'property="og:title"'):
        assert part in page.text


def test_every_page_can_be_shared_with_a_picture(site: httpx.Client, opened: Open) -> None:
    home = str(site.base_url).rstrip("/")
    for address in [
        *PAGES,
        "/openpeel",
        "/openpeel/judgment_detail?_size=20",
        "/openpeel/open-items",
    ]:
        said = dict(
            re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)">', opened(address).text)
        )
        assert {"og:title", "og:description", "og:url", "og:image:alt"} <= set(said), address
        assert said["og:image"] == f"{home}/assets/share.png", address
    picture = site.get("/assets/share.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG") and len(picture.content) < 100_000
    size = [int.from_bytes(picture.content[at : at + 4], "big") for at in (16, 20)]
    assert size == [int(said["og:image:width"]), int(said["og:image:height"])] == [1200, 630]


def test_every_template_is_among_the_types_of_pages() -> None:
    folder = package.TEMPLATES / "pages"
    for file in folder.glob("**/*.html"):
        name = file.relative_to(folder).with_suffix("").as_posix().removesuffix("index")
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(f"/{name}"))
        assert any(re.fullmatch(pattern, address.partition("?")[0]) for address in PAGES), name


def test_no_two_pages_have_one_title(answered: dict) -> None:
    titles = [re.search("<title>(.*?)</title>", answered[a].response.text)[1] for a in PAGES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("address", PAGES)
def test_page_is_light(answered: dict, address: str) -> None:
    answer = answered[address]
    assert len(answer.queries) <= MOST_QUERIES, "\n".join(answer.queries)
    assert len(answer.response.content) <= MOST_BYTES
    assert answer.seconds <= MOST_SECONDS


@pytest.mark.parametrize("address", [*PAGES, *OF_DATASETTE])
def test_nothing_inline_but_what_the_policy_names_by_its_hash(answered: dict, address: str) -> None:
    response = answered[address].response
    page = response.text
    policy = response.headers["content-security-policy"]
    inline = re.findall(
        r"<(script|style)(?![^>]*(?:src=|ld\+json))[^>]*>(.*?)</\1>", page, re.DOTALL
    )
    for _, content in inline:
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    # And no hash is allowed that no page needs.
    assert len(re.findall("sha256-", policy)) <= len({content for _, content in inline})
    tags = re.findall(r"<[a-zA-Z][^>]*>", page)
    for tag in tags:
        assert not re.search(r"\s(style|on\w+)\s*=", re.sub(r'"[^"]*"', '""', tag)), tag
        assert "javascript:" not in tag
    loaded = re.findall(
        r'<(?:link|img|script|iframe|source)[^>]* (?:src|href)="(//[^"]*|https?:[^"]*)"', page
    )
    assert [a for a in loaded if not a.startswith("http://localhost/")] == []
