"""One reader cannot keep the server from the others, whatever they ask or send."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from asking_in_process import ENDLESS, asking, readers_asking, within
from datasette.app import Datasette

from openpeel.web import listener
from openpeel.web.leash import MOST_CALLS, Late, Leash, Reader
from openpeel.web.plugins.limits import LONGEST_VALUE
from openpeel.web.server import Served, make_site

# Seconds of processor time that one call may take, so that a busy machine changes nothing.
MOST_SECONDS = 0.12


@pytest.fixture(scope="module")
def leash(database: Path) -> Leash:
    """A reader's connection with its bounds."""
    served = make_site(database).get_database("openpeel")
    leash: Leash = served.fresh.get()[0]
    served.prepare(leash)
    return leash


def seconds_of(leash: Leash, sql: str, values: tuple[Any, ...]) -> float:
    """Processor time of a query on a reader's connection; errors are answers too."""
    began = time.thread_time()
    try:
        with leash.held(30, None):
            leash.connection.execute(sql, values).fetchall()
    except (sqlite3.Error, OverflowError):
        pass
    return time.thread_time() - began


# Functions -------------------------------------------------------------------------------------

LONG = "a" * (LONGEST_VALUE - 1_000)
HALF = "a" * (LONGEST_VALUE // 2) + "b"
DISTINCT = "".join(map(chr, range(256, 8_000))) + "a"
OBJECT = "{" + ",".join(f'"{number:x}":1' for number in range(24_000)) + "}"


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("select ltrim(?, ?)", (LONG, DISTINCT)),
        ("select rtrim(?, ?)", (LONG, DISTINCT)),
        ("select trim(?, ?)", (LONG, DISTINCT)),
        ("select trim(?, ?)", (LONG.encode(), DISTINCT)),
        ("select instr(?, ?)", (LONG, HALF)),
        ("select instr(?, ?)", (LONG.encode(), HALF.encode())),
        ("select instr(?, ?)", (LONG.encode(), HALF)),
        ("select replace(?, ?, 'x')", (LONG, HALF)),
        ("select replace(?, ?, 'x')", (LONG.encode(), HALF)),
        ("select replace(?, 'a', ?)", (LONG, LONG)),
        ("select ? like ?", (LONG, "%" + "a" * 2_000 + "b")),
        ("select ? like ? escape '!'", (LONG, "%a" * 149 + "b")),
        ("select json_patch(?, ?)", (OBJECT, OBJECT)),
        ("select printf('%.90000000c', 'a')", ()),
        ("select format('%.*c', 90000000, 'a')", ()),
        ("select printf(cast('%.90000000c' as blob), 'a')", ()),
    ],
)  # fmt: skip
def test_functions_on_the_longest_texts_are_quick(
    leash: Leash, sql: str, values: tuple[Any, ...]
) -> None:
    assert seconds_of(leash, sql, values) < MOST_SECONDS


def test_every_function_is_quick_on_long_texts(leash: Leash) -> None:
    """Whatever SQLite has: a version with another slow function is found here."""
    draw = random.Random(16)
    text = "ab" * 6_000
    distinct = DISTINCT[:8_000]
    values = [text, distinct + "b", distinct.encode(), OBJECT[:12_000] + "}", "%a" * 100, 7, "$.a"]
    functions = leash.connection.execute(
        "select distinct name, narg from pragma_function_list where name <> 'load_extension'"
    ).fetchall()
    assert len(functions) > 80
    slow = {}
    for name, count in sorted(map(tuple, functions)):
        for given in [count] if count >= 0 else [1, 2, 3]:
            asked = f'select "{name}"({", ".join("?" * given)})'
            for _ in range(8):
                spent = seconds_of(leash, asked, tuple(draw.choices(values, k=given)))
                if spent > 0.1:
                    slow[name] = spent
    assert not slow


def test_replaced_functions_answer_as_those_of_sqlite(leash: Leash) -> None:
    plain = sqlite3.connect(":memory:")
    texts = [
        None,
        "",
        "a",
        "Essex",
        "sS",
        "%ss%",
        "%S_%",
        "é",
        "%É%",
        5,
        1.5,
        b"ss",
        "x%s|%d|%5.1f",
    ]
    asked = {
        2: ["trim(?, ?)", "ltrim(?, ?)", "rtrim(?, ?)", "instr(?, ?)", "? like ?", "? glob ?",
            "printf(?, ?)", "format(?, ?)"],
        3: ["replace(?, ?, ?)", "printf(?, ?, ?)"],
    }  # fmt: skip
    for count, functions in asked.items():
        for function in functions:
            for first in texts:
                for second in texts:
                    values = (first, second, "y")[:count]
                    with leash.held(30, None):
                        ours = leash.connection.execute(f"select {function}", values).fetchone()
                    theirs = plain.execute(f"select {function}", values).fetchone()
                    assert tuple(ours) == theirs, (function, values)
    escaped = "select 'a%b' like '%!%%' escape '!', 'ab' like '%!%%' escape '!', null like null"
    with leash.held(30, None):
        ours = leash.connection.execute(escaped).fetchone()
    assert tuple(ours) == (1, 0, None)
    plain.close()


