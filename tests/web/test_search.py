"""What the search understands: other names, abbreviations and grades, forces and grades first."""

from __future__ import annotations

import html
import re
import sqlite3

import httpx
import pytest
from shipped import lines_of

HIT = re.compile(
    r'<h2 class="hit"><a href="([^"]*)">(.*?)</a></h2>.*?<span class="tag">(\w+)</span>', re.DOTALL
)
ALIASES, FORCES = lines_of("alias"), lines_of("force")


def search(site: httpx.Client, words: str, **more: str) -> list[tuple[str, str, str]]:
    """Address, title and kind of each hit on the first page."""
    page = site.get("/search", params={"q": words, **more})
    assert page.status_code == 200
    return [
        (address, html.unescape(re.sub("<[^>]+>", "", title)), kind)
        for address, title, kind in HIT.findall(page.text)
    ]


@pytest.mark.parametrize("alias", ALIASES, ids=lambda alias: alias["id"])
def test_another_name_finds_what_it_is_for_first(alias: dict[str, str], site: httpx.Client) -> None:
    for written in (alias["alias"], alias["alias"].lower(), f"{alias['alias']}s"):
        hits = search(site, written)
        assert hits, written
        if alias["force_id"]:
            assert hits[0][0] == f"/force/{alias['force_id']}", written
        elif alias["kind"] != "word":
            assert hits[0][0] == f"/glossary#{alias['id']}", written
        page = site.get("/search", params={"q": written}).text
        # A term may be marked up with its explanation.
        assert f"({alias['alias']})" in html.unescape(re.sub("<[^>]+>", "", page))


def test_the_met_is_no_status_of_improvements_unless_in_small_letters(site: httpx.Client) -> None:
    found = {}
    for written in ("Met", "met"):
        page = site.get("/search", params={"q": written}).text
        counted = re.search(r"kind=improvement\">Improvements (\d+)", page)
        found[written] = int(counted[1]) if counted else 0
        assert ("Searched for Metropolitan Police (Met)." in page) == (written == "Met")
    assert found["Met"] * 5 < found["met"]


@pytest.mark.parametrize("force", FORCES, ids=lambda force: force["area_id"])
def test_a_force_is_found_first_by_each_of_its_names(
    force: dict[str, str], site: httpx.Client
) -> None:
    short = force["short_name"]
    for name in (force["name"], short, f"{short} Police", f"{short} Constabulary"):
        assert search(site, name)[0][0] == f"/force/{force['area_id']}", name


@pytest.mark.parametrize(
    ("words", "force", "grade", "more"),
    [
        ("inadequate", "", "Inadequate", ""),
        ("outstanding investigating crime", "", "Outstanding", "Investigating crime"),
        ("good kent 2016", "Kent", "Good", "2016"),
        ("GMP requires improvement", "Greater Manchester", "Requires improvement", ""),
        ("met inadequate", "Metropolitan Police", "Inadequate", ""),
        ("adequate 2023 herts", "Hertfordshire", "Adequate", "2023–25"),
    ],
)
def test_grades_are_found_by_force_word_subject_and_year(
    words: str, force: str, grade: str, more: str, site: httpx.Client
) -> None:
    hits = search(site, words)
    assert hits
    _, title, kind = hits[0]
    assert kind == "Grade"
    assert title.startswith(f"{force}: {grade}, " if force else "") and more in title
    assert f": {grade}, " in title


@pytest.mark.parametrize("grade", ["outstanding", "good", "adequate", "inadequate"])
def test_every_grade_is_found_by_its_word(
    grade: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    (held,) = connection.execute(
        "select count(*) from grade_cell where grade_id = ? and status in ('graded', 'carried over')",
        (grade,),
    ).fetchone()
    page = site.get("/search", params={"q": grade, "kind": "grade"}).text
    (told,) = re.search(r"Grades ([\d,]+)</a>", page).groups()  # type: ignore[union-attr]
    assert int(told.replace(",", "")) == held


def test_a_grade_leads_to_its_inspection(site: httpx.Client) -> None:
    address = search(site, "good kent 2016")[0][0]
    page, _, row = address.partition("#")
    assert re.fullmatch(r"/inspection/kent-2016-\w+", page) and row.startswith("peel-2016-")
    assert f'<tr id="{row}">' in site.get(page).text


def test_the_newest_grades_come_first(site: httpx.Client) -> None:
    years = [
        title.rpartition(", ")[2]
        for _, title, kind in search(site, "inadequate")
        if kind == "Grade"
    ]
    assert len(years) >= 10 and years[:10] == sorted(years[:10], reverse=True)


def test_grades_do_not_push_everything_else_off_the_first_page(site: httpx.Client) -> None:
    kinds = [kind for _, _, kind in search(site, "essex")]
    assert kinds[0] == "Force" and kinds.count("Grade") == 10
    assert len(kinds) == 20


def test_words_in_quotes_are_taken_as_they_are(site: httpx.Client) -> None:
    assert "Also searched for" in site.get("/search?q=met").text
    assert "Also searched for" not in site.get('/search?q="met"').text


def test_a_search_without_results_helps(site: httpx.Client) -> None:
    page = site.get("/search?q=qwertyzx").text
    assert "No results for “qwertyzx”" in page
    for address in ("/forces", "/improvements", "/measures", "/glossary", "/questions"):
        assert f'href="{address}"' in page
    assert "Did you mean" not in page
    misspelled = html.unescape(site.get("/search?q=inadequte+bedfordshre").text)
    assert '<a href="/search?q=inadequate+bedfordshire">inadequate bedfordshire</a>' in misspelled
    # A word that is like no other is left out of what is offered.
    assert '<a href="/search?q=inadequate">inadequate</a>?' in (
        html.unescape(site.get("/search?q=inadequte+qwertyzx").text)
    )


def test_each_other_name_is_told_in_the_glossary(site: httpx.Client) -> None:
    page = site.get("/glossary").text
    for alias in ALIASES:
        assert (f'id="{alias["id"]}"' in page) == (alias["kind"] != "word")


def test_an_other_name_is_not_a_name_of_another_force() -> None:
    names = {
        name for force in FORCES for name in (force["name"].lower(), force["short_name"].lower())
    }
    assert not names & {alias["alias"].lower() for alias in ALIASES}


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("BTP", "/glossary#also-btp"),
        ("CoL", "/force/city-of-london"),
        ("Essex's", "/force/essex"),
        ("Essex’s police", "/force/essex"),
        ("the force of Kent", "/force/kent"),
        ("essex/kent", "/force/"),
    ],
)
def test_common_words_and_endings_do_not_hide_what_is_meant(
    words: str, address: str, site: httpx.Client
) -> None:
    assert search(site, words)[0][0].startswith(address)


