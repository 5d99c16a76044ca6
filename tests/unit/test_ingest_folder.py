"""A folder of reports: every one is read, reported or refused, whatever the order and the others."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from report_maker import make

from openpeel.cli.main import main
from openpeel.loaders import ingest_folder as folder_of_reports
from openpeel.loaders.errors import DataError
from openpeel.loaders.ingest import ReadPackage
from openpeel.loaders.ingest_folder import READ, REFUSED, REPORTED, FileOutcome, summary

FORCES = ("kent", "surrey", "wiltshire")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports, one of them twice, and files that are none."""
    folder = tmp_path_factory.mktemp("reports")
    for number, name in enumerate(FORCES):
        (folder / f"{name}.txt").write_text(make(number, name).text, encoding="utf-8")
    (folder / "wiltshire-again.txt").write_text(make(2, "wiltshire").text, encoding="utf-8")
    (folder / "letter.txt").write_text(" A letter.\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (folder / "table.csv").write_text("a,b\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def said(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """The folder of packages, the exit code and the output of one run in several processes."""
    out = tmp_path_factory.mktemp("out")
    result = CliRunner().invoke(main, ["ingest", str(reports), "--out", str(out)])
    assert "Traceback" not in result.output
    return out, result.exit_code, result.output


def test_the_summary_counts_what_was_read_reported_and_refused(
    said: tuple[Path, int, str],
) -> None:
    out, code, output = said
    assert code == 1
    assert sorted(path.name for path in out.iterdir()) == [
        f"{name}-2016-effectiveness" for name in FORCES
    ]
    assert "6 files: " in output
    assert "3 refused" in output
    lines = [line for line in output.splitlines() if line.startswith("  refused: ")]
    assert [line.split(": ")[1] for line in lines] == [
        "broken.pdf",
        "letter.txt",
        "wiltshire.txt",
    ]
    assert "the same report as wiltshire-again.txt" in lines[-1]


def test_packages_do_not_depend_on_workers_or_order(
    reports: Path,
    said: tuple[Path, int, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # In this process, the last file first.
    read = {path: folder_of_reports.read_one(path) for path in reversed(sorted(reports.iterdir()))}
    monkeypatch.setattr(folder_of_reports, "read_files", lambda paths, _: [read[p] for p in paths])
    calls: list[int] = []
    folder_of_reports.ingest_folder(reports, tmp_path, lambda: calls.append(1))
    assert len(calls) == 6
    for name in FORCES:
        one, other = (
            {
                path.name: path.read_bytes()
                for path in (out / f"{name}-2016-effectiveness").iterdir()
            }
            for out in (said[0], tmp_path)
        )
        assert one == other


def test_a_report_that_ends_its_process_stops_no_other(tmp_path: Path) -> None:
    class Broken:
        """A pool whose process ends with the second of three files."""

        def __enter__(self) -> Broken:
            return self

        def __exit__(self, *error: object) -> None: ...

        def map(self, function: object, paths: list[Path]) -> object:
            yield f"{paths[0]} read"
            raise folder_of_reports.BrokenProcessPool

        def submit(self, function: object, path: Path) -> Broken:
            self.path = path
            return self

        def result(self) -> str:
            if self.path.name == "b":
                raise folder_of_reports.BrokenProcessPool
            return f"{self.path} read"

    paths = [tmp_path / name for name in "abc"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder_of_reports, "pool", lambda workers: Broken())
        found = list(folder_of_reports.read_files(paths, 2))
    assert found[0] == f"{paths[0]} read"
    assert "came to an end" in str(found[1])
    assert found[2] == f"{paths[2]} read"


def test_a_fault_of_the_reader_itself_is_told_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path) -> ReadPackage:
        raise KeyError("section")

    monkeypatch.setattr(folder_of_reports, "read_package_of", fails)
    found = folder_of_reports.read_one(tmp_path / "a.txt")
    assert found == f"{tmp_path / 'a.txt'}: cannot be read (KeyError: 'section')"


def test_a_folder_without_reports_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no PDF, text or HTML"):
        folder_of_reports.ingest_folder(tmp_path, tmp_path, lambda: None)


def test_the_summary_lists_files_by_what_became_of_them() -> None:
    outcomes = [
        FileOutcome(Path("a.pdf"), REFUSED, "broken"),
        FileOutcome(Path("b.pdf"), READ, "fine"),
        FileOutcome(Path("c.pdf"), REPORTED, "2 points"),
    ]
    assert list(summary(outcomes)) == [
        "3 files: 1 read, 1 reported, 1 refused",
        "  read: b.pdf: fine",
        "  reported: c.pdf: 2 points",
        "  refused: a.pdf: broken",
    ]


def test_the_keys_of_a_package_are_those_of_data_package_2(said: tuple[Path, int, str]) -> None:
    folder = said[0] / "kent-2016-effectiveness"
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    rows = {}
    for resource in described["resources"]:
        assert (resource["type"], resource["format"]) == ("table", "csv")
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
            rows[resource["name"]] = list(csv.DictReader(stream))
    schemas = {r["name"]: r["schema"] for r in described["resources"]}
    assert schemas["observation"]["primaryKey"] == ["id"]
    assert {
        "fields": ["inspection_id"],
        "reference": {"resource": "inspection", "fields": ["id"]},
    } in schemas["observation"]["foreignKeys"]
    assert {"fields": ["restates_id"], "reference": {"fields": ["id"]}} in schemas["observation"][
        "foreignKeys"
    ]
    foreign = 0
    for name, schema in schemas.items():
        names = [f["name"] for f in schema["fields"]]
        for f in schema["fields"]:
            if f.get("constraints", {}).get("required"):
                assert all(row[f["name"]] for row in rows[name])
        if key := schema.get("primaryKey"):
            assert set(key) <= set(names)
            values = [tuple(row[c] for c in key) for row in rows[name]]
            assert len(values) == len(set(values))
        for key in schema.get("foreignKeys", []):
            reference = key["reference"]
            there = rows[reference.get("resource", name)]
            known = {tuple(row[c] for c in reference["fields"]) for row in there}
            used = {tuple(row[c] for c in key["fields"]) for row in rows[name]}
            assert {value for value in used if all(value)} <= known
            foreign += 1
    assert foreign > 8
