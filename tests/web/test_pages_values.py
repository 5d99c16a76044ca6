"""The pages of values: on known numbers, with their pictures, and for every id there is."""

from __future__ import annotations

import csv
import html
import io
import re
import sqlite3
import xml.etree.ElementTree as ET

import httpx
import pytest
from page_text import text_of

KEY = "essex-2016-effectiveness"


def row_of(page: str, table: str, head: str) -> str:
    """The row of a table whose head begins so, as text."""
    body = re.search(rf'<table[^>]* id="{table}">.*?</table>', page, re.DOTALL)[0]
    rows = [text_of(row) for row in re.findall(r"<tr[ >].*?</tr>", body, re.DOTALL)]
    return next(row for row in rows if row.startswith(head))


def pictures_of(page: str) -> list[ET.Element]:
    """The pictures of a page, each of them well-formed by itself."""
    # A picture may have another in it; its names are easier without their space.
    whole = r"<svg (?:(?!</?svg).|<svg .*?</svg>)*</svg>"
    found = re.findall(whole, page.replace(' xmlns="http://www.w3.org/2000/svg"', ""), re.DOTALL)
    return [ET.fromstring(svg) for svg in found]


def texts_of(picture: ET.Element) -> list[str]:
    """What is written in a picture."""
    return [" ".join("".join(text.itertext()).split()) for text in picture.iter("text")]


# Reconciliation ------------------------------------------------------------------------------


def test_reconciliation_counts_each_verdict_and_filters_by_it(site: httpx.Client) -> None:
    page = " ".join(site.get("/reconciliation").text.split())
    counts = re.findall(
        r'verdict=([a-z-]+)"[^>]*><span class="verdict[^>]*>[^<]*</span></a> <strong>(\d+)', page
    )
    assert dict(counts) == {
        "differs": "3",
        "different-basis": "4",
        "later-revision": "1",
        "rounding": "0",
        "match": "10",
        "cannot-be-recomputed": "215",
    }
    for verdict, count in counts:
        chosen = site.get("/reconciliation", params={"verdict": verdict, "force": "essex"}).text
        if count == "0":
            assert "No value matches this choice" in chosen
        else:
            assert f"{count} value" in re.search('<caption id="values.*?</caption>', chosen)[0]
    assert "No value matches this choice" in site.get("/reconciliation?force=kent").text


def test_reconciliation_gives_reason_and_working(site: httpx.Client) -> None:
    page = site.get("/reconciliation?verdict=different-basis").text
    row = row_of(page, "values", "Change in recorded crime (excluding fraud), Essex")
    assert "+10.9%" in row and "12.761" in row
    assert "113,891 against 101,002" in row and "+10.939% (113,891 against 102,661)" in row
    assert "fraud" in row
    assert f'href="/value/{KEY}-004"' in page


