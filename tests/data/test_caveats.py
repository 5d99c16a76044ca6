"""Which values each caveat reaches, and in which reports."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_views import live_copy
from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import run_checks
from openpeel.loaders.errors import DataErrors

KEY = "essex-2016-effectiveness"
KENT = "kent-2016-effectiveness"
# Reports are copied with their values: of the same round, and of a later one.
OTHERS = {KENT: "peel-2016", "kent-2017-effectiveness": "peel-2017"}


@pytest.fixture
def copied(database: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the database with Essex's values once more in two reports on Kent."""
    path = tmp_path / "copied.db"
    live_copy(database, path)
    db = sqlite3.connect(path)
    for key, framework in OTHERS.items():
        db.execute(
            "insert into document (id, title, publisher, kind) values (?, ?, 'HMIC', 'inspection-report')",
            (key, key),
        )
        db.execute("insert into citation (id, document_id, page) values (?, ?, 1)", (key, key))
        db.execute("delete from judgment_evidence where inspection_id = ?", (key,))
        db.execute("delete from judgment where inspection_id = ?", (key,))
        db.execute("delete from inspection where id = ?", (key,))
        db.execute(
            "insert into inspection (id, force_id, framework_id, pillar_id, kind, label, document_id, citation_id) "
            "values (?, 'kent', ?, 'effectiveness', 'inspection', ?, ?, ?)",
            (key, framework, key, key, key),
        )
        db.execute(
            "insert into observation (id, inspection_id, measure_id, area_id, period_start, period_end, "
            "period_note, baseline_start, baseline_end, value, decimals, printed, missing_reason, citation_id) "
            "select replace(id, :essex, :kent), :kent, measure_id, iif(area_id = 'essex', 'kent', area_id), "
            "period_start, period_end, period_note, baseline_start, baseline_end, value, decimals, printed, "
            "missing_reason, :kent from observation where inspection_id = :essex",
            {"essex": KEY, "kent": key},
        )
    yield db
    db.close()


def reached(db: sqlite3.Connection, inspection: str) -> set[str]:
    """The caveats that reach a value of an inspection."""
    return {
        r[0]
        for r in db.execute(
            "select distinct caveat_id from observation_caveat "
            "join observation on observation.id = observation_id where inspection_id = ?",
            (inspection,),
        )
    }


def applying(db: sqlite3.Connection, *scopes: str) -> set[str]:
    """The caveats that apply to certain reports."""
    marks = ", ".join("?" * len(scopes))
    return {
        r[0] for r in db.execute(f"select id from caveat where applies_to in ({marks})", scopes)
    }


def test_caveat_of_one_report_reaches_no_other_report(copied: sqlite3.Connection) -> None:
    own = reached(copied, KEY)
    assert "satisfaction-fall-size" in own
    assert own & applying(copied, "own-report")
    same_round, later_round = (reached(copied, key) for key in OTHERS)
    assert same_round
    assert same_round <= applying(copied, "same-round", "every-report")
    # What the round shares reaches Kent as it reaches Essex, but for single values and figures.
    assert {"satisfaction-plain-mean", "figure-4-not-with-figure-7"} <= same_round
    assert later_round == {"organised-crime-archiving", "calls-not-with-2015"}


def test_values_of_essex_keep_their_caveats_when_other_reports_come(
    copied: sqlite3.Connection, connection: sqlite3.Connection
) -> None:
    query = "select observation_id, caveat_id from observation_caveat where observation_id like ? order by 1, 2"
    before = [tuple(r) for r in connection.execute(query, (f"{KEY}%",))]
    assert before == copied.execute(query, (f"{KEY}%",)).fetchall()


def about(db: sqlite3.Connection, caveat: str) -> set[str]:
    """The measures of the values that a caveat reaches."""
    return {
        r[0]
        for r in db.execute(
            "select distinct measure_id from observation_caveat "
            "join observation on observation.id = observation_id where caveat_id = ?",
            (caveat,),
        )
    }


def test_caveat_reaches_only_the_measures_it_names(connection: sqlite3.Connection) -> None:
    named: dict[str, set[str]] = {}
    for caveat, measure in connection.execute("select caveat_id, measure_id from caveat_measure"):
        named.setdefault(caveat, set()).add(measure)
    single: dict[str, set[str]] = {}
    for caveat, measure in connection.execute(
        "select caveat_id, measure_id from caveat_observation join observation on observation.id = observation_id"
    ):
        single.setdefault(caveat, set()).add(measure)
    for caveat, measures in named.items():
        assert about(connection, caveat) <= measures | single.get(caveat, set()), caveat
    assert about(connection, "burglary-per-household") == {"burglary-dwelling-rate"}


