"""What varies between editions of the official files that are not at hand, on small made-up files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import made_files as made
import pytest
from made_files import row_of
from reading_files import Read
from refusals import refused
from sqlite_utils import Database

from openpeel.loaders.statistics.load import PARSERS, find_files
from openpeel.loaders.statistics.rows import (
    AsbIncident,
    DatasetTable,
    Extent,
    Household,
    Population,
    RecordedCrimePublished,
    Workforce,
)
from openpeel.loaders.statistics.words import read_words

# --- names of forces, in files of every kind -------------------------------------------


NAMES = [
    ("Devon & Cornwall", "devon-and-cornwall"),
    ("DEVON AND CORNWALL", "devon-and-cornwall"),
    ("Devon and Cornwall Police", "devon-and-cornwall"),
    ("Hampshire and Isle of Wight", "hampshire"),
    ("Hampshire & Isle of Wight Constabulary", "hampshire"),
    ("Metropolitan Police Service", "metropolitan"),
    ("London, City of", "city-of-london"),
    ("City of London11", "city-of-london"),
    ("British Transport Police(2006)", "british-transport-police"),
    ("British Transport Police (6, 7)", "british-transport-police"),
    ("Kent [note 4]", "kent"),
    ("Kent [4]", "kent"),
    ("Dyfed\u2013Powys", "dyfed-powys"),
    ("  Avon  and\nSomerset8,9", "avon-and-somerset"),
    ("England and Wales (exc. BTP)", "england-and-wales"),
    ("ENGLAND AND WALES (inc. BTP)9", "england-and-wales-and-btp"),
]


@pytest.mark.parametrize("kind", PARSERS)
def test_a_force_is_known_by_each_of_its_names_in_files_of_every_kind(
    kind: str, reference_data: Database
) -> None:
    words = read_words(reference_data, kind)
    assert {name: words.find_area(name) for name, _ in NAMES} == {
        name: words.number(area) for name, area in NAMES
    }
    for name in ("Isle of Wight", "West Midlands region", "Kent and Essex", ""):
        assert words.find_area(name) is None


# --- which file is of which kind --------------------------------------------------------


def test_files_are_known_by_the_names_that_publishers_have_given_them(
    tmp_path: Path, reference_data: Database
) -> None:
    names = {
        "policeforceareadatatablesyearendingjune2018corrected.xlsx": "police-force-area-tables",
        "pfatablesmar19.xlsx": "police-force-area-tables",
        "prc-outcomes-open-data-2018-19.csv.gz": "crime-outcomes",
        "prc-outcomes-open-data-mar2019-tables-240724.xlsx": "crime-outcomes",
        "outcomes-open-data-2017-18.csv": "crime-outcomes",
        "police-workforce-tabs-30sep15.ods": "police-workforce-tables",
        "police-workforce-sep18-tables.ods": "police-workforce-tables",
        "police-workforce-open-data-tables.ods": "police-workforce-open-data",
        "open-data-table-police-workforce-280126.ods": "police-workforce-open-data",
        "Police_Force_Areas_December_2023_EW_BUC.geojson": "police-force-areas",
        "prc-pfa-mar2013-onwards-tables.ods": "recorded-crime-open-data",
    }
    others = ("open-data-table-police-workforce-functions-280126.ods", "crimes.xlsx", "crime.tsv")
    for name in (*names, *others):
        (tmp_path / name).touch()
    files, strange = find_files(reference_data, tmp_path)
    assert {path.name: kind for kind, paths in files.items() for path in paths} == names
    assert strange == tuple(sorted(others))


# --- force area tables ------------------------------------------------------------------


def area_tables(read: Read, path: Path, book: made.Book) -> list[Any]:
    return read("police-force-area-tables", made.write_xlsx(path, book))


def without_base_tables(book: made.Book) -> made.Book:
    return {name: rows for name, rows in book.items() if name not in ("Table P9", "Table P10")}


def test_edition_without_its_yearly_tables_has_the_base_of_p3(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    book = without_base_tables(made.force_area_tables(forces))
    del book["Table P7"]
    rows = area_tables(read, tmp_path / "a.xlsx", book)
    kent = read_words(reference_data, "police-force-area-tables").number("kent")
    assert Population(2016, kent, 1000) in rows
    assert Household(2016, kent, 500) in rows
    assert [row[:3] for row in rows if isinstance(row, DatasetTable) and not row.records] == [
        ("P7", 4, "absent"), ("P9", 5, "absent"), ("P10", 6, "absent"),
    ]  # fmt: skip
    assert rows[-1] == Extent("2017-04-01", "2018-03-31", 45 + 45 + 44)


def test_yearly_tables_are_known_by_their_titles_whatever_their_numbers(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    """A later edition has incidents as P6, and as P7 something that is not read."""
    book = without_base_tables(made.force_area_tables(forces))
    first = area_tables(read, tmp_path / "a.xlsx", book)
    book["Table P7"][0][0] = book["Table P7"][0][0].replace("P7", "P6")
    book["Table P8"] = [
        ["Table P7: Anti-social behaviour incidents, by category of incident"], ["", "Personal"], ["Kent", 5],
    ]  # fmt: skip
    book["Table P9"] = [
        ["Table P9: Experiences of crime"],
        ["Area Code", "Area Name"],
        ["E23000032", "Kent", 5],
    ]
    rows = area_tables(read, tmp_path / "b.xlsx", book)
    assert [r for r in rows if r[0] != "P7"] == [r for r in first if r[0] != "P7"]
    assert DatasetTable("P7", 4, "read", 46, "table P6 of this edition") in rows


def test_codes_titles_and_footnotes_in_other_forms_read_alike(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    """A code with a footnote's digit, the later year first, footnotes in brackets, columns moved."""
    first = area_tables(read, tmp_path / "a.xlsx", made.force_area_tables(forces))
    book = made.force_area_tables(forces)
    row_of(book["Table P2"], "Dorset")[0] += "8"
    row_of(book["Table P3"], "Kent")[0] += "17"
    row_of(book["Table P3"], "Essex")[0] += " [note 3]"
    row_of(book["Table P1"], "Kent")[1] = "KENT [note 5]"
    book["Table P2"][0][0] = "TABLE P2: year ending March 2018 compared with March 2017 [note 1]"
    area = next(at for at, row in enumerate(book["Table P1"]) if row[0] == "Area Code")
    book["Table P1"][area][3:4] = ["Homicide [note 2][note 3]"]
    book["Table P1"][area][0:2] = ["Area code", "Area name [note 4]"]
    for row in book["Table P3"]:
        # The total after the burglary.
        if len(row) > 6:
            row[5], row[6] = row[6], row[5]
    book["Table P9"] = [
        [row[1], row[0], *row[2:]] if len(row) > 1 else row for row in book["Table P9"]
    ]
    assert area_tables(read, tmp_path / "b.xlsx", book) == first


