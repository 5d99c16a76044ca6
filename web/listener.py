"""The server's side of each connection: half-sent requests and floods must not stop the site.

uvicorn waits for ever for the rest of a request, and takes connections until the system has no
more file descriptors, of which it then writes lines to the log.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

# Seconds in which the head of a request, and then all of it, must arrive.
HEAD_SECONDS, REQUEST_SECONDS = 10, 60
# Connections that the system keeps until the server takes them.
BACKLOG = 100
# File descriptors for everything but connections: databases, their temporary files, the backlog.
OTHER_DESCRIPTORS = 100 + BACKLOG
MOST_CONNECTIONS = 1_000
# Log lines of one logger in a minute.
MOST_LINES = 30


def most_connections() -> int:
    """How many connections may be open at once, by the descriptors that the system allows."""
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if allowed == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return min(MOST_CONNECTIONS, max(10, allowed - OTHER_DESCRIPTORS))


class Connection(H11Protocol):
    """A connection that must send whole requests in time, and of which there are not too many.

    When all are taken, the one that has waited longest to send its request gives way.
    """

    # Those that have begun no request or sent only part of one, the oldest first.
    unfinished: dict[Connection, None] = {}  # noqa: RUF012
    most = MOST_CONNECTIONS
    timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or tell its reader to come again."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            oldest = next(iter(self.unfinished), None)
            if oldest is None:
                self.refuse(503, "Too many are reading at this moment. Try again in a minute.")
                return
            oldest.refuse(408, "The request did not arrive in time.")
        self.wait_for_request(HEAD_SECONDS)

    def wait_for_request(self, seconds: float) -> None:
        """Give a request so long to arrive."""
        self.forget_request()
        self.unfinished[self] = None
        self.timer = self.loop.call_later(
            seconds, self.refuse, 408, "The request did not arrive in time."
        )

    def forget_request(self) -> None:
        """A request has arrived, or nothing more will."""
        self.unfinished.pop(self, None)
        if self.timer:
            self.timer.cancel()
            self.timer = None

    def data_received(self, data: bytes) -> None:
        """Take more of a request; the head and the rest have times of their own."""
        before = self.conn.their_state
        super().data_received(data)
        after = self.conn.their_state
        if self.transport.is_closing() or after in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED):
            self.forget_request()
        elif after is h11.SEND_BODY and before is not h11.SEND_BODY:
            self.wait_for_request(REQUEST_SECONDS)
        elif after is h11.IDLE and self.timer is None:
            self.wait_for_request(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.forget_request()
        super().connection_lost(exc)

    def refuse(self, status: int, words: str) -> None:
        """Answer with an error, and close."""
        self.forget_request()
        if not self.transport.is_closing():
            if self.conn.our_state is h11.IDLE:
                phrase = {408: "Request Timeout", 503: "Service Unavailable"}[status]
                self.transport.write(
                    f"HTTP/1.1 {status} {phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
                    f"content-length: {len(words)}\r\nretry-after: 60\r\nconnection: close\r\n\r\n"
                    f"{words}".encode()
                )
            self.transport.close()
        self.connections.discard(self)


class FewLines(logging.Filter):
    """Lets through so many lines a minute, and says how many it left out before."""

    def __init__(self, most: int = MOST_LINES, seconds: float = 60) -> None:
        super().__init__()
        self.most, self.seconds = most, seconds
        self.began, self.lines = time.monotonic(), 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written."""
        now = time.monotonic()
        if now - self.began >= self.seconds:
            left_out, self.began, self.lines = self.lines - self.most, now, 0
            if left_out > 0:
                record.msg = f"{record.getMessage()} ({left_out:,} lines before were left out)"
                record.args = ()
        self.lines += 1
        return self.lines <= self.most


def limit_logs() -> None:
    """Let readers cause only so many log lines a minute."""
    for name in ("uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        if not any(isinstance(each, FewLines) for each in logger.filters):
            logger.addFilter(FewLines())


def connection_class() -> Any:
    """Return the class of the connections of one server."""
    return type("Connection", (Connection,), {"most": most_connections(), "unfinished": {}})
