"""Groups of similar forces and their averages, worked out again with Python's statistics."""

from __future__ import annotations

import json
import math
import sqlite3
import statistics
from pathlib import Path

import pytest
from shipped import lines_of

from openpeel.loaders.database import add_mathematics

LARGEST_GROUP = 7
# Standard deviations beyond which a force is not in a group.
FARTHEST = 1.0

Standard = dict[str, list[float]]


@pytest.fixture(scope="module")
def standard() -> Standard:
    """The four measures of each force in standard deviations, from the shipped CSV files alone."""
    size = {row["force_id"]: float(row["square_km"]) for row in lines_of("force_size")}
    people = {(row["area"], int(row["year"])): int(row["people"]) for row in lines_of("population")}
    homes = {
        (row["area"], int(row["year"])): int(row["households"]) for row in lines_of("household")
    }
    measures = {
        force: [
            math.log(people[force, 2016]),
            math.log(people[force, 2016] / size[force]),
            people[force, 2016] / homes[force, 2016],
            100 * (people[force, 2016] / people[force, 2010] - 1),
        ]
        for force in size
    }
    usual = [values for force, values in measures.items() if force != "city-of-london"]
    scales = [(statistics.mean(c), statistics.pstdev(c)) for c in zip(*usual, strict=True)]
    return {
        force: [(value - mean) / sd for value, (mean, sd) in zip(values, scales, strict=True)]
        for force, values in measures.items()
    }


def neighbours(standard: Standard, force: str) -> list[tuple[float, str]]:
    """The other forces by their distance to three decimals, without City of London."""

    def distance(other: str) -> float:
        pairs = zip(standard[force], standard[other], strict=True)
        return round(math.sqrt(statistics.mean((one - two) ** 2 for one, two in pairs)), 3)

    return sorted((distance(o), o) for o in standard if o not in (force, "city-of-london"))


def test_deviations_of_every_measure(connection: sqlite3.Connection, standard: Standard) -> None:
    found: Standard = {}
    for row in connection.execute(
        "select force_id, deviations_from_mean from force_similarity "
        "join similarity_measure on similarity_measure.id = similarity_measure_id order by position"
    ):
        found.setdefault(row["force_id"], []).append(row["deviations_from_mean"])
    assert found.keys() == standard.keys()
    for force, values in standard.items():
        assert found[force] == pytest.approx(values, abs=1e-6), force


def test_nearest_forces_and_their_distances(
    connection: sqlite3.Connection, standard: Standard
) -> None:
    for force in standard:
        rows = connection.execute(
            "select * from force_group where force_id = ? order by nearness", (force,)
        ).fetchall()
        expected = neighbours(standard, force)[:LARGEST_GROUP]
        assert [row["other_force_id"] for row in rows] == [other for _, other in expected], force
        assert [row["distance"] for row in rows] == pytest.approx(
            [distance for distance, _ in expected]
        )
        near = sum(distance <= FARTHEST for distance, _ in expected)
        assert {row["group_forces"] for row in rows} == {near}
        assert [row["in_group"] for row in rows] == [1] * near + [0] * (LARGEST_GROUP - near)


def test_forces_without_close_neighbours_have_no_group(connection: sqlite3.Connection) -> None:
    alone = {
        row["force_id"]
        for row in connection.execute("select force_id from force_group where not group_forces")
    }
    assert alone == {"city-of-london", "metropolitan", "west-midlands"}
    compared = {row[0] for row in connection.execute("select force_id from force_against_group")}
    assert compared and not compared & alone
    assert not connection.execute(
        "select * from force_distance where other_force_id = 'city-of-london'"
    ).fetchall()


def test_alike_and_unlike_measures(connection: sqlite3.Connection, standard: Standard) -> None:
    labels = [row["label"] for row in lines_of("similarity_measure")]
    for force, other in (("bedfordshire", "kent"), ("essex", "kent"), ("city-of-london", "dorset")):
        apart = [abs(a - b) for a, b in zip(standard[force], standard[other], strict=True)]
        row = connection.execute(
            "select alike_in, unlike_in from force_distance where force_id = ? and other_force_id = ?",
            (force, other),
        ).fetchone()
        alike = [label for label, much in zip(labels, apart, strict=True) if much <= 0.5]
        unlike = [label for label, much in zip(labels, apart, strict=True) if much > 1]
        assert [row["alike_in"], row["unlike_in"]] == [
            ", ".join(alike) or None,
            ", ".join(unlike) or None,
        ]


