"""The list of sources: every one can be fetched and is read by a build."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import made_files as made
import pytest
from reading_files import Read
from sqlite_utils import Database

from openpeel.loaders.errors import DataError
from openpeel.loaders.fetch import fetch
from openpeel.loaders.source_files import SourceFile, read_sources
from openpeel.loaders.statistics.load import find_files
from openpeel.loaders.statistics.rows import Extent

# The list of sources


def test_every_source_has_a_safe_address_and_a_limit() -> None:
    sources = read_sources()
    assert {s.file_name for s in sources} >= {
        "policeforceareatablesyearendingmarch2018v2.xlsx",
        "police-workforce-tables-sep16.ods",
        "police-force-areas-dec2016-ugc.geojson",
    }
    for source in sources:
        assert source.page.startswith("https://")
        assert source.address is None or source.address.startswith("https://")
        assert source.max_bytes <= 100_000_000


def test_a_file_is_known_by_one_checksum(connection: sqlite3.Connection) -> None:
    """That of the file fetched is that of the file which the shipped values were taken from."""
    rows = connection.execute(
        "select source.sha256, dataset.sha256 from source join dataset using (file_name) "
        "where source.sha256 is not null"
    ).fetchall()
    assert rows and all(a == b for a, b in rows)


def test_a_wrong_list_of_sources_is_told(tree: Path) -> None:
    file = tree / "data" / "reference" / "source.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",govuk-media,", ",govuk-nothing,", 1), encoding="utf-8")
    with pytest.raises(
        DataError, match=r"source.csv, line 7, column file_site_id: .*'govuk-nothing'"
    ):
        read_sources(tree)
    file.write_text(text.replace(",5000000,", ",five,", 1), encoding="utf-8")
    with pytest.raises(
        DataError, match="line 3, column max_bytes: not a whole number; found 'five'"
    ):
        read_sources(tree)


def test_what_lies_among_the_sources_is_as_published(report: Path, tmp_path: Path) -> None:
    for source in read_sources():
        path = report.parent / source.file_name
        if source.sha256 is not None and path.exists():
            assert fetch(source, report.parent).was_there


ENDINGS = {
    "text/csv": ".csv",
    "application/gzip": ".csv.gz",
    "application/geo+json": ".geojson",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


@pytest.mark.parametrize("source", read_sources(), ids=lambda source: source.id)
def test_build_reads_what_fetch_downloads(
    source: SourceFile,
    reference_data: Database,
    forces: list[made.Force],
    read: Read,
    tmp_path: Path,
) -> None:
    path = made.write(tmp_path / source.file_name, made.MAKERS[source.kind](forces))
    assert source.file_name.endswith(ENDINGS[source.media_type])
    files, strange = find_files(reference_data, tmp_path)
    assert (files, strange) == ({source.kind: [path]}, ())
    rows = read(source.kind, path)
    assert len(rows) > 40 and isinstance(rows[-1], Extent)


def test_recorded_crime_reads_from_a_workbook_with_dates(
    forces: list[made.Force], read: Read, tmp_path: Path
) -> None:
    """The series by force is published as a workbook with a pivot table."""
    kind = "recorded-crime-by-force"
    rows = made.recorded_crime(forces)
    first = read(kind, made.write_csv(tmp_path / "a.csv", rows))
    for row in rows[1:]:
        day, month, year = map(int, row[0].split("-"))
        row[0], row[4] = date(year, month, day), int(row[4])
    book: made.Book = {"Pivot": [["PFA", "(All)"], ["Offence", "Sum"]], "Data": rows}
    assert read(kind, made.write_ods(tmp_path / "a.ods", book)) == first
