"""Prepare the README for package indexes, where links to files of the checkout lead nowhere.

Everything else about the package is in pyproject.toml.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).resolve().parent
# A picture or a link whose target is a file of this project, not an address or a heading.
LINK = re.compile(r"(!?)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)")


def readme_for_an_index(text: str, repository: str = "") -> str:
    """Return the README with links that work outside the checkout.

    `repository` is the address of the files, such as https://example.org/openpeel/blob/main.
    Without one, pictures are left out, and a link becomes the name of its file, which the
    source distribution contains.
    """

    def replace(link: re.Match[str]) -> str:
        is_picture, words, file = link[1], link[2], link[3]
        if repository:
            raw = "?raw=true" if is_picture else ""
            return f"{is_picture}[{words}]({repository.rstrip('/')}/{file}{raw})"
        if is_picture:
            return ""
        return f"`{file}`" if words == file else f"{words} (`{file}`)"

    return LINK.sub(replace, text)


if __name__ == "__main__":
    setup(
        script_name=str(ROOT / "setup.py"),  # else it would count as a module of the package
        long_description=readme_for_an_index(
            (ROOT / "README.md").read_text(encoding="utf-8"),
            os.environ.get("OPENPEEL_REPOSITORY", ""),
        ),
        long_description_content_type="text/markdown",
    )
