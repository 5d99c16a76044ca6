"""The search, as its page calls it, and the words that it knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from datasette.app import Datasette

from openpeel.web.search_words import Vocabulary, plain
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook
from openpeel.web.site_search import KINDS, SearchResults, pages_like, questions_like, search_site

# One for each site, read once when it starts: the file that it serves does not change.
known: WeakKeyDictionary[Datasette, Vocabulary] = WeakKeyDictionary()


@site_hook
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Read the other names and the words of titles."""

    async def read() -> None:
        vocabulary = known.setdefault(datasette, Vocabulary())
        database = datasette.get_database(NAME)
        statuses = await database.execute("select distinct status from improvement_status")
        status_words = {word for row in statuses.rows for word in plain(row["status"]).split()}
        for written, means, force_id in (
            await database.execute("select written, means, force_id from search_word")
        ).rows:
            key = plain(written)
            # The Met is no form of “met”, the status of many improvements.
            if force_id and key in status_words:
                vocabulary.force_names.add(key)
            meanings = vocabulary.means.setdefault(key, [])
            if plain(means) not in map(plain, meanings):
                meanings.append(means)
            vocabulary.written[key] = written
            vocabulary.words.update(key.split())
        titles = await database.execute(
            "select kind, title from search_entry_fts where kind in "
            "('force', 'grade', 'measure', 'term', 'initiative', 'improvement', 'stay', 'theme')"
        )
        for kind, title in titles.rows:
            words = plain(title).split()
            vocabulary.words.update(words)
            if kind == "force":
                vocabulary.forces.update(words)

    return read


@site_hook
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """`search(words, kind, number, theme)`, the kinds of what it finds, and what else answers."""
    database = datasette.get_database(NAME).for_pages
    queries = datasette.metadata("databases")[NAME]["queries"]

    async def search(words: str, kind: str = "", number: int = 1, theme: str = "") -> SearchResults:
        """Search the site for words; one page of the hits of a kind or theme, or of all."""
        vocabulary = known.get(datasette, Vocabulary())
        return await search_site(database, words, vocabulary, kind, number, theme)

    return {
        "search": search,
        "search_kinds": KINDS,
        "search_kind_options": [
            {"value": kind, "label": many} for kind, (_, many) in KINDS.items()
        ],
        "questions_like": lambda words, also: questions_like(words, also, queries),
        "pages_like": pages_like,
    }
