"""How tests see that wrong data are refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from openpeel.loaders.errors import DataError, DataErrors


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """Expect an error that has all these words."""
    with pytest.raises((DataError, DataErrors)) as caught:
        yield
    for word in words:
        assert word in str(caught.value), str(caught.value)
