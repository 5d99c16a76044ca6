"""How far apart words may stand to belong together: each distance from both its sides.

Letters are ten high here, so that a distance is ten times what the constant says.
"""

from __future__ import annotations

import pytest

from openpeel.loaders.report.text.layout_rows import (
    LayoutRow,
    Piece,
    gather_rows,
    glued,
    hangs_on,
    with_marker,
)
from openpeel.loaders.report.text.reading_order import Spacing, is_prose, least_common

HIGH = 10.0


def piece(
    text: str = "word", left: float = 0, right: float = 50, base: float = 100, height: float = HIGH
) -> Piece:
    return Piece(text, left, right, base, height)


def column(distances: list[float], height: float = HIGH) -> list[LayoutRow]:
    """Rows one under another, at these distances in heights of a letter."""
    base = 0.0
    rows = [LayoutRow([piece(base=base, height=height)])]
    for distance in distances:
        base += distance * height
        rows.append(LayoutRow([piece(base=base, height=height)]))
    return rows


@pytest.mark.parametrize(("down", "rows"), [(2.9, 1), (3.1, 2)])
def test_words_a_little_lower_are_on_the_same_row(down: float, rows: int) -> None:
    found = gather_rows([piece(), piece(left=60, right=90, base=100 + down)])
    assert len(found) == rows


@pytest.mark.parametrize(
    ("height", "raised", "gap", "hangs"),
    [
        (7.9, 5, 0.9, True),
        (8.1, 5, 0.9, False),  # too high for a mark
        (7.9, 6.9, 0.9, True),
        (7.9, 7.1, 0.9, False),  # raised too far
        (7.9, 5, 1.1, False),  # too far behind its word
    ],
)
def test_mark_hangs_on_the_word_before_it(
    height: float, raised: float, gap: float, hangs: bool
) -> None:
    word = piece(right=50)
    mark = piece("1", left=50 + gap, right=54 + gap, base=100 - raised, height=height)
    assert hangs_on(mark, word) is hangs


@pytest.mark.parametrize(("gap", "hangs"), [(4.9, True), (5.1, False)])
def test_mark_hangs_on_the_footnote_behind_it(gap: float, hangs: bool) -> None:
    mark = piece("1", left=0, right=4, base=95, height=6)
    assert hangs_on(mark, piece(left=4 + gap, right=60)) is hangs


@pytest.mark.parametrize(
    ("gap", "texts"), [(0.9, ["onetwo"]), (1.1, ["one two"]), (14.9, ["one two"]), (15.1, ["one", "two"])]
)  # fmt: skip
def test_pieces_of_a_row_join_with_a_space_or_stay_cells(gap: float, texts: list[str]) -> None:
    row = [piece("two", left=50 + gap, right=90), piece("one", right=50)]
    assert [p.text for p in glued(row)] == texts


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (["•", "a bullet"], ["• a bullet"]),
        (["2.", "a step"], ["2. a step"]),
        (["12", "24.5%"], ["12", "24.5%"]),  # two numbers are cells of a table
        (["word", "another"], ["word", "another"]),
        (["•"], ["•"]),
    ],
)
def test_marker_joins_the_words_behind_it(texts: list[str], joined: list[str]) -> None:
    assert [p.text for p in with_marker([piece(text) for text in texts])] == joined


@pytest.mark.parametrize(
    ("above", "below", "distance", "is_split"),
    [
        (10, 10, 11.9, False),
        (10, 10, 12.1, True),
        # Of two heights the lower counts for three quarters: 1.2 x (5 + 7.5).
        (20, 10, 14.9, False),
        (20, 10, 15.1, True),
    ],
)
def test_more_than_the_usual_distance_parts_paragraphs(
    above: float, below: float, distance: float, is_split: bool
) -> None:
    one, other = (
        LayoutRow([piece(height=above)]),
        LayoutRow([piece(base=100 + distance, height=below)]),
    )
    assert Spacing([], leading=1.0).is_separate(one, other) is is_split


@pytest.mark.parametrize(("distance", "leading"), [(0.81, 0.81), (0.79, 1.0), (1.3, 1.3)])
def test_usual_distance_is_measured_over_lines_that_can_be_of_one_paragraph(
    distance: float, leading: float
) -> None:
    assert Spacing([column([distance] * 20)]).leading == pytest.approx(leading)


@pytest.mark.parametrize(("lines", "distance"), [(8, 1.3), (7, 1.0)])
def test_letters_of_another_height_have_a_usual_distance_if_there_are_enough(
    lines: int, distance: float
) -> None:
    spacing = Spacing([column([1.0] * 20), column([1.3] * lines, height=14.0)])
    assert spacing.distance(LayoutRow([piece(height=14.0)])) == pytest.approx(distance * 14)


@pytest.mark.parametrize(
    ("ratios", "least"),
    [
        ([1.0] * 2 + [1.4] * 18, 1.0),
        ([1.0] * 1 + [1.4] * 19, 1.4),  # one in twenty is not usual
        ([1.0] * 10 + [1.12] * 10, 1.06),  # a bin takes what is nearly alike
        ([2.0] * 10, 1.5),  # no line of a paragraph stands further off
        ([], 1.0),
    ],
)
def test_least_common_distance(ratios: list[float], least: float) -> None:
    assert least_common(ratios) == pytest.approx(least)


@pytest.mark.parametrize(
    ("lines", "words", "filled", "prose"),
    [(5, 3, 61, True), (4, 3, 61, False), (5, 2, 61, False), (5, 3, 59, False)],
)
def test_prose_has_enough_lines_words_and_width(
    lines: int, words: int, filled: float, prose: bool
) -> None:
    text = " ".join(["word"] * words)
    widest = piece(text, right=100)
    rest = [piece(text, right=filled, base=100 + 12 * n) for n in range(1, lines)]
    assert is_prose([widest, *rest]) is prose


@pytest.mark.parametrize(("height", "rounded"), [(9.8, 10.0), (9.7, 9.5), (10.2, 10.0)])
def test_heights_count_in_halves(height: float, rounded: float) -> None:
    assert LayoutRow([piece(height=height)]).size == rounded
