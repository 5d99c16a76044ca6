"""Where tests lie decides what they need: only those in tests/browser load a browser."""

from __future__ import annotations

import subprocess
import sys

import pytest

from openpeel.loaders import package

TESTS = package.ROOT / "tests"
# Collects the tests of a folder in a process where importing a browser is an error.
COLLECT = """
import sys, pytest
sys.modules["playwright"] = sys.modules["axe_playwright_python"] = None
sys.exit(pytest.main(["--collect-only", "-q", "-q", "-p", "no:cacheprovider", sys.argv[1]]))
"""


@pytest.mark.parametrize("folder", ["unit", "data", "web", "sources"])
def test_no_browser_is_imported_outside_its_folder(folder: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", COLLECT, str(TESTS / folder)],
        capture_output=True,
        text=True,
        cwd=package.ROOT,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-2000:]


def test_every_test_file_is_in_a_folder_that_says_what_it_needs() -> None:
    folders = {path.parent.name for path in TESTS.rglob("test_*.py")}
    assert folders == {"unit", "data", "web", "browser", "sources"}
