"""The database as a data package: complete, described, the same each time, and swapped in whole."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars
import pytest
from click.testing import CliRunner
from once import made_once, run_folder
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from openpeel.cli.main import main
from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.outputs.export import export as exporting
from openpeel.outputs.export import parquet
from openpeel.outputs.export.csvw import csvw_json
from openpeel.outputs.export.diagram import draw_diagram
from openpeel.outputs.export.export import FORMATS, export
from openpeel.outputs.export.resource import read_resources

# Tables that lead to each other, days that are partial, a view, texts that Excel would compute.
SOME = ("framework", "grade", "scale", "document", "site", "dictionary_table", "grade_count")


@pytest.fixture(scope="session")
def tables_as_csv(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with every table of the shipped database."""

    def make(folder: Path) -> None:
        db = sqlite3.connect(database)
        names = [n for (n,) in db.execute("select name from dictionary_table where kind = 'table'")]
        db.close()
        export(database, folder, only=names)

    return made_once(run_folder(tmp_path_factory) / "package", make)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def converted(cell: str, type_: str) -> object:
    return None if cell == "" else {"integer": int, "real": float, "text": str}[type_](cell)


def test_tables_rebuilt_from_the_csv_files_and_the_schema_have_the_same_rows(
    tables_as_csv: Path, connection: sqlite3.Connection
) -> None:
    rebuilt = sqlite3.connect(":memory:")
    rebuilt.executescript((tables_as_csv / "schema.sql").read_text())
    resources = read_resources(connection)
    tables = [resource for resource in resources if resource.kind == "table"]
    for table in tables:
        with (tables_as_csv / "tables" / f"{table.name}.csv").open(newline="") as stream:
            heading, *lines = csv.reader(stream)
        assert heading == [field.name for field in table.fields]
        fields = [field for field in table.fields if not field.generated]
        places = [heading.index(field.name) for field in fields]
        rows = [
            [converted(line[i], field.type) for i, field in zip(places, fields, strict=True)]
            for line in lines
        ]
        names = ", ".join(field.name for field in fields)
        marks = ", ".join("?" * len(fields))
        rebuilt.executemany(f"insert into {table.name} ({names}) values ({marks})", rows)
    for table in tables:
        if table.name != "dictionary_table":  # its counts are of the database it was exported from
            assert rebuilt.execute(table.query).fetchall() == [
                tuple(row) for row in connection.execute(table.query)
            ], table.name
    assert rebuilt.execute("pragma foreign_key_check").fetchall() == []


