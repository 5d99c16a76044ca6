"""A traceback names a function and a module: no two of them may be called the same."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from datasette.plugins import pm

from openpeel.loaders import package

FOLDERS = ("loaders", "outputs", "web", "cli", "tools")
# Where a script or the command begins.
ENTRY = {"main"}


def names() -> Iterator[tuple[str, str, str]]:
    """Yield the kind and name of each module, and of what it defines, with its path."""
    for folder in FOLDERS:
        for file in sorted((package.ROOT / folder).rglob("*.py")):
            path = str(file.relative_to(package.ROOT))
            if not file.stem.startswith("__"):
                yield "module", file.stem, path
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield "function", node.name, path
                elif isinstance(node, ast.ClassDef):
                    yield "class", node.name, path


def test_no_two_modules_classes_or_functions_have_the_same_name() -> None:
    # Datasette finds a plugin's functions by their names.
    hooks = {name for name in dir(pm.hook) if not name.startswith("_")}
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, name, path in names():
        if name not in hooks | ENTRY:
            places[kind, name].append(path)
    assert {what: where for what, where in places.items() if len(where) > 1} == {}
