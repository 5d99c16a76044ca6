"""A build that swaps the file under a server: the old data go on, or the new are served, whole."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from serving import client_of

from openpeel.loaders.digests import NOT_YET, seal
from openpeel.loaders.errors import DataError
from openpeel.web import reloading
from openpeel.web.asgi import App, Message, Receive, Send
from openpeel.web.reloading import Reloading, Serving
from openpeel.web.server import close_site, make_site

OLD, NEW = "Essex Police", "Wessex Police"


@pytest.fixture
def path(database: Path, tmp_path: Path) -> Path:
    """The database where a server finds it."""
    return Path(shutil.copy(database, tmp_path / "openpeel.db"))


@pytest.fixture
def newer(database: Path, tmp_path: Path) -> Path:
    """Another database, whole and with another name of a force, beside it."""
    copy = Path(shutil.copy(database, tmp_path / "newer.db"))
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        for table in ("area", "force"):
            db.execute(f"update {table} set name = ? where name = ?", [NEW, OLD])
        db.execute("update release set file_sha256 = ?", [NOT_YET])
    seal(copy)
    return copy


ADDRESSES = ("/force/essex", "/data/force.csv", "/openpeel/force.json", "/openpeel/force/essex")


async def ask(app: App, address: str) -> httpx.Response:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://site"
    ) as client:
        return await client.get(address)


def test_a_site_reads_the_file_that_it_was_made_of(path: Path, newer: Path) -> None:
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    site = make_site(path)
    os.replace(newer, path)

    async def run() -> None:
        app = site.app()
        for address in ADDRESSES:
            text = (await ask(app, address)).text
            assert OLD in text and NEW not in text, address
        file = await ask(app, "/openpeel.db")
        assert hashlib.sha256(file.content).hexdigest() == before
        assert file.headers["content-disposition"] == 'attachment; filename="openpeel.db"'
        assert int(file.headers["content-length"]) == len(file.content)

    asyncio.run(run())
    close_site(site)


def test_a_file_that_is_replaced_while_it_is_opened_is_not_mixed(
    path: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openpeel.web import server

    def replace_first(*arguments: object, **others: object) -> object:
        os.replace(newer, path)
        return original(*arguments, **others)

    original: Callable[..., object] = server.Catalogue
    monkeypatch.setattr(server, "Catalogue", replace_first)
    with pytest.raises(DataError, match="was replaced while it was opened"):
        make_site(path)


def made_site(name: str, closed: list[str], released: asyncio.Event | None = None) -> Serving:
    """A site that says its name, once it may."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if released and scope["path"] == "/slow":
            await released.wait()
        await send({"type": "http.response.body", "body": name.encode()})

    return Serving(app, lambda wait: closed.append(name))


def test_requests_under_way_are_answered_by_the_old_site_and_later_ones_by_the_new() -> None:
    async def run() -> None:
        released, closed = asyncio.Event(), list[str]()
        coming = iter([made_site("old", closed, released), made_site("new", closed)])
        sites = Reloading(lambda: next(coming))
        slow = asyncio.ensure_future(ask(sites, "/slow"))
        await asyncio.sleep(0.01)
        sites.ask()
        assert sites.at_work
        await sites.at_work
        assert (await ask(sites, "/")).text == "new"
        assert closed == [] and not slow.done()
        released.set()
        assert (await slow).text == "old"
        assert closed == ["old"]
        sites.stop()
        assert closed == ["old", "new"]

    asyncio.run(run())


def test_an_old_site_goes_on_where_the_new_file_is_refused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def run() -> None:
        closed = list[str]()
        sites = Reloading(lambda: made_site("old", closed))

        def refuse() -> Serving:
            raise DataError("not intact", Path("openpeel.db"))

        sites.make = refuse
        sites.ask()
        assert sites.at_work
        await sites.at_work
        assert (await ask(sites, "/")).text == "old" and closed == []

    asyncio.run(run())
    assert caplog.messages == ["not reloaded, the old data go on: openpeel.db: not intact"]


def test_what_is_asked_while_a_site_is_made_makes_another() -> None:
    async def run() -> None:
        made = list[str]()

        def make() -> Serving:
            made.append(str(len(made)))
            return made_site(made[-1], [])

        sites = Reloading(make)
        sites.ask()
        await asyncio.sleep(0)  # it begins
        sites.ask()
        sites.ask()
        assert sites.at_work
        await sites.at_work
        assert made == ["0", "1", "2"]

    asyncio.run(run())


async def alive(app: Reloading, while_alive: Callable[[], asyncio.Future[None]]) -> None:
    """Let an application begin and end as a server does."""
    messages = [{"type": "lifespan.startup"}]
    ended = asyncio.Event()
    begun = asyncio.Event()

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await ended.wait()
        return {"type": "lifespan.shutdown"}

    async def send(message: Message) -> None:
        begun.set()

    life = asyncio.ensure_future(app({"type": "lifespan"}, receive, send))
    await begun.wait()
    await while_alive()
    ended.set()
    await life


def test_a_replaced_file_is_noticed_where_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reloading, "SECONDS_BETWEEN_LOOKS", 0.01)
    (tmp_path / "a.db").write_text("old")
    (tmp_path / "b.db").write_text("new!")
    made = list[str]()

    def make() -> Serving:
        made.append((tmp_path / "a.db").read_text())
        return made_site(made[-1], [])

    async def run() -> None:
        sites = Reloading(make, (tmp_path / "a.db",))

        async def replace() -> None:
            await asyncio.sleep(0.05)
            os.replace(tmp_path / "b.db", tmp_path / "a.db")
            for _ in range(300):
                await asyncio.sleep(0.01)
                if len(made) > 1:
                    break
            # Once is enough.
            await asyncio.sleep(0.05)

        await alive(sites, lambda: asyncio.ensure_future(replace()))

    asyncio.run(run())
    assert made == ["old", "new!"]


def test_a_closed_terminal_ends_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[int] = []
    monkeypatch.setattr(reloading, "is_terminal_gone", lambda: True)
    monkeypatch.setattr(signal, "raise_signal", raised.append)
    Reloading(lambda: made_site("old", [])).ask()
    assert raised == [signal.SIGTERM]


@pytest.fixture
def served(path: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server as a user starts it, and its client."""
    command = [sys.executable, "-m", "openpeel.cli", "serve", "--port", "0", "--db", str(path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        for client in client_of(server):
            yield server, client
        server.terminate()
        server.communicate()


def test_sighup_moves_a_server_to_the_new_database(
    served: tuple[subprocess.Popen[str], httpx.Client], path: Path, newer: Path
) -> None:
    server, client = served
    good = newer.read_bytes()
    newer.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    os.replace(newer, path)
    assert OLD in client.get("/force/essex").text
    assert server.stderr is not None
    server.send_signal(signal.SIGHUP)
    assert "not reloaded, the old data go on" in server.stderr.readline()
    assert OLD in client.get("/force/essex").text
    newer.write_bytes(good)
    os.replace(newer, path)
    with client.stream("GET", "/openpeel.db") as download:
        server.send_signal(signal.SIGHUP)
        assert "reloaded" in server.stderr.readline()
        # Begun before, and so of the old database.
        assert OLD.encode() in download.read()
    for address in ADDRESSES:
        text = client.get(address).text
        assert NEW in text, address
