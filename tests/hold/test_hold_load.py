"""Many readers at once, some of them hostile: the others are answered, and memory stays flat."""

from __future__ import annotations

import random
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import httpx
from asking_in_process import ENDLESS
from holding import LONG, choose, drawing, record_figures

SECONDS = choose(4, 600)
READERS, HOSTILE = (6, 6) if LONG else (2, 2)
PAGES = [
    "/", "/forces", "/force/essex", "/force/kent", "/improvements", "/measures", "/search?q=domestic",
    "/openpeel/judgment", "/openpeel/judgment.json?_size=100", "/data/force.csv", "/glossary", "/themes",
    "/openpeel/observation_detail?area_id=essex", "/inspection/essex-2016-effectiveness", "/reconciliation",
]  # fmt: skip
SQL = [
    ENDLESS,
    "select length(ltrim(printf('%.*c',249000,'a'),printf('%.*c',20000,'b')||'a'))",
    "select hex(randomblob(100000)) from observation, judgment",
    "select count(*) from judgment a, judgment b, judgment c where a.rowid + b.rowid = c.rowid",
    "select group_concat(hex(zeroblob(9000))) from judgment",
]


class Readers:
    """Readers in threads, and what they were answered."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.until = time.monotonic() + SECONDS
        self.lock = threading.Lock()
        self.times: list[float] = []
        self.codes: Counter[str] = Counter()

    def note(self, who: str, code: object, took: float | None = None) -> None:
        with self.lock:
            self.codes[f"{who} {code}"] += 1
            if took is not None:
                self.times.append(took)

    def read(self, draw: random.Random) -> None:
        """Somebody who reads pages and waits a little between them."""
        with httpx.Client(base_url=self.address, timeout=60, follow_redirects=True) as client:
            while time.monotonic() < self.until:
                began = time.monotonic()
                answer = client.get(draw.choice(PAGES))
                self.note("reader", answer.status_code, time.monotonic() - began)
                time.sleep(draw.uniform(0.05, 0.4))

    def attack(self, draw: random.Random) -> None:
        """Somebody who asks what takes long, goes away early, or sends half a request."""
        while time.monotonic() < self.until:
            if draw.random() < 0.3:
                self.send_halves(draw)
                continue
            question = urlencode({"sql": draw.choice(SQL), "_shape": "array"})
            wait = draw.choice([0.2, 60])
            try:
                answer = httpx.get(f"{self.address}openpeel.json?{question}", timeout=wait)
                self.note("hostile", answer.status_code)
            except httpx.TimeoutException:
                self.note("hostile", "left")
            except httpx.TransportError:
                self.note("hostile", "closed")

    def send_halves(self, draw: random.Random) -> None:
        """Open many connections, say half a request on each, and hang up after a while."""
        url = httpx.URL(self.address)
        streams = []
        for _ in range(40):
            try:
                stream = socket.create_connection((url.host, url.port or 80), timeout=5)
                stream.sendall(b"GET /force/essex HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 50)
                streams.append(stream)
            except OSError:
                self.note("hostile", "refused")
        self.note("hostile", "half")
        time.sleep(draw.uniform(0.1, 1))
        for stream in streams:
            stream.close()


def megabytes(process: int) -> float:
    """The memory of a process."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def test_readers_are_answered_beside_hostile_ones(database: Path) -> None:
    command = [sys.executable, "-m", "openpeel.cli", "serve", "--port", "0", "--db", str(database)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            lines = iter(server.stdout.readline, "")
            address = next(m[1] for line in lines if (m := re.search(r"is at (\S+)", line)))
            for page in PAGES:
                assert httpx.get(address.rstrip("/") + page, timeout=60).status_code == 200, page
            readers = Readers(address)
            threads = [
                threading.Thread(target=work, args=(drawing(f"load {number}"),))
                for number, work in enumerate([readers.read] * READERS + [readers.attack] * HOSTILE)
            ]
            for thread in threads:
                thread.start()
            memory = []
            while time.monotonic() < readers.until:
                time.sleep(min(5, SECONDS / 4))
                memory.append(megabytes(server.pid))
            for thread in threads:
                thread.join()
        finally:
            server.terminate()
            server.stdout.close()
    judge(readers, memory)


def judge(readers: Readers, memory: list[float]) -> None:
    """No error of the server; and in a long run, which has a quiet machine, the times and memory."""
    times = sorted(readers.times)
    p99 = times[int(len(times) * 0.99)]
    half = len(memory) // 2
    early, late = max(memory[: half or 1]), max(memory[half:])
    record_figures(
        "load", seconds=SECONDS, readers=READERS, hostile=HOSTILE, **dict(readers.codes),
        median=round(times[len(times) // 2], 3), p99=round(p99, 3), slowest=round(times[-1], 3),
        megabytes_first_half=round(early), megabytes_second_half=round(late),
    )  # fmt: skip
    assert {code for code in readers.codes if code.startswith("reader")} == {"reader 200"}
    # 503 is what a hostile reader is told who asks for more than can wait.
    assert not {code for code in readers.codes if code.endswith(" 500")}
    assert late < early * 1.15 + 20
    if LONG:
        assert p99 < 2
