"""How a query on a reader's connection ends in time, whatever it computes.

SQLite looks at the clock only between steps, and one call of a function is one step. So a watchdog
interrupts each query that is late or whose reader is gone, and functions whose work grows faster
than their texts are replaced by ones that are linear and look at the clock first.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# Seconds past the time limit after which the watchdog ends a query, and between its rounds.
PATIENCE = 0.2
ROUND = 0.1
# The longest text that may be merged with another, and the widest field of printf.
LONGEST_MERGED = 10_000
WIDEST_FIELD = 1_000
# Function calls in one query: those of one row run without a look at the clock between them.
MOST_CALLS = 300
CALL = re.compile(r"\(|->")
WIDTH = re.compile(r"[0-9]{4,}|\*")
Value = Any


class Reader:
    """Whoever waits for an answer; `is_gone` once nobody does."""

    is_gone = False


# The reader of the request that is answered; None where nobody can go away.
reader_under_way: ContextVar[Reader | None] = ContextVar("reader_under_way", default=None)


class Late(sqlite3.OperationalError):
    """A query took too long, or its reader is gone."""


class Leash:
    """Ends the query of one connection when its time is up or its reader is gone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.ends_at: float | None = None
        self.reader: Reader | None = None
        self.lock = threading.Lock()
        # What a replaced function has to say of its failure: SQLite has no words for it.
        self.said = ""

    @contextmanager
    def held(self, seconds: float, reader: Reader | None) -> Iterator[None]:
        """Let the connection be used for so long, and by this reader.

        Raises:
            Late: it took longer, or the reader is gone.
        """
        with self.lock:
            self.ends_at, self.reader, self.said = time.monotonic() + seconds, reader, ""
        try:
            self.check()
            watchdog.watch(self)
            yield
        except sqlite3.OperationalError as error:
            if self.is_over():
                raise Late(str(error)) from error
            if self.said:
                raise sqlite3.OperationalError(self.said) from error
            raise
        finally:
            watchdog.forget(self)
            # After this the watchdog interrupts nothing: the next query is another reader's.
            with self.lock:
                self.ends_at = self.reader = None

    def is_over(self) -> bool:
        """Whether the query should have ended."""
        late = self.ends_at is not None and time.monotonic() >= self.ends_at
        return late or bool(self.reader and self.reader.is_gone)

    def check(self) -> None:
        """Raise Late where the query should have ended."""
        if self.is_over():
            raise Late("interrupted")

    def interrupt_if_over(self) -> None:
        """Interrupt the query where it should have ended."""
        with self.lock:
            if self.is_over():
                self.connection.interrupt()


class Watchdog:
    """A thread that interrupts what should have ended; it sleeps while nothing runs."""

    def __init__(self) -> None:
        self.leashes: set[Leash] = set()
        self.changed = threading.Condition()
        self.thread: threading.Thread | None = None

    def watch(self, leash: Leash) -> None:
        """Begin to look after a query."""
        with self.changed:
            self.leashes.add(leash)
            if self.thread is None:
                self.thread = threading.Thread(target=self.work, name="watchdog", daemon=True)
                self.thread.start()
            self.changed.notify()

    def forget(self, leash: Leash) -> None:
        """Stop looking after a query."""
        with self.changed:
            self.leashes.discard(leash)

    def work(self) -> None:
        """Interrupt late queries, round after round."""
        while True:
            with self.changed:
                while not self.leashes:
                    self.changed.wait()
                leashes = list(self.leashes)
            for leash in leashes:
                leash.interrupt_if_over()
            time.sleep(ROUND)


watchdog = Watchdog()


def check_calls(sql: str) -> None:
    """Refuse a query with more calls of functions than can be computed in time.

    Raises:
        OperationalError: it has too many.
    """
    found = sum(1 for _ in CALL.finditer(sql))
    if found > MOST_CALLS:
        raise sqlite3.OperationalError(
            f"the query has {found:,} brackets and arrows (expected: at most {MOST_CALLS})"
        )


