"""The number of forces is counted, never written into SQL, code, templates or descriptions."""

from __future__ import annotations

import re

from openpeel.loaders import package

NUMBER = re.compile(r"\b43\b|\bforty[- ]three\b", re.IGNORECASE)
PLACES = (
    "schema.sql", "metadata.yml", "columns.yml", "tables/*.yml", "checks/*.sql", "views/**/*.sql",
    "views/**/*.yml", "templates/**/*.*", "loaders/**/*.py", "outputs/**/*.py", "web/**/*.py",
    "cli/**/*.py", "track/**/*.*",
)  # fmt: skip
# What is no number of ours, by file.
ALLOWED = {
    # The Home Office's names of a row.
    "loaders/statistics/workforce_tables.py": (
        'FORCES = ("total 43 forces", "total of 43 forces", "total of all 43 forces", "total all 43 forces")'
    ),
    # The width of a bar in percent.
    "web/charts.py": "per = 43 /",
}


def test_the_number_of_forces_is_not_hard_coded() -> None:
    found = []
    for pattern in PLACES:
        for path in sorted(package.ROOT.glob(pattern)):
            name = path.relative_to(package.ROOT).as_posix()
            text = path.read_text(encoding="utf-8").replace(ALLOWED.get(name, "\0"), "")
            found += [
                f"{name}:{number}: {line.strip()}"
                for number, line in enumerate(text.split("\n"), start=1)
                if NUMBER.search(line)
            ]
    assert not found, "\n".join(found)