def averages(connection: sqlite3.Connection, factor: float, row: sqlite3.Row) -> list[object]:
    """What a row of force_against_group should say, from the statistics of single forces."""
    group = [
        other[0]
        for other in connection.execute(
            "select other_force_id from force_group where in_group and force_id = ?",
            (row["force_id"],),
        )
    ]
    places = {
        place["area_id"]: place
        for place in connection.execute(
            "select statistic_number.*, area_id from statistic_number "
            "join reporting_area on number = area_number where statistic_id = ? and period_id = ?",
            (row["statistic_id"], row["period_id"]),
        )
    }
    near = [places[other] for other in group]
    values = [place["value"] for place in near]
    counted = sum(place["numerator"] for place in near)
    over = sum(place["denominator"] for place in near)
    if row["unit"] == "Percent change":
        counted -= over
    own = places[row["force_id"]]["value"]
    return [
        round(own, 2),
        round(statistics.mean(values), 2),
        round(factor * counted / over, 2),
        1 + sorted([*values, own], reverse=True).index(own),
        len(near) + 1,
        len(near),
    ]


def assert_averages(connection: sqlite3.Connection, statistic: str, factor: float) -> None:
    """Every force's comparison with its group on a statistic, in its latest period."""
    rows = connection.execute(
        "select * from force_against_group where statistic_id = ? and period_end = "
        "(select max(period_end) from force_against_group where statistic_id = ?)",
        (statistic, statistic),
    ).fetchall()
    assert len(rows) == 40
    for row in rows:
        said = [
            row[column]
            for column in (
                "value", "group_mean", "group_together", "rank_in_group", "ranked_in_group", "forces_counted",
            )
        ]  # fmt: skip
        assert said == pytest.approx(averages(connection, factor, row), abs=0.0051), row["force"]


@pytest.mark.parametrize(
    ("statistic", "factor"),
    [
        ("recorded-crime-rate", 1000),
        ("burglary-dwelling-rate", 1000),
        ("asb-incident-rate", 1000),
        ("recorded-crime-change", 100),
    ],
)
def test_averages_of_a_group(connection: sqlite3.Connection, statistic: str, factor: float) -> None:
    assert_averages(connection, statistic, factor)


def test_averages_of_a_group_on_outcomes(database_with_text: Path) -> None:
    connection = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    assert_averages(connection, "outcome-share-charged", 100)
    connection.close()


def test_groups_are_the_same_with_and_without_sources(
    connection: sqlite3.Connection, database_with_text: Path
) -> None:
    sql = "select * from force_distance order by force_id, nearness"
    other = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    assert [tuple(row) for row in connection.execute(sql)] == other.execute(sql).fetchall()
    other.close()


def test_sizes_are_those_of_the_published_outlines(report: Path) -> None:
    """The published file states the area of each outline, in square metres."""
    path = report.parent / "police-force-areas-dec2016-ugc.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    published = {
        feature["properties"]["PFA16CD"]: round(feature["properties"]["Shape__Area"] / 1e6, 1)
        for feature in features
    }
    codes = {row["id"]: row["gss_code"] for row in lines_of("area")}
    for row in lines_of("force_size"):
        assert float(row["square_km"]) == published[codes[row["force_id"]]], row["force_id"]


def test_views_compile_on_a_sqlite_without_mathematics() -> None:
    """A function of one's own stands in for that of SQLite, with the same answers."""
    db = sqlite3.connect(":memory:")
    expected = db.execute("select ln(12345.6), sqrt(2), ln(null)").fetchone()
    for name in ("ln", "sqrt"):
        db.create_function(name, 1, lambda _: "not that of SQLite")
    add_mathematics(db)
    assert db.execute("select ln(12345.6), sqrt(2), ln(null)").fetchone() == expected
