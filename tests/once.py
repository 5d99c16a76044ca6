"""What the workers of one test run make once for all of them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def run_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of a test run share.

    Several runs share the one that OPENPEEL_TEST_MADE names: tools/mutants.py runs tests again and
    again after changes that leave the database as it is.
    """
    if given := os.environ.get("OPENPEEL_TEST_MADE"):
        return Path(given)
    folder = factory.getbasetemp()
    # A worker's own folder lies in that of the run.
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def made_once(path: Path, make: Callable[[Path], object]) -> Path:
    """Make a file or folder unless it is there, and return its path: copy it to change it.

    Whoever comes first makes it; the others wait for the lock beside it.
    """
    made = path.with_name(f"{path.name}.made")
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make(path)
            made.touch()
    return path
