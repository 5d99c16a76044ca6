"""A folder of reports becomes packages: one process a core, and one summary.

What comes out does not depend on the order in which reports are read: results are taken in the
order of the files' names. A report that cannot be read stops no other.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.ingest import ReadPackage, keep_package, read_package_of
from openpeel.loaders.report.find import texts_in

SECONDS_TO_FORGET = 0.2
READ, REPORTED, REFUSED = "read", "reported", "refused"
OUTCOMES = (READ, REPORTED, REFUSED)


@dataclass(frozen=True)
class FileOutcome:
    """What became of a file.

    It was read; or read with something in review.md that was expected and not found, or
    contradicts itself; or refused, with the reason.
    """

    path: Path
    result: str
    words: str


def ingest_folder(
    folder: Path, out: Path, progress: Callable[[], object], workers: int | None = None
) -> list[FileOutcome]:
    """Read every report of a folder and write its package into a folder of `out`.

    Args:
        folder: the reports; files of other types in it are left alone.
        out: where each package gets a folder of its own.
        progress: called once for each file.
        workers: how many processes read; one a core where it is none.

    Raises:
        DataError: no file in the folder may be a report.
    """
    paths = texts_in(folder)
    if not paths:
        raise DataError("no PDF, text or HTML in this folder", folder)
    kept: dict[str, Path] = {}
    outcomes = []
    for path, read in zip(paths, read_files(paths, workers or os.cpu_count() or 1), strict=True):
        outcomes.append(keep(path, read, out, kept))
        progress()
    return outcomes


def keep(path: Path, read: ReadPackage | str, out: Path, kept: dict[str, Path]) -> FileOutcome:
    """Write what was read of a file, unless it was refused or is there already."""
    if isinstance(read, str):
        return FileOutcome(path, REFUSED, read)
    if read.document in kept:
        return FileOutcome(path, REFUSED, f"the same report as {kept[read.document].name}")
    try:
        folder = keep_package(read, out)
    except DataError as error:
        return FileOutcome(path, REFUSED, str(error))
    kept[read.document] = path
    if read.missed:
        return FileOutcome(
            path, REPORTED, f"{folder}: {read.missed} points not found or contradicted"
        )
    return FileOutcome(path, READ, f"{folder}: {read.waiting} points for a person")


def read_files(paths: Sequence[Path], workers: int) -> Iterator[ReadPackage | str]:
    """Read files at once, and yield what each gives in their order.

    A process that ends, because a file breaks what reads it, takes its neighbours with it: they
    are then read again, each in a process of its own.
    """
    done = 0
    with pool(min(workers, len(paths))) as executor:
        try:
            with control_c_held():
                reading = executor.map(read_one, paths)
            for read in reading:
                yield read
                done += 1
        except BrokenProcessPool:
            pass
    for path in paths[done:]:
        with pool(1) as executor:
            try:
                with control_c_held():
                    reading_one = executor.submit(read_one, path)
                yield reading_one.result()
            except BrokenProcessPool:
                yield "the process that read it came to an end; the file is broken"


@contextmanager
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Yield processes that share nothing with this one, whatever it has open.

    At Control-C they are ended, whatever they are at.
    """
    executor = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=begin_worker
    )
    try:
        yield executor
    except (KeyboardInterrupt, GeneratorExit):
        executor.shutdown(wait=False, cancel_futures=True)
        # So that the executor has forgotten what was cancelled when its processes are gone.
        time.sleep(SECONDS_TO_FORGET)
        for process in multiprocessing.active_children():
            process.kill()
        raise
    finally:
        executor.shutdown()


@contextmanager
def control_c_held() -> Iterator[None]:
    """Let Control-C wait while processes are started, which then never get it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin_worker() -> None:
    """Let this process end when the one that asked has ended, however it did."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()


def read_one(path: Path) -> ReadPackage | str:
    """Read a file, in a process of its own; return why not where it cannot be read."""
    try:
        return read_package_of(path)
    except (DataError, DataErrors, OSError) as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 (one report must not stop the others)
        return f"{path}: cannot be read ({type(error).__name__}: {error})"


def summary(outcomes: Sequence[FileOutcome]) -> Iterator[str]:
    """Say how many files were read, reported and refused, then what became of each."""
    counts = {result: sum(o.result == result for o in outcomes) for result in OUTCOMES}
    yield f"{len(outcomes)} files: " + ", ".join(f"{n} {result}" for result, n in counts.items())
    for result in OUTCOMES:
        for outcome in outcomes:
            if outcome.result == result:
                yield f"  {result}: {outcome.path.name}: {outcome.words}"
