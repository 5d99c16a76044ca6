"""Write again how many records the known editions of open statistics have, and what they add up to.

    openpeel build --sources DIR && python -m openpeel.tools.known_totals openpeel.db

For whoever keeps openpeel, once the files of the sources are known to be whole. Editions of which
the database has no whole file keep their lines.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from openpeel.loaders import package
from openpeel.loaders.database import open_read_only
from openpeel.loaders.statistics.doubtful_numbers import KNOWN, KNOWN_TOTALS

# Numbers of each table that a build adds up.
COLUMNS = {
    "recorded_crime": ("offences",),
    "recorded_offence": ("offences",),
    "recorded_crime_published": ("offences",),
    "asb_incident": ("incidents",),
    "population": ("people",),
    "household": ("households",),
    "crime_outcome": ("offences", "outcomes"),
    "workforce": ("headcount", "full_time_equivalent"),
    "boundary": ("longitude", "latitude"),
}


def write_known_totals(database: Path, file: Path) -> None:
    """Replace the lines of the editions of a database in a file of known totals."""
    connection = open_read_only(database)
    editions = connection.execute(
        "select number, id, sha256 from dataset where extent = 'full' order by id"
    ).fetchall()
    found = [
        (dataset, sha256, table, records, column, round(total, 6))
        for number, dataset, sha256 in editions
        for table, columns in COLUMNS.items()
        for column in columns
        for records, total in connection.execute(
            f"select count(*), total([{column}]) from [{table}] where dataset_number = ?", [number]
        )
        if records
    ]
    connection.close()
    known = {dataset for _, dataset, _ in editions}
    with file.open(encoding="utf-8", newline="") as stream:
        _, *lines = csv.reader(stream)
    rows = [tuple(map(str, row)) for row in found]
    rows += [tuple(line) for line in lines if line[0] not in known]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(KNOWN)
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    write_known_totals(Path(sys.argv[1]), package.ROOT / "data" / "statistics" / KNOWN_TOTALS)
