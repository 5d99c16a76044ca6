"""Whether metadata of Datasette say who may see what."""

from __future__ import annotations

from collections.abc import Mapping


def restricts(metadata: object) -> bool:
    """Whether there is a rule on who may see something at any depth of metadata."""
    if not isinstance(metadata, Mapping):
        return False
    return any(key in ("allow", "allow_sql") or restricts(value) for key, value in metadata.items())
