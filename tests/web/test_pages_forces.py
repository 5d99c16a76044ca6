"""The pages of forces: the numbers that stand on them, and their pictures."""

from __future__ import annotations

import html
import os
import re
import sqlite3
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET

import httpx
import pytest
from datasette.app import Datasette
from jinja2 import Environment, FileSystemLoader
from page_text import text_at, text_of
from shipped import lines_of

from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.tools import shapes
from openpeel.web.plugins.pages import prepare_jinja2_environment

REFERENCE = package.ROOT / "data" / "reference"
BOUNDARIES = "police-force-areas-dec2016-ugc.geojson"
SVG = "{http://www.w3.org/2000/svg}"


def pictures(site: httpx.Client, address: str) -> dict[str, ET.Element]:
    """The pictures of a page by their titles."""
    # A picture may have another in it.
    whole = r"<svg (?:(?!</?svg).|<svg .*?</svg>)*</svg>"
    found = re.findall(whole, site.get(address).text, re.DOTALL)
    roots = [ET.fromstring(svg) for svg in found]
    return {root.findtext(f"{SVG}title") or "": root for root in roots}


def words_of(picture: ET.Element) -> list[str]:
    return [" ".join("".join(text.itertext()).split()) for text in picture.iter(f"{SVG}text")]


# All forces ------------------------------------------------------------------------------------


def test_one_force_was_inadequate_in_2016(site: httpx.Client) -> None:
    page = text_at(site, "/forces?year=peel-2016")
    assert (
        "43 of 43 forces have a known grade. Of these, one was inadequate (Bedfordshire) and one was outstanding (Durham)."
        in page
    )
    for grade, forces in {
        "★ Outstanding": "1 force",
        "● Good": "28 forces",
        "▲ Requires improvement": "13 forces",
        "✕ Inadequate": "1 force",
    }.items():
        assert f"{grade} {forces}" in page


def test_what_is_not_held_is_told(site: httpx.Client) -> None:
    page = text_at(site, "/forces?year=peel-2021-22&topic=responding-to-public")
    assert "28 of 43 forces have a known grade. Of these, eight were inadequate (Devon" in page
    assert "not found 15 forces" in page


def test_force_page_says_in_words_how_often_something_was_raised(site: httpx.Client) -> None:
    page = text_at(site, "/force/essex")
    assert "Raised twice, and followed up 4 times in other words:" in page
    assert "Raised 2 times" not in page


def test_a_topic_that_was_not_graded_gives_way(site: httpx.Client) -> None:
    page = text_at(site, "/forces?year=peel-2021-22&topic=overall")
    assert "“overall” was not graded in PEEL 2021/22. Preventing crime:" in page
    assert "“nope” is not a PEEL round. PEEL 2018/19 is shown instead." in text_at(
        site, "/forces?year=nope"
    )
    assert "(Bedfordshire) and one was outstanding" in text_at(site, "/forces?year=2016")


def test_questions_of_a_year_run_as_its_topics_do(site: httpx.Client) -> None:
    page = site.get("/forces?year=peel-2016").text
    menu = page.split('name="topic"')[1].split("</select>")[0]
    topics = re.findall(r'value="([^"]+)"', menu)
    assert len(topics) == 13 and topics[0] == "overall"
    assert topics.index("preventing-crime") < topics.index("serious-organised-crime")


@pytest.mark.parametrize("year", ["peel-2014", "peel-2016", "peel-2017", "peel-2023-25"])
def test_grid_and_map_have_what_the_database_has(
    site: httpx.Client, connection: sqlite3.Connection, year: str
) -> None:
    page = site.get(f"/forces?year={year}").text
    table = re.search(r'<table class="grid-of-grades".*?</table>', page, re.DOTALL)[0]
    (held,) = connection.execute(
        "select count(*) from grade_cell where framework_id = ? "
        "and status in ('graded', 'carried over')",
        (year,),
    ).fetchone()
    assert table.count('class="grade grade-') == held
    # One row for each force, and one that counts the grades that are known.
    assert table.count('<th scope="row">') == 43 + 1
    topic = re.search(r'<h2 id="counts">(.*?)</h2>', page)[1]
    (picture,) = (
        p for title, p in pictures(site, f"/forces?year={year}").items() if topic in title
    )
    told = [a.attrib["aria-label"] for a in picture.iter(f"{SVG}a")]
    of_areas = dict(label.split(": ") for label in told if "(larger)" not in label)
    rows = connection.execute(
        "select force, coalesce(grade, status) from grade_cell "
        "where framework_id = ? and topic = ?",
        (year, topic.split(",")[0]),
    )
    assert of_areas == dict(rows.fetchall()) and len(of_areas) == 43


