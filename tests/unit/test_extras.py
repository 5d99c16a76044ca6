"""A small install: what a server needs is there, and what it lacks is named with its extra."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn

import pytest
from openpyxl import Workbook

from openpeel.loaders import package
from openpeel.loaders.inputs import versions

PROJECT = tomllib.loads((package.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {
    name: {re.split("[><=]", line)[0] for line in lines}
    for name, lines in PROJECT["optional-dependencies"].items()
    if name != "dev"
}
# What a package is imported as, where that is not its name.
IMPORTED_AS = {"python-calamine": "python_calamine"}
HEAVY = sorted({IMPORTED_AS.get(name, name) for names in EXTRAS.values() for name in names})


def without_extras(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code where what the extras add cannot be imported."""
    blocked = f"import sys; sys.modules.update(dict.fromkeys({HEAVY!r}))\n"
    return subprocess.run(
        [sys.executable, "-c", blocked + code],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_server_and_command_need_no_extra(tmp_path: Path) -> None:
    code = (
        "import importlib, pathlib\n"
        "import openpeel.cli.main, openpeel.web.application, openpeel.web.private_site\n"
        "from openpeel.web.server import register_plugins\n"
        "register_plugins()\n"
        "import openpeel.loaders.build, openpeel.outputs.verify\n"
    )
    done = without_extras(code, tmp_path)
    assert done.returncode == 0, done.stderr[-1000:]


def test_command_without_its_extra_names_it_in_one_line(database: Path, tmp_path: Path) -> None:
    """Each command is told of what is missing before it has written anything."""
    (tmp_path / "report.html").write_text("<!doctype html><html><p>A report</p></html>")
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.4 %%EOF")
    Workbook().save(tmp_path / "list.xlsx")
    db = f"--db {database}"
    wanted = {
        f"export out --format parquet {db}": "export",
        f"export out --format xlsx {db}": "export",
        f"track template new.xlsx {db}": "track",
        f"track import list.xlsx --force essex {db}": "track",
        "ingest report.pdf": "ingest",
        "ingest report.html": "ingest",
    }
    code = (
        "from click.testing import CliRunner; from openpeel.cli.main import main; import json\n"
        f"for command in {list(wanted)!r}:\n"
        "    done = CliRunner().invoke(main, command.split())\n"
        "    print(json.dumps([command, done.exit_code, done.output]))"
    )
    done = without_extras(code, tmp_path)
    assert done.returncode == 0, done.stderr[-1000:]
    for command, code, output in map(json.loads, done.stdout.splitlines()):
        last = output.splitlines()[-1]
        assert code == 1 and f"pip install 'openpeel[{wanted[command]}]'" in last, (command, output)
        assert "Traceback" not in output
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"report.html", "report.pdf", "list.xlsx"}


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_workbook_of_statistics_names_the_extra_that_reads_it(ending: str, tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from openpeel.loaders.errors import DataError\n"
        "from openpeel.loaders.statistics.workbooks import sheets_of\n"
        "try:\n"
        f"    list(sheets_of(Path('sheet.{ending}')))\n"
        "except DataError as error:\n"
        "    print(error)"
    )
    done = without_extras(code, tmp_path)
    assert done.stdout.endswith("expected pip install 'openpeel[ingest]'\n"), done.stderr[-1000:]


def test_lock_file_has_every_package_of_every_extra() -> None:
    lock = (package.ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w-]+)==", lock, re.MULTILINE))
    needed = set().union(*EXTRAS.values())
    needed |= {re.split("[><=]", line)[0].lower() for line in PROJECT["dependencies"]}
    assert needed - locked == set()


@pytest.mark.parametrize(
    ("words", "place", "offered"),
    [
        ("openpeel ex", 1, {"export"}),
        ("openpeel track ", 2, {"template", "import", "report"}),
        ("openpeel build --s", 2, {"--sources"}),
    ],
)
def test_shell_completes_commands_and_options(words: str, place: int, offered: set[str]) -> None:
    environment = {
        **os.environ,
        "_OPENPEEL_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(place),
    }
    done = subprocess.run(
        [sys.executable, "-m", "openpeel"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == offered


def test_line_of_the_docs_sets_up_completion() -> None:
    [line] = re.findall("^eval .*$", (package.ROOT / "docs" / "cli.md").read_text(), re.MULTILINE)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", f"{line}; complete -p openpeel"],
        env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "_openpeel_completion" in done.stdout


def test_build_records_which_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_lxml(library: str) -> str:
        if library == "lxml":
            raise PackageNotFoundError(library)
        return version(library)

    everything = versions()
    monkeypatch.setattr("openpeel.loaders.inputs.version", without_lxml)
    assert versions() == everything | {"lxml": "none"} != everything


@pytest.mark.slow
def test_core_alone_builds_and_serves(tmp_path: Path, missing: Callable[[str], NoReturn]) -> None:
    """In a new environment: without extras there is no package of theirs, and all pages answer."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    lock = (package.ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = [line.split()[0] for line in lock.split("\n") if re.match(r"[\w-]+==", line)]
    (tmp_path / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--constraint", "pins.txt", str(package.ROOT)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        missing(f"needs a package registry: {done.stderr[-300:]}")
    command = [str(tmp_path / "venv" / "bin" / "openpeel"), "build", "--db", "core.db"]
    without_sources = {k: v for k, v in os.environ.items() if k != "OPENPEEL_SOURCES"}
    built = subprocess.run(
        command, cwd=tmp_path, env=without_sources, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr[-1000:]
    code = (
        "import asyncio, importlib.util, pathlib, sys\n"
        f"print([name for name in {HEAVY!r} if importlib.util.find_spec(name)])\n"
        "from openpeel.web.server import make_site\n"
        "async def ask():\n"
        "    site = make_site(pathlib.Path('core.db'))\n"
        "    await site.invoke_startup()\n"
        "    for address in ('/', '/force/essex', '/openpeel/grades', '/data/force.csv'):\n"
        "        print((await site.client.get(address)).status_code)\n"
        "asyncio.run(ask())"
    )
    answered = subprocess.run(
        [str(python), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answered.stdout.split("\n")[:5] == ["[]", *["200"] * 4], answered.stderr[-1000:]
