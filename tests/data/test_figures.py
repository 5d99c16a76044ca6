"""Every number about the data that a document repeats is the one that the database gives."""

from __future__ import annotations

import csv
import re
import sqlite3
from pathlib import Path

import pytest

from openpeel.tools import figures
from openpeel.tools.figures import Occurrence

FIGURES = figures.read_figures()
DOCUMENTS = {name: path.read_text(encoding="utf-8") for name, path in figures.documents().items()}
PAGES = [name for name in DOCUMENTS if name.startswith("templates/")]
PROSE = [name for name in DOCUMENTS if name.endswith(".md")]
REWRITE = "run `make figures` and read its `git diff`"

MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
# Numbers that are not about the data, wherever they are.
NOT_ABOUT_DATA = [
    r"```.*?```|`[^`]*`",  # code
    r"\]\([^)]*\)|https?://\S+",  # addresses
    rf"\b\d{{1,2}} (?:{MONTH})\b|\b\d{{1,2}}(?:st|nd|rd|th)\b|\b12 months\b",  # days, spans
    r"\b(?:19|20)\d\d(?:[/–-]\d\d)?\b",  # years
    r"\b(?:pages?|Figures?|Tables?|[Ss]ections?) \d+(?:\(\d\w\))?(?:(?:,| and| or| to|–) \d+)*",
    r"\bsubsection \(\d\w\)|\b[A-Z]+-\d+\b",
    r"\b(?:Python|Datasette|SQLite|WCAG|Guidelines|Licence|PEEL) v?\d+(?:\.\d+)*",
    r"\b[Pp]er (?:1,000|100|million)\b|\b[Rr]ank 1\b",  # units
    r"(?m)^\d+\. ",  # numbered lists
]
# Numbers of one document that are not about the data, and what they are about instead.
NOT_ABOUT_DATA_IN = {
    "docs/adding.md": {
        r"position 1, and|`carried_over` \(1, and": "a flag",
        r"at most 25 of them": "how long a summary may be",
    },
    "docs/deployment.md": {
        r"8001|--workers 2": "options of servers",
        r"100,000|100 MB|With the shipped data a copy.*?was dead": "a copy of the site, as measured",
    },
    "docs/design.md": {
        r"\(20 and 65\)": "pages of the report's own text",
        r"26 ages, upper ends": "numbers of the report's own text (tests/sources/test_text.py)",
        r"holds 216 values": "values read a second time (below)",
    },
    "docs/grades.md": {r"`carried_over` 1": "a flag"},
    "docs/api.md": {r"\b(?:3\.1|304|400|127\.0\.0\.1:8001)\b|__gt=3": "of the protocol"},
    "docs/cli.md": {r"\d[\d,.]*": "options and their defaults"},
    "docs/cookbook.md": {r"\d[\d,.]*": "answers, which tests/web/test_cookbook.py runs"},
    "docs/data-package.md": {r"100,000": "limits of an export"},
    "docs/pages.md": {r"\d[\d,]*": "answers and limits of the server"},
    "docs/reading.md": {r"is 1\.": "a flag"},
    "docs/reading-reports.md": {r"\d[\d,]*": "limits of what is read"},
    "docs/reconciliation.md": {
        r"moved by 0\.04 percent,.*?(?=\.\s)": "editions that do not ship",
        r"Figure 4 and|7, arrests": "places",
        r"and 60\.34:|67\.76 and 60\.05|0\.26 to 0\.37|-1\.77": "bases that no view works out",
    },
    "docs/sources.md": {r"exit code 1": "an exit code"},
    "docs/security.md": {r"\d[\d,.]*": "what tests of faults measured"},
    "docs/speed.md": {r"\d[\d,.]*": "what benchmarks measured"},
    "docs/statistics.md": {
        r"140 MB|450,000 rows|490 MB": "memory, as benchmarks measure it",
        r"350 MB of XML|\(354,872 records,.*?(?=\.\s)": "a file of records, as benchmarks measure it",
        r"1\.25 times|below 300 crimes": "bounds of doubt",
        r"below \S50 \(fraud: \S200\)": "bounds of doubt",
        r"is 4,876,282 as.*?(?=\.\s)": "editions that do not ship",
    },
    "docs/tracking.md": {
        r"Position 1 is": "a flag",
        r"Of a random 60,.*?(?=\.\s)": "the second reading of themes",
        r"Up to 12 others": "a limit of what is stored",
    },
    "templates/_macros/improvements.html": {r"2,000 characters": "how much of a page was read"},
    "templates/base.html": {r"width=device-width, initial-scale=1|1200|630": "sizes in pixels"},
    "templates/pages/inspection/{id}.html": {r"< 100 %|to 100%": "a whole, in percent"},
    "templates/pages/accessibility.html": {
        r"1280, 375 and 320 pixels|400%": "sizes of screens",
        r"\(No\. 2\)": "the name of a law",
    },
    "templates/database.html": {r"limit \d+\s+1": "a query"},
    "templates/pages/improvements.html": {r"over \d+ years": "choices"},
    "templates/pages/index.html": {r">10\.9<| 10\.9 ": "words to search for"},
    "templates/pages/search.html": {r"a number such as 24\.5": "words to search for"},
}
# What a document about calculations may quote: every value stated, computed or used for it.
CALCULATED = """
    select value from observation
    union all select stated_value from reconciliation_attempt
    union all select exact_value from reconciliation_attempt
    union all select revision_needed_percent from reconciliation_attempt
    union all select numerator from reconciliation_attempt
    union all select denominator from reconciliation_attempt
    union all select computed from arithmetic
    union all select people from population
    union all select offences from recorded_crime
    union all select offences from recorded_crime_sum
"""
ABOUT_CALCULATIONS = {"docs/reconciliation.md", "docs/statistics.md"}


