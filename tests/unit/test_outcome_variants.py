"""What varies between files of crime outcomes and of boundaries, on small made-up files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import made_files as made
import pytest
from reading_files import Read
from refusals import refused
from sqlite_utils import Database

from openpeel.loaders.statistics.rows import (
    CrimeOutcome,
    Extent,
)
from openpeel.loaders.statistics.unknown_terms import UnknownTermsError, join_unknown_terms
from openpeel.loaders.statistics.words import read_words

PUBLISHED = [
    "Financial Year", "Financial Quarter", "Force Name", "Offence Description", "Offence Group",
    "Offence Subgroup", "Offence Code", "Offence code expired", "Outcome Description",
    "Outcome Group", "Outcome Type", "Force outcomes for offences recorded in quarter",
    "Force outcomes recorded in quarter",
]  # fmt: skip


def test_crime_outcomes_read_alike_from_every_format_and_column_order(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    first = read("crime-outcomes", made.write_csv(tmp_path / "a.csv", rows))
    rows[0] = list(PUBLISHED)
    moved = [[*row[6:], *row[:6]] for row in rows]
    numbers = [
        [
            int(cell) if line and at in (4, 5) and cell != "NA" else cell
            for at, cell in enumerate(row)
        ]
        for line, row in enumerate(moved)
    ]
    book: made.Book = {
        "Cover sheet": [["Crime outcomes"]],
        "Pivot": [["Force Name", "(All)"], ["Outcome Group", "Sum"], ["Robbery", 3]],
        "2016-17": [["Outcomes"], [""], *numbers],
    }
    for path in (
        made.write_csv(tmp_path / "b.csv.gz", moved, "utf-8-sig"),
        made.write_xlsx(tmp_path / "b.xlsx", book),
        made.write_ods(tmp_path / "b.ods", book),
    ):
        assert read("crime-outcomes", path) == first


def test_crime_outcomes_have_every_type_and_mark_of_later_editions(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    rows = made.crime_outcomes(forces)
    activity = "Diversionary, educational or intervention activity, with no further action."
    fraud = "National Fraud Intelligence Bureau filed (NFIB only)"
    rows[1][8:11] = [activity, activity, "22"]
    rows[3][8:11] = [fraud, fraud, "19"]
    rows[5][3:8] = ["Violent disorder (outcomes only)", "Public order offences",
                    "Public order offences", "65", "x"]  # fmt: skip
    rows[5][11:] = ["N/A - offence code expired", "-2"]
    rows[7][8] = "Charged / summonsed"
    found = read("crime-outcomes", made.write_csv(tmp_path / "a.csv", rows))
    assert [row.outcome_number for row in found[:4]] == [22, 0, 19, 0]
    assert found[4][4:] == (None, -2, "offence-code-expired")
    days = dict(
        reference_data.execute(
            "select number, first_used from outcome_code where number in (21, 22)"
        )
    )
    assert days == {21: "2016-01-01", 22: "2019-04-01"}


def test_crime_outcomes_of_british_transport_police_are_a_bodys(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    rows = made.crime_outcomes(forces)
    rows += [[*row[:2], "British Transport Police", *row[3:]] for row in rows[1:3]]
    found = read("crime-outcomes", made.write_csv(tmp_path / "a.csv", rows))
    police = read_words(reference_data, "crime-outcomes").number("british-transport-police")
    assert [row.area_number for row in found[-3:-1]] == [police, police]
    assert isinstance(found[-2], CrimeOutcome)


@pytest.mark.parametrize("number", ["1a", "2A", "3 a"])
def test_crime_outcomes_that_are_parts_of_others_are_refused(
    number: str, tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    rows[9][10] = number
    with refused(
        "o.csv, line 10", f"a part of outcome {number[0]}", "counted twice", f"'{number}'"
    ):
        read("crime-outcomes", made.write_csv(tmp_path / "o.csv", rows))


def test_crime_outcomes_say_all_unknown_terms_with_all_that_the_file_tells_of_them(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    rows[1][3:8] = ["Piracy, at sea", "Robbery", "Robbery", "999", "NA"]
    rows[3][3:8] = ["Wrecking", "Robbery", "Robbery", "998", "NA"]
    rows[5][8:11] = ["Pardoned", "Mercy", "77"]
    rows[7][3] = "Robbery of a person"
    path = made.write_csv(tmp_path / "o.csv", rows)
    with refused(
        "line 2, column offence_code: an offence that is not known; found '999'",
        "line 4",
        "line 6, column outcome_type",
        "line 8, column offence_description",
        'offence.csv\nnumber,code,label,group_number,subgroup\n171,999,"Piracy, at sea",7,Robbery\n'
        "172,998,Wrecking,7,Robbery\n",
        "outcome_code.csv\nnumber,outcome_type_id,label,outcome_group,first_used,last_used\n"
        "77,pardoned,Pardoned,Mercy,,",
        "outcome_type.csv\nid,number,label\npardoned,77,Pardoned\n",
        "crime-outcomes,offence,Robbery of a person,Robbery of personal property",
    ):
        read("crime-outcomes", path)


def test_all_unknown_headers_are_reported_at_once(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    rows[0][5], rows[0][12] = "Sub-kind", "Ended"
    with refused(
        "line 1: a column that is not known; found 'Sub-kind'",
        "found 'Ended'",
        "crime-outcomes,header,Sub-kind,\ncrime-outcomes,header,Ended,",
    ):
        read("crime-outcomes", made.write_csv(tmp_path / "o.csv", rows))
    rows[0][5] = "Offence Subgroup"
    with refused("crime-outcomes,header,Ended,outcomes"):
        read("crime-outcomes", made.write_csv(tmp_path / "o.csv", rows))


def test_unknown_offences_of_several_files_have_numbers_of_their_own(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    errors = []
    for code, label in (("999", "Piracy"), ("998", "Wrecking"), ("999", "Piracy")):
        rows = made.crime_outcomes(forces)
        rows[1][3:8] = [label, "Robbery", "Robbery", code, "NA"]
        with pytest.raises(UnknownTermsError) as caught:
            read("crime-outcomes", made.write_csv(tmp_path / f"{code}.csv", rows))
        errors.append(caught.value)
    assert str(join_unknown_terms(errors)).endswith(
        "subgroup\n171,999,Piracy,7,Robbery\n172,998,Wrecking,7,Robbery"
    )


@pytest.mark.parametrize(
    "label", ["Charged/Summonsed - alternate offence", "Charged/Summonsed (alternative offence)"]
)
def test_part_of_an_outcome_under_the_number_of_the_whole_is_refused(
    label: str, tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    rows[9][8:11] = [label, "Charged/Summonsed", "1"]
    with refused("line 10", "a part of outcome 1", "counted twice", label):
        read("crime-outcomes", made.write_csv(tmp_path / "o.csv", rows))


@pytest.mark.parametrize("mark", ["..", "[x]"])
def test_outcomes_that_were_not_provided_are_no_zero(
    mark: str, tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    rows[1][11:] = [mark, mark]
    found = read("crime-outcomes", made.write_csv(tmp_path / "o.csv", rows))
    assert found[0][4:] == (None, None, "not-provided")


def test_csv_that_ends_with_a_digit_may_be_cut_off(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    path = made.write_csv(tmp_path / "crime.csv", made.recorded_crime(forces))
    read("recorded-crime-by-force", path)
    path.write_bytes(path.read_bytes()[:-3])
    with refused("crime.csv", "may be cut off", "a line end"):
        read("recorded-crime-by-force", path)


def renamed(collection: dict[str, Any], year: str) -> dict[str, Any]:
    """Boundaries as of 2023: no name, a system of coordinates, other keys."""
    del collection["name"]
    collection["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    for feature in collection["features"]:
        properties = feature["properties"]
        properties[f"PFA{year}CD"] = properties.pop("PFA16CD")
        properties[f"PFA{year}NM"] = properties.pop("PFA16NM")
    return collection


def test_boundaries_of_another_year_take_their_month_from_the_name_of_the_file(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    first = read(
        "police-force-areas", made.write_json(tmp_path / "a.json", made.boundaries(forces))
    )
    collection = renamed(made.boundaries(forces), "23")
    properties = [feature["properties"] for feature in collection["features"]]
    next(p for p in properties if p["PFA23NM"] == "Hampshire")["PFA23NM"] = (
        "Hampshire & Isle of Wight"
    )
    path = made.write_json(tmp_path / "Police_Force_Areas_Dec_2023_EW_BUC.geojson", collection)
    rows = read("police-force-areas", path)
    assert rows[:-1] == first[:-1]
    assert rows[-1] == Extent("2023-12-31", "2023-12-31", 43)
    with refused("no name with a month", "police-force-areas-december-2016.geojson"):
        read("police-force-areas", made.write_json(tmp_path / "areas.geojson", collection))
    with refused("feature 1", "codes of another year than the name", "'23'", "2016"):
        read(
            "police-force-areas",
            made.write_json(tmp_path / "areas-december-2016.geojson", collection),
        )


def test_boundaries_in_metres_are_refused(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    collection = renamed(made.boundaries(forces), "23")
    collection["crs"]["properties"]["name"] = "urn:ogc:def:crs:EPSG::27700"
    with refused("column crs", "EPSG::27700", "CRS84 or EPSG:4326"):
        read("police-force-areas", made.write_json(tmp_path / "areas-dec-2023.geojson", collection))


@pytest.mark.parametrize(
    ("properties", "ring", "words"),
    [
        ({"LONG": -3.1}, None, "not around its point"),
        ({"LAT": 53.0}, None, "not around its point"),
        # Between its corners, but beyond a side or in a hole.
        ({}, [[[0, 51], [0, 52], [0.9, 52], [0, 51]]], "not around its point"),
        (
            {},
            [
                [[0, 51], [0, 52], [1, 52], [1, 51], [0, 51]],
                [[0.4, 51.4], [0.4, 51.6], [0.6, 51.6], [0.6, 51.4], [0.4, 51.4]],
            ],
            "not around its point",
        ),
        ({"LONG": 51.5, "LAT": 0.5}, None, "degrees in England and Wales"),
        ({}, [[[51.0, 0.0], [52.0, 0.0], [52.0, 1.0], [51.0, 0.0]]], "not around its point"),
    ],
)
def test_outline_elsewhere_than_its_point_is_refused(
    properties: dict[str, float], ring: Any, words: str,
    tmp_path: Path, forces: list[made.Force], read: Read,
) -> None:  # fmt: skip
    collection = made.boundaries(forces)
    feature = collection["features"][1]
    feature["properties"] |= properties
    if ring:
        feature["geometry"]["coordinates"] = ring
    path = made.write_json(tmp_path / "police-force-areas-dec2016.geojson", collection)
    with refused("feature 2", words):
        read("police-force-areas", path)


def test_coordinates_of_a_system_whose_number_ends_alike_are_refused(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    collection = made.boundaries(forces)
    collection["crs"] = {"type": "name", "properties": {"name": "EPSG:24326"}}
    path = made.write_json(tmp_path / "police-force-areas-dec2016.geojson", collection)
    with refused("not longitude and latitude", "EPSG:24326"):
        read("police-force-areas", path)
