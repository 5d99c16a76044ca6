"""Downloads one file, in as many tries as it takes, and goes on where a try broke off.

What has come lies in a file `.<name>.part` beside the target, with a note of what tells the
edition: a later try resumes it only if the server still has the same file.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from openpeel import __version__
from openpeel.loaders.errors import DataError
from openpeel.loaders.source_files import SourceFile

REDIRECTS = 5
# Told by the server to come again, or that it is not well.
PASSING = {408, 425, 429, 500, 502, 503, 504}
CONTENT_RANGE = re.compile(r"bytes ([0-9]+)-[0-9]+/([0-9]+|\*)")


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, and how often to try."""

    connect: float = 15
    # For the next bytes, however few.
    read: float = 60
    # For one source, all tries and pauses included.
    whole: float = 3600
    # Tries in a row that bring nothing new.
    tries: int = 5
    # Before the second try; doubled for each one after it.
    pause: float = 1
    longest_pause: float = 60


PATIENT = Patience()


class Progress(Protocol):
    """Told how far a download has come; total is None where the server does not say."""

    def __call__(self, done: int, total: int | None) -> object:
        """Take notice."""


class Unreached(DataError):
    """The server could not be reached or broke off; what has come may be resumed."""


class TryAgain(Exception):
    """Something went wrong that may go right the next time."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


@dataclass
class Part:
    """The part of a file that has come so far, and what tells its edition."""

    path: Path
    stream: io.BufferedRandom
    # The validator that the server gave with it (a strong ETag, or the last change), and
    # the address that gave it: what a later try must match to be joined on.
    validator: str | None = None
    address: str | None = None

    @property
    def note(self) -> Path:
        """The file beside it that keeps the validator."""
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        """Bytes that have come."""
        return os.fstat(self.stream.fileno()).st_size

    def remember(self, validator: str | None, address: str) -> None:
        """Keep what tells this edition of the file from another."""
        self.validator, self.address = validator, address
        self.note.write_text(json.dumps({"validator": validator, "address": address}))

    def recall(self, address: str) -> None:
        """Take up what an earlier run left behind, or start again where that is not sure."""
        try:
            saved = json.loads(self.note.read_text())
            self.validator, self.address = saved["validator"], saved["address"]
        except (OSError, ValueError, KeyError, TypeError):
            self.validator = None
        if self.validator is None or self.address != address:
            self.empty()

    def empty(self) -> None:
        """Throw away what has come."""
        self.stream.seek(0)
        self.stream.truncate()
        self.validator = self.address = None
        self.note.unlink(missing_ok=True)

    def drop(self) -> None:
        """Remove the file and its note."""
        self.note.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


@contextmanager
def opened_part(target: Path) -> Iterator[Part]:
    """The part of a file that has come so far, for this process alone."""
    path = target.with_name(f".{target.name}.part")
    with path.open("ab+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataError("is being fetched by another process", target) from error
        if not path.exists() or not os.path.samestat(path.stat(), os.fstat(stream.fileno())):
            # That process ended between our opening the file and our locking it.
            raise DataError("has just been fetched by another process", target)
        yield Part(path, stream)


def download_file(source: SourceFile, part: Part, progress: Progress, patience: Patience) -> None:
    """Bring in what is missing of a file, in as many tries as it takes and patience allows."""
    deadline = time.monotonic() + patience.whole
    timeout = httpx.Timeout(patience.read, connect=patience.connect)
    headers = {
        "User-Agent": f"openpeel/{__version__}",
        "Accept": f"{source.media_type}, */*;q=0.5",
        # As it lies there: lengths and ranges are of the file, not of a packed one.
        "Accept-Encoding": "identity",
    }
    furthest, idle = part.size, 0
    with httpx.Client(timeout=timeout, headers=headers) as client:
        while True:
            why, after = "", None
            try:
                attempt(client, source, part, progress, deadline)
                return
            except TryAgain as error:
                why, after = str(error), error.after
            except httpx.TransportError as error:
                why = f"{type(error).__name__}: {error}".rstrip(": ")
            idle = 0 if part.size > furthest else idle + 1
            furthest = max(furthest, part.size)
            pause = min(after or patience.pause * 2 ** max(idle - 1, 0), patience.longest_pause)
            if idle >= patience.tries:
                raise unreached(source, f"given up after {idle} tries ({why})")
            if time.monotonic() + pause > deadline:
                raise unreached(source, f"given up after {patience.whole:.0f} seconds ({why})")
            time.sleep(pause)


def attempt(
    client: httpx.Client, source: SourceFile, part: Part, progress: Progress, deadline: float
) -> None:
    """Ask once for what is missing and write down what comes.

    Raises:
        TryAgain, httpx.TransportError: it may go right the next time.
        DataError: it will not.
    """
    headers = {}
    if part.size and part.validator:
        headers = {"Range": f"bytes={part.size}-", "If-Range": part.validator}
    with following_redirects(client, source, headers) as response:
        refuse_bad_status(source, response)
        if response.status_code == 416:
            if response.headers.get("content-range", "").strip() == f"bytes */{part.size}":
                return  # All of it had come before.
            part.empty()
            raise TryAgain("the server has no such piece of it")
        refuse_other_kind(source, response)
        total = length_of(source, response, part)
        if total is not None and total > source.max_bytes:
            raise file_too_long(source, f"{total:,} bytes")
        progress(part.size, total)
        for chunk in response.iter_raw():
            if part.size + len(chunk) > source.max_bytes:
                raise file_too_long(source, "more")
            part.stream.write(chunk)
            part.stream.flush()
            progress(part.size, total)
            if time.monotonic() > deadline:
                raise unreached(source, "given up: it comes too slowly")
        if total is not None and part.size != total:
            raise TryAgain(f"{part.size:,} of {total:,} bytes came")


@contextmanager
def following_redirects(
    client: httpx.Client, source: SourceFile, headers: dict[str, str]
) -> Iterator[httpx.Response]:
    """The answer at the end of a few redirects, none of them to a less safe address."""
    request = client.build_request("GET", str(source.address), headers=headers)
    for _ in range(REDIRECTS + 1):
        try:
            response = client.send(request, stream=True, follow_redirects=False)
        except httpx.InvalidURL as error:
            raise failed(source, f"redirected to what is no address ({error})") from error
        try:
            if not response.has_redirect_location:
                yield response
                return
            onward = redirected(source, request, response)
        finally:
            response.close()
        request = client.build_request("GET", onward, headers=headers)
    raise failed(source, f"redirected more than {REDIRECTS} times")


def redirected(source: SourceFile, request: httpx.Request, response: httpx.Response) -> httpx.URL:
    """Where an answer sends us; refused where that is no web address, or a less safe one."""
    location = response.headers["location"]
    onward = request.url.join(location)
    if onward.scheme not in ("http", "https") or not onward.host:
        raise failed(source, f"redirected to what is no web address: {location}")
    if request.url.scheme == "https" and onward.scheme == "http":
        raise failed(source, f"redirected from https to http: {onward}")
    return onward


def refuse_bad_status(source: SourceFile, response: httpx.Response) -> None:
    """Tell an answer that brings no file: for now, or for good."""
    status = response.status_code
    said = f"{status} {response.reason_phrase}".strip()
    if status in PASSING:
        after = response.headers.get("retry-after", "")
        raise TryAgain(
            f"the server answers {said}",
            float(after) if re.fullmatch("[0-9]{1,5}", after) else None,
        )
    if status not in (200, 206, 416):
        raise failed(source, f"the server answers {said}")


def refuse_other_kind(source: SourceFile, response: httpx.Response) -> None:
    """Refuse a page where a file was asked for, and a packed answer that nobody asked for."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        raise failed(source, f"a web page came instead of the file ({kind})")
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise failed(source, f"came packed ({coding}) without being asked for")


