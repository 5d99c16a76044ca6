"""Every parser on damaged files, and every address on damaged questions."""

from __future__ import annotations

import gzip
import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import made_files as made
import pytest
from asking_in_process import within
from datasette.app import Datasette
from holding import LONG, at_most, choose, drawing, record_figures
from listing import row, write_csv, write_xlsx
from reading_files import read_file
from report_maker import make
from sqlite_utils import Database
from test_hold_faults import make_sources

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.report.text.pdf import read_pdf_here
from openpeel.loaders.report.text.report_file import read_report
from openpeel.loaders.statistics.load import PARSERS
from openpeel.loaders.track.list_file import read_list
from openpeel.loaders.track.mapping import read_mapping

# A parser's cases in a long run, or as many as come in so many seconds of processor time.
CASES, SECONDS = choose(12, 20_000), choose(20, 150)
# Of one case; the largest are of a few kilobytes.
LONGEST = 20
SPECIAL = [
    b"", b"\0", b"-", b"9" * 400, b"1e999", b"nan", b'"', b",", b"\r\n", b"<", b"<!DOCTYPE a>", b"]]>",
    b"&a;", b"\xff\xfe", b"\xef\xbb\xbf", b"..", b"[x]", b"NA", b"=1+1", b"{", b"[" * 300, b"x" * 3000,
    "\u202e\ud7ff😀".encode(), b"/", b"obj", b"stream", b"- - - -", b"&a [*a]", b"!!python/object:os",
]  # fmt: skip


def damage(content: bytes, draw: random.Random) -> bytes:
    """Some bytes with up to four faults: changed, cut off, doubled, out of place."""
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(content) + 1)
        to = min(len(content), at + draw.choice([1, 2, 8, 40, 400]))
        part = content[at:to]
        what = draw.randrange(6)
        if what == 0:
            content = content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
        elif what == 1:
            content = content[:at] if draw.random() < 0.3 else content[:at] + content[to:]
        elif what == 2:
            content = content[:to] + part * draw.choice([1, 3]) + content[to:]
        elif what == 3:
            other = draw.randrange(len(content) + 1)
            content = content[:other] + part + content[other:]
        else:
            content = content[:at] + draw.choice(SPECIAL) + content[at if what == 4 else to :]
    return content


def damage_file(content: bytes, draw: random.Random) -> bytes:
    """A damaged file; of a packed one what is inside, so that its reader gets to see it."""
    if draw.random() < 0.15:
        return damage(content, draw)
    if content.startswith(b"\x1f\x8b"):
        return gzip.compress(damage(gzip.decompress(content), draw), 1)
    if not content.startswith(b"PK"):
        return damage(content, draw)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        hit = draw.choice(names)
        for name in names:
            inside = old.read(name)
            new.writestr(name, damage(inside, draw) if name == hit else inside)
    return packed.getvalue()


def short(forces: list[made.Force]) -> list[made.Force]:
    """A few forces: a reader sees all there is to see, and then that others are missing."""
    return forces[:3]


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 68>>stream\nBT /F 12 Tf 72 700 Td (Overall judgment) Tj 0 -20 Td (Good) Tj ET\nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PAGE = (
    b"<!DOCTYPE html><html><head><title>PEEL</title></head><body><h1>PEEL: Police effectiveness 2016</h1>"
    b"<p>One <b>force</b></p><table><tr><td>1</td><td>2</td></tr></table><ul><li>a</li></ul></body></html>"
)
MAPPING = b'list: ours\nheader_row: 1\ndates: "%d/%m/%Y"\ncolumns:\n  Ref: reference\n  What: recommendation\n  State: status\nstatuses:\n  Done: met\n'

Read = Callable[[Path], object]


def readers(
    folder: Path, forces: list[made.Force], reference: Database
) -> dict[str, tuple[Path, Read]]:
    """Each parser with a file that it can read."""
    folder.mkdir()
    found: dict[str, tuple[Path, Read]] = {
        kind: (path, lambda file, kind=kind: read_file(reference, kind, file))  # type: ignore[misc]
        for kind, path in make_sources(folder, short(forces)).items()
    }
    assert found.keys() == PARSERS.keys()
    books = {"outcomes.xlsx": "crime-outcomes", "people.xlsx": "police-workforce-open-data"}
    for (name, kind), rows in zip(
        books.items(), (made.crime_outcomes, made.workforce), strict=True
    ):
        path = made.write_xlsx(folder / name, {"Data": rows(short(forces))})
        found[f"{kind} xlsx"] = (path, found[kind][1])
    rows = [row("1", target_date="2017-01-01"), row("2", "met")]
    found["list csv"] = (write_csv(folder / "list.csv", rows), read_list)
    found["list xlsx"] = (write_xlsx(folder / "list.xlsx", rows), read_list)
    for name, content, read in (
        ("report.pdf", PDF, read_pdf_here),
        ("report.html", PAGE, read_report),
        ("report.txt", make(1).text[:6000].encode(), read_report),
        ("mapping.yml", MAPPING, read_mapping),
    ):
        (folder / name).write_bytes(content)
        found[name] = (folder / name, read)
    return found


