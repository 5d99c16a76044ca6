"""Hooks of Datasette that are called for this site alone.

Plugins are registered once for a process. A Datasette beside the site, such as the one that
`datasette` starts, must not get its pages, limits and headers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from datasette import hookimpl

from openpeel.web.server import Site

Hook = Callable[..., Any]


def site_hook(function: Hook | None = None, /, **options: bool) -> Any:
    """Mark a function, which takes `datasette`, as a hook; the options are those of `hookimpl`."""
    if function is None:
        return partial(site_hook, **options)
    signature = inspect.signature(function)
    place = list(signature.parameters).index("datasette")

    @wraps(function)
    def call(*values: Any) -> Any:
        # Pluggy drops None: the hook adds nothing to another Datasette.
        return function(*values) if isinstance(values[place], Site) else None

    # By this and by __wrapped__ pluggy knows which values a function takes.
    call.__signature__ = signature  # type: ignore[attr-defined]
    return hookimpl(**options)(call)
