"""The ready-made questions about grades of all forces, answered right on known grades."""

from __future__ import annotations

import httpx
from asking import answer, ask


def test_story_of_a_force(site: httpx.Client) -> None:
    rows = ask(site, "story-of-a-force")
    assert {r["force"] for r in rows} == {"Essex"}
    story = {(r["topic"], r["framework"]): (r["grade"], r["change"]) for r in rows}
    prevention = [
        story["Preventing crime", f"PEEL {y}"] for y in ("2014", "2015", "2016", "2017", "2018/19")
    ]
    assert prevention == [
        ("Good", "first year"),
        ("Requires improvement", "not comparable: another question"),
        ("Good", "better"),
        ("Good", "same"),
        ("Good", "carried over, not inspected again"),
    ]
    investigation = [
        story["Investigating crime", f"PEEL {y}"]
        for y in ("2014", "2015", "2016", "2017", "2018/19")
    ]
    assert investigation == [
        ("Requires improvement", "first year"),
        ("not found", None),
        ("Good", "no 2015 grade found; 2014: requires improvement"),
        ("Good", "same"),
        ("Good", "same"),
    ]
    assert story["Investigating crime", "PEEL 2021/22"] == (
        "Adequate",
        "not comparable: another scale",
    )
    vulnerable = [
        story["Protecting vulnerable people", f"PEEL {y}"]
        for y in ("2014", "2015", "2016", "2017", "2018/19")
    ]
    assert vulnerable == [
        ("ungraded", None),
        ("Inadequate", "not graded before"),
        ("Requires improvement", "better"),
        ("Good", "better"),
        ("Good", "same"),
    ]
    assert len(ask(site, "story-of-a-force", force="kent", topic="overall")) == 5
    assert len(ask(site, "story-of-a-force", force="kent", topic="all")) == 94


def test_grade_grid(site: httpx.Client) -> None:
    rows = {r["force"]: r for r in ask(site, "grade-grid")}
    assert len(rows) == 43
    assert rows["Durham"]["overall"] == "Outstanding"
    assert rows["Essex"]["protecting_vulnerable"] == "Requires improvement"
    assert {r["tackling_asb"] for r in rows.values()} == {None}
    later = ask(site, "grade-grid", framework="peel-2018-19")
    essex = next(r for r in later if r["force"] == "Essex")
    assert essex["preventing_crime"] == "Good"
    assert essex["carried_over_topics"].split("; ")[0] == "Preventing crime"


def test_grades_by_year(site: httpx.Client) -> None:
    rows = {r["force"]: r for r in ask(site, "grades-by-year", topic="protecting-vulnerable")}
    essex = rows["Essex"]
    assert [essex[f"peel_{y}"] for y in ("2014", "2015", "2016", "2017", "2018_19")] == [
        "ungraded", "Inadequate", "Requires improvement", "Good", "Good"
    ]  # fmt: skip
    assert len(ask(site, "grades-by-year")) == 43


def test_change_between_two_years(site: httpx.Client) -> None:
    rows = ask(
        site, "change-between-two-years", earlier="peel-2015", later="peel-2017", force="essex"
    )
    assert {(r["topic"], r["change"]) for r in rows} >= {
        ("Overall effectiveness", "better"),
        ("Protecting vulnerable people", "better"),
    }
    asb = ask(
        site, "change-between-two-years", earlier="peel-2014", later="peel-2015", force="essex"
    )
    assert ("not comparable", "another question") in {(r["change"], r["why"]) for r in asb}
    cycles = ask(site, "change-between-two-years", earlier="peel-2021-22", later="peel-2023-25")
    assert {(r["change"], r["why"]) for r in cycles} == {
        ("not comparable", "the inspectorate warns against it")
    }


def test_movers(site: httpx.Client) -> None:
    rows = ask(site, "movers")
    assert rows[0]["better"] - rows[0]["worse"] >= rows[-1]["better"] - rows[-1]["worse"]
    bedfordshire = next(r for r in rows if r["force"] == "Bedfordshire")
    assert (
        "Overall effectiveness: Requires improvement to Inadequate" in bedfordshire["topics_worse"]
    )
    essex = next(r for r in rows if r["force"] == "Essex")
    assert (essex["better"], essex["worse"]) == (3, 0)


def test_forces_by_grade(site: httpx.Client) -> None:
    rows = {r["grade"]: r for r in ask(site, "forces-by-grade")}
    assert rows["Outstanding"]["force_names"] == "Durham"
    assert rows["Inadequate"]["force_names"] == "Bedfordshire"
    assert sum(r["forces"] for r in rows.values()) == 43
    vulnerable = ask(site, "forces-by-grade", topic="protecting-vulnerable", framework="peel-2015")
    inadequate = next(r for r in vulnerable if r["grade"] == "Inadequate")
    assert inadequate["forces"] == 4 and "Essex" in inadequate["force_names"]


