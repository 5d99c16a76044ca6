"""Find misspellings and this project's old house words in everything that somebody reads.

    python -m openpeel.tools.wording

`house_words.csv` has words that readers stumbled over, with the plainer ones to use instead.
Spelling is codespell's, with what it may not know in `pyproject.toml`.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from openpeel.loaders import package

LIST = package.ROOT / "tools" / "house_words.csv"
KINDS = ("md", "html", "xml", "yml", "py", "sql", "toml", "css", "csv")
# Known rows of views repeat what the data say; the list has the words themselves.
LEFT_OUT = ("tests/data/known_rows/", LIST.relative_to(package.ROOT).as_posix())


def house_words() -> dict[str, str]:
    """Return each house word, lower case, with the plainer ones."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {
            words.strip(): row["plainer"]
            for row in csv.DictReader(file)
            for words in row["words"].split(";")
        }


def prose_files(root: Path) -> list[Path]:
    """Return the files of a checkout whose words are checked."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", "Makefile", *(f"*.{kind}" for kind in KINDS)],
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout.decode()
    names = [name for name in listed.split("\0") if name and not name.startswith(LEFT_OUT)]
    return [root / name for name in names if (root / name).is_file()]


def house_words_in(text: str, words: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Yield the line and the house word of each place of a text, also over the end of a line."""
    between = {word: r"\s+(?:[#*-]+\s+)?".join(map(re.escape, word.split())) for word in words}
    pattern = re.compile(rf"\b(?:{'|'.join(between.values())})\b", re.IGNORECASE)
    for found in pattern.finditer(text):
        word = re.sub(r"[\s#*-]+", " ", found[0]).lower()
        yield text.count("\n", 0, found.start()) + 1, word


def misspelt(files: Iterable[Path], root: Path) -> str:
    """Return what codespell finds, a line each."""
    command = [sys.executable, "-m", "codespell_lib", "--toml", str(root / "pyproject.toml")]
    names = [file.relative_to(root).as_posix() for file in files]
    return subprocess.run([*command, *names], cwd=root, capture_output=True, text=True).stdout


def main() -> int:
    """Print each place; return 1 if there is one."""
    root = package.ROOT
    if not (root / ".git").exists():
        print("no checkout: spelling and house words are not checked", file=sys.stderr)
        return 0
    words = house_words()
    files = prose_files(root)
    found = [
        f"{file.relative_to(root)}:{line}: {word} ==> {words[word]}"
        for file in files
        for line, word in house_words_in(file.read_text(encoding="utf-8"), words)
    ]
    # Tests have words that are misspelt on purpose.
    spelt = [file for file in files if root / "tests" not in file.parents]
    found += misspelt(spelt, root).splitlines()
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
