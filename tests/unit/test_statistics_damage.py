"""Each loader of open statistics reads a small file rightly and names every damage to it."""

from __future__ import annotations

import math
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import made_files as made
import pytest
from made_files import put, row_of
from reading_files import Read
from refusals import refused
from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import create_tables
from openpeel.loaders.errors import DataError
from openpeel.loaders.statistics.load import PARSERS
from openpeel.loaders.statistics.reading import RecordTable, sheet_records
from openpeel.loaders.statistics.rows import (
    TABLES,
    AsbIncident,
    CrimeOutcome,
    DatasetTable,
    Extent,
    Household,
    Population,
    RecordedCrime,
    RecordedCrimePublished,
    Workforce,
)
from openpeel.loaders.statistics.words import read_words


def drop(line: int) -> Callable[[made.Rows], None]:
    """Damage: a line less."""
    return lambda rows: rows.__delitem__(line - 1)


def again(line: int) -> Callable[[made.Rows], None]:
    """Damage: a line a second time, at the end."""
    return lambda rows: rows.append(list(rows[line - 1]))


def without_column(column: int) -> Callable[[made.Rows], None]:
    """Damage: a column less."""
    return lambda rows: [row.__delitem__(column) for row in rows] and None


# --- recorded crime by force ---------------------------------------------------------

RECORDED_CRIME: dict[str, tuple[Callable[[made.Rows], Any], tuple[str, ...]]] = {
    "unknown force": (put(5, 1, "Wessex"), ("line 5", "column PFA", "'Wessex'", "area_name.csv")),
    "unknown offence": (put(5, 3, "Piracy"), ("line 5", "column Offence", "'Piracy'")),
    "unknown header": (put(1, 2, "Reggion"), ("line 1", "'Reggion'", "Region")),
    "missing header": (without_column(2), ("line 1", "a column is missing", "Region")),
    "header twice": (put(1, 2, "PFA"), ("line 1", "twice", "'PFA'")),
    "duplicate record": (again(5), ("line 260", "occurs twice", "Bedfordshire, Homicide")),
    "missing force": (lambda r: [r.pop(4) for _ in range(3)], ("column PFA", "expected Bedfordshire")),
    "missing group of a force": (drop(6), ("31", "Robbery", "expected Bedfordshire")),
    "no number": (put(7, 4, "12a"), ("line 7", "Rolling year total number of offences", "'12a'")),
    "number with a space": (put(7, 4, " 12"), ("line 7", "' 12'", "not a whole number")),
    "number too long to hold": (put(7, 4, "9" * 30), ("line 7", "'999", "not a whole number")),
    "number too long to read": (put(7, 4, "9" * 5_000), ("line 7", "'999", "not a whole number")),
    "empty number": (put(7, 4, ""), ("line 7", "''", "not a whole number")),
    "no day": (put(7, 0, "31-02-2016"), ("line 7", "12 months ending", "'31-02-2016'")),
    "no end of a quarter": (put(7, 0, "30-04-2016"), ("line 7", "'30-04-2016'", "30-06-2016")),
    "American day": (put(7, 0, "06-30-2016"), ("line 7", "'06-30-2016'")),
    "cell too many": (lambda r: r[6].append("1"), ("line 7", "number of cells", "'6'", "expected 5")),
    "no records": (lambda r: r.__delitem__(slice(1, None)), ("no records", "line 2")),
    "misprint of another edition": (put(2, 0, "30-12-2017"), ("correction of edition 2018-12",)),
}  # fmt: skip


def test_recorded_crime_reads(tmp_path: Path, forces: list[made.Force], read: Read) -> None:
    path = made.write_csv(tmp_path / "a.csv", made.recorded_crime(forces))
    rows = read("recorded-crime-by-force", path)
    assert len(rows) == 43 * 6 + 1
    assert rows[0] == RecordedCrime(1, 2016033112, 1, 10)
    assert rows[-1] == Extent("2015-04-01", "2016-06-30", 258)
    packed = made.write_csv(tmp_path / "a.csv.gz", made.recorded_crime(forces), "utf-8-sig")
    assert read("recorded-crime-by-force", packed) == rows


