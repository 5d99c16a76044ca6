"""The official sources that can be fetched: the rows of `data/reference/source.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.database import create_tables, describe_tables
from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import read_fact_file


@dataclass(frozen=True)
class SourceFile:
    """A file that its publisher offers for download."""

    id: str
    kind: str
    title: str
    publisher: str
    licence: str
    # The page that offers the file, and the file itself where its address is known.
    page: str
    address: str | None
    file_name: str
    media_type: str
    sha256: str | None
    max_bytes: int
    # Day on which somebody last fetched the file from its address; None where nobody has tried.
    checked_on: str | None
    # What files of its kind are called, by which a build knows them.
    names: tuple[str, ...]

    @property
    def is_untried(self) -> bool:
        """Whether an address is known that nobody has fetched the file from."""
        return self.address is not None and self.checked_on is None

    def by_hand(self, folder: Path) -> str:
        """How to get the file without an address, or where fetching it fails."""
        return (
            f"by hand: open {self.page}, download this edition and save it as "
            f"{folder / self.file_name} (or under another name that a build knows: "
            f"{', '.join(self.names)})"
        )


def read_sources(root: Path = package.ROOT) -> list[SourceFile]:
    """Every source of `data/reference/source.csv`, in its order.

    Raises:
        DataError: the file, or that of the sites it names, is not as the schema wants it.
    """
    db = Database(memory=True)
    create_tables(db, root / "schema.sql")
    tables = describe_tables(db)
    db.close()
    folder = root / "data" / "reference"
    sites = {
        str(row.values["id"]): str(row.values["base_url"])
        for row in read_fact_file(folder / "site.csv", None, tables["site"], set())
    }
    names = {
        str(row.values["id"]): tuple(str(row.values["file_pattern"]).split())
        for row in read_fact_file(folder / "source_kind.csv", None, tables["source_kind"], set())
    }
    sources = []
    for row in read_fact_file(folder / "source.csv", None, tables["source"], set()):
        values = row.values
        for column in ("page_site_id", "file_site_id"):
            if values[column] is not None and values[column] not in sites:
                raise DataError(
                    "refers to a missing row of table site",
                    row.file,
                    line=row.line,
                    column=column,
                    value=str(values[column]),
                    expected="an id of table site",
                )
        sources.append(
            SourceFile(
                id=str(values["id"]),
                kind=str(values["source_kind_id"]),
                title=str(values["title"]),
                publisher=str(values["publisher"]),
                licence=str(values["licence"]),
                page=sites[str(values["page_site_id"])] + str(values["page_path"]),
                address=sites[str(values["file_site_id"])] + str(values["file_path"])
                if values["file_path"] is not None
                else None,
                file_name=str(values["file_name"]),
                media_type=str(values["media_type"]),
                sha256=None if values["sha256"] is None else str(values["sha256"]),
                max_bytes=int(values["max_bytes"] or 0),
                checked_on=None if values["checked_on"] is None else str(values["checked_on"]),
                names=names.get(str(values["source_kind_id"]), ()),
            )
        )
    return sources
