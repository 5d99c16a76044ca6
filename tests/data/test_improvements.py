"""What became of items: added up, told apart by who says so, refused where it cannot be."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from live_views import live_copy

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError, DataErrors

WEB = "data/web/essex"
EVENTS = f"{WEB}/improvement_event.csv"


def edit(file: Path, old: str, new: str) -> int:
    """Replace text that stands in a file once; on which line it stands."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{text.count(old)} times: {old}"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


# A change of one file, and the words that the error has beside file and line.
WRONG: dict[str, tuple[str, str, str, str]] = {
    "an event before its item was raised": (
        EVENTS,
        "essex-2017-preventing-crime-afi-1,2,2019-05-02",
        "essex-2017-preventing-crime-afi-1,2,2018-01-01",
        "said before it was raised",
    ),
    "an event in an inspection of another force": (
        EVENTS,
        "The concern about visiting by risk is stated again.,essex-2017-effectiveness",
        "The concern about visiting by risk is stated again.,kent-2017-effectiveness",
        "said in an inspection of another force",
    ),
    "an item that a force raises itself": (
        EVENTS,
        "essex-2018-19-investigating-crime-afi-2,1,2019-05-02,inspectorate",
        "essex-2018-19-investigating-crime-afi-2,1,2019-05-02,force",
        "the first event does not raise it",
    ),
    "a gap in a history": (
        EVENTS,
        "essex-2017-investigating-crime-finding-2,2,2019",
        "essex-2017-investigating-crime-finding-2,3,2019",
        "a gap in the positions",
    ),
    "a question of another framework": (
        f"{WEB}/improvement.csv",
        "essex-2017-effectiveness,peel-2017-effectiveness-preventing-crime",
        "essex-2017-effectiveness,peel-2016-effectiveness-preventing-crime",
        "its question is peel-2016-effectiveness-preventing-crime",
    ),
    "an item of an inspection that is not held": (
        f"{WEB}/improvement.csv",
        "essex-2018-19-investigating-crime-afi-1,essex-2018-19-effectiveness",
        "essex-2018-19-investigating-crime-afi-1,wessex-2018-19-effectiveness",
        "an id of table inspection",
    ),
    "an answer before the report": (
        "data/web/responses/response.csv",
        "essex-2016-efficiency,comments,2016-11-03",
        "essex-2016-efficiency,comments,2016-11-02",
        "earlier than the report",
    ),
    "a day that is none": (
        "data/web/responses/response.csv",
        "essex-2016-efficiency,comments,2016-11-03",
        "essex-2016-efficiency,comments,2016-11-31",
        "2016-11-31 is no day",
    ),
    "two rules at once": (
        "data/web/responses/response_rule.csv",
        "essex,30,0,2016-01-01,2016-12-31",
        "essex,30,0,2016-01-01,2017-12-31",
        "holds together with essex-own-page-2017",
    ),
    "a rule of law without a successor": (
        "data/web/responses/response_rule.csv",
        ",statute,,,0,,2017-05-01,",
        ",statute,,,0,,2017-04-01,",
        "no rule of law follows it",
    ),
}


# Refused while rows are read, so that no check runs.
READ_WRONG = ("an item of an inspection that is not held", "a day that is none")


def damage(names: Iterable[str], tree: Path) -> tuple[dict[str, int], list[str]]:
    """Damage a tree and build it: the line of each damage, and what the build said."""
    lines = {name: edit(tree / WRONG[name][0], *WRONG[name][1:3]) for name in names}
    with pytest.raises((DataError, DataErrors)) as caught:
        build(tree / "a.db", tree)
    assert not (tree / "a.db").exists()
    return lines, str(caught.value).split("\n")


@pytest.fixture(scope="module")
def checked(
    make_tree: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, int], list[str]]:
    """What one build says of every damage that the checks find."""
    names = [name for name in WRONG if name not in READ_WRONG]
    return damage(names, make_tree(tmp_path_factory.mktemp("wrong") / "tree"))


@pytest.mark.parametrize("name", [name for name in WRONG if name not in READ_WRONG])
def test_a_wrong_row_is_found_with_file_and_line(
    name: str, checked: tuple[dict[str, int], list[str]]
) -> None:
    is_told(name, *checked)


@pytest.mark.parametrize("name", READ_WRONG)
def test_a_wrong_row_is_refused_with_file_and_line(name: str, tree: Path) -> None:
    is_told(name, *damage([name], tree))


