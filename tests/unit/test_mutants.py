"""The changes that `make mutants` makes are real ones, and the same for the same seed."""

from __future__ import annotations

import ast
from pathlib import Path

from openpeel.loaders import package
from openpeel.tools import mutants


def test_a_changed_module_still_parses() -> None:
    """A change that is no Python is noticed by every test, and measures none."""
    tried, broken = 0, []
    for mutant in mutants.sample(400, seed=1):
        if mutant.file.suffix == ".py":
            tried += 1
            try:
                ast.parse(mutant.applied(mutant.file.read_text(encoding="utf-8")))
            except SyntaxError:
                broken.append(str(mutant))
    assert tried == 200
    assert broken == []


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    assert mutants.sample(20, seed=3) == mutants.sample(20, seed=3)
    assert mutants.sample(20, seed=3) != mutants.sample(20, seed=4)


def test_remarks_and_quoted_words_are_left_alone(tmp_path: Path) -> None:
    file = package.ROOT / "views" / "made.sql"
    text = "-- is 1 = 2?\nselect count(*), 'a = b' from t left join u on t.a = u.a where b > 4\n"
    tokens = [token for _, token in mutants.sql_tokens(text + "where exists (select 3 from u)")]
    assert "3" not in tokens
    assert "1" not in tokens and "2" not in tokens and "*" not in tokens
    assert tokens.count("=") == 1 and "left" in tokens and "join" not in tokens
    made = tmp_path / file.name
    made.write_text(text, encoding="utf-8")
    changes = {(m.before, m.after) for m in mutants.mutants_of(made)}
    assert changes == {("left", ""), ("=", "<>"), (">", ">="), ("4", "5")}


def test_closest_tests_are_those_that_name_a_file() -> None:
    closest = mutants.Closeness().closest
    known = ("tests/data/test_known_rows.py",)
    assert closest(package.CHECKS / "force_missing.sql") == (*known, "tests/data/test_checks.py")
    caveat = closest(package.CHECKS / "caveat_beyond_its_report.sql")
    assert caveat == (*known, "tests/data/test_checks.py", "tests/data/test_caveats.py")
    deep = package.ROOT / "loaders" / "report" / "facts" / "sentences.py"
    assert len(closest(deep)) == mutants.CLOSEST
    layout = package.ROOT / "loaders" / "report" / "text" / "layout_rows.py"
    assert closest(layout)[0] == "tests/unit/test_layout.py"
    of_view = closest(package.VIEWS / "comparison" / "grade_cell.sql")
    assert of_view[0] in known and "tests/data/test_views_directly.py" in of_view


def test_a_join_that_always_finds_its_row_is_not_made_an_outer_one() -> None:
    sure = "join grade on grade.id = scale_grade.grade_id"
    assert mutants.finds_its_row(sure)
    assert mutants.finds_its_row("join grade as first on first.id = scale_grade.grade_id\nwhere x")
    # Another condition, a column that may be empty, another column than that of the reference.
    assert not mutants.finds_its_row(f"{sure} and grade.rank > 1")
    assert not mutants.finds_its_row("join site on site.id = document.site_id")
    assert not mutants.finds_its_row("join grade on grade.label = scale_grade.grade_id")
    assert [token for _, token in mutants.sql_tokens(f"from scale_grade {sure}")].count("join") == 0
