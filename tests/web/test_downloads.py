"""Files of every row: whole, the same as the table, and clear about what they cannot do."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import json
import re
import sqlite3
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from openpeel.web import row_files
from openpeel.web.server import make_site


@pytest.fixture
def downloads(database: Path) -> dict[str, object]:
    """What the plugin knows by name, as Datasette has loaded it."""
    site = make_site(database)
    asyncio.run(site.invoke_startup())
    [view] = [view for regex, view in site._routes() if "/data/(?P<name>" in regex.pattern]
    names: dict[str, object] = view.__wrapped__.__globals__
    return names


def request_of(path: str) -> dict[str, object]:
    """What a server tells an application of a request."""
    return {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [], "scheme": "http", "server": ("localhost", 80),
    }  # fmt: skip


def rows_of(connection: sqlite3.Connection, sql: str) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(sql)]


@pytest.mark.parametrize("name", ["judgment", "judgment_detail", "observation_detail", "citation"])
def test_a_file_has_every_row_and_value(
    name: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    held = rows_of(connection, f"select * from {name}")
    assert site.get(f"/data/{name}.json").json() == held
    lines = list(csv.DictReader(io.StringIO(site.get(f"/data/{name}.csv").text)))
    assert lines == [
        {key: "" if value is None else str(value) for key, value in row.items()} for row in held
    ]


def test_a_file_is_whole_however_many_times_it_is_read_from(
    database: Path,
    connection: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = rows_of(connection, "select * from judgment_detail")

    async def ask(address: str) -> httpx.Response:
        site = make_site(database)
        return await site.client.get(address)

    for rows_at_once in (1, 7, len(held) // 2, len(held), len(held) + 1):
        monkeypatch.setattr(row_files, "ROWS_AT_ONCE", rows_at_once)
        assert asyncio.run(ask("/data/judgment_detail.json")).json() == held
        text = asyncio.run(ask("/data/judgment_detail.csv")).text
        assert len(list(csv.reader(io.StringIO(text)))) == len(held) + 1


@pytest.mark.parametrize(
    ("filters", "condition"),
    [
        ("force_id=essex", "force_id = 'essex'"),
        ("force_id=essex&topic_id=overall", "force_id = 'essex' and topic_id = 'overall'"),
        ("force_id__in=essex,kent", "force_id in ('essex', 'kent')"),
        ('force_id__in=["essex","kent"]', "force_id in ('essex', 'kent')"),
        ("grade__contains=Good", "grade like '%Good%'"),
        ("carried_over_from__notnull=1", "carried_over_from is not null"),
        ("places_stating_grade__gte=3", "places_stating_grade >= 3"),
        ("force_id=nowhere", "0"),
    ],
)
def test_a_file_may_be_filtered(
    filters: str, condition: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    held = rows_of(connection, f"select * from judgment_detail where {condition}")
    assert held or condition == "0"
    assert site.get(f"/data/judgment_detail.json?{filters}").json() == held
    lines = site.get(f"/data/judgment_detail.csv?{filters}").text.splitlines()
    assert len(lines) == len(held) + 1 and lines[0].startswith("force,")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/data/nothing.csv", 404),
        ("/data/sqlite_master.json", 404),
        ("/data/search_entry_fts.csv", 404),
        ("/data/judgment_detail.xlsx", 404),
        ("/data/judgment_detail.csv?nothing=1", 400),
        ("/data/judgment_detail.csv?force_id__nothing=1", 400),
        ("/data/judgment_detail.csv?force_id__in=[essex", 400),
        ("/data/judgment_detail.csv?_where=1", 400),
        ("/data/judgment_detail.csv?_sort=nothing", 400),
        ('/data/judgment_detail.csv?force_id"=1) union select 1--', 400),
        ("/data/judgment_detail.csv?force_id__arraycontains=x", 400),
    ],
)
def test_what_cannot_be_answered_says_so(address: str, status: int, site: httpx.Client) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text and "content-disposition" not in answer.headers


def test_a_file_can_be_taken_from_other_sites_and_has_a_name(site: httpx.Client) -> None:
    for kind, of_type in (("csv", "text/csv"), ("json", "application/json")):
        answer = site.get(f"/data/glossary_term.{kind}")
        assert answer.headers["content-type"] == f"{of_type}; charset=utf-8"
        assert (
            answer.headers["content-disposition"] == f'attachment; filename="glossary_term.{kind}"'
        )
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert site.head(f"/data/glossary_term.{kind}").text == ""


def test_datasettes_own_address_of_a_whole_table_gives_the_same(site: httpx.Client) -> None:
    for filters in ("", "&force_id=essex", "&_dl=on"):
        address = f"/openpeel/judgment_detail.csv?_stream=on{filters}"
        plain = filters.replace("&_dl=on", "").replace("&", "?", 1)
        assert site.get(address).content == site.get(f"/data/judgment_detail.csv{plain}").content
    # What only Datasette can do it still does.
    turned = site.get("/openpeel/glossary_term.csv?_stream=on&_sort_desc=id").text.splitlines()
    assert turned[0] == site.get("/data/glossary_term.csv").text.splitlines()[0]
    assert len(turned) > 100 and turned[1] > turned[-1]


@pytest.mark.parametrize(
    "address",
    [
        "/openpeel/judgment_detail",
        "/openpeel/judgment_detail?force_id=essex&_facet=topic",
        "/openpeel/glossary_term?_sort_desc=id&_size=5",
        "/openpeel/judgment_detail?topic_id=overall&_size=5&_next=5",
        "/openpeel/judgment_detail?force_id__in=essex,kent&grade__contains=Good",
        "/openpeel/judgment_detail?_where=force_id+like+'e%25'",
    ],
)
def test_a_table_page_leads_to_all_the_rows_it_counts(address: str, site: httpx.Client) -> None:
    page = site.get(address).text
    [counted] = re.findall(r'<p class="count-line">([\d,]+) rows?', page)
    links = re.findall(r'<p class="twins">(.*?)</p>', page, re.DOTALL)[0]
    table, objects = (html.unescape(link) for link in re.findall(r'href="([^"]+)"', links)[:2])
    assert "All of it" in links
    assert len(site.get(objects).json()) == int(counted.replace(",", "")) > 0
    lines = list(csv.reader(io.StringIO(site.get(table).text)))
    assert len(lines) == int(counted.replace(",", "")) + 1


def test_a_page_does_not_promise_more_rows_than_its_links_give(database: Path) -> None:
    async def ask(address: str) -> httpx.Response:
        site = make_site(database)
        site._settings["max_returned_rows"] = 100
        return await site.client.get(address)

    address = "/openpeel/judgment_detail?_where=force_id+like+'e%25'"
    few = asyncio.run(ask(address)).text
    assert "All of it" in few  # 34 rows
    many = asyncio.run(ask(address.replace("'e%25'", "'%25'"))).text
    assert "The first 100 rows" in many
    assert "All of it" in asyncio.run(ask("/openpeel/judgment_detail")).text


def test_reading_stops_when_the_reader_is_gone(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_files, "ROWS_AT_ONCE", 1)

    async def ask() -> list[bytes]:
        app = make_site(database).app()
        sent: list[bytes] = []
        turns = iter(["http.request"] + ["http.disconnect"] * 9)

        async def receive() -> dict[str, object]:
            while len(sent) < 5:
                await asyncio.sleep(0.001)
            return {"type": next(turns), "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            sent.append(bytes(message.get("body", b"")))  # type: ignore[call-overload]
            await asyncio.sleep(0.001)

        await app(request_of("/data/judgment_detail.csv"), receive, send)
        return sent

    sent = asyncio.run(ask())
    assert 5 <= len(sent) < 100


@pytest.mark.parametrize("taken", [1, 2, 5])
def test_a_reader_who_takes_nothing_more_is_let_go(
    taken: int,
    database: Path,
    downloads: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else a few of them would keep all files from everybody."""
    monkeypatch.setitem(downloads, "PATIENCE", 0.05)
    monkeypatch.setattr(row_files, "ROWS_AT_ONCE", 100)

    async def ask() -> tuple[list[dict[str, object]], int, int]:
        site = make_site(database)
        files = site.get_database("openpeel").for_files
        before = len(files)
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            await asyncio.sleep(0 if not sent else 60)
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            if len(sent) == taken:
                await asyncio.sleep(60)
            sent.append(message)

        async with asyncio.timeout(30):
            await site.app()(request_of("/data/grade_cell.csv"), receive, send)
        return sent, before, len(files)

    sent, before, after = asyncio.run(ask())
    # The start and some of the file, but no end: that is how a reader knows.
    assert len(sent) == taken
    assert sent[0]["type"] == "http.response.start" and sent[0]["status"] == 200
    assert all(message.get("more_body", True) for message in sent)
    assert after == before > 0


