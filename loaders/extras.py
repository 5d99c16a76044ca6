"""Packages that only some commands need: a server has none of them.

`pip install 'openpeel[ingest]'` adds those that read reports and files of statistics, `track` those
for a list of one's own, `export` those that write Parquet and workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from openpeel.loaders.errors import DataError


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Import what an extra adds.

    Raises:
        DataError: it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise DataError(
            f"{error.name} is not installed", expected=f"pip install 'openpeel[{name}]'"
        ) from error