def test_how_many_hold_each_grade(site: httpx.Client) -> None:
    rows = ask(site, "how-many-hold-each-grade", topic="overall")
    count = {(r["framework"], r["grade"]): r["forces"] for r in rows}
    assert count["PEEL 2015", "Requires improvement"] == 18
    assert count["PEEL 2016", "Requires improvement"] == 13
    assert [r["framework"] for r in rows] == sorted(r["framework"] for r in rows)


def test_forces_side_by_side(site: httpx.Client) -> None:
    rows = ask(site, "forces-side-by-side", framework="peel-2016")
    overall = next(r for r in rows if r["topic"] == "Overall effectiveness")
    assert (overall["first_force"], overall["first_grade"]) == ("Essex", "Good")
    assert (overall["second_force"], overall["second_grade"]) == ("Kent", "Good")
    other = ask(
        site, "forces-side-by-side", first="durham", second="bedfordshire", framework="peel-2016"
    )
    pair = next(r for r in other if r["topic"] == "Overall effectiveness")
    assert (pair["first_grade"], pair["second_grade"]) == ("Outstanding", "Inadequate")


def test_grades_of_chosen_forces(site: httpx.Client) -> None:
    rows = ask(site, "grades-of-chosen-forces", forces="durham, bedfordshire", topic="overall")
    assert [(r["force"], r["grade"]) for r in rows] == [
        ("Bedfordshire", "Inadequate"),
        ("Durham", "Outstanding"),
    ]
    assert {r["force"] for r in ask(site, "grades-of-chosen-forces")} == {
        "Essex",
        "Kent",
        "Suffolk",
    }
    # A part of a name is no force.
    assert answer(site, "grades-of-chosen-forces", forces="wales").status_code == 400


def test_numbers_of_chosen_forces(site: httpx.Client) -> None:
    rows = ask(site, "numbers-of-chosen-forces", forces="essex, kent")
    assert {r["force"] for r in rows} == {"Essex"}
    assert "126,831" in {r["stated"] for r in rows}
    assert ask(site, "numbers-of-chosen-forces", forces="kent") == []


def test_forces_like_this_one(site: httpx.Client) -> None:
    rows = ask(site, "forces-like-this-one")
    assert rows[0]["force"] == "Essex"
    assert {r["force"] for r in rows} == {
        "Bedfordshire", "Cambridgeshire", "Essex", "Hertfordshire", "Norfolk", "Suffolk"
    }  # fmt: skip


def test_what_grades_are_held(site: httpx.Client) -> None:
    rows = ask(site, "what-grades-are-held", framework="peel-2016")
    overall = next(r for r in rows if r["pillar"] == "Effectiveness")
    assert (overall["graded"], overall["not_found"]) == (43, 0)
    for row in ask(site, "what-grades-are-held"):
        parts = ("graded", "carried_over", "ungraded", "not_inspected", "not_found")
        assert sum(row[part] for part in parts) == row["forces"] == 43


def test_totals_published_by_others(site: httpx.Client) -> None:
    rows = ask(site, "totals-published-by-others")
    assert {r["verdict"] for r in rows} == {"agrees", "not complete"}
    assert all(r["url"] for r in rows)


def test_where_a_grade_is_stated(site: httpx.Client) -> None:
    rows = ask(site, "where-a-grade-is-stated", framework="peel-2016", topic="overall")
    assert rows[0]["place"] == "page 8, Overall judgment"
    assert {r["said_by"] for r in rows} >= {"inspectorate", "press"}
    assert all(r["agrees"] and r["url"] for r in rows)


def test_where_pages_disagree(site: httpx.Client) -> None:
    rows = ask(site, "where-pages-disagree")
    assert {r["force"] for r in rows} == {"Bedfordshire", "Cheshire", "Northamptonshire"}
    assert any(r["stated_grade"] != r["accepted_grade"] for r in rows)
    assert all(r["why_accepted"] for r in rows)


def test_kept_grades(site: httpx.Client) -> None:
    rows = ask(site, "kept-grades", framework="peel-2018-19")
    essex = {r["question"]: r["carried_over_from"] for r in rows if r["force"] == "Essex"}
    assert essex["Tackling serious and organised crime"] == "PEEL 2017"
    assert len(ask(site, "kept-grades")) > len(rows)


def test_how_questions_follow(site: httpx.Client) -> None:
    rows = ask(site, "how-questions-follow", framework="peel-2021-22")
    relation = {(r["later_question"], r["earlier_question"]): r["relation"] for r in rows}
    assert relation["Responding to the public", None] == "new"
    assert relation[None, "Reducing crime and keeping people safe"] == "dropped"
    assert (
        relation["Managing offenders and suspects", "Investigating crime and catching criminals"]
        == "split"
    )
