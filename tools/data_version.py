"""Fail if the data differ from those of the last version tag and data/VERSION does not say so.

    python -m openpeel.tools.data_version

Both databases are built from what ships, each by the code of its own commit. Without a tag such as
v0.1.0 there is nothing to compare.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from openpeel.loaders import package

TAGS = "v[0-9]*.[0-9]*.[0-9]*"
COMMAND = "from openpeel.cli.main import main; main()"


def run_command(root: Path, *arguments: str) -> bytes:
    """Run a command of the checkout `root`/openpeel, not of the one that is installed.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments], cwd=root, capture_output=True, check=True
    )
    return done.stdout


def last_tag(checkout: Path) -> str | None:
    """Return the last version tag before this commit; None where there is none."""
    command = ["git", "describe", "--tags", "--abbrev=0", "--match", TAGS]
    found = subprocess.run(command, cwd=checkout, capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else None


def unpack_tag(checkout: Path, tag: str, root: Path) -> None:
    """Put the files of a tag into `root`/openpeel.

    Raises:
        subprocess.CalledProcessError: git does not give them.
    """
    command = ["git", "archive", "--format=tar", tag]
    archive = subprocess.run(command, cwd=checkout, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(root / "openpeel", filter="data")


def main(checkout: Path = package.ROOT) -> int:
    """Compare, print what differs, and return 1 if the version was not raised enough."""
    tag = last_tag(checkout)
    if tag is None:
        print("no version tag yet: no earlier data to compare with")
        return 0
    with tempfile.TemporaryDirectory() as made:
        before, now = Path(made) / "before", Path(made) / "now"
        for root in (before, now):
            root.mkdir()
        unpack_tag(checkout, tag, before)
        (now / "openpeel").symlink_to(checkout, target_is_directory=True)
        for root in (before, now):
            run_command(root, "build", "--quiet", "--db", "built.db")
        paths = [str(root / "built.db") for root in (before, now)]
        found = run_command(now, "diff", "--json", *paths)
    difference = json.loads(found)
    print(f"since {tag}, the data version must be raised in its part: {difference['raise']}")
    if not difference["is_raised_enough"]:
        print(
            f"data/VERSION has {difference['new_version']}, {tag} had {difference['old_version']}: "
            "raise it (openpeel diff OLD NEW says why)"
        )
        return 1
    if difference["not_logged"]:
        print(
            f"values changed since {tag} are not in data/reference/changed_value.csv: "
            f"{', '.join(difference['not_logged'])} (add them with openpeel diff OLD NEW --log)"
        )
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
