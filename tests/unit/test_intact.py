"""A database says of itself whether it is as it was built, and what was changed."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from openpeel.cli.main import main
from openpeel.loaders.database import SCHEMA_VERSION, check_database
from openpeel.loaders.digests import (
    NOT_YET,
    check_file,
    contents_digest,
    digests_of,
    seal,
    stored_digests,
)
from openpeel.loaders.errors import DataError
from openpeel.outputs.export.export import export
from openpeel.outputs.intact import CHECKS, find_changes_by
from openpeel.web.server import make_site

GRADE_WORDS = rb"outstanding|requires-improvement|inadequate|\bgood\b"


@pytest.fixture
def path(database: Path, tmp_path: Path) -> Path:
    """A copy of the database that a test may damage."""
    return Path(shutil.copy(database, tmp_path / "openpeel.db"))


def alter(path: Path, *statements: str) -> None:
    """Change a database as any program could."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma ignore_check_constraints = on")
        for statement in statements:
            assert db.execute(statement).rowcount != 0, statement


def findings(path: Path) -> list[str]:
    """Return what the quick checks of the contents find."""
    names = [name for name in CHECKS if name not in ("numbers of rows", "integrity")]
    with closing(sqlite3.connect(path)) as db:
        return [what for name in names for what in find_changes_by(name, db)]


def test_a_built_database_is_intact(database: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(database)])
    assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(database)) as db:
        release = dict(zip(("contents", "file"), digests_stated(db), strict=True))
        assert release["contents"] == contents_digest(digests_of(db))
    assert f"contents: {release['contents']}" in result.output
    assert f"file as it was built: {release['file']}" in result.output
    assert re.search(r"^\d+ checks passed$", result.output, re.MULTILINE)
    assert CliRunner().invoke(main, ["check", str(database), "--quiet"]).output == ""


def digests_stated(db: sqlite3.Connection) -> tuple[str, str]:
    found: tuple[str, str] = db.execute(
        "select contents_sha256, file_sha256 from release"
    ).fetchone()
    return found


def test_the_header_says_what_the_file_is(database: Path) -> None:
    header = database.read_bytes()[:72]
    assert header[68:72] == b"opub"
    assert int.from_bytes(header[60:64], "big") == SCHEMA_VERSION


def test_another_programs_database_is_refused_by_its_header(path: Path) -> None:
    alter(path, "pragma application_id = 1")
    with pytest.raises(DataError, match=r"not built by this version.*found 'application 00000001'"):
        check_database(path)


def test_a_flipped_bit_is_found_wherever_it_is(path: Path) -> None:
    original = path.read_bytes()
    chance = random.Random(16)
    words = [match.start() for match in re.finditer(GRADE_WORDS, original)]
    digest = original.find(check_file(path).encode())
    places = [0, 64, digest, digest + 63, len(original) - 1]
    places += chance.sample(words, 5) + [chance.randrange(len(original)) for _ in range(5)]
    for place in places:
        with path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([original[place] ^ 1 << chance.randrange(8)]))
            file.flush()
            with pytest.raises(DataError, match="not intact"):
                check_file(path)
            file.seek(place)
            file.write(original[place : place + 1])
    check_file(path)


def test_an_altered_grade_is_found_whichever_it_is(path: Path) -> None:
    original = path.read_bytes()
    chance = random.Random(16)
    with closing(sqlite3.connect(path)) as db:
        (judgments,) = db.execute("select count(*) from judgment").fetchone()
    for row in chance.sample(range(judgments), 6):
        alter(
            path,
            "update judgment set grade_id = case grade_id when 'good' then 'outstanding' else 'good' "
            f"end where rowid = (select rowid from judgment limit 1 offset {row})",
        )
        with pytest.raises(DataError, match="not intact"):
            check_file(path)
        path.write_bytes(original)


def test_the_site_of_an_altered_database_is_refused(path: Path) -> None:
    alter(path, "update judgment set grade_id = 'outstanding' where grade_id = 'inadequate'")
    with pytest.raises(DataError, match=r"openpeel\.db: not intact \(bytes .*were changed"):
        make_site(path)


