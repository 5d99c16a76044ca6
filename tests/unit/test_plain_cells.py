"""CSV files for spreadsheet programs have no text that is taken for a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpeel.outputs.export.delimited import without_formula
from openpeel.web.plain_cells import PlainCells

ROWS = st.lists(
    st.lists(st.text(alphabet="=+-@,\"'\n\r\t 1.a£", max_size=6), min_size=2, max_size=3),
    max_size=5,
)


def as_csv_text(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("@sum(A1)", "'@sum(A1)"),
        ("-2+3", "'-2+3"), ("\t=1", "'\t=1"), ("-3.4", "-3.4"), ("+12,000", "+12,000"),
        ("a=b", "a=b"), ("", ""), ("-", "'-"),
    ],
)  # fmt: skip
def test_a_text_that_begins_like_a_formula_has_an_apostrophe(text: str, plain: str) -> None:
    assert without_formula(text) == plain


@given(ROWS, st.integers(1, 7))
def test_cells_are_the_same_whatever_the_pieces(rows: list[list[str]], size: int) -> None:
    text = as_csv_text(rows)
    cells = PlainCells()
    pieces = [text[place : place + size] for place in range(0, len(text), size)]
    came = "".join(cells.feed(piece, False) for piece in pieces) + cells.feed("", True)
    assert came == as_csv_text([list(map(without_formula, row)) for row in rows])
