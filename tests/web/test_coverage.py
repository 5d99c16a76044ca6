"""Pages about forces say how many they cover; programs are led to the same rows."""

from __future__ import annotations

import re
import sqlite3

import httpx
import pytest
import yaml
from page_text import main_text

from openpeel.loaders import package

QUESTIONS = yaml.safe_load((package.ROOT / "metadata.yml").read_text(encoding="utf-8"))[
    "databases"
]["openpeel"]["queries"]
DECLARED = [name for name, question in QUESTIONS.items() if "coverage" in question]
# What counts no forces by outcome, with words that say what was read.
OTHERWISE = {
    "in-engage-on-a-day": r"Moves of \d+ of 43 forces read, up to",
    "answers-due": r"Responses to \d+ of [\d,]+ reports looked for, up to",
    "responses-due": r"Responses to \d+ of [\d,]+ reports looked for, up to",
}
LINK = re.compile(r'<([^>]+)>; rel="related"; title="coverage"')


@pytest.mark.parametrize("question", DECLARED)
def test_question_says_what_it_covers(site: httpx.Client, question: str) -> None:
    """On its page in one line above the rows and whole below, and by a header to the same numbers."""
    words = main_text(site.get(f"/openpeel/{question}").text)
    answer = site.get(f"/openpeel/{question}.json")
    link = LINK.search(answer.headers["link"])
    assert link, answer.headers["link"]
    rows = site.get(link[1].replace(".csv", ".json")).json()
    assert rows
    above, below = words.index("What this covers"), words.rindex("What this covers")
    assert above < words.index("As CSV") < below
    if question in OTHERWISE:
        assert re.search(OTHERWISE[question], words[:above])
        return
    counted = sum(row["forces"] for row in rows if row["counted"])
    every = sum(row["forces"] for row in rows)
    assert re.search(rf"{counted:,} of {every:,}\b", words), (question, counted, every)
    for row in rows:
        if not row["counted"]:
            assert row["outcome"] in words
            # Few parts are listed by name, many question by question.
            assert row["force_names"] in words or row["about"] in words


def test_worse_on_vulnerability_says_who_is_not_compared(site: httpx.Client) -> None:
    words = main_text(
        site.get(
            "/openpeel/change-between-two-years?earlier=peel-2015&later=peel-2016"
            "&topic=protecting-vulnerable"
        ).text
    )
    assert "10 of 43 forces can be compared. The grades of 4 of them are doubtful" in words
    assert "No 2015 grade found (15)" in words and "No grade found for 2015 or 2016 (10)" in words
    assert "West Midlands" in words
    assert "at least 4 and at most 28 of 43 forces got worse" in words
    assert words.index("10 of 43 forces") < words.index("rows. As CSV")


def test_grid_and_home_page_say_how_much_is_known(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    home = main_text(site.get("/").text)
    years = connection.execute("select * from framework_coverage").fetchall()
    assert years
    for year in years:
        known = f"{year['known']} of {year['cells']}"
        assert f"{year['framework']} {known} {year['known_percent']}%" in home
        grid = main_text(site.get("/forces", params={"year": year["framework_id"]}).text)
        assert f"{known} grades of {year['framework']} are known" in grid
    highlights = connection.execute("select * from highlight").fetchall()
    assert highlights
    for row in highlights:
        assert row["based_on"] in home


def test_page_of_a_question_counts_and_bounds_its_forces(site: httpx.Client) -> None:
    words = main_text(site.get("/forces?year=peel-2015&topic=protecting-vulnerable").text)
    assert "18 of 43 forces have a known grade" in words
    assert "The other 25 of 43: no grade found (25)" in words
    assert "12 of 43 forces have the grade good; 4 known by name" in words
    side = main_text(site.get("/compare?force=essex&force=surrey&year=peel-2015").text)
    assert "known of 18 of 43 forces" in side
    assert "12 of 43 forces have the grade good" in side


def test_an_empty_answer_on_a_force_says_of_which_rounds_its_pages_were_read(
    site: httpx.Client,
) -> None:
    kent = main_text(site.get("/openpeel/raised-before?force=kent").text)
    assert "No rows" in kent and "43 of 43" not in kent
    assert re.search(
        r"Kent: we have read something listed for improvement for [1-6] of 7 rounds", kent
    )
    wales = main_text(site.get("/openpeel/raised-before?force=north-wales").text)
    assert "for 0 of 7 rounds" in wales and "Nothing was read" in wales
    every = main_text(site.get("/openpeel/raised-before").text)
    assert "rounds of forces (7 rounds × 43 forces)" in every


def test_a_year_has_the_same_count_of_grades_as_on_the_home_page(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    row = connection.execute(
        "select known, cells from framework_coverage where framework_id = 'peel-2016'"
    ).fetchone()
    page = main_text(site.get("/openpeel/grade-grid?framework=peel-2016").text)
    assert f"{row['known']} of " in page
    assert f"of {row['cells']} without the questions that give no grade" in page
