"""A built wheel, installed into an empty environment, builds the same database."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from openpeel.loaders import package

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    result = subprocess.run(
        [*command, str(package.ROOT)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return next(folder.glob("*.whl"))


def test_wheel_carries_everything_that_ships(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("openpeel/")}
    for pattern in (
        "schema.sql",
        "metadata.yml",
        "columns.yml",
        "tables/*.yml",
        "views/*/*.sql",
        "views/*/*.yml",
        "checks/*.sql",
        "data/**/*.csv",
        "track/**/*.*",
        "web/**/*.py",
        "cli/*.py",
        "loaders/**/*.py",
        "templates/**/*.*",
        "static/*",
    ):
        files = list(package.ROOT.glob(pattern))
        assert files
        for file in files:
            assert f"openpeel/{file.relative_to(package.ROOT).as_posix()}" in held
    left_out = ("openpeel/tests/", "openpeel/tools/", "openpeel/.")
    assert not any(name.startswith(left_out) for name in held)


def test_wheel_builds_the_same_database_in_an_empty_environment(
    wheel: Path, tmp_path: Path, database: Path, missing: Callable[[str], NoReturn]
) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--constraint", "pins.txt"]
    pins = [
        line.split()[0]
        for line in (package.ROOT / "requirements.lock").read_text(encoding="utf-8").split("\n")
        if "==" in line and not line.startswith((" ", "#"))
    ]
    (tmp_path / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
    result = subprocess.run(
        [*install, str(wheel)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if result.returncode:
        missing(f"needs a package registry: {result.stderr[-300:]}")
    command = [str(tmp_path / "venv" / "bin" / "openpeel"), "build", "--db", "from-wheel.db"]
    without_text = {k: v for k, v in os.environ.items() if k != "OPENPEEL_SOURCES"}
    built = subprocess.run(
        command, cwd=tmp_path, env=without_text, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    digests = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (tmp_path / "from-wheel.db", database)
    }
    assert len(digests) == 1