# One force -------------------------------------------------------------------------------------


def test_strip_has_each_grade_and_marks_what_is_not_comparable(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    (strip,) = (p for t, p in pictures(site, "/force/essex").items() if "over the years" in t)
    words = words_of(strip)
    rows = connection.execute(
        "select grade, change from grade_history where force_id = 'essex' "
        "and status in ('graded', 'carried over')"
    ).fetchall()
    assert len(list(strip.iter(f"{SVG}rect"))) == len(rows)
    for sign, change in {"↑": "better", "↓": "worse", "≠": "not comparable"}.items():
        assert words.count(sign) == sum((c or "").startswith(change) for _, c in rows)
    assert words.count("✕ Inadequate") == 1
    assert {"four grades", "five grades"} <= set(words)


def test_charge_rate_stands_with_its_page(site: httpx.Client) -> None:
    found = pictures(site, "/force/essex")
    words = " ".join(words_of(found["Essex against England and Wales: Percent"]))
    assert (
        "Domestic abuse outcome: charged or summonsed 24.5% Essex 23.2% England and Wales" in words
    )
    page = site.get("/force/essex").text
    row = re.search(
        r'<th scope="row">Domestic abuse outcome: charged or summonsed <.*?</tr>',
        page,
        re.DOTALL,
    )[0]
    assert 'href="/value/essex-2016-effectiveness-201"' in row
    assert "page 47, Victims of domestic abuse" in row


def test_bars_of_one_picture_share_a_scale_from_zero(site: httpx.Client) -> None:
    drawn = 0
    for title, picture in pictures(site, "/force/essex").items():
        if "against England and Wales" not in title:
            continue
        bars = list(picture.iter(f"{SVG}rect"))
        numbers = [
            float(re.match(r"[+−]?[\d.]+", text.replace("£", ""))[0].replace("−", "-"))
            for text in words_of(picture)
            if text.endswith((" Essex", " England and Wales"))
        ]
        per = [
            float(bar.attrib["width"].rstrip("%")) / abs(number)
            for bar, number in zip(bars, numbers, strict=True)
            if abs(number) > 5
        ]
        assert max(per) - min(per) < 0.03 * max(per), title
        (axis,) = {float(line.attrib["x1"].rstrip("%")) for line in picture.iter(f"{SVG}line")}
        for bar, number in zip(bars, numbers, strict=True):
            left, width = (float(bar.attrib[side].rstrip("%")) for side in ("x", "width"))
            assert (left if number >= 0 else left + width) == pytest.approx(axis, abs=0.03)
        drawn += len(bars)
    assert drawn >= 20


def test_crime_rate_ends_where_the_statistics_end(site: httpx.Client) -> None:
    (line,) = (p for t, p in pictures(site, "/force/essex").items() if t.startswith("Recorded"))
    words = words_of(line)
    assert "63.7" in words and "67.4" in words
    assert "Per 1,000 people; the scale starts at 50" in words
    assert [len(p.attrib["points"].split()) for p in line.iter(f"{SVG}polyline")] == [21, 21]


def across(line: ET.Element) -> list[list[float]]:
    """How far along the picture the points of each line lie."""
    return [
        [float(point.split(",")[0]) for point in polyline.attrib["points"].split()]
        for polyline in line.iter(f"{SVG}polyline")
    ]


def by_days(days: list[str]) -> list[float]:
    """How far along a time axis days lie, in percent."""
    passed = [(date.fromisoformat(day) - date.fromisoformat(days[0])).days for day in days]
    return [100 * some / passed[-1] for some in passed]


def test_points_of_a_series_lie_by_their_day(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    drawn = 0
    for (force,) in connection.execute("select area_id from force order by area_id limit 6"):
        days = [
            row[0]
            for row in connection.execute(
                "select quarter_end from crime_rate_by_quarter where area_id = ? order by 1",
                [force],
            )
        ]
        for picture in pictures(site, f"/force/{force}").values():
            if "line" in picture.attrib["class"].split():
                drawn += 1
                for places in across(picture):
                    assert places == pytest.approx(by_days(days), abs=0.006)
    assert drawn == 6


def test_yearly_points_before_quarterly_ones_take_the_width_of_their_years() -> None:
    days = [f"{year}-03-31" for year in range(2003, 2008)]
    days += [f"{year}-{end}" for year in range(2008, 2019) for end in ("03-31", "06-30", "12-31")]
    rows = [
        {
            "quarter_end": day,
            "force_per_1000": 60 + turn % 7,
            "england_and_wales_per_1000": 70 - turn % 5,
            "force_shown": "60",
            "england_and_wales_shown": "70",
        }
        for turn, day in enumerate(days)
    ]
    env = Environment(loader=FileSystemLoader(package.TEMPLATES), autoescape=True)
    # The hook itself answers for a site alone.
    prepare_jinja2_environment.__wrapped__(env, Datasette(memory=True))
    macros = env.get_template("_macros/pictures.html").module
    line = ET.fromstring(str(macros.line(rows, "Essex", "line", "Title", "Description")))  # type: ignore[attr-defined]
    for places in across(line):
        assert places == pytest.approx(by_days(days), abs=0.006)
        assert 25 < places[4] < 26
    # A year's mark lies where its 1 January lies between the points, in the part of the
    # picture that the plot takes.
    marks = {
        words.text: float(words.attrib["x"].rstrip("%"))
        for words in line.iter(f"{SVG}text")
        if re.fullmatch("20[0-9]{2}", words.text or "")
    }
    assert list(marks) == ["2018", "2016", "2014", "2012", "2010", "2008", "2006", "2004"]
    (plot,) = (inner for inner in line.iter(f"{SVG}svg") if "viewBox" in inner.attrib)
    left, width = (float(plot.attrib[side].rstrip("%")) for side in ("x", "width"))
    whole = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days
    for year, place in marks.items():
        passed = (date(int(year), 1, 1) - date.fromisoformat(days[0])).days
        assert place == pytest.approx(left + width * passed / whole, abs=0.01)


def test_items_lead_to_their_pages(site: httpx.Client, connection: sqlite3.Connection) -> None:
    page = site.get("/force/essex").text
    table = re.search(r'<table class="full stacked" id="open-items".*?</table>', page, re.DOTALL)[0]
    held = {
        row[0]
        for row in connection.execute(
            "select improvement_id from improvement_status "
            "where force_id = 'essex' and state in ('open', 'only seen raised')"
        )
    }
    assert set(re.findall(r'href="/improvement/([^"]+)"', table)) == held


def test_timeline_is_whole_and_newest_first(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = site.get("/force/essex").text
    part = page[page.index('<h2 id="timeline">') : page.index('<h2 id="warnings">')]
    days = re.findall(r'<time datetime="([^"]+)">', part)
    assert days == sorted(days, reverse=True)
    held = connection.execute(
        "select distinct happened_on from force_timeline where force_id = 'essex'"
    )
    # A report without a day of its own is listed too, as such.
    assert set(days) == {row[0] for row in held} - {None}
    assert ("day not known" in part) == (
        None
        in {
            row[0]
            for row in connection.execute(
                "select happened_on from force_timeline where force_id = 'essex'"
            )
        }
    )


def test_reports_without_a_day_are_listed_under_their_own_round(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    mixed = connection.execute(
        """
        select force_id, dated from force_timeline group by force_id, dated
        having count(distinct basis) > 1
            or count(distinct coalesce(happened_from, '')) > 1
            or count(distinct coalesce(happened_to, '')) > 1
        """
    ).fetchall()
    assert mixed == []
    part = text_at(site, "/force/nottinghamshire").split(" Timeline ")[-1]
    later, earlier = re.findall(r"day not known \(other reports of its round: [^)]+\)", part)
    assert "2023" in later and "2019" in earlier
    assert "PEEL 2021/22" in part[: part.index(earlier)]
    assert "2018/19" not in part[: part.index(earlier)]


def test_reports_without_a_known_grade_are_named(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    gradeless = connection.execute(
        """
        select inspection.force_id, inspection.id from inspection
        join framework on framework.id = framework_id
        -- A revisit need not give any grade.
        where position is not null and kind = 'inspection'
            and inspection.id not in (select inspection_id from judgment)
        """
    ).fetchall()
    assert gradeless
    named = {
        (force, address)
        for force in {force for force, _ in gradeless}
        for address in re.findall(
            r'href="/inspection/([^"]+)"',
            site.get(f"/force/{force}").text.split('id="grades"')[1].split("</p>")[0],
        )
    }
    assert named == {tuple(row) for row in gradeless}


def test_every_force_has_its_page(site: httpx.Client, connection: sqlite3.Connection) -> None:
    forces = connection.execute("select area_id, name from force").fetchall()
    assert len(forces) == 43
    for force, name in forces:
        page = site.get(f"/force/{force}")
        assert page.status_code == 200
        assert f"<h1>{html.escape(name)}</h1>" in page.text
        warned = "We have not read any inspection report on" in page.text
        whole = connection.execute(
            "select read_whole from improvement_coverage where force_id = ?", (force,)
        ).fetchone()[0]
        assert warned == (whole == 0)


@pytest.mark.parametrize("force", ["essex", "dorset", "kent"])
def test_a_force_is_warned_of_by_all_that_names_it(
    force: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    found = connection.execute(
        "select summary from caveat where id in (select caveat_id from caveat_area where area_id = ?)",
        (force,),
    )
    warnings = [row[0] for row in found]
    told = text_at(site, f"/force/{force}").split("Caveats")[-1]
    assert warnings and all(warning in told for warning in warnings)
    assert told.count("page ") >= len(warnings)


def test_rates_of_the_city_of_london_are_warned_of(site: httpx.Client) -> None:
    assert "Few people live in the City of London" in text_at(site, "/force/city-of-london")
    assert "Few people live in the City of London" not in text_at(site, "/force/kent")


def test_latest_statistic_is_of_a_period_that_still_counts_the_same(
    connection: sqlite3.Connection,
) -> None:
    rows = connection.execute(
        "select statistic_id, period, value from statistic_latest where area_id = 'essex'"
    ).fetchall()
    latest = {row["statistic_id"]: row for row in rows}
    assert len(latest) == len(rows) >= 8
    assert latest["recorded-crime-rate"]["value"] == 63.73
    assert latest["burglary-dwelling-rate"]["value"] > 5


def test_latest_statistics_are_rounded_once(connection: sqlite3.Connection) -> None:
    """7.548 is 7.5; by way of 7.55 it would be 7.6."""
    rows = connection.execute(
        "select value_shown, statistic_latest.value as rounded, statistic_value.value as exact"
        " from statistic_latest join statistic_value using (statistic_id, area_id, period)"
        " union all"
        " select distinct england_and_wales_shown, england_and_wales_value, statistic_value.value"
        " from statistic_latest join statistic_value"
        "   on statistic_value.statistic_id = statistic_latest.statistic_id"
        "   and statistic_value.period = statistic_latest.period"
        "   and statistic_value.area_id = 'england-and-wales'"
    ).fetchall()
    assert len(rows) > 344
    for row in rows:
        assert Decimal(row["value_shown"].rstrip("%")) == one_decimal(row["exact"]), tuple(row)
    # Some of them would be others if they were rounded twice.
    assert [row for row in rows if one_decimal(row["rounded"]) != one_decimal(row["exact"])]


def test_rates_by_quarter_are_rounded_once(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select force_shown, 1000.0 * force_offences / force_population as force,"
        " england_and_wales_shown,"
        " 1000.0 * england_and_wales_offences / england_and_wales_population as country"
        " from crime_rate_by_quarter"
    ).fetchall()
    assert len(rows) == 43 * 21
    for row in rows:
        assert Decimal(row["force_shown"]) == one_decimal(row["force"]), tuple(row)
        assert Decimal(row["england_and_wales_shown"]) == one_decimal(row["country"]), tuple(row)


def one_decimal(number: float) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.1"), ROUND_HALF_UP)


# Shapes ----------------------------------------------------------------------------------------


@pytest.mark.sources
def test_shapes_come_out_of_the_boundaries_byte_for_byte(
    missing: Callable[[str], NoReturn], tmp_path: Path
) -> None:
    source = Path(os.environ.get("OPENPEEL_SOURCES", package.ROOT / "sources")) / BOUNDARIES
    if not source.is_file():
        missing(f"needs {BOUNDARIES} among the sources")
    made = tmp_path / "area_shape.csv"
    shapes.write_shapes(source, made, REFERENCE)
    assert made.read_bytes() == (REFERENCE / "area_shape.csv").read_bytes()


def test_shapes_are_of_all_forces_and_light() -> None:
    rows = lines_of("area_shape")
    assert sum(len(row["path"]) for row in rows) < 60_000
    forces = {row["area_id"] for row in lines_of("force")}
    assert {row["area_id"] for row in rows if row["inset"] == "0"} == forces
    assert {row["area_id"] for row in rows if row["inset"] == "1"} == set(shapes.IN_LONDON)


def test_neighbours_stay_joined() -> None:
    """Every area on the mainland has points that are its neighbour's too."""
    points = {
        row["area_id"]: points_of(row["path"])
        for row in lines_of("area_shape")
        if row["inset"] == "0"
    }
    assert all(0 <= x <= 600 and 0 <= y <= 700 for some in points.values() for x, y in some)
    for first, second in [("essex", "suffolk"), ("kent", "sussex"), ("gwent", "south-wales"),
                          ("durham", "cleveland"), ("bedfordshire", "hertfordshire")]:  # fmt: skip
        assert len(points[first] & points[second]) >= 5, (first, second)


def points_of(path: str) -> set[tuple[int, int]]:
    found = set()
    for ring in path.split("z")[:-1]:
        start, _, steps = ring[1:].partition("l")
        x, y = map(int, start.split())
        found.add((x, y))
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            found.add((x, y))
    return found


def test_ring_loses_what_cannot_be_seen() -> None:
    assert shapes.simplify([(0, 0), (0, 0), (4, 0), (6, 0), (4, 0), (4, 4), (0, 4), (0, 0)]) == [
        (0, 0), (4, 0), (4, 4), (0, 4),
    ]  # fmt: skip
    assert shapes.path_of([(10, 20), (12, 17), (9, 25)]) == "M10 20l2-3-3 8z"


def test_boundaries_with_a_code_that_is_not_known_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "bounds.geojson"
    source.write_text('{"features": [{"properties": {"PFA16CD": "X1"}, "geometry": null}]}')
    with pytest.raises(DataError, match="not known"):
        list(shapes.shapes(source, {"E1": "essex"}))
    source.write_text("{}")
    with pytest.raises(DataError, match="no features"):
        list(shapes.shapes(source, {}))


def test_an_inspection_counts_grades_and_values_as_the_database_does(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    """An answer without a grade is no grade, and a missing value is no value."""
    rows = connection.execute(
        "select inspection_id, count(grade_rank) as graded, sum(grade_rank is null) as ungraded, "
        "(select count(value) from observation where inspection_id = judgment_detail.inspection_id) "
        "as known from judgment_detail group by 1 having ungraded or known"
    ).fetchall()
    assert rows
    for row in rows:
        text = text_at(site, f"/inspection/{row['inspection_id']}")
        assert f"{row['graded']} grade" in text, row[0]
        assert not row["ungraded"] or f"{row['ungraded']} question" in text, row[0]
        assert f"{row['known']} value" in text, row[0]


def test_pages_give_one_deadline_for_one_report(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    """Also where the day of the report is known to the month only."""
    for due_on in ("due_on is not null", "due_on is null and last_due is not null"):
        row = connection.execute(
            f"select * from response_deadline where force_id = 'essex' and {due_on} limit 1"
        ).fetchone()
        last = date.fromisoformat(row["last_due"])
        for page in ("/force/essex", f"/inspection/{row['inspection_id']}"):
            assert f"{last.day} {last:%B %Y}" in text_at(site, page), (page, row[0])


# What was closed, counts of grades, single figures -----------------------------------------------


def test_what_was_closed_is_shown_with_its_day_and_page(site: httpx.Client) -> None:
    page = site.get("/force/hertfordshire").text
    table = page[page.index('id="closed-items"') :]
    row = next(
        r for r in table.split("<tr>") if "hertfordshire-2016-protecting-vulnerable-finding-1" in r
    )
    said = text_of(row)
    for words in ("Finding", "met", "22 March 2018", "our reading", "inspectorate"):
        assert words in said, words
    assert (
        'href="https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/hertfordshire/effectiveness/"'
        in row
    )
    assert "Cause of concern" not in said


def test_published_counts_say_how_many_grades_are_missing(site: httpx.Client) -> None:
    page = text_at(site, "/force/durham")
    assert (
        "Durham got 10 grades: 1 outstanding, 2 good, 5 adequate, 2 requires improvement. "
        "We know 4 of these 10." in page
    )
    assert "by our count of a list on a page" in text_at(site, "/force/norfolk")


def test_single_figures_are_kept_apart_from_official_statistics(site: httpx.Client) -> None:
    page = text_at(site, "/force/durham")
    assert "Other figures on web pages" in page
    assert "Emergency calls answered within ten seconds The national standard is 90%. 61%" in page
    assert "not from official statistics" in page
    assert "Other figures on web pages" not in text_at(site, "/force/gwent")


def test_the_grid_counts_the_known_grades_of_each_force(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = site.get("/forces?year=peel-2021-22").text
    rows = re.findall(
        r'<tr><th scope="row"><a href="/force/([\w-]+)">[^<]+</a></th><td>(\d+) of (\d+)</td>', page
    )
    assert len(rows) == 43
    known = connection.execute(
        "select force_id, sum(status in ('graded', 'carried over')), count(*) from grade_cell "
        "where framework_id = 'peel-2021-22' group by 1"
    )
    assert {(force, int(n), int(of)) for force, n, of in rows} == {tuple(row) for row in known}
    assert '<td class="quiet">–<span class="unseen"> not found</span></td>' in page
