"""Sources are fetched whole and unaltered, or not at all and with a word why."""

from __future__ import annotations

import fcntl
import gzip
import socket
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from fetch_server import (
    CONTENT,
    QUICK,
    WORKBOOK,
    File,
    Handler,
    Server,
    left_behind,
    refuse,
    send,
    status,
    workbook,
)

from openpeel.cli import main as command
from openpeel.loaders.download import redirected
from openpeel.loaders.errors import DataError
from openpeel.loaders.fetch import fetch
from openpeel.loaders.source_files import SourceFile


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