def length_of(source: SourceFile, response: httpx.Response, part: Part) -> int | None:
    """The length that the whole file should have, as far as the server says.

    Makes the part ready to write to: at its end where the server goes on from there,
    empty where it starts again.
    """
    headers = response.headers
    length = headers.get("content-length", "")
    if response.status_code == 206:
        match = CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
        if not match or int(match[1]) != part.size:
            part.empty()
            raise TryAgain("the server sends another piece than was asked for")
        if validator_of(headers) not in (None, part.validator):
            part.empty()
            raise TryAgain("the file has changed")
        return None if match[2] == "*" else int(match[2])
    part.empty()
    part.remember(validator_of(headers), str(source.address))
    return int(length) if re.fullmatch("[0-9]{1,15}", length) else None


def validator_of(headers: httpx.Headers) -> str | None:
    """What tells this edition of a file: a strong ETag, else the time of its last change."""
    etag = str(headers.get("etag", ""))
    if etag and not etag.startswith("W/"):
        return etag
    changed = headers.get("last-modified")
    return str(changed) if changed else None


def failed(
    source: SourceFile, problem: str, value: str | None = None, expected: str | None = None
) -> DataError:
    """An error that names the source, its address and the page to take it from by hand."""
    text = f"{source.id}: {problem}; {source.address} (offered at {source.page})"
    return DataError(text, value=value, expected=expected)


def unreached(source: SourceFile, problem: str) -> Unreached:
    """The error of a file of which no more came."""
    return Unreached(failed(source, problem).problem)


def file_too_long(source: SourceFile, found: str) -> DataError:
    """The error of a file longer than it may be."""
    return failed(source, "the file is too long", found, f"at most {source.max_bytes:,} bytes")
