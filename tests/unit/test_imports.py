"""Imports go one way: the web server and the command use the loaders, never the reverse."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openpeel.loaders import package

# What each folder may import of the package, beside itself.
ALLOWED = {
    "loaders": set(),
    "web": {"loaders"},
    "cli": {"loaders", "web"},
    "tools": {"loaders"},
}
WEB_SERVER = ("datasette", "uvicorn")


def imported(file: Path) -> Iterator[str]:
    """Yield the name of every module that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{file}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("folder", ALLOWED)
def test_folder_imports_only_folders_below_it(folder: str) -> None:
    files = sorted((package.ROOT / folder).rglob("*.py"))
    assert files
    wrong = [
        f"{file.relative_to(package.ROOT)} imports {name}"
        for file in files
        for name in imported(file)
        if name.startswith("openpeel.") and name.split(".")[1] not in {folder, "__version__"}
        if name.split(".")[1] not in ALLOWED[folder]
    ]
    assert not wrong


def test_loaders_do_not_import_a_web_server() -> None:
    wrong = [
        f"{file.relative_to(package.ROOT)} imports {name}"
        for file in sorted((package.ROOT / "loaders").rglob("*.py"))
        for name in imported(file)
        if name.split(".")[0] in WEB_SERVER
    ]
    assert not wrong


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--help"],
        ["ingest", "--help"],
        ["ingest", "no-such-report.pdf"],
        ["verify", "--help"],
        ["verify", "--db", "no-such.db"],
        ["fetch", "--list"],
        ["track", "import", "--help"],
        ["serve", "--help"],
    ],
    ids=" ".join,
)
def test_command_does_not_load_the_web_server(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from openpeel.cli.main import main; "
        f"CliRunner().invoke(main, {arguments!r}); "
        f"print([name for name in {WEB_SERVER!r} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
