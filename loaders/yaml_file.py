"""YAML files of this package, with the line of every key, so that errors can name it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from openpeel.loaders.errors import DataError

# The C loader is many times faster than the Python one, and as safe; not every PyYAML has it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class YamlFile:
    """A YAML file that holds a mapping.

    Attributes:
        path: the file.
        content: its mapping.
        lines: the line of each key, counted from 1; keys are paths: ("columns", "name").
    """

    path: Path
    content: dict[str, Any]
    lines: dict[tuple[str, ...], int]


def read_yaml(path: Path) -> YamlFile:
    """Read a file that holds a mapping.

    Raises:
        DataError: the file is missing, is not YAML or repeats a key, which YAML would pass over.
    """
    try:
        loader = LOADER(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise DataError("is not a mapping", path, expected="key: value")
        lines = lines_of(path, node)
        return YamlFile(path, loader.construct_document(node), lines)
    except FileNotFoundError as error:
        raise DataError("the file is missing", path) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataError(f"is not YAML ({error.problem})", path, line=line) from error


def lines_of(
    path: Path, node: yaml.MappingNode, above: tuple[str, ...] = ()
) -> dict[tuple[str, ...], int]:
    """Return the line of every key of a mapping and of the mappings in it."""
    lines: dict[tuple[str, ...], int] = {}
    for key, value in node.value:
        name = (*above, str(key.value))
        line = key.start_mark.line + 1
        if name in lines:
            raise DataError(
                f"duplicate key (first on line {lines[name]})",
                path,
                line=line,
                value=str(key.value),
            )
        lines[name] = line
        if isinstance(value, yaml.MappingNode):
            lines |= lines_of(path, value, name)
    return lines
