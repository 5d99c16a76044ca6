"""Recorded crime by quarter and offence: read row by row from OpenDocument, checked, added up."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import made_files as made
import pytest
from made_files import put
from reading_files import Read
from refusals import refused
from sqlite_utils import Database

from openpeel.loaders.errors import DataError
from openpeel.loaders.statistics.ods_stream import open_ods
from openpeel.loaders.statistics.rows import Extent, ListedOffence, RecordedOffence
from openpeel.loaders.statistics.words import read_words

KIND = "recorded-crime-open-data"


def sheets(path: Path) -> dict[str, list[Any]]:
    """The sheets of a workbook as read row by row."""
    with open_ods(path) as found:
        return {name: list(rows) for name, rows in found}


# --- OpenDocument row by row ----------------------------------------------------------

SPACES = (
    'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def write_content(path: Path, body: str, start: str = "") -> Path:
    """A workbook with one sheet of this XML, its prefixes other than the usual ones."""
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{start}<o:document-content {SPACES}><o:body><o:spreadsheet>'
            f'<t:table t:name="One">{body}</t:table></o:spreadsheet></o:body></o:document-content>',
        )
    return path


def test_ods_sheets_read_in_order_with_numbers_days_and_texts(tmp_path: Path) -> None:
    book: made.Book = {
        "First": [["a", 1, 2.5], ["", "", ""], ["", "last", date(2016, 7, 21)]],
        "Second": [["only"]],
    }
    assert sheets(made.write_ods(tmp_path / "a.ods", book)) == {
        "First": [("a", 1.0, 2.5), (), (None, "last", date(2016, 7, 21))],
        "Second": [("only",)],
    }


def test_ods_sheet_that_is_not_read_to_its_end_is_passed_over(tmp_path: Path) -> None:
    path = made.write_ods(tmp_path / "a.ods", {"A": [["1"], ["2"]], "B": [["3"]]})
    with open_ods(path) as found:
        assert [(name, next(rows)) for name, rows in found] == [("A", ("1",)), ("B", ("3",))]


def test_ods_cells_repeat_and_hold_no_more_than_their_own_text(tmp_path: Path) -> None:
    path = write_content(
        tmp_path / "a.ods",
        "<t:shapes><t:table><t:table-row><t:table-cell><x:p>in a chart</x:p></t:table-cell>"
        "</t:table-row></t:table></t:shapes>"
        '<t:table-row t:number-rows-repeated="2"><t:table-cell/></t:table-row>'
        '<t:table-row t:number-rows-repeated="2">'
        '<t:table-cell t:number-columns-repeated="2"/>'
        '<t:table-cell t:number-columns-repeated="2" o:value-type="string"><o:annotation><x:p>a '
        'remark</x:p></o:annotation><x:p>Devon<x:s x:c="2"/><x:span>&amp;</x:span></x:p>'
        "<x:p>Cornwall</x:p></t:table-cell>"
        '<t:covered-table-cell/><t:table-cell o:value="7"><x:p>7.0</x:p></t:table-cell>'
        '<t:table-cell t:number-columns-repeated="16377"/></t:table-row>'
        '<t:table-row t:number-rows-repeated="1048571"><t:table-cell/></t:table-row>',
    )
    text = "Devon  &\nCornwall"
    row = (None, None, text, text, None, 7.0)
    assert sheets(path) == {"One": [(), (), row, row]}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<t:table-row><t:table-cell o:value="x"/></t:table-row>', "sheet One: not a number"),
        ('<t:table-row><t:table-cell o:date-value="2016"/></t:table-row>', "not a day"),
        ('<t:table-row t:number-rows-repeated="-1"/>', "repetitions"),
        (
            '<t:table-row><t:table-cell t:number-columns-repeated="99999" o:value="1"/></t:table-row>',
            "16,384 columns",
        ),
        (
            f"<t:table-row><t:table-cell><x:p>{'a' * 40_000}</x:p></t:table-cell></t:table-row>",
            "too long",
        ),
        ("<t:table-row>", "is no XML"),
    ],
)
def test_ods_says_what_is_wrong_with_a_cell(tmp_path: Path, body: str, message: str) -> None:
    path = write_content(tmp_path / "a.ods", body)
    with pytest.raises(DataError, match=message):
        sheets(path)


def test_ods_that_is_no_workbook_is_refused(tmp_path: Path, forces: list[made.Force]) -> None:
    path = made.write_ods(tmp_path / "whole.ods", made.recorded_offences(forces))
    content = path.read_bytes()
    empty = tmp_path / "empty.ods"
    zipfile.ZipFile(empty, "w").close()
    entity = '<!DOCTYPE a [<!ENTITY b "bbbb">]>'
    for name, bad in (
        ("cut off", content[: len(content) // 2]),
        ("text", b"Financial Year"),
        ("without content", empty.read_bytes()),
        ("with entities", write_content(tmp_path / "b.ods", "", entity).read_bytes()),
    ):
        damaged = tmp_path / "damaged.ods"
        damaged.write_bytes(bad)
        with pytest.raises(DataError, match=r"damaged\.ods.*not a workbook that can be read"):
            print(name, sheets(damaged))
    with pytest.raises(DataError, match="cannot be read"):
        sheets(tmp_path / "none.ods")


# Peak memory of the child itself: ru_maxrss would be that of the tests where theirs is more.
READ = """
import sys
from pathlib import Path
from openpeel.loaders.statistics.ods_stream import open_ods
with open_ods(Path(sys.argv[1])) as sheets:
    rows = sum(1 for _, rows in sheets for _ in rows)
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
print(rows, int(peak) // 1024)
"""


def test_ods_needs_no_more_memory_for_a_hundred_times_the_rows(tmp_path: Path) -> None:
    row = "<t:table-row>" + "<t:table-cell><x:p>Devon and Cornwall</x:p></t:table-cell>" * 8
    peaks = []
    for rows in (300, 30_000):
        path = write_content(tmp_path / f"{rows}.ods", f"{row}</t:table-row>" * rows)
        command = [sys.executable, "-c", READ, str(path)]
        count, peak = map(int, subprocess.check_output(command, text=True).split())
        assert count == rows
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 20, peaks


# --- the records ----------------------------------------------------------------------


def test_recorded_offences_read_alike_from_every_format(
    tmp_path: Path, forces: list[made.Force], read: Read, reference_data: Database
) -> None:
    book = made.recorded_offences(forces)
    rows = read(KIND, made.write_ods(tmp_path / "a.ods", book))
    listed = [row for row in rows if isinstance(row, ListedOffence)]
    assert listed[0] == ListedOffence(1, "1", "Homicide", 1, "Homicide")
    assert [(row.code, row.group_number) for row in listed[1:]] == [
        ("8Q", 5), ("34B", 7), ("34A", 7), ("46", 15), ("AF", 23), ("CIFAS", 24), ("UK Finance", 25)
    ]  # fmt: skip
    counts = [row for row in rows if isinstance(row, RecordedOffence)]
    assert len(counts) == 8 * (44 * 5 + 3)
    assert counts[0] == RecordedOffence(2015063003, 1, 1, 1, None)
    action_fraud = read_words(reference_data, KIND).number("action-fraud")
    assert RecordedOffence(2017033103, action_fraud, 6, 1000, None) in counts
    assert rows[-1] == Extent("2015-04-01", "2017-03-31", len(counts))
    assert read(KIND, made.write_xlsx(tmp_path / "a.xlsx", book)) == rows
    records = [*book["2015-16"], *book["2016-17"][1:]]
    assert read(KIND, made.write_csv(tmp_path / "a.csv.gz", records, "utf-8-sig")) == rows


def test_offence_is_listed_once_for_each_way_of_calling_or_classing_it(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    """An unknown code is no fault: the edition itself says what it is and where it belongs."""
    book = made.recorded_offences(forces)
    for row in book["2016-17"][1:]:
        if row[6] == "8Q":
            row[3:7] = ["Stalking and the like", row[4], "Violence without injury", "8Z9"]
    listed = [
        row[1:]
        for row in read(KIND, made.write_ods(tmp_path / "a.ods", book))
        if isinstance(row, ListedOffence)
    ]
    assert ("8Q", "Stalking", 5, "Stalking and harassment") in listed
    assert ("8Z9", "Stalking and the like", 4, "Violence without injury") in listed
    assert len(listed) == 9


def test_count_that_was_not_provided_is_no_zero(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    book = made.recorded_offences(forces)
    book["2016-17"][1][7] = ".."
    rows = read(KIND, made.write_ods(tmp_path / "a.ods", book))
    assert RecordedOffence(2016063003, 1, 1, None, "not-provided") in rows


DAMAGES: dict[str, tuple[Callable[[made.Rows], Any], tuple[str, ...]]] = {
    "unknown force": (put(4, 2, "Wessex"), ("row 4", "column Force Name", "'Wessex'")),
    "no financial year": (put(4, 0, "2016"), ("row 4", "column Financial Year", "'2016'")),
    "no quarter": (put(4, 1, 5), ("row 4", "column Financial Quarter", "'5'")),
    "unknown subgroup": (put(4, 5, "Piracy"), ("row 4", "column Offence Subgroup", "'Piracy'")),
    "unknown group": (put(4, 4, "Piracy"), ("row 4", "column Offence Group", "'Piracy'")),
    "subgroup of another group": (put(4, 4, "Theft offences"), ("row 4", "column Offence Group", "not the group")),
    "offence without a code": (put(4, 6, ""), ("row 4", "column Offence Code", "missing")),
    "offence without a name": (put(4, 3, " "), ("row 4", "column Offence Description", "missing")),
    "no number": (put(4, 7, "many"), ("row 4", "column Number of Offences", "'many'")),
    "half a crime": (put(4, 7, 1.5), ("row 4", "column Number of Offences", "'1.5'")),
    "robbery by Action Fraud": (put(4, 2, "Action Fraud"), ("row 4", "Offence Subgroup", "not what Action Fraud counts")),
    "fraud of Action Fraud by a force": (put(222, 2, "Kent"), ("row 222", "Offence Subgroup", "not what Kent counts", "an offence that police forces count")),
    "duplicate record": (lambda r: r.append(list(r[3])), ("row 894", "column Offence Code", "twice", "34B")),
    "unknown header": (put(1, 7, "Number"), ("row 1", "'Number'", "Number of Offences")),
    "a quarter that lacks three forces": (lambda r: r.__delitem__(slice(1, 16)), ("quarter to 2016-06-30", "3 of the 43", "Avon and Somerset, Bedfordshire, Cambridgeshire")),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_recorded_offences_refuse(
    damage: str, tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    book = made.recorded_offences(forces)
    do, expected = DAMAGES[damage]
    do(book["2016-17"])
    path = made.write_ods(tmp_path / "crime.ods", book)
    with refused("crime.ods", *expected):
        read(KIND, path)


def test_recorded_offences_need_every_force_in_some_quarter(
    tmp_path: Path, forces: list[made.Force], read: Read
) -> None:
    path = made.write_ods(tmp_path / "a.ods", made.recorded_offences(forces[:-1]))
    with pytest.raises(DataError, match="a force is missing.*expected Wiltshire"):
        read(KIND, path)
