"""Tables, views and columns that were renamed still answer at their former addresses."""

from __future__ import annotations

import re
import sqlite3

import httpx
import pytest
import yaml

from openpeel.loaders import package

LISTS = yaml.safe_load((package.ROOT / "web" / "renamed.yml").read_text(encoding="utf-8"))
TABLES: dict[str, str] = LISTS["tables"]
COLUMNS: dict[str, dict[str, str]] = LISTS["columns"]


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row["name"] for row in connection.execute(f"pragma table_xinfo([{table}])")]


@pytest.mark.parametrize("former", TABLES)
@pytest.mark.parametrize(
    "address", ["/openpeel/{}", "/openpeel/{}.json", "/openpeel/{}.csv", "/data/{}.csv",
                "/data/{}.json", "/dictionary/{}"]
)  # fmt: skip
def test_former_address_leads_to_the_present_one(
    former: str, address: str, site: httpx.Client
) -> None:
    response = site.get(address.format(former), params={"_size": "1"}, follow_redirects=False)
    assert response.status_code == 301
    assert response.headers["location"] == address.format(TABLES[former]) + "?_size=1"
    assert "content-security-policy" in response.headers
    if not address.startswith("/data/"):
        assert site.get(response.headers["location"]).status_code == 200


@pytest.mark.parametrize("table", COLUMNS)
def test_former_columns_filter_and_sort_as_the_present_ones(
    table: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    known = columns_of(connection, table)
    for former, present in COLUMNS[table].items():
        assert present in known
        assert former not in known
        for argument, value in ((f"{former}__notnull", "1"), ("_facet", former)):
            response = site.get(
                f"/openpeel/{table}.json", params={argument: value, "_size": "1"},
                follow_redirects=False,
            )  # fmt: skip
            assert response.status_code == 301
            renamed = (argument.replace(former, present), value.replace(former, present))
            assert "{}={}".format(*renamed) in response.headers["location"]
    # Facets take long, and all columns are led to by one rule.
    assert site.get(response.headers["location"]).status_code == 200


def test_rows_of_a_renamed_table_keep_their_addresses(site: httpx.Client) -> None:
    response = site.get("/openpeel/term/ocg", follow_redirects=False)
    assert response.headers["location"] == "/openpeel/glossary_term/ocg"
    assert site.get(response.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    "row", ["a%0D%0AX-Injected%3A%201", "%E9%C3%A9", "a%3Fb%23c", "a%25", "a%5Cb"]
)
def test_an_address_of_strange_characters_stays_one_address(row: str, site: httpx.Client) -> None:
    response = site.get(f"/openpeel/term/{row}", follow_redirects=False)
    if "%0D" not in row:
        assert response.status_code == 301
        assert response.headers["location"].startswith("/openpeel/glossary_term/")
        assert re.fullmatch(r"[\w/~.,:@%-]+", response.headers["location"], re.ASCII)
    else:  # a line end is in no address
        assert response.status_code in (400, 404)
    assert "x-injected" not in response.headers


def test_former_names_are_free(connection: sqlite3.Connection) -> None:
    """Whatever answers at a former name would be hidden by its redirect."""
    tables = {row["name"] for row in connection.execute("select name from dictionary_table")}
    questions = yaml.safe_load((package.ROOT / "metadata.yml").read_text(encoding="utf-8"))
    assert not set(TABLES) & (tables | set(questions["databases"]["openpeel"]["queries"]))
    assert set(TABLES.values()) <= tables
    assert set(COLUMNS) <= tables


def test_present_addresses_are_not_redirected(site: httpx.Client) -> None:
    for address in ("/openpeel/grade_history?_sort=force", "/openpeel/open-items", "/glossary"):
        assert site.get(address, follow_redirects=False).status_code == 200