def replace_functions(leash: Leash) -> None:
    """Replace each function whose time is not bounded by a multiple of its texts' length."""
    plain = sqlite3.connect(":memory:", check_same_thread=False)
    longest = leash.connection.getlimit(sqlite3.SQLITE_LIMIT_LENGTH)
    longest_pattern = leash.connection.getlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH)
    plain.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
    plain.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, longest_pattern)

    def ask(sql: str, values: tuple[Value, ...]) -> Value:
        """What SQLite's own function makes of values."""
        return plain.execute(sql, values).fetchone()[0]

    def called(name: str, values: tuple[Value, ...]) -> Value:
        return ask(f"select {name}({', '.join('?' * len(values))})", values)

    def strip(name: str) -> Callable[[Value, Value], Value]:
        def stripped(text: Value, characters: Value) -> Value:
            if not (isinstance(text, str) and isinstance(characters, str)):
                too_long(longest // 100, text, characters)
                return called(name, (text, characters))
            unwanted, begin, end = frozenset(characters), 0, len(text)
            if name != "rtrim":
                while begin < end and text[begin] in unwanted:
                    begin += 1
            if name != "ltrim":
                while end > begin and text[end - 1] in unwanted:
                    end -= 1
            return text[begin:end]

        return stripped

    def instr(text: Value, part: Value) -> Value:
        if isinstance(text, str) and isinstance(part, str):
            return text.find(part) + 1
        if isinstance(text, bytes) and isinstance(part, bytes):
            return text.find(part) + 1
        too_long(longest // 100, text, part)
        return called("instr", (text, part))

    def replace(text: Value, old: Value, new: Value) -> Value:
        if not all(isinstance(value, str) for value in (text, old, new)) or not old:
            too_long(longest // 100, text, old, new)
            return called("replace", (text, old, new))
        size = len(text) + text.count(old) * (len(new) - len(old))
        if size > longest:
            raise OverflowError
        return text.replace(old, new)

    def like(pattern: Value, text: Value, *escape: Value) -> Value:
        if isinstance(text, str) and isinstance(pattern, str) and text.isascii():
            part = pattern[1:-1]
            special = "%_" + "".join(map(str, escape))
            if (
                len(pattern) > 1
                and pattern[0] == pattern[-1] == "%"
                and "%" not in escape
                and pattern.isascii()
                and len(pattern) <= longest_pattern
                and not any(character in part for character in special)
                and "\0" not in text + part
            ):
                return part.lower() in text.lower()
        return ask("select ? like ?" + " escape ?" * len(escape), (text, pattern, *escape))

    def printf(name: str) -> Callable[..., Value]:
        def printed(*given: Value) -> Value:
            form, *values = given or (None,)
            too_long(LONGEST_MERGED, form)
            text = form.decode("latin-1") if isinstance(form, bytes) else str(form)
            for width in WIDTH.findall(text):
                if width == "*" or int(width[:9]) > WIDEST_FIELD:
                    raise sqlite3.DataError(
                        f"a field of {name} is too wide (expected: a number up to {WIDEST_FIELD:,})"
                    )
            return called(name, (form, *values))

        return printed

    def merged(text: Value, patch: Value) -> Value:
        too_long(LONGEST_MERGED, text, patch)
        return called("json_patch", (text, patch))

    def glob(pattern: Value, text: Value) -> Value:
        return called("glob", (pattern, text))

    functions: list[tuple[str, int, Callable[..., Value]]] = [
        *((name, 2, strip(name)) for name in ("ltrim", "rtrim", "trim")),
        ("instr", 2, instr),
        ("replace", 3, replace),
        ("like", 2, like),
        ("like", 3, like),
        ("glob", 2, glob),
        ("json_patch", 2, merged),
        *((name, -1, printf(name)) for name in ("printf", "format")),
    ]
    for name, count, function in functions:
        leash.connection.create_function(name, count, in_time(leash, function), deterministic=True)


def in_time(leash: Leash, function: Callable[..., Value]) -> Callable[..., Value]:
    """A function that first looks whether the query should have ended, and keeps its error."""

    def call(*values: Value) -> Value:
        leash.check()
        try:
            return function(*values)
        except sqlite3.Error as error:
            leash.said = str(error)
            raise

    return call


def too_long(most: int, *values: Value) -> None:
    """Refuse values that are longer than may be.

    Raises:
        OverflowError: one is, which SQLite reports as a value that is too big.
    """
    if any(isinstance(value, str | bytes) and len(value) > most for value in values):
        raise OverflowError
