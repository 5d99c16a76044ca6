"""What the database refuses of views."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError


@pytest.mark.parametrize(
    "sql",
    ["select nought from force", "select * from nowhere", "select nosuch(name) from force"],
)
def test_a_view_that_cannot_be_read_is_refused(sql: str, tree: Path, tmp_path: Path) -> None:
    (tree / "views" / "odd.sql").write_text(f"create view odd as\n{sql}\norder by 1;\n")
    with pytest.raises(DataError, match="view odd cannot be read"):
        build(tmp_path / "a.db", tree)
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
def test_a_view_column_without_a_type_is_refused(sql: str, tree: Path, tmp_path: Path) -> None:
    (tree / "views" / "odd.sql").write_text(f"create view odd as\n{sql}\norder by 1;\n")
    with pytest.raises(DataError, match=r"odd\.sql: column odd of view odd has no type"):
        build(tmp_path / "a.db", tree)
    assert not (tmp_path / "a.db").exists()
