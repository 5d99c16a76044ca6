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
