"""A build refuses a ready-made question that says too little or whose SQL is wrong, by its line."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from openpeel.loaders.errors import DataErrors
from openpeel.loaders.questions import check_questions
from openpeel.loaders.yaml_file import read_yaml

METADATA = """\
plugins:
  openpeel:
    parameters: {force: {label: Force}}
    questions: {names: {day: {label: Day}}}
databases:
  openpeel:
    queries:
      names:
        title: Names
        description: Names of forces.
        sql: select name from force where :force = '' or id = :force or id = :day
"""
WRONG = {
    "no title": ("        title: Names\n", "", 8, "has no title"),
    "no description": ("        description: Names of forces.\n", "", 8, "has no description"),
    "empty SQL": ("sql: select", "sql: # select", 8, "has no sql"),
    "unknown column": ("select name", "select nam", 11, "no such column: nam"),
    "unknown view": ("from force", "from forces", 11, "no such table: forces"),
    "unknown parameter": ("id = :day", "id = :topic", 11, "unknown parameter; found 'topic'"),
}  # fmt: skip


def check(text: str, folder: Path) -> None:
    path = folder / "metadata.yml"
    path.write_text(text, encoding="utf-8")
    db = sqlite3.connect(":memory:")
    db.execute("create table force (id text, name text)")
    try:
        check_questions(read_yaml(path), db)
    finally:
        db.close()


def test_a_right_question_passes(tmp_path: Path) -> None:
    check(METADATA, tmp_path)
    check(METADATA.replace("select name", "select escape_fts(name)"), tmp_path)


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_question_is_refused_with_its_line(fault: str, tmp_path: Path) -> None:
    old, new, line, words = WRONG[fault]
    assert old in METADATA
    with pytest.raises(DataErrors) as caught:
        check(METADATA.replace(old, new), tmp_path)
    [error] = caught.value.errors
    assert (error.file, error.line) == (tmp_path / "metadata.yml", line)
    assert words in str(error)
