"""The one kind of error that is the data's fault and not the program's."""

from __future__ import annotations

import sqlite3
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import NamedTuple

# A message is one line of a terminal or log, and no longer than this.
LONGEST_MESSAGE = 490
# What SQLite's codes of errors begin with where the disk, the file system or the memory refuses.
DISK_ERRORS = {
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
}  # fmt: skip
# The exit code that shells expect of a command that Control-C ended.
INTERRUPTED = 130


@dataclass
class DataError(Exception):
    """Something in a source that cannot be loaded, told so that it can be mended.

    Attributes:
        problem: what is wrong, in words.
        file: the source it stands in.
        line: the line of that source, counted from 1; of a sheet, its row.
        column: the column of a table.
        value: what stood there.
        expected: what should have stood there.
        sheet: the sheet of a workbook that it stands on.
    """

    problem: str
    file: Path | None = None
    _: KW_ONLY
    line: int | None = None
    column: str | None = None
    value: str | None = None
    expected: str | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        """The whole of it on one line: where, what, what was expected."""
        where = [str(self.file)] if self.file else []
        if self.sheet is not None:
            where.append(f"sheet {self.sheet}")
        if self.line is not None:
            where.append(f"{'line' if self.sheet is None else 'row'} {self.line}")
        if self.column is not None:
            where.append(f"column {self.column}")
        text = f"{', '.join(where)}: {self.problem}" if where else self.problem
        if self.value is not None:
            text += f"; found {shorten(self.value)}"
        if self.expected is not None:
            text += f"; expected {self.expected}"
        return one_line(text)


class Place(NamedTuple):
    """A place in a source: a file, and in it a line, a column, a sheet of a workbook."""

    file: Path
    line: int | None = None
    column: str | None = None
    sheet: str | None = None

    def error(self, problem: str, value: str, expected: str | None) -> DataError:
        """Return the error that says what is wrong here, what was found and what was expected."""
        return DataError(
            problem,
            self.file,
            line=self.line,
            column=self.column,
            value=value,
            expected=expected,
            sheet=self.sheet,
        )


@dataclass
class DataErrors(Exception):
    """Several errors found together, so that all can be mended at once."""

    errors: list[DataError]

    def __str__(self) -> str:
        """One error a line, the first twenty of them."""
        lines = [str(error) for error in self.errors[:20]]
        if len(self.errors) > 20:
            lines.append(f"… and {len(self.errors) - 20} more")
        return "\n".join(lines)


def one_line(text: str, length: int = LONGEST_MESSAGE) -> str:
    """Return a message as one line; where it is too long, its middle is left out."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    half = (length - 3) // 2
    return f"{text[:half]} … {text[-half:]}"


def is_disk_error(error: BaseException | None) -> bool:
    """Whether SQLite says that the disk, the file system or the memory refused, not the data."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.Error) and code is not None and code & 0xFF in DISK_ERRORS


def shorten(value: object, length: int = 80) -> str:
    """A value as one quoted line of at most `length` characters."""
    text = repr(value)
    return text if len(text) <= length else f"{text[: length - 1]}…"
