"""What became of items: added up, told apart by who says so, refused where it cannot be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from kent_improvements import add_item
from live_views import ask_worked_out, live_copy


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


def due(
    db: sqlite3.Connection, published: str, answered: str | None, kind: str = "comments"
) -> tuple[object, ...]:
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
            "('k', 'kent-2017-effectiveness', ?, ?, 'hampshire-pcc-inspections')",
            (kind, answered),
        )
    return under_the_law(db)


def under_the_law(db: sqlite3.Connection) -> tuple[object, ...]:
    """Due day, lateness and verdict of the one report on Kent; the number of rules if not one."""
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
    published: str, answered: str | None, told: tuple[object, ...], without_kent: sqlite3.Connection
) -> None:
    assert due(without_kent, published, answered) == told


def test_statement_on_a_report_is_not_the_response_to_it(database_copy: sqlite3.Connection) -> None:
    """News of the day is neither in time nor late, and comments count before it, dated or not."""
    only = ("2018-05-16", None, "only a statement found")
    assert due(database_copy, "2018-03-22", "2018-03-22", "statement") == only
    assert due(database_copy, "2018-03-22", "2018-05-17", "statement") == only
    database_copy.execute(
        "insert into response (id, inspection_id, kind, citation_id) values "
        "('m', 'kent-2017-effectiveness', 'comments', 'hampshire-pcc-inspections')"
    )
    assert under_the_law(database_copy) == ("2018-05-16", None, "found, day not known")


def test_no_statement_is_called_in_time(connection: sqlite3.Connection) -> None:
    verdicts = connection.execute(
        "select inspection_id, response from response_deadline where verdict in ('in time', 'late')"
    ).fetchall()
    assert [tuple(row) for row in verdicts] == [("essex-2016-efficiency", "comments")]


def test_a_year_in_which_the_law_changed_has_both_rules(without_kent: sqlite3.Connection) -> None:
    due(without_kent, "2017", None)
    rows = without_kent.execute(
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


def chain(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute(
        "select substr(first_id, 29), substr(improvement_id, 29), step, times_raised "
        "from improvement_chain where force_id = 'kent'"
    ).fetchall()


def test_chains_branch_and_meet_again(without_kent: sqlite3.Connection) -> None:
    add_item(without_kent, 1, {})
    add_item(without_kent, 2, {1: "repeats"})
    add_item(without_kent, 3, {1: "reframes"})
    add_item(without_kent, 4, {2: "repeats", 3: "merges"})
    add_item(without_kent, 5, {})
    assert chain(without_kent) == [
        ("1", "1", 1, 1),
        ("1", "2", 2, 2),
        ("1", "3", 2, 1),
        ("1", "4", 3, 3),
    ]


def test_a_circle_of_links_ends(without_kent: sqlite3.Connection) -> None:
    add_item(without_kent, 1, {})
    add_item(without_kent, 2, {1: "repeats"})
    add_item(without_kent, 3, {2: "repeats"})
    without_kent.execute(
        "insert into improvement_link values ('kent-2017-effectiveness-afi-2', "
        "'kent-2017-effectiveness-afi-3', 'repeats', 'x')"
    )
    assert [row[1] for row in chain(without_kent)] == ["1", "2", "3"]


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
    before: list[str], after: list[str], change: str, without_kent: sqlite3.Connection
) -> None:
    """An item of Kent between the findings of 2016 (March 2017) and of 2017 (March 2018)."""
    add_item(without_kent, 1, {})
    without_kent.execute("delete from improvement_event where improvement_id like 'kent%'")
    days = [f"2017-02-{n + 1:02}" for n in range(len(before))]
    days += [f"2017-12-{n + 1:02}" for n in range(len(after))]
    for position, (day, status) in enumerate(zip(days, before + after, strict=True), start=1):
        without_kent.execute(
            "insert into improvement_event (id, improvement_id, position, happened_on, said_by, "
            "status, status_basis, summary, citation_id) values "
            "(?, 'kent-2017-effectiveness-afi-1', ?, ?, 'inspectorate', ?, 'named', 'x', "
            "'hampshire-pcc-inspections')",
            (f"k{position}", position, day, status),
        )
    told = ask_worked_out(
        without_kent,
        "select change from change_between_inspections where force_id = 'kent' and what = 'improvement' "
        "and later_framework_id = 'peel-2017'",
    )
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
    before = dict(ask_worked_out(db, moves, (key,)))
    assert before["peel-2018-19"] == before["peel-2021-22"] == "nothing read since"
    db.execute(
        "insert into improvement_event select 'added', improvement_id, 2, '2018-03-22', "
        "'inspectorate', 'met', 'named', status_as_worded, summary, null, null, citation_id "
        "from improvement_event where improvement_id = ?",
        (key,),
    )
    after = dict(ask_worked_out(db, moves, (key,)))
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


def test_cause_of_a_stay_that_ended_says_what_was_read_of_the_end(
    connection: sqlite3.Connection,
) -> None:
    """Cleveland's six and Gloucestershire's five: leaving Engage does not close a cause of concern."""
    causes = connection.execute(
        "select improvement_id, state, status, last_reported_on, at_the_move_out "
        "from monitoring_stay_cause where force_id in ('cleveland', 'gloucestershire')"
    ).fetchall()
    assert {tuple(row[1:]) for row in causes if row[0].startswith("cleveland")} == {
        ("open", "in progress", "2023-09", "not stated"),
        ("open", "partly met", "2023-09", "not stated"),
        ("only seen raised", "raised", "2023-09", "not stated"),
    }
    assert {row[0] for row in causes if row[1] == "only seen raised"} == {
        "cleveland-2018-19-protecting-vulnerable-coc-2",
        "cleveland-2018-19-treating-public-fairly-coc-4",
        "cleveland-2018-19-ethical-lawful-coc-5",
        "gloucestershire-2021-22-responding-to-public-coc-5",
    }
    before = connection.execute(
        "select count(*), min(last_reported_on), max(last_reported_on) "
        "from monitoring_stay_cause where at_the_move_out = 'closed before'"
    ).fetchone()
    assert tuple(before) == (9, "2023-04", "2025-04-07")


def test_plans_for_all_five_causes_stand_with_each_of_them(connection: sqlite3.Connection) -> None:
    causes = connection.execute(
        "select status, status_basis, open_because from improvement_status "
        "where improvement_id glob 'lincolnshire-2023-25-*-coc-*'"
    ).fetchall()
    assert [tuple(row) for row in causes] == [("in progress", "read", "only progress reported")] * 5


def test_word_of_the_raising_page_on_an_earlier_area_stands_with_that_one(
    connection: sqlite3.Connection,
) -> None:
    found = connection.execute(
        "select earlier_improvement_id, earlier_status, later_improvement_id, later.status, "
        "later.open_because from improvement_repeat "
        "join improvement_status as later on later.improvement_id = later_improvement_id "
        "where earlier_improvement_id glob '*-thematic-crime-data-integrity-afi-1' "
        "or earlier_improvement_id = 'humberside-2015-investigating-crime-finding-1'"
    ).fetchall()
    assert [tuple(row) for row in found] == [
        ("humberside-2015-investigating-crime-finding-1", "not met",
         "humberside-2016-investigating-crime-finding-1", "raised", "raised again"),
        ("suffolk-thematic-crime-data-integrity-afi-1", "not met",
         "suffolk-2023-25-crime-data-integrity-afi-1", "raised", "raised again"),
        ("surrey-thematic-crime-data-integrity-afi-1", "not met",
         "surrey-2023-25-crime-data-integrity-afi-1", "raised", "raised again"),
    ]  # fmt: skip


def test_finding_that_the_force_was_acting_on_when_it_was_raised_is_not_open(
    connection: sqlite3.Connection,
) -> None:
    state = connection.execute(
        "select state, status from improvement_status "
        "where improvement_id = 'cambridgeshire-2017-treating-public-fairly-finding-21'"
    ).fetchone()
    assert tuple(state) == ("only seen raised", "raised")