@pytest.mark.parametrize(
    ("words", "grade"),
    [("who is inadequate", "inadequate"), ("who was outstanding", "outstanding")],
)
def test_a_question_for_a_grade_finds_that_grade_of_the_newest_round_first(
    words: str, grade: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    given = {
        f"/inspection/{inspection}#{question}"
        for inspection, question in connection.execute(
            "select inspection_id, question_id from grade_cell where grade_id = ? and framework_id = "
            "(select framework_id from grade_cell join framework on framework.id = framework_id "
            "where grade_id = ? order by framework.position desc limit 1)",
            (grade, grade),
        )
    }
    hits = search(site, words)[: min(10, len(given))]
    assert hits and {kind for _, _, kind in hits} == {"Grade"}
    assert {address for address, _, _ in hits} <= given


def test_a_question_for_forces_finds_grades(site: httpx.Client) -> None:
    hits = search(site, "which forces were outstanding")
    assert any(kind == "Grade" and ": Outstanding, " in title for _, title, kind in hits)


@pytest.mark.parametrize("year", ["2014", "2015", "2016", "2017", "2018/19", "2021-22"])
def test_grades_of_the_year_that_is_asked_for_come_first(year: str, site: httpx.Client) -> None:
    """Later ones may be carried over from it."""
    grades = [title for _, title, kind in search(site, f"{year} good") if kind == "Grade"][:10]
    assert len(grades) == 10
    assert {title.rpartition(", ")[2] for title in grades} == {year.replace("-", "/")}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("surey", "surrey"), ("kant", "kent"), ("west yorks", "west yorkshire"), ("essx", "essex"),
     ("metropolitian", "metropolitan"), ("outsanding", "outstanding")],
)  # fmt: skip
def test_a_misspelled_force_is_offered_before_other_words(
    written: str, meant: str, site: httpx.Client
) -> None:
    assert f">{meant}</a>?" in site.get("/search", params={"q": written}).text


@pytest.mark.parametrize("words", ["essex " * 8_000, "x" * 40_000, "%" * 15_000])
def test_a_long_search_does_not_make_a_long_page(words: str, site: httpx.Client) -> None:
    page = site.get("/search", params={"q": words})
    assert page.status_code == 200 and len(page.content) < 50_000


def test_what_a_newcomer_types_finds_what_it_means(site: httpx.Client) -> None:
    assert {kind for _, _, kind in search(site, "999")} == {"Improvement"}
    for words in ("engage", "special measures"):
        hits = search(site, words)
        assert hits[0][2] in ("Engage", "Theme")
        assert [kind for _, _, kind in hits].count("Engage") >= 10
        page = site.get("/search", params={"q": words}).text
        assert '<a href="/monitoring">Forces in Engage</a>' in page
    address = next(a for a, _, kind in search(site, "engage") if kind == "Engage")
    path, _, row = address.partition("#")
    assert f'<tr id="{row}">' in site.get(path).text


def test_grades_come_first_only_where_their_titles_have_the_words(site: httpx.Client) -> None:
    kinds = [kind for _, _, kind in search(site, "stop and search")]
    assert kinds[0] == "Theme" and "Grade" not in kinds[:10]
    assert {kind for _, _, kind in search(site, "inadequate")[:10]} == {"Grade"}


def test_the_theme_is_asked_for_among_improvements_only(site: httpx.Client) -> None:
    assert "Show improvements" not in site.get("/search?q=vulnerable").text
    assert "Show improvements" in site.get("/search?q=vulnerable&kind=improvement").text


def test_a_search_with_few_results_says_that_these_are_all(site: httpx.Client) -> None:
    page = site.get("/search?q=knife+crime").text
    assert "We have little on this" in page and "<strong>Ready-made" not in page
    assert "We have little on this" not in site.get("/search?q=burglary").text