def test_bytes_behind_the_database_are_found(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(DataError, match="not intact"):
        check_file(path)


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_an_unfinished_change_beside_the_database_is_refused(path: Path, ending: str) -> None:
    beside = path.with_name(f"{path.name}{ending}")
    beside.touch()
    check_file(path)
    beside.write_bytes(b"half a change")
    with pytest.raises(DataError, match="somebody is writing"):
        check_file(path)


def test_the_digest_is_written_over_wherever_it_stands(path: Path) -> None:
    """A page that is not in use any more may have the place of the digest too."""
    stated = check_file(path)
    alter(
        path,
        f"update release set file_sha256 = '{NOT_YET}'",
        f"update area set name = '{NOT_YET}' where id = 'essex'",
    )
    seal(path)
    assert check_file(path) != stated


def has_rows(path: Path, table: str) -> bool:
    with closing(sqlite3.connect(path)) as db:
        return bool(db.execute(f"select 1 from [{table}] limit 1").fetchone())


# What is done to a database, and what is then said of it.
CHANGES = {
    "a grade": (
        "update judgment set grade_id = 'outstanding' where grade_id = 'inadequate'",
        r"table judgment: values or the definition were changed \([\d,]+ rows, as built\)",
    ),
    "a row gone": (
        "delete from reported_error where rowid = (select min(rowid) from reported_error)",
        r"table reported_error: \d+ rows where \d+ were built",
    ),
    "a view": ("drop view {view}", r"view {view}: missing"),
    "an index": ("drop index citation_by_document", "index citation_by_document: missing"),
    "a table more": (
        "create table extra (id integer primary key)",
        "table extra: not there when the database was built",
    ),
    "a reference": (
        "update judgment set grade_id = 'splendid' where grade_id = 'inadequate'",
        r"judgment: [\d,]+ rows refer to missing rows of grade",
    ),
    "the version": (
        "update release set data_version = '9.9.9'",
        "table release: values or the definition were changed",
    ),
    "the digests too": (
        "update build_digest set sha256 = '" + "0" * 64 + "' where name = 'judgment'",
        "table build_digest: its checksums were changed, or that of the contents",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_is_named(change: str, path: Path) -> None:
    statement, said = CHANGES[change]
    with closing(sqlite3.connect(path)) as db:
        (view,) = db.execute("select max(name) from sqlite_master where type = 'view'").fetchone()
    if "reported_error" in statement and not has_rows(path, "reported_error"):
        statement, said = (part.replace("reported_error", "topic") for part in (statement, said))
    alter(path, statement.replace("{view}", view))
    found = findings(path)
    assert any(re.match(said.replace("{view}", view), what) for what in found), found


def test_rows_that_come_in_another_order_have_the_same_digest(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        before = stored_digests(db)
    alter(
        path,
        "pragma foreign_keys = off",
        "create temp table turned as select * from judgment order by rowid desc",
        "delete from judgment",
        "insert into judgment select * from turned order by rowid",
    )
    with closing(sqlite3.connect(path)) as db:
        first = db.execute("select * from judgment order by rowid limit 1").fetchone()
        assert first != db.execute("select * from judgment order by 1, 2 limit 1").fetchone()
        assert digests_of(db) == before


def test_another_number_of_rows_than_the_dictionary_says_is_named(path: Path) -> None:
    alter(
        path,
        "delete from dictionary_table where name <> 'grade'",
        "update dictionary_table set rows = rows + 1",
    )
    with closing(sqlite3.connect(path)) as db:
        (said,) = find_changes_by("numbers of rows", db)
    assert re.fullmatch(r"grade: \d+ rows where dictionary_table says \d+", said)


def test_the_command_says_what_was_changed_in_lines(path: Path) -> None:
    alter(path, "update judgment set grade_id = 'outstanding' where grade_id = 'inadequate'")
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "bytes of the file were changed" in result.output
    assert "table judgment: values" in result.output
    assert max(map(len, result.output.splitlines())) < 500


def test_a_file_cut_off_is_told_in_lines(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    result = CliRunner().invoke(main, ["check", str(path)])
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert "malformed" in result.output or "not intact" in result.output
    assert max(map(len, result.output.splitlines())) < 500


def test_an_exported_database_is_intact(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "package", ["db"], ["force"])
    (copy,) = (tmp_path / "package").glob("*.db")
    assert check_file(copy) == check_file(database)
