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
    "outputs": {"loaders"},
    "web": {"loaders", "outputs"},
    "cli": {"loaders", "outputs", "web"},
    "tools": {"loaders"},
}
# The layers of a report's reading; each may import those before it.
LAYERS = ("text", "structure", "facts")
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


def modules() -> dict[str, Path]:
    """Return the package's modules by name."""
    files = [f for folder in ALLOWED for f in sorted((package.ROOT / folder).rglob("*.py"))]
    names = {}
    for file in files:
        parts = file.relative_to(package.ROOT).with_suffix("").parts
        names[".".join(("openpeel", *parts)).removesuffix(".__init__")] = file
    return names


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    files = modules()
    waiting = {
        name: {other for other in imported(file) if other in files and other != name}
        for name, file in files.items()
    }
    while free := [name for name, others in waiting.items() if not others & set(waiting)]:
        for name in free:
            del waiting[name]
    assert not waiting


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_of_a_report_imports_only_layers_before_it(layer: str) -> None:
    later = LAYERS[LAYERS.index(layer) + 1 :]
    folder = package.ROOT / "loaders" / "report"
    wrong = [
        f"{file.relative_to(package.ROOT)} imports {name}"
        for file in sorted((folder / layer).glob("*.py"))
        for name in imported(file)
        if name.startswith(tuple(f"openpeel.loaders.report.{other}" for other in later))
    ]
    assert not wrong


@pytest.mark.parametrize("folder", ["loaders", "outputs"])
def test_folder_does_not_import_a_web_server(folder: str) -> None:
    wrong = [
        f"{file.relative_to(package.ROOT)} imports {name}"
        for file in sorted((package.ROOT / folder).rglob("*.py"))
        for name in imported(file)
        if name.split(".")[0] in WEB_SERVER
    ]
    assert not wrong


COMMANDS = [
    "build --help",
    "ingest --help",
    "ingest no-such-report.pdf",
    "verify --help",
    "verify --db no-such.db",
    "fetch --list",
    "track import --help",
    "serve --help",
]


def test_command_does_not_load_the_web_server(tmp_path: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from openpeel.cli.main import main\n"
        f"for command in {COMMANDS!r}:\n"
        "    CliRunner().invoke(main, command.split())\n"
        f"    print(command, [name for name in {WEB_SERVER!r} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines() == [f"{command} []" for command in COMMANDS]


def test_only_tests_of_the_browser_import_it() -> None:
    """So that the others run where there is none."""
    folders = (*ALLOWED, "tests", "benchmarks")
    importing = {
        file.relative_to(package.ROOT).parent.as_posix()
        for folder in folders
        for file in (package.ROOT / folder).rglob("*.py")
        if {"playwright", "axe_playwright_python", "browsing"}
        & {name.split(".")[0] for name in imported(file)}
    }
    assert importing == {"tests/browser", "tools"}
    tested = [f for f in (package.ROOT / "tests").rglob("*.py") if f.parent.name != "browser"]
    assert not [f for f in tested if "openpeel.tools.pictures" in imported(f)]


def test_every_test_file_is_in_a_folder_that_says_what_it_needs() -> None:
    folders = {path.parent.name for path in (package.ROOT / "tests").rglob("test_*.py")}
    assert folders == {"unit", "hold", "data", "web", "sources", "browser"}