def test_footnotes_as_superscripts_or_in_brackets_read_alike(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    book = made.force_area_tables(forces)
    first = read("police-force-area-tables", made.write_xlsx(tmp_path / "a.xlsx", book))
    for number, rows in enumerate(book.values()):
        for row in rows:
            if str(row[0])[:1] in ("E", "K") and len(row) > 1 and str(row[0])[1:].isdigit():
                row[0] += ("\u00b2", " (2)", "[note 2]")[number % 3]
                row[1] = (
                    str(row[1]).rstrip("0123456789")
                    + ("\u00b9\u2070", " [footnote 10]")[number % 2]
                )
    book["Table P7"][1] = [str(cell).upper() for cell in book["Table P7"][1]]
    assert read("police-force-area-tables", made.write_xlsx(tmp_path / "b.xlsx", book)) == first


@pytest.mark.parametrize("left_out", [[], ["Table P9", "Table P10"]])
def test_incidents_beside_the_rate_of_another_area_are_refused(
    left_out: list[str], tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    book = made.force_area_tables(forces)
    for name in left_out:
        del book[name]
    kent = next(row for row in book["Table P7"] if row[1:2] == ["Kent8"])
    kent[5] = 8.0
    with refused("sheet Table P7", "year to March 2017", "does not belong", "20 and 8"):
        read("police-force-area-tables", made.write_xlsx(tmp_path / "a.xlsx", book))


def test_change_that_does_not_fit_the_others_is_refused(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    book = made.force_area_tables(forces)
    kent = next(row for row in book["Table P2"] if row[1:2] == ["Kent"])
    kent[2] = 50.0
    with refused("sheet Table P2", "does not add", "the year before by these changes"):
        read("police-force-area-tables", made.write_xlsx(tmp_path / "a.xlsx", book))


def test_incidents_without_a_column_of_codes_are_read_by_name(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    book = made.force_area_tables(forces)
    first = [r for r in area_tables(read, tmp_path / "a.xlsx", book) if isinstance(r, AsbIncident)]
    rows = book["Table P7"]
    for row in rows[1:]:
        if len(row) > 1:
            del row[0]
    head = next(row for row in rows if "Number of Incidents" in row)
    head[0] = ""
    head[2::2] = ["Number per 1,000 population"] * len(head[2::2])
    at = next(at for at, row in enumerate(rows) if row[0] == "West Midlands")
    rows.insert(at, ["West Midlands ", 999, 99.0, 999, 99.0])
    rows.insert(at, ["ENGLAND", 999, 99.0, 999, 99.0])
    rows.insert(at, ["South East10", 999, 99.0, 999, 99.0])
    rows.insert(at, ["ENGLAND AND WALES (Excluding Greater Manchester Police)", 1, 1, 1, 1])
    again = [r for r in area_tables(read, tmp_path / "b.xlsx", book) if isinstance(r, AsbIncident)]
    assert again == first
    moved = {**book, "Table P7": [["", *row] for row in rows]}
    by_column = area_tables(read, tmp_path / "moved.xlsx", moved)
    assert [r for r in by_column if isinstance(r, AsbIncident)] == first
    # The two rows of the name the other way round do not add up.
    rows[at + 3], rows[at + 4] = rows[at + 4], rows[at + 3]
    with refused("sheet Table P7", "does not add to the total"):
        read("police-force-area-tables", made.write_xlsx(tmp_path / "c.xlsx", book))


def test_numbers_without_a_name_are_refused(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    book = made.force_area_tables(forces)
    book["Table P1"].append(["", "", *[1] * 7])
    with refused("sheet Table P1", "the name of an area is missing"):
        read("police-force-area-tables", made.write_xlsx(tmp_path / "a.xlsx", book))


def test_force_without_numbers_is_a_missing_value_and_the_total_no_less_than_the_rest(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    book = made.force_area_tables(forces)
    for table in ("Table P1", "Table P2", "Table P3"):
        row = row_of(book[table], "Greater Manchester")
        start = 4 if table == "Table P3" else 2
        row[start:] = [".." if cell != "" else "" for cell in row[start:]]
    book["Table P1"].append(
        ["", "ENGLAND AND WALES (Excluding Greater Manchester)", *[1] * 7]
    )  # fmt: skip
    rows = area_tables(read, tmp_path / "a.xlsx", book)
    words = read_words(reference_data, "police-force-area-tables")
    group, area = words.groups["homicide"], words.number("greater-manchester")
    assert (
        RecordedCrimePublished(2018033112, group, area, None, "not-available", None, None, None)
        in rows
    )
    row_of(book["Table P1"], "Kent")[2:4] = [666, 601]
    with refused("sheet Table P1", "that are not missing"):
        read("police-force-area-tables", made.write_xlsx(tmp_path / "b.xlsx", book))


# --- workforce tables -------------------------------------------------------------------


def workforce_book(read: Read, path: Path, book: made.Book) -> list[Any]:
    return read("police-workforce-tables", made.write_ods(path, book))


def test_workforce_tables_with_footnotes_and_written_days_read_alike(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    first = workforce_book(read, tmp_path / "a.ods", made.workforce_tables(forces))
    book = made.workforce_tables(forces)
    book["Table_1"][2][2] = "Full-time equivalents3"
    book["Table_5"][2][2] = "Headcount [note 2]"
    book["Table_1"][4][1:3] = ["30 September 20152", "30-Sep-16"]
    book["Table_5"][4][1:3] = ["30/09/2015", "30 Sep 2016"]
    book["Table_1"][0][0] = (
        "Table 1. Police officers1 (FTE) by police force area, 30 September 2016"
    )
    assert workforce_book(read, tmp_path / "b.ods", book) == first


def test_marks_in_the_workforce_are_missing_values_with_their_reasons(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    book = made.workforce_tables(forces)
    for name, mark in (("Dorset", ".."), ("Wiltshire", "*"), ("Essex", "-")):
        row_of(book["Table_1"], name)[1] = mark
    rows = workforce_book(read, tmp_path / "a.ods", book)
    words = read_words(reference_data, "police-workforce-tables")
    found = {
        row.area_number: row.missing_reason
        for row in rows
        if isinstance(row, Workforce) and row.missing_reason
    }
    assert found == {
        words.number("dorset"): "not-available",
        words.number("wiltshire"): "not-published",
        words.number("essex"): "not-applicable",
    }
    officers = words.roles["police officers"]
    assert (
        Workforce(2015093000, words.number("england-and-wales"), officers, "all", None, 430.0, None)
        in rows
    )


def test_other_tables_of_the_workforce_are_told_and_not_read(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    book = made.workforce_tables(forces)
    first = workforce_book(read, tmp_path / "a.ods", book)
    book["Table_7"] = [
        ["Table 7: Police officers by rank and sex, England and Wales, 31 March 2016"],
        ["", "", "Headcount"], ["", "Police officers", "Police staff"], ["Female", 5, 6],
    ]  # fmt: skip
    rows = workforce_book(read, tmp_path / "b.ods", book)
    assert DatasetTable("Table 7", 4, "not-read", 0) in rows
    assert [r for r in rows if isinstance(r, Workforce)] == [
        r for r in first if isinstance(r, Workforce)
    ]


def combined(book: made.Book, forces: list[made.Force]) -> made.Book:
    """A table of officers and special constables combined, 20 in each force."""
    rows = [list(row) for row in book["Table_1"]]
    rows[0][0] = (
        "Table 7: Police officers and special constables combined by police force area, 2016"
    )
    for row in rows[5:]:
        row[1:3] = [2 * cell if isinstance(cell, float) else cell for cell in row[1:3]]
    return {**book, "Table_7": rows}


def test_table_of_two_kinds_combined_is_checked_and_counts_nobody_twice(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    first = workforce_book(read, tmp_path / "a.ods", made.workforce_tables(forces))
    book = combined(made.workforce_tables(forces), forces)
    rows = workforce_book(read, tmp_path / "b.ods", book)
    assert [r for r in rows if isinstance(r, Workforce)] == [
        r for r in first if isinstance(r, Workforce)
    ]
    row_of(book["Table_7"], "Dorset")[1] = 21.0
    row_of(book["Table_7"], "Wiltshire")[1] = 19.0
    with refused("sheet Table_7", "not the sum of the tables that it combines", "'21.00'", "20.00"):
        read("police-workforce-tables", made.write_ods(tmp_path / "c.ods", book))


def test_series_that_differs_from_the_tables_by_force_on_an_earlier_day_is_noted(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    book = made.workforce_tables(forces)
    book["Table_6"].insert(4, ["30 September 2015", 431.0, 2.0])
    rows = workforce_book(read, tmp_path / "a.ods", book)
    notes = [row.note for row in rows if isinstance(row, DatasetTable)]
    assert notes == [
        None, None, "police officers, 2015-09-30: 431.00 here, 430.00 by force, which is loaded",
    ]  # fmt: skip


# --- workforce open data ----------------------------------------------------------------


def test_workforce_open_data_read_under_their_published_headers_from_a_workbook(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.workforce(forces)
    first = read("police-workforce-open-data", made.write_csv(tmp_path / "a.csv", rows))
    rows[0] = ["As at 31 March", "Geocode", "Force name", "Region", "Sex", "Rank", "Worker type",
               "Total (Headcount)", "Total (FTE)"]  # fmt: skip
    for row in rows[1:]:
        row[0], row[7], row[8] = 2016, int(row[7]), float(row[8])
        row[6] = row[6].title()
    book: made.Book = {
        "Cover": [["Police workforce"], ["Published", date(2016, 7, 21)]],
        "Notes": [["Note", "Text"], ["1", "Figures are rounded."]],
        "Pivot": [["Force name", "(All)"], ["Sex", "(All)"], ["Rank", "Total (FTE)"], ["Constable", 1.5]],
        "Data": rows,
    }  # fmt: skip
    for path in (
        made.write_ods(tmp_path / "b.ods", book),
        made.write_xlsx(tmp_path / "b.xlsx", {**book, "Cover": [["Police workforce"]]}),
    ):
        assert read("police-workforce-open-data", path) == first


@pytest.mark.parametrize("code", ["", "[z]", "N/A"])
def test_workforce_open_data_have_the_transport_police_without_a_code(
    code: str, tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    rows = made.workforce(forces)
    first = read("police-workforce-open-data", made.write_csv(tmp_path / "a.csv", rows))
    rows[1][1] += "7"
    rows.append(["2016-03-01", code, "British Transport Police", "", *rows[1][4:]])
    found = read("police-workforce-open-data", made.write_csv(tmp_path / "b.csv", rows))
    assert found[:-2] == first[:-1]
    police = read_words(reference_data, "police-workforce-open-data").number(
        "british-transport-police"
    )
    assert found[-2].area_number == police
    rows[-1][2] = "Kent"
    path = made.write_csv(tmp_path / "c.csv", rows)
    with refused("not the code of Kent"):
        read("police-workforce-open-data", path)


def test_workforce_open_data_without_equivalents_are_heads_only(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.workforce(forces)
    rows[1][8], rows[2][7:] = "", ["..", ".."]
    found = read("police-workforce-open-data", made.write_csv(tmp_path / "a.csv", rows))
    assert found[0][4:] == (12, None, None)
    assert found[1][4:] == (None, None, "not-available")
    rows[1][7:], rows[2][7:] = ["x", "NA"], ["NA", "[x]"]
    found = read("police-workforce-open-data", made.write_csv(tmp_path / "marks.csv", rows))
    assert [row[4:] for row in found[:2]] == [(None, None, "not-available"), (None, None, "not-applicable")]  # fmt: skip
    rows[1][7:] = ["", "11.5"]
    with refused("line 2", "total_headcount"):
        read("police-workforce-open-data", made.write_csv(tmp_path / "b.csv", rows))