def test_an_error_of_a_replaced_function_has_words(site: httpx.Client) -> None:
    for sql, words in {
        "select printf('%99999d', 1)": "too wide",
        "select json_patch('x', '{}')": "malformed JSON",
        "select 1 like 1 escape 'ab'": "single character",
    }.items():
        answer = site.get(asking(sql))
        assert answer.status_code == 400
        assert words in answer.json()["error"]


def test_a_query_of_too_many_calls_is_refused(database: Path) -> None:
    async def ask(site: Datasette) -> None:
        calls = ", ".join(["json(x)"] * (MOST_CALLS + 1))
        answer = await site.client.get(asking(f"select {calls} from (select '[1]' as x)"))
        assert answer.status_code == 400
        assert f"at most {MOST_CALLS}" in answer.json()["error"]

    within(database, ask)


# Time ------------------------------------------------------------------------------------------


def test_replaced_functions_look_at_the_clock(leash: Leash) -> None:
    """The calls of one row follow each other without a step at which SQLite would."""
    for operator, pattern in {
        "like": "%" + "a" * 290 + "b",
        "glob": "*" + "[a-z]" * 20 + "b",
    }.items():
        sql = "select " + ", ".join([f"?1 {operator} ?2"] * 60)
        began = time.thread_time()
        with pytest.raises(Late), leash.held(0.05, None):
            leash.connection.execute(sql, (LONG, pattern)).fetchall()
        assert time.thread_time() - began < 0.8


def test_the_watchdog_interrupts_what_is_late(leash: Leash) -> None:
    """Also where no handler of Datasette's looks at the time."""
    endless = ENDLESS.replace("from n)", "from n limit 20000000)")
    with pytest.raises(Late), leash.held(0.1, None):
        leash.connection.execute(endless).fetchall()


def test_one_step_that_takes_long_is_interrupted(database: Path) -> None:
    """A full-text search is one step, in which SQLite looks at no clock."""
    sql = (
        "select count(*) from search_entry_fts where search_entry_fts match"
        " replace(hex(zeroblob(10000)), '00', 'a* ')"
    )

    async def ask(site: Datasette) -> None:
        began = time.process_time()
        answer = await site.client.get(asking(sql, _timelimit="100"))
        assert answer.status_code == 400
        assert "too long" in answer.text
        assert time.process_time() - began < 2.5
        assert (await site.client.get(asking("select 1 as one"))).json() == [{"one": 1}]

    within(database, ask)


def test_a_query_ends_when_its_reader_has_gone(database: Path) -> None:
    async def ask(site: Datasette) -> None:
        served = site.get_database("openpeel")
        app = site.app()
        messages = iter(["http.request"])

        async def receive() -> dict[str, Any]:
            kind = next(messages, "http.disconnect")
            if kind == "http.disconnect":
                await asyncio.sleep(0.2)
            return {"type": kind, "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            pass

        path, _, query = asking(ENDLESS).partition("?")
        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "headers": [(b"host", b"localhost")], "scheme": "http",
        }  # fmt: skip
        await site.client.get("/openpeel.json?sql=select+1")
        site.sql_time_limit_ms = 60_000
        began = time.monotonic()
        await app(scope, receive, send)
        # Not when its time was up, which is later even on a busy machine.
        assert time.monotonic() - began < 30
        assert served.waiting == 0

    within(database, ask)


def test_a_reader_who_left_the_queue_is_not_answered(leash: Leash) -> None:
    reader = Reader()
    reader.is_gone = True
    with pytest.raises(sqlite3.OperationalError), leash.held(30, reader):
        pytest.fail("the query was run")


def test_files_need_no_thread_of_readers(database: Path) -> None:
    async def ask(site: Datasette) -> None:
        async with readers_asking(site, 6) as long:
            assert (await site.client.get("/data/force.csv")).status_code == 200
            assert not any(task.done() for task in long)

    within(database, ask)


