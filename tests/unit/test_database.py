"""What the database refuses of views, and how it answers several questions at once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from openpeel.loaders.build import build
from openpeel.loaders.database import QUESTIONS_AT_ONCE, ask_each
from openpeel.loaders.errors import DataError


@pytest.mark.parametrize(
    "sql",
    ["select zero from force", "select * from nowhere", "select nosuch(name) from force"],
)
def test_a_view_that_cannot_be_read_is_refused(
    sql: str, tree_with_sql: Path, tmp_path: Path
) -> None:
    (tree_with_sql / "views" / "odd.sql").write_text(f"create view odd as\n{sql}\norder by 1;\n")
    with pytest.raises(DataError, match="view odd cannot be read"):
        build(tmp_path / "a.db", tree_with_sql)
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as odd",
        "select count(*) as odd from force",
        "select name || region as odd from force",
        "select null as odd union all select cast(2 as integer)",
        "with counted as (select count(*) as odd from passage) select odd from counted",
    ],
)
def test_a_view_column_without_a_type_is_refused(
    sql: str, tree_with_sql: Path, tmp_path: Path
) -> None:
    (tree_with_sql / "views" / "odd.sql").write_text(f"create view odd as\n{sql}\norder by 1;\n")
    with pytest.raises(DataError, match=r"odd\.sql: column odd of view odd has no type"):
        build(tmp_path / "a.db", tree_with_sql)
    assert not (tmp_path / "a.db").exists()


def test_a_wrong_view_is_refused_before_data_are_read(tree_with_sql: Path, tmp_path: Path) -> None:
    tree = tree_with_sql
    (tree / "data" / "reference" / "force.csv").write_text("nothing\n")
    (tree / "views" / "odd.sql").write_text("create view odd as\nselect * from nowhere;\n")
    with pytest.raises(DataError, match="view odd cannot be read"):
        build(tmp_path / "a.db", tree)


def test_several_questions_are_answered_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "numbers.db"
    db = sqlite3.connect(path)
    with db:
        db.execute("create table number as select 7 as n")
    db.close()
    questions = [f"select n + {add} as m from number" for add in range(4 * QUESTIONS_AT_ONCE)]
    answers = list(ask_each(path, [*questions, "select zero from number"]))
    assert [a.rows for a in answers[:-1]] == [[(7 + add,)] for add in range(len(questions))]
    assert {tuple(a.columns) for a in answers[:-1]} == {("m",)}
    assert "no such column" in str(answers[-1].error)
    # They can only read.
    (refused,) = ask_each(path, ["delete from number"])
    assert "readonly" in str(refused.error)
