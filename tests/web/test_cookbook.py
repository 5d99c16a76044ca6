"""The recipes of docs/cookbook.md print what stands below them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from openpeel.tools.cookbook import Recipe, cook, kitchen, read_recipes

RECIPES = read_recipes()


@pytest.fixture(scope="module")
def folder(database: Path) -> Iterator[Path]:
    with kitchen(database) as made:
        yield made


def test_there_are_eleven_recipes_that_can_be_run() -> None:
    assert [recipe.title.split(".")[0] for recipe in RECIPES] == [str(n) for n in range(1, 12)]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_recipe_prints_its_answer(recipe: Recipe, folder: Path, site: httpx.Client) -> None:
    if "curl" in recipe.code and not shutil.which("curl"):
        pytest.skip("needs curl")
    assert recipe.answer
    assert cook(recipe, folder, str(site.base_url)) == recipe.answer, "run `make figures`"
