"""A list of one's own: read as it is, refused where it is wrong, kept as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from listing import HEADINGS, ITEM, digest, read_private, row, run_track, write_csv, write_xlsx
from openpyxl import Workbook, load_workbook

from openpeel.loaders.errors import DataErrors
from openpeel.loaders.track.fields import FOLDER, vocabulary
from openpeel.loaders.track.items import read_items
from openpeel.loaders.track.list_file import read_list
from openpeel.loaders.track.mapping import Mapping
from openpeel.loaders.track.store import Imported, import_list

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
    kept = read_private(
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
    assert read_private(private, "select * from list") == [
        ("essex-force", "Our tracker", "essex", "policing-body")
    ]
    assert read_private(
        private, "select status, status_as_worded, target_date from item_state"
    ) == [
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
    add_list: Callable[..., Imported], private: Path
) -> None:
    add_list([row(ITEM), row("E2")], "2017-04-01")
    assert read_private(private, "select improvement_id from item_state") == [(ITEM,), (None,)]


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


# --- template --------------------------------------------------------------------------------


def test_template_is_an_empty_list_that_can_be_filled_in(
    private: Path, database: Path, tmp_path: Path
) -> None:
    file = tmp_path / "t.xlsx"
    assert (
        run_track("template", str(file), "--force", "essex", "--db", str(database)).exit_code == 0
    )
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
    refused = run_track("import", str(file), "--force", "essex", "--db", str(database),
                  "--private", str(private))  # fmt: skip
    assert (refused.exit_code, "no item on this list" in refused.output) == (1, True)
    for column, value in ((1, "1-2"), (3, "Do it"), (5, "met"), (6, date(2017, 6, 30)), (10, ITEM)):
        page.cell(2, column).value = value  # type: ignore[union-attr]
    book.save(file)
    done = run_track("import", str(file), "--force", "essex", "--db", str(database),
               "--private", str(private))  # fmt: skip
    assert (done.exit_code, "1 new" in done.output) == (0, True)
    assert read_private(private, "select reference, target_date, improvement_id from item "
                "join item_state on item_id = item.id") == [("1-2", "2017-06-30", ITEM)]  # fmt: skip


def test_template_as_csv_has_the_headings(tmp_path: Path, database: Path) -> None:
    assert run_track("template", str(tmp_path / "t.csv"), "--db", str(database)).exit_code == 0
    text = (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    assert text == ",".join(HEADINGS.values()) + "\n"


def test_template_overwrites_nothing(tmp_path: Path, database: Path) -> None:
    (tmp_path / "t.xlsx").write_text("mine")
    result = run_track("template", str(tmp_path / "t.xlsx"), "--db", str(database))
    assert (result.exit_code, "is there already" in result.output) == (1, True)
    assert (tmp_path / "t.xlsx").read_text() == "mine"
    odd = run_track("template", str(tmp_path / "t.doc"), "--db", str(database))
    assert (odd.exit_code, ".csv or .xlsx" in odd.output) == (1, True)
    none = run_track(
        "template", str(tmp_path / "u.xlsx"), "--force", "wessex", "--db", str(database)
    )
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


def test_days_of_the_command_line_must_be_days() -> None:
    for text in ("yesterday", "2017-02-30", "20170301"):
        result = run_track("report", "--as-of", text, "--out", "a.html")
        assert (result.exit_code, "is no day such as" in result.output) == (2, True)
