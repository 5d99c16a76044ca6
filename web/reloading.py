"""A site that moves to the database built in its place: wholly, and while readers are answered.

A request is answered to its end by the site that it came to. SIGHUP makes a new site of the file
that is there by then, and `--reload` does so when the file has been replaced; where that file
cannot be served, the old site goes on.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.web.asgi import App, Message, Receive, Send

# Seconds between looks at the file.
SECONDS_BETWEEN_LOOKS = 2.0

log = logging.getLogger("openpeel")


@dataclass
class Serving:
    """A site that answers: its application and how many requests are under way.

    `close` closes it and is told whether to wait for what is at work.
    """

    app: App
    close: Callable[[bool], object]
    under_way: int = 0
    is_old: bool = False

    async def answer(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request; the last one of an old site ends that."""
        self.under_way += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.under_way -= 1
            await self.end_if_idle()

    async def end_if_idle(self) -> None:
        """End an old site that nobody is waiting for any more."""
        if self.is_old and not self.under_way:
            self.is_old = False
            # On a thread, since one of its own may have to come to an end first.
            await asyncio.to_thread(self.close, True)


class Reloading:
    """An application that passes each request to the newest site.

    `make` makes a site of what is there now; `watched` are the files that, once replaced, make
    it be asked again.
    """

    def __init__(self, make: Callable[[], Serving], watched: tuple[Path, ...] = ()) -> None:
        self.make = make
        self.watched = watched
        self.known = [identity(path) for path in watched]
        self.serving = make()
        self.at_work: asyncio.Task[None] | None = None
        self.is_asked_again = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        else:
            await self.serving.answer(scope, receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        """Listen for the signal, and look at the files, for as long as the server runs."""
        await receive()
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError, RuntimeError, ValueError, AttributeError):
            loop.add_signal_handler(signal.SIGHUP, self.ask)
        watching = asyncio.ensure_future(self.watch()) if self.watched else None
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if watching:
            watching.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def watch(self) -> None:
        """Move to a file once it has been replaced; one that is refused is not tried again."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            now = [identity(path) for path in self.watched]
            if now != self.known and None not in now:
                self.known = now
                self.ask()

    def ask(self) -> None:
        """Begin to move to the database that is there; asked meanwhile, move once more."""
        if is_terminal_gone():
            # The signal came since its window was closed, which is to end a program.
            signal.raise_signal(signal.SIGTERM)
        elif self.at_work and not self.at_work.done():
            self.is_asked_again = True
        else:
            self.at_work = asyncio.ensure_future(self.move())

    async def move(self) -> None:
        """Make a new site and let it answer from now on."""
        self.is_asked_again = True
        while self.is_asked_again:
            self.is_asked_again = False
            try:
                new = await asyncio.to_thread(self.make)
            except (DataError, DataErrors, OSError, sqlite3.Error) as error:
                log.warning("not reloaded, the old data go on: %s", str(error).split("\n")[0])
                continue
            old, self.serving = self.serving, new
            old.is_old = True
            await old.end_if_idle()
            log.warning("reloaded: the database that is there now is served")

    def stop(self) -> None:
        """End the site, since the server ends."""
        self.serving.close(False)


def identity(path: Path) -> tuple[int, ...] | None:
    """Return what tells a file from another that takes its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def had_terminal() -> bool:
    """Whether this process was started from a terminal."""
    try:
        return sys.stdin.isatty()
    except (AttributeError, ValueError):
        return False


IS_FROM_TERMINAL = had_terminal()


def is_terminal_gone() -> bool:
    """Whether the terminal that this process was started from has been closed."""
    if not IS_FROM_TERMINAL:
        return False
    try:
        os.tcgetpgrp(sys.stdin.fileno())
    except (OSError, ValueError):
        return True
    return False
