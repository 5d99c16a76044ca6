"""Terms explained where they appear: the first mention on a page, outside links and headings."""

from __future__ import annotations

import re

import pytest

from openpeel.web.term_links import LONGEST, Explained, Terms, shortened_words

TERMS = Terms({"HMIC": Explained("/g#hmic", "The “body”"), "HMICFRS": Explained("/g#frs", "Later")})


def test_first_mention_of_each_term_is_a_link() -> None:
    page = TERMS.with_links("<main><p>HMICFRS and HMIC, HMIC.</p></main>HMIC")
    assert re.findall('href="([^"]+)" title="([^"]+)">([^<]+)</a>', page) == [
        ("/g#frs", "Later", "HMICFRS"),
        ("/g#hmic", "The “body”", "HMIC"),
    ]
    assert page.endswith(", HMIC.</p></main>HMIC")


@pytest.mark.parametrize(
    "inside",
    [
        "<h2>HMIC</h2>",
        '<a href="/x">the <b>HMIC</b></a>',
        "<blockquote><p>HMIC</p></blockquote>",
        "<svg><text>HMIC</text></svg>",
        "<p>HMICs</p>",
        '<p title="HMIC">x</p>',
    ],
)
def test_headings_links_pictures_and_quotations_stay_as_they_are(inside: str) -> None:
    page = f"<main>{inside}</main>"
    assert TERMS.with_links(page) == page


def test_explanation_is_cut_between_words() -> None:
    assert shortened_words("short") == "short"
    cut = shortened_words("word " * LONGEST)
    assert len(cut) <= LONGEST + 2 and cut.endswith("word …")
