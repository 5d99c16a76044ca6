"""Where the command `openpeel` begins and ends: Control-C ends it in one line at any moment."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

# How long threads may go on once the command has ended, such as one in a long call of SQLite.
SECONDS_TO_END = 2


def start() -> None:
    """Run the command; loading its code takes long enough to be interrupted."""
    code: object = 0
    # Nothing is imported before this: Control-C may come while it is.
    try:
        from openpeel.loaders.interruption import watch_for_interruption

        watch_for_interruption()
        from openpeel.cli.main import main

        main(prog_name="openpeel")
    except KeyboardInterrupt:
        from openpeel.loaders.errors import INTERRUPTED

        print("Stopped.", file=sys.stderr)
        code = INTERRUPTED
    except SystemExit as ended:
        code = ended.code
    end_within(SECONDS_TO_END, code)
    sys.exit(code)  # type: ignore[arg-type]


def end_within(seconds: float, code: object) -> None:
    """End the process after so long whatever goes on: Python would wait for its threads.

    For the end of a process of our own only, never for a part of another program.
    """
    status = code if isinstance(code, int) else int(code is not None)

    def end() -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
