"""The built file in a Datasette where the package is not installed: nothing but its metadata."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import DEFAULT_SETTINGS, Datasette
from datasette.plugins import pm

from openpeel.loaders.build import metadata_beside

# Other tests run at the same time: what a query takes is measured as time of the processor.
LIMIT = DEFAULT_SETTINGS["sql_time_limit_ms"] / 1000


class Plain:
    """A Datasette as `datasette openpeel.db -m openpeel.metadata.json` starts it."""

    def __init__(self, database: Path) -> None:
        self.name = database.stem
        self.metadata = json.loads(metadata_beside(database).read_text(encoding="utf-8"))
        self.site = Datasette(
            [str(database)], metadata=self.metadata, settings={"sql_time_limit_ms": 60_000}
        )
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self.site.invoke_startup())

    @property
    def described(self) -> dict[str, Any]:
        """What the metadata say of the database."""
        described = self.metadata["databases"][self.name]
        assert isinstance(described, dict)
        return described

    def get(self, path: str, **parameters: str) -> httpx.Response:
        """Answer a request below the address of the database."""
        answer = self.loop.run_until_complete(
            self.site.client.get(f"/{self.name}{path}", params=parameters)
        )
        assert isinstance(answer, httpx.Response)
        return answer


@pytest.fixture(scope="module")
def plain(database: Path) -> Iterator[Plain]:
    # As where the package is not installed.
    ours = pm.unregister(name="openpeel")
    site = Plain(database)
    yield site
    site.loop.close()
    pm.register(ours, "openpeel")


def test_every_canned_query_answers_when_opened_bare(plain: Plain) -> None:
    assert plain.described["queries"]
    for name in plain.described["queries"]:
        answer = plain.get(f"/{name}.json", _shape="objects")
        assert answer.status_code == 200, (name, answer.json().get("error"))
        # No value has changed before there is a release.
        assert answer.json()["rows"] or name == "changed-values", name


def test_every_canned_query_has_the_defaults_that_our_site_has(
    plain: Plain, site: httpx.Client
) -> None:
    """A plain Datasette runs a query with empty text: its SQL has the defaults written into it."""
    slow = []
    for name in plain.described["queries"]:
        ours = site.get(f"/openpeel/{name}.json", params={"_shape": "objects"})
        if ours.status_code != 200:
            slow.append(name)
            continue
        theirs = plain.get(f"/{name}.json", _shape="objects").json()["rows"]
        assert theirs == ours.json()["rows"], name
    # What takes too long on a busy machine is tested elsewhere.
    assert len(slow) < 5, slow


def test_every_canned_query_takes_less_than_the_default_limit(
    plain: Plain, connection: sqlite3.Connection
) -> None:
    plain.site._prepare_connection(connection, plain.name)  # functions such as escape_fts
    for name, query in plain.described["queries"].items():
        empty = dict.fromkeys(re.findall(r":([a-z_]+)", query["sql"]), "")
        begun = time.thread_time()
        connection.execute(query["sql"], empty).fetchmany(DEFAULT_SETTINGS["max_returned_rows"])
        assert time.thread_time() - begun < LIMIT, name


def test_page_of_a_query_has_its_title_and_description(plain: Plain) -> None:
    query = plain.described["queries"]["grades"]
    page = plain.get("/grades").text
    assert query["title"] in page
    assert query["description"][:40] in page


def test_page_of_a_table_or_view_has_its_title_and_description(plain: Plain) -> None:
    for name in ("area", "observation", "grade_cell", "statistic_rank", "dictionary_column"):
        page = plain.get(f"/{name}", _size="1", _nofacet="1")
        assert page.status_code == 200, name
        assert plain.described["tables"][name]["title"] in page.text
        assert plain.described["tables"][name]["description"][:40] in page.text


def test_metadata_and_the_dictionary_in_the_database_agree(
    plain: Plain, connection: sqlite3.Connection
) -> None:
    names = connection.execute("select name, title, description from dictionary_table").fetchall()
    tables = plain.described["tables"]
    assert [tuple(row) for row in names] == [
        (name, tables[name]["title"], tables[name]["description"]) for name in sorted(tables)
    ]
    for name, table in tables.items():
        rows = connection.execute(
            "select name, description from dictionary_column where table_name = ?"
            " order by position", (name,)
        ).fetchall()  # fmt: skip
        assert [tuple(row) for row in rows] == list(table["columns"].items())
        made = connection.execute(f"pragma table_xinfo([{name}])").fetchall()
        assert [row["name"] for row in rows] == [row["name"] for row in made]
