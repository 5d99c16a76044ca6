"""One row of an answer, as templates read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Row:
    """A row whose columns are its attributes; a name that is no column is an error.

    Jinja would print nothing for it, and nobody would notice.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "jinja_pass_arg":  # what Jinja asks of all
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str | int) -> Any:
        if isinstance(name, int):
            return list(self._values.values())[name]
        if name not in self._values:
            raise RuntimeError(f"a template asks for the column {name}, which is not there")
        return self._values[name]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values.values())
