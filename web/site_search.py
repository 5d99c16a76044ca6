"""The search of the site: what it finds for some words, in which order, and what else it offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from openpeel.web.search_words import (
    Vocabulary,
    also_meant,
    forces_meant,
    match_all,
    match_any,
    spelled_like,
    year_of,
)
from openpeel.web.text_filters import HIT_BEGINS, HIT_ENDS

# Kind of the view `search_entry` -> what one of them and many of them are called.
KINDS = {
    "force": ("Force", "Forces"),
    "grade": ("Grade", "Grades"),
    "other name": ("Abbreviation", "Abbreviations"),
    "inspection": ("Inspection", "Inspections"),
    "improvement": ("Improvement", "Improvements"),
    "stay": ("Engage", "Stays in Engage"),
    "practice": ("Practice", "Practice"),
    "theme": ("Theme", "Themes"),
    "measure": ("Measure", "Measures"),
    "value": ("Value", "Values"),
    "term": ("Term", "Terms"),
    "initiative": ("Name", "Names"),
    "rule": ("Rule", "Rules"),
    "caveat": ("Warning", "Warnings"),
    "passage": ("Passage", "Passages"),
}
# Pages of the site that answer what many search for: address -> title and other words for it.
SITE_PAGES = {
    "/monitoring": ("Forces in Engage", "enhanced monitoring special measures scan"),
    "/responses": ("Responses due", "section 55 commissioner comments deadline 56 days late"),
    "/outcomes": (
        "What became of what was raised",
        "repeated raised again how long causes concern open",
    ),
    "/improvements": (
        "Improvements",
        "area areas for improvement causes concern recommendations open",
    ),
    "/themes": ("Themes of improvements", "common findings subjects"),
    "/forces": ("Forces and their grades", "map rounds years all"),
    "/compare": ("Compare forces", "side by side comparison"),
    "/grades-and-numbers": ("Grades beside numbers", "statistics correlation"),
    "/reconciliation": ("Recomputed figures", "recalculated reconciliation checked statistics"),
    "/downloads": ("Downloads", "data csv excel json parquet database api"),
    "/methods": ("How to read the numbers", "methods methodology caveats"),
    "/corrections": ("Reported errors", "corrections mistakes contact"),
    "/licence": ("Licence", "license copyright reuse publishers"),
    "/accessibility": ("Accessibility", "statement wcag"),
}
HITS_ON_A_PAGE = 20
MOST_QUESTIONS = 3
# Words that are in many questions and say nothing about what is asked.
QUESTION_WORDS_TEXT = "the and was are what which how for did were that who does"
WORDS_OF_QUESTIONS = frozenset(QUESTION_WORDS_TEXT.split())

# Only improvements have themes.
OF_THEME = """(:theme = '' or (kind = 'improvement' and id in (
    select improvement_id from improvement_theme where theme_id = :theme)))"""
COUNTS = f"""
    select kind, count(*) as found from search_entry_fts
    where search_entry_fts match :match and {OF_THEME} group by kind
"""
THEMES = """
    select theme.id as value, theme.label || ' (' || count(*) || ')' as label
    from search_entry_fts
    join improvement_theme on improvement_theme.improvement_id = search_entry_fts.id
    join theme on theme.id = improvement_theme.theme_id
    where search_entry_fts match :match and kind = 'improvement'
    group by theme.id order by theme.position
"""
# Forces come first, then abbreviations, themes and stays in Engage, then the best of the grades.
# Stays and grades must have the words in their title for that; all other grades come last. A title
# with the words as written counts more.
# Grades are equally good hits where they have all words: then those of the year that is asked
# for come first (a later one may be carried over from it), and the newest of the others.
HITS = f"""
    with titled as materialized (
        select rowid as hit_id from search_entry_fts
        where search_entry_fts match '{{title}} : (' || :match || ')' and kind in ('grade', 'stay')
    ),
    hit as materialized (
        select rowid as hit_id, kind, id,
            bm25(search_entry_fts, 6.0, 1.0)
                * case kind when 'term' then 2 when 'measure' then 1.6
                    when 'improvement' then 1.6 when 'inspection' then 0.8 else 1 end
                * iif(instr(lower(title), :written) > 0, 1.5, 1) as score
        from search_entry_fts
        where search_entry_fts match :match and (:kind = '' or kind = :kind) and {OF_THEME}
    ),
    placed as (
        select hit.*, framework.position as year,
            :year <> '' and instr(framework.label, :year) > 0 as is_of_year,
            row_number() over (
                partition by hit.kind
                order by
                    :year <> '' and instr(framework.label, :year) > 0 desc,
                    iif(:newest, framework.position, null) desc, score, hit.id
            ) as turn
        from hit
        left join question
            on hit.kind = 'grade' and question.id = substr(hit.id, instr(hit.id, '/') + 1)
        left join framework on framework.id = question.framework_id
    ),
    shown as (
        select *,
            row_number() over (
                order by
                    case when kind = 'force' then 0 when kind in ('other name', 'theme') then 1
                        when kind = 'stay' and hit_id in titled then 1
                        when kind = 'grade' and turn <= 10 and hit_id in titled then 2
                        when kind = 'grade' then 4 else 3 end,
                    is_of_year desc, iif(:newest, year, null) desc, score, kind, id
            ) as place_in_list
        from placed
    )
    select search_entry_fts.kind, search_entry_fts.id,
        highlight(search_entry_fts, 0, :begin, :end) as title,
        snippet(search_entry_fts, 1, :begin, :end, '…', 36) as text, search_entry_fts.place
    from shown
    join search_entry_fts on search_entry_fts.rowid = shown.hit_id
    where search_entry_fts match :match
        and shown.place_in_list > :skip and shown.place_in_list <= :skip + :size
    order by shown.place_in_list
