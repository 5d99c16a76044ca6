"""How a report calls its force: names, heads of tables, the order of an overview."""

from __future__ import annotations

import pytest

from openpeel.loaders.report.structure.names import AREA, FORCE, Names
from openpeel.loaders.report.structure.patterns import compile_pattern, names_force
from openpeel.loaders.report.structure.tables import stand_side_by_side
from openpeel.loaders.report.text.report_file import has_torn_tables

MET = Names("Metropolitan Police Service", "Metropolitan Police")
DEVON = Names("Devon and Cornwall Police", "Devon and Cornwall")
DYFED = Names("Dyfed-Powys Police", "Dyfed-Powys")
DURHAM = Names("Durham Constabulary", "Durham", (), ("County Durham and Darlington",))


@pytest.mark.parametrize(
    ("names", "text", "force", "area"),
    [
        (MET, "the Metropolitan Police Service", 1, 0),
        (MET, "in the Metropolitan Police area", 0, 1),
        (DEVON, "Devon & Cornwall Police in Devon and Cornwall", 1, 1),
        (DYFED, "Dyfed- Powys Police and Dyfed-Powys", 1, 1),
        (DURHAM, "in County Durham and Darlington", 0, 1),
        (Names("Kent Police", "Kent"), "Kentish Town, Kent’s", 0, 1),
        (Names("Kent Police", "Kent"), "Essex Police", 0, 0),
    ],
)
def test_names_become_signs_of_the_same_length(
    names: Names, text: str, force: int, area: int
) -> None:
    marked = names.marked(text)
    assert len(marked) == len(text)
    assert len([w for w in marked.split() if w.startswith(FORCE)]) == force
    assert len([w for w in marked.split() if w.startswith(AREA)]) == area


@pytest.mark.parametrize(
    "text",
    [
        "in the Metropolitan Police area", "in Metropolitan Police", "in the force area",
        "in the Metropolitan Police Service area", "in the constabulary",
    ],
)  # fmt: skip
def test_a_place_may_have_an_article_and_be_called_an_area(text: str) -> None:
    pattern = compile_pattern("in {place}")
    assert names_force("in {place}")
    assert pattern.fullmatch(MET.marked(text))


def test_another_force_is_not_the_force() -> None:
    pattern = compile_pattern("{they} was unable")
    assert not pattern.search(MET.marked("Kent Police was unable"))


def test_a_name_begins_the_next_sentence() -> None:
    pattern = compile_pattern("crime *rose")
    assert pattern.search("crime in all of it rose")
    assert not pattern.search(DYFED.marked("crime fell. Dyfed-Powys Police rose"))


@pytest.mark.parametrize(
    ("lines", "is_head"),
    [
        (["Rates Metropolitan Police Service England and Wales"], True),
        (["Rates Metropolitan England and", "Police Service Wales"], True),
        (["Outcome Metropolitan Police England", "number Service and Wales"], True),
        (["Metropolitan Police Service compared with England and Wales"], False),
        (["Rates Police Service England and Wales"], False),
        (["Rates Metropolitan Police Service England and"], False),
    ],
)
def test_the_head_of_a_table_has_its_names_side_by_side(lines: list[str], is_head: bool) -> None:
    columns = [MET.force.split(), ["England", "and", "Wales"]]
    assert stand_side_by_side([line.split() for line in lines], columns) is is_head


def test_tables_whose_numbers_stand_alone_are_torn() -> None:
    rows = [("Crime", "1.5", "2.5"), ("Burglary", "3.5", "4.5")]
    assert has_torn_tables("\n".join(cell for row in rows for cell in row))
    assert not has_torn_tables("\n".join(" ".join(row) for row in rows))
    assert not has_torn_tables("\n".join("     ".join(row) for row in rows) + "\n9.9")
