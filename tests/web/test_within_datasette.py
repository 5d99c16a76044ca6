"""`datasette openpeel.db` where the package is installed: the whole site, beside other databases."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from datasette.app import Datasette
from page_types import OF_DATASETTE, PAGES

from openpeel.loaders import package
from openpeel.loaders.dictionary import read_metadata
from openpeel.web.datasette_plugin import DATASETTE, site_inside
from openpeel.web.server import end_queries

QUERIES = list(read_metadata(columns={})["databases"]["openpeel"]["queries"])
FILES = [
    "/data/index.json",
    "/data/datapackage.json",
    "/data/force.csv",
    "/data/judgment_detail.ndjson?force_id=essex",
    "/force/essex.json",
    "/openapi.json",
    "/openpeel/force.json",
    "/openpeel/force/essex.json",
    "/openpeel.json?sql=select+1+as+one",
    "/openpeel/force.csv?_stream=1",
    "/feed.xml",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/assets/openpeel.css",
    "/-/health",
    "/openpeel/no-such-table",
    "/force/essex2",
    "/-/plugins",
    "/openpeel/force?no_such=1",
    "/openpeel.json?" + urlencode({"sql": "select printf('%1001d', 1)"}),
]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has nothing to do with openpeel."""
    path = tmp_path_factory.mktemp("other") / "other.db"
    db = sqlite3.connect(path)
    db.execute("create table animal (id integer primary key, name text)")
    db.executemany("insert into animal (name) values (?)", [("cat",), ("ca%t",), ("dog",)])
    db.commit()
    db.close()
    return path


