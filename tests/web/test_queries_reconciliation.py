"""The ready-made questions on how far a report's numbers bear checking."""

from __future__ import annotations

import httpx
from asking import ask


def test_does_the_report_agree_with_itself(site: httpx.Client) -> None:
    query = "does-the-report-agree-with-itself"
    wrong = ask(site, query, verdict="does not agree")
    assert [(r["stated"], r["computed"]) for r in wrong] == [("26%", 25.0), ("315", 303.0)]
    everything = ask(site, query)
    assert len(everything) > 60
    assert everything[0]["verdict"] == "does not agree"
    assert len(ask(site, query, area="essex", verdict="agrees")) > 30


def test_reconciliation_of_a_report(site: httpx.Client) -> None:
    query = "reconciliation-of-a-report"
    differs = ask(site, query, verdict="differs", force="essex")
    assert [(r["stated"], r["recomputed"]) for r in differs] == [
        ("-0.5%", -1.574),
        ("68.2 per 1,000 people", 67.439),
        ("60.4 per 1,000 people", 59.697),
    ]
    everything = ask(site, query)
    assert everything[0]["verdict"] != "cannot-be-recomputed"
    assert everything[-1]["verdict"] == "cannot-be-recomputed"
    assert len(everything) > 200
    assert ask(site, query, force="kent") == []


def test_can_it_be_trusted(site: httpx.Client) -> None:
    (row,) = ask(site, "can-it-be-trusted", number="10.9")
    assert (row["stated"], row["verdict"]) == ("+10.9%", "different-basis")
    assert (row["recomputed"], row["apparent_value"]) == (12.761, 10.939)
    assert row["working"] == "113,891 against 101,002"
    assert row["apparent_working"] == "113,891 against 102,661"
    assert "fraud" in row["reason"]
    assert row["place"].startswith("page 10")
    assert [r["stated"] for r in ask(site, "can-it-be-trusted", number="-3.4 %")] == ["-3.4%"]
    assert {r["verdict"] for r in ask(site, "can-it-be-trusted")} >= {"match", "differs"}
    assert ask(site, "can-it-be-trusted", number="12345678") == []
    assert ask(site, "can-it-be-trusted", number="nothing") == []


def test_attempts_at_a_value(site: httpx.Client) -> None:
    rows = ask(site, "attempts-at-a-value", measure="recorded-crime-rate", area="england-and-wales")
    assert {r["recomputed"] for r in rows} == {67.439, 67.999, 68.261, 68.828}
    assert {r["matches"] for r in rows} == {"no"}
    assert len(ask(site, "attempts-at-a-value")) > 50


def test_change_with_and_without_fraud(site: httpx.Client) -> None:
    (essex,) = ask(site, "change-with-and-without-fraud", force="essex")
    assert (essex["like_for_like_percent"], essex["fraud_in_earlier_year_percent"]) == (12.8, 10.9)
    assert essex["fraud_in_earlier_year"] == 102661 - 101002
    rows = ask(site, "change-with-and-without-fraud")
    assert len(rows) == 44
    assert all(r["fraud_in_earlier_year_percent"] < r["like_for_like_percent"] for r in rows)
