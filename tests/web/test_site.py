"""Every page of the site by request, and what goes with each."""

from __future__ import annotations

import html
import re
import shutil
import socket
import sqlite3
from pathlib import Path

import httpx
import pytest
import uvicorn
from questions import Described
from serving import refusal

from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.web.server import MOST_ROWS_IN_JSON, listen, make_site

PAGE = 100
# By their descriptions, of which each table and view has one.
TABLES = sorted(
    file.stem for name in ("tables", "views") for file in (package.ROOT / name).rglob("*.yml")
)


def relations(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table and view with its columns, generated ones included."""
    names = connection.execute(
        "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' and name not like '%_fts%'"
    ).fetchall()
    return {
        # Not by selecting, which works out the first row of a view, and many views whole.
        r["name"]: [c["name"] for c in connection.execute(f"pragma table_xinfo([{r['name']}])")]
        for r in names
    }


def test_every_table_view_and_column_is_described(
    connection: sqlite3.Connection, described: Described
) -> None:
    known = relations(connection)
    assert set(described) == set(TABLES) == set(known)
    for name, columns in known.items():
        table = described[name]
        assert sorted(table["columns"]) == sorted(columns), name
        assert all(str(text).strip() for text in table["columns"].values())
        assert table["title"] and table["description"]


def test_sorts_facets_and_labels_are_columns(
    connection: sqlite3.Connection, described: Described
) -> None:
    held = relations(connection)
    for name, table in described.items():
        for key in ("sort", "sort_desc", "label_column"):
            assert table.get(key) is None or table[key] in held[name]
        assert set(table.get("facets", [])) <= set(held[name])


@pytest.mark.parametrize("name", TABLES)
def test_table_and_view_as_page_json_and_csv(
    name: str, site: httpx.Client, connection: sqlite3.Connection, described: Described
) -> None:
    rows = connection.execute(f"select count(*) from [{name}]").fetchone()[0]
    page = site.get(f"/openpeel/{name}")
    assert page.status_code == 200
    assert described[name]["title"] in html.unescape(page.text)
    # Facets and the count of rows are on the page; the file need not work them out again.
    parts = {"_size": "max", "_nofacet": "1", "_nocount": "1"}
    answer = site.get(f"/openpeel/{name}.json", params=parts).json()
    assert len(answer["rows"]) == min(rows, MOST_ROWS_IN_JSON)
    assert bool(answer["next_url"]) == (rows > MOST_ROWS_IN_JSON)
    download = site.get(f"/openpeel/{name}.csv", params={"_stream": "on"})
    assert download.status_code == 200
    lines = download.text.strip().split("\r\n")
    assert len(lines) == rows + 1
    assert sorted(lines[0].split(",")) == sorted(answer["columns"])


def test_rows_lead_to_what_they_name(site: httpx.Client) -> None:
    key = "essex-2016-effectiveness-003"
    assert site.get(f"/openpeel/observation/{key}").status_code == 200
    page = site.get("/openpeel/observation", params={"id": key})
    for link in ("/openpeel/measure/", "/openpeel/area/", "/openpeel/citation/"):
        assert link in page.text


def test_home_answers_and_names_licence_and_source(site: httpx.Client) -> None:
    page = site.get("/")
    assert page.status_code == 200
    assert "Open Government Licence" in page.text
    assert "Essex" in page.text


def test_links_of_the_home_page_lead_somewhere(site: httpx.Client) -> None:
    links = {html.unescape(a) for a in re.findall(r'href="(/[^"]*)"', site.get("/").text)}
    assert len(links) > 15
    for link in links:
        assert site.get(link).status_code == 200, link


def test_no_asset_comes_from_another_host(site: httpx.Client) -> None:
    for path in ("/", "/openpeel", "/openpeel/observation", "/openpeel/grades"):
        addresses = re.findall(
            r'(?:src|<link[^>]* href)="((?:https?:)?//[^"]*)"', site.get(path).text
        )
        assert [a for a in addresses if not a.startswith(str(site.base_url))] == []


def test_whole_database_can_be_taken_home(site: httpx.Client) -> None:
    response = site.get("/openpeel.db")
    assert response.content[:15] == b"SQLite format 3"


def test_nothing_can_be_written(site: httpx.Client) -> None:
    answer = site.get("/openpeel.json", params={"sql": "delete from observation"})
    assert answer.status_code == 400


def test_hostile_text_is_shown_as_text(site: httpx.Client) -> None:
    page = site.get("/openpeel/find-a-name", params={"name": "<script>alert(1)</script>"})
    assert page.status_code == 200
    assert "<script>alert(1)</script>" not in page.text


def test_unknown_pages_are_404(site: httpx.Client) -> None:
    assert site.get("/openpeel/nothing").status_code == 404
    assert site.get("/openpeel/observation/nothing").status_code == 404


def test_settings_are_in_force(site: httpx.Client) -> None:
    settings = site.get("/-/settings.json").json()
    assert settings["max_returned_rows"] == 20000
    assert settings["suggest_facets"] is False


def test_serving_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, but longer than a header " * 9)
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    for name, words in {
        "none.db": "openpeel build",
        "text.db": "not a database",
        "empty.db": "not a database",
        "a?b#c%.db": "rename or move it",
    }.items():
        code, said = refusal("--db", str(tmp_path / name))
        assert (code, words in said) == (1, True), said


def test_serving_on_a_taken_port_is_told(site: httpx.Client, database: Path) -> None:
    code, said = refusal("--db", str(database), "--port", str(site.base_url.port))
    assert (code, "cannot listen" in said) == (1, True)


def test_an_answer_is_sent_without_waiting_for_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted: list[socket.socket] = []

    def accept(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        with sockets[0], socket.create_connection(sockets[0].getsockname()):
            accepted.append(sockets[0].accept()[0])

    monkeypatch.setattr(uvicorn.Server, "run", accept)
    listen(None, "127.0.0.1", 0, lambda address: None)
    with accepted[0] as connection:
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def more_than_a_page(connection: sqlite3.Connection, kind: str) -> dict[str, list[str]]:
    """Tables or views of more rows than a page has, and their rows as `walk` has them."""
    names = connection.execute("select name from sqlite_master where type = ?", (kind,)).fetchall()
    rows = {
        row["name"]: [repr(list(r)) for r in connection.execute(f"select * from [{row['name']}]")]
        for row in names
        if row["name"] in TABLES
    }
    return {name: sorted(found) for name, found in rows.items() if len(found) > PAGE}


def walk(site: httpx.Client, name: str, order: str, column: str, size: int) -> list[str]:
    """All rows of a sorted table, from its first page to its last, in no order."""
    rows: list[str] = []
    following: str | None = None
    while True:
        parameters = {order: column, "_size": str(size), "_shape": "arrays", "_nocount": "1"}
        answer = site.get(
            f"/openpeel/{name}.json",
            params=parameters | ({"_next": following} if following else {}),
        ).json()
        rows += map(repr, answer["rows"])
        following = answer["next"]
        if following is None:
            return sorted(rows)
        assert len(answer["rows"]) == size


def size_of_pages(rows: list[str]) -> int:
    """A third of the rows, or as many as may be."""
    return min(MOST_ROWS_IN_JSON, max(PAGE, len(rows) // 3 + 1))


EVERY = 9
ORDERS = ("_sort", "_sort_desc")


@pytest.mark.parametrize("order", ORDERS)
def test_rows_with_equal_sort_values_come_once_each(
    order: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    # Each inspection has some, and the table's key begins with it.
    rows = sorted(repr(list(r)) for r in connection.execute("select * from judgment"))
    assert walk(site, "judgment", order, "inspection_id", 250) == rows


def test_questions_in_sql_are_asked_as_they_are(site: httpx.Client) -> None:
    for sql in (
        "select kind from improvement order by kind limit 3",
        "select distinct kind from improvement order by kind limit 3",
        "select kind from improvement where 1 group by kind order by kind limit 3",
        "select id from topic where 1 union select id from area where 1 order by id limit 3",
        "select kind from improvement where id like '%from x order by id limit 2' order by kind limit 3",
    ):
        assert site.get("/openpeel.json", params={"sql": sql}).status_code == 200, sql


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["table", "view"])
def test_sorted_pages_have_every_row_once(
    kind: str, site: httpx.Client, connection: sqlite3.Connection
) -> None:
    # Not as CSV, which comes in pages of `max_returned_rows`, and so in one. The pages of a view
    # are pieces of one order as long as SQLite finds its rows in the same way for all of them.
    longer, known = more_than_a_page(connection, kind), relations(connection)
    assert len(longer) > 10
    wrong = []
    for number, (name, rows) in enumerate(longer.items()):
        # By some columns of each, others of the next: by all of them it takes eight minutes.
        columns = list(enumerate(known[name]))
        for turn, column in columns[number % min(EVERY, len(columns)) :: EVERY]:
            # Both ways, by one column or another.
            order = ORDERS[turn % 2]
            if walk(site, name, order, column, size_of_pages(rows)) != rows:
                wrong.append((name, order, column))
    assert wrong == []


@pytest.mark.parametrize("sign", "?#%")
def test_a_path_that_sqlite_would_read_otherwise_is_refused(
    sign: str, database: Path, tmp_path: Path
) -> None:
    folder = tmp_path / f"a{sign}b"
    folder.mkdir()
    copy = shutil.copy(database, folder / "openpeel.db")
    with pytest.raises(DataError, match="cannot be served from a path with"):
        make_site(Path(copy))
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
