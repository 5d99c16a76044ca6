"""What readers and files may do to the server: nothing that others notice."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sqlite3
import time
import zipfile
from pathlib import Path

import httpx
import pytest
from asking_in_process import ENDLESS, asking, readers_asking, within
from datasette.app import Datasette
from openpyxl import Workbook

from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.loaders.track.list_file import read_list
from openpeel.web.server import MOST_ROWS_IN_JSON, MOST_ROWS_ON_A_PAGE, MOST_WAITING

# Questions in SQL ------------------------------------------------------------------------------


# Of a site, not of one of the tests.
LIMIT = json.loads((package.ROOT / "settings.json").read_text())["sql_time_limit_ms"]
TOO_MUCH = (
    "select length(randomblob(1000000000))",
    "select hex(randomblob(400000000))",
    "select length(replace(hex(zeroblob(15000)), '0', hex(zeroblob(15000))))",
    "with recursive n(x) as (select 1 union all select x + 1 from n limit 20000)"
    " select hex(zeroblob(50000)) from n",
    "select hex(zeroblob(100000)) like replace(hex(zeroblob(20000)), '00', '%0') || 'b'",
    "select file from pragma_database_list",
    "select load_extension('x')",
)


def test_a_question_that_takes_too_much_is_refused(database: Path) -> None:
    async def ask(site: Datasette) -> None:
        site.sql_time_limit_ms = LIMIT
        for sql in TOO_MUCH:
            # What this process computes: a clock would tell how busy the machine is.
            began = time.process_time()
            answer = await site.client.get(asking(sql))
            assert answer.status_code == 400, sql
            assert time.process_time() - began < 5, sql
            assert len(answer.content) < 3000, sql

    within(database, ask)


def test_no_value_comes_near_the_longest_that_may_be(
    database_with_text: Path, site_with_text: httpx.Client
) -> None:
    assert site_with_text.get(asking("select hex(zeroblob(125001))")).status_code == 400
    db = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    tables = db.execute("select name from sqlite_master where type = 'table'").fetchall()
    for (table,) in tables:
        columns = [c[0] for c in db.execute(f"select * from [{table}] limit 0").description]
        lengths = ", ".join(f"max(length(cast([{column}] as blob)))" for column in columns)
        longest = db.execute(f"select {lengths} from [{table}]").fetchone()
        assert max(length or 0 for length in longest) < 100_000, table
    db.close()


def test_where_the_file_lies_is_told_nowhere(site: httpx.Client, database: Path) -> None:
    for address in (
        "/-/databases.json", "/-/plugins.json", "/-/versions.json", "/-/metadata.json",
        "/-/settings.json", "/openpeel", "/openpeel.json", asking("pragma database_list"),
        asking("select * from pragma_database_list()"), "/openpeel/glossary_term/nope.json",
    ):  # fmt: skip
        answer = site.get(address).text
        for inside in (str(database.parent), "site-packages", "/plugins/"):
            assert inside not in answer, address


def test_pages_are_answered_while_readers_ask_long_questions(database: Path) -> None:
    async def ask(site: Datasette) -> None:
        await site.client.get("/force/essex")
        async with readers_asking(site, 8) as long:
            assert (await site.client.get("/force/essex")).status_code == 200
            # While all of them are still under way: a clock would tell how busy the machine is.
            assert not any(task.done() for task in long)

    within(database, ask)


def test_more_than_can_wait_is_told_to_come_again(database: Path) -> None:
    async def ask(site: Datasette) -> None:
        answers = await asyncio.gather(
            *(site.client.get(asking(ENDLESS, _timelimit="20")) for _ in range(MOST_WAITING + 40)),
        )
        assert {answer.status_code for answer in answers} == {400, 503}
        refused = next(answer for answer in answers if answer.status_code == 503)
        assert refused.headers["retry-after"] == "60"
        # And afterwards all is well.
        assert (await site.client.get(asking("select 1 as one"))).json() == [{"one": 1}]

    within(database, ask)


def test_what_readers_ask_is_kept_in_no_log(
    database: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def ask(site: Datasette) -> None:
        for path in (
            asking("select secretword"), "/search?q=secretword", "/secretword%0d%0aERROR",
            "/openpeel/glossary_term?_where=secretword(", "/openpeel/glossary_term/secretword",
            "/openpeel/find-a-name?name=secretword", "/force/secretword", "/search?page=secretword",
        ):  # fmt: skip
            await site.client.get(path)

    within(database, ask)
    out, err = capfd.readouterr()
    assert "secretword" not in out + err + caplog.text


# Many at once ----------------------------------------------------------------------------------


def test_many_at_once_cost_no_more_than_one_by_one(database: Path) -> None:
    """The first readers of a day come together: each page is a few queries, whoever else asks."""

    async def ask(site: Datasette) -> None:
        asked: list[str] = []
        prepare = site._prepare_connection

        def traced(connection: sqlite3.Connection, name: str) -> None:
            prepare(connection, name)
            connection.set_trace_callback(asked.append)

        site._prepare_connection = traced
        for address in ("/reconciliation", "/downloads"):
            counts = []
            for readers in (1, 8):
                asked.clear()
                answers = await asyncio.gather(*(site.client.get(address) for _ in range(readers)))
                assert {answer.status_code for answer in answers} == {200}
                counts.append(sum(not sql.startswith("--") for sql in asked))
            assert 1 <= counts[0] <= 15
            assert counts[1] <= 8 * counts[0]

    within(database, ask)


def test_an_error_is_not_kept(database: Path) -> None:
    async def ask(site: Datasette) -> None:
        served = site.get_database("openpeel").for_pages
        ask_really, served.execute_fn = served.execute_fn, None  # so that asking fails
        assert (await site.client.get("/reconciliation")).status_code == 500
        served.execute_fn = ask_really
        assert (await site.client.get("/reconciliation")).status_code == 200

    within(database, ask)


def test_a_database_built_anew_is_not_seen_by_half(database: Path, tmp_path: Path) -> None:
    """Until it is started again the server answers from the file that it began with."""
    path = tmp_path / "openpeel.db"
    shutil.copy(database, path)
    other = tmp_path / "other.db"
    shutil.copy(database, other)
    db = sqlite3.connect(other)
    db.execute("pragma foreign_keys = off")
    db.execute("delete from glossary_term")
    db.commit()
    db.close()

    async def ask(site: Datasette) -> None:
        os.replace(other, path)
        counts = await asyncio.gather(
            *(
                site.client.get(asking("select count(*) as n from glossary_term"))
                for _ in range(12)
            ),
        )
        assert {answer.json()[0]["n"] > 0 for answer in counts} == {True}
        assert "Organised crime group" in (await site.client.get("/glossary")).text

    within(path, ask)


# Requests --------------------------------------------------------------------------------------


def raw(site: httpx.Client, request: bytes) -> bytes:
    """What the server answers to bytes that no well-behaved client sends."""
    with socket.create_connection((site.base_url.host, site.base_url.port), timeout=20) as stream:
        stream.sendall(request)
        answer = b""
        while piece := stream.recv(65536):
            answer += piece
    return answer


@pytest.mark.parametrize(
    "target", [r"/\evil.example/", "//evil.example/", r"/\/evil.example/", "/%5Cevil.example/", "//evil.example/%41"]
)  # fmt: skip
def test_no_redirect_leads_to_another_site(site: httpx.Client, target: str) -> None:
    host = b"Host: here.example\r\nConnection: close\r\n\r\n"
    head = raw(site, b"GET " + target.encode() + b" HTTP/1.1\r\n" + host).partition(b"\r\n\r\n")[0]
    assert head.startswith(b"HTTP/1.1 ")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"location:"):
            location = line.partition(b":")[2].strip()
            assert location.startswith(b"/") and location[1:2] not in (b"/", b"\\")


def test_a_host_that_is_no_name_is_refused(site: httpx.Client) -> None:
    for host in ('a"><script>', "a b", "a/b", "a@b", "a?b", "a\\b"):
        answer = raw(
            site,
            f"GET /force/essex HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode(),
        )
        assert answer.startswith(b"HTTP/1.1 400"), host
    for host in ("example.org", "example.org:8001", "[::1]:8001", "xn--80ak6aa92e.com"):
        assert site.head("/licence", headers={"Host": host}).status_code == 200


def test_refusals_carry_safe_headers_too(site: httpx.Client) -> None:
    for method in ("POST", "DELETE", "TRACE", "ANYTHING"):
        answer = site.request(method, "/force/essex")
        assert answer.status_code == 405
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "cache-control" not in answer.headers


@pytest.mark.parametrize(
    "address",
    ["/openpeel/grades/x", "/openpeel/reconciliation/1", "/openpeel/glossary_term/ocg.blob?_blob_column=id&_blob_hash=1",
     "/openpeel/reconciliation/x.blob?_blob_column=id"],
)  # fmt: skip
def test_what_has_no_row_of_its_own_is_404(site: httpx.Client, address: str) -> None:
    assert site.get(address).status_code in (400, 404)


def test_a_page_of_thousands_of_rows_is_cut_into_pages_and_so_is_its_json(
    site: httpx.Client,
) -> None:
    for size in ("max", "1001", "20000", "20001", "m%61x", "9" * 5000):
        page = site.get(f"/openpeel/judgment?_size={size}")
        assert page.status_code == 200
        assert page.text.count("<tr") == 1 + MOST_ROWS_ON_A_PAGE
        assert "_next=" in page.text
    answer = site.get("/openpeel/judgment.json?_size=max&_shape=array")
    assert len(answer.json()) == MOST_ROWS_IN_JSON
    assert answer.links["next"]["url"]


# Workbooks -------------------------------------------------------------------------------------


def workbook(path: Path, rows: bytes) -> Path:
    """A workbook of one sheet into whose XML rows were put by hand."""
    plain = path.with_name("plain.xlsx")
    book = Workbook()
    assert book.active is not None
    book.active.append(["Reference", "Recommendation", "Status"])
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            out.writestr(name, content)
    return path


def test_a_workbook_that_counts_rows_it_has_not_is_refused(tmp_path: Path) -> None:
    rows = b'<row r="900000000"><c r="A900000000"><v>1</v></c></row>'
    with pytest.raises(DataError, match="too many rows"):
        read_list(workbook(tmp_path / "list.xlsx", rows))


@pytest.mark.slow
def test_a_workbook_of_more_cells_than_a_list_has_is_refused(tmp_path: Path) -> None:
    row = b'<row r="%d">' + b"<c><v>1</v></c>" * 16_000 + b"</row>"
    rows = b"".join(row % number for number in range(2, 40))
    path = workbook(tmp_path / "list.xlsx", rows)
    assert path.stat().st_size < 100_000
    with pytest.raises(DataError, match="too many (cells|elements)"):
        read_list(path)
