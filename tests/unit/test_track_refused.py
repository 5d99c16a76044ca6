"""A wrong list or mapping is refused, with all that is wrong with it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from listing import HEADINGS, digest, row, run_track, write_csv, write_xlsx
from openpyxl import load_workbook
from refusals import refused

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.track.items import read_items
from openpeel.loaders.track.list_file import read_list
from openpeel.loaders.track.mapping import Mapping, read_mapping
from openpeel.loaders.track.store import Imported, import_list


def change_cell(heading: str, value: object) -> Callable[[Path], Path]:
    """A workbook of two items, with another value in a cell of the second."""

    def make(folder: Path) -> Path:
        file = write_xlsx(folder / "a.xlsx", [row("1"), row("2", target_date="2017-06-30")])
        book = load_workbook(file)
        page = book["Tracker"]
        page.cell(3, list(HEADINGS.values()).index(heading) + 1).value = value  # type: ignore[union-attr]
        book.save(file)
        return file

    return make


def csv_text(text: str) -> Callable[[Path], Path]:
    """A CSV file of that text."""

    def make(folder: Path) -> Path:
        (folder / "a.csv").write_text(text, encoding="utf-8")
        return folder / "a.csv"

    return make


def file_of(name: str, content: bytes) -> Callable[[Path], Path]:
    """A file of those bytes."""

    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def damaged_workbook(folder: Path) -> Path:
    """A zip archive that holds no workbook."""
    with zipfile.ZipFile(folder / "a.xlsx", "w") as packed:
        packed.writestr("xl/workbook.xml", "<not")
    return folder / "a.xlsx"


def huge_workbook(folder: Path) -> Path:
    """A small file that unpacks to a huge one."""
    with zipfile.ZipFile(folder / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", (b"<a/>" + b" " * 996) * 201_000)
    assert (folder / "a.xlsx").stat().st_size < 1_000_000
    return folder / "a.xlsx"


HEAD = "Reference,Recommendation,Status,Target date"


REFUSED: dict[str, tuple[Callable[[Path], Path], list[str]]] = {
    "a status that is not known": (
        change_cell("Status", "Amber"),
        ["sheet Tracker, row 3, column Status", "'Amber'", "raised, in-progress"],
    ),
    "no status": (
        change_cell("Status", None),
        ["sheet Tracker, row 3, column Status", "missing"],
    ),
    "no recommendation": (
        change_cell("Recommendation", "  "),
        ["row 3, column Recommendation", "missing"],
    ),
    "a word for a day": (
        change_cell("Target date", "soon"),
        ["row 3, column Target date", "not a day", "'soon'", "%Y-%m-%d"],
    ),
    "a number for a day": (
        change_cell("Last update", 42000),
        ["row 3, column Last update", "not a day", "'42000'"],
    ),
    "a day that cannot be meant": (
        change_cell("Target date", date(2107, 6, 30)),
        ["row 3, column Target date", "cannot be meant", "2107-06-30", "2099-12-31"],
    ),
    "a day for a reference": (
        change_cell("Reference", date(2017, 1, 2)),
        ["row 3, column Reference", "not text", "format the cell as text"],
    ),
    "true for an owner": (
        change_cell("Owner", True),
        ["row 3, column Owner", "not text", "'True'"],
    ),
    "a formula without a value": (
        change_cell("Owner", "=A1"),
        ["row 3, column Owner", "a formula without a value", "'=A1'"],
    ),
    "the same reference twice": (
        change_cell("Reference", "1"),
        ["row 3, column Reference", "the same reference as in row 2", "'1'"],
    ),
    "an improvement that is not there": (
        change_cell("Improvement", "essex-2016-nothing"),
        ["row 3, column Improvement", "no such item in the public database", "essex-2016-nothing"],
    ),
    "a revised date without a target date": (
        csv_text("Reference,Recommendation,Status,Revised date\n1,Do it,met,2017-01-01\n"),
        ["line 2, column Revised date", "without a target date", "'2017-01-01'"],
    ),
    "an update later than the list": (
        change_cell("Last update", date(2018, 1, 1)),
        ["row 3, column Last update", "later than the list itself", "up to 2017-04-01"],
    ),
    "an unknown heading": (
        csv_text(f"{HEAD},Colour\n1,Do it,met,,red\n"),
        ["a.csv, line 1", "a heading that is not known", "'Colour'", "Reference"],
    ),
    "a heading twice": (
        csv_text(f"{HEAD},Status\n1,Do it,met,,met\n"),
        ["line 1", "occurs twice", "'Status'"],
    ),
    "a heading missing": (
        csv_text("Reference,Status\n1,met\n"),
        ["line 1", "a heading is missing", "Recommendation"],
    ),
    "a value outside the columns": (
        csv_text(f"{HEAD}\n1,Do it,met,,stray\n"),
        ["line 2", "outside the columns", "'stray'"],
    ),
    "a control character": (
        csv_text(f"{HEAD}\n1,Do\x07it,met,\n"),
        ["line 2, column Recommendation", "control character"],
    ),
    "a mark that turns the text around": (
        csv_text(f"{HEAD}\n1,Do \u202eit,met,\n"),
        ["line 2, column Recommendation", "control character"],
    ),
    "a text too long": (
        csv_text(f"{HEAD}\n{'1' * 101},Do it,met,\n"),
        ["line 2, column Reference", "too long", "at most 100"],
    ),
    "another way of writing days": (
        csv_text(f"{HEAD}\n1,Do it,met,30/06/2017\n"),
        ["line 2, column Target date", "not a day", "'30/06/2017'"],
    ),
    "an empty list": (csv_text(f"{HEAD}\n"), ["line 2", "no item on this list"]),
    "an empty file": (file_of("a.csv", b""), ["a.csv", "no headings"]),
    "bytes that are not UTF-8": (
        file_of("a.csv", f"{HEAD}\n1,Caf".encode() + b"\xe9,met,\n"),
        ["line 2", "not UTF-8", "CSV UTF-8"],
    ),
    "a quote never closed": (
        csv_text(f'{HEAD}\n1,"Do it,met,\n'),
        ["line 2", "not a CSV line"],
    ),
    "a workbook that is none": (file_of("a.xlsx", b"no zip"), ["a.xlsx", "not a workbook"]),
    "a damaged workbook": (damaged_workbook, ["a.xlsx", "a damaged workbook"]),
    "a workbook that unpacks to a huge one": (huge_workbook, ["a.xlsx", "when unpacked"]),
    "a file too large": (file_of("a.csv", b"a" * 20_000_001), ["a.csv", "too large"]),
    "too many rows": (
        csv_text(f"{HEAD}\n" + "1,Do it,met,\n" * 20_001),
        ["a.csv", "too many rows"],
    ),
    "another kind of file": (file_of("a.docx", b"x"), ["a.docx", ".csv or .xlsx"]),
    "no file": (lambda folder: folder / "none.csv", ["none.csv", "cannot be read"]),
}


@pytest.mark.parametrize("damage", REFUSED)
def test_a_wrong_list_is_refused_and_changes_nothing(
    damage: str, add_list: Callable[..., Imported], private: Path, database: Path, tmp_path: Path
) -> None:
    add_list([row("kept")], "2017-01-01")
    before = digest(private)
    make, words = REFUSED[damage]
    with refused(*words):
        import_list(make(tmp_path), private, database, None, "essex", "2017-04-01")
    assert digest(private) == before


def test_everything_that_is_wrong_is_told_at_once(
    add_list: Callable[..., Imported], private: Path
) -> None:
    wrong = [row("1", "odd"), row("2", target_date="never"), row("3"), row("3")]
    with pytest.raises(DataErrors) as caught:
        add_list(wrong, "2017-04-01")
    assert [(e.line, e.column) for e in caught.value.errors] == [
        (2, "Status"), (3, "Target date"), (5, "Reference"),
    ]  # fmt: skip
    assert not private.exists()


def test_which_sheet_holds_the_list_is_not_guessed(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "a.xlsx", [row("1")], sheet="One")
    book = load_workbook(file)
    book.create_sheet("Two")
    book.save(file)
    with pytest.raises(DataError, match="several sheets.*One, Two"):
        read_list(file)
    with pytest.raises(DataError, match="no sheet of that name.*'Three'.*One, Two"):
        read_list(file, "Three")
    assert read_list(file, "One").sheet == "One"


def test_an_error_of_a_cell_is_not_read_as_empty(tmp_path: Path) -> None:
    """What a spreadsheet program writes for a formula that failed."""
    file = write_xlsx(tmp_path / "a.xlsx", [row("1")])
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(
        b"</row></sheetData>", b'<c r="H2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    )
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    with pytest.raises(DataErrors, match="row 2, column Evidence: an error.*DIV/0"):
        read_items(read_list(file), Mapping(), "2017-04-01", set())


WRONG_MAPPINGS: dict[str, tuple[str, list[str]]] = {
    "no YAML": ("a: [", ["map.yml", "not YAML"]),
    "nothing": ("", ["holds nothing"]),
    "a list": ("- a\n", ["line 1", "not a list of pairs"]),
    "an unknown key": ("colour: red\n", ["line 1", "colour", "not known", "header_row"]),
    "a key twice": ("force: essex\nforce: kent\n", ["line 2", "occurs twice"]),
    "an unknown column": (
        "columns:\n  Ref: reference\n  Do: recommendation\n  RAG: status\n  X: colour\n",
        ["line 5", "columns, X", "'colour'", "evidence"],
    ),
    "a column missing": ("columns: {Ref: reference}\n", ["no heading for status"]),
    "a column mapped twice": (
        "columns: {A: reference, B: reference, C: recommendation, D: status}\n",
        ["two headings for reference"],
    ),
    "an unknown status": ("statuses: {Done: finished}\n", ["statuses, Done", "'finished'", "met"]),
    "a row that is none": ("header_row: first\n", ["line 1", "header_row", "'first'"]),
    "days that cannot be read again": ('dates: "%d %m"\n', ["dates", "%d/%m/%Y"]),
    "a keeper that is none": ("kept_by: me\n", ["kept_by", "'me'", "policing-body"]),
    "a name that is none": ("list: My List\n", ["list", "small letters"]),
}


@pytest.mark.parametrize("damage", WRONG_MAPPINGS)
def test_a_wrong_mapping_is_refused(damage: str, tmp_path: Path) -> None:
    text, words = WRONG_MAPPINGS[damage]
    (tmp_path / "map.yml").write_text(text)
    with refused(*words):
        read_mapping(tmp_path / "map.yml")


def test_a_force_is_needed_and_must_be_one(private: Path, database: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row("1")])
    for force, word in ((None, "which force"), ("wessex", "no such force; found 'wessex'")):
        with pytest.raises(DataError, match=word):
            import_list(file, private, database, None, force, "2017-04-01")
    mapping = tmp_path / "map.yml"
    mapping.write_text("force: kent\n")
    with pytest.raises(DataError, match="names another force; found 'kent'; expected essex"):
        import_list(file, private, database, mapping, "essex", "2017-04-01")


def test_a_list_of_a_day_to_come_is_refused(private: Path, database: Path, tmp_path: Path) -> None:
    """It would stand in the way of every later list."""
    file = write_csv(tmp_path / "a.csv", [row("1")])
    result = run_track("import", str(file), "--force", "essex", "--db", str(database), "--private",
                 str(private), "--as-of", str(date.today() + timedelta(days=2)))  # fmt: skip
    assert (result.exit_code, "is still to come" in result.output) == (2, True)
    assert not private.exists()
