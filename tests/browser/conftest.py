"""A real browser, for the tests in this folder only: no others may load one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
from browsing import browsing, chromium
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser(missing: Callable[[str], NoReturn]) -> Iterator[Browser]:
    """A real browser; it ends with its module, as the loop it runs on allows no other."""
    if not chromium():
        missing("needs chromium")
    with browsing() as found:
        yield found