@pytest.fixture(scope="module")
def datasette(database: Path, other: Path) -> Iterator[httpx.Client]:
    """A client of `datasette openpeel.db other.db`, as a process of its own."""
    link = other.with_name("openpeel.db")
    link.symlink_to(database)
    command = [sys.executable, "-m", "datasette", str(link), str(other), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        address = None
        while not address and (line := server.stderr.readline()):
            address = re.search(r"running on (http://\S+)", line)
        assert address, "the server did not start"
        try:
            with httpx.Client(base_url=address[1], timeout=30, follow_redirects=True) as client:
                yield client
        finally:
            server.terminate()
            server.communicate(timeout=15)


def content(response: httpx.Response) -> str:
    """What a page or file says, without the address of its server and how long a query took."""
    address = str(response.request.url.copy_with(raw_path=b"/")).rstrip("/")
    # Our own site has the patience of tests (conftest.py).
    text = re.sub(r'limit_ms(&#34;|"): \d+', "", response.text.replace(address, ""))
    return re.sub(r'"query_ms": [\d.]+', "", text)


@pytest.mark.parametrize("address", [*PAGES, *OF_DATASETTE, *FILES])
def test_page_is_that_of_our_own_server(
    datasette: httpx.Client, site: httpx.Client, address: str
) -> None:
    ours, theirs = site.get(address), datasette.get(address)
    assert theirs.status_code == ours.status_code
    assert content(theirs) == content(ours)
    assert address not in PAGES or ours.status_code == 200
    for name in ("content-type", "content-security-policy", "etag", "access-control-allow-origin"):
        # A tag depends on the name of the host as well.
        if name != "etag":
            assert theirs.headers.get(name) == ours.headers.get(name), name
        assert (name in theirs.headers) == (name in ours.headers), name


@pytest.mark.parametrize("question", QUERIES)
def test_canned_query_has_the_rows_and_menus_of_our_own_server(
    datasette: httpx.Client, site: httpx.Client, question: str
) -> None:
    address = f"/openpeel/{question}"
    ours, theirs = site.get(address), datasette.get(address)
    assert ours.status_code == theirs.status_code == 200
    assert content(theirs) == content(ours)


def test_another_database_is_shown_by_datasette(datasette: httpx.Client) -> None:
    page = datasette.get("/other/animal")
    assert page.status_code == 200 and "ca%t" in page.text
    assert "/assets/openpeel.css" not in page.text and "Government Licence" not in page.text
    assert "content-security-policy" not in page.headers
    assert datasette.get("/-/static/app.css").status_code == 200
    rows = datasette.get("/other.json", params={"sql": "select count(*) as n from animal"}).json()
    assert rows["rows"] == [[3]]
    assert datasette.get("/other/animal.csv").text.splitlines()[0] == "id,name"
    assert datasette.get("/other/no-such").status_code == 404


def ask(datasette: Datasette, *addresses: str) -> list[httpx.Response]:
    """Answers of a Datasette within this process, which begins with the first of them."""

    async def ask_all() -> list[httpx.Response]:
        transport = httpx.ASGITransport(datasette.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return [await client.get(address) for address in addresses]

    found = asyncio.run(ask_all())
    inside = site_inside(datasette)
    if inside and inside.site:
        end_queries(inside.site)
    return found


def test_database_of_any_file_name_is_found_at_the_addresses_of_the_site(
    database: Path, tmp_path: Path
) -> None:
    path = tmp_path / "of 2026.db"
    path.symlink_to(database)
    datasette = Datasette([str(path)], settings={"base_url": "/police/"})
    home, named, row = ask(
        datasette, "/police/", "/police/of~202026/force.json?_size=1", "/police/of~202026"
    )
    assert "Essex" in home.text and 'href="/police/forces"' in home.text
    assert named.headers["location"] == "/police/openpeel/force.json?_size=1"
    assert row.headers["location"] == "/police/openpeel"


def test_settings_and_other_plugins_are_those_of_the_datasette(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENPEEL_PUBLIC_URL", "https://peel.example/")
    datasette = Datasette(
        [str(database)],
        settings={"default_page_size": 7},
        metadata={"title": "Not ours", "plugins": {"other": {"key": 1}, "openpeel": {}}},
    )
    settings, force = ask(datasette, "/-/settings.json", "/force/essex.json")
    assert settings.json()["default_page_size"] == 7
    assert settings.json()["max_returned_rows"] == 20000  # ours, where none is set
    assert force.json()["self"] == "https://peel.example/force/essex.json"
    inside = site_inside(datasette)
    assert inside and inside.site.plugin_config("other") == {"key": 1}
    assert inside.site.metadata("title") == "openpeel"


def refused(capsys: pytest.CaptureFixture[str], *paths: Path, **options: Any) -> str:
    """Why a Datasette does not show the site; its tables are shown all the same."""
    datasette = Datasette([str(path) for path in paths], **options)
    table = "dictionary_table"
    page, address = ask(datasette, "/", f"/{paths[0].stem}/{table}.json?_size=1")
    assert site_inside(datasette) is None
    assert "/assets/openpeel.css" not in page.text
    assert address.status_code in (200, 403)
    return capsys.readouterr().err


def test_database_of_another_version_is_shown_without_the_site(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(shutil.copy(database, tmp_path / "old.db"))
    db = sqlite3.connect(path)
    db.execute("pragma user_version = 1")
    db.close()
    assert "not built by this version" in refused(capsys, path)


def test_site_is_not_shown_by_another_datasette_than_the_package_asks_for(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openpeel.web.datasette_plugin.__version__", "1.0a41")
    assert "needs Datasette 0.65 (found 1.0a41)" in refused(capsys, database)
    project = (package.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'"datasette>={DATASETTE},' in project


def test_site_is_not_shown_where_permissions_are_given(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its pages ask nobody: a rule would not hold for them."""
    rules = {"databases": {database.stem: {"tables": {"force": {"allow": False}}}}}
    assert "who may see what" in refused(capsys, database, metadata=rules)


def test_site_is_not_shown_where_another_database_has_its_name(
    database: Path, other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(shutil.copy(other, tmp_path / "openpeel.db"))
    assert "another database is called openpeel" in refused(capsys, database, path)


def test_of_two_databases_of_openpeel_the_first_is_the_site(database: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.db"
    second.symlink_to(database)
    home, table = ask(Datasette([str(database), str(second)]), "/", "/second/force.json")
    assert "/assets/openpeel.css" in home.text
    assert table.json()["filtered_table_rows_count"] == 43


def test_datasette_without_such_a_database_does_not_load_the_site(other: Path) -> None:
    code = (
        "import sys; from datasette.app import Datasette\n"
        f"Datasette([{str(other)!r}])\n"
        "print([name for name in sys.modules if name.startswith('openpeel')])"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.replace("'", '"')))
    light = {"", ".web", ".web.datasette_plugin", ".web.permission_rules", ".web.site_name"}
    assert loaded == {f"openpeel{name}" for name in light}
