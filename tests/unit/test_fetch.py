"""Sources are fetched whole and unaltered, or not at all and with a word why."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import socket
import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import made_files as made
import pytest
from click.testing import CliRunner
from reading_files import Read
from sqlite_utils import Database

from openpeel.cli import main as command
from openpeel.loaders.download import Patience, Unreached, redirected
from openpeel.loaders.errors import DataError
from openpeel.loaders.fetch import fetch
from openpeel.loaders.source_files import SourceFile, read_sources
from openpeel.loaders.statistics.load import find_files
from openpeel.loaders.statistics.rows import Extent

CONTENT = b"force,offences\n" + b"".join(b"Essex,%d\n" % n for n in range(30_000))
QUICK = Patience(connect=5, read=1.5, whole=60, tries=3, pause=0.01, longest_pause=0.05)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Handler(BaseHTTPRequestHandler):
    """Answers by the next line of the script; the last one stands for all that follow."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:  # noqa: N802
        script = self.server.script
        self.server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        answer = script.pop(0) if len(script) > 1 else script[0]
        try:
            answer(self)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass

    def head(self, status: int = 200, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Connection", "close")
        self.end_headers()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Answer] = []
        self.asked: list[tuple[str, dict[str, str]]] = []

    def address(self, path: str = "/file.csv") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


Answer = Callable[[Handler], None]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def source(server: Server) -> SourceFile:
    return SourceFile(
        id="offences",
        kind="crime-outcomes",
        title="Offences",
        publisher="Home Office",
        licence="Open Government Licence v3.0",
        page="https://example.org/offences",
        address=server.address(),
        file_name="offences.csv",
        media_type="text/csv",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        max_bytes=1_000_000,
        checked_on="2026-11-01",
        names=("offences*.csv", "offences*.xlsx"),
    )


def workbook() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        # With a day of their own, or two made a second apart would not be alike.
        for name, content in (("xl/workbook.xml", b"<workbook/>" * 500), ("xl/sheet.csv", CONTENT)):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@dataclass
class File:
    """A file as an orderly server gives it: with an ETag, and piece by piece if asked."""

    content: bytes = CONTENT
    etag: str = '"first"'
    kind: str = "text/csv"
    extra: dict[str, str] = field(default_factory=dict)

    def __call__(self, handler: Handler) -> None:
        start = self.start(handler)
        piece = self.content[start:]
        headers = {"Content_Length": len(piece), "ETag": self.etag, "Content_Type": self.kind}
        if start:
            whole = len(self.content)
            headers["Content_Range"] = f"bytes {start}-{whole - 1}/{whole}"
        handler.head(206 if start else 200, **headers, **self.extra)
        self.send(handler, piece)

    def start(self, handler: Handler) -> int:
        asked = handler.headers.get("Range")
        if asked and handler.headers.get("If-Range") == self.etag:
            return int(asked.removeprefix("bytes=").removesuffix("-"))
        return 0

    def send(self, handler: Handler, piece: bytes) -> None:
        handler.wfile.write(piece)


@dataclass
class Breaking(File):
    """Breaks off after some bytes."""

    after: int = 100_000

    def send(self, handler: Handler, piece: bytes) -> None:
        handler.wfile.write(piece[: self.after])
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)


@dataclass
class Slow(File):
    """Sends in small pieces with pauses."""

    pause: float = 0.05

    def send(self, handler: Handler, piece: bytes) -> None:
        step = len(piece) // 8 + 1
        for start in range(0, len(piece), step):
            handler.wfile.write(piece[start : start + step])
            handler.wfile.flush()
            time.sleep(self.pause)


class WithoutRange(File):
    """Sends the whole, whatever was asked for."""

    def start(self, handler: Handler) -> int:
        return 0


def status(code: int, **headers: object) -> Answer:
    return lambda handler: handler.head(code, Content_Length=0, **headers)


def send(body: bytes, **headers: object) -> Answer:
    def answer(handler: Handler) -> None:
        handler.head(200, **{"Content_Length": len(body), **headers})
        handler.wfile.write(body)

    return answer


