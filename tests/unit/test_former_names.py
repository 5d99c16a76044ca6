"""No file uses a former name of a table, view, column or check: they are in the changelog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from openpeel.loaders import package

LISTS = yaml.safe_load((package.ROOT / "web" / "renamed.yml").read_text(encoding="utf-8"))
CHANGELOG = (package.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CHECKS = dict(re.findall(r"^\| check `(\w+)` \| `(\w+)` \|$", CHANGELOG, re.MULTILINE))
COLUMNS = {former for names in LISTS["columns"].values() for former in names}
# What readers of the data, the SQL and the code see; the changelog is not among it.
FOLDERS = ("benchmarks", "checks", "cli", "data", "docs", "loaders", "outputs", "tables", "templates",
           "tests", "tools", "track", "views", "web")  # fmt: skip
SUFFIXES = {".sql", ".yml", ".html", ".xml", ".py", ".md"}
# The list of redirects, and the test that follows one.
KEEP = {"web/renamed.yml", "tests/web/test_renamed.py", "CHANGELOG.md"}


def texts() -> Iterator[tuple[str, str]]:
    """Yield each file's path and text; of data the names of the columns only."""
    files = [file for file in package.ROOT.iterdir() if file.suffix in SUFFIXES]
    for folder in FOLDERS:
        files += sorted((package.ROOT / folder).rglob("*"))
    for file in files:
        path = file.relative_to(package.ROOT).as_posix()
        if file.suffix in SUFFIXES and path not in KEEP:
            yield path, f"{path}\n{file.read_text(encoding='utf-8')}"
        elif file.suffix == ".csv" and path.startswith("data/"):
            with file.open(encoding="utf-8") as lines:
                yield path, f"{path}\n{next(lines)}"


def uses(pattern: str, only: str = "") -> list[tuple[str, str]]:
    """Return where a pattern is found: the file and the name."""
    known = re.compile(pattern)
    return [
        (path, match[1])
        for path, text in texts()
        if path.endswith(only)
        # A comment may use the word in its plain sense.
        for match in known.finditer(re.sub("--.*", "", text) if only == ".sql" else text)
    ]


def test_checks_have_their_present_names() -> None:
    assert CHECKS
    for former, present in CHECKS.items():
        assert not (package.CHECKS / f"{former}.sql").exists()
        assert (package.CHECKS / f"{present}.sql").is_file()


def test_changelog_lists_every_redirect() -> None:
    for former, present in LISTS["tables"].items():
        assert f"| `{former}` | `{present}` |" in CHANGELOG
    for table, names in LISTS["columns"].items():
        for former, present in names.items():
            pattern = rf"\| column `{former}` of .*`{table}`.* \| `{present}` \|"
            assert re.search(pattern, CHANGELOG), (table, former)


def test_former_names_of_several_words_are_used_nowhere() -> None:
    names = sorted(name for name in {*LISTS["tables"], *COLUMNS, *CHECKS} if "_" in name)
    # Also where a filter of an address follows: `name__gte`.
    assert uses(rf"(?<![A-Za-z0-9_])({'|'.join(names)})(?![A-Za-z0-9]|_(?!_))") == []


def test_former_names_of_one_word_name_no_table_in_sql() -> None:
    names = "|".join(name for name in LISTS["tables"] if "_" not in name)
    words = rf"\b(?:from|join|into|update|view|references|drop table) ({names})\b"
    assert uses(words, ".sql") == []
    assert uses(rf"(?:tables|views/\w+|data/[\w/-]+)/({names})\.(?:yml|sql|csv)\b") == []


def test_folders_are_those_of_the_package() -> None:
    ours = {Path(path).parts[0] for path, _ in texts()}
    assert set(FOLDERS) <= ours