def test_the_same_database_gives_the_same_bytes_in_every_format(
    database: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        export(database, tmp_path / name, FORMATS, SOME)
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    assert one == two
    assert {Path(name).suffix for name in one} >= {".csv", ".parquet", ".xlsx", ".ods", ".db"}


def test_each_file_is_described_by_size_checksum_and_rows(tables_as_csv: Path) -> None:
    described = json.loads((tables_as_csv / "datapackage.json").read_text())
    assert len(described["resources"]) > 100
    for resource in described["resources"]:
        content = (tables_as_csv / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["rows"] == len(list(csv.reader(content.decode().splitlines(True)))) - 1
    check = subprocess.run(
        ["sha256sum", "--check", "--quiet", "CHECKSUMS"], cwd=tables_as_csv, capture_output=True
    )
    assert check.returncode == 0, check.stdout


def test_the_description_has_keys_permitted_values_and_patterns_of_days(
    tables_as_csv: Path,
) -> None:
    described = json.loads((tables_as_csv / "datapackage.json").read_text())
    schemas = {resource["name"]: resource["schema"] for resource in described["resources"]}
    assert schemas["scale_grade"]["primaryKey"] == ["scale_id", "grade_id"]
    assert schemas["scale_grade"]["uniqueKeys"] == [["scale_id", "rank"]]
    assert {
        "fields": ["scale_id"],
        "reference": {"resource": "scale", "fields": ["id"]},
    } in schemas["scale_grade"]["foreignKeys"]
    fields = {field["name"]: field for field in schemas["document"]["fields"]}
    assert "inspection-report" in fields["kind"]["constraints"]["enum"]
    assert "pattern" in fields["published_on"]["constraints"]
    assert (fields["published_on"]["type"], fields["published_from"]["type"]) == ("string", "date")
    assert (fields["published_on"]["constraints"].get("required"), fields["pages"]["type"]) == (
        None,
        "integer",
    )
    assert described["version"] and described["licenses"][0]["name"] == "OGL-UK-3.0"


@pytest.mark.slow
def test_frictionless_and_csvw_find_the_whole_package_valid(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "package")
    for command in (
        ["frictionless", "validate", "datapackage.json"],
        ["csvwvalidate", "csv-metadata.json"],
    ):
        program = str(Path(sys.executable).with_name(command[0]))
        done = subprocess.run(
            [program, *command[1:]], cwd=tmp_path / "package", capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-2000:]


def test_no_view_has_an_empty_text(connection: sqlite3.Connection) -> None:
    """A CSV file could not tell it from what is missing."""
    for resource in read_resources(connection):
        texts = [field.name for field in resource.fields if field.type == "text"]
        if texts:
            sql = f"select 1 from [{resource.name}] where '' in ({', '.join(f'[{t}]' for t in texts)})"
            assert connection.execute(sql).fetchone() is None, resource.name


def test_an_empty_text_stops_the_export(database_copy: sqlite3.Connection, tmp_path: Path) -> None:
    database_copy.execute("update grade set label = '' where id = 'good'")
    database_copy.commit()
    (_, _, path) = database_copy.execute("pragma database_list").fetchone()
    with pytest.raises(DataError, match="grade has an empty text"):
        export(Path(path), tmp_path / "package", only=["grade"])
    assert not (tmp_path / "package").exists()


def test_parquet_files_have_declared_types(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "package", ["parquet"], ["document", "observation"])
    folder = tmp_path / "package" / "tables"
    assert not list(folder.glob("*.csv"))
    read = (
        duckdb.connect().execute(f"describe select * from '{folder}/document.parquet'").fetchall()
    )
    types = {row[0]: row[1] for row in read}
    assert types["published_on"] == "VARCHAR"
    assert types["published_from"] == "DATE"
    assert types["pages"] == "BIGINT"
    frame = polars.read_parquet(folder / "observation.parquet")
    assert frame.schema["value"] == polars.Float64
    db = sqlite3.connect(database)
    expected = db.execute("select id, value from observation order by id").fetchall()
    db.close()
    assert frame.select("id", "value").rows() == expected


def test_long_statistics_are_parted_by_year(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "PARTED_FROM", 10)
    export(database, tmp_path / "package", ["csv", "parquet"], ["recorded_crime"])
    folder = tmp_path / "package" / "tables" / "recorded_crime"
    assert {part.name for part in folder.iterdir()} >= {"year=2016"}
    db = sqlite3.connect(database)
    expected = db.execute(
        "select cast(substr(end_day, 1, 4) as integer), count(*), sum(offences)"
        " from recorded_crime join period on period.id = period_id group by 1 order by 1"
    ).fetchall()
    db.close()
    found = duckdb.connect().execute(
        "select year, count(*), sum(offences)"
        f" from read_parquet('{folder}/*/*.parquet', hive_partitioning = true) group by 1 order by 1"
    )
    assert found.fetchall() == expected
    described = json.loads((tmp_path / "package" / "datapackage.json").read_text())
    (resource,) = described["resources"]
    assert len(resource["alternatives"]) == len(expected)


def test_workbooks_have_cover_contents_notes_and_every_row(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "package", ["xlsx", "ods"], SOME)
    db = sqlite3.connect(database)
    grades = db.execute("select label from grade order by id").fetchall()
    db.close()
    for suffix in ("xlsx", "ods"):
        (file,) = (tmp_path / "package").glob(f"*.{suffix}")
        book = CalamineWorkbook.from_path(file)
        assert book.sheet_names[:3] == ["cover", "contents", "notes"]
        assert set(book.sheet_names[3:]) == set(SOME)
        rows = book.get_sheet_by_name("grade").to_python()
        assert [(row[1],) for row in rows[1:]] == grades
        cover = str(book.get_sheet_by_name("cover").to_python())
        assert "Open Government Licence v3.0" in cover


def test_a_text_that_begins_like_a_formula_is_text(
    database_copy: sqlite3.Connection, tmp_path: Path
) -> None:
    hostile = '=HYPERLINK("http://example.org")'
    database_copy.execute("update grade set label = ? where id = 'good'", (hostile,))
    database_copy.commit()
    (_, _, path) = database_copy.execute("pragma database_list").fetchone()
    export(Path(path), tmp_path / "package", ["xlsx", "ods"], ["grade"])
    (xlsx,) = (tmp_path / "package").glob("*.xlsx")
    cells = {cell.value: cell.data_type for row in load_workbook(xlsx)["grade"] for cell in row}
    assert cells[hostile] == "s"
    (ods,) = (tmp_path / "package").glob("*.ods")
    assert hostile in str(CalamineWorkbook.from_path(ods).get_sheet_by_name("grade").to_python())


def test_tables_too_long_for_a_workbook_are_named(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openpeel.outputs.export.workbook_plan.MOST_ROWS", 20)
    export(database, tmp_path / "package", ["xlsx"], ["grade", "document"])
    (file,) = (tmp_path / "package").glob("*.xlsx")
    book = CalamineWorkbook.from_path(file)
    assert book.sheet_names == ["cover", "contents", "notes", "grade"]
    assert "not in this workbook" in str(book.get_sheet_by_name("contents").to_python())


def test_csv_files_with_the_mark_for_excel(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "package", ["csv", "parquet"], ["grade"], bom=True)
    assert (tmp_path / "package" / "tables" / "grade.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    frame = polars.read_parquet(tmp_path / "package" / "tables" / "grade.parquet")
    assert frame.columns[0] == "id"


def test_csv_files_for_excel_have_no_formulas_and_say_so(database: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(database, tmp_path / "a.db"))
    db = sqlite3.connect(path)
    db.execute("update grade set label = '=1+1' where id = 'good'")
    db.commit()
    db.close()
    for bom in (False, True):
        export(path, tmp_path / "package", ["csv", "parquet"], ["grade"], bom=bom)
        csv_file = (tmp_path / "package" / "tables" / "grade.csv").read_text(encoding="utf-8")
        assert (",'=1+1," in csv_file, ",=1+1," in csv_file) == (bom, not bom)
        readme = (tmp_path / "package" / "README.md").read_text(encoding="utf-8")
        assert ("has an apostrophe" in readme) == bom
        frame = polars.read_parquet(tmp_path / "package" / "tables" / "grade.parquet")
        assert "=1+1" in frame["label"].to_list()


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda target: target.write_text("mine"), "is no folder"),
        (lambda target: (target.mkdir(), (target / "mine").write_text("mine")), "has other files"),
    ],
)
def test_what_an_export_did_not_make_is_never_replaced(
    database: Path, tmp_path: Path, prepare: Callable[[Path], Any], expected: str
) -> None:
    target = tmp_path / "target"
    prepare(target)
    before = target.read_text() if target.is_file() else files_of(target)
    done = CliRunner().invoke(main, ["export", str(target), "--db", str(database), "--quiet"])
    assert (done.exit_code, expected in done.output) == (1, True)
    assert (target.read_text() if target.is_file() else files_of(target)) == before


def test_an_export_that_fails_leaves_the_earlier_package(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "package"
    export(database, target, only=["grade"])
    before = files_of(target)

    def broken(*arguments: object, **others: object) -> str:
        raise DataError("the disk is full")

    monkeypatch.setattr(exporting, "package_json", broken)
    with pytest.raises(DataError):
        export(database, target, only=["scale"])
    assert files_of(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["package"]
    monkeypatch.undo()
    export(database, target, only=["scale"])
    assert not (target / "tables" / "grade.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--only", "no_such"], 1, "no such table or view; found 'no_such'"),
        (["--format", "csv,doc"], 2, "no such format: doc"),
        (["--db", "missing.db"], 1, "no database"),
        (["--db", "README.md"], 1, "cannot be read"),
    ],
)
def test_wrong_arguments_end_in_one_line(
    database: Path, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    arguments = [str(package.ROOT / a) if a == "README.md" else a for a in arguments]
    done = CliRunner().invoke(
        main, ["export", str(tmp_path / "package"), "--db", str(database), *arguments]
    )
    assert (done.exit_code, said in done.output.replace("\n", " ")) == (code, True), done.output
    assert not (tmp_path / "package").exists()


def test_the_diagram_has_every_table_and_where_it_leads(connection: sqlite3.Connection) -> None:
    resources = read_resources(connection)
    drawn = draw_diagram(package.SCHEMA.read_text(), resources)
    for resource in resources:
        assert (f">{resource.name}</text>" in drawn) == (resource.kind == "table")
        for reference in resource.references:
            assert f"→ {reference.table}" in drawn
    assert (package.ROOT / "docs" / "diagram.svg").read_text() == drawn, "run `make figures`"


def test_csvw_leaves_out_foreign_keys_that_may_be_missing(connection: sqlite3.Connection) -> None:
    """Its validators take a missing value for a key that leads nowhere."""
    resources = read_resources(connection)
    about = exporting.read_about(connection, {"title": "t", "description": "d"})
    described = json.loads(csvw_json(about, resources, {r.name: r.name for r in resources}))
    keys = {
        table["url"]: [
            key["columnReference"] for key in table["tableSchema"].get("foreignKeys", [])
        ]
        for table in described["tables"]
    }
    assert ["document_id"] in keys["citation"]
    assert ["section_id"] not in keys["citation"]
