"""What the tests of the site share."""

from __future__ import annotations

from functools import cache

import httpx
import pytest
from page_types import Open


@pytest.fixture(scope="module")
def opened(site: httpx.Client) -> Open:
    """Gets a page of a server once, however many tests look at it."""
    return cache(site.get)
