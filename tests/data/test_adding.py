"""The lists of docs/adding.md, each followed to the letter on a copy of the project."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from report_maker import known_grades, make

from openpeel.loaders import package

pytestmark = pytest.mark.slow

TEXT = (package.ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
LISTS = {
    part.partition("\n")[0]: part.partition("\n")[2]
    for part in re.split(r"^## ", TEXT, flags=re.M)[1:]
}
STEP = re.compile(r"^\d+\. +(.*?)(?=^\d+\. |^\S|\Z)", re.M | re.S)
BLOCK = re.compile(r"^( *)```\w*\n(.*?)^ *```", re.M | re.S)
# What a step asks for, by its words once the blocks are taken out.
ADD = re.compile(r"Add to `([^`]+)`")
CREATE = re.compile(r"Create `([^`]+)`")
AFTER = re.compile(r"In `([^`]+)`, after the line:")
REPLACE = re.compile(r"In `([^`]+)`, replace:")
BUILD = re.compile(r"Run `make build`\. It (stops|passes)")
RUN = re.compile(r"Run `\.venv/bin/(openpeel [^`]+)`\. It says:")
OPEN = re.compile(r"Open `([^`]+)`\. The page shows\s+`([^`]+)`(?:\s+and (no longer )?`([^`]+)`)?")
CLIENT = """
import asyncio, sys
from pathlib import Path
from openpeel.web.server import make_site
async def ask():
    site = make_site(Path("openpeel.db"))
    await site.invoke_startup()
    answer = await site.client.get(sys.argv[1])
    print(answer.status_code, answer.text)
asyncio.run(ask())
"""


@dataclass
class Checkout:
    """A copy of the project whose modules are imported instead of those that run this test."""

    folder: Path

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy."""
        environment = {k: v for k, v in os.environ.items() if k != "OPENPEEL_SOURCES"}
        environment |= {"PYTHONPATH": str(self.folder.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def openpeel(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command."""
        return self.python("-m", "openpeel.cli", *arguments)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text of a file that has it once."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} has {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A copy of what the project is made of, with an empty folder of sources."""
    folder = tmp_path / "openpeel"
    unneeded = shutil.ignore_patterns(".*", "build", "dist", "sources", "*.db*", "__pycache__")
    shutil.copytree(package.ROOT, folder, ignore=unneeded)
    (folder / "sources").mkdir()
    return Checkout(folder)


def blocks_of(text: str) -> list[str]:
    """The blocks of code in a text, without the indentation of their fences."""
    return [
        re.sub(f"^{indentation}", "", block, flags=re.M)
        for indentation, block in BLOCK.findall(text)
    ]


def follow(step: str, checkout: Checkout) -> bool:
    """Do what a step says and compare what it says one sees; whether there was something to do."""
    blocks = blocks_of(step)
    words = " ".join(BLOCK.sub("", step).split())
    if match := ADD.match(words):
        path = checkout.folder / match[1]
        path.write_text(path.read_text(encoding="utf-8") + blocks[0], encoding="utf-8")
    elif match := CREATE.match(words):
        path = checkout.folder / match[1]
        assert not path.exists()
        path.write_text(blocks[0], encoding="utf-8")
    elif match := AFTER.match(words):
        checkout.edit(match[1], f"\n{blocks[0]}", f"\n{blocks[0]}{blocks[1]}")
    elif match := REPLACE.match(words):
        checkout.edit(match[1], blocks[0].strip(), blocks[1].strip())
    elif match := BUILD.match(words):
        done = checkout.openpeel("build")
        assert (done.returncode == 0) == (match[1] == "passes"), done.stderr
        said = done.stdout + done.stderr
        for line in blocks[0].splitlines() if blocks else []:
            assert line in said
    elif match := RUN.match(words):
        done = checkout.openpeel(*match[1].split()[1:])
        assert done.returncode == 0, done.stderr
        assert blocks[0].strip() in done.stdout
    elif match := OPEN.match(words):
        done = checkout.python("-c", CLIENT, match[1])
        page = html.unescape(done.stdout)
        assert page.startswith("200 "), done.stderr + page[:200]
        assert match[2] in page
        assert match[4] is None or (match[4] in page) != bool(match[3])
    else:
        return False
    return True


def steps_of(name: str) -> list[str]:
    return [match[1] for match in STEP.finditer(LISTS[name])]


def test_every_list_is_read_whole() -> None:
    """The steps are numbered without a gap, and every block of code belongs to one."""
    assert list(LISTS) == [
        "A value", "A measure", "A reading", "An item", "An event", "A response", "A monitoring entry",
        "A theme of an improvement", "A report", "A year", "A view with a ready-made question", "A source", "A page",
    ]  # fmt: skip
    for name, text in LISTS.items():
        numbers = [int(n) for n in re.findall(r"^(\d+)\. ", text, re.M)]
        assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) == len(steps_of(name))
        assert sum(len(BLOCK.findall(step)) for step in steps_of(name)) == len(BLOCK.findall(text))


@pytest.mark.parametrize("name", LISTS)
def test_following_a_list_gives_what_it_says(name: str, checkout: Checkout) -> None:
    if name == "A report":
        made = make(2016, "bedfordshire", known_grades("bedfordshire"))
        (checkout.folder / "sources" / "bedfordshire.txt").write_text(made.text, encoding="utf-8")
    for step in steps_of(name):
        did = follow(step, checkout)
        assert did or "```" not in step, f"a step that nobody follows: {step}"