NAMES = (
    *PARSERS, "crime-outcomes xlsx", "police-workforce-open-data xlsx", "list csv", "list xlsx", "report.pdf",
    "report.html", "report.txt", "mapping.yml",
)  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
# A library that meets a damaged archive leaves its file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_is_read_or_refused_with_words(
    name: str, tmp_path: Path, forces: list[made.Force], reference_data: Database
) -> None:
    path, read = readers(tmp_path / "files", forces, reference_data)[name]
    content, draw = path.read_bytes(), drawing(f"fuzz {name}")
    file = tmp_path / path.name
    came: Counter[str] = Counter()
    began, longest = time.process_time(), 0.0
    while came.total() < CASES and time.process_time() - began < SECONDS:
        damaged = damage_file(content, draw)
        file.write_bytes(damaged)
        start = time.process_time()
        try:
            with at_most(LONGEST):
                read(file)
            came["read"] += 1
        except (DataError, DataErrors) as error:
            came["refused"] += 1
            text = str(error)
            assert path.name in text
            assert "\0" not in text and len(text) < 20_000
        except BaseException:
            (tmp_path / "case").write_bytes(damaged)
            raise
        longest = max(longest, time.process_time() - start)
    record_figures(f"fuzz {name}", cases=came.total(), **came, longest=round(longest, 2))


VALUES = [
    "\0", "", "9", "[1", "{", "9" * 20, "-1", "randomblob(300000)", "1e999", "nan", "a'b", "\ud800",
    '"', "\r\n", "x" * 3000, "[null]", "1;select", '*a"(', "²", "NEAR(", "-id", "😀", "{}", "id in (select 1",
]  # fmt: skip
ARGUMENTS = [
    "_facet", "_facet_array", "_facet_date", "_facet_size", "_where", "_through", "id__in", "_next",
    "_size", "_sort", "_sort_desc", "_search", "_search_id", "_searchmode", "_fts_table", "_fts_pk",
    "_col", "_nocol", "_shape", "_json", "_trace", "_timelimit", "_ttl", "_labels", "_nocount",
    "_filter_column", "_filter_op", "_filter_value", "_stream", "_bom", "_columns", "_order", "sql",
    "q", "page", "kind", "force", "_extra", "id__arraycontains", "id__date", "id__glob", "id__xx",
    "__in", "_blob_column", "p0", "force_id", "year", "topic",
]  # fmt: skip


# What Datasette began when it met the error.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning")
def test_no_address_or_argument_is_an_error_of_the_server(database: Path) -> None:
    draw = drawing("addresses")
    came: Counter[int] = Counter()

    async def ask(site: Datasette) -> None:
        described = site.metadata("databases")["openpeel"]
        places = [f"/openpeel/{name}" for name in [*described["tables"], *described["queries"]]]
        places = [place + kind for place in places for kind in ("", ".json", ".csv")]
        places += [f"/data/{name}.csv" for name in described["tables"]]
        pages = [f"/{page}" for page in ("", "search", "forces", "measures", "force/essex")]
        # In a long run each of them, and then any.
        every = [*places, *pages] if LONG else []
        began = time.process_time()
        while came.total() < choose(50, 20_000) and time.process_time() - began < choose(60, 400):
            place = every.pop() if every else draw.choice([*places, *pages * 40])
            names = draw.sample(ARGUMENTS, draw.randint(1, 2))
            given = [(name, draw.choice(VALUES)) for name in names]
            query = "&".join(f"{n}={quote(v.encode('utf-8', 'surrogatepass'))}" for n, v in given)
            answer = await site.client.get(f"{place}?{query}")
            assert answer.status_code < 500, f"{place}?{query}"
            came[answer.status_code] += 1

    within(database, ask)
    record_figures(
        "fuzz of addresses", **{str(code): count for code, count in sorted(came.items())}
    )
