"""How a private database is told from a public one, whatever its file is called.

A module of its own, since what builds and serves the public database must know it too: a
private file is never built over and never served as the public one.
"""

from __future__ import annotations

from pathlib import Path

# "oppl" in the header of the file: an openpeel private list.
APPLICATION = 0x6F70706C
# Raised whenever a table of the private database changes.
VERSION = 1


def is_private(path: Path) -> bool:
    """Whether a file is a private database of openpeel."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        header = stream.read(72)
    # Bytes 68 to 71 of a SQLite file are its application id.
    return header[:15] == b"SQLite format 3" and header[68:72] == APPLICATION.to_bytes(4, "big")
