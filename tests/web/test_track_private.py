"""Private lists stay private: not built in, not served unasked, not handed out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from listing import row, write_csv
from serving import refusal, serve
from sqlite_utils import Database

from openpeel.cli.main import main
from openpeel.loaders.build import build
from openpeel.loaders.database import run_checks
from openpeel.loaders.dictionary import read_metadata
from openpeel.loaders.errors import DataError
from openpeel.loaders.track.fields import FOLDER
from openpeel.loaders.track.store import import_list
from openpeel.outputs.joined import join_record

# Words that stand in the private list and nowhere else.
SECRET = "Zanzibarquagga"
METADATA = read_metadata(FOLDER)["databases"]["private"]


@pytest.fixture(scope="module")
def home(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a public database and a private one, under their usual names."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "openpeel.db").write_bytes(database.read_bytes())
    rows = [
        row(f"{SECRET}-{n}", "in-progress", owner=SECRET, evidence=f"<b>{SECRET}</b>",
            report=f"R{n % 3}", target_date=f"2017-0{n % 9 + 1}-15")
        for n in range(150)
    ]  # fmt: skip
    rows[0]["improvement_id"] = "essex-2016-preventing-crime-afi-1"
    for day, status in (("2017-01-01", "raised"), ("2017-06-01", "met")):
        rows[0]["status"] = status
        rows[0]["target_date"] = f"{day[:4]}-12-{day[5:7]}"
        import_list(write_csv(folder / "list.csv", rows), folder / "openpeel-private.db",
                    folder / "openpeel.db", None, "essex", day)  # fmt: skip
    (folder / "list.csv").unlink()
    return folder


@pytest.fixture(scope="module")
def public_site(home: Path) -> Iterator[httpx.Client]:
    yield from serve(folder=home)


@pytest.fixture(scope="module")
def private_site(home: Path) -> Iterator[httpx.Client]:
    yield from serve("--private", folder=home)


def addresses(site: httpx.Client) -> set[str]:
    """Every page that links on the home page and the page of each database lead to."""
    found = {"/", "/-/databases.json", "/-/metadata.json", "/-/settings.json", "/openpeel.db"}
    for page in ("/", "/openpeel"):
        found |= set(re.findall(r'href="(/[^"#]*)"', site.get(page).text))
    return {address.replace("&amp;", "&") for address in found}


@pytest.mark.slow
def test_without_the_flag_nothing_of_it_is_served(public_site: httpx.Client) -> None:
    seen = 0
    for address in addresses(public_site):
        response = public_site.get(address)
        assert SECRET.encode() not in response.content, address
        seen += 1
    assert seen > 60
    for address in ("/private", "/private.json", "/private.db", "/openpeel-private",
                    "/openpeel-private.db", "/private/item"):  # fmt: skip
        assert public_site.get(address).status_code == 404, address
    assert list(public_site.get("/.json").json()) == ["openpeel"]
    attached = "select name from pragma_database_list"
    answer = public_site.get("/openpeel.json", params={"sql": attached, "_shape": "arrayfirst"})
    assert answer.status_code == 400  # what is attached, and from where, is not told


def test_a_build_beside_it_holds_nothing_of_it(
    home: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    build(Path("again.db"))
    built = Path("again.db").read_bytes()
    for file in home.glob("again.*"):
        assert SECRET.encode() not in file.read_bytes()
        file.unlink()
    assert built == database.read_bytes()


def test_reading_it_together_writes_to_neither_file(home: Path, database: Path) -> None:
    private = home / "openpeel-private.db"
    before = private.read_bytes()
    db = join_record(private, home / "openpeel.db")
    assert db.execute("select count(*) from item_against_record").fetchone()[0] == 150
    db.close()
    assert private.read_bytes() == before
    assert (home / "openpeel.db").read_bytes() == database.read_bytes()
    assert sorted(p.name for p in home.iterdir()) == ["openpeel-private.db", "openpeel.db"]


def test_a_build_never_takes_the_place_of_a_private_database(home: Path) -> None:
    private = home / "openpeel-private.db"
    before = private.read_bytes()
    result = CliRunner().invoke(main, ["build", "--db", str(private)])
    assert (result.exit_code, "a build would destroy" in result.output) == (1, True)
    assert private.read_bytes() == before


def test_a_private_database_is_not_served_as_the_public_one(home: Path) -> None:
    code, said = refusal("--db", str(home / "openpeel-private.db"))
    assert (code, "only served with --private" in said) == (1, True)


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.0.2.1", "example.org"])
def test_other_computers_are_not_served_unless_allowed(
    host: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    code, said = refusal("--private", "--host", host, "--port", "0")
    assert (code, "this computer only" in said) == (1, True)


def test_other_computers_are_served_where_it_is_allowed(home: Path) -> None:
    for site in serve("--private", "--host", "0.0.0.0", "--allow-remote", folder=home):
        port = site.base_url.port
        response = site.get(f"http://127.0.0.1:{port}/private", headers={"Host": "force.example"})
        assert response.status_code == 200


def test_allowing_others_goes_with_private_lists_only() -> None:
    result = CliRunner().invoke(main, ["serve", "--allow-remote"])
    assert result.exit_code == 2


def test_serving_a_private_database_that_is_not_there_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    code, said = refusal("--private", "none.db")
    assert (code, "no private database here" in said) == (1, True)


@pytest.mark.parametrize("address", ["/", "/private", "/openpeel/area", "/private/item_shown.csv"])
def test_no_answer_is_kept_or_shown_elsewhere(address: str, private_site: httpx.Client) -> None:
    headers = private_site.get(address, headers={"Origin": "https://example.org"}).headers
    assert headers.get_list("cache-control") == ["no-store"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "noindex" in headers["x-robots-tag"]
    assert "access-control-allow-origin" not in headers


def test_a_page_under_another_name_cannot_read_it(private_site: httpx.Client) -> None:
    """As when another site points a name of its own at this computer."""
    for name in ("evil.example", "evil.example:8001", "127.0.0.1.evil.example", ""):
        response = private_site.get("/private/item_shown.json", headers={"Host": name})
        assert response.status_code == 421
        assert SECRET not in response.text
    port = private_site.base_url.port
    for name in ("localhost", f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        assert private_site.get("/private.json", headers={"Host": name}).status_code == 200


def test_the_private_file_cannot_be_downloaded(private_site: httpx.Client) -> None:
    for address in ("/private.db", "/openpeel-private.db"):
        assert private_site.get(address).status_code in (403, 404)
    assert SECRET.encode() not in private_site.get("/openpeel.db").content


def test_it_cannot_be_written(private_site: httpx.Client) -> None:
    for sql in ("delete from item", "insert into list values ('a', 'b', 'c', 'force')",
                "attach 'x.db' as x", "vacuum into 'x.db'"):  # fmt: skip
        assert private_site.get("/private.json", params={"sql": sql}).status_code == 400


def relations(db: sqlite3.Connection) -> dict[str, list[str]]:
    names = [
        r[0] for r in db.execute("select name from sqlite_master where type in ('table', 'view')")
    ]
    return {n: [c[0] for c in db.execute(f"select * from [{n}]").description] for n in names}


def test_every_private_table_view_and_column_is_described(home: Path) -> None:
    db = join_record(home / "openpeel-private.db", home / "openpeel.db")
    held = relations(db)
    db.close()
    described = {name: list(table["columns"]) for name, table in METADATA["tables"].items()}
    assert {n: sorted(c) for n, c in described.items()} == {n: sorted(c) for n, c in held.items()}
    for name, table in METADATA["tables"].items():
        assert table["title"] and table["description"], name
        assert set(table.get("facets", [])) <= set(held[name])


@pytest.mark.parametrize("name", [n for n, t in METADATA["tables"].items() if not t.get("hidden")])
def test_private_table_and_view_as_page_json_and_csv(name: str, private_site: httpx.Client) -> None:
    page = private_site.get(f"/private/{name}")
    assert page.status_code == 200
    assert f"<b>{SECRET}</b>" not in page.text
    rows = private_site.get(f"/private/{name}.json", params={"_size": "max"}).json()["rows"]
    lines = private_site.get(f"/private/{name}.csv", params={"_stream": "on"}).text
    assert rows
    sql = {"sql": f"select count(*) from [{name}]", "_shape": "arrayfirst"}
    assert private_site.get("/private.json", params=sql).json() == [len(rows)]
    assert len(lines.strip().split("\r\n")) == len(rows) + 1


@pytest.mark.parametrize("query", METADATA["queries"])
def test_private_query_answers_when_opened_bare(query: str, private_site: httpx.Client) -> None:
    answer = private_site.get(f"/private/{query}.json", params={"_shape": "objects"}).json()
    assert answer["rows"] and not answer["truncated"]


def test_a_sorted_private_table_loses_no_row_from_page_to_page(private_site: httpx.Client) -> None:
    for name, table in METADATA["tables"].items():
        sql = {"sql": f"select count(*) from [{name}]", "_shape": "arrayfirst"}
        rows = private_site.get("/private.json", params=sql).json()[0]
        if rows <= 100:
            continue
        whole = {"sql": f"select * from [{name}]", "_shape": "arrays"}
        repeats = (
            len({repr(r) for r in private_site.get("/private.json", params=whole).json()["rows"]})
            < rows
        )
        for turn, column in enumerate(table["columns"]):
            order = ("_sort", "_sort_desc")[turn % 2]
            # Not as CSV, which comes in pages of `max_returned_rows`, and so in one.
            parameters = {order: column, "_shape": "arrays", "_size": str(rows // 2 + 1)}
            found: list[str] = []
            following = ""
            while following is not None:
                answer = private_site.get(
                    f"/private/{name}.json",
                    params=parameters | ({"_next": following} if following else {}),
                ).json()
                found += map(repr, answer["rows"])
                following = answer["next"]
            assert len(found) == rows, (name, order, column)
            if not repeats:
                assert len(set(found)) == rows, (name, order, column)


def test_both_words_stand_on_one_page(private_site: httpx.Client) -> None:
    rows = private_site.get("/private/beside-the-record.json", params={"_shape": "objects"}).json()[
        "rows"
    ]
    assert len(rows) == 1
    assert (rows[0]["list_says"], rows[0]["reference"]) == ("met", f"{SECRET}-0")
    assert rows[0]["improvement_id"] == "essex-2016-preventing-crime-afi-1"
    overdue = private_site.get(
        "/private/overdue-items.json", params={"_shape": "objects", "owner": SECRET}
    ).json()["rows"]
    assert len(overdue) == 149


def test_checks_on_totals_can_fail(home: Path, tmp_path: Path) -> None:
    """Each check of the private lists finds the damage that it is there for."""
    damages = {
        "statuses_add_up": "count_by_list set met = met + 1",
        "open_and_closed_add_up": "count_by_list set open = open + 1",
        "due_adds_up": "count_by_list set overdue = overdue + 1",
        "listed_adds_up": "count_by_list set on_latest_list = on_latest_list - 1",
        "reports_add_up": "count_by_report set open = open + 1 where report = 'R1'",
        "movement_adds_up": "movement set closed = closed + 1 where number = 2",
        "together_adds_up": "item_against_record set together = null where item_id = 3",
        "original_date_lost": "target_date set day = '2018-01-01' where item_id = 2",
    }
    assert sorted(damages) == sorted(p.stem for p in (FOLDER / "checks").glob("*.sql"))
    for name, damage in damages.items():
        db = join_record(home / "openpeel-private.db", home / "openpeel.db")
        db.execute("drop trigger target_date_stays")
        # A view is damaged as a table of what it told.
        what = damage.split()[0]
        if what != "target_date":
            db.execute(f"create table told as select * from [{what}]")
            db.execute(f"drop view [{what}]")
            db.execute(f"alter table told rename to [{what}]")
        assert db.execute(f"update {damage}").rowcount > 0
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.sql").write_text((FOLDER / "checks" / f"{name}.sql").read_text())
        with pytest.raises(Exception, match=f"check {name} failed: .*why="):
            run_checks(Database(db), folder)
        db.close()


def test_no_list_by_the_day_is_told(home: Path) -> None:
    out = home.parent / "none.html"
    result = CliRunner().invoke(
        main, ["track", "report", "--as-of", "2016-01-01", "--out", str(out), "--private",
               str(home / "openpeel-private.db"), "--db", str(home / "openpeel.db")],
    )  # fmt: skip
    assert (result.exit_code, "no list was held by that day" in result.output) == (1, True)
    assert not out.exists()
    with pytest.raises(DataError):
        join_record(home / "none.db", home / "openpeel.db")
