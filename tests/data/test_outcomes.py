"""How long causes of concern stay open and how often areas are raised again, counted again from the files."""

from __future__ import annotations

import calendar
import sqlite3
from collections import Counter, defaultdict
from datetime import date
from statistics import median

import pytest
from shipped import Line, lines_of

# The columns that count improvements of a kind: all, those known, those raised again.
NAMES = {
    "area-for-improvement": ("areas", "known", "raised_again"),
    "finding": ("findings", "findings_known", "findings_raised_again"),
}


def bounds(written: str) -> tuple[date, date]:
    """The first and last day that a day, month or year can mean."""
    parts = [int(part) for part in written.split("-")]
    first = date(*(parts + [1, 1])[:3])
    if len(parts) == 3:
        return first, first
    month = parts[1] if len(parts) == 2 else 12
    return first, date(parts[0], month, calendar.monthrange(parts[0], month)[1])


@pytest.fixture(scope="module")
def said() -> dict[str, list[Line]]:
    """What the inspectorate said of each improvement, in the order of its files."""
    found = defaultdict(list)
    for line in lines_of("improvement_event"):
        if line["said_by"] == "inspectorate":
            found[line["improvement_id"]].append(line)
    return found


def last_status(events: list[Line]) -> Line:
    """The latest statement of a status; one without a day comes where the file has it."""
    in_order, latest = [], ""
    for line in events:
        latest = max(latest, str(bounds(line["happened_on"])[0]) if line["happened_on"] else "")
        day = str(bounds(line["happened_on"])[0]) if line["happened_on"] else latest
        in_order.append((day, int(line["position"]), line))
    stated = [line for *_, line in sorted(in_order, key=lambda x: x[:2]) if line["status"] != "not-stated"]  # fmt: skip
    return stated[-1]


def test_days_of_causes_of_concern_are_those_of_the_files(
    connection: sqlite3.Connection, said: dict[str, list[Line]]
) -> None:
    rounds = dict(connection.execute("select id, framework_id from inspection").fetchall())
    days: dict[str, list[tuple[int, int]]] = defaultdict(list)
    raised: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for line in lines_of("improvement"):
        if line["kind"] != "cause-of-concern" or line["basis"] != "stated" or line.get("entry"):
            continue
        events = said[line["id"]]
        first = next((e["happened_on"] for e in events if e["status"] == "raised"), "")
        last = last_status(events)
        for scope in ("all", rounds[line["inspection_id"]]):
            raised[scope] += 1
            if last["status"] != "met":
                continue
            closed[scope] += 1
            if first and last["happened_on"]:
                began, ended = bounds(first), bounds(last["happened_on"])
                days[scope].append(((ended[0] - began[1]).days, (ended[1] - began[0]).days))
    rows = {
        r["framework_id"]: r for r in connection.execute("select * from concern_duration_total")
    }
    assert rows.keys() == raised.keys()
    assert raised["all"] > 60 and closed["all"] >= 20
    for scope, row in rows.items():
        assert (row["raised"], row["closed"], row["with_days"]) == (
            raised[scope], closed[scope], len(days[scope]),
        )  # fmt: skip
        assert row["closed"] + row["followed_up"] + row["not_known_to_be_closed"] == row["raised"]
        if days[scope]:
            least, most = zip(*days[scope], strict=True)
            assert (row["median_days_at_least"], row["median_days_at_most"]) == (
                median(least), median(most),
            )  # fmt: skip
            assert (row["shortest_days"], row["longest_days"]) == (min(least), max(most))
        else:
            assert row["median_days_at_least"] is row["median_days_at_most"] is None


