"""Ready-made questions about open statistics, on numbers worked out independently."""

from __future__ import annotations

import httpx
from asking import answer, ask


def test_forces_that_rose(site: httpx.Client) -> None:
    rows = ask(site, "forces-that-rose")
    assert {r["rose"] for r in rows} == {"39 of 43"}
    assert len(rows) == 43
    assert sum(r["change_percent"] > 0 for r in rows) == 39
    essex = next(r for r in rows if r["force"] == "Essex")
    assert (essex["offences"], essex["offences_year_before"]) == (113891, 100844)
    assert (essex["change_percent"], essex["band"]) == (12.94, "one of the highest")
    assert {r["england_and_wales_change_percent"] for r in rows} == {8.1}
    earlier = ask(site, "forces-that-rose", period_end="2013-06-30")
    assert {r["period"] for r in earlier} == {"12 months to 30 June 2013"}
    assert sum(r["change_percent"] > 0 for r in earlier) < 10
    assert answer(site, "forces-that-rose", period_end="1999-06-30").status_code == 400


def test_crime_quarter_by_quarter(site: httpx.Client) -> None:
    rows = ask(site, "crime-quarter-by-quarter", force="essex")
    assert [r["quarter_end"] for r in rows][:2] == ["2011-06-30", "2011-09-30"]
    assert len(rows) == 21
    last = rows[-1]
    assert (last["quarter_end"], last["force_per_1000"]) == ("2016-06-30", 63.73)
    assert (last["force_offences"], last["force_population"]) == (113891, 1787037)
    assert last["england_and_wales_per_1000"] == 67.44
    assert last["england_and_wales_offences"] == 3903725
    assert "mid-2015" in last["population_is"] and "first used" in last["population_is"]
    kent = ask(site, "crime-quarter-by-quarter", force="kent")
    assert {r["force"] for r in kent} == {"Kent"}


def test_forces_ranked(site: httpx.Client) -> None:
    rows = ask(site, "forces-ranked")
    assert {r["period"] for r in rows} == {"12 months to 30 June 2016"}
    assert [r["rank_from_highest"] for r in rows] == [*range(1, 43), None]
    assert rows[-1]["force"] == "City of London"
    assert "not ranked" in rows[-1]["not_ranked_because"]
    bands = [r["band"] for r in rows]
    assert bands == [
        *["one of the highest"] * 10, *["broadly in line"] * 22, *["one of the lowest"] * 10, None,
    ]  # fmt: skip
    assert {r["band_rule"] for r in rows[:-1]} == {"openpeel's own"}
    asb = ask(site, "forces-ranked", statistic="asb-incident-rate", period_end="2016-03-31")
    essex = next(r for r in asb if r["force"] == "Essex")
    assert (essex["numerator"], essex["value"]) == (52670, 29.7)
    assert ask(site, "forces-ranked", statistic="asb-incident-rate") == asb


def test_force_ranked(site: httpx.Client) -> None:
    rows = {r["statistic_id"]: r for r in ask(site, "force-ranked", force="essex")}
    assert rows["burglary-dwelling-rate"]["value"] == 9.18
    assert rows["burglary-dwelling-rate"]["england_and_wales_value"] == 8.1
    assert rows["sexual-offence-rate"]["value"] == 1.63
    assert rows["victim-based-crime-rate"]["england_and_wales_value"] == 59.7
    assert rows["asb-incident-rate"]["period"] == "12 months to 31 March 2016"


def test_revisions_of_statistics(site: httpx.Client) -> None:
    rows = ask(site, "revisions-of-statistics", force="essex")
    assert [r["edition"] for r in rows] == [None]
    assert rows[0]["what"].startswith("No two loaded editions have the same count.")
    assert "otherwise all forces" not in site.get("/openpeel/revisions-of-statistics").text


def test_revisions_of_statistics_with_two_editions(site_with_text: httpx.Client) -> None:
    rows = ask(site_with_text, "revisions-of-statistics", force="essex")
    crime = [r for r in rows if r["what"].endswith("All recorded crime excluding fraud")]
    # Table P1 of March 2018 and the series of December 2018, read off the files.
    assert [(r["period"], r["count"], r["difference"]) for r in crime] == [
        ("12 months to 31 March 2018", 134205, None),
        ("12 months to 31 March 2018", 134153, -52),
    ]


