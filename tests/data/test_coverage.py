"""No conclusion about forces hides how many it rests on, which are missing, and why."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter

import pytest
import yaml

from openpeel.loaders import package

COMPARED = ("better", "same", "worse")
# The views of which an answer about several forces is made.
ABOUT_GRADES = re.compile(
    r"\b(?:from|join) (?:grade_\w+|judgment_\w+|published_total_compared|change_between_inspections|force_timeline)"
)
# They are about coverage themselves.
OF_COVERAGE = {"what-grades-are-held"}
QUESTIONS = yaml.safe_load((package.ROOT / "metadata.yml").read_text(encoding="utf-8"))[
    "databases"
]["openpeel"]["queries"]


def test_every_pair_of_questions_accounts_for_every_force(connection: sqlite3.Connection) -> None:
    forces = {r["short_name"] for r in connection.execute("select short_name from force")}
    for view, key in (
        ("comparison_coverage", "earlier_question_id || later_question_id"),
        ("grade_coverage", "question_id"),
        ("record_coverage", "kind"),
        ("improvement_round_coverage", "framework_id"),
    ):
        named: dict[str, list[str]] = {}
        for row in connection.execute(f"select {key} as key, force_names, forces from {view}"):
            which = row["force_names"].split(", ")
            assert len(which) == row["forces"]
            named.setdefault(row["key"], []).extend(which)
        assert named
        for key_, which in named.items():
            assert Counter(which) == Counter(forces), (view, key_)


def test_coverage_of_comparisons_agrees_with_the_changes(connection: sqlite3.Connection) -> None:
    """What is counted as better, same and worse is what grade_between_years answers."""
    by_pair = "select earlier_question_id, later_question_id, {}, {} from {} {} group by 1, 2, 3"
    changes = connection.execute(
        by_pair.format("change", "count(*)", "grade_between_years", f"where change in {COMPARED}")
    )
    counted = connection.execute(
        by_pair.format("outcome", "sum(forces)", "comparison_coverage", "where counted")
    )
    assert {tuple(r) for r in changes} == {tuple(r) for r in counted}


def test_forces_that_got_worse_on_vulnerability(connection: sqlite3.Connection) -> None:
    """The rows of the ten forces that can be compared hide that others must have got worse."""
    pair = (
        "peel-2015-effectiveness-protecting-vulnerable",
        "peel-2016-effectiveness-protecting-vulnerable",
    )
    rows = connection.execute(
        "select outcome, forces, counted from comparison_coverage "
        "where earlier_question_id = ? and later_question_id = ?",
        pair,
    ).fetchall()
    assert {r["outcome"]: r["forces"] for r in rows if r["counted"]} == {
        "better": 4, "same": 5, "worse": 1,
    }  # fmt: skip
    assert sum(r["forces"] for r in rows if not r["counted"]) == 33
    bound = connection.execute(
        "select * from grade_bound "
        "where earlier_question_id = ? and question_id = ? and what = 'got worse'",
        pair,
    ).fetchone()
    assert (bound["known"], bound["at_least"], bound["adds"]) == (0, 4, 1)
    assert bound["says"].startswith("At least 4 ")


def test_bounds_name_what_they_rest_on(connection: sqlite3.Connection) -> None:
    rows = connection.execute("select * from grade_bound where adds").fetchall()
    assert rows
    for row in rows:
        assert row["published_in"], row["about"]
        assert row["known"] <= row["at_least"] <= row["at_most"] <= row["forces"]


def test_no_earlier_grade_is_said_only_where_none_is_known(connection: sqlite3.Connection) -> None:
    """Neither on the questions that a question goes back to nor on its topic."""
    rows = connection.execute(
        "select * from judgment_change where change in ('no earlier grade held', 'not graded before')"
    ).fetchall()
    assert rows
    for row in rows:
        earlier = connection.execute(
            "select grade_cell.framework, grade_cell.grade from grade_cell "
            "join framework on framework.id = grade_cell.framework_id "
            "join framework as now on now.id = :framework and framework.position < now.position "
            "where force_id = :force and status in ('graded', 'carried over') and (topic_id = :topic "
            "or question_id in (select earlier_question_id from question_lineage where later_question_id = :question))",
            {
                "framework": row["later_framework_id"],
                "force": row["force_id"],
                "topic": row["topic_id"],
                "question": row["later_question_id"],
            },
        ).fetchall()
        assert not earlier, (row["force"], row["later_question_id"], [tuple(e) for e in earlier])


def test_a_missing_earlier_grade_names_the_last_known_one(connection: sqlite3.Connection) -> None:
    named = re.compile(
        r"(?:no (?P<missing>\S+) grade found|not graded in \S+); (?P<year>\S+): (?P<grades>[a-z ]+?)"
        r"(?: \(not comparable\))?"
    )
    seen = 0
    for row in connection.execute("select * from judgment_change where change like '%; %: %'"):
        match = named.fullmatch(row["change"])
        assert match, row["change"]
        known = {
            r["grade"].lower()
            for r in connection.execute(
                "select grade from grade_cell where force_id = ? and year = ? and question_id in "
                "(select earlier_question_id from question_lineage where later_question_id = ?) and grade_id is not null",
                (row["force_id"], match["year"], row["later_question_id"]),
            )
        }
        assert set(match["grades"].split(" and ")) == known, (row["force"], row["change"])
        assert row["earlier_grade"] is None or row["earlier_grade"] == "Ungraded"
        seen += 1
    assert seen > 100
    [essex] = connection.execute(
        "select change from judgment_change where force_id = 'essex' "
        "and later_question_id = 'peel-2016-effectiveness-investigating-crime'"
    ).fetchall()
    assert essex["change"] == "no 2015 grade found; 2014: requires improvement"


def test_forces_with_too_few_grades_are_not_ranked(connection: sqlite3.Connection) -> None:
    [needed] = connection.execute("select grades_needed from ranking_rule").fetchone()
    rows = connection.execute("select * from grade_mover").fetchall()
    assert {r["compared"] >= needed for r in rows} == {True, False}
    for row in rows:
        assert row["compared"] == row["better"] + row["worse"] + row["same"]
        assert (row["rank"] is not None) == (row["compared"] >= needed), tuple(row)
        ahead = [
            other
            for other in rows
            if other["rank"] is not None
            and other["earlier_framework_id"] == row["earlier_framework_id"]
            and other["later_framework_id"] == row["later_framework_id"]
            and other["better_minus_worse"] > row["better_minus_worse"]
        ]
        assert row["rank"] in (None, len(ahead) + 1)


def questions_most_inadequate(db: sqlite3.Connection) -> int:
    """Assert that a highlight names each question with the most inadequate forces; return how many."""
    [highlight] = db.execute("select * from highlight where position = 1").fetchall()
    most = db.execute(
        "select topic, framework, force_names, forces from grade_count where grade_id = 'inadequate' and "
        "forces - forces_carried_over = (select max(forces - forces_carried_over) from grade_count "
        "where grade_id = 'inadequate')"
    ).fetchall()
    for row in most:
        named = f"{row['topic'][1:]} in {row['framework']} ({row['force_names']})"
        assert named in highlight["says"]
        coverage = db.execute(
            "select sum(forces) from grade_coverage where counted and topic = ? and framework = ?",
            (row["topic"], row["framework"]),
        ).fetchone()[0]
        assert f"{coverage} of 43 forces in {row['framework']}" in highlight["based_on"]
    return len(most)


def test_questions_with_as_many_inadequate_forces_are_all_named(
    database_copy: sqlite3.Connection,
) -> None:
    changed = database_copy.execute(
        "update judgment set grade_id = 'adequate' where inspection_id = 'gwent-2021-22' "
        "and question_id = 'peel-2021-22-responding-to-public'"
    )
    assert changed.rowcount == 1
    assert questions_most_inadequate(database_copy) == 2


def test_superlatives_name_ties_and_what_they_rest_on(connection: sqlite3.Connection) -> None:
    assert questions_most_inadequate(connection) == 1
    highlight = {r["position"]: r for r in connection.execute("select * from highlight")}
    assert {2, 3} <= highlight.keys() and all(r["based_on"] for r in highlight.values())
    for position, order in ((2, "desc"), (3, "asc")):
        leaders = connection.execute(
            "select force, better_minus_worse from grade_mover "
            f"where next_to_each_other and rank is not null order by better_minus_worse {order}"
        ).fetchall()
        says = highlight[position]["title"] + highlight[position]["says"]
        for row in leaders:
            if row["better_minus_worse"] == leaders[0]["better_minus_worse"]:
                assert row["force"] in says


@pytest.mark.parametrize(
    "question",
    [name for name, it in QUESTIONS.items() if ABOUT_GRADES.search(it["sql"])],
)
def test_questions_about_grades_declare_what_they_cover(
    question: str, connection: sqlite3.Connection
) -> None:
    if question in OF_COVERAGE:
        return
    declared = QUESTIONS[question].get("coverage")
    assert declared, "expected coverage: a view and the parameters that filter it"
    parameters = set(re.findall(r":(\w+)", QUESTIONS[question]["sql"]))
    for part in filter(None, (declared, declared.get("bounds"))):
        columns = {r["name"] for r in connection.execute(f"pragma table_info({part['view']})")}
        assert {*part.get("by", {}), *part.get("where", {})} <= columns
        assert set(part.get("by", {}).values()) <= parameters
    assert {"about", "outcome", "forces", "force_names", "counted"} <= {
        r["name"] for r in connection.execute(f"pragma table_info({declared['view']})")
    }
    # A year or a topic that narrows the answer narrows what is said about it.
    narrows = parameters & {"framework", "topic", "earlier", "later", "question"}
    assert narrows == set(declared.get("by", {}).values())


def test_the_number_of_forces_is_counted_not_written(connection: sqlite3.Connection) -> None:
    [forces] = connection.execute("select count(*) from force").fetchone()
    for pattern in ("views/**/*.sql", "checks/*.sql", "templates/**/*.html"):
        for path in package.ROOT.glob(pattern):
            text = re.sub(r"--.*|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S if
                          path.suffix == ".html" else 0)  # fmt: skip
            for line in text.splitlines():
                assert not re.search(rf"\b{forces}\b(?! / \()", line), f"{path.name}: {line[:120]}"


def test_rounds_read_of_a_force_are_those_with_something_listed(
    connection: sqlite3.Connection,
) -> None:
    """A finding is on no list, and what a page takes together is not listed one by one."""
    listed = {
        tuple(row)
        for row in connection.execute(
            "select distinct force_id, framework_id from improvement_status"
            " where is_counted and kind_id <> 'finding' and framework_id glob 'peel-*'"
        )
    }
    rows = connection.execute("select * from improvement_round_coverage").fetchall()
    assert len(rows) == 43 * 7
    assert {(r["force_id"], r["framework_id"]) for r in rows if r["counted"]} == listed
    assert {r["outcome"] for r in rows if r["force_id"] == "north-wales"} == {
        "nothing was read", "no list was read, only findings or remarks",
    }  # fmt: skip
    [whole] = [r for r in rows if r["outcome"].startswith("a whole list")]
    assert (whole["force_id"], whole["framework_id"]) == ("essex", "peel-2016")


def test_a_bound_says_how_many_are_known_by_a_doubtful_grade_only(
    connection: sqlite3.Connection,
) -> None:
    """What a table of changes calls worse is not said to be known of nobody."""
    rows = connection.execute("select * from grade_bound where known_doubtfully").fetchall()
    assert rows
    for row in rows:
        assert row["says"].endswith(f"not counting {row['known_doubtfully']} by a doubtful grade")
    [worse] = [
        r for r in rows
        if (r["earlier_framework_id"], r["framework_id"], r["topic_id"], r["what"])
        == ("peel-2015", "peel-2016", "protecting-vulnerable", "got worse")
    ]  # fmt: skip
    assert (worse["known"], worse["known_doubtfully"]) == (0, 1)
