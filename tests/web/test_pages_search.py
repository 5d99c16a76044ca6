"""The search page: what it finds, marks, counts and offers."""

from __future__ import annotations

import re
import sqlite3

import httpx
import pytest
from asking import HOSTILE
from page_text import hits, text_of


def test_search_offers_the_questions_that_share_most_words(site: httpx.Client) -> None:
    def offered(words: str) -> list[str]:
        page = site.get("/search", params={"q": words}).text
        found = re.search("<strong>Ready-made questions?:</strong>(.*?)</p>", page, re.DOTALL)
        return re.findall(r'href="/openpeel/([a-z-]+)"', found[1]) if found else []

    assert offered("answer due") == ["answers-due"]
    assert "movers" in offered("Which forces rose?")
    assert "numbers-on-organised-crime" in offered("OCG")
    assert offered("10.9") == [] == offered("<b>")


def test_search_finds_each_kind(site: httpx.Client) -> None:
    assert hits(site, "OCG")[0][0] == "/glossary#ocg"
    assert hits(site, "Kent")[0] == ("/force/kent", "Kent Police")
    assert "/measure/domestic-abuse-outcome-rate-charged" in dict(hits(site, "abuse charged"))
    assert any(a.startswith("/improvement/") for a, _ in hits(site, "sharing what works"))
    assert any(a.startswith("/value/") for a, _ in hits(site, "24.5"))
    assert hits(site, "Titan", kind="initiative")[0][0].startswith("/glossary/names#")


def test_search_marks_its_hits_and_counts_by_kind(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    page = site.get("/search?q=burglaries").text
    assert "<mark>burglary</mark>" in page.lower() or "<mark>Burglary</mark>" in page
    counts = dict(
        connection.execute(
            "select kind, count(*) from search_entry_fts where search_entry_fts match 'burglaries' group by kind"
        ).fetchall()
    )
    assert f"All {sum(counts.values())}" in text_of(page)
    assert f"Measures {counts['measure']}" in text_of(page)


def test_search_has_all_rows_of_what_can_be_found(connection: sqlite3.Connection) -> None:
    count = "select count(*) from "
    held = connection.execute(count + "search_entry").fetchone()[0]
    assert connection.execute(count + "search_entry_fts").fetchone()[0] == held
    assert (
        connection.execute("select count(distinct kind || id) from search_entry").fetchone()[0]
        == held
    )


def test_search_pages_through_everything_once(site: httpx.Client) -> None:
    total = int(
        re.search(r"All ([\d,]+)", text_of(site.get("/search?q=police").text))[1].replace(",", "")
    )
    seen = []
    for number in range(1, (total + 19) // 20 + 1):
        seen += [a for a, _ in hits(site, "police", page=str(number))]
    assert len(seen) == len(set(seen)) == total > 40


def test_search_for_words_of_which_one_is_unknown_says_so(site: httpx.Client) -> None:
    page = text_of(site.get("/search?q=xyzzy+burgl").text)
    assert "No result has all of these words" in page and "urglary" in page
    assert "No results for" in text_of(site.get("/search?q=xyzzyplugh").text)


@pytest.mark.parametrize(
    "words",
    ['"', '""', "AND", "NOT", "a NEAR b", "title:x", "{title}:x", "*", "(", ")", "-", "^x", "x*", "'", ";", "%", "_",
     "“quoted”", '"open', "\x00", "a" * 5000, "é ü ß", "a " * 500, "+", "[", "drop table glossary_term", HOSTILE],
)  # fmt: skip
def test_search_takes_any_words(site: httpx.Client, words: str) -> None:
    page = site.get("/search", params={"q": words})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