def test_areas_raised_again_are_those_of_the_links(
    connection: sqlite3.Connection, said: dict[str, list[Line]]
) -> None:
    places = {
        r["id"]: r for r in connection.execute(
            "select inspection.id, framework_id, framework.position from inspection"
            " join framework on framework.id = framework_id"
        )
    }  # fmt: skip
    improvements = {
        i["id"]: i for i in lines_of("improvement") if i["basis"] == "stated" and not i.get("entry")
    }
    links = defaultdict(set)
    for link in lines_of("improvement_link"):
        earlier, later = (
            improvements.get(link[f"{x}_improvement_id"]) for x in ("earlier", "later")
        )
        if earlier and later and earlier["inspection_id"] != later["inspection_id"]:
            links[earlier["id"]].add(link["relation"])
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for id, line in improvements.items():
        place = places[line["inspection_id"]]
        names = NAMES.get(line["kind"])
        if names is None or place["position"] is None:
            continue
        status = last_status(said[id])["status"]
        known = status != "raised" or bool(links[id])
        for key in [("all", "all"), (line["topic_id"], "all"), ("all", place["framework_id"])]:
            for name, counted in zip(names, (1, known, "repeats" in links[id]), strict=True):
                counts[key][name] += counted
    assert counts["all", "all"]["raised_again"] >= 10
    rows = {
        (r["topic_id"], r["framework_id"]): r
        for r in connection.execute("select * from improvement_repeat_rate")
    }
    for key, those in counts.items():
        assert {name: rows[key][name] for name in those} == those, key
    for (topic, framework), row in rows.items():
        if topic != "all" and framework != "all":
            continue
        names = [name for names in NAMES.values() for name in names]
        assert {name: row[name] for name in names if row[name]} == {
            name: number for name, number in counts[topic, framework].items() if number
        }


def test_outcomes_add_up_and_findings_are_apart(connection: sqlite3.Connection) -> None:
    rows = connection.execute("select * from improvement_repeat_rate").fetchall()
    for row in rows:
        named = ("raised_again", "met", "partly_met", "in_progress", "not_met", "in_other_words")
        assert row["known"] == sum(row[name] for name in named)
        assert row["areas"] == row["known"] + row["not_known"]
    [whole] = [r for r in rows if (r["topic_id"], r["framework_id"]) == ("all", "all")]
    kinds = dict(
        connection.execute(
            "select kind_id, count(*) from improvement_outcome join framework"
            " on framework.id = framework_id where framework.position is not null group by 1"
        ).fetchall()
    )
    assert (whole["areas"], whole["findings"]) == (kinds["area-for-improvement"], kinds["finding"])


def test_what_is_in_progress_is_not_called_not_met(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select status, outcome, count(*) from improvement_outcome"
        " where status in ('in progress', 'not met', 'worse') and outcome <> 'raised again' group by 1, 2"
    ).fetchall()
    found = {(row[0], row[1]) for row in rows}
    assert found == {("in progress", "in progress"), ("not met", "not met"), ("worse", "not met")}


def test_nottinghamshire_was_told_the_same_again(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select outcome, followed_up_in, status from improvement_outcome where force_id = 'nottinghamshire'"
        " and framework_id = 'peel-2017' and kind_id = 'area-for-improvement'"
    ).fetchall()
    assert [tuple(row) for row in rows] == [("raised again", "PEEL 2018/19", "not met")] * 2


def test_closed_and_reopened_is_not_closed(connection: sqlite3.Connection) -> None:
    """Essex's second cause of concern of 2015 was met in March 2016 and in progress in 2018."""
    [row] = connection.execute(
        "select outcome, closed_on, days_at_most from concern_duration"
        " where improvement_id = 'essex-2015-vulnerability-coc-2'"
    ).fetchall()
    assert tuple(row) == ("followed up by a later one", None, None)


def test_a_phase_of_somebody_else_ends_no_stay_in_engage(database_copy: sqlite3.Connection) -> None:
    stay = (
        "select moved_in_on, moved_out_on from monitoring_stay where force_id = 'nottinghamshire'"
    )
    before = tuple(database_copy.execute(stay).fetchone())
    database_copy.execute(
        "insert into monitoring_event (id, force_id, phase_id, happened_on, said_by, summary, citation_id)"
        " select 'other', force_id, 'special-measures', '2024-08-01', 'policing-body', 'x', citation_id"
        " from monitoring_event where force_id = 'nottinghamshire' limit 1"
    )
    assert [tuple(row) for row in database_copy.execute(stay)] == [before]
