"""What a build is made from: a digest of every input, in a file beside the database.

The next build compares. Where only a few reports differ, the rest stays (loaders/update.py).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from openpeel.loaders import package
from openpeel.loaders.added_reference import FOLDER
from openpeel.loaders.report.find import PACKAGES, TEXT, WEB_PAGE
from openpeel.loaders.statistics.load import Loaded

# Raised when what the file says changes.
FORMAT = 3
# Libraries whose version can change the rows.
LIBRARIES = ("sqlite-utils", "pypdfium2", "lxml", "python-calamine", "openpyxl", "PyYAML")
# What a build reads below its root.
OF_ROOT = ("schema.sql", "metadata.yml", "columns.yml", "views", "tables", "checks", "data")


@dataclass(frozen=True)
class Inputs:
    """Digests of what a build reads.

    Attributes:
        program: versions, and the files of the loaders, SQL, descriptions and shipped data, and
            those of the reference data among the sources.
        files: the files of the folder of sources.
        packages: the packages of reports in it, by document.
    """

    program: Mapping[str, str]
    files: Mapping[str, str]
    packages: Mapping[str, str]


@dataclass(frozen=True)
class PackageRows:
    """The force that a package's inspection is about, and its rows by table.

    `alone` says that it states nothing of another inspection.
    """

    force: str
    rows: Mapping[str, int]
    alone: bool


@dataclass(frozen=True)
class Replaced:
    """The improvements from web pages whose place a report's own list takes.

    Attributes:
        improvements: how many there were.
        left_out: what was said of them later, one statement each.
    """

    improvements: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """What a build was made from and what it made.

    Attributes:
        database, metadata: digests of the files made.
        inputs: digests of what was read.
        packages: what each package of the sources gave.
        replaced: the improvements from web pages that each package replaced.
        reports: document and passages by the text that was read.
        statistics: what came of the sources of open statistics.
    """

    database: str
    metadata: str
    inputs: Inputs
    packages: Mapping[str, PackageRows]
    replaced: Mapping[str, Replaced]
    reports: Mapping[str, tuple[str, int]]
    statistics: Loaded


def read_inputs(root: Path, sources: Path | None) -> Inputs:
    """Return the digests of everything that a build of `root` and `sources` reads."""
    return Inputs(
        {
            **versions(),
            **digests_below(package.ROOT, ["loaders"]),
            **digests_below(root, OF_ROOT),
            **(digests_below(sources, [FOLDER]) if sources else {}),
        },
        {path.name: digest_of_file(path) for path in files_in(sources)} if sources else {},
        digests_of_packages(sources / PACKAGES) if sources else {},
    )


def versions() -> dict[str, str]:
    """Return the versions that rows can depend on; a library may be missing, with its extra."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"Python": python, "SQLite": sqlite3.sqlite_version} | {
        library: version_or_none(library) for library in LIBRARIES
    }


def version_or_none(library: str) -> str:
    """Return the version of a library that is installed, else `none`."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def digests_below(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the digest of each file below some folders, and of some files, by its path."""
    paths = [
        path
        for name in names
        for path in ([folder / name] if (folder / name).is_file() else (folder / name).rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    ]
    return {path.relative_to(folder).as_posix(): digest_of_file(path) for path in sorted(paths)}


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder, without those of folders in it."""
    return sorted(path for path in folder.glob("*") if path.is_file())


def digests_of_packages(folder: Path) -> dict[str, str]:
    """Return one digest for each package of a folder: of its CSV files and its report's text."""
    found = {}
    for path in sorted(path for path in folder.glob("*") if path.is_dir()):
        whole = hashlib.sha256()
        for file in [*sorted(path.glob("*.csv")), path / TEXT, path / WEB_PAGE]:
            if file.is_file():
                whole.update(f"{file.name} {digest_of_file(file)}\n".encode())
        found[path.name] = whole.hexdigest()
    return found


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file; of one that cannot be read, why."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def copy_with_digest(source: Path, target: Path) -> str:
    """Copy a file; return the digest of the copy."""
    shutil.copyfile(source, target)
    return digest_of_file(target)


def record_beside(path: Path) -> Path:
    """Return the file that says what a database was built from."""
    return path.with_name(f"{path.stem}.inputs.json")


def record_json(record: Record) -> str:
    """Return a record as the text of its file."""
    return json.dumps({"format": FORMAT, **asdict(record)}, indent=1) + "\n"


def read_build_record(path: Path) -> Record | None:
    """Read a record; None if the file is not there or is not one of this version's."""
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if said.pop("format") != FORMAT:
            return None
        said["inputs"] = Inputs(**said["inputs"])
        said["packages"] = {name: PackageRows(**of) for name, of in said["packages"].items()}
        said["replaced"] = {
            name: Replaced(of["improvements"], tuple(of["left_out"]))
            for name, of in said["replaced"].items()
        }
        said["reports"] = {name: (of[0], of[1]) for name, of in said["reports"].items()}
        loaded = said["statistics"]
        said["statistics"] = Loaded(
            {name: (of[0], of[1]) for name, of in loaded["datasets"].items()},
            tuple(loaded["absent"]),
            tuple(loaded["strange"]),
            dict(loaded["checksums"]),
        )
        return Record(**said)
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
