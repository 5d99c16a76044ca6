"""How a private database is told from a public one, whatever its file is called.

A module of its own, since what builds and serves the public database must know it too: a
private file is never built over and never served as the public one.
"""

from __future__ import annotations

from pathlib import Path

# "oppl" in the header of the file: an openpeel private list.
APPLICATION = 0x6F70706C
# Raised whenever a table of the private database changes.
VERSION = 2


def is_private(path: Path) -> bool:
    """Whether a file is a private database of openpeel."""
    return read_version(path) is not None


def read_version(path: Path) -> int | None:
    """The version of a private database; None for any other file.

    Read off the header of the file, since SQLite itself may have to mend a database first
    that was being written when its process ended.
    """
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        header = stream.read(72)
    # Bytes 60 to 63 of a SQLite file are its user version, 68 to 71 its application id.
    if header[:16] != b"SQLite format 3\0" or header[68:] != APPLICATION.to_bytes(4, "big"):
        return None
    return int.from_bytes(header[60:64], "big")
