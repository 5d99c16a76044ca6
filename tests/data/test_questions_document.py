"""The answers of docs/questions.md are those of the queries below them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest

from openpeel.loaders import package

Rows = list[sqlite3.Row]
QUESTIONS = (package.ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
# A question in bold, its answer, and the queries.
ANSWERED = re.compile(
    r"\*\*(?P<question>[^*]+\?)\*\*(?P<answer>.*?)(?P<sql>(?:```sql\n.*?```\s*)+)", re.S
)


def charged(rows: Rows) -> list[str]:
    [row] = rows
    return [
        row["force_stated"].rstrip("%"),
        row["england_and_wales_stated"].rstrip("%"),
        row["place"].split(",")[0].replace("Page", "page"),
    ]


def raised(rows: Rows) -> list[str]:
    years = [row["raised_on"][:4] for row in rows]
    return [*years[:3], str(rows[-1]["status"])]


def trusted(rows: Rows) -> list[str]:
    [row] = [r for r in rows if r["verdict"] == "different-basis"]
    return [row["stated"].strip("+%"), f"{row['recomputed']:.1f}"]


def improved(rows: Rows) -> list[str]:
    """Every grade with its years, every year without one, and what cannot be compared."""
    years: list[tuple[str, list[str]]] = []
    said = []
    for row in rows:
        year = row["year"]
        if row["grade"] == "not found":
            said.append(f"none has been found for {year}")
        elif row["grade"] == "ungraded":
            said.append(f"No grade was given for {year}")
        elif years and years[-1][0] == row["grade"].lower():
            years[-1][1].append(year)
        else:
            years.append((row["grade"].lower(), [year]))
        if row["change"] and "not comparable" in row["change"]:
            said.append("cannot be compared")
    return said + [f"{grade} ({' and '.join(some)})" for grade, some in years]


def got_worse(rows: Rows) -> list[str]:
    [worse] = [r for r in rows if "what" in r.keys() and r["what"] == "got worse"]  # noqa: SIM118
    counts = [r for r in rows if "outcome" in r.keys()]  # noqa: SIM118
    compared = {
        r["outcome"]: r["forces"] for r in counts if r["outcome"] in ("better", "same", "worse")
    }
    assert compared["worse"] == 1 and worse["known"] == 0, "doubtful, so not known by name"
    return [
        f"At least {worse['at_least']} of {worse['forces']}",
        f"at most {worse['at_most']}",
        f"known of {sum(compared.values())} forces, and of these only Nottinghamshire got worse",
    ]


EXPECTED: dict[str, Callable[[Rows], list[str]]] = {
    "charged for domestic abuse": charged,
    "raised three times": raised,
    "10.9 percent": trusted,
    "Did the grades get better": improved,
    "got worse": got_worse,
}


@pytest.mark.parametrize(
    "match", list(ANSWERED.finditer(QUESTIONS)), ids=lambda m: m["question"][:30]
)
def test_answer_of_the_document_is_that_of_its_query(
    match: re.Match[str], connection: sqlite3.Connection
) -> None:
    rows = [
        row
        for sql in re.findall(r"```sql\n(.*?)```", match["sql"], re.S)
        for statement in sql.split(";")
        if statement.strip()
        for row in connection.execute(statement)
    ]
    [expected] = [
        of for words, of in EXPECTED.items() if words in " ".join(match["question"].split())
    ]
    answer = " ".join((match["question"] + match["answer"]).split())
    for words in expected(rows):
        assert words in answer, f"docs/questions.md does not say {words!r}"


def test_every_question_of_the_document_is_tested() -> None:
    assert len(list(ANSWERED.finditer(QUESTIONS))) == QUESTIONS.count("**") // 2 == len(EXPECTED)


def test_the_readme_is_short_and_leads_to_every_document() -> None:
    readme = (package.ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 100
    documents = {path.name for path in (package.ROOT / "docs").glob("*.md")}
    assert documents - set(re.findall(r"\]\(docs/([\w-]+\.md)\)", readme)) == set()
