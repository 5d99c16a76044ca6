"""What is handed out: a source distribution with everything, and a wheel that builds the database."""

from __future__ import annotations

import email
import importlib.util
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
import yaml

from openpeel.loaders import package
from openpeel.loaders.build import metadata_beside
from openpeel.loaders.inputs import record_beside

REPOSITORY = "https://example.org/openpeel/blob/main"
slow = pytest.mark.slow


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, and the wheel made from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    result = subprocess.run(
        [*command, str(package.ROOT)],
        env={**os.environ, "OPENPEEL_REPOSITORY": REPOSITORY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return folder


@pytest.fixture
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))


def tracked() -> set[str]:
    """The files that git tracks, and those that it would."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=package.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if found.returncode:
        pytest.skip("needs a checkout")
    return {name for name in found.stdout.split("\n") if (package.ROOT / name).is_file()}


def test_every_folder_is_in_the_source_distribution() -> None:
    manifest = (package.ROOT / "MANIFEST.in").read_text(encoding="utf-8")
    folders = {name.partition("/")[0] for name in tracked() if "/" in name}
    assert set(re.findall(r"^graft (\S+)$", manifest, re.MULTILINE)) == folders


def test_what_a_build_writes_is_left_out_of_the_source_distribution() -> None:
    manifest = (package.ROOT / "MANIFEST.in").read_text(encoding="utf-8")
    [left_out] = re.findall(r"^global-exclude (.+)$", manifest, re.MULTILINE)
    written = [
        Path("openpeel.db"),
        record_beside(Path("openpeel.db")),
        metadata_beside(Path("openpeel.db")),
    ]
    for path in written:
        assert any(path.match(pattern) for pattern in left_out.split()), path


@slow
def test_source_distribution_has_every_file_of_the_repository(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        files = {m.name.partition("/")[2] for m in archive if m.isfile()}
    made = {f for f in files if f.startswith("openpeel.egg-info/")} | {"PKG-INFO", "setup.cfg"}
    assert files - made == tracked()


@slow
def test_links_of_the_readme_work_on_a_package_index(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    text = email.message_from_bytes(archive.read(name)).get_payload()
    links = re.findall(r"\]\(([^)]+)\)", str(text))
    assert f"{REPOSITORY}/docs/grades.md" in links
    assert f"{REPOSITORY}/docs/picture.png?raw=true" in links
    assert [link for link in links if not link.startswith(("https://", "#"))] == []


def test_readme_without_an_address_names_the_files() -> None:
    spec = importlib.util.spec_from_file_location("setup_script", package.ROOT / "setup.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    text = script.readme_for_an_index(
        "![A map](docs/map.png) [grades](docs/grades.md), [a](#b), [c](https://d.example/), "
        "[docs/pages.md](docs/pages.md)"
    )
    assert text == (" grades (`docs/grades.md`), [a](#b), [c](https://d.example/), `docs/pages.md`")


def test_documents_link_to_files_that_are_there() -> None:
    broken = []
    for document in [*package.ROOT.glob("*.md"), *package.ROOT.glob("docs/*.md")]:
        for link in re.findall(
            r"\]\((?![a-z]+:|#)([^)#\s]+)", document.read_text(encoding="utf-8")
        ):
            if not (document.parent / link).exists():
                broken.append(f"{document.name}: {link}")
    assert broken == []


def test_version_is_the_same_wherever_it_is_written() -> None:
    project = tomllib.loads((package.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    citation = yaml.safe_load((package.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == project["project"]["version"]


def test_forms_and_workflows_are_valid_yaml() -> None:
    files = [*package.ROOT.glob(".github/**/*.yml"), package.ROOT / ".pre-commit-config.yaml"]
    assert len(files) > 4
    for file in files:
        assert isinstance(yaml.safe_load(file.read_text(encoding="utf-8")), dict), file.name


@slow
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
        "outputs/*.py",
        "templates/**/*.*",
        "static/*",
    ):
        files = list(package.ROOT.glob(pattern))
        assert files
        for file in files:
            assert f"openpeel/{file.relative_to(package.ROOT).as_posix()}" in held
    left_out = ("openpeel/tests/", "openpeel/tools/", "openpeel/.", "openpeel/setup.py")
    assert not any(name.startswith(left_out) for name in held)


@slow
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
    # The log says which libraries were there, and without an extra some are not.
    contents = []
    for path in (tmp_path / "from-wheel.db", database):
        with closing(sqlite3.connect(path)) as db:
            contents.append(
                db.execute(
                    "select kind, name, sha256 from build_digest"
                    " where name not in ('build_log', 'release') order by kind, name"
                ).fetchall()
            )
    assert len(contents[0]) > 300 and contents[0] == contents[1]
