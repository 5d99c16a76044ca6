"""The list of contents that long pages have."""

from __future__ import annotations

import pytest

from openpeel.web.contents import FEWEST, LONG, ContentsEntry, headings, with_contents


def page_of(titles: int, words: int) -> str:
    """A page with so many headings and words."""
    parts = "".join(f'<h2 id="part-{n}">Part {n}</h2>' for n in range(titles))
    return f"<main><h1>Title</h1><p>{'word ' * words}</p>{parts}</main>"


def test_long_page_lists_its_headings_after_the_first() -> None:
    page = with_contents(page_of(FEWEST, LONG))
    assert page.index("</h1>") < page.index('<nav class="contents"') < page.index("<p>word")
    assert '<a href="#part-0">Part 0</a>' in page


@pytest.mark.parametrize(
    "page",
    [
        page_of(FEWEST - 1, LONG),
        page_of(FEWEST, LONG // 2),
        page_of(FEWEST, LONG).replace("<main>", '<main><div class="hero x">'),
        "no page",
    ],
)
def test_short_page_and_first_page_have_no_list(page: str) -> None:
    assert with_contents(page) == page


def test_headings_are_without_small_print_and_include_groups_of_a_table() -> None:
    found = headings(
        '<h2 id="a">Victims&#39; <em>service</em> <span class="note">3 rows</span></h2><h2>no id</h2>'
        '<tr class="group"><th scope="rowgroup" id="b" colspan="3">Group</th></tr>'
    )
    assert [(it.id, it.title) for it in found] == [("a", "Victims&#39; service"), ("b", "Group")]
    assert all(isinstance(it, ContentsEntry) for it in found)
