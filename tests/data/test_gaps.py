"""`openpeel coverage`: what it lists as missing is what is missing, counted again from the tables."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from openpeel.cli.main import main
from openpeel.outputs.gaps import gaps_of


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["coverage", *arguments])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def gaps(database: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each list."""
    return {found.id: found.rows for found in gaps_of(database)[1]}


def test_table_has_the_largest_gaps_and_says_how_many_there_are(
    database: Path, gaps: dict[str, list[dict[str, Any]]]
) -> None:
    code, output = run(str(database), "--rows", "3")
    assert code == 0
    assert "read up to 2025-12-19" in output
    assert f"(3 of {len(gaps['cells'])})" in output
    lines = output.partition("Rounds for which")[2].splitlines()
    assert lines[2].split()[:2] == ["North", "Wales"]
    assert lines[5] == ""


def test_json_has_every_row_and_the_query_that_gives_it(
    database: Path, connection: sqlite3.Connection
) -> None:
    code, output = run(str(database), "--json")
    assert code == 0
    told = json.loads(output)
    assert [one["id"] for one in told["gaps"]] == [
        "cells", "rounds", "last_heard", "not_closed", "days", "responses",
    ]  # fmt: skip
    for one in told["gaps"]:
        assert [dict(row) for row in connection.execute(one["query"])] == one["rows"] != []


def test_cells_are_largest_first_and_all_that_are_not_found(
    gaps: dict[str, list[dict[str, Any]]], connection: sqlite3.Connection
) -> None:
    numbers = [row["not_found"] for row in gaps["cells"]]
    assert numbers == sorted(numbers, reverse=True)
    [[cells]] = connection.execute("select count(*) from grade_cell where status = 'not found'")
    assert sum(numbers) == cells


def test_rounds_without_improvements_do_not_count_findings(
    gaps: dict[str, list[dict[str, Any]]], connection: sqlite3.Connection
) -> None:
    [[having]] = connection.execute(
        "select count(distinct inspection.force_id || inspection.framework_id) from improvement"
        " join inspection on inspection.id = improvement.inspection_id"
        " where improvement.kind <> 'finding' and entry is null and inspection.framework_id glob 'peel-*'"
    )
    assert sum(row["rounds_without"] for row in gaps["rounds"]) == 43 * 7 - having
    [wales] = [row for row in gaps["rounds"] if row["force"] == "North Wales"]
    assert (wales["rounds_without"], wales["with_findings_only"]) == (7, 5)
    assert wales["which_rounds"].startswith("PEEL 2014; PEEL 2015;")


def test_last_heard_begins_with_the_longest_ago(gaps: dict[str, list[dict[str, Any]]]) -> None:
    days = [row["last_reported_on"] or "" for row in gaps["last_heard"]]
    assert days == sorted(days) and len(days) == 43
    undated = [row["last_reported_on"] is None for row in gaps["not_closed"]]
    assert undated == sorted(undated, reverse=True)


def test_report_is_without_a_day_until_a_page_states_it(
    gaps: dict[str, list[dict[str, Any]]], database_copy: sqlite3.Connection
) -> None:
    listed = {row["inspection_id"] for row in gaps["days"]}
    assert "kent-2017-effectiveness" not in listed
    assert "cheshire-2023-25" in listed
    one = "select known from report_without_day where inspection_id = 'cheshire-2023-25'"
    stated = "update inspection set published_basis = 'stated', published_on = ? where id = 'cheshire-2023-25'"
    database_copy.execute(stated, ("2024-03",))
    assert database_copy.execute(one).fetchone()["known"] == "month stated"
    database_copy.execute(stated, ("2024-03-12",))
    assert database_copy.execute(one).fetchone() is None


def test_what_is_no_database_of_openpeel_is_one_error(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.db"))[0] == 1
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("create table a (b)").connection.close()
    code, output = run(str(other))
    assert code == 1 and output.startswith("Error: ") and output.count("\n") == 1
    assert run(str(other), "--rows", "0")[0] == 2
