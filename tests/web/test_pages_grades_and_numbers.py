"""The page that sets grades beside numbers: menus, warnings, picture and tables."""

from __future__ import annotations

import sqlite3

import httpx
from page_text import text_at

PAGE = "/grades-and-numbers"


def shown(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """The forces that the page shows where nobody chooses."""
    return connection.execute(
        "select * from grade_and_number where question_id = 'peel-2016-effectiveness-investigating-crime' "
        "and statistic_id = 'recorded-crime-rate' and period_end = '2016-06-30'"
    ).fetchall()


def test_picture_and_tables_have_every_force_and_the_numbers_of_each_grade(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    source = site.get(PAGE).text
    picture = source[source.index('<svg class="picture dots by-grade"') :].split("</svg>")[0]
    forces = [row for row in shown(connection) if row["counted"]]
    assert forces
    assert picture.count("<circle") == len(forces)
    for row in forces:
        assert f">{row['force']}" in picture
        assert f"{row['value']:.2f}" in picture
    page = text_at(site, PAGE)
    grades = connection.execute(
        "select * from grade_number_summary where question_id = 'peel-2016-effectiveness-investigating-crime' "
        "and statistic_id = 'recorded-crime-rate' and period_end = '2016-06-30'"
    ).fetchall()
    assert sum(row["forces"] for row in grades) == len(forces)
    for row in grades:
        assert f"{row['grade']} ({row['forces']}), median {row['median']:.2f}" in page
        # On a phone each number has its word beside it.
        for end in ("lowest", "highest"):
            assert f'{row[end]:.2f}<span class="narrow-only"> {end}</span>' in source


def test_coverage_and_warnings_come_before_the_picture(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = text_at(site, PAGE)
    rows = connection.execute(
        "select sum(forces * counted) as known, sum(forces) as every from grade_coverage "
        "where question_id = 'peel-2016-effectiveness-investigating-crime'"
    ).fetchone()
    told = f"{rows['known']} of {rows['every']} forces have a known grade"
    assert page.index(told) < page.index("Each dot is a force")
    counted = sum(row["counted"] for row in shown(connection))
    assert f"{counted} forces with a grade and a number are counted below." in page
    assert "it says nothing about causes" in page
    assert "Forces revise earlier years" in page
    before = sum(
        row["counted"] and row["ends_before_report"] == "before" for row in shown(connection)
    )
    assert f"ended before the force’s report came out for {before} of the {counted} forces" in page


def test_statistics_that_are_not_loaded_are_named(site: httpx.Client) -> None:
    page = text_at(site, PAGE)
    assert "openpeel fetch downloads it" in page
    assert "Offences with outcome 1: charged or summonsed" in page


def test_an_unknown_choice_is_named_and_another_shown(site: httpx.Client) -> None:
    page = text_at(site, f"{PAGE}?statistic=outcome-share-charged")
    assert "is not a statistic of the time of PEEL 2016" in page
    assert "Recorded crime (excluding fraud) per 1,000 population is shown instead" in page.replace(
        "are shown", "is shown"
    )
    assert "is not a round with statistics of its time" in text_at(
        site, f"{PAGE}?year=peel-2023-25"
    )


def test_charges_stand_beside_grades_on_investigating_crime(site_with_text: httpx.Client) -> None:
    page = text_at(site_with_text, f"{PAGE}?year=peel-2017")
    assert "and offences with outcome 1: charged or summonsed" in page
    assert "The numbers are of the 12 months to 31 March 2018." in page
    assert "Statistics that are not loaded" not in page
    victims = text_at(site_with_text, f"{PAGE}?year=peel-2017&topic=protecting-vulnerable")
    assert "and offences with outcome 16: evidential difficulties" in victims