def test_a_file_is_of_the_data_that_the_site_began_with(
    database: Path, tmp_path: Path, connection: sqlite3.Connection
) -> None:
    held = rows_of(connection, "select * from glossary_term")
    path = tmp_path / "openpeel.db"
    path.write_bytes(database.read_bytes())

    async def ask() -> httpx.Response:
        site = make_site(path)
        other = tmp_path / "other.db"
        other.write_bytes(b"another file")
        other.replace(path)
        return await site.client.get("/data/glossary_term.json")

    assert asyncio.run(ask()).json() == held


def test_a_file_too_many_is_told_to_come_again(database: Path) -> None:
    async def ask() -> list[httpx.Response]:
        site = make_site(database)
        del site.get_database("openpeel").for_files[1:]
        answers = [await site.client.get("/data/glossary_term.csv") for _ in range(3)]
        answers.append(await site.client.get("/data/glossary_term.csv?id__in=[x"))
        answers.append(await site.client.get("/data/glossary_term.csv"))
        site.get_database("openpeel").for_files.clear()
        return [*answers, await site.client.get("/data/glossary_term.csv")]

    answers = asyncio.run(ask())
    # A connection comes back from each file, and from what could not be answered.
    assert [answer.status_code for answer in answers] == [200, 200, 200, 400, 200, 503]
    assert answers[-1].headers["retry-after"] == "60"