def is_told(name: str, lines: dict[str, int], said: list[str]) -> None:
    """Assert that an error names the file, the line and what is wrong."""
    file, _, _, words = WRONG[name]
    place = f"{Path(file).name}, line {lines[name]}"
    assert [error for error in said if words in error and place in error], said


def test_all_that_the_inspectorate_said_of_vulnerability(connection: sqlite3.Connection) -> None:
    history = connection.execute(
        "select happened_on, said_by, status, status_basis from improvement_history "
        "where improvement_id = 'essex-2015-vulnerability-coc-2'"
    ).fetchall()
    assert tuple(history[0]) == ("2015-12", "inspectorate", "raised", "named")
    assert tuple(history[1]) == ("2016-02-18", "force", "in progress", "read")
    # The one place that answers the cause in its own terms; later ones say that there is more to do.
    assert [tuple(h) for h in history if h["status"] == "met"] == [
        ("2016-03", "inspectorate", "met", "read")
    ]
    assert tuple(history[-1]) == ("2018-03-22", "inspectorate", "in progress", "read")
    grades = connection.execute(
        "select framework, grade_id from judgment_detail "
        "where force_id = 'essex' and topic_id = 'protecting-vulnerable' "
        "and pillar_id = 'effectiveness' order by framework_id"
    ).fetchall()
    assert [g["grade_id"] for g in grades] == ["inadequate", "requires-improvement", "good", "good"]


def test_a_force_or_policing_body_never_settles_a_status(connection: sqlite3.Connection) -> None:
    said = connection.execute(
        "select improvement_id, happened_on, said_by from improvement_event "
        "where said_by <> 'inspectorate'"
    ).fetchall()
    assert {s["said_by"] for s in said} == {"force", "policing-body", "panel"}
    for event in said:
        periods = connection.execute(
            "select from_day from improvement_status_period where improvement_id = ? "
            "and from_day not in (select happened_on from improvement_event as other where "
            "other.improvement_id = ? and other.said_by = 'inspectorate')",
            (event["improvement_id"], event["improvement_id"]),
        ).fetchall()
        assert event["happened_on"] not in [p["from_day"] for p in periods]


