"""Where tests lie decides what they need: only those in tests/browser load a browser."""

from __future__ import annotations

import subprocess
import sys

from openpeel.loaders import package

TESTS = package.ROOT / "tests"
FOLDERS = ["unit", "data", "web", "sources"]
# Collects the tests of folders in a process where importing a browser is an error.
COLLECT = """
import sys, pytest
sys.modules["playwright"] = sys.modules["axe_playwright_python"] = None
sys.exit(pytest.main(["--collect-only", "-q", "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""


def test_no_browser_is_imported_outside_its_folder() -> None:
    result = subprocess.run(
        [sys.executable, "-c", COLLECT, *(str(TESTS / folder) for folder in FOLDERS)],
        capture_output=True,
        text=True,
        cwd=package.ROOT,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-2000:]


def test_every_test_file_is_in_a_folder_that_says_what_it_needs() -> None:
    folders = {path.parent.name for path in TESTS.rglob("test_*.py")}
    assert folders == {*FOLDERS, "browser"}