def test_recorded_crime_refuses_what_is_no_text(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    path = made.write_csv(tmp_path / "a.csv.gz", made.recorded_crime(forces))
    whole = path.read_bytes()
    for content, word in (
        (whole[:-40], "unpacked"),
        (b"no gzip", "unpacked"),
        (b"", "column is missing"),
    ):
        path.write_bytes(content)
        with refused("a.csv.gz", word):
            read("recorded-crime-by-force", path)
    latin = tmp_path / "b.csv"
    latin.write_bytes(b"12 months ending,PFA\xe9")
    with refused("b.csv", "UTF-8", "e9"):
        read("recorded-crime-by-force", latin)
    with refused("cannot be read"):
        read("recorded-crime-by-force", tmp_path / "none.csv")


def test_correction_is_needed_as_often_as_it_says(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.recorded_crime(forces)
    for row in rows[1:]:
        row[0] = "31-12-2018" if row[0] == "30-06-2016" else "30-12-2017"
    path = made.write_csv(tmp_path / "a.csv", rows)
    with refused("a.csv", "column 12 months ending", "129 records with 30-12-2017", "927 records"):
        read("recorded-crime-by-force", path)


# --- crime outcomes ------------------------------------------------------------------

CRIME_OUTCOMES: dict[str, tuple[Callable[[made.Rows], Any], tuple[str, ...]]] = {
    "unknown force": (put(4, 2, "Wessex"), ("line 4", "column force_name", "'Wessex'")),
    "unknown offence": (put(4, 6, "999"), ("line 4", "column offence_code", "'999'", "offence.csv")),
    "offence called otherwise": (put(4, 3, "Robbery"), ("line 4", "offence_description", "'Robbery'", "Robbery of personal property")),
    "offence in another group": (put(4, 4, "Theft offences"), ("line 4", "column offence_group", "'Theft offences'")),
    "offence in another subgroup": (put(4, 5, "Arson"), ("line 4", "offence_subgroup", "'Arson'")),
    "odd mark of an expired code": (put(4, 7, "perhaps"), ("line 4", "offence_code_expired", "'perhaps'")),
    "unknown outcome": (put(4, 10, "77"), ("line 4", "column outcome_type", "'77'", "outcome_code.csv")),
    "outcome that is no number": (put(4, 10, "one"), ("line 4", "column outcome_type", "'one'")),
    "outcome called otherwise": (put(4, 8, "Charged"), ("line 4", "outcome_description", "'Charged'", "Charged/Summonsed")),
    "outcome in another group": (put(4, 9, "Other"), ("line 4", "column outcome_group", "'Other'")),
    "unknown header": (put(1, 11, "offenses"), ("line 1", "'offenses'")),
    "missing header": (without_column(7), ("line 1", "a column is missing", "Offence Code Expired")),
    "duplicate record": (again(4), ("line 346", "occurs twice", "34B")),
    "missing force": (lambda r: [r.pop(3), r.pop(3)], ("30", "force_name", "expected Bedfordshire")),
    "no number": (put(4, 11, "1.5"), ("line 4", "column offences", "'1.5'")),
    "columns swapped": (lambda r: [row.__setitem__(slice(11, 13), row[:10:-1]) for row in r[1:]], ("line 3", "none yet", "'-1'", "swapped")),
    "no quarter": (put(4, 1, "5"), ("line 4", "financial_quarter", "'5'")),
    "no financial year": (put(4, 0, "2016/18"), ("line 4", "financial_year", "'2016/18'")),
    "partly NA": (put(4, 0, "NA"), ("line 4", "financial_year", "'NA'")),
    "two records of NA": (lambda r: r.extend([["NA"] * 13, ["NA"] * 13]), ("line 347", "second record")),
    "cell too few": (lambda r: r[3].pop(), ("line 4", "number of cells", "'12'", "expected 13")),
    "missing for two reasons": (lambda r: (put(4, 11, "N/A - data not provided")(r), put(4, 12, "N/A - offence code expired")(r)), ("line 4", "another reason")),
}  # fmt: skip


def test_crime_outcomes_read_in_every_edition(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    rows = made.crime_outcomes(forces)
    first = read("crime-outcomes", made.write_csv(tmp_path / "a.csv", rows))
    assert len(first) == 43 * 8 + 1
    assert first[0] == CrimeOutcome(2016063003, 1, 1, first[0].offence_number, 1, 3, None)
    assert first[1][4:] == (-1, None, "not-applicable")
    assert first[-1] == Extent("2016-04-01", "2017-03-31", 344)
    known = read_words(reference_data, "crime-outcomes").headers
    headers: dict[str, str] = {}
    for printed in sorted(known):
        headers.setdefault(known[printed], printed)
    rows[0] = [headers[known[name]] for name in rows[0]]
    assert "Force outcomes for offences recorded in quarter" in rows[0]
    reordered = [row[::-1] for row in rows] + [["NA"] * 13]
    packed = made.write_csv(tmp_path / "b.csv.gz", reordered, "utf-8-sig")
    assert read("crime-outcomes", packed) == first
    sheet = [["Outcomes open data"], [""]] + [
        [int(c) if c.lstrip("-").isdecimal() and at == 11 else c for at, c in enumerate(row)]
        for row in rows
    ]
    book = made.write_xlsx(tmp_path / "c.xlsx", {"Cover": [["A cover"]], "2016-17": sheet})
    assert read("crime-outcomes", book) == first


def test_crime_outcomes_say_why_a_number_is_missing(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    for line, cells in (
        (1, "N/A - offence code expired"),
        (2, "N/A - Data not provided"),
        (3, "N/A"),
    ):
        rows[line][11:] = [cells, cells]
    found = read("crime-outcomes", made.write_csv(tmp_path / "a.csv", rows))
    assert [row[4:] for row in found[:3]] == [
        (None, None, "offence-code-expired"), (None, None, "not-provided"), (None, None, "not-applicable"),
    ]  # fmt: skip


def test_crime_outcomes_name_the_sheet(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    rows[3][2] = "Wessex"
    path = made.write_xlsx(tmp_path / "o.xlsx", {"Data": [["A title"], *rows]})
    with refused("o.xlsx", "sheet Data", "row 5", "force_name", "'Wessex'"):
        read("crime-outcomes", path)
    path.write_bytes(b"PK no workbook")
    with refused("o.xlsx", "not a workbook"):
        read("crime-outcomes", path)
    made.write_xlsx(path, {"Data": [["A title"]]})
    with refused("no sheet has the table"):
        read("crime-outcomes", path)


def test_crime_outcomes_read_from_wherever_they_stand_on_the_sheet(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    rows = made.crime_outcomes(forces)
    as_csv = read("crime-outcomes", made.write_csv(tmp_path / "o.csv", rows))
    moved = [["A title"], [], *(["", *row] for row in rows), [], ["", ""]]
    path = made.write_xlsx(tmp_path / "O.XLSX", {"Cover": [["Crime"]], "Data": moved})
    assert read("crime-outcomes", path) == as_csv
    moved[5].append("a note")
    made.write_xlsx(path, {"Data": moved})
    with refused("sheet Data", "row 6", "outside the columns", "'a note'"):
        read("crime-outcomes", path)


SHEET = "xl/worksheets/sheet1.xml"


def change(path: Path, part: str, do: Callable[[str], str]) -> Path:
    """A copy of a packed file in which one part is changed."""
    changed = path.with_stem("changed")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        assert part in source.namelist()
        for name in source.namelist():
            content = source.read(name).decode()
            target.writestr(name, do(content) if name == part else content)
    return changed


@pytest.mark.parametrize("kept", [0, 0.5])
def test_a_workbook_whose_sheet_is_cut_off_is_refused(
    kept: float, tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    for kind, book in (
        ("crime-outcomes", {"Data": made.crime_outcomes(forces)}),
        ("police-force-area-tables", made.force_area_tables(forces)),
    ):
        whole = made.write_xlsx(tmp_path / "whole.xlsx", book)
        cut = change(whole, SHEET, lambda content: content[: int(len(content) * kept)])
        with pytest.raises(DataError, match=r"changed\.xlsx.* can(not)? be read \("):
            read(kind, cut)


def with_last_row(row: str) -> Callable[[str], str]:
    """Damage: one more row on every sheet of an OpenDocument workbook."""
    return lambda content: content.replace("</table:table>", f"{row}</table:table>")


def test_a_stray_cell_far_off_the_table_is_told(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    """The last cell that a sheet can have: all that lies between would be half a terabyte."""
    book = made.write_xlsx(tmp_path / "tables.xlsx", made.force_area_tables(forces))
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    stray = change(book, SHEET, lambda content: content.replace("</sheetData>", far))
    with refused("changed.xlsx", "sheet Notes", "more cells", "at most 1,000,000"):
        read("police-force-area-tables", stray)
    people = made.write_ods(tmp_path / "people.ods", made.workforce_tables(forces))
    for rows, columns in ((500_000, 3), (1_000_000, 16_000)):
        cells = (
            f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
            f'table:number-columns-repeated="{columns}" office:value-type="float" '
            'office:value="1"/></table:table-row>'
        )
        stray = change(people, "content.xml", with_last_row(cells))
        with pytest.raises(DataError, match=r"changed\.ods.*(more cells|limit exceeded)"):
            read("police-workforce-tables", stray)


# --- police workforce open data ------------------------------------------------------

WORKFORCE: dict[str, tuple[Callable[[made.Rows], Any], tuple[str, ...]]] = {
    "unknown force": (put(4, 2, "Wessex"), ("line 4", "column force_name", "'Wessex'")),
    "code of another force": (put(4, 1, "E23000001"), ("line 4", "column geo_code", "'E23000001'", "E23000026")),
    "unknown rank": (put(4, 5, "Marshal"), ("line 4", "rank_description", "'Marshal'")),
    "rank of another worker type": (put(4, 6, "police staff"), ("line 4", "worker_type", "'police staff'", "police officer")),
    "unknown sex": (put(4, 4, "F"), ("line 4", "column sex", "'F'")),
    "no day": (put(4, 0, "2016-13-01"), ("line 4", "column date", "'2016-13-01'")),
    "day of another month": (put(4, 0, "2016-04-01"), ("line 4", "'2016-04-01'", "2016-03-01")),
    "headcount that is none": (put(4, 7, "twelve"), ("line 4", "total_headcount", "'twelve'")),
    "headcount below zero": (put(4, 7, "-1"), ("line 4", "total_headcount", "'-1'")),
    "no equivalents of many people": (lambda r: (put(4, 7, "2420")(r), put(4, 8, "0")(r)), ("line 4", "total_fte", "2,420 people", "'0'", "expected 242 to 2420")),
    "more equivalents than people": (put(4, 8, "13"), ("line 4", "total_fte", "of 12 people", "'13'", "0 to 12")),
    "equivalents that are none": (put(4, 8, "1,5"), ("line 4", "total_fte", "'1,5'")),
    "duplicate record": (again(4), ("line 88", "occurs twice", "'Constable'")),
    "missing force": (lambda r: [r.pop(3), r.pop(3)], ("force_name", "expected Bedfordshire")),
    "unknown header": (put(1, 3, "reggion"), ("line 1", "'reggion'")),
    "missing header": (without_column(8), ("line 1", "total_fte")),
}  # fmt: skip


def test_workforce_reads(tmp_path: Path, forces: list[made.Force], read: Read) -> None:
    path = made.write_csv(tmp_path / "a.csv.gz", made.workforce(forces))
    rows = read("police-workforce-open-data", path)
    assert len(rows) == 87
    assert rows[0] == Workforce(2016033100, 1, 7, "female", 12, 11.5, None)
    assert rows[-1] == Extent("2016-03-31", "2016-03-31", 86)


# --- police workforce tables ---------------------------------------------------------


def on(sheet: str, damage: Callable[[made.Rows], Any]) -> Callable[[made.Book], Any]:
    """Damage to one sheet of a workbook."""
    return lambda book: damage(book[sheet])


def cell_of(name: str, column: int, value: Any) -> Callable[[made.Rows], None]:
    """Damage: another value in the row of an area."""

    def damage(rows: made.Rows) -> None:
        row_of(rows, name)[column] = value

    return damage


WORKFORCE_TABLES: dict[str, tuple[Callable[[made.Book], Any], tuple[str, ...]]] = {
    "unknown force": (on("Table_1", cell_of("Dorset", 0, "Wessex")), ("sheet Table_1", "row", "'Wessex'")),
    "force twice": (on("Table_1", cell_of("Dorset", 0, "Wiltshire")), ("sheet Table_1", "stands in row", "'Wiltshire'")),
    "missing force": (on("Table_1", lambda r: (cell_of("South West", 1, 40.0)(r), cell_of("South West", 2, 40.0)(r), r.remove(row_of(r, "Dorset")))), ("sheet Table_1", "a force is missing", "Dorset")),
    "number that is none": (on("Table_1", cell_of("Dorset", 1, math.nan)), ("sheet Table_1", "row", "number 2", "'nan'")),
    "no number": (on("Table_1", cell_of("Dorset", 1, "ten")), ("sheet Table_1", "row", "number 2", "'ten'")),
    "unknown mark for a number": (on("Table_1", cell_of("Dorset", 2, "n/k")), ("sheet Table_1", "number 3", "'n/k'")),
    "more than the total beside a missing number": (on("Table_1", lambda r: (cell_of("Dorset", 1, "..")(r), cell_of("Wiltshire", 1, 25.0)(r))), ("sheet Table_1", "'50.00'", "at least 55.00")),
    "region that does not add up": (on("Table_1", cell_of("Dorset", 1, 11.0)), ("sheet Table_1", "row 38", "'50.00'", "51.00")),
    "total that does not add up": (on("Table_1", cell_of("Total 43 forces", 1, 431.0)), ("sheet Table_1", "'431.00'", "430.00")),
    "grand total that does not add up": (on("Table_1", cell_of("Total", 1, 436.0)), ("sheet Table_1", "'436.00'", "435.00")),
    "missing total": (on("Table_1", lambda r: r.remove(row_of(r, "Total"))), ("sheet Table_1", "a total is missing")),
    "no unit": (on("Table_1", put(3, 2, "")), ("sheet Table_1", "column unit", "Full-time equivalents or Headcount")),
    "unknown worker": (on("Table_1", put(1, 0, "Table 1: Marshals by police force area, ")), ("sheet Table_1", "'Marshals'", "source_wording")),
    "day inside a month": (on("Table_1", put(5, 1, date(2015, 9, 3))), ("sheet Table_1", "row 5", "'2015-09-03'")),
    "day twice": (on("Table_1", put(5, 1, date(2016, 9, 30))), ("sheet Table_1", "row 5", "'2016-09-30'")),
    "no days": (on("Table_1", lambda r: r[4].__setitem__(slice(1, 3), ["a", "b"])), ("sheet Table_1", "no row of days")),
    "headcount with a point": (on("Table_5", lambda r: (cell_of("Dorset", 1, 10.5)(r), cell_of("Wiltshire", 1, 9.5)(r))), ("sheet Table_5", "'10.5'", "a headcount")),
    "table twice": (lambda b: b.__setitem__("Again", b["Table_1"]), ("sheet Again", "row 1", "table occurs twice", "Table 1: Police officers")),
    "unknown role": (on("Table_6", lambda r: r[2].append("Marshals")), ("sheet Table_6", "row 3", "'Marshals'")),
    "other year than by force": (on("Table_6", put(5, 1, 420.0)), ("sheet Table_6", "row 5", "'420.00'", "430.00")),
    "no tables": (lambda b: [b.pop(n) for n in list(b)[1:]], ("no sheet has a table",)),
}  # fmt: skip


def test_workforce_tables_read(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    path = made.write_ods(tmp_path / "a.ods", made.workforce_tables(forces))
    rows = read("police-workforce-tables", path)
    # Two tables, two days, 43 forces, the police and the country; table 6 adds three numbers.
    assert len([row for row in rows if isinstance(row, Workforce)]) == 2 * 2 * 45 + 3
    assert DatasetTable("Table 6", 3, "read", 4) in rows
    assert Workforce(2016093000, 61, 21, "all", None, 430.0, None) in rows
    assert Workforce(2016093000, 51, 15, "all", 5, None, None) in rows
    assert Workforce(2014093000, 61, 23, "all", None, 2.0, None) in rows
    midlands = read_words(reference_data, "police-workforce-tables").areas["West Midlands"]
    assert Workforce(2016093000, midlands, 21, "all", None, 10.0, None) in rows


# --- sheets ----------------------------------------------------------------------------


def test_row_of_a_sheet_with_an_empty_cell_is_a_record_and_an_empty_row_is_none() -> None:
    rows = [("Kent", None, 3), (None, None, None), (), (None, "Essex"), ("", None, None)]
    table = RecordTable(Path("a.xlsx"), "People", {}, iter(()))
    found = list(sheet_records(iter(rows), table, [0, 1, 2]))
    assert found == [["Kent", "", "3"], ["", "Essex", ""]]
    assert table.line == 1 + len(rows)


# --- force area tables ---------------------------------------------------------------

FORCE_AREA_TABLES: dict[str, tuple[Callable[[made.Book], Any], tuple[str, ...]]] = {
    "missing table": (lambda b: b.pop("Table P2"), ("no table P2",)),
    "table twice": (lambda b: b.__setitem__("Again", b["Table P9"]), ("sheet Again", "occurs twice")),
    "no heading": (on("Table P9", put(3, 1, "Place")), ("sheet Table P9", "no heading", "Area Code")),
    "missing force": (on("Table P9", lambda r: r.remove(row_of(r, "Dorset"))), ("sheet Table P9", "a force is missing", "Dorset")),
    "force twice": (on("Table P7", lambda r: r.append(list(row_of(r, "Dorset")))), ("sheet Table P7", "row 53", "'Dorset'")),
    "unknown code": (on("Table P1", cell_of("Dorset", 0, "E23000099")), ("sheet Table P1", "row", "Area Code", "'E23000099'")),
    "name of another force": (on("Table P1", cell_of("Dorset", 1, "Kent")), ("sheet Table P1", "Area Name", "'Kent'", "Dorset")),
    "unknown name": (on("Table P10", cell_of("Dorset", 1, "Wessex")), ("sheet Table P10", "Area Name", "'Wessex'")),
    "code left out": (on("Table P1", cell_of("Dorset", 0, "")), ("sheet Table P1", "Area Code", "no code of Dorset")),
    "country called otherwise": (on("Table P9", put(4, 1, "Great Britain")), ("sheet Table P9", "row 4", "'Great Britain'")),
    "unknown group of offences": (on("Table P1", put(5, 6, "Piracy2")), ("sheet Table P1", "'Piracy'", "source_wording")),
    "group twice": (on("Table P1", put(5, 6, "Homicide")), ("sheet Table P1", "twice", "'Homicide'")),
    "group that P1 lacks": (on("Table P2", put(4, 6, "Shoplifting")), ("sheet Table P2", "P1 does not have")),
    "no number": (on("Table P1", cell_of("Dorset", 3, "one")), ("sheet Table P1", "row", "Homicide", "'one'")),
    "count with a point": (on("Table P1", cell_of("Dorset", 3, 1.5)), ("sheet Table P1", "Homicide", "'1.5'")),
    "mark for a count": (on("Table P1", cell_of("Dorset", 3, "-")), ("sheet Table P1", "Homicide", "'-'")),
    "groups that do not add up": (on("Table P1", cell_of("Dorset", 3, 2)), ("sheet Table P1", "row", "'66'", "67")),
    "forces that do not add up": (on("Table P1", lambda r: (cell_of("Dorset", 3, 2)(r), cell_of("Dorset", 2, 67)(r))), ("sheet Table P1", "row 7", "the forces and British Transport Police")),
    "year of another table": (on("Table P3", put(1, 0, "Table P3: year ending March 2017")), ("sheet Table P3", "year ending March 2017", "2018-03-31")),
    "title without a year": (on("Table P1", put(1, 0, "Table P1: crime")), ("sheet Table P1", "'Table P1: crime'", "year ending")),
    "population of another table": (on("Table P3", cell_of("Dorset", 2, 1100)), ("sheet Table P3", "mid-2016", "'1100'", "1000")),
    "population that does not add up": (on("Table P9", cell_of("Dorset", 2, 9000)), ("sheet Table P9", "row 4", "2015", "'43000'", "51000")),
    "population missing": (on("Table P9", cell_of("Dorset", 2, "..")), ("sheet Table P9", "2015", "'..'")),
    "rate of another table": (on("Table P3", cell_of("Dorset", 5, 70.0)), ("sheet Table P3", "row 15", "'70.0'", "66.0000")),
    "years that are not in a row": (on("Table P2", put(1, 0, "Table P2: year ending March 2018 compared with March 2016")), ("sheet Table P2", "two in a row", "March 2016")),
    "no years": (on("Table P10", lambda r: [row.__delitem__(slice(2, None)) for row in r]), ("sheet Table P10", "no columns")),
    "no incidents": (on("Table P7", lambda r: [row.__delitem__(slice(2, None)) for row in r]), ("sheet Table P7", "no columns")),
    "country missing": (on("Table P1", lambda r: r.remove(row_of(r, "ENGLAND AND WALES8"))), ("sheet Table P1", "the country is missing", "K04000001")),
    "rate that is no number": (on("Table P3", cell_of("Dorset", 5, "n/a")), ("sheet Table P3", "row 15", "'n/a'")),
    "number that is none": (on("Table P3", cell_of("Dorset", 5, math.nan)), ("sheet Table P3", "row 15", "not a workbook that can be read", "'nan'")),
    "no year": (on("Table P9", put(3, 3, "sixteen")), ("sheet Table P9", "'sixteen'", "2015")),
    "year twice": (on("Table P9", put(3, 3, 2015)), ("sheet Table P9", "twice", "'2015")),
    "incidents that do not add up": (on("Table P7", cell_of("Dorset", 2, 11)), ("sheet Table P7", "row 5", "'430'", "431")),
    "incidents missing": (on("Table P7", cell_of("Dorset", 2, "-")), ("sheet Table P7", "Number of Incidents")),
    "no financial year": (on("Table P7", put(2, 4, "Apr '16 to Mar '185")), ("sheet Table P7", "Apr '16 to Mar '18", "not a year")),
    "year without its rate": (on("Table P7", lambda r: [row.__delitem__(slice(5, None)) for row in r]), ("sheet Table P7", "without its rate")),
    "numbers of no area": (on("Table P9", lambda r: r.append(["", "Elsewhere", 5, 5])), ("sheet Table P9", "'Elsewhere'")),
}  # fmt: skip


def test_force_area_tables_read(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    path = made.write_xlsx(tmp_path / "a.xlsx", made.force_area_tables(forces))
    rows = read("police-force-area-tables", path)
    counts = Counter(type(row) for row in rows)
    assert counts == {
        RecordedCrimePublished: 45 * 6,
        AsbIncident: 2 * 46,
        Population: 2 * 44,
        Household: 2 * 44,
        DatasetTable: 6,
        Extent: 1,
    }
    words = read_words(reference_data, "police-force-area-tables")
    essex = words.areas["Essex"]
    burglary = words.groups["Residential burglary"]
    assert RecordedCrimePublished(2018033112, burglary, essex, 20, None, 3.0, None, 40.0) in rows
    assert AsbIncident(2017033112, 62, None, "not-available", None) in rows
    assert AsbIncident(2017033112, 61, 860, None, 20.0) in rows
    assert Population(2015, essex, 1000) in rows


def test_force_area_tables_of_other_editions_read_alike(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    """Rows moved, a sheet renamed, footnotes renumbered, a column and a note added."""
    book = made.force_area_tables(forces)
    first = read("police-force-area-tables", made.write_xlsx(tmp_path / "a.xlsx", book))
    for rows in book.values():
        rows.insert(1, [""])
        rows.append(["12. One more note of 2019"])
    book["P 9 (new)"] = book.pop("Table P9")
    row_of(book["Table P7"], "Dorset")[1] = "Dorset12, 13"
    for row in book["Table P1"]:
        row[2:3] = [*row[2:3], ""]
    area = next(at for at, row in enumerate(book["Table P1"]) if row[0] == "Area Code")
    book["Table P1"][area][7] = "Robbery11"
    second = read("police-force-area-tables", made.write_xlsx(tmp_path / "b.xlsx", book))
    assert second == first


# --- boundaries ----------------------------------------------------------------------


def feature(place: int, key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Damage: another value of a feature's property."""
    return lambda c: c["features"][place - 1]["properties"].__setitem__(key, value)


def geometry(place: int, **values: Any) -> Callable[[dict[str, Any]], None]:
    """Damage: another outline of a feature."""
    return lambda c: c["features"][place - 1]["geometry"].update(values)


BOUNDARIES: dict[str, tuple[Callable[[dict[str, Any]], Any], tuple[str, ...]]] = {
    "unknown code": (feature(2, "PFA16CD", "E23000099"), ("feature 2", "PFA16CD", "'E23000099'")),
    "no code": (lambda c: c["features"][1]["properties"].pop("PFA16CD"), ("feature 2", "code is missing")),
    "name of another force": (feature(2, "PFA16NM", "Kent"), ("feature 2", "PFA16NM", "'Kent'", "Bedfordshire")),
    "force twice": (lambda c: c["features"].append(c["features"][1]), ("feature 44", "occurs twice", "Bedfordshire")),
    "missing force": (lambda c: c["features"].pop(1), ("a force is missing", "Bedfordshire")),
    "point that is none": (feature(2, "LONG", "east"), ("feature 2", "LONG", "'east'")),
    "point off the earth": (feature(2, "LAT", 91), ("feature 2", "LAT", "'91'")),
    "no outline": (geometry(2, type="Point"), ("feature 2", "geometry", "'Point'")),
    "outline of zeros": (geometry(2, coordinates=[[[0, 0]] * 4]), ("feature 2", "not around its point", "longitude 0 to 0", "0.5, 51.5")),
    "ring not closed": (geometry(2, coordinates=[[[0, 51], [0, 52], [1, 52], [1, 51]]]), ("feature 2", "coordinates", "closed rings")),
    "coordinates that are none": (geometry(2, coordinates=[["a"]]), ("feature 2", "coordinates")),
    "no collection": (lambda c: c.__setitem__("type", "Feature"), ("not a collection",)),
    "no name with a month": (lambda c: c.__setitem__("name", "Areas"), ("column name", "'Areas'", "December_2016")),
    "no features": (lambda c: c.pop("features"), ("column features", "no list of features")),
    "features that are no list": (lambda c: c.__setitem__("features", 5), ("column features", "found '5'")),
    "point that is no number": (feature(2, "LONG", math.nan), ("feature 2", "LONG", "'nan'")),
    "no properties": (lambda c: c["features"].__setitem__(1, "x"), ("feature 2", "properties")),
}  # fmt: skip


def test_boundaries_read(tmp_path: Path, forces: list[made.Force], read: Read) -> None:
    path = made.write_json(tmp_path / "a.geojson", made.boundaries(forces))
    rows = read("police-force-areas", path)
    assert len(rows) == 44
    assert rows[0][:3] == (1, 0.5, 51.5)
    assert rows[-1] == Extent("2016-12-31", "2016-12-31", 43)


def test_boundaries_refuse_an_outline_too_long_to_serve(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    collection = made.boundaries(forces)
    ring = [[0, 51], *[[0, 51.123456]] * 20_000, [0, 52], [1, 52], [1, 51], [0, 51]]
    collection["features"][0]["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    path = made.write_json(tmp_path / "areas.geojson", collection)
    with refused("areas.geojson", "feature 1", "too long", "bytes"):
        read("police-force-areas", path)


def test_boundaries_refuse_what_is_no_json(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text('{"type": "FeatureCollection",\n "name": }')
    with refused("areas.geojson", "line 2", "not JSON"):
        read("police-force-areas", path)
    for text in ("[" * 100_000, '{"type": ' + "9" * 5_000 + "}"):
        path.write_text(text)
        with refused("areas.geojson", "not JSON"):
            read("police-force-areas", path)


# --- every damage ----------------------------------------------------------------------

# The name of the file of each kind, and what may be wrong with it.
DAMAGED: dict[str, tuple[str, dict[str, tuple[Callable[[Any], Any], tuple[str, ...]]]]] = {
    "recorded-crime-by-force": ("crime.csv", RECORDED_CRIME),
    "crime-outcomes": ("outcomes.csv", CRIME_OUTCOMES),
    "police-workforce-open-data": ("people.csv", WORKFORCE),
    "police-workforce-tables": ("people.ods", WORKFORCE_TABLES),
    "police-force-area-tables": ("tables.xlsx", FORCE_AREA_TABLES),
    "police-force-areas": ("areas.geojson", BOUNDARIES),
}


def test_damages_of_every_kind_are_tried() -> None:
    """Those of recorded crime by quarter are in test_recorded_offences.py."""
    assert {*DAMAGED, "recorded-crime-open-data"} == set(PARSERS)


@pytest.mark.parametrize(
    ("kind", "damage"),
    [(kind, damage) for kind, (_, damages) in DAMAGED.items() for damage in damages],
)
def test_damage_is_refused_with_its_place(
    kind: str, damage: str, tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    name, damages = DAMAGED[kind]
    do, words = damages[damage]
    content = made.MAKERS[kind](forces)
    do(content)
    path = made.write(tmp_path / name, content)
    with refused(name, *words):
        read(kind, path)


@pytest.mark.parametrize("kind", TABLES, ids=TABLES.get)
def test_row_names_every_column_of_its_table_but_the_dataset(kind: Any) -> None:
    db = Database(memory=True)
    create_tables(db, package.SCHEMA)
    columns = [column.name for column in db.table(TABLES[kind]).columns]
    assert sorted(columns) == sorted(["dataset_number", *kind._fields])