def refuse(source: SourceFile, folder: Path, *words: str) -> DataError:
    """The error of a source that cannot be fetched; it leaves nothing that looks like it."""
    with pytest.raises(DataError) as caught:
        fetch(source, folder, patience=QUICK)
    for word in ("offences", *words):
        assert word in str(caught.value)
    assert not (folder / source.file_name).exists()
    return caught.value


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole_with_its_progress(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [File()]
    seen: list[tuple[int, int | None]] = []
    got = fetch(source, tmp_path / "new", progress=lambda done, total: seen.append((done, total)))
    assert got.path.read_bytes() == CONTENT
    assert (got.size, got.sha256, got.was_there) == (len(CONTENT), source.sha256, False)
    assert left_behind(tmp_path / "new") == ["offences.csv"]
    assert seen[0] == (0, len(CONTENT)) and seen[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert server.asked[0][1]["accept-encoding"] == "identity"
    assert server.asked[0][1]["user-agent"].startswith("openpeel/")


def test_a_file_of_untold_length_comes_whole(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    def answer(handler: Handler) -> None:
        handler.head(200, Transfer_Encoding="chunked")
        for start in range(0, len(CONTENT), 50_000):
            piece = CONTENT[start : start + 50_000]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")

    server.script = [answer]
    seen: list[int | None] = []
    got = fetch(source, tmp_path, progress=lambda _, total: seen.append(total))
    assert got.path.read_bytes() == CONTENT
    assert set(seen) == {None}


def test_what_is_there_is_not_fetched_again(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    (tmp_path / "offences.csv").write_bytes(CONTENT)
    got = fetch(source, tmp_path)
    assert got.was_there and server.asked == []
    server.script = [File()]
    assert not fetch(source, tmp_path, again=True).was_there


def test_another_file_of_that_name_is_told_and_kept(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    (tmp_path / "offences.csv").write_bytes(b"mine")
    with pytest.raises(DataError, match=r"not the file as published; --again.*found.*expected"):
        fetch(source, tmp_path)
    assert (tmp_path / "offences.csv").read_bytes() == b"mine"
    assert fetch(replace(source, sha256=None), tmp_path).was_there
    server.script = [File()]
    fetch(source, tmp_path, again=True)
    assert (tmp_path / "offences.csv").read_bytes() == CONTENT


def test_the_old_file_stays_when_the_new_one_is_wrong(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    (tmp_path / "offences.csv").write_bytes(b"old")
    server.script = [File(content=CONTENT[:-1] + b"!")]
    with pytest.raises(DataError, match="not the file as published; .*found.*expected"):
        fetch(source, tmp_path, again=True, patience=QUICK)
    assert (tmp_path / "offences.csv").read_bytes() == b"old"
    assert left_behind(tmp_path) == ["offences.csv"]


def test_a_slow_server_is_waited_for(server: Server, source: SourceFile, tmp_path: Path) -> None:
    server.script = [Slow()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert len(server.asked) == 1


def test_a_server_too_slow_for_any_patience_is_given_up(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [Slow(pause=0.2)]
    with pytest.raises(Unreached, match="too slowly"):
        fetch(source, tmp_path, patience=replace(QUICK, whole=0.5))


def test_a_server_that_falls_silent_is_asked_again(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [Slow(pause=3), File()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    second = server.asked[1][1]
    assert second["range"].startswith("bytes=") and second["if-range"] == '"first"'


def test_a_download_that_breaks_off_is_gone_on_with(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    # Breaks off more often than there are tries in a row: each brings something new.
    server.script = [Breaking(after=60_000)]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert len(server.asked) > QUICK.tries
    starts = [int(h.get("range", "bytes=0-")[6:-1]) for _, h in server.asked]
    assert starts == sorted(set(starts))


def test_the_next_run_goes_on_where_the_last_stopped(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [Breaking(), status(503)]
    with pytest.raises(Unreached, match=r"given up after 3 tries.*503"):
        fetch(source, tmp_path, patience=QUICK)
    assert left_behind(tmp_path) == [".offences.csv.part", ".offences.csv.part.json"]
    server.script, server.asked = [File()], []
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert [h.get("range") for _, h in server.asked] == ["bytes=100000-"]
    assert left_behind(tmp_path) == ["offences.csv"]


def test_a_file_that_has_changed_meanwhile_is_taken_anew(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [
        Breaking(content=b"x" * 200_000),
        File(etag='"second"'),
    ]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert server.asked[1][1]["if-range"] == '"first"'


def test_a_server_that_knows_no_pieces_sends_it_all_again(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [Breaking(), WithoutRange()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT


def test_without_a_mark_of_the_edition_nothing_is_joined(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [Breaking(etag='W/"weak"'), File()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert "range" not in server.asked[1][1]


def test_a_piece_from_elsewhere_is_not_joined(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    def other_piece(handler: Handler) -> None:
        handler.head(206, Content_Length=5, Content_Range=f"bytes 7-11/{len(CONTENT)}")
        handler.wfile.write(b"wrong")

    server.script = [Breaking(), other_piece, File()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert "range" not in server.asked[2][1]


def test_a_piece_of_another_edition_is_not_joined(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    """Of a server that takes no notice of If-Range."""

    def rest_of_another(handler: Handler) -> None:
        start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        piece = CONTENT[start:]
        whole = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        handler.head(206, Content_Length=len(piece), Content_Range=whole, ETag='"second"')
        handler.wfile.write(piece)

    server.script = [Breaking(content=b"x" * 200_000), rest_of_another, File(etag='"second"')]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert len(server.asked) == 3


def test_a_part_that_is_all_there_needs_no_more(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    (tmp_path / ".offences.csv.part").write_bytes(CONTENT)
    note = tmp_path / ".offences.csv.part.json"
    note.write_text(f'{{"validator": "\\"first\\"", "address": "{source.address}"}}')
    server.script = [status(416, Content_Range=f"bytes */{len(CONTENT)}")]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT


def test_a_part_that_goes_past_the_end_is_thrown_away(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    (tmp_path / ".offences.csv.part").write_bytes(CONTENT + b"more")
    note = tmp_path / ".offences.csv.part.json"
    note.write_text(f'{{"validator": "\\"first\\"", "address": "{source.address}"}}')
    server.script = [status(416, Content_Range=f"bytes */{len(CONTENT)}"), File()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT


@pytest.mark.parametrize("note", ["", "{", "[]", '{"validator": "a", "address": "elsewhere"}'])
def test_a_part_of_unknown_edition_is_thrown_away(
    note: str, server: Server, source: SourceFile, tmp_path: Path
) -> None:
    (tmp_path / ".offences.csv.part").write_bytes(b"something else")
    (tmp_path / ".offences.csv.part.json").write_text(note)
    server.script = [File()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert "range" not in server.asked[0][1]


def test_redirects_are_followed(server: Server, source: SourceFile, tmp_path: Path) -> None:
    server.script = [
        status(301, Location="/moved"),
        status(302, Location=server.address("/there?x=1")),
        File(),
    ]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
    assert [path for path, _ in server.asked] == ["/file.csv", "/moved", "/there?x=1"]


def test_a_circle_of_redirects_is_left(server: Server, source: SourceFile, tmp_path: Path) -> None:
    server.script = [status(302, Location="/file.csv")]
    refuse(source, tmp_path, "redirected more than 5 times")
    assert len(server.asked) == 6


@pytest.mark.parametrize("location", ["ftp://example.org/a", "file:///etc/passwd", "data:,x"])
def test_a_redirect_off_the_web_is_refused(
    location: str, server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [status(302, Location=location)]
    refuse(source, tmp_path, "redirected to what is no")
    assert len(server.asked) == 1


def test_a_redirect_from_https_to_http_is_refused(source: SourceFile) -> None:
    request = httpx.Request("GET", "https://example.org/file")
    safe = httpx.Response(302, headers={"location": "https://other.example.org/b"})
    assert str(redirected(source, request, safe)) == "https://other.example.org/b"
    for location in ("http://example.org/file", "HTTP://other.example.org/"):
        with pytest.raises(DataError, match="redirected from https to http"):
            redirected(source, request, httpx.Response(302, headers={"location": location}))


def test_a_server_that_promises_too_much_is_given_up(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [send(CONTENT, Content_Length=len(CONTENT) + 10)]
    refuse(source, tmp_path, "given up after 3 tries")


def test_a_file_cut_short_by_its_length_is_not_taken(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [send(CONTENT, Content_Length=len(CONTENT) - 10)]
    refuse(source, tmp_path, "not the file as published", "expected")
    book = replace(source, sha256=None, media_type=WORKBOOK, file_name="book.xlsx")
    server.script = [send(workbook()[:-30])]
    refuse(book, tmp_path, "not a sound workbook")
    map_ = replace(source, sha256=None, media_type="application/geo+json", file_name="map.geojson")
    server.script = [send(b'{"type": "FeatureCollection", "features": [')]
    refuse(map_, tmp_path, "not sound GeoJSON")
    assert left_behind(tmp_path) == []


def test_a_sound_workbook_and_a_damaged_one(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    book = replace(source, sha256=None, media_type=WORKBOOK, file_name="book.xlsx")
    damaged = bytearray(workbook())
    damaged[60] ^= 0xFF
    server.script = [send(bytes(damaged))]
    refuse(book, tmp_path, "not a sound workbook")
    server.script = [send(workbook())]
    assert fetch(book, tmp_path, patience=QUICK).path.read_bytes() == workbook()


def test_a_pieced_answer_that_breaks_off_is_asked_for_again(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    def broken(handler: Handler) -> None:
        handler.head(200, Transfer_Encoding="chunked")
        handler.wfile.write(b"5\r\nforce\r\n")

    server.script = [broken, File()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_file_that_is_not_there_is_told_at_once(
    code: int, server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [status(code)]
    refuse(source, tmp_path, str(code), str(source.address), source.page)
    assert len(server.asked) == 1
    assert left_behind(tmp_path) == []


def test_a_busy_server_is_asked_again_when_it_says(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [status(503, Retry_After=1), status(429), File()]
    start = time.monotonic()
    patience = replace(QUICK, longest_pause=1)
    assert fetch(source, tmp_path, patience=patience).path.read_bytes() == CONTENT
    assert time.monotonic() - start >= 1


def test_a_server_that_is_not_there_is_given_up(source: SourceFile, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        refuse(replace(source, address=address), tmp_path, "given up after 3 tries", "Connect")
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"force,offences\n", "text/html; charset=utf-8"),
        (b"<!DOCTYPE html>\n<html><body>Sorry", "text/csv"),
        (b"\xef\xbb\xbf\n<HTML lang=en>", "application/octet-stream"),
        (b"<!-- cached -->\n<html>", "text/csv"),
    ],
)
def test_a_web_page_is_no_file(
    body: bytes, kind: str, server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [send(body, Content_Type=kind)]
    refuse(replace(source, sha256=None), tmp_path, "web page")
    assert left_behind(tmp_path) == []


def test_nothing_and_what_is_packed_are_refused(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    server.script = [send(b"")]
    refuse(source, tmp_path, "an empty file came")
    server.script = [send(gzip.compress(CONTENT), Content_Encoding="gzip")]
    refuse(source, tmp_path, "packed (gzip)")


def test_a_file_longer_than_it_may_be_is_refused(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    short = replace(source, max_bytes=100_000)
    server.script = [File()]
    seen: list[int] = []
    with pytest.raises(
        DataError, match=r"too long;.* found .348,905 bytes.; expected at most 100,000"
    ):
        fetch(short, tmp_path, progress=lambda done, _: seen.append(done), patience=QUICK)
    assert seen == []

    def endless(handler: Handler) -> None:
        handler.head(200, Transfer_Encoding="chunked")
        while True:
            handler.wfile.write(b"2710\r\n" + b"x" * 10_000 + b"\r\n")

    server.script = [endless]
    refuse(short, tmp_path, "too long", "more")
    assert left_behind(tmp_path) == []


def test_a_source_without_an_address_is_to_be_taken_by_hand(
    source: SourceFile, tmp_path: Path
) -> None:
    refuse(replace(source, address=None), tmp_path, "no address")
    by_hand = source.by_hand(tmp_path)
    assert f"open {source.page}" in by_hand
    assert f"save it as {tmp_path / 'offences.csv'}" in by_hand
    assert "offences*.csv, offences*.xlsx" in by_hand


def test_only_one_process_fetches_a_file(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    with (tmp_path / ".offences.csv.part").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(DataError, match="by another process"):
            fetch(source, tmp_path)
    server.script = [File()]
    fetch(source, tmp_path)


def test_a_folder_that_is_none_is_told(server: Server, source: SourceFile, tmp_path: Path) -> None:
    server.script = [File()]
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot be written"):
        fetch(source, tmp_path / "file")
    (tmp_path / "offences.csv").mkdir()
    with pytest.raises(DataError, match="is no file"):
        fetch(source, tmp_path)


# The command


def run(
    sources: list[SourceFile], *arguments: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str]:
    monkeypatch.setattr(command, "read_sources", lambda: sources)
    result = CliRunner().invoke(command.main, ["fetch", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_the_command_fetches_all_and_tells_all_that_went_wrong(
    server: Server, source: SourceFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [
        replace(source, id="by-hand", address=None, file_name="by-hand.csv"),
        replace(source, id="gone", file_name="gone.csv"),
        source,
    ]
    server.script = [status(404), File()]
    code, said = run(sources, "--sources", str(tmp_path), monkeypatch=monkeypatch)
    assert code == 1
    by_hand = f"by hand: open {source.page}, download this edition and save it as {tmp_path}"
    assert f"by-hand.csv: no address is known; {by_hand}/by-hand.csv" in said
    assert "Error: gone: the server answers 404" in said
    assert (
        f"\n  {by_hand}/gone.csv (or under another name that a build knows: offences*.csv" in said
    )
    assert "nobody has tried" not in said
    assert f"offences.csv: fetched, {len(CONTENT):,} bytes, sha256 {source.sha256}" in said
    assert (tmp_path / "offences.csv").read_bytes() == CONTENT

    code, said = run([source], "--sources", str(tmp_path), monkeypatch=monkeypatch)
    assert (code, "offences.csv: was there" in said) == (0, True)
    code, said = run([source], "--quiet", "--sources", str(tmp_path), monkeypatch=monkeypatch)
    assert (code, said) == (0, "")


def test_the_command_takes_names_and_knows_them(
    server: Server, source: SourceFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(source, id="other", file_name="other.csv")
    server.script = [File()]
    folder = ["--sources", str(tmp_path)]
    assert run([other, source], "offences", *folder, monkeypatch=monkeypatch)[0] == 0
    assert left_behind(tmp_path) == ["offences.csv"]
    code, said = run([other, source], "nothing", *folder, monkeypatch=monkeypatch)
    assert code == 2
    assert "no source is called 'nothing'; there are: other, offences" in said
    code, said = run([other, source], "--list", *folder, monkeypatch=monkeypatch)
    assert code == 0
    assert "offences.csv, there, checksum known" in said and "other.csv, not there, " in said
    assert said.count(f"  from {source.address}\n") == 2
    by_hand = replace(other, address=None)
    code, said = run([by_hand], "other", *folder, monkeypatch=monkeypatch)
    assert (code, "no address of the file is known" in said) == (1, True)


def test_the_bar_goes_back_when_a_download_starts_again(
    source: SourceFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with command.ProgressBar(source, quiet=False) as bar:
        for done in (0, 50, 100, 0, 60, 200):
            bar(done, 200)
            assert bar.bar is not None and bar.bar.pos == done
    with command.ProgressBar(source, quiet=False) as untold:
        untold(10, None)
        untold(20, None)
    with command.ProgressBar(source, quiet=True) as silent:
        silent(10, 200)
        assert silent.bar is None
    assert "offences.csv" in capsys.readouterr().err


def test_an_address_that_nobody_has_tried_is_marked(
    server: Server, source: SourceFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    untried = replace(source, checked_on=None)
    folder = ["--sources", str(tmp_path)]
    code, said = run([untried], "--list", *folder, monkeypatch=monkeypatch)
    assert f"from {source.address} (nobody has tried this address yet)" in said
    server.script = [status(404)]
    code, said = run([untried], *folder, monkeypatch=monkeypatch)
    assert code == 1
    assert "404" in said and "\n  nobody has tried this address yet\n  by hand: open" in said


def test_packed_file_that_was_cut_off_is_refused(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    packed = gzip.compress(CONTENT)
    source = replace(source, sha256=None, media_type="application/gzip")
    server.script = [File(packed[:-20], kind="application/gzip")]
    refuse(source, tmp_path, "cannot be unpacked")
    server.script = [File(packed, kind="application/gzip")]
    assert fetch(source, tmp_path, patience=QUICK).size == len(packed)


# The list of sources


def test_every_source_has_a_safe_address_and_a_limit() -> None:
    sources = read_sources()
    assert {s.file_name for s in sources} >= {
        "policeforceareatablesyearendingmarch2018v2.xlsx",
        "police-workforce-tables-sep16.ods",
        "police-force-areas-dec2016-ugc.geojson",
    }
    for source in sources:
        assert source.page.startswith("https://")
        assert source.address is None or source.address.startswith("https://")
        assert source.max_bytes <= 100_000_000


def test_a_file_is_known_by_one_checksum(connection: sqlite3.Connection) -> None:
    """That of the file fetched is that of the file which the shipped values were taken from."""
    rows = connection.execute(
        "select source.sha256, dataset.sha256 from source join dataset using (file_name) "
        "where source.sha256 is not null"
    ).fetchall()
    assert rows and all(a == b for a, b in rows)


def test_a_wrong_list_of_sources_is_told(tree: Path) -> None:
    file = tree / "data" / "reference" / "source.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",govuk-media,", ",govuk-nothing,", 1), encoding="utf-8")
    with pytest.raises(
        DataError, match=r"source.csv, line 7, column file_site_id: .*'govuk-nothing'"
    ):
        read_sources(tree)
    file.write_text(text.replace(",5000000,", ",five,", 1), encoding="utf-8")
    with pytest.raises(
        DataError, match="line 3, column max_bytes: not a whole number; found 'five'"
    ):
        read_sources(tree)


def test_what_lies_among_the_sources_is_as_published(report: Path, tmp_path: Path) -> None:
    for source in read_sources():
        path = report.parent / source.file_name
        if source.sha256 is not None and path.exists():
            assert fetch(source, report.parent).was_there


ENDINGS = {
    "text/csv": ".csv",
    "application/gzip": ".csv.gz",
    "application/geo+json": ".geojson",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


@pytest.mark.parametrize("source", read_sources(), ids=lambda source: source.id)
def test_build_reads_what_fetch_downloads(
    source: SourceFile,
    reference_data: Database,
    forces: list[made.Force],
    read: Read,
    tmp_path: Path,
) -> None:
    path = made.write(tmp_path / source.file_name, made.MAKERS[source.kind](forces))
    assert source.file_name.endswith(ENDINGS[source.media_type])
    files, strange = find_files(reference_data, tmp_path)
    assert (files, strange) == ({source.kind: [path]}, ())
    rows = read(source.kind, path)
    assert len(rows) > 40 and isinstance(rows[-1], Extent)


def test_recorded_crime_reads_from_a_workbook_with_dates(
    forces: list[made.Force], read: Read, tmp_path: Path
) -> None:
    """The series by force is published as a workbook with a pivot table."""
    kind = "recorded-crime-by-force"
    rows = made.recorded_crime(forces)
    first = read(kind, made.write_csv(tmp_path / "a.csv", rows))
    for row in rows[1:]:
        day, month, year = map(int, row[0].split("-"))
        row[0], row[4] = date(year, month, day), int(row[4])
    book: made.Book = {"Pivot": [["PFA", "(All)"], ["Offence", "Sum"]], "Data": rows}
    assert read(kind, made.write_ods(tmp_path / "a.ods", book)) == first
