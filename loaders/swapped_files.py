"""New files beside old ones, swapped in once all of them are whole."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from openpeel.loaders.errors import DataError
from openpeel.loaders.private_file import is_private

# Of Linux's renameat2: paths as they stand, and that the two change places.
HERE, EXCHANGE = -100, 2


@contextmanager
def replacing(*paths: Path) -> Iterator[list[Path]]:
    """Yield a new file to write for each path; they take its place if nothing goes wrong.

    Each is renamed only once all of them are whole and on the disk.

    Raises:
        DataError: a folder is not there or cannot be written, or a path is no file.
    """
    temporaries: list[Path] = []
    try:
        targets = []
        for path in paths:
            target, temporary = begin_replacing(path)
            targets.append(target)
            temporaries.append(temporary)
        yield temporaries
        for path, temporary in zip(targets, temporaries, strict=True):
            with writing(path), temporary.open("rb") as stream:
                os.fsync(stream.fileno())
        for path, temporary in zip(targets, temporaries, strict=True):
            with writing(path):
                os.replace(temporary, path)
    finally:
        for temporary in temporaries:
            temporary.unlink(missing_ok=True)
            temporary.with_name(f"{temporary.name}-journal").unlink(missing_ok=True)


def begin_replacing(path: Path) -> tuple[Path, Path]:
    """Return the file to replace and an empty one beside it, so that the swap is one step.

    The new file carries the process number, so that what a killed build left behind can be
    told from a build under way. A link is followed; anything that is neither a file nor absent
    is refused.
    """
    with writing(path):
        path = path.resolve()
        if path.exists() and not path.is_file():
            raise DataError("is a folder or a device; expected a file", path)
        if is_private(path):
            raise DataError("is a private database, which a build would destroy", path)
        if not path.parent.is_dir():
            raise DataError("the folder for the database is not there", path.parent)
        remove_leftovers(path)
        temporary = path.with_name(f".{path.name}.building-{os.getpid()}")
        temporary.touch(exist_ok=False)
    return path, temporary


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into an error that names the file."""
    try:
        yield
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", path) from error


@contextmanager
def temporary_folder(parent: Path, purpose: str) -> Iterator[Path]:
    """Yield a new hidden folder of this process; those of processes that were killed are deleted.

    Raises:
        OSError: it cannot be made.
    """
    for left in parent.glob(f".{purpose}-*"):
        match = re.fullmatch(r"-([0-9]+)-[^-]+", left.name.removeprefix(f".{purpose}"))
        if match and not is_running(int(match[1])):
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=f".{purpose}-{os.getpid()}-", dir=parent) as folder:
        yield Path(folder)


@contextmanager
def written_beside(path: Path, content: bytes, mode: int = 0o666) -> Iterator[Path]:
    """Yield a whole file with some content beside a path, to take its name.

    Raises:
        OSError: it cannot be written.
    """
    target = path.resolve()
    with temporary_folder(target.parent, "openpeel") as folder:
        whole = folder / target.name
        with os.fdopen(os.open(whole, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield whole


def remove_leftovers(path: Path) -> None:
    """Delete what builds of `path` that were killed left beside it."""
    for file in path.parent.glob(f".{path.name}.building-*"):
        match = re.search(r"building-([0-9]+)(-journal)?$", file.name)
        # A file under our own number is of a process that had it before us: in a container
        # every build may have the same.
        if match and (int(match[1]) == os.getpid() or not is_running(int(match[1]))):
            file.unlink(missing_ok=True)


def is_running(process: int) -> bool:
    """Whether a process of that number is alive, ours or another user's."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def exchange_folders(new: Path, old: Path) -> None:
    """Let two folders change places, in one step where the system can."""
    libc = ctypes.CDLL(None, use_errno=True)
    exchange = getattr(libc, "renameat2", None)
    if exchange and not exchange(HERE, os.fsencode(new), HERE, os.fsencode(old), EXCHANGE):
        return
    # Elsewhere nothing stands at the place for a moment.
    aside = new.with_name(f"{new.name}.old")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)
