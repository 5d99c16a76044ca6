"""What the tests of single files share."""

from __future__ import annotations

import pytest
from reading_files import Read, read_file
from sqlite_utils import Database


@pytest.fixture
def read(reference_data: Database) -> Read:
    """Reads a file of open statistics of a kind, as a build does."""
    return lambda kind, path: read_file(reference_data, kind, path)
