"""The table `build_log`: what a database was built from, and what the build warned of.

It says nothing of the time or the computer: the same inputs give the same rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from openpeel import __version__
from openpeel.loaders.inputs import OF_ROOT, Record
from openpeel.loaders.report.find import PACKAGES, is_report_name

LOG = "build_log"
# The folders of code and data among what a build reads.
CODE, DATA = "loaders", "data"


def store_log(db: Database, record: Record) -> None:
    """Replace the log of a build by that of `record`."""
    (data_version,) = db.execute("select data_version from release").fetchone()
    rows = [
        *versions_logged(record.inputs.program, data_version),
        *sources_logged(record),
        *warnings_logged(record),
    ]
    db.execute(f"delete from {LOG}")
    db.table(LOG).insert_all(
        {"id": number, "sha256": None, "rows": None, "detail": None, **row}
        for number, row in enumerate(rows, start=1)
    )


def versions_logged(program: Mapping[str, str], data_version: str) -> Iterator[dict[str, Any]]:
    """Yield the versions of code, SQL, data and libraries, with one digest of all files of each."""
    parts: dict[str, list[str]] = {"openpeel": [], "SQL and descriptions": [], "data": []}
    libraries = {}
    for name, value in sorted(program.items()):
        first = name.partition("/")[0]
        if first == CODE:
            parts["openpeel"].append(f"{name} {value}\n")
        elif first == DATA:
            parts["data"].append(f"{name} {value}\n")
        elif first in OF_ROOT:
            parts["SQL and descriptions"].append(f"{name} {value}\n")
        else:
            libraries[name] = value
    versions = {"openpeel": __version__, "data": data_version}
    for name, lines in parts.items():
        sha256 = hashlib.sha256("".join(lines).encode()).hexdigest()
        yield {"kind": "version", "name": name, "detail": versions.get(name), "sha256": sha256}
    for name, value in libraries.items():
        yield {"kind": "version", "name": name, "detail": value}


def sources_logged(record: Record) -> Iterator[dict[str, Any]]:
    """Yield each file and package that was read: its digest, and how many rows it gave."""
    files = {
        name: (f"open statistics: {dataset}", records)
        for dataset, (name, records) in record.statistics.datasets.items()
    }
    files |= {
        name: (f"text of {document}", passages)
        for name, (document, passages) in record.reports.items()
    }
    for name, (detail, rows) in sorted(files.items()):
        # The text that a package has is a part of the package's digest.
        sha256 = record.inputs.files.get(name)
        yield {"kind": "source", "name": name, "detail": detail, "sha256": sha256, "rows": rows}
    for document, sha256 in sorted(record.inputs.packages.items()):
        yield {
            "kind": "source",
            "name": f"{PACKAGES}/{document}",
            "detail": f"package of {document}",
            "sha256": sha256,
            "rows": sum(record.packages[document].rows.values()),
        }


def warnings_logged(record: Record) -> Iterator[dict[str, Any]]:
    """Yield what was not read, what is missing and what was left out."""
    for name in record.statistics.strange:
        yield warning(name, "not read: no known name")
    for name in sorted(record.inputs.files):
        if is_report_name(name) and name not in record.reports:
            yield warning(name, "not read: no report of a known kind")
    for kind in record.statistics.absent:
        yield warning(kind, "no such open statistics among the sources")
    for document, replaced in sorted(record.replaced.items()):
        yield warning(
            document,
            f"the report's own list replaces {replaced.improvements} improvements from web pages",
        )
        for statement in replaced.left_out:
            yield warning(document, f"left out: {statement}")


def warning(name: str, detail: str) -> dict[str, Any]:
    """Return a row for what a build warns of."""
    return {"kind": "warning", "name": name, "detail": detail}