def test_what_is_under_way_ends_with_the_server(database: Path) -> None:
    served = make_site(database).get_database("openpeel")
    assert isinstance(served, Served)
    errors: list[str] = []

    def work() -> None:
        try:
            served.for_files[0].execute(ENDLESS).fetchall()
        except sqlite3.OperationalError as error:
            errors.append(str(error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    # It may not have begun to work yet.
    for _ in range(600):
        if thread.is_alive():
            served.end_queries()
            thread.join(0.1)
    assert errors == ["interrupted"]


# Connections -----------------------------------------------------------------------------------


@dataclass
class SmallServer:
    """A server's port, how many slow requests it has begun to answer, and whether they may end."""

    port: int = 0
    slow: int = 0
    may_end: bool = False


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallServer]:
    """A small server with the connections of the site, of which it takes four."""
    small = SmallServer()
    monkeypatch.setattr(listener, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(listener, "REQUEST_SECONDS", 0.4)
    monkeypatch.setattr(listener, "MOST_CONNECTIONS", 4)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            while (await receive()).get("more_body"):
                pass
            if scope["path"] == "/slow":
                # What a test does meanwhile may take long on a busy machine.
                small.slow += 1
                while not small.may_end:
                    await asyncio.sleep(0.01)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"whole"})

    config = uvicorn.Config(
        app, http=listener.connection_class(), lifespan="off", log_level="error"
    )
    server = uvicorn.Server(config)
    socket_ = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket_]}, daemon=True)
    thread.start()
    small.port = socket_.getsockname()[1]
    yield small
    server.should_exit = server.force_exit = True
    thread.join(3)
    socket_.close()


@pytest.fixture
def port(small: SmallServer) -> int:
    """The port of a small server."""
    return small.port


def opened(port: int, request: bytes) -> socket.socket:
    """A connection that has sent something."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(request)
    return connection


WHOLE = b"GET /%b HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "part",
    [b"", b"GET / HTTP/1.1\r\nHost: he", b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nab"],
)  # fmt: skip
def test_half_a_request_is_not_waited_for(port: int, part: bytes) -> None:
    with opened(port, part) as connection:
        answer = connection.recv(1000)
        assert answer.startswith(b"HTTP/1.1 408") or (b"POST" in part and not answer)


def test_half_a_request_after_a_whole_one_is_not_waited_for(port: int) -> None:
    with opened(port, WHOLE.replace(b"Connection: close\r\n", b"") % b"") as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET / HT")
        answer = b""
        while piece := connection.recv(1000):
            answer += piece
        assert b"HTTP/1.1 408" in answer


def test_half_sent_requests_give_way_to_whole_ones(port: int) -> None:
    half = [opened(port, b"GET / HTTP") for _ in range(8)]
    with opened(port, WHOLE % b"") as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    assert half[0].recv(1000).startswith(b"HTTP/1.1 408")
    for each in half:
        each.close()


def test_more_readers_than_connections_are_told_to_come_again(small: SmallServer) -> None:
    slow = [opened(small.port, WHOLE % b"slow") for _ in range(4)]
    while small.slow < 4:
        time.sleep(0.01)
    with opened(small.port, WHOLE % b"") as connection:
        answer = connection.recv(1000)
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"retry-after" in answer
    small.may_end = True
    for each in slow:
        assert each.recv(1000).startswith(b"HTTP/1.1 200")
        each.close()


def test_connections_are_fewer_than_file_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    for allowed, most in {1024: 824, 100_000: 1000, 64: 10, -1: 1000}.items():
        monkeypatch.setattr(listener.resource, "getrlimit", lambda _, a=allowed: (a, a))
        assert listener.most_connections() == most


def test_log_lines_are_limited_and_counted() -> None:
    few = listener.FewLines(most=3, seconds=60)

    def record() -> logging.LogRecord:
        return logging.LogRecord("x", logging.WARNING, "", 0, "refused %s", ("y",), None)

    assert [few.filter(record()) for _ in range(10)] == [True] * 3 + [False] * 7
    few.began -= 60
    last = record()
    assert few.filter(last)
    assert last.getMessage() == "refused y (7 lines before were left out)"


# Arguments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["judgment?_facet=%00", "measure?_where=%00", "judgment?_through=9", "measure?id__in=[1",
     "judgment?_where=randomblob(300000)", "?sql=%00", "judgment?_sort=%00",
     "judgment?_facet_date=%7B%7D", "judgment?_facet=[1]", "open-items?_next=99999999999999999999"],
)  # fmt: skip
def test_what_cannot_be_answered_is_explained(site: httpx.Client, address: str) -> None:
    answer = site.get(f"/openpeel/{address}".replace("/?", "?"))
    assert answer.status_code == 400
    assert len(answer.text) > 50
