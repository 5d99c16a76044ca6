"""Run the recipes of docs/cookbook.md, and write their answers again.

    python -m openpeel.tools.cookbook openpeel.db

A recipe is a block of `python` or `sh`, followed by a block of `text` with what it prints. A
recipe that asks the site is given one that serves the same database.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openpeel.loaders import package

BOOK = package.ROOT / "docs" / "cookbook.md"
RECIPE = re.compile(
    r"^## (?P<title>[^\n]+)\n(?:(?!## |```)[^\n]*\n)*```(?P<kind>python|sh)\n(?P<code>.*?)\n```\n\n"
    r"```text\n(?P<answer>.*?)```",
    re.MULTILINE | re.DOTALL,
)
PACKAGE = ("grade_cell", "reconciliation", "force_size")
SITE = "http://127.0.0.1:8001/"


@dataclass(frozen=True)
class Recipe:
    """A question, the code that answers it, and what it prints."""

    title: str
    kind: str
    code: str
    answer: str


def read_recipes() -> list[Recipe]:
    """The recipes that can be run, in their order."""
    text = BOOK.read_text(encoding="utf-8")
    return [Recipe(**found.groupdict()) for found in RECIPE.finditer(text)]


@contextmanager
def kitchen(database: Path) -> Iterator[Path]:
    """A folder with what the recipes need: the database and a data package."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "openpeel.db").symlink_to(database.resolve())
        only = [word for name in PACKAGE for word in ("--only", name)]
        command = [sys.executable, "-m", "openpeel", "export", "package", *only]
        subprocess.run([*command, "--format", "csv,parquet", "--quiet"], cwd=folder, check=True)
        yield folder


def cook(recipe: Recipe, folder: Path, site: str) -> str:
    """Return what a recipe prints.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    # sqlite-utils is installed beside this Python.
    beside = Path(sys.executable).parent
    path = os.pathsep.join([str(beside), os.environ.get("PATH", "")])
    command = {"python": [sys.executable, "-c"], "sh": ["sh", "-c"]}[recipe.kind]
    done = subprocess.run(
        [*command, recipe.code.replace(SITE, site)],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.replace("\r\n", "\n")


@contextmanager
def served(database: Path) -> Iterator[str]:
    """The address of a site that serves a database."""
    command = [sys.executable, "-m", "openpeel", "serve", "--port", "0", "--db", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().split(" at ")[1].split()[0]
        finally:
            server.terminate()


def main() -> None:
    """Write the answers into the document."""
    database = Path(sys.argv[1])
    text = BOOK.read_text(encoding="utf-8")
    with kitchen(database) as folder, served(database) as site:
        answers = iter([cook(recipe, folder, site) for recipe in read_recipes()])

    def rewrite(found: re.Match[str]) -> str:
        start, end = found.span("answer")
        whole, begin = found[0], found.start()
        return whole[: start - begin] + next(answers) + whole[end - begin :]

    BOOK.write_text(RECIPE.sub(rewrite, text), encoding="utf-8")


if __name__ == "__main__":
    main()
