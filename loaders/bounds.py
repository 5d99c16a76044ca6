"""Bounds within which files from elsewhere are read, so that none exhausts memory or time.

A file may be damaged or made to do harm. Each reader asks here before it takes a file in: whether
it is a file at all, and what it comes to once it is unpacked.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import re
import resource
import signal
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from openpeel.loaders.errors import DataError

Result = TypeVar("Result")

MB = 1_000_000
PIECE = 1 << 20
LONGEST_LINE = 1_000_000  # of a CSV file: more than the longest row that a build takes
MOST_CHARACTERS = 1_000 * MB  # of a CSV file, unpacked
# Of a part of a workbook that is no sheet and no list of its texts: styles, names, relations.
MOST_BESIDE = 20_000
MOST_PARTS = 2_000
SHEETS = ("xl/worksheets/", "xl/sharedstrings.xml", "content.xml")
# A document type may define texts that grow without end. Spreadsheet programs write UTF-8 and
# no document type; another encoding could hide one.
DOCTYPE = b"<!DOCTYPE"
ENCODING = re.compile(
    rb"<\?xml[^>]{0,150}?encoding\s{0,9}=\s{0,9}[\"']([^\"']{0,40})", re.IGNORECASE
)
ENCODINGS = (b"utf-8", b"us-ascii", b"iso-8859-1")
MOST_MEMORY = 500 * MB  # beyond what the process has already
CHILD_MEMORY = 600 * MB  # beyond what the process has already
CHILD_SECONDS = 15  # of computing
CHILD_PATIENCE = 120  # seconds by the clock, on a machine with much else to do


def check_regular_file(path: Path) -> int:
    """Return the size of a file in bytes.

    Raises:
        DataError: it is missing, or a folder, a FIFO or a device, from which reading may not end.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", path) from error
    if not stat.S_ISREG(found.st_mode):
        raise DataError("a folder, FIFO or device", path, expected="a file")
    return found.st_size


def check_size(path: Path, most: int) -> None:
    """Refuse what is not a file, or is a larger one than its reader can take in.

    Raises:
        DataError: it is.
    """
    size = check_regular_file(path)
    if size > most:
        raise DataError(
            "the file is too large", path, value=f"{size:,} bytes", expected=f"at most {most:,}"
        )


def bounded_lines(stream: IO[str], path: Path) -> Iterator[str]:
    """Yield the lines of a text, none too long to be a record, and not too much of it.

    Raises:
        DataError: a line or the whole is too long, or has a character that no text has.
    """
    read, left, number = stream.readline, MOST_CHARACTERS, 0
    while line := read(LONGEST_LINE + 1):
        number += 1
        left -= len(line)
        if "\0" in line:
            raise DataError("a NUL character", path, line=number, expected="text")
        if len(line) > LONGEST_LINE:
            raise DataError(
                "the line is too long",
                path,
                line=number,
                expected=f"at most {LONGEST_LINE:,} characters",
            )
        if left < 0:
            raise DataError(
                "the file is too large when unpacked",
                path,
                line=number,
                expected=f"at most {MOST_CHARACTERS:,} characters",
            )
        yield line


@dataclass(frozen=True)
class WorkbookBounds:
    """What a workbook may come to.

    Attributes:
        unpacked: bytes of all its parts.
        elements: opening and closing marks of all its sheets and of their texts.
    """

    unpacked: int
    elements: int


# Laid out by a person and read whole: ten times what the largest seen has.
SMALL = WorkbookBounds(30 * MB, 1_500_000)
# Records, read row by row.
RECORDS = WorkbookBounds(2_000 * MB, 200_000_000)


def check_workbook(path: Path, most: WorkbookBounds) -> None:
    """Refuse a workbook (xlsx or ods) whose parts come to more than such a one can have.

    Every part is unpacked piece by piece, since what an archive says of its sizes may be wrong.

    Raises:
        DataError: no archive, a damaged one, too much in it, or XML that may hide more.
    """
    check_regular_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise too_much(path, "parts", MOST_PARTS)
            unpacked = elements = 0
            for part in parts:
                size, marks = check_part(archive, part, path, most.unpacked - unpacked)
                unpacked += size
                if part.filename.lower().lstrip("/").startswith(SHEETS):
                    elements += marks
                elif marks > 2 * MOST_BESIDE:
                    raise too_much(path, f"elements in {part.filename!a}", MOST_BESIDE)
                if unpacked > most.unpacked:
                    raise too_much(path, "bytes when unpacked", most.unpacked)
                if elements > most.elements:
                    raise too_much(path, "elements in its sheets", most.elements)
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror or error})", path) from error
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    ) as error:  # fmt: skip
        raise DataError(f"not a workbook that can be read ({error})", path) from error


