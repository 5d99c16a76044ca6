"""A list of one's own: read as it is, refused where it is wrong, kept as it was."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listing import HEADINGS, ListRow, row, write_csv, write_xlsx
from openpyxl import Workbook, load_workbook
from refusals import refused

from openpeel.cli.main import main
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.track.fields import FOLDER, vocabulary
from openpeel.loaders.track.items import read_items
from openpeel.loaders.track.list_file import read_list
from openpeel.loaders.track.mapping import Mapping, read_mapping
from openpeel.loaders.track.store import Imported, import_list
from openpeel.outputs.joined import join_record

ITEM = "essex-2016-preventing-crime-afi-1"


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """Where a private database may be made."""
    return tmp_path / "private.db"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


@pytest.fixture
def add(private: Path, database: Path, tmp_path: Path) -> Callable[..., Imported]:
    """Imports rows as a list of a day."""

    def add_rows(rows: list[ListRow], day: str, mapping: str | None = None) -> Imported:
        file = write_csv(tmp_path / "list.csv", rows)
        map_file = None
        if mapping:
            map_file = tmp_path / "map.yml"
            map_file.write_text(mapping, encoding="utf-8")
        return import_list(file, private, database, map_file, "essex", day)

    return add_rows


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["track", *arguments])


# --- reading ---------------------------------------------------------------------------------


FULL = [
    row("E1", "met", report="PEEL 2016", owner="ACC", target_date="2017-06-30",
        revised_date="2017-09-30", evidence="Plan\nand proof", last_update="2017-03-20",
        improvement_id=ITEM),
    row("2", "worse"),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx", "xlsx with rows above"])
def test_what_is_on_the_list_is_what_is_kept(
    kind: str, private: Path, database: Path, tmp_path: Path
) -> None:
    mapping = None
    if kind == "csv":
        file = write_csv(tmp_path / "a.csv", FULL)
    else:
        above = 3 if "above" in kind else 0
        file = write_xlsx(tmp_path / "a.xlsx", FULL, above=above)
        mapping = tmp_path / "map.yml"
        mapping.write_text(f"header_row: {above + 1}\n")
    import_list(file, private, database, mapping, "essex", "2017-04-01")
    kept = read(
        private,
        "select reference, report, recommendation, owner, status, target_date, revised_date, "
        "evidence, last_update, improvement_id from item join item_state on item_id = item.id",
    )
    assert kept == [
        ("E1", "PEEL 2016", "Do E1", "ACC", "met", "2017-06-30", "2017-09-30", "Plan\nand proof",
         "2017-03-20", ITEM),
        ("2", None, "Do 2", None, "worse", None, None, None, None, None),
    ]  # fmt: skip


def test_the_same_list_as_csv_and_as_workbook_is_one_list(
    private: Path, database: Path, tmp_path: Path
) -> None:
    first = write_csv(tmp_path / "a.csv", FULL)
    again = write_xlsx(tmp_path / "a.xlsx", list(reversed(FULL)))
    import_list(first, private, database, None, "essex", "2017-04-01")
    before = digest(private)
    done = import_list(again, private, database, None, "essex", "2017-05-01")
    assert (done.held_already, done.taken_on) == (True, "2017-04-01")
    assert digest(private) == before


MAPPING = """
list: essex-force
label: Our tracker
force: essex
kept_by: policing-body
dates: "%d/%m/%Y"
columns: {No: reference, Action: recommendation, RAG: status, Due: target_date}
ignore: [Notes]
statuses: {Blue: met, Green: in-progress, No: not-met}
"""


def test_own_headings_words_and_days_are_mapped(
    private: Path, database: Path, tmp_path: Path
) -> None:
    (tmp_path / "map.yml").write_text(MAPPING)
    (tmp_path / "a.csv").write_text(
        "No,Action,Notes,RAG,Due\n1,Do it,aside,Blue,03/02/2017\n2,Do that,,No,\n"
    )
    import_list(tmp_path / "a.csv", private, database, tmp_path / "map.yml", None, "2017-04-01")
    assert read(private, "select * from list") == [
        ("essex-force", "Our tracker", "essex", "policing-body")
    ]
    assert read(private, "select status, status_as_worded, target_date from item_state") == [
        ("met", "Blue", "2017-02-03"),
        ("not-met", "No", None),
    ]


def test_days_with_a_time_are_read_only_where_the_mapping_says_so(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "a.xlsx", [row("1")])
    book = load_workbook(file)
    book["Tracker"].cell(2, 9).value = datetime(2017, 3, 20, 13, 5)
    book.save(file)
    with pytest.raises(DataErrors, match="row 2, column Last update: a day with a time"):
        read_items(read_list(file), Mapping(), "2017-04-01", set())
    timed = Mapping(dates="%d/%m/%Y %H:%M")
    assert read_items(read_list(file), timed, "2017-04-01", set())[0].last_update == "2017-03-20"


def test_rows_are_numbered_as_the_program_shows_them(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(list(HEADINGS.values()))
    for number, name in ((5, "A"), (9, "B")):
        page.cell(number, 1, name)
        page.cell(number, 3, "Do it")
        page.cell(number, 5, "met")
    book.save(tmp_path / "a.xlsx")
    assert [line for line, _ in read_list(tmp_path / "a.xlsx").rows] == [5, 9]


def test_an_item_answers_to_the_improvement_that_it_is_named_after(
    add: Callable[..., Imported], private: Path
) -> None:
    add([row(ITEM), row("E2")], "2017-04-01")
    assert read(private, "select improvement_id from item_state") == [(ITEM,), (None,)]


def test_headings_over_two_lines_and_columns_without_any_are_read(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "a.xlsx", [row("1", target_date="2017-06-30")])
    book = load_workbook(file)
    page = book["Tracker"]
    page.cell(1, 6).value = "Target\ndate"
    page.insert_cols(2)
    book.save(file)
    assert (
        read_items(read_list(file), Mapping(), "2017-04-01", set())[0].target_date == "2017-06-30"
    )
    page.cell(2, 2).value = "stray"
    book.save(file)
    with pytest.raises(DataErrors, match="row 1: a heading that is not known.*found ''"):
        read_items(read_list(file), Mapping(), "2017-04-01", set())


# --- what is refused -------------------------------------------------------------------------


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
        ["line 1", "stands twice", "'Status'"],
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
    damage: str, add: Callable[..., Imported], private: Path, database: Path, tmp_path: Path
) -> None:
    add([row("kept")], "2017-01-01")
    before = digest(private)
    make, words = REFUSED[damage]
    with refused(*words):
        import_list(make(tmp_path), private, database, None, "essex", "2017-04-01")
    assert digest(private) == before


def test_everything_that_is_wrong_is_told_at_once(
    add: Callable[..., Imported], private: Path
) -> None:
    wrong = [row("1", "odd"), row("2", target_date="never"), row("3"), row("3")]
    with pytest.raises(DataErrors) as caught:
        add(wrong, "2017-04-01")
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
    "a key twice": ("force: essex\nforce: kent\n", ["line 2", "stands twice"]),
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


# --- what is kept ----------------------------------------------------------------------------


def test_a_first_target_date_is_kept_for_good(
    add: Callable[..., Imported], private: Path, database: Path
) -> None:
    add([row("1", target_date="2017-06-30")], "2017-01-01")
    add([row("1", target_date="2017-06-30", revised_date="2017-09-30")], "2017-02-01")
    done = add([row("1", target_date="2017-12-31")], "2017-03-01")
    assert done.remarks == [
        "1: the list now gives 2017-12-31 as its target date; the first, 2017-06-30, is kept"
    ]
    done = add([row("1")], "2017-04-01")
    assert done.remarks == ["1: the list no longer gives a target date; 2017-12-31 is kept"]
    assert read(private, "select position, day, kind from target_date") == [
        (1, "2017-06-30", "original"),
        (2, "2017-09-30", "revised"),
        (3, "2017-12-31", "overwritten"),
    ]
    with join_record(private, database, "2018-01-10") as db:
        shown = db.execute(
            "select original_target, latest_target, times_moved, days_moved, days_overdue, "
            "days_past_original from item_shown"
        ).fetchone()
    assert shown == ("2017-06-30", "2017-12-31", 2, 184, 10, 194)
    db.close()


@pytest.mark.parametrize("table", ["snapshot", "item", "item_state", "target_date"])
def test_nothing_that_was_imported_can_be_changed_or_deleted(
    table: str, add: Callable[..., Imported], private: Path
) -> None:
    add([row("1", target_date="2017-06-30")], "2017-01-01")
    db = sqlite3.connect(private)
    column = db.execute(f"select name from pragma_table_info('{table}')").fetchone()[0]
    for sql in (f"delete from {table}", f"update {table} set {column} = {column}"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            db.execute(sql)
    db.close()


def test_an_item_that_is_gone_from_the_list_is_marked_and_stays_open(
    add: Callable[..., Imported], private: Path, database: Path
) -> None:
    add([row("1"), row("2")], "2017-01-01")
    done = add([row("2", "met"), row("3")], "2017-02-01")
    assert (done.new, done.changed, done.same, done.gone) == (1, 1, 0, 1)
    db = join_record(private, database, "2017-02-01")
    shown = db.execute("select reference, is_open, on_latest_list from item_shown").fetchall()
    assert shown == [("1", 1, 0), ("2", 0, 1), ("3", 1, 1)]
    # As of a day before, nothing of the later list is known.
    db.close()
    db = join_record(private, database, "2017-01-31")
    assert db.execute("select reference, is_open, on_latest_list from item_shown").fetchall() == [
        ("1", 1, 1), ("2", 1, 1),
    ]  # fmt: skip
    db.close()


def test_the_same_list_twice_adds_nothing(add: Callable[..., Imported], private: Path) -> None:
    add([row("1")], "2017-01-01")
    add([row("1", "met")], "2017-02-01")
    before = digest(private)
    for rows, day in (([row("1", "met")], "2017-03-01"), ([row("1")], "2017-01-20")):
        assert add(rows, day).held_already
    assert digest(private) == before


def test_a_list_that_goes_back_takes_back(
    add: Callable[..., Imported], private: Path, database: Path
) -> None:
    add([row("1")], "2017-01-01")
    add([row("1", "met")], "2017-02-01")
    back = add([row("1")], "2017-03-01")
    assert (back.held_already, back.changed) == (False, 1)
    for day, is_open in (("2017-01-31", 1), ("2017-02-28", 0), ("2017-03-01", 1)):
        db = join_record(private, database, day)
        assert db.execute("select is_open from item_shown").fetchall() == [(is_open,)]
        db.close()


def test_lists_are_added_in_the_order_of_their_days(
    add: Callable[..., Imported], private: Path
) -> None:
    add([row("1")], "2017-02-01")
    with pytest.raises(DataError, match="older than the list that is held"):
        add([row("1", "met")], "2017-01-31")
    add([row("1", "met")], "2017-02-01")  # mended on the same day
    assert read(private, "select count(*) from snapshot") == [(2,)]


def test_lists_of_different_names_are_kept_apart(
    add: Callable[..., Imported], private: Path, database: Path
) -> None:
    add([row("1")], "2017-01-01", "list: force\n")
    add([row("1", "met")], "2017-01-01", "list: commissioner\nkept_by: policing-body\n")
    with pytest.raises(DataError, match="held as another's"):
        add([row("2")], "2017-01-02", "list: force\nkept_by: policing-body\n")
    db = join_record(private, database, "2017-02-01")
    assert db.execute("select list_id, open, closed from count_by_list").fetchall() == [
        ("commissioner", 0, 1), ("force", 1, 0),
    ]  # fmt: skip
    db.close()


def test_the_inspectorates_word_stands_beside_and_is_not_overwritten(
    add: Callable[..., Imported], private: Path, database: Path
) -> None:
    add(
        [row("a", "met", improvement_id=ITEM), row("b"),
         row("c", improvement_id="essex-2015-preventing-crime-afi-2"),
         row("d", "met", improvement_id="essex-2016-protecting-vulnerable-afi-1")],
        "2017-01-01",
    )  # fmt: skip
    before = digest(database)
    db = join_record(private, database, "2017-06-01")
    told = db.execute(
        "select reference, list_says, record_says, together from item_against_record"
    ).fetchall()
    assert told == [
        # Raised in 2015 already: what is raised again is open.
        ("a", "met", "raised", "closed on the list, open by the inspectorate"),
        ("b", "in progress", None, "answers to no item of the record"),
        ("c", "in progress", "met", "open on the list, closed by the inspectorate"),
        ("d", "met", "raised", "closed on the list, nothing later read from the inspectorate"),
    ]
    without = {r[0] for r in db.execute("select improvement_id from record_without_item")}
    assert ITEM not in without
    assert "essex-2016-investigating-crime-afi-1" in without
    assert "essex-2015-preventing-crime-afi-2" not in without
    db.close()
    db = join_record(private, database, "2017-01-01")
    assert db.execute(
        "select record_says, together from item_against_record where reference = 'a'"
    ).fetchone() == (None, "not yet raised on this day")
    db.close()
    assert digest(database) == before


def test_only_its_owner_may_read_the_file(
    add: Callable[..., Imported], private: Path, database: Path
) -> None:
    old = os.umask(0)
    try:
        add([row("1")], "2017-01-01")
    finally:
        os.umask(old)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    private.chmod(0o640)
    with pytest.raises(DataError, match="others may read this file.*mode 640"):
        add([row("1", "met")], "2017-02-01")
    with pytest.raises(DataError, match="others may read this file"):
        join_record(private, database)
    private.unlink()
    private.touch(0o644)
    with pytest.raises(DataError, match="others may read this file"):
        add([row("1", "met")], "2017-02-01")


def test_no_other_file_is_taken_for_a_private_database(
    add: Callable[..., Imported], private: Path, database: Path, tmp_path: Path
) -> None:
    for make, word in (
        (
            lambda: private.write_text("text, but longer than a header " * 9),
            "not a private database",
        ),
        (lambda: sqlite3.connect(private).execute("create table t (a)"), "not a private database"),
        (lambda: private.mkdir(), "is a folder or a device"),
    ):
        make()
        private.chmod(0o600)
        with pytest.raises(DataError, match=word):
            add([row("1")], "2017-01-01")
        private.rmdir() if private.is_dir() else private.unlink()
    file = write_csv(tmp_path / "a.csv", [row("1")])
    with pytest.raises(DataError, match="is the public database"):
        import_list(file, database, database, None, "essex", "2017-01-01")
    with pytest.raises(DataError, match="there is no private database here"):
        join_record(private, database)


def test_six_imports_at_once_leave_all_lists_whole(
    private: Path, database: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "openpeel.cli", "track", "import", "--quiet"]
    imports = []
    for number in range(6):
        file = write_csv(tmp_path / f"{number}.csv", [row(str(n)) for n in range(number + 1)])
        (tmp_path / f"{number}.yml").write_text(f"list: l{number}\n")
        arguments = [str(file), "--mapping", str(tmp_path / f"{number}.yml"), "--force", "essex"]
        arguments += ["--private", str(private), "--db", str(database), "--as-of", "2017-01-01"]
        imports.append(subprocess.Popen([*command, *arguments]))
    assert [process.wait(timeout=120) for process in imports] == [0] * 6
    held = read(private, "select list_id, items from snapshot order by list_id")
    assert held == [(f"l{number}", number + 1) for number in range(6)]


def test_a_killed_import_leaves_the_lists_as_they_were(
    add: Callable[..., Imported], private: Path, database: Path
) -> None:
    add([row("1")], "2017-01-01")
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('pragma cache_size = 1')\n"
        "db.execute('begin immediate')\n"
        "for n in range(5000):\n"
        "    db.execute(\"insert into item (list_id, reference) values ('tracker', ?)\", (f'x{n}',))\n"
        "os._exit(9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(private)], check=False)
    assert killed.returncode == 9
    journal = private.with_name(f"{private.name}-journal")
    assert journal.exists(), "nothing was under way"
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    db = join_record(private, database)
    assert db.execute("select reference from item_shown").fetchall() == [("1",)]
    db.close()
    add([row("1", "met")], "2017-02-01")
    assert read(private, "select count(*) from item") == [(1,)]
    assert not journal.exists()


# Days, statuses and which of four items are on each list, and two target dates.
ROWS = st.dictionaries(
    st.sampled_from("ABCD"),
    st.tuples(
        st.sampled_from(sorted(vocabulary().statuses)),
        st.none() | st.integers(0, 400),
        st.none() | st.integers(0, 400),
    ),
    min_size=1,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lists=st.lists(ROWS, min_size=1, max_size=5))
def test_whatever_lists_come_totals_add_up_and_first_dates_stay(
    lists: list[dict[str, tuple[str, int | None, int | None]]],
    database: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    start = date(2017, 1, 1)
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    before: list[dict[str, str]] = []
    for number, items in enumerate(lists):
        rows = []
        for name, (status, due, revised) in items.items():
            target = str(start + timedelta(days=due)) if due is not None else None
            later = str(start + timedelta(days=revised)) if revised is not None and target else None
            rows.append(row(name, status, target_date=target, revised_date=later))
        # In another order a list is the same one.
        held = sorted(rows, key=lambda item: item["reference"])
        same = held == before
        if not same:
            for item in rows:
                last[item["reference"]] = item["status"]
                if item["target_date"]:
                    first.setdefault(item["reference"], item["target_date"])
        file = write_csv(folder / "a.csv", rows)
        day = str(start + timedelta(days=number))
        done = import_list(file, folder / "p.db", database, None, "essex", day)
        assert done.held_already == same
        before = held
    # Every check on totals is run by this; one that fails is an error.
    db = join_record(folder / "p.db", database, "2017-06-01")
    shown = {
        r[0]: r[1:]
        for r in db.execute("select reference, status_id, original_target from item_shown")
    }
    assert shown == {name: (last[name], first.get(name)) for name in last}
    db.close()


# --- template --------------------------------------------------------------------------------


def test_template_is_an_empty_list_that_can_be_filled_in(
    private: Path, database: Path, tmp_path: Path
) -> None:
    file = tmp_path / "t.xlsx"
    assert run("template", str(file), "--force", "essex", "--db", str(database)).exit_code == 0
    book = load_workbook(file)
    page = book["Tracker"]
    assert [c.value for c in page[1]] == list(HEADINGS.values())
    assert all(c.comment is not None and c.comment.text for c in page[1])
    rules = {str(r.sqref).split(":")[0]: r for r in page.data_validations.dataValidation}
    assert set(rules) == {"E2", "F2", "G2", "I2", "J2"}
    assert rules["E2"].formula1 == f'"{",".join(vocabulary().statuses)}"'
    known = [c.value for c in book["Improvements"]["A"]]
    assert ITEM in known
    assert rules["J2"].formula1 == f"'Improvements'!$A$2:$A${len(known)}"
    notes = [c.value for c in book["Notes"]["A"]]
    assert set(HEADINGS.values()) | set(vocabulary().statuses) <= set(notes)
    refused = run("import", str(file), "--force", "essex", "--db", str(database),
                  "--private", str(private))  # fmt: skip
    assert (refused.exit_code, "no item on this list" in refused.output) == (1, True)
    for column, value in ((1, "1-2"), (3, "Do it"), (5, "met"), (6, date(2017, 6, 30)), (10, ITEM)):
        page.cell(2, column).value = value  # type: ignore[union-attr]
    book.save(file)
    done = run("import", str(file), "--force", "essex", "--db", str(database),
               "--private", str(private))  # fmt: skip
    assert (done.exit_code, "1 new" in done.output) == (0, True)
    assert read(private, "select reference, target_date, improvement_id from item "
                "join item_state on item_id = item.id") == [("1-2", "2017-06-30", ITEM)]  # fmt: skip


def test_template_as_csv_has_the_headings(tmp_path: Path, database: Path) -> None:
    assert run("template", str(tmp_path / "t.csv"), "--db", str(database)).exit_code == 0
    text = (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    assert text == ",".join(HEADINGS.values()) + "\n"


def test_template_overwrites_nothing(tmp_path: Path, database: Path) -> None:
    (tmp_path / "t.xlsx").write_text("mine")
    result = run("template", str(tmp_path / "t.xlsx"), "--db", str(database))
    assert (result.exit_code, "is there already" in result.output) == (1, True)
    assert (tmp_path / "t.xlsx").read_text() == "mine"
    odd = run("template", str(tmp_path / "t.doc"), "--db", str(database))
    assert (odd.exit_code, ".csv or .xlsx" in odd.output) == (1, True)
    none = run("template", str(tmp_path / "u.xlsx"), "--force", "wessex", "--db", str(database))
    assert (none.exit_code, "no such force" in none.output) == (1, True)
    assert not (tmp_path / "u.xlsx").exists()


# --- the vocabulary is the public one ---------------------------------------------------------


def test_statuses_are_those_of_the_public_record(connection: sqlite3.Connection) -> None:
    public = connection.execute(
        "select sql from sqlite_master where name = 'improvement_event'"
    ).fetchone()[0]
    private = (FOLDER / "schema.sql").read_text(encoding="utf-8")
    for sql in (public, private):
        words = sql.split("status in (")[1].split(")")[0]
        assert {w.strip().strip("'") for w in words.split(",")} == set(vocabulary().statuses)


def test_a_list_of_a_day_to_come_is_refused(private: Path, database: Path, tmp_path: Path) -> None:
    """It would stand in the way of every later list."""
    file = write_csv(tmp_path / "a.csv", [row("1")])
    result = run("import", str(file), "--force", "essex", "--db", str(database), "--private",
                 str(private), "--as-of", str(date.today() + timedelta(days=2)))  # fmt: skip
    assert (result.exit_code, "is still to come" in result.output) == (2, True)
    assert not private.exists()


def test_days_of_the_command_line_must_be_days() -> None:
    for text in ("yesterday", "2017-02-30", "20170301"):
        result = run("report", "--as-of", text, "--out", "a.html")
        assert (result.exit_code, "is no day such as" in result.output) == (2, True)


def test_nothing_but_the_private_database_is_written(
    add: Callable[..., Imported], private: Path, tmp_path: Path
) -> None:
    add([row("1")], "2017-01-01")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["list.csv", "private.db"]
