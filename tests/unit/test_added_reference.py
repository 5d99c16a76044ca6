"""Reference data that a user adds in the folder `reference` of the sources."""

from __future__ import annotations

import re
from pathlib import Path

import made_files as made
import pytest
from loading import load_facts
from refusals import refused

from openpeel.loaders import package
from openpeel.loaders.inputs import read_inputs
from openpeel.loaders.statistics.unknown_terms import UnknownTermsError


@pytest.fixture
def sources(forces: list[made.Force], tmp_path: Path) -> Path:
    """A folder of sources with outcomes of a later edition: five terms are not known."""
    rows = made.crime_outcomes(forces)
    rows[0][3] = "Kind of offence"
    for row in rows[1:]:
        row[2] = "Devon Police" if row[2] == "Devon and Cornwall" else row[2]
    rows[1][3:8] = ["Piracy, at sea", "Robbery", "Robbery", "999", ""]
    rows[3][8:11] = ["Pardoned", "Mercy", "77"]
    rows[5][8] = "Charged or the like"
    folder = tmp_path / "sources"
    folder.mkdir()
    made.write_csv(folder / "outcomes-open-data-2016-17.csv", rows)
    return folder


def add(sources: Path, said: str, fill_in: dict[str, str]) -> None:
    """Put the rows that an error prints into the files that it names, filled in."""
    folder = sources / "reference"
    folder.mkdir(exist_ok=True)
    for name, rows in re.findall(r"^(\w+\.csv)\n((?:.+,.*\n?)+)", said, re.MULTILINE):
        for old, new in fill_in.items():
            rows = rows.replace(old, new)
        file = folder / name
        lines = rows.splitlines(keepends=True)[1 if file.exists() else 0 :]
        with file.open("a", encoding="utf-8") as stream:
            stream.writelines(line.rstrip("\n") + "\n" for line in lines)


def test_rows_that_an_error_prints_make_the_file_load_once_they_are_filled_in(
    sources: Path,
) -> None:
    with pytest.raises(UnknownTermsError) as first:
        load_facts(package.ROOT, sources)
    assert "crime-outcomes,header,Kind of offence,offence_description" in str(first.value)
    add(sources, str(first.value), {})
    with pytest.raises(UnknownTermsError) as second:
        load_facts(package.ROOT, sources)
    assert len(second.value.terms) == 5
    add(sources, str(second.value), {"Devon Police,,": "Devon Police,devon-and-cornwall,Made up."})
    assert sorted(file.name for file in (sources / "reference").iterdir()) == [
        "area_name.csv", "offence.csv", "outcome_code.csv", "outcome_type.csv", "source_wording.csv",
    ]  # fmt: skip
    load_facts(package.ROOT, sources)


DAMAGES = {
    "another table": ("force.csv", "area_id\nwessex\n", ["force.csv", "not reference data that can be added to", "area_name.csv"]),
    "a row that ships": ("area_name.csv", "printed,area_id,note\nBTP,british-transport-police,x\n", ["area_name.csv, line 2", "duplicate row in table area_name"]),
    "an unknown area": ("area_name.csv", "printed,area_id,note\nMercia,mercia,x\n", ["area_name.csv, line 2", "'mercia'"]),
    "an empty cell": ("area_name.csv", "printed,area_id,note\nMercia,,x\n", ["area_name.csv, line 2", "a value is missing", "area_id"]),
    "an unknown column": ("area_name.csv", "printed,area,note\nMercia,kent,x\n", ["area_name.csv, line 1", "'area'"]),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_added_reference_data_are_checked_like_those_that_ship(damage: str, tmp_path: Path) -> None:
    name, text, words = DAMAGES[damage]
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / name).write_text(text, encoding="utf-8")
    with refused(*words):
        load_facts(package.ROOT, tmp_path)


def test_added_name_that_differs_only_in_marks_is_not_the_name_of_another_area(
    sources: Path,
) -> None:
    """Unseen by the check in SQL: a reader of statistics closes up spaces and leaves footnotes out."""
    (sources / "reference").mkdir()
    (sources / "reference" / "area_name.csv").write_text(
        "printed,area_id,note\nDevon  and Cornwall (2),kent,x\n", encoding="utf-8"
    )
    with refused("area_name.csv", "'Devon and Cornwall (2)'", "devon-and-cornwall or of kent"):
        load_facts(package.ROOT, sources)


def test_a_change_of_added_reference_data_is_a_change_of_what_a_build_is_made_from(
    tmp_path: Path,
) -> None:
    before = read_inputs(package.ROOT, tmp_path)
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "area_name.csv").write_text("printed,area_id,note\n")
    assert read_inputs(package.ROOT, tmp_path).program != before.program