def too_much(path: Path, what: str, most: int) -> DataError:
    """The error of a workbook that has more of something than it can need."""
    return DataError(f"too many {what}", path, expected=f"at most {most:,}")


def check_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path, most: int
) -> tuple[int, int]:
    """Unpack a part of a workbook; return its bytes and the marks `<` in it."""
    size = marks = 0
    before = b""
    is_xml = False
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            if not size:
                is_xml = piece.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
                check_beginning(piece, part, path)
            size += len(piece)
            if size > most:
                break
            if is_xml:
                marks += piece.count(b"<")
                if len(piece) == PIECE and b"<" not in piece:
                    # A parser takes in the whole of a mark or a text before it says anything.
                    raise DataError(f"a text that is too long in {part.filename!a}", path)
                if DOCTYPE in before + piece:
                    raise DataError(
                        f"not a workbook that can be read (a document type in {part.filename!a})",
                        path,
                    )
                before = piece[-len(DOCTYPE) :]
    return size, marks


def check_beginning(piece: bytes, part: zipfile.ZipInfo, path: Path) -> None:
    """Refuse a part that is XML in an encoding in which our search would miss something."""
    beginning = piece[:200].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    named = ENCODING.match(beginning)
    is_text = beginning.startswith(b"<") and b"\0" not in beginning
    if named and named[1].lower() not in ENCODINGS:
        is_text = False
    if not is_text and part.filename.lower().endswith((".xml", ".rels")):
        raise DataError(
            f"no XML in UTF-8 in {part.filename!a}", path, expected="as spreadsheet programs write"
        )


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Let this process have no more than so much more memory while it reads a file.

    For what a library builds before any check of ours sees it, such as one row of millions of
    cells. What goes beyond it is a MemoryError.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit(resource.RLIMIT_AS, address_space() + MOST_MEMORY)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


# Work that a library does out of our reach


def in_child(work: Callable[[Path], Result], path: Path) -> Result:
    """Do something with a file in a process of its own, with bounds on its memory and time.

    For a library that no check of ours can interrupt. The process is a copy of this one, so that
    starting it takes no time.

    Raises:
        DataError: what the work raises, or that it went beyond the bounds or ended the process.
    """
    check_regular_file(path)
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=do_bounded, args=(work, path, sending), daemon=False)
    child.start()
    sending.close()
    try:
        came = receiving.recv() if receiving.poll(CHILD_PATIENCE) else None
    except EOFError:
        came = None
    finally:
        receiving.close()
        end_child(child)
    if came is None:
        raise DataError(
            "the file takes more memory or time than a report can, or breaks its reader",
            path,
            expected=f"at most {CHILD_MEMORY // MB} MB and {CHILD_SECONDS} seconds",
        )
    result, error = came
    if error is not None:
        raise error
    done: Result = result
    return done


def end_child(child: Any) -> None:
    """Let a process end by itself, or else end it."""
    child.join(1)
    if child.is_alive():
        child.kill()
        child.join()


def do_bounded(work: Callable[[Path], object], path: Path, sending: Any) -> None:
    """Set the bounds of this process, do the work and send what came of it, or its error."""
    # Ctrl-C is for the process that asked, and so is what becomes of an abort.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.disable()
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_AS, address_space() + CHILD_MEMORY)
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + CHILD_SECONDS)
    try:
        came = work(path), None
    except MemoryError:
        return
    except Exception as error:  # noqa: BLE001 (raised again by the process that asked)
        came = None, error  # type: ignore[assignment]
    sending.send(came)


def limit(kind: int, most: int) -> None:
    """Set a limit of this process, where the system lets one and none is stricter already."""
    soft, hard = resource.getrlimit(kind)
    most = min([most, *(there for there in (soft, hard) if there != resource.RLIM_INFINITY)])
    try:
        resource.setrlimit(kind, (most, hard))
    except (OSError, ValueError):
        # macOS has no limit of the address space.
        return


def address_space() -> int:
    """The bytes of addresses that this process has, as far as the system says."""
    if sys.platform != "linux":
        return 0
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