@pytest.fixture
def copy(database: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy that a test may add rows to, in which Kent has been asked for nothing."""
    live_copy(database, tmp_path / "copy.db")
    db = sqlite3.connect(tmp_path / "copy.db")
    for table in ("improvement_event", "improvement_theme"):
        db.execute(f"delete from {table} where improvement_id glob 'kent-*'")
    db.execute("delete from improvement_link where later_improvement_id glob 'kent-*'")
    db.execute("delete from improvement where id glob 'kent-*'")
    yield db
    db.close()


def due(db: sqlite3.Connection, published: str, answered: str | None) -> tuple[object, ...]:
    """Due day, lateness and verdict under the law, for a report and its answer."""
    db.execute(
        "update inspection set published_on = ?, published_basis = 'stated'"
        " where id = 'kent-2017-effectiveness'",
        (published,),
    )
    # That all reports came out on one day would say it more exactly than a month.
    db.execute("delete from publication where id = 'peel-2017-effectiveness'")
    db.execute("delete from response where inspection_id = 'kent-2017-effectiveness'")
    if answered:
        db.execute(
            "insert into response (id, inspection_id, kind, published_on, citation_id) values "
            "('k', 'kent-2017-effectiveness', 'comments', ?, 'hampshire-pcc-inspections')",
            (answered,),
        )
    rows = db.execute(
        "select due_on, late_by_days, verdict from response_deadline "
        "where inspection_id = 'kent-2017-effectiveness' and rule_kind = 'statute' "
        "and applies = 'yes'"
    ).fetchall()
    return tuple(rows[0]) if len(rows) == 1 else (len(rows),)


@pytest.mark.parametrize(
    ("published", "answered", "told"),
    [
        ("2018-03-22", "2018-05-16", ("2018-05-16", None, "in time")),
        ("2018-03-22", "2018-05-17", ("2018-05-16", 1, "late")),
        ("2018-03-22", None, ("2018-05-16", None, "not looked for")),
        ("2017-05-02", "2017-06-26", ("2017-06-26", None, "in time")),
        ("2017-05-01", "2019-01-01", (None, None, "found, no time set")),
        ("2020-01-01", "2020-02-25", ("2020-02-25", None, "in time")),
        ("2018-03", "2018-04-25", (None, None, "in time")),
        ("2018-03", "2018-05-01", (None, None, "in time or late: day of the report not known")),
        ("2018-03", "2018-05-26", (None, 1, "late")),
        # The law changed within the year: which rule applies is not known.
        ("2017", "2017-12-31", (0,)),
    ],
)
def test_the_clock_of_the_law(
    published: str, answered: str | None, told: tuple[object, ...], copy: sqlite3.Connection
) -> None:
    assert due(copy, published, answered) == told


def test_a_year_in_which_the_law_changed_has_both_rules(copy: sqlite3.Connection) -> None:
    due(copy, "2017", None)
    rows = copy.execute(
        "select days, first_due, last_due from response_deadline "
        "where inspection_id = 'kent-2017-effectiveness' and rule_kind = 'statute' order by days"
    ).fetchall()
    assert rows == [(None, None, None), (56, "2017-06-26", "2018-02-24")]


def test_reports_that_came_out_together_have_one_day(connection: sqlite3.Connection) -> None:
    """Whether an inspection is known from a report or from web pages, its day is as exact."""
    rows = connection.execute(
        "select question.framework_id, question.pillar_id, coalesce(question.report, ''), "
        "count(distinct coalesce(inspection_date.published_on, 'none')) as days from judgment "
        "join question on question.id = judgment.question_id "
        "join inspection_date using (inspection_id) "
        "where question.framework_id in ('peel-2014', 'peel-2015', 'peel-2016', 'peel-2017') "
        "group by 1, 2, 3"
    ).fetchall()
    assert rows
    assert [tuple(row) for row in rows if row["days"] != 1] == []


def test_the_timeline_says_whose_word_a_status_is(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select says, said_by, entry_id from force_timeline where improvement_id is not null"
    ).fetchall()
    assert {"inspectorate", "force", "policing-body"} <= {row["said_by"] for row in rows}
    for row in rows:
        speaker = {"policing-body": "policing body", "panel": "police and crime panel"}
        marked = f"says the {speaker.get(row['said_by'], row['said_by'])}" in row["says"]
        assert marked == (row["said_by"] != "inspectorate"), row["entry_id"]


def test_facts_cited_from_a_weak_source_say_so_where_they_stand(
    connection: sqlite3.Connection,
) -> None:
    """A copy made by machine is no better a source of an improvement than of a grade."""
    weak = connection.execute(
        "select place, source_doubt from citation_detail join document on document.id = document_id "
        "join site on site.id = site_id where site.kind in ('satire', 'copy')"
    ).fetchall()
    assert weak
    assert all(row["source_doubt"] and row["source_doubt"] in row["place"] for row in weak)
    copied = connection.execute(
        "select place from improvement_status where place like '%copies pages of others%'"
    ).fetchall()
    assert copied, "findings of 2022 are known from such a page"


def test_only_what_a_source_says_of_the_day_of_a_report_bounds_a_deadline(
    connection: sqlite3.Connection,
) -> None:
    """Where only other reports of the round are known, this one may be earlier or later."""
    rows = connection.execute(
        "select inspection_id, published_basis as basis, days, due_on, first_due, last_due "
        "from response_deadline where days is not null"
    ).fetchall()
    assert {"stated", "page-date", "round"} <= {row["basis"] for row in rows}
    for row in rows:
        if row["basis"] in ("round", "not-known"):
            assert (row["due_on"], row["first_due"], row["last_due"]) == (None, None, None), row[0]
        elif row["basis"] == "page-date":
            assert row["due_on"] is None and row["first_due"] is None and row["last_due"], row[0]
        else:
            assert row["last_due"], row[0]


def add_item(
    db: sqlite3.Connection, number: int, follows: dict[int, str], by: str = "2017-effectiveness"
) -> None:
    """An item of Kent, raised on a day of its own by an inspection, that takes up others."""
    name = f"kent-2017-effectiveness-afi-{number}"
    db.execute(
        "insert into improvement (id, inspection_id, topic_id, kind, position, basis, summary, "
        "citation_id) values (?, ?, 'overall', 'area-for-improvement', ?, 'stated', ?, "
        "'hampshire-pcc-inspections')",
        (name, f"kent-{by}", number, name),
    )
    db.execute(
        "insert into improvement_event (id, improvement_id, position, happened_on, said_by, "
        "status, status_basis, summary, citation_id) values (?, ?, 1, ?, 'inspectorate', 'raised', "
        "'named', 'x', "
        "'hampshire-pcc-inspections')",
        (f"{name}-e1", name, f"2018-01-{number:02}"),
    )
    for earlier, relation in follows.items():
        db.execute(
            "insert into improvement_link values (?, ?, ?, 'x')",
            (name, f"kent-2017-effectiveness-afi-{earlier}", relation),
        )


def chain(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute(
        "select substr(first_id, 29), substr(improvement_id, 29), step, times_raised "
        "from improvement_chain where force_id = 'kent'"
    ).fetchall()


def test_chains_branch_and_meet_again(copy: sqlite3.Connection) -> None:
    add_item(copy, 1, {})
    add_item(copy, 2, {1: "repeats"})
    add_item(copy, 3, {1: "reframes"})
    add_item(copy, 4, {2: "repeats", 3: "merges"})
    add_item(copy, 5, {})
    assert chain(copy) == [("1", "1", 1, 1), ("1", "2", 2, 2), ("1", "3", 2, 1), ("1", "4", 3, 3)]


def test_a_circle_of_links_ends(copy: sqlite3.Connection) -> None:
    add_item(copy, 1, {})
    add_item(copy, 2, {1: "repeats"})
    add_item(copy, 3, {2: "repeats"})
    copy.execute(
        "insert into improvement_link values ('kent-2017-effectiveness-afi-2', "
        "'kent-2017-effectiveness-afi-3', 'repeats', 'x')"
    )
    assert [row[1] for row in chain(copy)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ([], ["raised"], "raised since"),
        ([], ["raised", "met"], "raised and closed since"),
        (["raised"], ["met"], "closed: met"),
        (["raised"], ["superseded"], "closed: superseded"),
        (["raised", "met"], ["worse"], "opened again"),
        (["raised"], [], "nothing read since"),
        (["raised"], ["in-progress"], "better: in progress"),
        (["raised", "in-progress"], ["partly-met"], "better: partly met"),
        (["raised"], ["worse"], "not better: worse"),
        (["raised"], ["not-met"], "not better: not met"),
        (["raised", "in-progress"], ["in-progress"], "same"),
        (["raised", "partly-met"], ["in-progress"], "changed"),
    ],
)
def test_what_moved_between_two_years(
    before: list[str], after: list[str], change: str, copy: sqlite3.Connection
) -> None:
    """An item of Kent between the findings of 2016 (March 2017) and of 2017 (March 2018)."""
    add_item(copy, 1, {})
    copy.execute("delete from improvement_event where improvement_id like 'kent%'")
    days = [f"2017-02-{n + 1:02}" for n in range(len(before))]
    days += [f"2017-12-{n + 1:02}" for n in range(len(after))]
    for position, (day, status) in enumerate(zip(days, before + after, strict=True), start=1):
        copy.execute(
            "insert into improvement_event (id, improvement_id, position, happened_on, said_by, "
            "status, status_basis, summary, citation_id) values "
            "(?, 'kent-2017-effectiveness-afi-1', ?, ?, 'inspectorate', ?, 'named', 'x', "
            "'hampshire-pcc-inspections')",
            (f"k{position}", position, day, status),
        )
    told = copy.execute(
        "select change from change_between_inspections where force_id = 'kent' and what = 'improvement' "
        "and later_framework_id = 'peel-2017'"
    ).fetchall()
    assert told == [(change,)]


def test_grades_are_never_compared_across_scales(connection: sqlite3.Connection) -> None:
    wrong = connection.execute(
        "select count(*) from change_between_inspections "
        "where what = 'grade' and later_framework_id = 'peel-2021-22' "
        "and change in ('better', 'worse', 'same')"
    ).fetchone()[0]
    assert wrong == 0


def test_every_item_that_was_open_is_told_between_two_years(
    connection: sqlite3.Connection,
) -> None:
    """Open then, and raised since, less what was closed, is open after."""
    between = connection.execute(
        "select distinct force_id, earlier_framework_id, later_framework_id, earlier_day, later_day "
        "from change_between_inspections where what = 'improvement'"
    ).fetchall()
    assert between
    for row in between:
        changes = [
            r[0]
            for r in connection.execute(
                "select change from change_between_inspections where what = 'improvement' and force_id = ? "
                "and earlier_framework_id = ? and later_framework_id = ?",
                tuple(row)[:3],
            )
        ]
        came = sum(c in ("raised since", "opened again") for c in changes)
        went = sum(c.startswith("closed") for c in changes)
        before, later = (
            connection.execute(
                "select count(*) from improvement_status_period where force_id = ? and not is_closed "
                "and state in ('open', 'only seen raised') "
                "and from_day <= ? and (until_day is null or until_day > ?)",
                (row["force_id"], day, day),
            ).fetchone()[0]
            for day in (row["earlier_day"], row["later_day"])
        )
        assert before + came - went == later


def test_timeline_has_every_report_grade_statement_and_dated_response(
    connection: sqlite3.Connection,
) -> None:
    kinds = dict(
        connection.execute("select kind, count(*) from force_timeline group by kind").fetchall()
    )
    for kind, sql in {
        "report": "inspection",
        "grade": "judgment",
        "raised": "improvement_event where status = 'raised'",
        "inferred": "improvement_event join improvement on improvement.id = improvement_id where basis = 'implied'",
        "progress": "improvement_event join improvement on improvement.id = improvement_id where basis = 'stated' and status <> 'raised'",
        "response": "response where published_on is not null",
    }.items():
        assert kinds[kind] == connection.execute(f"select count(*) from {sql}").fetchone()[0], kind
    keys = connection.execute("select count(distinct kind || entry_id) from force_timeline")
    assert keys.fetchone()[0] == sum(kinds.values())


@pytest.mark.parametrize(
    "said_by, day, counts",
    [
        ("inspectorate", "2030-01-01", True),
        # Added later, but about an earlier day.
        ("inspectorate", "2017-03-03", False),
        ("force", "2030-01-01", False),
        ("policing-body", "2030-01-01", False),
    ],
)
def test_the_status_is_what_the_inspectorate_last_said(
    said_by: str, day: str, counts: bool, database: Path, tmp_path: Path
) -> None:
    db = sqlite3.connect(live_copy(database, tmp_path / "a.db"))
    key, status, events = db.execute(
        "select improvement_id, status_id, events from improvement_status "
        "where events > 1 and last_reported_on > '2017-03-03' order by improvement_id limit 1"
    ).fetchone()
    assert status != "superseded"
    db.execute(
        "insert into improvement_event select 'added', improvement_id, max(position) + 1, ?, ?, "
        "'superseded', 'named', status_as_worded, summary, null, null, citation_id "
        "from improvement_event where improvement_id = ?",
        (day, said_by, key),
    )
    now = db.execute(
        "select status_id, events from improvement_status where improvement_id = ?", (key,)
    ).fetchone()
    db.close()
    assert now == ("superseded" if counts else status, events + (said_by == "inspectorate"))


def test_the_first_answer_that_was_found_is_the_one_that_counts(
    database: Path, tmp_path: Path
) -> None:
    db = sqlite3.connect(live_copy(database, tmp_path / "a.db"))
    inspection, citation = db.execute(
        "select inspection_id, citation_id from response where inspection_id = 'essex-2016-effectiveness'"
    ).fetchone()
    for key, kind, day in (
        ("a-1", "not-found", None), ("a-2", "comments", None), ("a-3", "comments", "2017-06-30"),
        ("z-1", "comments", "2017-05-01"),
    ):  # fmt: skip
        db.execute(
            "insert into response (id, inspection_id, kind, published_on, citation_id) "
            "values (?, ?, ?, ?, ?)",
            (key, inspection, kind, day, citation),
        )
    answers = db.execute(
        "select distinct response, responded_on from response_deadline where inspection_id = ?",
        (inspection,),
    ).fetchall()
    db.close()
    assert answers == [("comments", "2017-05-01")]


def test_what_was_closed_in_both_years_has_not_moved_between_them(
    database: Path, tmp_path: Path
) -> None:
    key = "essex-2016-protecting-vulnerable-afi-1"
    db = sqlite3.connect(live_copy(database, tmp_path / "a.db"))
    moves = "select later_framework_id, change from change_between_inspections where id = ? order by later_day"
    before = dict(db.execute(moves, (key,)))
    assert before["peel-2018-19"] == before["peel-2021-22"] == "nothing read since"
    db.execute(
        "insert into improvement_event select 'added', improvement_id, 2, '2018-03-22', "
        "'inspectorate', 'met', 'named', status_as_worded, summary, null, null, citation_id "
        "from improvement_event where improvement_id = ?",
        (key,),
    )
    after = dict(db.execute(moves, (key,)))
    db.close()
    assert after == {"peel-2016": before["peel-2016"], "peel-2017": "closed: met"}


def test_what_nobody_raised_has_no_raiser_no_age_and_no_place_in_counts(
    connection: sqlite3.Connection,
) -> None:
    inferred = connection.execute(
        "select * from improvement_status where basis = 'implied'"
    ).fetchall()
    assert len(inferred) == 7
    for row in inferred:
        assert row["state"] == "inferred"
        assert (row["raised_by"], row["raised_on"], row["raised_from"]) == (None, None, None)
        assert (row["inspection_id"], row["framework_id"], row["is_open"]) == (None, None, 0)
        assert row["inferred_from_id"] == "essex-2016-effectiveness"
    for view, column in {
        "improvement_count": "total", "improvement_by_topic": "total",
    }.items():  # fmt: skip
        stated = connection.execute(
            "select count(*) from improvement where basis = 'stated' and entry is null"
        )
        assert (
            connection.execute(f"select sum({column}) from {view}").fetchone()[0]
            == stated.fetchone()[0]
        )
    for view in ("improvement_in_matter", "improvement_chain", "change_between_inspections"):
        key = "id" if view == "change_between_inspections" else "improvement_id"
        assert (
            connection.execute(
                f"select count(*) from {view} where {key} in "
                "(select id from improvement where basis = 'implied')"
            ).fetchone()[0]
            == 0
        )


def test_what_the_report_does_not_support_is_not_inferred(connection: sqlite3.Connection) -> None:
    """An approach that had been successful, and what is only said to have improved."""
    for key in (
        "essex-2015-preventing-crime-finding-1",
        "essex-2015-serious-organised-crime-finding-1",
        "essex-2015-serious-organised-crime-finding-5",
    ):
        assert not connection.execute("select 1 from improvement where id = ?", (key,)).fetchone()


def test_every_status_that_closes_says_what_it_rests_on(connection: sqlite3.Connection) -> None:
    met = connection.execute(
        "select improvement_id, status_basis from improvement_status "
        "where is_closed and force_id = 'essex'"
    ).fetchall()
    without = connection.execute(
        "select count(*) from improvement_status where is_closed and status_basis is null"
    )
    assert without.fetchone()[0] == 0
    assert {tuple(row) for row in met} == {
        ("essex-2015-preventing-crime-afi-1", "read"),
        ("essex-2015-preventing-crime-afi-2", "read"),
        ("essex-2015-preventing-crime-afi-3", "read"),
    }


def test_a_page_of_2022_is_heard(connection: sqlite3.Connection) -> None:
    said = connection.execute(
        "select improvement_id, status, status_basis from improvement_history "
        "where happened_on = '2022-10-14' and said_by = 'inspectorate' and force_id = 'essex'"
    ).fetchall()
    assert {tuple(row) for row in said} == {
        ("essex-2015-investigating-crime-finding-2", "not met", "read"),
        ("essex-2016-investigating-crime-afi-2", "not met", "read"),
        ("essex-2021-22-investigating-crime-finding-1", "raised", "named"),
        ("essex-2021-22-managing-offenders-finding-1", "raised", "named"),
        ("essex-2021-22-responding-to-public-finding-1", "raised", "named"),
    }


def add_event(db: sqlite3.Connection, number: int, day: str, status: str) -> None:
    """A later statement on an improvement of Kent."""
    db.execute(
        "insert into improvement_event (id, improvement_id, position, happened_on, said_by, status, "
        "status_basis, summary, inspection_id, citation_id) values (?, ?, 2, ?, 'inspectorate', ?, "
        "'named', 'x', 'kent-2017-effectiveness', 'hampshire-pcc-inspections')",
        (f"k{number}", f"kent-2017-effectiveness-afi-{number}", day, status),
    )


COUNTED = ("listed", "area-for-improvement", "matter")


def kent(db: sqlite3.Connection) -> dict[str, tuple[int, ...]]:
    """Total, open, only seen raised, closed and followed up of Kent, by what is counted."""
    rows = db.execute(
        "select kind_id, total, open, only_seen_raised, closed, followed_up "
        "from improvement_total where force_id = 'kent'"
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def test_each_is_counted_once_and_only_seen_raised_is_not_open(copy: sqlite3.Connection) -> None:
    add_item(copy, 1, {})
    assert kent(copy) == dict.fromkeys(COUNTED, (1, 0, 1, 0, 0))
    # Said to be wanting still: open.
    add_event(copy, 1, "2018-06-01", "not-met")
    assert kent(copy) == dict.fromkeys(COUNTED, (1, 1, 0, 0, 0))
    # Raised again in a later inspection: one matter, and one area that is open.
    add_item(copy, 2, {1: "repeats"}, by="2018-19-effectiveness")
    again = dict.fromkeys(COUNTED, (2, 1, 0, 0, 1))
    assert kent(copy) == {**again, "matter": (1, 1, 0, 0, 0)}
    [because] = copy.execute(
        "select open_because from improvement_status where force_id = 'kent' and is_open"
    ).fetchone()
    assert because == "raised again"
    # The later one closed, and with it the matter.
    add_event(copy, 2, "2018-07-01", "met")
    closed = dict.fromkeys(COUNTED, (2, 0, 0, 1, 1))
    assert kent(copy) == {**closed, "matter": (1, 0, 0, 1, 0)}
    # Two that meet in a third are one matter; another by itself is one more.
    add_item(copy, 3, {})
    add_item(copy, 4, {2: "merges", 3: "merges"}, by="2021-22")
    add_item(copy, 5, {})
    assert kent(copy)["matter"] == (2, 1, 1, 0, 0)


def test_a_matter_of_findings_only_is_no_matter(copy: sqlite3.Connection) -> None:
    """A finding is counted as a finding and as nothing else, unless an area follows it up."""
    add_item(copy, 1, {})
    copy.execute("update improvement set kind = 'finding' where id glob 'kent-*-afi-1'")
    assert kent(copy) == {"finding": (1, 0, 1, 0, 0)}
    add_item(copy, 2, {1: "reframes"}, by="2018-19-effectiveness")
    assert kent(copy) == {**dict.fromkeys(COUNTED, (1, 1, 0, 0, 0)), "finding": (1, 0, 0, 0, 1)}


def test_two_pages_on_one_inspection_do_not_raise_a_matter_again(copy: sqlite3.Connection) -> None:
    add_item(copy, 1, {})
    add_item(copy, 2, {1: "merges"})
    assert kent(copy)["listed"] == (2, 0, 1, 0, 1)


@pytest.mark.parametrize(
    ("entry", "column"), [("several", "several_together"), ("remark", "remarks")]
)
def test_what_is_no_single_improvement_is_in_no_count(
    copy: sqlite3.Connection, entry: str, column: str
) -> None:
    add_item(copy, 1, {})
    add_item(copy, 2, {})
    add_event(copy, 2, "2018-06-01", "not-met")
    copy.execute("update improvement set entry = ? where id glob 'kent-*-afi-2'", (entry,))
    assert kent(copy) == dict.fromkeys(COUNTED, (1, 0, 1, 0, 0))
    assert copy.execute(
        f"select {column} from improvement_total where force_id = 'kent' and kind_id = 'listed'"
    ).fetchone() == (1,)
    for view in (
        "improvement_count", "improvement_by_topic", "improvement_next_round", "improvement_outcome",
        "improvement_in_matter",
    ):  # fmt: skip
        total = (
            "sum(total)" if view in ("improvement_count", "improvement_by_topic") else "count(*)"
        )
        [before] = copy.execute(f"select {total} from {view}").fetchone()
        copy.execute("update improvement set entry = null where id glob 'kent-*-afi-2'")
        [after] = copy.execute(f"select {total} from {view}").fetchone()
        copy.execute("update improvement set entry = ? where id glob 'kent-*-afi-2'", (entry,))
        assert after - before == 1, view


def test_pages_that_speak_of_several_or_of_progress_count_nothing(
    connection: sqlite3.Connection,
) -> None:
    rows = {r["improvement_id"]: r for r in connection.execute("select * from improvement_status")}
    for name, state, stands_for in (
        ("cambridgeshire-thematic-protecting-vulnerable-rec-0", "several together", 9),
        ("metropolitan-thematic-protecting-vulnerable-coc-1", "several together", 3),
        ("city-of-london-2016-overall-afi-0", "several together", None),
        ("kent-2021-22-overall-afi-0", "several together", None),
        ("hampshire-2021-22-responding-to-public-afi-1", "remark on progress", None),
    ):
        row = rows[name]
        assert (row["state"], row["stands_for"], row["is_counted"]) == (state, stands_for, 0), name


def test_a_statement_without_a_day_counts_and_has_no_day(copy: sqlite3.Connection) -> None:
    """It follows what was said before it, closes, and is in no period and in no news."""
    add_item(copy, 1, {})
    add_event(copy, 1, "2018-06-01", "met")
    copy.execute("update improvement_event set happened_on = null where id = 'k1'")
    row = copy.execute(
        "select status, state, raised_on, last_reported_on from improvement_status "
        "where force_id = 'kent'"
    ).fetchone()
    assert row == ("met", "closed", "2018-01-01", "2018-01-01")
    periods = copy.execute(
        "select status, from_day, until_day, then_undated from improvement_status_period "
        "where force_id = 'kent'"
    ).fetchall()
    assert periods == [("raised", "2018-01-01", None, "met")]
    news = copy.execute("select 1 from feed_entry where feed_entry_id = 'event-k1'")
    assert news.fetchone() is None
    told = copy.execute("select happened_on, basis from force_timeline where entry_id = 'k1'")
    assert told.fetchone() == (None, "not-known")


def test_a_status_that_is_not_stated_replaces_none(copy: sqlite3.Connection) -> None:
    add_item(copy, 1, {})
    add_event(copy, 1, "2018-06-01", "not-met")
    copy.execute(
        "insert into improvement_event select 'k9', improvement_id, 3, '2019-01-01', 'inspectorate', "
        "'not-stated', null, null, summary, null, null, citation_id from improvement_event where id = 'k1'"
    )
    row = copy.execute(
        "select status, last_reported_on from improvement_status where force_id = 'kent'"
    ).fetchone()
    assert row == ("not met", "2019-01-01")


def test_how_far_a_force_has_been_read_comes_from_the_data(copy: sqlite3.Connection) -> None:
    coverage = (
        "select last_reported_on, last_reported_in, later_by_grades_only "
        "from improvement_coverage where force_id = 'kent'"
    )
    assert copy.execute(coverage).fetchone()[:2] == (None, None)
    add_item(copy, 1, {})
    add_event(copy, 1, "2018-06-01", "not-met")
    day, name, later = copy.execute(coverage).fetchone()
    assert (day, name) == ("2018-06-01", "Kent Police, effectiveness 2017")
    assert later >= 1
    # Of two later inspections one has no day: its year tells that it is later.
    copy.execute(
        "update inspection set published_on = null, published_basis = null where id = 'kent-2023-25'"
    )
    assert copy.execute(coverage).fetchone()[2] == later
    copy.execute("update improvement_event set happened_on = '2030-01-01' where id = 'k1'")
    assert copy.execute(coverage).fetchone()[0] == "2030-01-01"


@pytest.mark.parametrize(
    "view", sorted(p.name for p in (package.VIEWS / "improvement").glob("*.sql"))
)
def test_no_view_on_improvements_depends_on_today(view: str) -> None:
    text = (package.VIEWS / "improvement" / view).read_text(encoding="utf-8")
    assert not re.search(r"'now'|current_(date|timestamp)", text, re.IGNORECASE)


def test_areas_of_2017_are_raised_again_with_nottinghamshire(
    connection: sqlite3.Connection,
) -> None:
    rows = connection.execute(
        "select later_improvement_id, relation, earlier_improvement_id, earlier_status "
        "from improvement_repeat where force_id = 'nottinghamshire' order by 1"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        (
            f"nottinghamshire-2018-19-preventing-crime-afi-{n}", "repeats",
            f"nottinghamshire-2017-preventing-crime-afi-{n}", "not met",
        )
        for n in (1, 2)
    ]  # fmt: skip


def test_cause_of_concern_of_an_investigation_was_closed_with_the_move_out_of_engage(
    connection: sqlite3.Connection,
) -> None:
    closed = connection.execute(
        "select improvement_id from monitoring_stay_cause "
        "where force_id = 'nottinghamshire' and at_the_move_out = 'closed'"
    ).fetchall()
    assert [row[0] for row in closed] == ["nottinghamshire-2023-25-investigating-crime-coc-1"]