@pytest.mark.parametrize("name", FIGURES)
def test_figure_is_what_the_database_gives(name: str, connection: sqlite3.Connection) -> None:
    assert FIGURES[name].values == figures.ask(connection, FIGURES[name]), REWRITE


def test_every_sentence_of_the_figures_is_in_its_document() -> None:
    assert list(figures.sentences_not_found(FIGURES, DOCUMENTS)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_repeats_the_present_figures(name: str) -> None:
    text = DOCUMENTS[name]
    places = figures.places_in(name, text, FIGURES)
    assert figures.rewritten(text, places) == text, REWRITE


def blank(match: re.Match[str]) -> str:
    """Spaces in place of a match, its line breaks kept."""
    return re.sub(r"[^\n]", " ", match[0])


def words_of(template: str) -> str:
    """What a template says to readers, in the places where it says it.

    That is its text, the words in its tags, and the sentences in its expressions.
    """

    def only(pattern: str, match: re.Match[str]) -> str:
        said = list(blank(match))
        for part in re.finditer(pattern, match[0]):
            if is_sentence(part[1]):
                said[part.start(1) : part.end(1)] = part[1]
        return "".join(said)

    def is_sentence(text: str) -> bool:
        return " " in text.strip() and not text.lstrip().startswith(("select", "with"))

    text = re.sub(r"\{#.*?#\}|<(script|style)\b.*?</\1>", blank, template, flags=re.DOTALL)
    text = re.sub(r"\{[{%].*?[%}]\}", lambda m: only(r'"([^"]*)"', m), text, flags=re.DOTALL)
    attribute = r'(?:alt|title|content|placeholder|aria-label)="([^"]*)"'
    return re.sub(r"<[^>]*>", lambda m: only(attribute, m), text)


def not_from_figures(name: str, text: str, places: list[Occurrence]) -> list[str]:
    """The numbers of a document that repeat no figure and may be about the data."""
    for place in places:
        text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
    if name in PAGES:
        text = words_of(text)
    for pattern in [*NOT_ABOUT_DATA_IN.get(name, {}), *NOT_ABOUT_DATA]:
        text = re.sub(pattern, blank, text, flags=re.DOTALL)
    return [
        f"line {text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for match in re.finditer(rf"(?<![\w.#&]){figures.DIGITS}", text)
    ]


@pytest.mark.parametrize("name", [*PROSE, *PAGES])
def test_every_number_is_a_figure_or_not_about_the_data(
    name: str, connection: sqlite3.Connection
) -> None:
    text = DOCUMENTS[name]
    found = not_from_figures(name, text, figures.places_in(name, text, FIGURES))
    if name in ABOUT_CALCULATIONS:
        known = [float(row[0]) for row in connection.execute(CALCULATED) if row[0] is not None]
        found = [line for line in found if not is_among(line.partition(": ")[2], known)]
    assert found == [], "add the sentence to docs/figures.sql, or say above what it is about"


def is_among(printed: str, known: list[float]) -> bool:
    """Whether a number is one of those known, rounded as it is printed; a fall has a sign or none."""
    number = float(figures.means(printed))
    decimals = len(printed.partition(".")[2])
    return any(abs(abs(value) - abs(number)) <= 0.5001 * 10**-decimals for value in known)


def test_a_wrong_number_in_a_document_is_found() -> None:
    name = "README.md"
    forces, grades = FIGURES["forces"].value, FIGURES["grades"].values[0]
    wrong = DOCUMENTS[name].replace(f"{int(grades):,} grades", "1,234 grades", 1)
    wrong = wrong.replace(f"all {forces} forces", "all 44 forces", 1)
    assert wrong.count("1,234") == wrong.count("44 forces") == 1
    assert figures.rewritten(wrong, figures.places_in(name, wrong, FIGURES)) == DOCUMENTS[name]
    added = wrong + "\nThere are 1,234 values in it.\n"
    assert not_from_figures(name, added, figures.places_in(name, added, FIGURES)) == [
        f"line {added.count(chr(10))}: 1,234"
    ]


def test_words_of_a_template_are_read_and_its_code_is_not() -> None:
    name = PAGES[0]
    page = (
        '{% set rows = rows("select 1 from x limit 20") %}{% set a = "All 12 forces" %}\n'
        '<p class="w12" title="13 forces">{{ a[:15] }} 14 forces</p>{# 16 forces #}'
    )
    assert not_from_figures(name, page, []) == ["line 1: 12", "line 2: 13", "line 2: 14"]


def test_values_read_a_second_time_are_as_many_as_the_design_says() -> None:
    with (Path(__file__).parent / "known_values.csv").open(encoding="utf-8", newline="") as stream:
        known = sum(1 for _ in csv.DictReader(stream))
    assert f"holds {known} values" in DOCUMENTS["docs/design.md"]


def test_edition_counts_only_what_each_count_names(connection: sqlite3.Connection) -> None:
    """Its counts are on the home page and, through docs/figures.sql, in README and docs."""
    (edition,) = connection.execute("select * from data_summary").fetchall()
    asked = {
        # A grade is a step of a scale; "ungraded" is an answer, and no grade.
        "grades": "select count(*) from judgment_detail where grade_rank is not null",
        "ungraded": "select count(*) from judgment_detail where grade_rank is null",
        # A measure that is only mentioned has no value.
        "measures": "select count(*) from measure_catalogue where times_stated > 0",
        "values_known": "select sum(times_stated) from measure_catalogue",
        "values_missing": "select count(*) from observation_detail where value is null",
        # What lists call so; findings and entries that are not one improvement are in no list.
        "improvements": "select count(*) from improvement_status "
        "where is_counted and kind_id <> 'finding'",
        "findings": "select count(*) from improvement_status "
        "where is_counted and kind_id = 'finding'",
        "improvements_inferred": "select count(*) from improvement_status where state = 'inferred'",
    }
    for name, sql in asked.items():
        assert edition[name] == connection.execute(sql).fetchone()[0] > 0, name
    assert edition["grades"] + edition["ungraded"] == len(
        connection.execute("select * from judgment").fetchall()
    )
    totals = dict(
        connection.execute("select kind_id, total from improvement_total where force_id is null")
    )
    kinds = ("area-for-improvement", "cause-of-concern", "recommendation")
    assert edition["improvements"] == totals["listed"] == sum(totals[kind] for kind in kinds)
    assert edition["findings"] == totals["finding"]


def test_count_of_recomputed_values_is_that_of_the_verdicts(
    connection: sqlite3.Connection,
) -> None:
    (total,) = connection.execute(
        "select * from reconciliation_total where inspection_id is null"
    ).fetchall()
    verdicts = dict(
        connection.execute(
            "select verdict, count(*) from reconciliation where restates_id is null group by 1"
        ).fetchall()
    )
    parts = ("match", "rounding", "different-basis", "later-revision", "differs")
    for verdict in parts:
        assert total[verdict.replace("-", "_")] == verdicts.get(verdict, 0)
    assert total["recomputed"] == sum(verdicts.get(verdict, 0) for verdict in parts)
    assert total["values_printed"] == total["recomputed"] + total["cannot_be_recomputed"]
    assert verdicts["cannot-be-recomputed"] == (
        total["cannot_be_recomputed"] + total["values_not_printed"]
    )
