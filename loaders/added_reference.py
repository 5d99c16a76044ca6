"""Reference data that users add beside their sources: CSV files in the folder `reference`.

Somebody who has installed the package cannot well change what ships in it. A new name of a force, a
new offence or another heading goes into a file of the same name and columns as the one that ships;
its rows are put to those and checked in the same way.
"""

from __future__ import annotations

from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import Package, web_package

FOLDER = "reference"
# What sources call things, and the things that they may have more of.
ADDABLE = (
    "area_name", "source_wording", "offence", "offence_group", "offence_group_part", "outcome_code",
    "outcome_type", "workforce_role", "correction",
)  # fmt: skip


def added_reference(sources: Path | None) -> list[Package]:
    """The package of reference data among the sources, if there is one.

    Raises:
        DataError: a file of another table, or none that is CSV.
    """
    if sources is None or not (sources / FOLDER).is_dir():
        return []
    package = web_package(sources / FOLDER)
    for file in package.files:
        if file.stem not in ADDABLE:
            raise DataError(
                "not reference data that can be added to",
                file,
                value=file.name,
                expected=", ".join(f"{table}.csv" for table in ADDABLE),
            )
    return [package]
