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