"""


class KindCount(NamedTuple):
    """How many hits there are of one kind."""

    kind: str
    label: str
    found: int


@dataclass(frozen=True)
class SearchResults:
    """What a search found."""

    # Hits by kind, in the order in which kinds are listed.
    counts: Sequence[KindCount] = ()
    # Hits of the chosen kind, or of all, on all pages.
    found: int = 0
    hits: Sequence[Mapping[str, Any]] = ()
    # Themes of the improvements among all hits, as choices of a menu.
    themes: Sequence[Mapping[str, Any]] = ()
    # Whether no hit has all the words.
    is_loose: bool = False
    # Other names among the words, with what they mean.
    also: Sequence[tuple[str, str]] = ()
    # Other names of forces among the words, with the force that is looked for instead.
    instead: Sequence[tuple[str, str]] = ()
    # The words as they may have been meant.
    better: str | None = None

    @property
    def all_found(self) -> int:
        """Hits of all kinds."""
        return sum(count.found for count in self.counts)

    @property
    def pages(self) -> int:
        """Pages that the hits fill."""
        return -(-self.found // HITS_ON_A_PAGE)


async def count_kinds(database: Any, match: str, theme: str = "") -> dict[str, int]:
    """Return how many hits there are of each kind, with a theme only of its improvements."""
    rows = await database.execute(COUNTS, {"match": match, "theme": theme})
    return {row["kind"]: row["found"] for row in rows}


async def search_site(
    database: Any,
    words: str,
    vocabulary: Vocabulary,
    kind: str = "",
    number: int = 1,
    theme: str = "",
) -> SearchResults:
    """Search for words, all of them or else any, and return one page of the hits of a kind.

    With a theme, only improvements of that theme are hits.
    """
    match = match_all(words, vocabulary)
    if not match:
        return SearchResults(better=spelled_like(words, vocabulary))
    found = await count_kinds(database, match)
    is_loose = not found
    if is_loose:
        match = match_any(words, vocabulary)
        found = await count_kinds(database, match)
    themes = await database.execute(THEMES, {"match": match}) if "improvement" in found else []
    if theme:
        found = await count_kinds(database, match, theme)
    hits = await database.execute(
        HITS,
        {
            "match": match,
            "kind": kind,
            "theme": theme,
            "newest": not is_loose,
            "year": year_of(words),
            "written": words.strip().lower(),
            "begin": HIT_BEGINS,
            "end": HIT_ENDS,
            "skip": (number - 1) * HITS_ON_A_PAGE,
            "size": HITS_ON_A_PAGE,
        },
    )
    return SearchResults(
        counts=[KindCount(k, many, found[k]) for k, (_, many) in KINDS.items() if k in found],
        found=found.get(kind, 0) if kind else sum(found.values()),
        hits=[dict(row) for row in hits.rows],
        themes=[dict(row) for row in themes],
        is_loose=is_loose,
        also=also_meant(words, vocabulary),
        instead=forces_meant(words, vocabulary),
        better=spelled_like(words, vocabulary) if is_loose else None,
    )


def questions_like(
    words: str, also: Iterable[tuple[str, str]], queries: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Return the names of the ready-made questions that share most words with a search.

    A question is not a row, so the search does not find it: its title and its name are compared.
    One that shares half of the words or fewer is about something else: crime is in many of them.
    """
    wanted = words_wanted(words, also)
    shared = {
        name: count_shared(wanted, query_words(name, query)) for name, query in queries.items()
    }
    best = max(shared.values(), default=0)
    is_about_it = best * 2 > len(wanted)
    return [name for name in queries if is_about_it and shared[name] == best][:MOST_QUESTIONS]


def pages_like(words: str, also: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return address and title of the pages of the site that all words of a search are about."""
    wanted = words_wanted(words, also)
    return [
        (address, title)
        for address, (title, others) in SITE_PAGES.items()
        if wanted and count_shared(wanted, f"{title} {others}") == len(wanted)
    ][:MOST_QUESTIONS]


def words_wanted(words: str, also: Iterable[tuple[str, str]]) -> set[str]:
    """Return the words of a search that say what it is about; for another name what it means."""
    asked = without_marks(words)
    for written, means in also:
        asked = f"{asked} {without_marks(means)}".replace(without_marks(written), "")
    return {word for word in asked.split() if len(word) > 2 and word not in WORDS_OF_QUESTIONS}


def count_shared(wanted: Iterable[str], text: str) -> int:
    """Return how many words a text has or begins words with: crime is in crimes."""
    return sum(f" {word}" in f" {without_marks(text)}" for word in wanted)


def query_words(name: str, query: Mapping[str, Any]) -> str:
    """Return the words of a question's title and name."""
    return f"{query['title']} {name.replace('-', ' ')}"


def without_marks(text: str) -> str:
    """Return a text in lower case without question marks and commas."""
    return text.lower().replace("?", "").replace(",", " ")
