"""What goes with every file of data, from each address that a page gives for one."""

from __future__ import annotations

import csv
import html
import io
import re
import sqlite3
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from page_types import OF_DATASETTE, PAGES

from openpeel import __version__

LINK = re.compile(r'href="([^"?]*\.csv(?:\?[^"]*)?)"')


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[str, int]]:
    """Each file that has been fetched: its name and its number of rows."""
    return {}


def rows_in(answer: httpx.Response) -> int:
    return len(list(csv.reader(io.StringIO(answer.text)))) - 1


def rows_asked_for(connection: sqlite3.Connection, address: str) -> int | None:
    """How many rows a link to a table's file speaks of, counted without the site; else None."""
    parts = urlsplit(address)
    if not parts.path.startswith("/data/"):
        return None
    conditions, values = ["1"], []
    for key, value in parse_qsl(parts.query):
        if key.startswith("_"):
            continue
        column, _, operator = key.partition("__")
        chosen = value.split(",") if operator == "in" else [value]
        assert operator in ("", "in"), f"a page filters by {key}"
        conditions.append(f"[{column}] in ({', '.join('?' * len(chosen))})")
        values += chosen
    name = parts.path.removeprefix("/data/").removesuffix(".csv")
    sql = f"select count(*) from [{name}] where {' and '.join(conditions)}"
    return int(connection.execute(sql, values).fetchone()[0])


@pytest.mark.parametrize("page", [*PAGES, *OF_DATASETTE])
def test_each_csv_link_of_a_page_gives_the_rows_it_speaks_of(
    page: str,
    site: httpx.Client,
    connection: sqlite3.Connection,
    read: dict[str, tuple[str, int]],
) -> None:
    links = {html.unescape(link) for link in LINK.findall(site.get(page).text)}
    for link in sorted(links):
        if urlsplit(link).netloc:
            continue  # what the source published
        assert dict(parse_qsl(urlsplit(link).query)).get("_bom") == "1", link
        if link in read:
            continue
        answer = site.get(link)
        assert answer.status_code == 200, link
        assert answer.content.startswith(b"\xef\xbb\xbf"), link
        assert answer.content.count(b"\xef\xbb\xbf") == 1, link
        asked_for = rows_asked_for(connection, link)
        if asked_for is None:
            # A question's rows: as many as its other format has.
            other = site.get(link.replace(".csv", ".json"), params=parse_qsl(urlsplit(link).query))
            asked_for = len(other.json()["rows"])
        else:
            assert answer.headers["x-total-count"] == str(asked_for), link
        assert rows_in(answer) == asked_for, link
        read[link] = (answer.headers["content-disposition"], asked_for)


def test_the_pages_do_link_to_files(site: httpx.Client) -> None:
    for page in ("/force/essex", "/forces", "/downloads", "/openpeel/grades", "/openpeel/force"):
        assert LINK.findall(site.get(page).text), page


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/data/judgment_detail.csv?force_id=essex", "judgment_detail-force_id-essex.csv"),
        ("/data/judgment_detail.json?force_id=essex", "judgment_detail-force_id-essex.json"),
        ("/data/judgment.csv", "judgment.csv"),
        ("/data/grade_cell.csv?force_id__in=essex,kent&framework_id=peel-2016&_bom=1",
         "grade_cell-force_id-in-essex-kent-framework_id-peel-2016.csv"),
        ('/data/measure.csv?id__contains="%0d%0aX: é', "measure-id-contains-X-e.csv"),
        ("/data/statistic_number.csv?value__gte=24.5", "statistic_number-value-gte-24.5.csv"),
        ("/openpeel/judgment_detail.csv?force_id=essex", "judgment_detail-force_id-essex.csv"),
        ("/openpeel/judgment_detail.csv?_size=5&force_id=essex", "judgment_detail-force_id-essex.csv"),
        ("/openpeel/grades.csv?force=essex", "grades-force-essex.csv"),
        ("/openpeel.csv?sql=select+1+as+one", "sql.csv"),
    ],
)  # fmt: skip
def test_a_file_is_named_for_what_it_has(address: str, name: str, site: httpx.Client) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert not answer.content.startswith(b"\xef\xbb\xbf") or "_bom" in address


@pytest.mark.parametrize(
    ("address", "described"),
    [
        ("/data/judgment_detail.csv?force_id=essex", "/dictionary/judgment_detail"),
        ("/data/judgment_detail.json", "/dictionary/judgment_detail"),
        ("/openpeel/judgment_detail.csv?_size=5", "/dictionary/judgment_detail"),
        ("/openpeel/judgment_detail.json?_size=5", "/dictionary/judgment_detail"),
        ("/openpeel/grades.csv?force=essex", "/openpeel/grades"),
        ("/openpeel/grades.json?force=essex", "/openpeel/grades"),
        ("/openpeel.json?sql=select+1+as+one", "/dictionary"),
    ],
)
def test_a_file_says_its_licence_description_sources_and_version(
    address: str, described: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    answer = site.get(address)
    links = dict(
        (relation, target)
        for target, relation in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["link"])
    )
    assert links["license"].endswith("/open-government-licence/version/3/")
    assert links["describedby"] == described
    assert site.get(described).status_code == 200
    assert site.get(links["via"]).status_code == 200
    (newest,) = connection.execute("select newest_source from data_summary").fetchone()
    assert answer.headers["x-data-version"] == f"openpeel {__version__}, sources to {newest}"
    # Scripts of other sites may read these too.
    assert "X-Total-Count" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("name", ["judgment", "judgment_detail", "statistic_number"])
@pytest.mark.parametrize("form", ["/data/{}.csv", "/data/{}.json", "/openpeel/{}.csv"])
def test_a_file_counts_its_rows(
    name: str, form: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    (held,) = connection.execute(f"select count(*) from {name}").fetchone()
    answer = site.get(form.format(name))
    assert answer.headers["x-total-count"] == str(held)
    assert (len(answer.json()) if form.endswith("json") else rows_in(answer)) == held


def test_an_error_has_no_byte_order_mark_and_no_file_name(site: httpx.Client) -> None:
    answer = site.get("/data/nothing.csv?_bom=1")
    assert answer.status_code == 404
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    assert "content-disposition" not in answer.headers


@pytest.mark.parametrize("place", ["openpeel.csv", "openpeel.csv?_stream=1"])
def test_a_csv_file_for_excel_has_no_formulas(place: str, site: httpx.Client) -> None:
    sql = (
        """select '=1+1' as one, '-3.4' as two, 'a,"b' || char(10) || '=c' as three, '@x' as four"""
    )
    address, _, query = place.partition("?")
    asked = {"sql": sql, **dict(parse_qsl(query))}
    plain = site.get(f"/{address}", params=asked).text
    assert plain.splitlines()[1].startswith("=1+1,-3.4,")
    answer = site.get(f"/{address}", params={**asked, "_bom": "1"})
    (head, row) = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert head == ["one", "two", "three", "four"]
    assert row == ["'=1+1", "-3.4", 'a,"b\n=c', "'@x"]


@pytest.mark.parametrize(
    "address", ["/", "/data/force.csv", "/openpeel/force.json", "/robots.txt", "/no"]
)
def test_an_answer_varies_with_no_reader(address: str, site: httpx.Client) -> None:
    """Else each of them would have a copy of its own in a cache."""
    answer = site.get(address, headers={"accept-encoding": "gzip"})
    packed = "gzip" in answer.headers.get("content-encoding", "")
    assert answer.headers.get("vary") == ("Accept-Encoding" if packed else None)
