"""The files of a package with their checksums, and archives without a clock."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# What archives say of a file's time, the same each time: the first that they can say.
NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class WrittenFile:
    """A file of a package: its path below the package, size in bytes, and sha256."""

    path: str
    bytes: int
    sha256: str


def described_file(folder: Path, file: Path) -> WrittenFile:
    """Read a file that lies below a folder, for its size and checksum."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return WrittenFile(file.relative_to(folder).as_posix(), file.stat().st_size, digest)


@contextmanager
def archive_without_clock(path: Path) -> Iterator[Callable[..., IO[bytes]]]:
    """Write a zip archive; the function that is given opens one file of it after another.

    It takes the file's name, and `packed=False` for one that is stored as it is.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:

        def opened(name: str, *, packed: bool = True) -> IO[bytes]:
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            info.external_attr = 0o644 << 16
            return archive.open(info, "w", force_zip64=True)

        yield opened
