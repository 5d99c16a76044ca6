"""Files that would exhaust memory or time are refused in one line, within bounds."""

from __future__ import annotations

import gzip
import io
import os
import re
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from defusedxml.common import EntitiesForbidden
from openpyxl.xml.functions import iterparse
from sqlite_utils import Database

from openpeel.loaders import bounds
from openpeel.loaders.bounds import RECORDS, SMALL, check_workbook, in_child
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.fact_files import read_fact_csv
from openpeel.loaders.fetch import is_html
from openpeel.loaders.report.text.report_file import read_report
from openpeel.loaders.report.text.web_page import read_web_page
from openpeel.loaders.statistics.boundaries import read_json
from openpeel.loaders.statistics.load import find_files
from openpeel.loaders.statistics.reading import open_tables
from openpeel.loaders.statistics.workbooks import sheets_of
from openpeel.loaders.track.list_file import read_list
from openpeel.loaders.track.mapping import read_mapping

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def packed(path: Path, parts: dict[str, str]) -> Path:
    """Write an archive with these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def ods(path: Path, rows: str) -> Path:
    """Write an ods workbook of one sheet with these rows."""
    spaces = " ".join(f'xmlns:{n}="{OFFICE}{n}:1.0"' for n in ("office", "table", "text"))
    return packed(
        path,
        {
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>"
        },
    )


def cell(times: int, text: str) -> str:
    """Return the XML of a cell of an ods workbook that is repeated."""
    repeated = f'table:number-columns-repeated="{times}"'
    return f"<table:table-cell {repeated}><text:p>{text}</text:p></table:table-cell>"


WORKBOOKS = {
    "elements in 'xl/styles.xml'": {"xl/styles.xml": "<a>" + "<xf/>" * 50_000 + "</a>"},
    "too many elements in its sheets": {SHEET: "<a>" + "<c/>" * 1_600_000 + "</a>"},
    "a text that is too long": {SHEET: "<a " + " " * 3_000_000 + "/>"},
    "too many bytes when unpacked": {SHEET: ("<a/>" + " " * 99_996) * 400},
    "a document type in": {SHEET: '<!DOCTYPE a [<!ENTITY b "c">]><a/>'},
    "too many parts": {f"{number}": "" for number in range(2_100)},
}


@pytest.mark.parametrize("problem", WORKBOOKS)
def test_workbook_that_would_unpack_to_too_much_is_refused(problem: str, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", WORKBOOKS[problem])
    for read in (lambda: list(sheets_of(path)), lambda: read_list(path)):
        with pytest.raises(DataError, match=re.escape(problem)):
            read()


@pytest.mark.parametrize(
    "beginning",
    ['<?xml version="1.0" encoding="utf-7"?><a/>', "<\0a\0/\0>\0", "\u4c6f\ua794"],
)
def test_part_in_an_encoding_that_could_hide_something_is_refused(
    beginning: str, tmp_path: Path
) -> None:
    path = packed(tmp_path / "a.xlsx", {"xl/styles.xml": beginning})
    with pytest.raises(DataError, match="no XML in UTF-8"):
        check_workbook(path, SMALL)


def test_sizes_that_an_archive_states_are_not_believed(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", {SHEET: "<a>" + "<c/>" * 100_000 + "</a>"})
    content = path.read_bytes()
    true = (400_007).to_bytes(4, "little")
    assert content.count(true) == 2
    path.write_bytes(content.replace(true, (9).to_bytes(4, "little")))
    with pytest.raises(DataError, match="CRC"):
        check_workbook(path, RECORDS)


ODS = {
    "more cells than such a table has": (
        f'<table:table-row table:number-rows-repeated="900">{cell(2_000, "x")}</table:table-row>'
    ),
    "more rows than a sheet can have": (
        '<table:table-row table:number-rows-repeated="999999999"/>'
        f"<table:table-row>{cell(1, 'x')}</table:table-row>"
    ),
    "a row with too much text": f"<table:table-row>{cell(9_000, 'x' * 900)}</table:table-row>",
}


@pytest.mark.parametrize("problem", ODS)
def test_repetitions_in_an_ods_workbook_are_bounded(problem: str, tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", ODS[problem])
    with pytest.raises(DataError, match=problem):
        list(sheets_of(path))


def records_of(path: Path) -> list[list[str]]:
    """Read the records of a CSV file of two columns."""
    with open_tables(path, {"a": "a", "b": "b"}, ("a", "b")) as tables:
        return [record for table in tables for record in table.records]


def test_archive_of_a_single_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1," + b"2" * 10_000_000, 1))
    with pytest.raises(DataError, match=r"line 2: the line is too long"):
        records_of(path)


def test_text_that_is_too_much_in_all_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_CHARACTERS", 100)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 50))
    with pytest.raises(DataError, match="line 26: the file is too large when unpacked"):
        records_of(path)


def test_text_with_a_nul_character_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n3,x\0y\n")
    with pytest.raises(DataError, match="line 3: a NUL character"):
        records_of(tmp_path / "a.csv")


def test_workbooks_are_read_with_defusedxml() -> None:
    """Our own check of a workbook's parts comes first; this holds where that misses something."""
    with pytest.raises(EntitiesForbidden):
        list(iterparse(io.BytesIO(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')))


def read_sources(path: Path) -> object:
    """Look for statistics in the folder of a path."""
    db = Database(memory=True)
    db.execute("create table source_kind (id text, file_pattern text)")
    db.execute("insert into source_kind values ('areas', 'a*')")
    return find_files(db, path.parent)


READERS: dict[str, Callable[[Path], object]] = {
    "a.xlsx": lambda path: list(sheets_of(path)),
    "a.ods": lambda path: list(sheets_of(path)),
    "a.csv": records_of,
    "a.csv.gz": records_of,
    "a.geojson": read_json,
    "a.pdf": read_report,
    "a.txt": read_report,
    "a.html": read_web_page,
    "list.xlsx": read_list,
    "list.csv": read_list,
    "mapping.yml": read_mapping,
    "force.csv": lambda path: list(read_fact_csv(path, {})),
    "a.zip": read_sources,
}


@pytest.mark.parametrize("kind", ["fifo", "folder", "device"])
@pytest.mark.parametrize("name", [name for name in READERS if name != "a.html"])
def test_what_is_not_a_file_is_refused(name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(DataError, match="a folder, FIFO or device"):
        READERS[name](path)


@pytest.mark.parametrize("most", ["facts", "outlines", "mapping"])
def test_file_larger_than_its_reader_can_take_in_is_refused(most: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(60_000_000)
    read: dict[str, Callable[[], object]] = {
        "facts": lambda: list(read_fact_csv(path, {})),
        "outlines": lambda: read_json(path),
        "mapping": lambda: read_mapping(path),
    }
    with pytest.raises(DataError, match="the file is too large"):
        read[most]()


MAPPINGS = {
    'dates: "%d/%m/%Y %d"': "not a way of writing days",
    f'dates: "{"%d" * 5_000}"': "too long a way of writing days",
    'label: "\\ud800"': "not a character",
    "[" * 5_000: "too many levels",
    "a: &a [b]\nc: *a": "refers to another place",
}


@pytest.mark.parametrize("text", MAPPINGS)
def test_mapping_that_would_break_its_reader_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text(text)
    with pytest.raises((DataError, DataErrors)) as caught:
        read_mapping(path)
    assert MAPPINGS[text] in str(caught.value)
    str(caught.value).encode()


def test_web_page_of_too_many_elements_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html>" + "<p>a" * 300_000)
    with pytest.raises(DataError, match="more elements than a report's page can have"):
        read_web_page(path)


# A process of its own


def take_memory(path: Path) -> int:
    """Take far more memory than a child may."""
    return len(bytearray(2 * bounds.CHILD_MEMORY))


def end_process(path: Path) -> int:
    """End as a library does that aborts."""
    os.abort()


def take_time(path: Path) -> int:
    """Never end."""
    while True:
        pass


def refuse(path: Path) -> int:
    """Find something wrong."""
    raise DataError("wrong", path, line=3, expected="right")


@pytest.mark.parametrize("work", [take_memory, end_process, take_time])
def test_work_beyond_its_bounds_ends_in_an_error(
    work: Callable[[Path], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.touch()
    monkeypatch.setattr(bounds, "CHILD_SECONDS", 0)
    with pytest.raises(DataError, match="more memory or time than a report can"):
        in_child(work, path)


def test_child_hands_back_what_it_made_or_its_error(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("abc")
    assert in_child(Path.read_text, path) == "abc"
    with pytest.raises(DataError, match=r"a.pdf, line 3: wrong; expected right"):
        in_child(refuse, path)


def test_forms_that_draw_forms_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine forms, each of which draws the next ten times: a thousand million letters."""
    path = tmp_path / "a.pdf"
    path.write_bytes(forms(9))
    monkeypatch.setattr(bounds, "CHILD_MEMORY", 60_000_000)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(DataError, match="more memory or time than a report can"):
        read_report(path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 20
    kilobytes = after.ru_maxrss if sys.platform == "linux" else after.ru_maxrss // 1024
    # It is the most of any child so far: one before may have used more.
    assert kilobytes < 1_000_000 or after.ru_maxrss == before.ru_maxrss


def forms(depth: int) -> bytes:
    """Return a PDF whose page draws a form, which draws others, so deep."""
    font = "/Font << /F 3 0 R >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R "
        f"/Resources << {font} /XObject << /A 6 0 R >> >> >>",
        "<< /Length 5 >> stream\n/A Do\nendstream",
    ]
    for number in range(6, 6 + depth):
        draw = "/A Do " * 10 if number < 5 + depth else "BT /F 9 Tf 9 9 Td (Effectiveness) Tj ET "
        inner = f"/XObject << /A {number + 1} 0 R >>" if number < 5 + depth else ""
        objects.append(
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Length {len(draw)} "
            f"/Resources << {font} {inner} >> >> stream\n{draw}\nendstream"
        )
    body = "%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj {text} endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode()


def test_comments_before_a_web_page_take_no_time() -> None:
    began = time.process_time()
    assert not is_html(b"<!---->" * 140 + b"x")
    assert time.process_time() - began < 1
    assert is_html(b"\xef\xbb\xbf <!---->" + b"<!-- a --> " * 9 + b"<!DOCTYPE  html>")
    assert is_html(b"<html>")
    assert not is_html(b"a <html>")
