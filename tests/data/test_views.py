"""What the views answer, on numbers known from the report."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from openpeel.loaders import package


def one(connection: sqlite3.Connection, sql: str, *values: object) -> sqlite3.Row:
    rows = connection.execute(sql, values).fetchall()
    assert len(rows) == 1, f"{len(rows)} rows"
    return rows[0]


def test_force_below_where_higher_is_better_stands_worse(connection: sqlite3.Connection) -> None:
    row = one(
        connection,
        "select * from force_against_england_and_wales where measure_id = 'victim-satisfaction'",
    )
    assert (row["force_value"], row["england_and_wales_value"]) == (72.8, 83.3)
    assert (row["difference"], row["ratio"], row["force_is"]) == (-10.5, 0.87, "below")
    assert (row["polarity"], row["force_stands"]) == ("higher is better", "worse")
    assert row["place"] == "page 28, Supporting victims"
    assert "mean" in row["caveats"] or "average" in row["caveats"]


def test_changes_over_two_periods_are_compared_apart(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select force_stated, england_and_wales_stated, compared_with, ratio "
        "from force_against_england_and_wales where measure_id = 'recorded-crime-change' "
        "order by compared_with"
    ).fetchall()
    assert [tuple(r) for r in rows] == [
        ("+10.9%", "-3.4%", "12 months to 30 June 2011", None),
        ("+12.9%", "+7.8%", "12 months to 30 June 2015", None),
    ]


def test_only_values_with_a_counterpart_are_compared(connection: sqlite3.Connection) -> None:
    compared = {
        r[0] for r in connection.execute(
            "select measure_id from force_against_england_and_wales"
        )
    }  # fmt: skip
    assert "asb-powers-rate" not in compared  # England and Wales is told without a number
    assert "domestic-abuse-arrest-rate" not in compared  # drawn only
    assert "vulnerable-victim-crime-share" not in compared  # Essex could not supply it
    assert len(compared) == 40


def test_periods_are_told_in_words(connection: sqlite3.Connection) -> None:
    periods = {
        r["measure_id"]: r["period"]
        for r in connection.execute("select measure_id, period from observation_detail")
    }
    assert periods["recorded-crime-rate"] == "12 months to 30 June 2016"
    assert periods["asb-incident-rate"] == "12 months to 31 March 2016"
    assert periods["organised-crime-groups-rate"] == "as at 1 July 2016"
    assert periods["public-satisfaction"] == "July to August 2016"
    assert periods["improvement-items-2015-prevention"] == "2015"
    assert periods["gangs-recorded"] == "at the inspection"


def test_values_are_stated_as_printed(connection: sqlite3.Connection) -> None:
    stated = {
        (r["measure_id"], r["area_id"]): r["stated"]
        for r in connection.execute("select measure_id, area_id, stated from observation_detail")
    }
    assert stated["facebook-followers", "essex"] == "126,831"
    assert stated["assault-with-injury-rate", "england-and-wales"] == "7.0 per 1,000 people"
    assert stated["outcome-share-total", "essex"] == "100.00%"
    assert stated["vulnerable-victim-crime-share", "all-forces"] == "3.9 to 44.4%"
    assert stated["unresolved-incidents", "essex"] == "around 500"
    assert stated["staff-survey-responses", "all-forces"] == "8 to 2,471"
    assert stated["armed-policing-funding", "england-and-wales"] == "£143 million"
    assert stated["vulnerable-victim-crime-share", "essex"] is None


def test_figure_4_adds_up_as_far_as_rounding_lets_it(connection: sqlite3.Connection) -> None:
    sums = {
        (r["sum_of"], r["area_id"]): r
        for r in connection.execute("select * from figure_sum where figure = 4")
    }
    formal = sums["Out-of-court (formal)", "england-and-wales"]
    assert (formal["stated"], formal["rows_below_add_to"]) == (3.2, 3.3)
    assert formal["verdict"] == "differs within rounding"
    essex = sums["Total offences assigned an outcome", "essex"]
    assert (essex["stated"], essex["rows_below_add_to"], essex["single_rows_add_to"]) == (
        84.6, 84.5, 84.5,
    )  # fmt: skip
    country = sums["Total offences assigned an outcome", "england-and-wales"]
    assert (country["stated"], country["rows_below_add_to"], country["single_rows_add_to"]) == (
        91.3, 91.1, 91.3,
    )  # fmt: skip
    assert sums["Total", "essex"]["verdict"] == "adds up"


def test_figures_hold_62_cells(connection: sqlite3.Connection) -> None:
    cells = connection.execute(
        "select sum(force_value is not null) + sum(england_and_wales_value is not null) "
        "from figure_table"
    )
    assert cells.fetchone()[0] == 62


def test_grades_are_compared_through_the_crosswalk_only(connection: sqlite3.Connection) -> None:
    changes = {
        r["topic_id"]: (r["earlier_grade"], r["later_grade"], r["change"])
        for r in connection.execute(
            "select * from judgment_change where later_inspection_id = 'essex-2016-effectiveness'"
        )
    }
    assert changes == {
        "overall": ("Requires improvement", "Good", "better"),
        "preventing-crime": ("Requires improvement", "Good", "better"),
        "investigating-crime": (None, "Good", "no 2015 grade found; 2014: requires improvement"),
        "protecting-vulnerable": ("Inadequate", "Requires improvement", "better"),
        "serious-organised-crime": (None, "Good", "no earlier grade held"),
        "specialist-capabilities": (None, "Ungraded", "not graded now"),
    }


def test_only_what_is_reported_for_every_force_is_set_against_england_and_wales(
    connection: sqlite3.Connection,
) -> None:
    compared = {
        r[0] for r in connection.execute("select measure_id from force_against_england_and_wales")
    }
    every = {r[0] for r in connection.execute("select id from measure where every_force")}
    assert compared <= every
    # 14 strands of vulnerability against the 13 of the College of Policing are no comparison.
    assert "vulnerability-strands" not in compared and "victim-satisfaction" in compared


def test_more_or_less_is_better_only_with_a_reason_from_the_report(
    connection: sqlite3.Connection,
) -> None:
    rows = connection.execute("select * from measure_catalogue").fetchall()
    for row in rows:
        assert (row["polarity"] == "neither") == (row["polarity_reason"] is None)
        assert row["polarity_reason"] is None or "page" in row["polarity_reason"]
    polarity = {r["measure_id"]: r["polarity"] for r in rows}
    assert polarity["sexual-offence-rate"] == "neither"
    sexual = connection.execute(
        "select force_stands from force_against_england_and_wales where measure_id = 'sexual-offence-rate'"
    ).fetchall()
    assert [r[0] for r in sexual] == [None]


def test_caveat_that_names_a_force_reaches_it_and_the_country_only(
    connection: sqlite3.Connection,
) -> None:
    reached = {
        r[0] for r in connection.execute(
            "select distinct observation.area_id from observation_caveat "
            "join caveat on caveat.id = caveat_id join observation on observation.id = observation_id "
            "where caveat.effect_id = 'left-out' and figure_id like '%-figure-4' "
            "and exists (select 1 from caveat_area where caveat_area.caveat_id = caveat.id)"
        )
    }  # fmt: skip
    assert reached == {"dorset", "england-and-wales"}


def test_the_last_word_of_the_inspectorate_is_the_status(connection: sqlite3.Connection) -> None:
    status = {
        r["improvement_id"]: (r["status"], r["raised_on"], r["state"])
        for r in connection.execute("select * from improvement_status")
    }
    assert status["essex-2015-preventing-crime-afi-4"] == ("partly met", "2016-02", "followed up")
    assert status["essex-2015-child-protection-finding-1"] == ("worse", "2015", "followed up")
    assert status["essex-2015-preventing-crime-afi-2"] == ("met", "2016-02", "closed")
    assert status["essex-2016-preventing-crime-afi-1"] == ("not met", "2017-03-02", "followed up")
    assert status["essex-2016-protecting-vulnerable-afi-4"] == (
        "raised",
        "2017-03-02",
        "only seen raised",
    )
    assert status["essex-2017-preventing-crime-afi-1"] == ("partly met", "2018-03-22", "open")
    # What the force and the commissioner said in 2016 is in the history and changes nothing.
    assert status["essex-2015-preventing-crime-afi-1"] == ("met", "2016-02", "closed")


def test_status_counts_add_up(connection: sqlite3.Connection) -> None:
    (counted,) = connection.execute("select sum(total) from improvement_count").fetchone()
    (stated,) = connection.execute(
        # An entry that is not one improvement is in no count.
        "select count(*) from improvement where basis = 'stated' and entry is null"
    ).fetchone()
    assert counted == stated


def test_an_item_stands_one_way_on_any_day(connection: sqlite3.Connection) -> None:
    for day in ("2015-06-30", "2016-03-15", "2017-03-02", "2030-01-01"):
        twice = connection.execute(
            "select improvement_id from improvement_status_period "
            "where from_day <= ? and (until_day is null or until_day > ?) "
            "group by improvement_id having count(*) > 1",
            (day, day),
        ).fetchall()
        assert twice == []


def test_measures_with_two_times_say_which_way_they_went(connection: sqlite3.Connection) -> None:
    moved = {
        r["measure_id"]: (r["earlier_stated"], r["later_stated"], r["reads_as"])
        for r in connection.execute("select * from value_over_time where area_id = 'essex'")
    }
    assert moved["outstanding-domestic-abuse-suspects"] == ("283", "225", "better")
    assert moved["overdue-sex-offender-visits"] == ("50", "400", "worse")
    assert moved["unresolved-incidents"] == ("1,000", "around 500", "better")
    assert moved["domestic-abuse-outcome-rate-charged"] == ("33.8%", "24.5%", "worse")
    assert moved["domestic-abuse-arrest-percent"] == ("72.7%", "67.1%", "worse")


def test_every_view_has_an_order_of_its_own() -> None:
    """A download in pages must not skip or repeat rows."""
    for file in package.VIEWS.glob("**/*.sql"):
        assert "\norder by" in file.read_text(encoding="utf-8"), file.name


def test_what_may_not_be_compared_is_named(connection: sqlite3.Connection) -> None:
    pairs = {r["what"]: r["against"] for r in connection.execute("select * from not_comparable")}
    assert pairs["Figure 4 (20 measures)"] == "domestic abuse outcomes of Figure 7"
    assert pairs["Figure 7 (6 measures)"] == "general outcomes of Figure 4"
    assert pairs["Calls for assistance"] == "equivalent data of 2015"
    assert "organised crime group figures of earlier years" in pairs.values()


def test_one_is_written_as_one(connection: sqlite3.Connection) -> None:
    stated = connection.execute(
        "select stated from observation_detail where value = 1 and unit in ('Weeks', 'Years')"
        " order by stated"
    )
    assert [row["stated"] for row in stated] == ["1 week", "more than 1 year", "over 1 year"]


@pytest.mark.slow
def test_no_view_hangs_on_the_way_in_which_rows_are_come_upon(
    database: Path, tmp_path: Path
) -> None:
    """Without statistics SQLite takes other ways, and with this setting the other way round."""
    with closing(sqlite3.connect(database)) as db:
        usual = {name: rows_of(db, f"select * from [{name}]") for name in view_bodies(db)}
    copy = tmp_path / "copy.db"
    shutil.copy(database, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute("drop table sqlite_stat1")
    with closing(sqlite3.connect(copy)) as db:
        db.execute("pragma reverse_unordered_selects = on")
        # Each over the stored rows of the others, as a build works them out.
        other = {name: rows_of(db, body) for name, body in view_bodies(db).items()}
    assert [name for name, rows in usual.items() if rows != other[name]] == []


def view_bodies(db: sqlite3.Connection) -> dict[str, str]:
    """The query of every view, stored or not."""
    found = db.execute("select name, sql from dictionary_table where kind = 'view'")
    return {name: sql.partition(f"create view {name} as")[2] for name, sql in found}


def rows_of(db: sqlite3.Connection, sql: str) -> list[tuple[object, ...]]:
    """All rows of a query, in their order."""
    return db.execute(sql).fetchall()
