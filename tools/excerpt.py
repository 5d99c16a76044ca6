"""Write again what ships of the open statistics, from a database that has all of them.

    openpeel build --sources DIR && python -m openpeel.tools.excerpt openpeel.db

For whoever keeps openpeel, when a newer edition is to ship or more of one. Each file is the
answer to one query; `build` compares them with the sources ever after.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from openpeel.loaders import package
from openpeel.loaders.database import open_read_only
from openpeel.loaders.statistics.shipped import EDITION, FILES

# What is needed to recompute the figures of 2016: five years of rates by quarter, the years
# that changes are told of, and the bases of the time.
QUERIES = {
    "dataset": (
        "select id, source_kind_id, edition, title, period_start, period_end, file_name, sha256, "
        "records from dataset where source_kind_id in ('recorded-crime-by-force', "
        "'police-force-area-tables') order by id"
    ),
    "recorded_crime": (
        "select dataset_id, group_id, period_end, area_id, offences from recorded_crime_detail "
        "where area_kind in ('force', 'body') and period_end between '2011-06-30' and '2016-06-30' "
        "and (group_id = 'all-excluding-fraud' or (period_end like '%-06-30' and group_id in "
        "('fraud-offences', 'victim-based', 'sexual-offences', 'violence-with-injury', "
        "'domestic-burglary', 'action-fraud', 'cifas', 'uk-finance'))) "
        "order by 1, 2, 3, 4"
    ),
    "asb_incident": (
        "select dataset_id, period_end, area_id, incidents, missing_reason, "
        "rate_per_1000_population from asb_incident_detail "
        "where period_end between '2012-03-31' and '2017-03-31' order by 1, 2, 3"
    ),
    "population": (
        "select dataset_id, year, area_id, people from population_edition "
        "where edition = 'revised' and year between 2010 and 2016 order by 1, 2, 3"
    ),
    "household": (
        "select dataset_id, year, area_id, households from household_detail "
        "where year between 2010 and 2016 order by 1, 2, 3"
    ),
}


def write_excerpt(database: Path, folder: Path) -> None:
    """Write the files of `folder` from a database built with all sources."""
    connection = open_read_only(database)
    for name, sql in QUERIES.items():
        header = tuple(EDITION) if name == "dataset" else tuple(FILES[name])
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(connection.execute(sql))
    connection.close()


if __name__ == "__main__":
    write_excerpt(Path(sys.argv[1]), package.ROOT / "data" / "statistics")
