"""The terms that pages explain where they appear, read once when a site starts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.app import Datasette

from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook
from openpeel.web.term_links import Explained, Terms, known_terms, shortened_words

# The abbreviations of the reports and of the field, and the phases of monitoring.
EXPLAINED = """
    select alias as name, iif(kind = 'later-name', note, means) as words,
        '/glossary#' || id as address
    from alias where force_id is null and kind in ('abbreviation', 'later-name')
    union all
    select abbreviation, term || ': ' || definition, '/glossary#' || id
    from glossary_term where abbreviation is not null and length(abbreviation) > 2
    union all
    select label, description, '/monitoring' from monitoring_phase where id = 'engage'
    union all
    select 'most similar group', note, '/glossary#' || id from alias where id = 'also-msg'
"""


@site_hook
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Read the terms and where each is explained."""

    async def read() -> None:
        rows = await datasette.get_database(NAME).execute(EXPLAINED)
        known_terms[datasette] = Terms(
            {
                row["name"]: Explained(
                    str(datasette.urls.path(row["address"])), shortened_words(row["words"])
                )
                for row in rows.rows
            }
        )

    return read
