"""Facts as CSV: one file a table, one line a row, every line with its citation.

`data/reference/` holds what is the same for every inspection; each folder of
`data/inspections/` holds what one document states and is called by the id of that
document; `data/grades/` and each folder of `data/web/` hold what web pages state.

A file is named for its table and a column for the table's column, but for citations:
instead of `citation_id` a line says `section`, `page` and, where the fact stands in a
footnote, `footnote`, or, where a web page states it, `web`, the id of that page's
document. A second citation has its own prefix (`other_citation_id` is `other_section`,
`other_page`, `other_footnote`, `other_web`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from openpeel.loaders.bounds import bounded_lines, check_size
from openpeel.loaders.errors import DataError

MOST_BYTES = 50_000_000

Value = str | int | float | None

INTEGER = re.compile(r"-?[0-9]{1,18}")
REAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
# What no text of words has: it is not seen, turns the order of what is, or is some font's own.
UNSEEN = r"\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff"
CONTROL = re.compile(rf"[\x00-\x09\x0b-\x1f{UNSEEN}]")
CITATION = "citation_id"
PLACE = ("section", "page", "footnote")
WEB = "web"


@dataclass(frozen=True)
class Column:
    """A column of a table: its SQL type and whether a row must fill it."""

    name: str
    type: str
    required: bool


@dataclass(frozen=True)
class FactRow:
    """A row for a table, with the line of the file that it stands on."""

    table: str
    values: dict[str, Value]
    file: Path
    line: int


@dataclass
class Package:
    """A folder of CSV files: the reference data, or what a document or web pages state.

    Only the folder of one document can cite that document's sections and pages.
    """

    folder: Path
    document: str | None = None
    files: list[Path] = field(default_factory=list)


Tables = Mapping[str, Mapping[str, Column]]


def find_packages(data: Path) -> list[Package]:
    """The reference data, the grades, then the folders of documents and of web pages."""
    packages = [reference_package(data)]
    if (data / "grades").is_dir():
        packages.append(web_package(data / "grades"))
    web = sorted(path for path in (data / "web").glob("*") if path.is_dir())
    return [*packages, *packages_in(data / "inspections"), *map(web_package, web)]


def reference_package(data: Path) -> Package:
    """The data that are the same for every inspection."""
    return web_package(data / "reference")


def web_package(folder: Path) -> Package:
    """A package that is no document's own: it can cite web pages only."""
    return Package(folder, None, csv_files(folder))


def packages_in(folder: Path) -> list[Package]:
    """Each document's package of a folder, called by the document's id."""
    folders = sorted(path for path in folder.glob("*") if path.is_dir())
    return [Package(path, path.name, csv_files(path)) for path in folders]


def csv_files(folder: Path) -> list[Path]:
    """The CSV files of a package."""
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise DataError("no CSV files in this folder", folder)
    return files


def read_package(package: Package, tables: Tables, cited: set[str]) -> Iterator[FactRow]:
    """One row per line of the package's files, and one per place that they cite.

    Values have the type of their column; an empty cell is null. Citations come before
    the first row that needs them and only once; `cited` holds those that have come, and
    several packages may cite one web page.

    Raises:
        DataError: the file is not named for a table, is not UTF-8 or no CSV, has a
            column too many or too few, or a cell is not of its column's type.
    """
    for file in package.files:
        if file.stem not in tables:
            raise DataError("the file is not named for a table", file, value=file.stem)
        yield from read_fact_file(file, package.document, tables[file.stem], cited)


def read_fact_file(
    file: Path, document: str | None, columns: Mapping[str, Column], cited: set[str]
) -> Iterator[FactRow]:
    """One row per line of one file, and one per place cited that is not in `cited` yet."""
    citations = [name for name in columns if name.endswith(CITATION)]
    for line, cells in read_fact_csv(file, allowed_headers(columns, citations, document)):
        values: dict[str, Value] = {}
        for name in citations:
            prefix = name.removesuffix(CITATION)
            citation = cite(file, line, document or "", cells, prefix)
            if citation is None and columns[name].required:
                raise uncited(file, line, prefix, document)
            values[name] = citation["id"] if citation else None
            if citation and citation["id"] not in cited:
                cited.add(str(citation["id"]))
                yield FactRow("citation", citation, file, line)
        for name, cell in cells.items():
            if name in columns:
                values[name] = convert(cell, columns[name], file, line)
        for column in columns.values():
            values.setdefault(column.name, None)
            if column.required and values[column.name] is None:
                raise DataError("a value is missing", file, line=line, column=column.name, value="")
        yield FactRow(file.stem, values, file, line)


