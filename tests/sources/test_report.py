"""Every fact stands in the report where the database says: page, section and number.

Needs the report's own text. `report_lines.csv` says on which line of that text each fact
was read; this goes through all of them.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from pathlib import Path

import pytest

from openpeel.tools.figures import Figure

pytestmark = pytest.mark.sources

HERE = Path(__file__).parent
DOC = "essex-2016-effectiveness"

with (HERE / "report_lines.csv").open(encoding="utf-8", newline="") as stream:
    LINES = list(csv.DictReader(stream))


def page_starts(lines: list[str]) -> list[int]:
    """The lines that start a page: one leading space, or the first after a printed number."""
    starts = []
    for number, line in enumerate(lines, 1):
        after_printed = any(
            re.fullmatch(r"\d+", text.strip()) for text in lines[max(0, number - 3) : number - 1]
        )
        if line.strip() and (line.startswith(" ") or (after_printed and not line[:1].isdigit())):
            starts.append(number)
    return starts


@pytest.fixture(scope="module")
def pages(report_lines: list[str]) -> dict[int, int]:
    """The page of every line, counted so that a printed number is its page's."""
    starts = page_starts(report_lines)
    printed = [n for n, text in enumerate(report_lines, 1) if re.fullmatch(r"\d\d ?", text)]
    counts = {n: sum(s <= n for s in starts) for n in range(1, len(report_lines) + 1)}
    offsets = {int(report_lines[n - 1]) - counts[n] for n in printed}
    assert len(printed) == 2 and len(offsets) == 1, "the two printed page numbers disagree"
    offset = offsets.pop()
    return {n: count + offset for n, count in counts.items()}


def cited(connection: sqlite3.Connection, table: str, key: str) -> list[sqlite3.Row]:
    """The places that a fact is cited from."""
    if table == "judgment":
        inspection, question = key.split("/")
        sql = (
            "select page, section_id, footnote_number from judgment_evidence "
            "join citation on citation.id = citation_id "
            "where inspection_id = ? and question_id = ?"
        )
        return connection.execute(sql, (inspection, question)).fetchall()
    sql = (
        f"select page, section_id, footnote_number from [{table}] as t "
        "join citation on citation.id = t.citation_id where t.id = ?"
    )
    return connection.execute(sql, (key,)).fetchall()


def test_every_cited_fact_has_its_line(connection: sqlite3.Connection) -> None:
    listed = {(row["table"], row["id"]) for row in LINES}
    for table in (
        "observation", "improvement", "improvement_event", "inspection", "figure", "caveat",
        "method_rule", "glossary_term", "initiative", "footnote",
    ):  # fmt: skip
        held = {
            (table, r[0])
            for r in connection.execute(
                f"select [{table}].id from [{table}] join citation on citation.id = citation_id "
                "where citation.document_id = 'essex-2016-effectiveness'"
            )
        }
        assert held == {key for key in listed if key[0] == table}


def test_every_fact_is_on_its_page(connection: sqlite3.Connection, pages: dict[int, int]) -> None:
    wrong = []
    for row in LINES:
        if row["table"] == "section":
            sql = "select page from section where id = ?"
            found = {connection.execute(sql, (row["id"],)).fetchone()[0]}
        else:
            found = {place["page"] for place in cited(connection, row["table"], row["id"])}
        if pages[int(row["line"])] not in found:
            wrong.append((row["table"], row["id"], row["line"], found))
    assert wrong == []


def test_every_section_is_the_one_of_its_line(
    connection: sqlite3.Connection, figures: dict[str, Figure]
) -> None:
    heads = [(int(r["line"]), r["id"]) for r in LINES if r["table"] == "section"]
    assert len(heads) == figures["report-sections"].value
    wrong = []
    for row in LINES:
        if row["table"] in ("section", "footnote"):
            continue
        line = int(row["line"])
        expected = [key for start, key in heads if start <= line][-1]
        if 1213 <= line <= 1217:  # the second part of a box that the text tears in two
            expected = f"{DOC}-since-2015-vulnerability"
        if 1711 <= line <= 1730:  # a figure's table, printed below the next heading
            expected = f"{DOC}-domestic-abuse-victims"
        for place in cited(connection, row["table"], row["id"]):
            # A footnote belongs to the section that refers to it, not to where it is printed.
            if place["footnote_number"] is None and place["section_id"] == expected:
                break
            if place["footnote_number"] is not None:
                break
        else:
            wrong.append((row["table"], row["id"], line, expected))
    assert wrong == []


def test_every_number_is_printed_on_its_line(report_lines: list[str]) -> None:
    wrong = []
    for row in LINES:
        if row["table"] != "observation" or not row["printed"]:
            continue
        line = int(row["line"])
        # A range may run over a line's end, or be put in words with a percent between.
        text = " ".join(report_lines[line - 1 : line + 1]) if " " in row["printed"] else (
            report_lines[line - 1]
        )  # fmt: skip
        parts = re.findall(r"[\d,.]*\d|[A-Za-z]+", row["printed"])
        if not all(re.search(rf"(?<![\d,.]){re.escape(p)}(?!\d)", text) for p in parts):
            wrong.append((row["id"], line, row["printed"]))
    assert wrong == []


def test_every_status_rests_on_words_that_stand_there(report_lines: list[str]) -> None:
    wrong = []
    for row in LINES:
        if row["table"] != "improvement_event" or not row["printed"]:
            continue
        line = int(row["line"])
        text = re.sub(r"\s+", " ", " ".join(report_lines[line - 1 : line + 3]))
        if row["printed"] not in text:
            wrong.append((row["id"], line, row["printed"]))
    assert wrong == []


def test_footnotes_start_on_their_lines(
    report_lines: list[str], figures: dict[str, Figure]
) -> None:
    notes = [r for r in LINES if r["table"] == "footnote"]
    assert len(notes) == figures["report-footnotes"].value
    for number, row in enumerate(notes, 1):
        assert report_lines[int(row["line"]) - 1].startswith(f"{number} ")
