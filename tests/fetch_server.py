"""A server that behaves badly as servers do, and what a fetch makes of it."""

from __future__ import annotations

import io
import socket
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from openpeel.loaders.download import Patience
from openpeel.loaders.errors import DataError
from openpeel.loaders.fetch import fetch
from openpeel.loaders.source_files import SourceFile

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
