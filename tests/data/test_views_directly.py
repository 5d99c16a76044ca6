"""Views against sums and joins made a second time, by Python and over the tables alone."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

import pytest


def rows_of(connection: sqlite3.Connection, sql: str) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(sql)]


def test_change_in_crime_adds_transport_police_where_its_rule_says(
    connection: sqlite3.Connection,
) -> None:
    count = {
        (r["dataset_id"], r["group_id"], r["period_end"], r["area_id"]): r["offences"]
        for r in connection.execute("select * from recomputation_crime")
    }
    rules = {
        r["id"]: (r["offence_group_id"], r["transport_police"])
        for r in connection.execute("select * from recomputation_rule where method_id = 'change'")
    }
    police = "british-transport-police"
    seen = defaultdict(int)
    for row in connection.execute("select * from recomputed_change"):
        group, added = rules[row["rule_id"]]
        later, earlier = (
            count[row["dataset_id"], group, day, row["area_id"]]
            for day in (row["period_end"], row["baseline_end"])
        )
        if added in ("both", "later"):
            later += count[row["dataset_id"], group, row["period_end"], police]
        if added == "both":
            earlier += count[row["dataset_id"], group, row["baseline_end"], police]
        assert (row["numerator"], row["denominator"]) == (later, earlier), row["rule_id"]
        assert row["value"] == pytest.approx(100 * later / earlier - 100)
        assert ("with transport police" in row["numerator_key"]) is (added is not None)
        assert ("with transport police" in row["denominator_key"]) is (added == "both")
        seen[added] += 1
    assert set(seen) == {None, "both", "later"}


def test_pair_of_years_is_the_area_kind_and_the_crimes_of_its_rule(
    connection: sqlite3.Connection,
) -> None:
    crimes = rows_of(connection, "select * from recomputation_crime where area_kind <> 'body'")
    of_day = defaultdict(dict)
    for row in crimes:
        key = (row["dataset_id"], row["group_id"], row["area_id"], row["area_kind"])
        of_day[row["period_end"]][key] = row["offences"]
    expected = set()
    for span in rows_of(
        connection,
        "select s.*, r.offence_group_id as counted from recomputation_span as s"
        " join recomputation_rule as r on r.id = s.rule_id",
    ):
        earlier = of_day[span["baseline_end"]]
        kinds = {None: ("force", "country"), "forces": ("force",)}.get(
            span["area_kind"], (span["area_kind"],)
        )
        for key, later in of_day[span["period_end"]].items():
            if key in earlier and key[1] == span["counted"] and key[3] in kinds:
                expected.add(
                    (span["rule_id"], span["period_end"], span["baseline_end"], *key)
                    + (later, earlier[key])
                )
    found = connection.execute(
        "select rule_id, period_end, baseline_end, dataset_id, group_id, area_id, area_kind,"
        " offences, baseline_offences from recomputation_crime_pair"
    ).fetchall()
    assert {tuple(row) for row in found} == expected
    assert len(found) == len(expected) > 0
    assert {row["area_kind"] for row in found} == {"force", "country"}


def test_contradiction_has_both_places_measures_and_figures_of_its_caveat(
    connection: sqlite3.Connection,
) -> None:
    place = {r["citation_id"]: r for r in connection.execute("select * from citation_detail")}
    label = dict(connection.execute("select id, label from measure").fetchall())
    number = dict(connection.execute("select id, number from figure").fetchall())
    topic = dict(connection.execute("select id, label from topic").fetchall())
    effect = dict(connection.execute("select id, label from caveat_effect").fetchall())

    def linked(table: str, column: str, labels: dict[str, object], caveat: object) -> list[object]:
        found = connection.execute(f"select {column} from {table} where caveat_id = ?", (caveat,))
        return sorted(labels[r[0]] for r in found)

    caveats = rows_of(
        connection, "select * from caveat where effect_id in ('contradiction', 'tension')"
    )
    shown = {r["caveat_id"]: r for r in rows_of(connection, "select * from contradiction")}
    assert set(shown) == {c["id"] for c in caveats}
    with_measures = with_figures = with_topic = without_topic = 0
    for caveat in caveats:
        row = shown[caveat["id"]]
        first, second = place[caveat["citation_id"]], place[caveat["other_citation_id"]]
        assert row["kind"] == effect[caveat["effect_id"]]
        assert (row["first_place"], row["page"], row["document"]) == (
            first["place"], first["page"], first["document"],
        )  # fmt: skip
        assert row["second_place"] == second["place"]
        assert (row["first_says"], row["second_says"]) == (caveat["says"], caveat["other_says"])
        measures = linked("caveat_measure", "measure_id", label, caveat["id"])
        assert row["measures"] == ("; ".join(map(str, measures)) or None)
        figures = linked("caveat_figure", "figure_id", number, caveat["id"])
        assert row["figures"] == (", ".join(map(str, figures)) or None)
        assert row["topic"] == topic.get(str(caveat["topic_id"]))
        with_measures += bool(measures)
        with_figures += bool(figures)
        with_topic += bool(row["topic"])
        without_topic += not row["topic"]
    assert with_measures and with_topic and without_topic


def test_document_has_its_address_and_the_number_of_places_that_cite_it(
    connection: sqlite3.Connection,
) -> None:
    base = dict(connection.execute("select id, base_url from site").fetchall())
    cited: dict[object, int] = defaultdict(int)
    for row in connection.execute("select document_id from citation"):
        cited[row[0]] += 1
    documents = {r["id"]: r for r in rows_of(connection, "select * from document")}
    shown = {r["document_id"]: r for r in rows_of(connection, "select * from document_detail")}
    assert set(shown) == set(documents)
    for key, row in shown.items():
        document = documents[key]
        site = document["site_id"]
        assert row["url"] == (f"{base[site]}{document['path']}" if site else None), key
        assert row["places_cited"] == cited[key]
        for column in ("title", "publisher", "kind", "published_on", "licence", "note"):
            assert row[column] == document[column]
    assert any(row["url"] for row in shown.values())


def test_document_without_a_site_is_still_a_document(database_copy: sqlite3.Connection) -> None:
    database_copy.execute("update document set site_id = null, path = null")
    shown = database_copy.execute("select count(*), count(url) from document_detail").fetchone()
    known = database_copy.execute("select count(*) from document").fetchone()[0]
    assert tuple(shown) == (known, 0)


def test_rates_set_each_count_against_its_base(connection: sqlite3.Connection) -> None:
    rules = {
        r["id"]: r
        for r in connection.execute(
            "select * from recomputation_rule where method_id glob '*-rate'"
        )
    }
    crimes = {
        (r["dataset_id"], r["group_id"], r["period_end"], r["area_id"]): r["offences"]
        for r in connection.execute("select * from recomputation_crime")
    }
    incidents = {
        (r["dataset_id"], r["period_end"], r["area_id"]): r["incidents"]
        for r in connection.execute("select * from asb_incident_detail")
    }
    people = {
        (r["edition"], r["year"], r["area_id"]): r["people"]
        for r in connection.execute("select * from population_edition")
    }
    households = {
        (r["year"], r["area_id"]): r["households"]
        for r in connection.execute("select * from household_detail")
    }
    seen = defaultdict(int)
    for row in rows_of(connection, "select * from recomputed_rate"):
        rule, day, area = rules[row["rule_id"]], row["period_end"], row["area_id"]
        year = int(day[:4]) - rule["base_years_before"]
        if rule["method_id"] == "asb-rate":
            count = incidents[row["dataset_id"], day, area]
        else:
            count = crimes[row["dataset_id"], rule["offence_group_id"], day, area]
            if rule["transport_police"]:
                police = "british-transport-police"
                count += crimes[row["dataset_id"], rule["offence_group_id"], day, police]
        if rule["method_id"] == "household-rate":
            base, rounding = households[year, area], 50
        else:
            base = people[rule["population_edition"], year, area]
            rounding = 50 if rule["population_edition"] == "revised" else 0
        assert (row["numerator"], row["denominator"]) == (count, base), row
        assert row["denominator_rounding"] == rounding
        assert row["value"] == pytest.approx(1000 * count / base)
        seen[rule["method_id"], bool(rule["transport_police"])] += 1
    assert set(seen) == {
        ("population-rate", False), ("population-rate", True), ("household-rate", False),
        ("asb-rate", False),
    }  # fmt: skip


def test_change_in_anti_social_behaviour_is_of_incidents_or_of_rates(
    connection: sqlite3.Connection,
) -> None:
    of_day = {
        (r["dataset_id"], r["period_end"], r["area_id"]): r
        for r in connection.execute("select * from asb_incident_detail")
    }
    seen = defaultdict(set)
    for row in rows_of(connection, "select * from recomputed_asb_change"):
        counts = row["method_id"] == "asb-change"
        column = "incidents" if counts else "rate_per_1000_population"
        later, earlier = (
            of_day[row["dataset_id"], row[end], row["area_id"]][column]
            for end in ("period_end", "baseline_end")
        )
        assert (row["numerator"], row["denominator"]) == (later, earlier)
        assert row["value"] == pytest.approx(100 * later / earlier - 100)
        assert (row["numerator_key"] is not None) == (row["denominator_key"] is not None) == counts
        seen[row["method_id"]].add(row["area_id"])
    assert set(seen) == {"asb-change", "asb-rate-change"}
    assert all({"essex", "england-and-wales"} <= areas for areas in seen.values())


def test_tables_of_grades_have_every_cell_once(connection: sqlite3.Connection) -> None:
    cells = rows_of(connection, "select * from grade_shown")
    assert len(cells) == connection.execute("select count(*) from grade_cell").fetchone()[0]
    years, topics = defaultdict(list), defaultdict(list)
    for row in rows_of(
        connection,
        "select grade_cell.*, topic.position as topic_at, framework.position as year_at"
        " from grade_cell join topic on topic.id = topic_id"
        " join framework on framework.id = framework_id order by question_id",
    ):
        if row["status"] == "carried over":
            years[row["force_id"], row["topic_id"]].append((row["year_at"], row["year"]))
            topics[row["force_id"], row["framework_id"]].append((row["topic_at"], row["topic"]))
    assert years
    for row in cells:
        for column, carried, other in (
            ("carried_over_years", years, "topic_id"),
            ("carried_over_topics", topics, "framework_id"),
        ):
            names = [name for _, name in sorted(carried[row["force_id"], row[other]])]
            assert row[column] == ("; ".join(names) or None)


def test_force_with_a_small_base_has_its_reason_in_place_of_a_rank(
    connection: sqlite3.Connection,
) -> None:
    small = {
        (r["statistic_id"], r["area_id"]): r["not_ranked_because"]
        for r in connection.execute("select * from statistic_small_base")
    }
    assert {area for _, area in small} == {"city-of-london"}
    for row in connection.execute("select * from statistic_rank"):
        why = small.get((row["statistic_id"], row["area_id"]))
        assert row["not_ranked_because"] == why
        assert (row["band"] is None) == (why is not None)


def test_rounding_of_a_sum_is_that_of_its_parts(database_copy: sqlite3.Connection) -> None:
    """A table printed without decimals leaves ten times the room of one printed with one."""
    sums = (
        "select rounding_allows, single_rows_rounding_allows from figure_sum"
        " where sum_of <> 'Total'"  # which is printed as 100.00
    )
    before = [tuple(row) for row in database_copy.execute(sums)]
    database_copy.execute("update observation set decimals = 0 where decimals = 1")
    after = [tuple(row) for row in database_copy.execute(sums)]
    assert before
    assert after == [tuple(round(10 * number, 4) for number in row) for row in before]


def test_theme_counts_its_forces_improvements_and_findings(connection: sqlite3.Connection) -> None:
    members: dict[object, list[dict[str, object]]] = defaultdict(list)
    for row in rows_of(
        connection,
        "select t.theme_id, t.position as place, s.* from improvement_theme as t"
        " join improvement_status as s using (improvement_id)",
    ):
        if row["is_counted"]:
            members[row["theme_id"]].append(row)
    shown = rows_of(connection, "select * from theme_total")
    assert len(shown) == len(rows_of(connection, "select id from theme"))
    seen = defaultdict(int)
    for total in shown:
        every = members[total["theme_id"]]
        listed = [row for row in every if row["kind_id"] != "finding"]
        expected = {
            "forces": len({row["force_id"] for row in every}),
            "forces_listed": len({row["force_id"] for row in listed}),
            "listed": len(listed),
            "listed_main": sum(row["place"] == 1 for row in listed),
            "listed_closed": sum(row["state"] == "closed" for row in listed),
            "listed_only_seen_raised": sum(row["state"] == "only seen raised" for row in listed),
            "findings": len(every) - len(listed),
        }
        assert {name: total[name] for name in expected} == expected, total["theme_id"]
        for name, value in expected.items():
            seen[name] += value != len(listed)
    assert all(seen[name] for name in ("listed_main", "listed_closed", "findings"))


def test_period_that_ends_on_the_day_of_a_reclassification_is_not_the_latest(
    database_copy: sqlite3.Connection,
) -> None:
    sql = (
        "select distinct period_end from statistic_latest"
        " join statistic_rank using (statistic_id, area_id, period)"
        " join statistic on statistic.id = statistic_id"
        " join statistic_note_group as noted using (group_number)"
        " where noted.statistic_note_id = 'burglary-2017'"
    )
    assert [row[0] for row in database_copy.execute(sql)] == ["2016-06-30"]
    database_copy.execute(
        "update statistic_note set from_day = '2016-06-30' where id = 'burglary-2017'"
    )
    assert [row[0] for row in database_copy.execute(sql)] == ["2015-06-30"]


def test_list_without_an_improvement_counts_none(database_copy: sqlite3.Connection) -> None:
    held = database_copy.execute(
        "select rule_id, computed from arithmetic where kind = 'listed'"
    ).fetchall()
    assert held and all(row["computed"] > 0 for row in held)
    database_copy.execute("delete from improvement")
    left = database_copy.execute(
        "select rule_id, computed, verdict from arithmetic where kind = 'listed'"
    ).fetchall()
    assert [(row["rule_id"], row["computed"]) for row in left] == [
        (row["rule_id"], 0) for row in held
    ]
    assert {row["verdict"] for row in left} == {"does not agree"}


def test_years_next_to_each_other_are_one_link_of_questions_apart(
    connection: sqlite3.Connection,
) -> None:
    steps = {
        (row["earlier_question_id"], row["later_question_id"]): row["steps"]
        for row in connection.execute("select * from question_lineage")
    }
    pairs = connection.execute(
        "select distinct earlier_question_id, later_question_id, next_to_each_other"
        " from grade_between_years"
    ).fetchall()
    assert {row["next_to_each_other"] for row in pairs} == {0, 1}
    for row in pairs:
        apart = steps[row["earlier_question_id"], row["later_question_id"]]
        assert row["next_to_each_other"] == (apart == 1), tuple(row)
