"""`openpeel export`: the database as a data package, written beside its target and swapped in."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from openpeel.loaders import package
from openpeel.loaders.database import open_read_only
from openpeel.loaders.errors import DataError
from openpeel.loaders.extras import extra
from openpeel.loaders.private_file import is_private
from openpeel.loaders.swapped_files import exchange_folders, temporary_folder
from openpeel.loaders.yaml_file import read_yaml
from openpeel.outputs.export.csvw import csvw_json
from openpeel.outputs.export.delimited import write_csv
from openpeel.outputs.export.descriptor import About, package_json, read_about
from openpeel.outputs.export.diagram import draw_diagram
from openpeel.outputs.export.ods import write_ods
from openpeel.outputs.export.package_readme import package_readme
from openpeel.outputs.export.parquet import ParquetWriter
from openpeel.outputs.export.resource import Resource, read_resources
from openpeel.outputs.export.workbook_plan import plan_workbook
from openpeel.outputs.export.writing import WrittenFile, described_file

FORMATS = ("csv", "parquet", "xlsx", "ods", "db")
DESCRIPTION = "datapackage.json"
CHECKSUMS = "CHECKSUMS"
# Called with how many rows were written since it was last called.
Progress = Callable[[int], object]


@dataclass(frozen=True)
class Exported:
    """What an export made: its folder, tables and views, rows, and files."""

    folder: Path
    resources: int
    rows: int
    files: int


@dataclass
class Export:
    """An export under way: from which database, of what, into which folder."""

    connection: sqlite3.Connection
    database: Path
    folder: Path
    about: About
    resources: Sequence[tuple[Resource, int]]
    formats: Collection[str]
    bom: bool
    count: Progress
    files: dict[tuple[str, str], list[WrittenFile]] = field(default_factory=dict)
    others: list[WrittenFile] = field(default_factory=list)

    def write(self) -> None:
        """Write every file, the checksums last."""
        self.write_tables()
        self.write_whole_files()
        self.write_descriptions()
        self.write_checksums()

    def write_tables(self) -> None:
        """Write the CSV and Parquet files; Parquet is made from CSV."""
        if not {"csv", "parquet"} & set(self.formats):
            return
        parquet = ParquetWriter(read_period_years(self.connection)) if self.has("parquet") else None
        for resource, rows in self.resources:
            target = self.folder / resource.folder / resource.name
            target.parent.mkdir(exist_ok=True)
            csv = target.with_name(f"{resource.name}.csv")
            # DuckDB would take the mark for a part of the first name.
            bom = self.bom and parquet is None
            written_rows = write_csv(self.connection, resource, csv, bom=bom, count=self.count)
            if written_rows != rows:
                raise DataError(
                    f"{resource.name} does not have its number of rows",
                    self.database,
                    value=f"{written_rows:,}",
                    expected=f"{rows:,}, as dictionary_table says",
                )
            if parquet:
                written = parquet.write(resource, rows, csv, target)
                self.files[resource.name, "parquet"] = [self.described(file) for file in written]
            if not self.has("csv"):
                csv.unlink()
                continue
            if self.bom and not bom:
                write_csv(self.connection, resource, csv, bom=True)
            self.files[resource.name, "csv"] = [self.described(csv)]

    def write_whole_files(self) -> None:
        """Write the files that have every table: workbooks and the database."""
        name = f"openpeel-{self.about.release.data_version}"
        plan = plan_workbook(self.about, self.resources)
        for format_, write in workbook_writers(self.formats).items():
            write(self.connection, plan, self.folder / f"{name}.{format_}", self.count)
            self.others.append(self.described(self.folder / f"{name}.{format_}"))
        if self.has("db"):
            shutil.copyfile(self.database, self.folder / f"{name}.db")
            self.others.append(self.described(self.folder / f"{name}.db"))

    def write_descriptions(self) -> None:
        """Write what says what the files are."""
        resources = [resource for resource, _ in self.resources]
        described = package_json(self.about, self.resources, self.files, self.others)
        self.write_text(DESCRIPTION, described)
        if self.has("csv"):
            urls = {
                name: files[0].path
                for (name, format_), files in self.files.items()
                if format_ == "csv"
            }
            self.write_text("csv-metadata.json", csvw_json(self.about, resources, urls))
        self.write_text(
            "README.md",
            package_readme(
                self.about,
                self.resources,
                has_csvw=self.has("csv"),
                bom=self.bom and self.has("csv"),
            ),
        )
        schema = package.SCHEMA.read_text(encoding="utf-8")
        self.write_text("diagram.svg", draw_diagram(schema, resources))
        self.write_text("schema.sql", schema)
        for name in ("CITATION.cff", "LICENSE-DATA"):
            shutil.copyfile(package.ROOT / name, self.folder / name)

    def write_checksums(self) -> None:
        """Write the sha256 of every file, as `sha256sum --check` reads it."""
        files = sorted(file for file in self.folder.rglob("*") if file.is_file())
        lines = [f"{d.sha256}  {d.path}\n" for d in map(self.described, files)]
        self.write_text(CHECKSUMS, "".join(lines))

    def has(self, format_: str) -> bool:
        """Whether a format was asked for."""
        return format_ in self.formats

    def described(self, file: Path) -> WrittenFile:
        """Path, size and checksum of a file of the package."""
        return described_file(self.folder, file)

    def write_text(self, name: str, text: str) -> None:
        """Write a text file, with the same line ends on every system."""
        (self.folder / name).write_text(text, encoding="utf-8", newline="")


def workbook_writers(formats: Collection[str]) -> dict[str, Callable[..., None]]:
    """Return what writes each kind of workbook that is asked for.

    Raises:
        DataError: openpyxl, which writes xlsx, is not installed.
    """
    writers: dict[str, Callable[..., None]] = {}
    if "xlsx" in formats:
        with extra("export"):
            from openpeel.outputs.export.xlsx import write_xlsx
        writers["xlsx"] = write_xlsx
    if "ods" in formats:
        writers["ods"] = write_ods
    return writers


def export(
    database: Path,
    target: Path,
    formats: Collection[str] = ("csv",),
    only: Collection[str] = (),
    *,
    bom: bool = False,
    progress: Callable[[int], Progress] = lambda total: lambda rows: None,
) -> Exported:
    """Write a built database as a data package into the folder `target`.

    The folder is written beside the target and takes its place in one step. The same database gives
    the same bytes.

    Args:
        database: a built database.
        target: a folder that is not there, is empty, or has an earlier package.
        formats: some of `FORMATS`.
        only: names of tables and views; all of them if it is empty.
        bom: whether CSV files begin with the mark by which Excel knows UTF-8.
        progress: told how many rows there are to write; what it returns is told of each piece.

    Raises:
        DataError: no such database, table or view; the target has something else in it; a format
            needs what is not installed. The target is untouched.
    """
    check_target(target)
    workbook_writers(formats)  # before the first file is written
    with opened(database) as connection, taking_the_place_of(target) as folder:
        counted = dict(connection.execute("select name, rows from dictionary_table"))
        resources = [(r, counted[r.name]) for r in read_resources(connection, only)]
        total = sum(rows for _, rows in resources)
        passes = bool({"csv", "parquet"} & set(formats)) + len({"xlsx", "ods"} & set(formats))
        about = read_about(connection, read_yaml(package.ROOT / "metadata.yml").content)
        made = Export(
            connection, database, folder, about, resources, formats, bom, progress(total * passes)
        )
        made.write()
        files = sum(1 for file in folder.rglob("*") if file.is_file())
    return Exported(target, len(resources), total, files)


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a built database that reads one state of it, whatever others write.

    Raises:
        DataError: it is no database that `openpeel build` made.
    """
    if not database.is_file():
        raise DataError("no database", database, expected="one that `openpeel build` made")
    if is_private(database):
        raise DataError(
            "a private list", database, expected="a database that `openpeel build` made"
        )
    connection = open_read_only(database)
    try:
        connection.execute("begin")
        connection.execute("select 1 from release").fetchone()
        yield connection
    except sqlite3.DatabaseError as error:
        raise DataError(
            f"cannot be read: {error}", database, expected="a database that `openpeel build` made"
        ) from error
    finally:
        connection.close()


def check_target(target: Path, sign: str = DESCRIPTION) -> None:
    """Refuse a target that an export would not have made: one without its `sign`, a file.

    Raises:
        DataError: there is a file of that name, or a folder with something else in it.
    """
    if target.is_dir():
        if any(target.iterdir()) and not (target / sign).is_file():
            raise DataError(
                "has other files", target, expected="a new or empty folder, or an earlier export"
            )
    elif target.exists():
        raise DataError("is no folder", target, expected="a folder for the export")


@contextmanager
def taking_the_place_of(target: Path) -> Iterator[Path]:
    """A new folder beside the target, which takes its place if all goes well."""
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(target.parent, target.name) as beside:
        made = beside / "made"
        made.mkdir()
        yield made
        if target.exists():
            exchange_folders(made, target)
        else:
            made.rename(target)


def read_period_years(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """The year in which each period ends, by its id."""
    return connection.execute(
        "select id, cast(substr(end_day, 1, 4) as integer) from period order by id"
    ).fetchall()