def test_every_value_is_on_one_page_of_the_reconciliation(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    seen: list[str] = []
    number = 1
    while True:
        page = site.get("/reconciliation", params={"page": number}).text
        table = re.search('<table[^>]* id="values">.*?</table>', page, re.DOTALL)[0]
        seen += re.findall(r'<th scope="row"><a href="/value/([^"#]+)"', table)
        if 'rel="next"' not in page:
            break
        number += 1
    stated = connection.execute(
        "select observation_id from reconciliation where restates_id is null"
    )
    assert sorted(seen) == sorted(row[0] for row in stated)
    assert site.get("/reconciliation", params={"page": number + 1}).status_code == 404
    assert site.get("/reconciliation?page=x").status_code == 400


def test_reconciliation_shows_what_the_report_itself_contradicts(site: httpx.Client) -> None:
    page = site.get("/reconciliation").text
    row = row_of(page, "own", "Groups of the offender management scheme")
    assert "315" in row and "303" in row and "page 30" in row
    assert row_of(page, "own", "Computers awaiting assessment").count("26%")


def test_a_value_shows_every_attempt(site: httpx.Client, connection: sqlite3.Connection) -> None:
    page = site.get(f"/value/{KEY}-013").text
    table = re.search('<table[^>]* id="attempts">.*?</table>', page, re.DOTALL)[0]
    attempts = connection.execute(
        "select count(*) from reconciliation_attempt where observation_id = ?", (f"{KEY}-013",)
    ).fetchone()[0]
    assert table.count('<th scope="row">') == attempts == 5
    assert "68.261" in table and "0.016% lower" in text_of(table)
    assert "&lt;td" not in page


# A measure -----------------------------------------------------------------------------------


def test_measure_ranks_all_forces_in_picture_and_table(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = site.get("/measure/recorded-crime-rate").text
    ranked = connection.execute(
        "select force, value, band from statistic_rank where statistic_id = 'recorded-crime-rate'"
        " and period_end = '2016-06-30' order by rank_from_highest"
    ).fetchall()
    city = ranked.pop(0)
    assert (city["force"], city["band"], len(ranked)) == ("City of London", None, 42)
    dots = next(p for p in pictures_of(page) if "dots" in p.get("class", ""))
    written = texts_of(dots)
    for row in ranked:
        assert row["force"] in written
        assert f"{row['value']:.2f}" in written
    bands = [text for text in written if text.lower() in {row["band"] for row in ranked}]
    assert bands == ["One of the highest", "Broadly in line", "One of the lowest"]
    assert "England and Wales 67.44" in written and "City of London" not in written
    assert "Not ranked: City of London. Few people live in" in text_of(page)
    assert row_of(page, "forces", "City of London").startswith("City of London – 771.34 not ranked")
    assert "The bands are openpeel’s own." in text_of(page)
    assert dots.find("title") is not None and dots.find("desc") is not None
    essex = row_of(page, "forces", "Essex")
    assert essex == "Essex 17 63.73 broadly in line −3.71 113,891 1,787,037"
    assert 'href="/glossary#highest-lowest-in-line"' in page


def test_measure_is_shown_for_the_months_and_the_force_chosen(site: httpx.Client) -> None:
    page = site.get("/measure/recorded-crime-rate?to=2015-06-30&force=kent").text
    assert "12 months to 30 June 2015" in re.search("<figcaption>.*?</figcaption>", page[page.index('id="ranked"'):], re.DOTALL)[0]  # fmt: skip
    assert "Marked with a diamond: Kent." in text_of(page)
    assert "No statistics are loaded" in site.get("/measure/recorded-crime-rate?to=1066").text


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("domestic-abuse-outcome-rate-charged", "24.5%"),
        ("asb-incident-rate", "not published"),
        ("victim-based-crime-change", "Forces ranked, from open statistics"),
    ],
)
def test_measure_shows_its_values(site: httpx.Client, measure: str, words: str) -> None:
    assert words in site.get(f"/measure/{measure}").text


def test_every_measure_has_its_page(site: httpx.Client, connection: sqlite3.Connection) -> None:
    for row in connection.execute("select id, label from measure").fetchall():
        page = site.get(f"/measure/{row['id']}")
        assert page.status_code == 200, row["id"]
        assert html.escape(row["label"], quote=False) in page.text.replace("&#39;", "'")
        for picture in pictures_of(page.text):
            assert picture.find("title") is not None
            for shape in picture.iter():
                assert "nan" not in "".join(shape.attrib.values())
                assert float(shape.get("width", "0").rstrip("%em")) >= 0
    assert site.get("/measure/nothing").status_code == 404


# An inspection -------------------------------------------------------------------------------


def test_inspection_has_all_that_is_held_of_it(site: httpx.Client) -> None:
    page = site.get(f"/inspection/{KEY}").text
    assert re.findall(r'<h3 id="figure-(\d)">', page) == [str(n) for n in range(1, 10)]
    assert "9 areas for improvement" in text_of(page)
    assert row_of(page, "grades", "Protecting vulnerable people") == (
        "Protecting vulnerable people and supporting victims ▲ Requires improvement"
        " ✕ Inadequate PEEL 2015 better page 8, Overall summary"
    )
    assert row_of(page, "rows-7", "Charged / Summonsed") == "Charged / Summonsed 24.5% 23.2% +1.3"
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "page 67" in row_of(page, "of-kind-contradiction", "Under Figure 3 the source")
    assert "the control room" in row_of(page, "of-kind-tension", "The overview credits officers")
    assert (
        "18 of the 213 values printed have been recomputed from open statistics: 10 match"
        in text_of(page)
    )
    assert "Essex commissioner's page of 2017" in text_of(page)
    assert row_of(page, "exclusions", "4 Dorset")
    assert page.count('<li><h3><a href="/improvement/') == 12


