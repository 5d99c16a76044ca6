"""What the tests of faults share: how long they go on, children that are killed, and figures.

They are short where every change is tested, and long with `make hold` (HOLD=long), which writes
what it saw to the file that HOLD_FIGURES names. HOLD_SHARE makes a long run shorter: 0.1 is a tenth.
All that is drawn comes from HOLD_SEED.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from openpeel.cli.main import main
from openpeel.loaders.errors import DataError, DataErrors

LONG = os.environ.get("HOLD") == "long"
SHARE = float(os.environ.get("HOLD_SHARE", "1"))
SEED = int(os.environ.get("HOLD_SEED", "16"))
FIGURES = os.environ.get("HOLD_FIGURES")
# What Python tells an audit hook before it does it; SQLite's own writing is not among them.
STEPS = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "os.truncate",
    "shutil.rmtree", "shutil.copyfile", "shutil.move", "sqlite3.connect",
}  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

Work = Callable[[], object]


def choose(short: int, long: int) -> int:
    """So many in a short run, so many in a long one, or the share of that which HOLD_SHARE says."""
    return max(1, round(long * SHARE)) if LONG else short


def drawing(name: str) -> random.Random:
    """What draws for one test, whatever others draw."""
    return random.Random(f"{SEED} {name}")


def record_figures(name: str, **figures: object) -> None:
    """Keep what a long run saw, one line a test."""
    if FIGURES:
        with open(FIGURES, "a", encoding="utf-8") as stream:
            stream.write(json.dumps({"test": name, **figures}) + "\n")


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code, or minus the number of the signal, and what it said."""

    code: int
    said: str


def in_fork(work: Work, prepare: Work = lambda: None) -> Ended:
    """Do something in a copy of this process, which has everything loaded already."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            # Whatever happens, the child never goes on as the test.
            code = 70
            try:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                code = exit_code_of(work, prepare)
            finally:
                os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        return Ended(status, said.read().decode(errors="replace"))


def exit_code_of(work: Work, prepare: Work) -> int:
    """Do the work of a child; whatever it raises ends here."""
    code = 0
    try:
        sys.stdout = sys.stderr = os.fdopen(1, "w", closefd=False)
        prepare()
        work()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0
    except (DataError, DataErrors) as error:
        print(f"Error: {error}")
        code = 1
    except BaseException:  # noqa: BLE001 (a child must never go on as the test)
        traceback.print_exc()
        code = 70
    with suppress(OSError):
        sys.stdout.flush()
    return code


def command(*arguments: object) -> Work:
    """A command of openpeel as work."""
    return lambda: main([str(argument) for argument in arguments], prog_name="openpeel")


def is_step(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether an audit event is a change of files."""
    if event == "open":
        flags = arguments[2] if len(arguments) > 2 else 0
        return isinstance(flags, int) and bool(flags & WRITING)
    return event in STEPS


def count_steps(work: Work, file: Path) -> int:
    """How many changes of files some work comes to; it is done in a child."""

    def prepare() -> None:
        stream = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        sys.addaudithook(
            lambda event, arguments: os.write(stream, b".") if is_step(event, arguments) else None
        )

    ended = in_fork(work, prepare)
    assert ended.code == 0, ended.said
    return len(file.read_bytes())


def killed_before_step(work: Work, number: int) -> Ended:
    """Do work in a child that is killed just before so many changes of files were made."""

    def prepare() -> None:
        left = [number]

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if is_step(event, arguments):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)

    return in_fork(work, prepare)


def killed_after(work: Work, seconds: float) -> Ended:
    """Do work in a child that is killed after so many seconds of its processor time, if need be."""

    def prepare() -> None:
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)

    return in_fork(work, prepare)


def files_in(folder: Path) -> dict[str, str]:
    """The digest of each file below a folder, hidden ones too, by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shown(files: dict[str, str]) -> dict[str, str]:
    """Those that are not hidden: what is hidden is unfinished."""
    return {
        path: digest
        for path, digest in files.items()
        if not any(part.startswith(".") for part in Path(path).parts)
    }


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail where this takes more processor time of this process; a busy machine does not count."""
    began = time.process_time()
    yield
    took = time.process_time() - began
    assert took < seconds, f"{took:.1f} s"
