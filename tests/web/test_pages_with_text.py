"""Pages that show a report's own text."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from page_text import hits


@pytest.fixture
def with_text(database_with_text: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


@pytest.mark.sources
def test_passage_marks_its_values_and_they_lead_back(
    site_with_text: httpx.Client, with_text: sqlite3.Connection
) -> None:
    row = with_text.execute(
        "select * from observation_mention where observation_id = 'essex-2016-effectiveness-004'"
    ).fetchone()
    passage = site_with_text.get(f"/passage/{row['passage_id']}").text
    assert '<a href="/value/essex-2016-effectiveness-004"><mark>10.9</mark></a>' in passage
    value = site_with_text.get("/value/essex-2016-effectiveness-004").text
    assert "<mark>10.9</mark>" in value
    assert f'href="/passage/{row["passage_id"]}"' in value


@pytest.mark.sources
def test_every_passage_and_value_has_its_page(
    site_with_text: httpx.Client, with_text: sqlite3.Connection
) -> None:
    for row in with_text.execute(
        "select id, text, position, section_id as section, document_id as document "
        "from passage where id % 9 = 1"
    ).fetchall():
        page = site_with_text.get(f"/passage/{row['id']}")
        quote_ = re.search(r'<p class="chosen" id="passage"[^>]*>(.*?)</p>', page.text, re.DOTALL)[
            1
        ]
        # The section that it is in stands around it.
        section = page.text[page.text.index("<blockquote") : page.text.index("</blockquote>")]
        (near,) = with_text.execute(
            "select count(*) from passage where section_id = :section and document_id = :document"
            " and position between :position - 15 and :position + 15",
            dict(row),
        ).fetchone()
        assert section.count("<p") == near
        assert html.unescape(re.sub(r"</?(?:a|mark)[^>]*>", "", quote_)) == row["text"]
    assert site_with_text.get("/passage/999999").status_code == 404
    for row in with_text.execute("select id from observation where rowid % 20 = 1").fetchall():
        assert site_with_text.get(f"/value/{row['id']}").status_code == 200


@pytest.mark.sources
def test_search_finds_passages(site_with_text: httpx.Client) -> None:
    found = hits(site_with_text, "slavery", kind="passage")
    assert found and all(address.startswith("/passage/") for address, _ in found)
    assert "<mark>slavery</mark>" in site_with_text.get("/search?q=slavery&kind=passage").text


@pytest.mark.sources
def test_item_is_shown_in_the_reports_words(
    site_with_text: httpx.Client, with_text: sqlite3.Connection
) -> None:
    row = with_text.execute(
        "select id, text from improvement where id = 'essex-2016-preventing-crime-afi-1'"
    ).fetchone()
    assert row["text"] in html.unescape(site_with_text.get(f"/improvement/{row['id']}").text)