def test_a_connection_comes_back_only_when_its_thread_has_done(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request may be broken off while a thread reads: no other file may have its connection."""
    begun, may_end = threading.Event(), threading.Event()

    class Slow(row_files.RowFile):
        def __init__(self, *given: Any) -> None:
            begun.set()
            may_end.wait(10)
            super().__init__(*given)

    monkeypatch.setattr(row_files, "RowFile", Slow)

    async def ask() -> tuple[int, int]:
        site = make_site(database)
        files = site.get_database("openpeel").for_files
        before = len(files)
        asking = asyncio.ensure_future(site.client.get("/data/glossary_term.csv"))
        await asyncio.to_thread(begun.wait, 10)
        asking.cancel()
        await asyncio.wait([asking])
        meanwhile = len(files)
        may_end.set()
        async with asyncio.timeout(10):
            while len(files) < before:
                await asyncio.sleep(0.01)
        return before, meanwhile

    before, meanwhile = asyncio.run(ask())
    assert meanwhile == before - 1


@pytest.mark.sources
def test_every_row_of_the_largest_view(
    site_with_text: httpx.Client, database_with_text: Path
) -> None:
    connection = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    outcomes, workers = (
        connection.execute(f"select count(*) from {name}").fetchone()[0]
        for name in ("crime_outcome", "workforce")
    )
    connection.close()
    # More than Datasette gives at a time.
    assert outcomes > 400_000 and workers > 20_000
    with site_with_text.stream("GET", "/data/crime_outcome_detail.csv", timeout=120) as answer:
        assert sum(1 for _ in answer.iter_lines()) == outcomes + 1
    assert len(json.loads(site_with_text.get("/data/workforce.json", timeout=120).text)) == workers
