"""Which version of the data, the code and the schema a database has."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sqlite_utils import Database

from openpeel import __version__
from openpeel.loaders.database import SCHEMA_VERSION
from openpeel.loaders.digests import NOT_YET, OWN_DIGESTS
from openpeel.loaders.errors import DataError

VERSION_FILE = "VERSION"
THREE_NUMBERS = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


def store_release(db: Database, data: Path) -> None:
    """Store the versions, and one checksum of all editions of statistics that are loaded.

    Raises:
        DataError: the file `VERSION` in `data` has no version.
    """
    editions = db.execute("select id, sha256 from dataset order by id").fetchall()
    text = "".join(f"{name} {digest}\n" for name, digest in editions)
    db.table("release").insert(
        {
            "id": 1,
            "data_version": read_data_version(data / VERSION_FILE),
            "code_version": __version__,
            "schema_version": SCHEMA_VERSION,
            "sources_sha256": hashlib.sha256(text.encode()).hexdigest(),
            **dict.fromkeys(OWN_DIGESTS, NOT_YET),
        }
    )


def read_data_version(path: Path) -> str:
    """Return the version of the data, such as 1.4.0.

    Raises:
        DataError: the file is missing or has something else.
    """
    expected = "three numbers with points, such as 1.4.0"
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path, expected=expected) from error
    if not THREE_NUMBERS.fullmatch(text):
        raise DataError("no version of the data", path, line=1, value=text, expected=expected)
    return text
