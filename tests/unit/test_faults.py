"""What a command does when the disk refuses, when it is killed, or when Control-C comes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from openpeel.cli import main as commands
from openpeel.loaders import interruption, swapped_files
from openpeel.loaders.build import open_new
from openpeel.loaders.database import create_views, insert_facts, run_checks
from openpeel.loaders.errors import DataError, DataErrors, is_disk_error, one_line
from openpeel.loaders.fact_files import FactRow
from openpeel.loaders.swapped_files import temporary_folder, written_beside
from openpeel.outputs.paper_tables import PaperTable
from openpeel.outputs.template import write_template

NOBODY = 4_000_000  # above the largest number of a process


def full_disk() -> sqlite3.OperationalError:
    """What SQLite raises where a disk is full, by a database that may have one page more."""
    db = sqlite3.connect(":memory:")
    db.execute("pragma max_page_count = 2")
    db.execute("create table a (b)")
    with pytest.raises(sqlite3.OperationalError) as caught:
        db.execute("insert into a values (zeroblob(20000))")
    db.close()
    return caught.value


def test_a_full_disk_is_told_as_one_and_not_as_wrong_data(tmp_path: Path) -> None:
    with (
        pytest.raises(DataError, match=r"a\.db: cannot be written: the disk refuses it"),
        open_new(tmp_path / "new.db", tmp_path / "a.db") as db,
    ):
        db.execute("create table grade (id text primary key, label text)")
        (pages,) = db.execute("pragma page_count").fetchone()
        db.execute(f"pragma max_page_count = {pages}")
        rows = [
            FactRow("grade", {"id": str(n), "label": "x" * 3000}, Path("grade.csv"), n)
            for n in range(9)
        ]
        insert_facts(db, rows, {"grade": {}})


def test_a_check_that_finds_no_room_is_no_wrong_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "check.sql").write_text("select 1")
    answer = type("Answer", (), {"columns": [], "rows": [], "error": full_disk()})()
    monkeypatch.setattr("openpeel.loaders.database.answer_of", lambda *asked: answer)
    with pytest.raises(sqlite3.OperationalError) as caught:
        run_checks(Database(memory=True), tmp_path)
    assert is_disk_error(caught.value)


def test_a_view_that_finds_no_room_is_no_wrong_view(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("create view a as select 1 as b", encoding="utf-8")
    db = Database(sqlite3.connect(tmp_path / "a.db", isolation_level=None))
    db.execute("create table t (a)")
    db.execute("pragma query_only = on")
    with pytest.raises(sqlite3.OperationalError) as caught:
        create_views(db, tmp_path)
    db.close()
    assert is_disk_error(caught.value)


@pytest.mark.parametrize(
    "error", [DataError("x " * 2000, Path("a\nb")), DataErrors([DataError("x\ny" * 900)] * 30)]
)
def test_messages_are_lines_of_less_than_500_characters(error: Exception) -> None:
    lines = str(error).split("\n")
    assert len(lines) <= 21
    assert max(map(len, lines)) < 500


def test_a_long_message_keeps_its_beginning_and_its_end() -> None:
    said = one_line(f"a.csv, line 3: {'x' * 900}; expected a number")
    assert said.startswith("a.csv, line 3: x") and said.endswith("x; expected a number")


def test_an_error_of_the_disk_ends_a_command_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **others: object) -> None:
        raise full_disk()

    monkeypatch.setattr(commands, "build", refuse)
    result = CliRunner().invoke(commands.main, ["build"])
    assert (result.exit_code, result.output) == (
        1,
        "Error: OperationalError: database or disk is full\n",
    )


def test_folders_of_killed_commands_are_deleted_and_those_of_others_stay(tmp_path: Path) -> None:
    killed = tmp_path / f".ingest-{NOBODY}-abc"
    at_work = tmp_path / f".ingest-{os.getppid()}-abc"
    others = tmp_path / ".ingest-notes"
    for folder in (killed, at_work, others):
        (folder / "package").mkdir(parents=True)
    with temporary_folder(tmp_path, "ingest") as ours:
        assert ours.is_dir() and not killed.exists()
    assert {path.name for path in tmp_path.iterdir()} == {at_work.name, others.name}


def test_an_empty_list_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(number: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "list.csv"
    monkeypatch.setattr(swapped_files.os, "fsync", refuse)
    with pytest.raises(DataError, match=r"list\.csv: cannot be written \(No space left"):
        write_template(file, tmp_path / "none.db", None)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    write_template(file, tmp_path / "none.db", None)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
    before = file.read_bytes()
    with pytest.raises(DataError, match="is there already"):
        write_template(file, tmp_path / "none.db", None)
    assert file.read_bytes() == before


def test_an_empty_list_never_takes_the_place_of_a_file_made_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "list.csv"

    def make_first(number: int) -> None:
        file.write_text("somebody's")

    monkeypatch.setattr(swapped_files.os, "fsync", make_first)
    with pytest.raises(DataError, match="is there already"):
        write_template(file, tmp_path / "none.db", None)
    assert file.read_text() == "somebody's"


def test_a_written_file_is_closed_to_others_where_that_is_asked(tmp_path: Path) -> None:
    with written_beside(tmp_path / "a", b"x", mode=0o600) as whole:
        assert whole.stat().st_mode & 0o777 == 0o600


def test_control_c_that_came_out_as_another_error_is_one_line_and_130(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*arguments: object, **others: object) -> None:
        interruption.pressed.set()
        raise DataError("cannot be built (user-defined function raised exception)")

    monkeypatch.setattr(commands, "build", refuse)
    try:
        result = CliRunner().invoke(commands.main, ["build"])
    finally:
        interruption.pressed.clear()
    assert (result.exit_code, result.output) == (130, "Stopped.\n")


WORKERS = """
import os, sys, time
from openpeel.loaders.ingest_folder import control_c_held, pool
if __name__ == "__main__":
    with pool(1) as executor:
        with control_c_held():
            asked = executor.submit(os.getpid)
        print(asked.result(), flush=True)
        time.sleep(60)
"""


def test_a_worker_leaves_control_c_to_its_parent_and_ends_with_it(tmp_path: Path) -> None:
    script = tmp_path / "workers.py"
    script.write_text(WORKERS, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        os.kill(worker, signal.SIGINT)
        assert swapped_files.is_running(worker)
        parent.kill()
        # It has the other end of our pipe too, until it ends.
        assert parent.stdout.read() == ""


class CountedRows(list[tuple[str, int]]):
    """Rows that count how often all of them are looked at."""

    looks = 0

    def __iter__(self) -> Iterator[tuple[str, int]]:
        self.looks += 1
        return super().__iter__()


def test_a_table_looks_once_for_its_columns_of_numbers() -> None:
    rows = CountedRows([("a", 1), ("b", 2)])
    table = PaperTable("Title", "Note", ["Name", "Items"], rows)  # type: ignore[arg-type]
    assert [table.is_number(0), table.is_number(1)] * 9 == [False, True] * 9
    assert rows.looks == 1
