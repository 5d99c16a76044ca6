"""Every canned query: answered bare, and answered right on known numbers."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import date
from pathlib import Path

import httpx
import pytest
from asking import answer, ask
from questions import QUERIES

from openpeel.web.ages import age


# Before a version is released none has changed a value (test_changed_values).
@pytest.mark.parametrize("query", [query for query in QUERIES if query != "changed-values"])
def test_query_answers_when_opened_bare(site: httpx.Client, query: str) -> None:
    assert ask(site, query)
    page = site.get(f"/openpeel/{query}")
    assert page.status_code == 200
    assert QUERIES[query]["title"] in html.unescape(page.text)
    # Words of a fixed list are written without the hyphens of the files.
    codes = re.findall(r"<td[^>]*>([a-z]+(?:[-_][a-z]+)+)</td>", page.text)
    assert codes == []
    csv = site.get(f"/openpeel/{query}.csv")
    assert csv.status_code == 200
    assert len(csv.text.strip().split("\r\n")) > 1


@pytest.mark.parametrize("query", QUERIES)
def test_query_says_what_it_answers(query: str) -> None:
    assert set(QUERIES[query]) >= {"title", "description", "sql"}
    assert len(QUERIES[query]["description"]) > 20


def test_every_query_has_its_answer_tested() -> None:
    """By a test called as the query is, here or in another `test_queries*.py`."""
    files = Path(__file__).parent.glob("test_queries*.py")
    tested = {
        name.replace("_", "-")
        for file in files
        for name in re.findall(r"^def test_(\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert set(QUERIES) - tested == set()


def test_against_england_and_wales(site: httpx.Client) -> None:
    rows = ask(site, "against-england-and-wales", force="essex", topic="protecting-vulnerable")
    mental = next(r for r in rows if r["measure"] == "Incidents with a mental health element")
    assert (mental["force_stated"], mental["england_and_wales_stated"]) == ("some 1.1%", "2.4%")
    assert (mental["difference"], mental["force_is"]) == (-1.3, "below")
    assert ask(site, "against-england-and-wales", force="kent") == []


def test_outcomes_of_crimes(site: httpx.Client) -> None:
    rows = ask(site, "outcomes-of-crimes")
    assert len(rows) == 21
    assert (rows[0]["label"], rows[0]["outcome_number"]) == ("Charged/Summonsed", 1)
    assert (rows[0]["force_stated"], rows[0]["england_and_wales_stated"]) == ("9.7%", "12.1%")
    assert [r["label"] for r in rows if r["label"].endswith("Suspect identified")] == [
        "– Suspect identified",
        "– Suspect identified",
    ]


def test_outcomes_of_domestic_abuse(site: httpx.Client) -> None:
    rows = ask(site, "outcomes-of-domestic-abuse")
    assert [(r["force_stated"], r["england_and_wales_stated"]) for r in rows] == [
        ("24.5%", "23.2%"),
        ("5.2%", "5.6%"),
        ("0.4%", "0.3%"),
        ("0.4%", "1.4%"),
        ("25.0%", "24.1%"),
        ("41.0%", "35.4%"),
    ]


def test_figure_as_table(site: httpx.Client) -> None:
    rows = ask(site, "figure-as-table", figure="2")
    assert [r["force_stated"] for r in rows][-1] == "9.2 per 1,000 households"
    assert len(ask(site, "figure-as-table")) == 5 + 21 + 6


def test_do_the_figures_add_up(site: httpx.Client) -> None:
    rows = ask(site, "do-the-figures-add-up")
    assert {r["verdict"] for r in rows} == {"adds up", "differs within rounding"}


def test_grades(site: httpx.Client) -> None:
    rows = ask(site, "grades", force="essex")
    report = [r for r in rows if r["framework"] == "PEEL 2016" and r["place"] != "web page"]
    assert len(report) == 6
    assert {"Requires improvement", "Good", "Ungraded"} == {r["grade"] for r in report}
    kept = {r["question"]: r["carried_over_from"] for r in rows if r["framework"] == "PEEL 2018/19"}
    assert kept["Preventing crime and tackling anti-social behaviour"] == "PEEL 2017"
    assert kept["Investigating crime and catching criminals"] is None
    assert all(r["url"].startswith("http") for r in ask(site, "grades"))


def test_grade_changes(site: httpx.Client) -> None:
    rows = [
        r for r in ask(site, "grade-changes", force="essex") if r["later_framework"] == "PEEL 2016"
    ]
    better = [
        (r["topic"], r["earlier_grade"], r["later_grade"]) for r in rows if r["change"] == "better"
    ]
    assert better == [
        ("Overall effectiveness", "Requires improvement", "Good"),
        ("Preventing crime", "Requires improvement", "Good"),
        ("Protecting vulnerable people", "Inadequate", "Requires improvement"),
    ]


def test_numbers_that_changed(site: httpx.Client) -> None:
    rows = ask(site, "numbers-that-changed", topic="investigating-crime")
    visits = next(r for r in rows if r["measure"] == "Overdue visits to sex offenders")
    assert (visits["earlier_stated"], visits["later_stated"], visits["change"]) == (
        "50",
        "400",
        350,
    )


def test_areas_for_improvement(site: httpx.Client) -> None:
    rows = ask(site, "areas-for-improvement", force="essex", framework="peel-2016")
    assert len(rows) == 9
    assert [r["page"] for r in rows] == [19, 33, 33, 48, 48, 48, 48, 59, 59]
    assert len(ask(site, "areas-for-improvement", force="essex", framework="peel-2015")) == 9
    page = site.get("/openpeel/areas-for-improvement").text
    assert '<select id="f-force"' in page and '<select id="f-framework"' in page
    latest = ask(site, "areas-for-improvement", force="essex")
    assert len({r["force"] for r in ask(site, "areas-for-improvement")}) > 30
    # Of the inspection of 2021/22 findings are known, and no list.
    assert {r["raised_by"] for r in latest} == {"Essex Police, effectiveness 2018/19"}
    assert sorted(r["state"] for r in latest) == ["only seen raised", "open"]


def test_raised_before(site: httpx.Client) -> None:
    rows = ask(site, "raised-before", force="essex")
    prevention = [r for r in rows if r["topic"] == "Preventing crime"]
    assert [(r["relation"], r["earlier_status"]) for r in prevention] == [
        ("repeats", "not met"),
        ("repeats", "partly met"),
    ]


def test_earlier_findings(site: httpx.Client) -> None:
    rows = ask(site, "earlier-findings", topic="protecting-vulnerable")
    assert sum(r["kind"] == "cause of concern" for r in rows) > 10
    of_2015 = [
        r for r in rows if r["raised_by"] == "Essex Police, effectiveness 2015: vulnerability"
    ]
    assert sum(r["kind"] == "area for improvement" for r in of_2015) == 3
    assert sum(r["kind"] == "cause of concern" for r in of_2015) == 2
    assert all(r["events"] >= 2 for r in of_2015)
    inferred = [r for r in rows if r["state"] == "inferred"]
    assert len(inferred) == 4
    assert all((r["raised_by"], r["raised_on"]) == (None, None) for r in inferred)
    assert {r["inferred_from"] for r in inferred} == {"Essex Police, effectiveness 2016"}


def test_open_items(site: httpx.Client) -> None:
    then = ask(site, "open-items", on="2017-04-27", force="essex")
    fresh = [r for r in then if r["raised_on"] == "2017-03-02"]
    # Half of them had been raised before.
    assert {r["age"] for r in fresh} == {"1 month"}
    assert Counter(r["state"] for r in fresh) == {"only seen raised": 6, "open": 6}
    assert len(fresh) == 12
    before = ask(site, "open-items", on="2016-02-29", force="essex")
    assert {r["state"] for r in before} == {"only seen raised"}
    assert ask(site, "open-items", on="2013-01-01") == []
    for no_day in ("27/04/2017", "abc", "2017-13-99", "2017", "now"):
        refusal = answer(site, "open-items", on=no_day)
        assert refusal.status_code == 400 and f"“{no_day}” is not a day" in refusal.json()["error"]
    assert len(ask(site, "open-items", on=" 2017-04-27 ", force="essex")) == len(then)
    # Since then eight were raised and none of these is known to be closed.
    now = {r["summary"] for r in ask(site, "open-items", force="essex")}
    was = {r["summary"] for r in then}
    assert (len(was - now), len(now - was)) == (0, 8)
    asked = ask(site, "open-items", on="2018-03-22", force="essex")
    followed = [r for r in asked if r["followed_up_by"]]
    assert {r["state"] for r in followed} == {"followed up"}
    assert {"essex-2016-preventing-crime-afi-1", "essex-2017-preventing-crime-afi-1"} <= {
        r["followed_up_by"] for r in followed
    }
    assert ask(site, "open-items", on="2014-03-22", force="kent") == []


@pytest.mark.parametrize(
    "on", ["2016-01-01", "2016-02-29", "2017-03-01", "2017-03-02", "2018-04-03", "2026-11-28"]
)
def test_ages_in_a_query_are_those_of_pages(site: httpx.Client, on: str) -> None:
    rows = ask(site, "open-items", on=on)
    assert rows
    told = [(r["raised_on"], r["age"]) for r in rows]
    assert told == [
        (r["raised_on"], age(r["raised_on"], date.fromisoformat(on)) or None) for r in rows
    ]


def test_open_matters(site: httpx.Client) -> None:
    rows = ask(site, "open-matters", force="essex")
    counts = ("total", "open", "only_seen_raised", "closed", "followed_up", "inferred")
    assert {r["what"]: tuple(r[c] for c in counts) for r in rows} == {
        # The matters that consist of findings only are not among them.
        "matters": (19, 10, 6, 3, 0, 0),
        "areas for improvement, causes of concern and recommendations": (21, 8, 6, 3, 4, 0),
        "areas for improvement": (19, 7, 6, 3, 3, 0),
        "causes of concern": (2, 1, 0, 0, 1, 0),
        "findings": (17, 7, 2, 0, 8, 7),
    }
    assert {(r["scope"], r["read_until"]) for r in rows} == {("Essex", "2022-10-14")}
    together = {r["what"]: r for r in ask(site, "open-matters")}
    assert all(re.fullmatch(r"[0-9]+ of 43 forces", r["scope"]) for r in together.values())
    assert together["matters"]["total"] == sum(
        next(
            m["total"]
            for m in ask(site, "open-matters", force=r["value"])
            if m["what"] == "matters"
        )
        for r in site.get(
            "/openpeel.json?_shape=array&sql=select+distinct+force_id+as+value+from+improvement_matter"
            "+where+not+is_finding_only"
        ).json()
    )


def test_coverage_of_improvements(site: httpx.Client) -> None:
    rows = {r["force"]: r for r in ask(site, "coverage-of-improvements")}
    assert len(rows) == 43
    essex = rows["Essex"]
    assert (essex["last_reported_on"], essex["last_reported_in"]) == (
        "2022-10-14", "Essex Police, PEEL 2021/22",
    )  # fmt: skip
    assert essex["later_inspections"] == "Essex Police, PEEL 2023–25"
    assert (essex["read_whole"], sum(r["read_whole"] for r in rows.values())) == (1, 1)
    kent = rows["Kent"]
    assert (kent["with_improvements"], kent["last_reported_on"]) == (6, "2022")


def test_in_engage_on_a_day(site: httpx.Client) -> None:
    rows = ask(site, "in-engage-on-a-day", on="2023-01-01")
    assert [r["force"] for r in rows] == [
        "Cleveland", "Gloucestershire", "Staffordshire", "Wiltshire", "Metropolitan Police",
        "Devon and Cornwall",
    ]  # fmt: skip
    [notts] = [r for r in ask(site, "in-engage-on-a-day", on="2025-05-21") if r["force"][0] == "N"]
    assert (notts["moved_in_on"], notts["moved_out_on"], notts["days_at_most"]) == (
        "2024-03-11", "2025-05-22", 437,
    )  # fmt: skip
    # Out of it on the day of the move.
    assert "Nottinghamshire" not in {
        r["force"] for r in ask(site, "in-engage-on-a-day", on="2025-05-22")
    }
    [lincs] = ask(site, "in-engage-on-a-day", on="2026-01-01")
    assert (lincs["force"], lincs["end_basis"]) == ("Lincolnshire", "no move out found")
    assert ask(site, "in-engage-on-a-day", on="2018-12-31") == []


def test_history_of_an_item(site: httpx.Client) -> None:
    rows = ask(site, "history-of-an-item", item="essex-2015-vulnerability-coc-1")
    assert [(r["happened_on"], r["said_by"]) for r in rows][:3] == [
        ("2015-12", "inspectorate"), ("2016-02-18", "force"), ("2016-03", "inspectorate"),
    ]  # fmt: skip
    assert (rows[0]["status"], rows[-1]["status"]) == ("raised", "partly met")
    assert rows[-1]["said_in"] == "Essex Police, effectiveness 2018/19"


def test_items_by_status(site: httpx.Client) -> None:
    rows = ask(site, "items-by-status")
    now = next(
        r for r in rows
        if r["raised_by"] == "Essex Police, effectiveness 2016" and r["kind"] == "area for improvement"
    )  # fmt: skip
    assert (now["total"], now["raised"], now["not_met"]) == (9, 7, 2)
    assert (now["open"], now["only_seen_raised"], now["followed_up"]) == (2, 5, 2)


def test_numbers_on_domestic_abuse(site: httpx.Client) -> None:
    rows = ask(site, "numbers-on-domestic-abuse")
    stated = {(r["measure"], r["area"]): r["stated"] for r in rows}
    assert stated["Arrests per 100 domestic abuse offences", "Essex"] == "67 per 100 offences"
    assert stated["Arrests per 100 domestic abuse offences", "England and Wales"] == "not published"
    assert stated["Domestic violence prevention orders granted", "Essex"] == "186"


def test_numbers_on_offenders(site: httpx.Client) -> None:
    stated = {r["measure"]: r["stated"] for r in ask(site, "numbers-on-offenders")}
    assert stated["Registered sex offenders"] == "1,245"
    assert stated["Registered sex offenders of very high risk"] == "2"
    assert stated["New registered sex offenders to manage"] == "about 1 a week"


def test_numbers_on_organised_crime(site: httpx.Client) -> None:
    rows = ask(site, "numbers-on-organised-crime")
    groups = {
        r["area"]: r["stated"] for r in rows
        if r["measure"] == "Organised crime groups per million population"
    }  # fmt: skip
    assert groups == {
        "Essex": "22 per million people",
        "England and Wales": "46 per million people",
        "City of London": "excluded",
    }


def test_numbers_on_a_subject(site: httpx.Client) -> None:
    rows = ask(site, "numbers-on-a-subject", subject="digital-forensics")
    assert {r["subject"] for r in rows} == {"Digital evidence"}
    assert "26%" in {r["stated"] for r in rows}


def test_find_a_number(site: httpx.Client) -> None:
    assert {r["place"] for r in ask(site, "find-a-number", number="41.0")} == {
        "page 47, Victims of domestic abuse",
        "page 45, Victims of domestic abuse",
    }
    assert len(ask(site, "find-a-number", number="1245")) == 2
    assert len(ask(site, "find-a-number", number="two")) == 7
    assert ask(site, "find-a-number", number="987654") == []
    assert [r["stated"] for r in ask(site, "find-a-number", number="-3.4")] == ["-3.4%"]
    assert [r["stated"] for r in ask(site, "find-a-number", number="44.4")] == ["3.9 to 44.4%"]


def test_missing_numbers(site: httpx.Client) -> None:
    rows = ask(site, "missing-numbers")
    assert {r["reason"] for r in rows} == {
        "not supplied", "not published", "excluded", "not applicable",
    }  # fmt: skip


def test_not_to_be_compared(site: httpx.Client) -> None:
    against = " | ".join(r["against"] for r in ask(site, "not-to-be-compared"))
    assert "Figure 7" in against or "Figure 4" in against
    assert "2015" in against


def test_left_out_of_figures(site: httpx.Client) -> None:
    rows = ask(site, "left-out-of-figures")
    left = {(r["figure"], r["excluded_force"]) for r in rows}
    assert left == {
        (4, "Dorset"), (5, "Dorset"),
        (6, "Derbyshire"), (6, "Durham"), (6, "Gloucestershire"),
        (7, "Dorset"), (7, "Nottinghamshire"),
        (8, "City of London"), (9, "Humberside"),
    }  # fmt: skip
    assert {r["figure"] for r in ask(site, "left-out-of-figures", figure="6")} == {6}


def test_contradictions(site: httpx.Client) -> None:
    rows = ask(site, "contradictions")
    said = " ".join(r["first_says"] + r["second_says"] for r in rows)
    for words in ("March", "April", "315", "satisfactory"):
        assert words in said
    kinds = [r["kind"] for r in rows]
    assert kinds == sorted(kinds) and set(kinds) == {"Contradiction", "Tension in wording"}


def test_caveats_of_a_measure(site: httpx.Client) -> None:
    rows = ask(site, "caveats-of-a-measure", measure="domestic-abuse-arrest-rate")
    areas = " ".join(r["areas"] or "" for r in rows)
    for force in ("Cambridgeshire", "Lancashire", "Durham"):
        assert force in areas


def test_about_a_topic(site: httpx.Client) -> None:
    rows = ask(site, "about-a-topic", topic="specialist-capabilities")
    assert {"judgment", "value", "term", "initiative"} <= {r["kind"] for r in rows}
    assert {r["topic"] for r in rows} == {"Specialist capabilities"}


def test_on_a_page(site: httpx.Client) -> None:
    rows = ask(site, "on-a-page", page="19")
    assert {r["page"] for r in rows} == {19}
    assert {"judgment", "area-for-improvement"} <= {r["kind"] for r in rows}


def test_explain_a_term(site: httpx.Client) -> None:
    rows = ask(site, "explain-a-term", term="ocg")
    assert rows[0]["term"] == "Organised crime group"


def test_find_a_name(site: httpx.Client) -> None:
    rows = ask(site, "find-a-name", name="Titan")
    assert [r["name"] for r in rows] == ["Operation Titan"]


def test_search_the_text(site: httpx.Client) -> None:
    """Without the report's own text it says so; with it, see test_text.py."""
    rows = ask(site, "search-the-text", words="slavery")
    assert [r["found"].split(".")[0] for r in rows] == ["No copy of a report has been loaded"]


def test_read_a_page(site: httpx.Client) -> None:
    rows = ask(site, "read-a-page", page="25")
    assert [r["text"].split(".")[0] for r in rows] == ["No copy of a report has been loaded"]


def test_in_its_own_words(site: httpx.Client) -> None:
    rows = ask(site, "in-its-own-words", number="41.0")
    assert [r["in_context"].split(".")[0] for r in rows] == ["No copy of a report has been loaded"]


def test_is_it_borne_out(site: httpx.Client) -> None:
    rows = ask(site, "is-it-borne-out")
    assert [r["says"].split(".")[0] for r in rows] == ["No copy of a report has been loaded"]


def test_changed_values(site: httpx.Client) -> None:
    # No version is released yet (tests/data/test_change_log.py has some).
    assert ask(site, "changed-values") == []