def test_shares_of_outcomes(site: httpx.Client) -> None:
    """Without a file of outcomes it says so; with it, see test_statistics_published.py."""
    rows = ask(site, "shares-of-outcomes", force="essex")
    assert [r["outcome"].split(".")[0] for r in rows] == [
        "No file of crime outcomes has been loaded"
    ]


def test_population_editions(site: httpx.Client) -> None:
    rows = ask(site, "population-editions", force="essex")
    mid_2015 = [(r["people"], r["edition_label"]) for r in rows if r["day"] == "mid-2015"]
    assert [people for people, _ in mid_2015] == [1790600, 1787037]
    assert "revised" in mid_2015[0][1] and "implied" in mid_2015[1][1]


def test_open_statistics(site: httpx.Client) -> None:
    rows = ask(site, "open-statistics")
    assert {r["extent"] for r in rows} == {"excerpt"}
    assert {r["publisher"] for r in rows} == {"Office for National Statistics"}
    crime = next(r for r in rows if "recorded crime" in r["title"])
    assert "recordedcrimedataatpoliceforcearea" in crime["url"]
    assert all(r["url"].startswith("https://www.") for r in rows)
    assert {r["licence"] for r in rows} == {"Open Government Licence v3.0"}


def test_breaks_in_statistics(site: httpx.Client) -> None:
    rows = ask(site, "breaks-in-statistics")
    assert {"reclassified", "moved", "revised", "small-base"} <= {r["kind"] for r in rows}
    burglary = next(r for r in rows if "Burglary was" in r["summary"])
    assert burglary["from_day"] == "2017-04-01"


def test_most_similar_forces(site: httpx.Client) -> None:
    rows = ask(site, "most-similar-forces", force="essex")
    assert [r["nearness"] for r in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert (rows[0]["other_force"], rows[0]["in_group"], rows[0]["group_forces"]) == (
        "Kent",
        "yes",
        7,
    )
    met = ask(site, "most-similar-forces", force="metropolitan")
    assert {(r["in_group"], r["group_forces"]) for r in met} == {("no", 0)}
    assert met[0]["distance"] > 1


def test_force_against_its_group(site: httpx.Client) -> None:
    rows = {r["statistic"]: r for r in ask(site, "force-against-its-group", force="essex")}
    crime = rows["Recorded crime (excluding fraud) per 1,000 population"]
    assert (crime["value"], crime["group_mean"], crime["group_together"]) == (63.73, 70.55, 72.54)
    assert (crime["rank_in_group"], crime["ranked_in_group"], crime["forces_counted"]) == (6, 8, 7)
    assert ask(site, "force-against-its-group", force="city-of-london") == []


def test_grades_of_similar_forces(site: httpx.Client) -> None:
    rows = ask(site, "grades-of-similar-forces", force="essex", framework="peel-2016")
    assert [r["force"] for r in rows][:3] == ["Essex", "Kent", "Hampshire"]
    assert len(rows) == 8
    assert rows[0]["overall"] == "Good"


def test_grades_and_numbers(site: httpx.Client) -> None:
    rows = ask(site, "grades-and-numbers", question="peel-2016-effectiveness-overall")
    latest = [r for r in rows if r["period"] == "12 months to 30 June 2016"]
    assert [r["grade"] for r in latest] == [
        "Outstanding",
        "Good",
        "Requires improvement",
        "Inadequate",
    ]
    # City of London, which is good, is not ranked.
    assert [r["forces"] for r in latest] == [1, 27, 13, 1]
    assert [r["lower_quartile"] is None for r in latest] == [True, False, False, True]
    assert latest[0]["force_names"] == "Durham"
    assert latest[3]["lowest"] == latest[3]["median"] == latest[3]["highest"]


def test_forces_by_grade_and_number(site: httpx.Client) -> None:
    rows = ask(site, "forces-by-grade-and-number", question="peel-2016-effectiveness-overall")
    essex = [
        r for r in rows if r["force"] == "Essex" and r["period"] == "12 months to 30 June 2016"
    ]
    assert [(r["grade"], r["value"], r["ends_before_report"]) for r in essex] == [
        ("Good", 63.73, "before")
    ]
    assert {r["counted"] for r in rows if r["force"] == "City of London"} == {0}
