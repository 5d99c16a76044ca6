"""The ready-made questions on who else had the same, and the pages of themes."""

from __future__ import annotations

import re

import httpx
import pytest
from asking import ask
from page_text import text_of

THEME = "evaluating-what-works"
ESSEX = "essex-2016-preventing-crime-afi-1"


def test_who_else_had_this(site: httpx.Client) -> None:
    rows = ask(site, "who-else-had-this", theme=THEME, force="essex")
    assert [(r["year"], r["status"], r["is_main_theme"]) for r in rows] == [
        ("2017", "partly met", 1),
        ("2016", "not met", 1),
        ("2015", "partly met", 1),
    ]
    assert {r["theme_id"] for r in ask(site, "who-else-had-this", theme=THEME)} == {THEME}
    assert ask(site, "who-else-had-this", theme=THEME, force="essex", framework="peel-2014") == []


def test_theme_by_round(site: httpx.Client) -> None:
    rows = ask(site, "theme-by-round", theme=THEME)
    assert {r["framework"] for r in rows} >= {"PEEL 2015", "PEEL 2016", "PEEL 2017"}
    for row in rows:
        assert row["forces"] <= row["forces_read"]
        assert row["outcome_known"] == (
            row["met_by_next_round"] + row["partly_met_by_next_round"]
            + row["in_progress_by_next_round"] + row["not_met_by_next_round"] + row["raised_again_in_next_round"]
        )  # fmt: skip
    [of_2016] = [r for r in rows if r["framework"] == "PEEL 2016"]
    assert of_2016["next_framework"] == "PEEL 2017"
    # Essex's was raised again in 2017.
    assert of_2016["raised_again_in_next_round"] >= 1


def test_similar_improvements(site: httpx.Client) -> None:
    rows = ask(site, "similar-improvements", item=ESSEX)
    nearest = rows[0]
    assert nearest["other_improvement_id"] == "essex-2017-preventing-crime-afi-1"
    assert nearest["shared_words"].startswith("evaluate, share, effective, practice")
    assert nearest["shared_themes"] == "Evaluating and sharing what works"


def test_page_of_an_improvement_says_who_else_had_it(site: httpx.Client) -> None:
    page = site.get(f"/improvement/{ESSEX}").text
    text = text_of(page)
    assert "Who else had this?" in text
    assert f'href="/theme/{THEME}"' in page
    # Those of other forces come first.
    similar = ask(site, "similar-improvements", item=ESSEX)
    first = min(similar, key=lambda row: row["other_force"] == "Essex")
    assert first["shared_words"] in text and first["other_summary"] in text
    # What it rests on stands before what was found.
    assert text.index("only the first 2,000 characters") < text.index("use similar words")


@pytest.mark.parametrize("year", ["2015", "2016", "2017"])
def test_what_essex_was_asked_three_times_lists_other_forces(site: httpx.Client, year: str) -> None:
    """With rounds and outcomes, and findings in a table of their own."""
    number = {"2015": 4, "2016": 1, "2017": 1}[year]
    page = site.get(f"/improvement/essex-{year}-preventing-crime-afi-{number}").text
    listed = text_of(page.partition('id="others-listed"')[2].partition("</table>")[0])
    for force, round, outcome in (
        ("Nottinghamshire", "2017", "not met"),
        ("Suffolk", "2016", "met"),
        ("Staffordshire", "2017", "partly met"),
        ("Wiltshire", "2015", "partly met"),
    ):
        assert re.search(
            rf"{force} [^.]+\. Area for improvement {round} .{{0,30}} {outcome} ", listed
        )
    assert "Essex" not in listed and " Finding " not in listed
    findings = text_of(page.partition('id="others-findings"')[2].partition("</table>")[0])
    assert " Finding " in findings and "Area for improvement" not in findings
    assert f'href="/theme/{THEME}#list"' in page


def test_press_and_copies_are_marked(site: httpx.Client) -> None:
    rows = ask(site, "who-else-had-this", theme="call-handling")
    press = next(row for row in rows if row["told_by"] == "press")
    page = site.get("/theme/call-handling").text
    [row] = [r for r in page.split("<tr>") if f'/improvement/{press["improvement_id"]}"' in r]
    assert '<span class="note">(press)</span>' in row
    of_inspectorate = next(row for row in rows if row["told_by"] == "inspectorate")
    [row] = [
        r for r in page.split("<tr>") if f'/improvement/{of_inspectorate["improvement_id"]}"' in r
    ]
    assert '<span class="note">(' not in row


def test_list_of_themes_counts_forces_and_findings_apart(site: httpx.Client) -> None:
    page = site.get("/themes").text
    themes = ask(site, "who-else-had-this", force="essex")
    for row in themes:
        assert f'href="/theme/{row["theme_id"]}"' in page
    assert "only the first 2,000 characters" in text_of(page)


def test_page_of_a_theme_filters_its_list(site: httpx.Client) -> None:
    whole = site.get(f"/theme/{THEME}")
    assert re.search(r"\d of \d+ met", text_of(whole.text))
    one = text_of(site.get(f"/theme/{THEME}", params={"force": "essex", "year": "peel-2016"}).text)
    assert "1 improvement with this theme" in one
    none = text_of(site.get(f"/theme/{THEME}", params={"year": "peel-1900"}).text)
    assert "peel-1900" in none and "No known improvement matches this." in none
    assert site.get("/theme/no-such-theme").status_code == 404


def test_search_finds_themes_and_filters_by_them(site: httpx.Client) -> None:
    page = site.get("/search", params={"q": "sex offenders"}).text
    assert 'href="/theme/sex-offender-management"' in page
    filtered = site.get(
        "/search", params={"q": "sex offenders", "theme": "sex-offender-management"}
    ).text
    hits = re.findall(r'<h2 class="hit"><a href="(/\w+)', filtered)
    assert hits and set(hits) == {"/improvement"}
    assert 'value="sex-offender-management" selected' in filtered
    other = text_of(site.get("/search", params={"q": "sex offenders", "theme": "vetting"}).text)
    assert "Management of sex offenders" not in other


def test_how_long_causes_of_concern_stay_open(site: httpx.Client) -> None:
    rows = ask(site, "how-long-causes-of-concern-stay-open")
    assert rows[0]["framework_id"] == "all"
    assert rows[0]["raised"] == sum(row["raised"] for row in rows[1:])
    [of_2016] = [row for row in rows if row["framework"] == "PEEL 2016"]
    assert (of_2016["closed"], of_2016["with_days"], of_2016["median_days_at_most"]) == (0, 0, None)


def test_causes_of_concern_and_their_days(site: httpx.Client) -> None:
    rows = ask(site, "causes-of-concern-and-their-days", force="nottinghamshire")
    assert [(r["raised_on"], r["outcome"], r["days_at_most"]) for r in rows] == [
        ("2024-03-11", "closed", 437), ("2024-03-11", "closed", 392), ("2024-07-11", "closed", 270),
    ]  # fmt: skip
    assert len(ask(site, "causes-of-concern-and-their-days")) > 60


def test_repeats_by_topic(site: httpx.Client) -> None:
    rows = ask(site, "repeats-by-topic", framework="peel-2017")
    assert {row["framework"] for row in rows} == {"PEEL 2017"}
    assert (rows[0]["topic_id"], rows[0]["raised_again"]) == ("all", 3)
    assert {r["framework"] for r in ask(site, "repeats-by-topic")} == {"All rounds"}