def test_caveat_of_certain_forces_reaches_no_value_of_another(
    connection: sqlite3.Connection,
) -> None:
    areas = connection.execute(
        "select distinct area_id from observation_caveat "
        "join observation on observation.id = observation_id "
        "where caveat_id = 'out-of-court-pilot-forces'"
    ).fetchall()
    assert {r[0] for r in areas} == {"england-and-wales"}
    measures = {
        r[0]
        for r in connection.execute(
            "select measure_id from measure_caveat where caveat_id = 'out-of-court-pilot-forces'"
        )
    }
    assert measures == about(connection, "out-of-court-pilot-forces") == {
        "outcome-share-caution-adults", "outcome-share-penalty-notice",
        "outcome-share-out-of-court-formal", "outcome-share-cannabis-khat-warning",
        "outcome-share-out-of-court-informal",
    }  # fmt: skip


def test_contradictions_and_tensions_give_what_each_place_says(
    connection: sqlite3.Connection,
) -> None:
    rows = connection.execute("select * from contradiction").fetchall()
    assert {r["kind"] for r in rows} == {"Contradiction", "Tension in wording"}
    for row in rows:
        assert (
            row["first_says"] and row["second_says"] and row["first_place"] and row["second_place"]
        )
        assert row["first_says"] != row["second_says"]
    revisit = next(r for r in rows if r["caveat_id"] == "revisit-month")
    assert "March" in revisit["first_says"] and "page 34" in revisit["first_place"]
    assert "April" in revisit["second_says"] and "page 42" in revisit["second_place"]


def test_contradiction_is_not_one_that_the_arithmetic_settles(
    connection: sqlite3.Connection,
) -> None:
    verdicts: dict[str, set[str]] = {}
    for caveat, verdict in connection.execute(
        "select caveat_id, verdict from contradiction "
        "join caveat_observation using (caveat_id) "
        "join arithmetic using (observation_id) "
        "where arithmetic.rule_id is not null and contradiction.effect_id = 'contradiction'"
    ):
        verdicts.setdefault(caveat, set()).add(verdict)
    assert verdicts
    for caveat, said in verdicts.items():
        assert any(not verdict.startswith("agrees") for verdict in said), caveat


@pytest.mark.parametrize(
    ("check", "damage", "why"),
    [
        ("caveat_beyond_its_report",
         f"insert into caveat_observation values ('satisfaction-fall-size', '{KENT}-013')",
         "a value of another report"),
        ("caveat_beyond_its_report",
         f"insert into figure values ('{KENT}-figure-2', '{KENT}', 2, 'x', 'bar', 'x', null, 0, '{KENT}', null); "
         f"insert into caveat_figure values ('satisfaction-fall-size', '{KENT}-figure-2', 1)",
         "a figure of another report"),
        ("caveat_beyond_its_report",
         "update caveat set applies_to = 'same-round' where id = 'satisfaction-fall-size'",
         "names the force of that report"),
        ("caveat_beyond_its_report",
         "update caveat set applies_to = 'every-report' where id = 'one-team-visited'",
         "names the force of that report"),
        ("caveat_beyond_its_report",
         "update caveat set citation_id = (select id from citation where document_id not in "
         "(select document_id from inspection where document_id is not null)) where id = 'calls-not-with-2015'",
         "the report of no inspection"),
        ("caveat_about_part_of_a_figure",
         "update caveat_figure set every_value = 1 where caveat_id = 'burglary-per-household'",
         "names only some of its measures"),
        ("caveat_about_part_of_a_figure",
         "update caveat_figure set every_value = 0 where caveat_id = 'figure-7-graph-or-table'",
         "names none of its measures"),
    ],
)  # fmt: skip
def test_check_finds_a_caveat_that_reaches_too_far(
    check: str, damage: str, why: str, copied: sqlite3.Connection, tmp_path: Path
) -> None:
    folder = tmp_path / "checks"
    folder.mkdir()
    shutil.copy(package.CHECKS / f"{check}.sql", folder)
    run_checks(Database(copied), folder)
    copied.executescript(damage)
    with pytest.raises(DataErrors) as raised:
        run_checks(Database(copied), folder)
    assert why in str(raised.value)
