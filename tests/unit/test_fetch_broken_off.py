"""A download that breaks off is resumed, or started again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fetch_server import (
    CONTENT,
    QUICK,
    WORKBOOK,
    Breaking,
    File,
    Handler,
    Server,
    Slow,
    WithoutRange,
    left_behind,
    refuse,
    send,
    status,
    workbook,
)

from openpeel.loaders.download import Unreached
from openpeel.loaders.fetch import fetch
from openpeel.loaders.source_files import SourceFile


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


def test_a_pieced_answer_that_breaks_off_is_asked_for_again(
    server: Server, source: SourceFile, tmp_path: Path
) -> None:
    def broken(handler: Handler) -> None:
        handler.head(200, Transfer_Encoding="chunked")
        handler.wfile.write(b"5\r\nforce\r\n")

    server.script = [broken, File()]
    assert fetch(source, tmp_path, patience=QUICK).path.read_bytes() == CONTENT
