"""Downloads the official sources into the folder of sources, each by its own address.

What there is to fetch stands in `data/reference/source.csv`. A download goes into a file
`.<name>.part` beside the target and takes its name only when it is whole, of the length
and kind that it should be and, where the published file's checksum is known, that file.
One that broke off is taken up where it stopped, if the server still has the same file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.bounds import MOST_CHARACTERS, RECORDS, check_workbook
from openpeel.loaders.download import (
    PATIENT,
    Part,
    Patience,
    Progress,
    Unreached,
    download_file,
    failed,
    opened_part,
)
from openpeel.loaders.errors import DataError
from openpeel.loaders.source_files import SourceFile

COMMENT_OR_SPACE = re.compile(rb"\s+|<!--.*?-->", re.DOTALL)
HTML = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
ZIPPED = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True)
class Fetched:
    """What became of a source: where it lies, how long it is, and whether it was there."""

    path: Path
    size: int
    sha256: str
    was_there: bool


def fetch(
    source: SourceFile,
    folder: Path,
    again: bool = False,
    progress: Progress = lambda done, total: None,
    patience: Patience = PATIENT,
) -> Fetched:
    """Bring a source into the folder, unless it is there already.

    A file that is there stays as it is, unless `again`; then the old one stays until the new one
    is whole.

    Raises:
        DataError: its address is not known; the server has no such file, sends something
            else, too much or too little, or cannot be reached after several tries; the
            file that came, or lies there, is not the one published.
    """
    target = folder / source.file_name
    if target.exists() and not again:
        return found(source, target)
    if source.address is None:
        raise DataError("no address of the file is known", target)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with opened_part(target) as part:
            part.recall(source.address)
            try:
                download_file(source, part, progress, patience)
                digest = checked(source, part)
            except Unreached:
                if not part.size or not part.validator:
                    part.drop()
                raise
            except DataError:
                part.drop()
                raise
            size = part.size
            os.fsync(part.stream.fileno())
            os.replace(part.path, target)
            part.note.unlink(missing_ok=True)
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", target) from error
    return Fetched(target, size, digest, was_there=False)


def found(source: SourceFile, target: Path) -> Fetched:
    """A source that lies there already; refused where it is known to be another file."""
    if not target.is_file():
        raise DataError("is no file; move it away to fetch this source", target)
    with target.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if source.sha256 not in (None, digest):
        raise DataError(
            "is there already, but is not the file as published; --again replaces it",
            target,
            value=f"sha256 {digest}",
            expected=str(source.sha256),
        )
    return Fetched(target, target.stat().st_size, digest, was_there=True)


def checked(source: SourceFile, part: Part) -> str:
    """The checksum of a file that has come; refused where it is not what it should be."""
    part.stream.seek(0)
    start = part.stream.read(1024)
    if not start:
        raise failed(source, "an empty file came")
    if is_html(start):
        raise failed(source, "a web page came instead of the file")
    part.stream.seek(0)
    digest = hashlib.file_digest(part.stream, "sha256").hexdigest()
    if source.sha256 not in (None, digest):
        raise failed(
            source,
            "what came is not the file as published",
            f"sha256 {digest}",
            str(source.sha256),
        )
    if source.media_type in ZIPPED:
        refuse_broken_zip(source, part)
    elif source.media_type == "application/geo+json":
        refuse_broken_json(source, part)
    elif source.media_type == "application/gzip":
        refuse_broken_gzip(source, part)
    return digest


def is_html(start: bytes) -> bool:
    """Whether a file that begins so is a web page, behind comments or not."""
    start = start.removeprefix(b"\xef\xbb\xbf")
    at = 0
    # One after another and not in one pattern, which could try each split of them in turn.
    while passed := COMMENT_OR_SPACE.match(start, at):
        at = passed.end()
    return HTML.match(start, at) is not None


def refuse_broken_zip(source: SourceFile, part: Part) -> None:
    """Refuse a workbook that is no sound archive: cut short, or something else."""
    try:
        check_workbook(part.path, RECORDS)
    except DataError as error:
        raise failed(source, f"what came is not a sound workbook ({error.problem})") from error


def refuse_broken_json(source: SourceFile, part: Part) -> None:
    """Refuse boundaries that are no JSON: cut short, or something else."""
    part.stream.seek(0)
    try:
        json.load(part.stream)
    except (ValueError, RecursionError, MemoryError) as error:
        raise failed(source, f"what came is not sound GeoJSON ({error})") from error


def refuse_broken_gzip(source: SourceFile, part: Part) -> None:
    """Refuse a packed file that cannot be unpacked to its end."""
    part.stream.seek(0)
    try:
        with gzip.open(part.stream) as unpacked:
            left = MOST_CHARACTERS
            while left >= 0 and (piece := unpacked.read(1 << 20)):
                left -= len(piece)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise failed(source, f"what came cannot be unpacked ({error})") from error
    if left < 0:
        raise failed(source, f"what came is more than {MOST_CHARACTERS:,} bytes when unpacked")