def allowed_headers(
    columns: Mapping[str, Column], citations: list[str], document: str | None
) -> dict[str, bool]:
    """The headers that a file may have, and whether it must have them."""
    headers = {c.name: c.required for c in columns.values() if c.name not in citations}
    for name in citations:
        prefix = name.removesuffix(CITATION)
        headers |= {prefix + part: False for part in (*(PLACE if document else ()), WEB)}
    return headers


def read_fact_csv(file: Path, headers: Mapping[str, bool]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each record of a CSV file as its first line's number and its cells by header."""
    check_size(file, MOST_BYTES)
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(bounded_lines(stream, file), strict=True)
            header = next(reader, [])
            check_header(file, header, headers)
            start = reader.line_num + 1
            for record in reader:
                if len(record) != len(header):
                    raise DataError(
                        "the number of cells is not that of the header",
                        file,
                        line=start,
                        value=str(len(record)),
                        expected=str(len(header)),
                    )
                yield start, dict(zip(header, record, strict=True))
                start = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise not_utf8(file) from error
    except csv.Error as error:
        raise DataError(f"not a CSV line ({error})", file, line=reader.line_num) from error
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", file) from error


def not_utf8(file: Path) -> DataError:
    """The error that says which byte of a file is not UTF-8, and on which line."""
    content = file.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = content[error.start : error.end].hex(" ")
        return DataError("not UTF-8", file, line=line, value=f"byte {found}")
    return DataError("not UTF-8", file)


def check_header(file: Path, header: list[str], headers: Mapping[str, bool]) -> None:
    """Refuse a header that is unknown, doubled or missing."""
    for name in header:
        if name not in headers:
            raise DataError("unknown column", file, line=1, value=name, expected=", ".join(headers))
        if header.count(name) > 1:
            raise DataError("duplicate column", file, line=1, value=name)
    for name, required in headers.items():
        if required and name not in header:
            raise DataError("a column is missing", file, line=1, expected=name)


def convert(cell: str, column: Column, file: Path, line: int) -> Value:
    """A cell as a value of its column's type; empty is null.

    Raises:
        DataError: not a number where one is wanted, space around the text, or a control
            character in it.
    """
    if cell == "":
        return None

    def wrong(problem: str, expected: str | None = None) -> DataError:
        return DataError(
            problem, file, line=line, column=column.name, value=cell, expected=expected
        )

    if cell != cell.strip():
        raise wrong("space before or after the text")
    if CONTROL.search(cell):
        raise wrong("a control character in the text")
    if column.type == "INTEGER":
        if not INTEGER.fullmatch(cell):
            raise wrong("not a whole number", "digits")
        return int(cell)
    if column.type == "REAL":
        if not REAL.fullmatch(cell):
            raise wrong("not a number", "digits, one point")
        return float(cell)
    return cell


def cite(
    file: Path, line: int, document: str, cells: Mapping[str, str], prefix: str
) -> dict[str, Value] | None:
    """The citation that a line's place columns name, or None where they are empty.

    Its id is readable: essex-2016-effectiveness-p26-harmful-offenders-n27 is note 27
    on page 26, which belongs to the section on harmful offenders. That of a web page is
    the id of the page's document.
    """
    place = {name: cells.get(prefix + name, "") for name in PLACE}
    if web := convert(cells.get(prefix + WEB, ""), Column(prefix + WEB, "TEXT", False), file, line):
        if any(place.values()):
            raise DataError(
                "a page and a web page in one citation",
                file,
                line=line,
                column=prefix + WEB,
                value=str(web),
            )
        return {
            "id": web,
            "document_id": web,
            "section_id": None,
            "page": None,
            "footnote_number": None,
        }
    if not any(place.values()):
        return None
    numbers: dict[str, Value] = {
        name: convert(place[name], Column(prefix + name, "INTEGER", False), file, line)
        for name in ("page", "footnote")
    }
    for name in ("section", "page"):
        if not place[name]:
            raise DataError(
                "half a citation",
                file,
                line=line,
                column=prefix + name,
                value="",
                expected="section and page",
            )
    note = f"-n{numbers['footnote']}" if numbers["footnote"] else ""
    return {
        "id": f"{document}-p{numbers['page']}-{place['section']}{note}",
        "document_id": document,
        "section_id": f"{document}-{place['section']}",
        "page": numbers["page"],
        "footnote_number": numbers["footnote"],
    }


def uncited(file: Path, line: int, prefix: str, document: str | None) -> DataError:
    """The error of a row that must say where it is stated and does not."""
    column, expected = (
        (prefix + PLACE[0], f"{prefix}section and {prefix}page, or {prefix}{WEB}")
        if document
        else (prefix + WEB, "the id of a web page's document")
    )
    return DataError(
        "a citation is missing", file, line=line, column=column, value="", expected=expected
    )
