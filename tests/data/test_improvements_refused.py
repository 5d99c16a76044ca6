"""Wrong rows on improvements are refused with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError, DataErrors

WEB = "data/web/essex"


EVENTS = f"{WEB}/improvement_event.csv"


def edit(file: Path, old: str, new: str) -> int:
    """Replace text that stands in a file once; on which line it stands."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{text.count(old)} times: {old}"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


# A change of one file, and the words that the error has beside file and line.
WRONG: dict[str, tuple[str, str, str, str]] = {
    "an event before its item was raised": (
        EVENTS,
        "essex-2017-preventing-crime-afi-1,2,2019-05-02",
        "essex-2017-preventing-crime-afi-1,2,2018-01-01",
        "said before it was raised",
    ),
    "an event in an inspection of another force": (
        EVENTS,
        "The concern about visiting by risk is stated again.,essex-2017-effectiveness",
        "The concern about visiting by risk is stated again.,kent-2017-effectiveness",
        "said in an inspection of another force",
    ),
    "an item that a force raises itself": (
        EVENTS,
        "essex-2018-19-investigating-crime-afi-2,1,2019-05-02,inspectorate",
        "essex-2018-19-investigating-crime-afi-2,1,2019-05-02,force",
        "the first event does not raise it",
    ),
    "a gap in a history": (
        EVENTS,
        "essex-2017-investigating-crime-finding-2,2,2019",
        "essex-2017-investigating-crime-finding-2,3,2019",
        "a gap in the positions",
    ),
    "a question of another framework": (
        f"{WEB}/improvement.csv",
        "essex-2017-effectiveness,peel-2017-effectiveness-preventing-crime",
        "essex-2017-effectiveness,peel-2016-effectiveness-preventing-crime",
        "its question is peel-2016-effectiveness-preventing-crime",
    ),
    "an item of an inspection that is not held": (
        f"{WEB}/improvement.csv",
        "essex-2018-19-investigating-crime-afi-1,essex-2018-19-effectiveness",
        "essex-2018-19-investigating-crime-afi-1,wessex-2018-19-effectiveness",
        "an id of table inspection",
    ),
    "an answer before the report": (
        "data/web/responses/response.csv",
        "essex-2016-efficiency,comments,2016-11-03",
        "essex-2016-efficiency,comments,2016-11-02",
        "earlier than the report",
    ),
    "a day that is none": (
        "data/web/responses/response.csv",
        "essex-2016-efficiency,comments,2016-11-03",
        "essex-2016-efficiency,comments,2016-11-31",
        "2016-11-31 is no day",
    ),
    "two rules at once": (
        "data/web/responses/response_rule.csv",
        "essex,30,0,2016-01-01,2016-12-31",
        "essex,30,0,2016-01-01,2017-12-31",
        "holds together with essex-own-page-2017",
    ),
    "a rule of law without a successor": (
        "data/web/responses/response_rule.csv",
        ",statute,,,0,,2017-05-01,",
        ",statute,,,0,,2017-04-01,",
        "no rule of law follows it",
    ),
}


# Refused while rows are read, so that no check runs.
READ_WRONG = ("an item of an inspection that is not held", "a day that is none")


def damage(names: Iterable[str], tree: Path) -> tuple[dict[str, int], list[str]]:
    """Damage a tree and build it: the line of each damage, and what the build said."""
    lines = {name: edit(tree / WRONG[name][0], *WRONG[name][1:3]) for name in names}
    with pytest.raises((DataError, DataErrors)) as caught:
        build(tree / "a.db", tree)
    assert not (tree / "a.db").exists()
    return lines, str(caught.value).split("\n")


@pytest.fixture(scope="module")
def checked(
    make_tree: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, int], list[str]]:
    """What one build says of every damage that the checks find."""
    names = [name for name in WRONG if name not in READ_WRONG]
    return damage(names, make_tree(tmp_path_factory.mktemp("wrong") / "tree"))


@pytest.mark.parametrize("name", [name for name in WRONG if name not in READ_WRONG])
def test_a_wrong_row_is_found_with_file_and_line(
    name: str, checked: tuple[dict[str, int], list[str]]
) -> None:
    is_told(name, *checked)


@pytest.mark.parametrize("name", READ_WRONG)
def test_a_wrong_row_is_refused_with_file_and_line(name: str, tree: Path) -> None:
    is_told(name, *damage([name], tree))


def is_told(name: str, lines: dict[str, int], said: list[str]) -> None:
    """Assert that an error names the file, the line and what is wrong."""
    file, _, _, words = WRONG[name]
    place = f"{Path(file).name}, line {lines[name]}"
    assert [error for error in said if words in error and place in error], said
