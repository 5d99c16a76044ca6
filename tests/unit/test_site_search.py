"""What a search offers beside its hits: pages, kinds and ready-made questions."""

from __future__ import annotations

import pytest

from openpeel.web.plugins.pages import page_names
from openpeel.web.site_search import (
    SITE_PAGES,
    KindCount,
    SearchResults,
    pages_like,
    questions_like,
)

QUERIES = {
    "outcomes-of-crimes": {"title": "How were crimes concluded?"},
    "crime-by-quarter": {"title": "Recorded crime, quarter by quarter"},
    "responses": {"title": "Which responses are due, and when?"},
    "grades": {"title": "What was each force graded?"},
}


@pytest.mark.parametrize(
    "found, pages", [(0, 0), (1, 1), (20, 1), (21, 2), (40, 2), (41, 3)]
)  # fmt: skip
def test_hits_fill_pages_of_twenty(found: int, pages: int) -> None:
    assert SearchResults(found=found).pages == pages


def test_all_found_counts_every_kind() -> None:
    counts = [KindCount("force", "Forces", 2), KindCount("grade", "Grades", 40)]
    assert SearchResults(counts=counts, found=2).all_found == 42


@pytest.mark.parametrize(
    "words, names",
    [
        ("crime", ["outcomes-of-crimes", "crime-by-quarter"]),
        ("crime quarter", ["crime-by-quarter"]),
        # Half of the words are not enough.
        ("knife crime", []),
        ("Responses due?", ["responses"]),
        ("what was", []),
        ("", []),
        ("gradedness", []),
    ],
)
def test_questions_share_most_words_with_a_search(words: str, names: list[str]) -> None:
    assert questions_like(words, [], QUERIES) == names


def test_questions_are_found_by_what_an_abbreviation_means() -> None:
    assert questions_like("QBQ", [("QBQ", "quarter")], QUERIES) == ["crime-by-quarter"]


@pytest.mark.parametrize(
    "words, also, addresses",
    [
        ("engage", [], ["/monitoring"]),
        ("special measures", [("special measures", "Engage")], ["/monitoring"]),
        ("responses due", [], ["/responses"]),
        ("download", [], ["/downloads"]),
        ("knife crime", [], []),
        ("", [], []),
    ],
)
def test_pages_are_found_by_their_titles_and_other_words(
    words: str, also: list[tuple[str, str]], addresses: list[str]
) -> None:
    assert [address for address, _ in pages_like(words, also)] == addresses


def test_pages_that_a_search_offers_are_there() -> None:
    assert set(SITE_PAGES) <= {f"/{name}" for name in page_names()}
