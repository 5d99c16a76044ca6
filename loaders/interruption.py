"""Whether Control-C was pressed, also where what it interrupted turned it into another error.

SQLite makes an error of its own of what a function of ours raises, and a library may do so too.
"""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from types import FrameType

pressed = threading.Event()


def watch_for_interruption() -> None:
    """Note from now on that Control-C was pressed; it still raises KeyboardInterrupt."""

    def note(signal_number: int, frame: FrameType | None) -> None:
        pressed.set()
        raise KeyboardInterrupt

    # Only the main thread may; elsewhere Python's own handler does.
    with suppress(ValueError):
        signal.signal(signal.SIGINT, note)


def was_interrupted() -> bool:
    """Whether Control-C was pressed since."""
    return pressed.is_set()