def test_shares_of_a_figure_are_two_dots_each_on_one_scale(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = site.get(f"/inspection/{KEY}").text
    pictures = [p for p in pictures_of(page) if "pairs" in p.get("class", "")]
    assert len(pictures) == 2
    for number, picture in zip((4, 7), pictures, strict=True):
        parts = connection.execute(
            "select * from figure_part where figure_id = ? order by part",
            (f"{KEY}-figure-{number}",),
        ).fetchall()
        written = texts_of(picture)
        for part in parts:
            both = f"{part['force_stated']} Essex, {part['england_and_wales_stated']} England and Wales"
            assert both in written
        for kind, column in (("this", "force_value"), ("hollow", "england_and_wales_value")):
            drawn = [
                float(dot.get("cx", "").rstrip("%"))
                for dot in picture.iter("circle")
                if dot.get("class") == kind
            ]
            values = [part[column] for part in parts if part[column] is not None]
            assert len(drawn) == len(values)
            # Where a dot lies follows from its value alone.
            (first, at), (last, end) = min(zip(values, drawn)), max(zip(values, drawn))  # noqa: B905
            for value, x in zip(values, drawn, strict=True):
                along = at + (value - first) / (last - first) * (end - at)
                assert x == pytest.approx(along, abs=0.05)
    # Every offence of Figure 4 is in one part: what is missing to 100 is rounding.
    for column in ("force_value", "england_and_wales_value"):
        total = connection.execute(
            f"select sum({column}) from figure_part where figure_id = ?", (f"{KEY}-figure-4",)
        ).fetchone()[0]
        assert total == pytest.approx(100, abs=0.6)


def test_inspections_known_from_web_pages_say_so(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = site.get("/inspection/kent-2018-19-effectiveness").text
    assert "We have not read this report in full" in page
    assert "carried over from PEEL 2017" in row_of(page, "grades", "Preventing crime")
    assert "Every figure" not in page and "<svg" not in page
    ids = [row[0] for row in connection.execute("select id from inspection order by id")]
    for key in [*ids[::25], *[key for key in ids if key.startswith("essex")]]:
        assert site.get(f"/inspection/{key}").status_code == 200, key
    assert site.get("/inspection/nothing").status_code == 404


# Side by side --------------------------------------------------------------------------------


def test_two_forces_stand_side_by_side(site: httpx.Client) -> None:
    page = site.get("/compare?force=essex&force=kent").text
    assert re.findall(r'<option value="([a-z0-9-]+)" selected>', page) == ["essex", "kent"]
    table = page[page.index('id="grades-table"') : page.index('id="statistics"')]
    # All rounds, and only questions with the grades of both.
    assert len(set(re.findall(r"PEEL [0-9/–]+", text_of(table)))) >= 5
    assert "not found" not in text_of(table)
    assert re.search(
        r"[0-9]+ questions are not shown, because we know the grade of fewer", text_of(page)
    )
    assert "peel-2016" in site.get("/compare?force=essex&force=kent&year=peel-2016").text
    rate = row_of(page, "statistics-table", "Recorded crime (excluding fraud) per 1,000")
    assert "63.73 17 of 42, broadly in line" in rate and "64.97 16 of 42, broadly in line" in rate
    assert rate.endswith("67.44")
    assert "We have read no report about Kent" in text_of(page)
    stated = row_of(page, "values-table", "Domestic abuse outcome: charged or summonsed 12 months to 30 June 2016")  # fmt: skip
    # Forces of which no report states a value have no column.
    assert stated.endswith("24.5% 23.2%")


def test_compare_copes_with_any_choice(site: httpx.Client) -> None:
    assert "Choose another force to compare Dorset with" in site.get("/compare?force=dorset").text
    many = ["essex", "kent", "dorset", "suffolk", "surrey", "sussex", "cumbria", "nowhere"]
    page = site.get("/compare", params={"force": many, "year": "peel-2021-22"}).text
    assert "“nowhere” is not a police force of England and Wales." in page
    assert "up to 6 can be shown; “cumbria” left out" in page
    assert len(re.findall('<th scope="col">(?:Essex|Kent|Dorset|Suffolk|Surrey|Sussex)<', page)) == 20  # fmt: skip
    assert len(page.encode()) <= 150_000
    assert "“peel-1066” is not a year with grades" in site.get("/compare?year=peel-1066").text


# Twins ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "counts"),
    [
        ("/reconciliation", [("reconciliation", "1"), ("arithmetic", "1")]),
        ("/reconciliation?verdict=match&force=essex", [("reconciliation", "verdict = 'match'"), ("arithmetic", "1")]),
        ("/measure/recorded-crime-rate", [
            ("observation_detail", "measure_id = 'recorded-crime-rate'"),
            ("statistic_rank", "measure_id = 'recorded-crime-rate'"),
            ("measure_catalogue", "measure_id = 'recorded-crime-rate'"),
        ]),
        ("/compare?force=essex&force=kent", [
            ("grade_cell", "force_id in ('essex', 'kent')"),
            ("statistic_rank", "area_id in ('essex', 'kent')"),
            ("crime_rate_by_quarter", "area_id in ('essex', 'kent')"),
            ("observation_detail", "area_id in ('essex', 'kent')"),
        ]),
        (f"/inspection/{KEY}", [
            ("judgment_detail", f"inspection_id = '{KEY}'"),
            ("improvement_status", f"inspection_id = '{KEY}'"),
            ("figure_table", f"figure_id = '{KEY}-figure-2'"),
            ("figure_table", f"figure_id = '{KEY}-figure-4'"),
            ("figure_table", f"figure_id = '{KEY}-figure-7'"),
            ("observation_detail", f"inspection_id = '{KEY}'"),
            ("caveat_detail", f"document = (select title from document where id = '{KEY}')"),
            ("inspection_detail", f"inspection_id = '{KEY}'"),
        ]),
    ],
)  # fmt: skip
def test_twins_have_every_row(
    site: httpx.Client, connection: sqlite3.Connection, address: str, counts: list[tuple[str, str]]
) -> None:
    page = site.get(address).text
    offered = re.findall(r'<p class="twins">.*?</p>', page, re.DOTALL)
    assert len(offered) == len(counts)
    for links, (view, where) in zip(offered, counts, strict=True):
        table, objects, _ = (html.unescape(a) for a in re.findall(r'href="([^"]+)"', links))
        assert f"/{view}.csv" in table
        count = connection.execute(f"select count(*) from {view} where {where}").fetchone()[0]
        assert count > 0
        assert len(list(csv.reader(io.StringIO(site.get(table).text)))) - 1 == count, links
        assert len(site.get(objects).json()) == count


def test_forces_side_by_side_have_their_crime_on_one_scale(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    forces = ("essex", "kent", "surrey")
    page = site.get("/compare", params={"force": list(forces)}).text
    pictures = [p for p in pictures_of(page) if p.get("class") == "picture line"]
    assert len(pictures) == len(forces)
    found = []
    for force, picture in zip(forces, pictures, strict=True):
        rows = connection.execute(
            "select * from crime_rate_by_quarter where area_id = ? order by quarter_end", (force,)
        ).fetchall()
        for line, column in zip(
            picture.iter("polyline"), ("england_and_wales", "force"), strict=True
        ):
            points = [float(point.split(",")[1]) for point in line.get("points", "").split()]
            assert len(points) == len(rows)
            found += zip([row[f"{column}_per_1000"] for row in rows], points, strict=True)
        assert {rows[0]["force_shown"], rows[-1]["force_shown"]} <= set(texts_of(picture))
    # The same value lies as high in every picture.
    (low, down), (high, up) = min(found), max(found)
    for value, y in found:
        assert y == pytest.approx(down + (value - low) / (high - low) * (up - down), abs=0.3)


def test_a_group_of_forces_is_no_heavy_page(site: httpx.Client) -> None:
    six = ["essex", "kent", "surrey", "sussex", "hampshire", "dorset"]
    for chosen in ({"group": "essex"}, {"force": six}, {"force": six, "year": "peel-2016"}):
        assert len(site.get("/compare", params=chosen).content) < 150_000
    page = site.get("/compare?group=essex").text
    assert "newest rounds" in page and "PEEL 2014" not in text_of(page).split("Open statistics")[0]


def test_figures_that_the_report_only_draws_lead_to_what_rebuilds_or_measures_them(
    site: httpx.Client,
) -> None:
    page = site.get(f"/inspection/{KEY}").text
    drawn = page.count("draws this figure without printing its numbers")
    links = re.findall(
        r'(?:Rebuilt from|What it measures:)[^<]*|<a href="([^"]+)">Rebuilt from', page
    )
    rebuilt = [link for link in links if link]
    assert rebuilt == ["/force/essex#crime", "/openpeel/recomputed_asb_change"]
    assert len(rebuilt) + page.count("What it measures:") == drawn == 6
    for link in rebuilt:
        assert site.get(link.partition("#")[0]).status_code == 200
    assert 'id="crime"' in site.get("/force/essex").text
