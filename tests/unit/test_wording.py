"""The lint of prose finds each house word, also over the end of a line, and misspellings."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpeel.loaders import package
from openpeel.tools.wording import house_words, house_words_in, misspelt, prose_files

WORDS = house_words()


@pytest.mark.parametrize("word", WORDS)
def test_house_word_is_found(word: str) -> None:
    for text in (
        f"Of {word}, then.",
        f"Of {word.title()}, then.",
        f"Of {word}, then.".replace(" ", "\n# "),
    ):
        assert word in {found for _, found in house_words_in(text, WORDS)}
    assert not list(house_words_in(f"x{word}x", WORDS))


def test_house_word_has_its_line() -> None:
    assert list(house_words_in("one\ntwo nou" + "ght\n", WORDS)) == [(2, "nou" + "ght")]


def test_misspelling_is_found(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.codespell]\n")
    (tmp_path / "page.md").write_text("How they are rec" + "ieved.\n")
    assert "page.md:1" in misspelt([tmp_path / "page.md"], tmp_path)


def test_pages_docs_code_and_data_are_read() -> None:
    names = {path.relative_to(package.ROOT).as_posix() for path in prose_files(package.ROOT)}
    assert {"README.md", "metadata.yml", "schema.sql", "tools/wording.py"} <= names
    assert any(name.startswith("templates/") for name in names)
    assert any(name.startswith("data/") for name in names)
