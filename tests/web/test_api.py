"""What programs read: the index, whole documents, files in every format, and answers sent once."""

from __future__ import annotations

import io
import json
import re
import shlex
import sqlite3
from urllib.parse import urlsplit

import frictionless
import httpx
import polars
import pytest

from openpeel.loaders import package

EXAMPLES = [
    line
    for line in (package.ROOT / "docs" / "api.md").read_text().splitlines()
    if line.startswith("curl ")
]
# One of each kind of document, with what it must list.
DOCUMENTS = [
    ("force", "essex", "improvements"),
    ("inspection", "essex-2016-effectiveness", "values"),
    # Its report is not known, so no file has figures of it.
    ("inspection", "kent-2018-19-effectiveness", "grades"),
    ("improvement", "essex-2015-vulnerability-coc-2", "history"),
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_docs_are_answered(example: str, site: httpx.Client) -> None:
    words = shlex.split(example)
    address = urlsplit(words[-1])
    answer = site.get(f"{address.path}?{address.query}")
    assert answer.status_code == (400 if "colour=red" in example else 200), answer.text[:300]
    if address.path.endswith(".json"):
        assert answer.json()
    if "colour=red" in example:
        assert "expected one of" in answer.json()["error"]


def test_every_table_and_view_of_the_index_has_the_rows_it_states(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    index = site.get("/data/index.json").json()
    known = {n for (n,) in connection.execute("select name from dictionary_table")}
    assert {one["name"] for one in index["resources"]} == known
    for one in index["resources"]:
        address = urlsplit(one["files"]["json"]).path
        answer = site.get(address)
        assert answer.headers["x-total-count"] == str(one["rows"]), one["name"]
        rows = answer.json()
        assert len(rows) == one["rows"]
        if rows:
            assert list(rows[0]) == [column["name"] for column in one["columns"]]


def test_the_data_package_of_the_site_is_valid(site: httpx.Client) -> None:
    described = site.get("/data/datapackage.json").json()
    package_of_site = frictionless.Package.from_descriptor(described)
    assert len(package_of_site.resources) > 100
    (grade,) = [one for one in described["resources"] if one["name"] == "grade"]
    assert grade["path"] == "grade.csv"


def test_the_openapi_description_names_addresses_that_answer(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    described = site.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    (value,) = connection.execute("select min(id) from observation").fetchone()
    ids = {**{kind: name for kind, name, _ in DOCUMENTS}, "value": value}
    kinds = set()
    for path, operations in described["paths"].items():
        kind = path.split("/")[1]
        kinds.add(kind)
        parameters = {p["name"]: p for p in operations["get"].get("parameters", [])}
        values = {n: p["schema"].get("enum", [ids.get(kind)])[0] for n, p in parameters.items()}
        assert site.get(path.format(**values)).status_code == 200, path
    assert kinds == {"data", *ids}
    known = {n for (n,) in connection.execute("select name from dictionary_table")}
    schemas = described["components"]["schemas"]
    assert schemas.keys() == known
    assert all(schema["properties"] for schema in schemas.values())


@pytest.mark.parametrize(("kind", "name", "needed"), DOCUMENTS)
def test_a_document_is_whole_and_its_links_lead_to_the_same_rows(
    kind: str, name: str, needed: str, site: httpx.Client
) -> None:
    document = site.get(f"/{kind}/{name}.json").json()
    assert (document["kind"], document["id"]) == (kind, name)
    assert document["lists"][needed]["count"] > 0
    assert site.get(urlsplit(document["page"]).path).status_code == 200
    for title, one in document["lists"].items():
        if one["json"] is None:
            assert one["rows"] == [] and one["csv"] is None, title
            continue
        address = urlsplit(one["json"])
        rows = site.get(f"{address.path}?{address.query}").json()
        assert sorted(map(json.dumps, rows)) == sorted(map(json.dumps, one["rows"])), title


def test_a_value_has_its_caveats_and_what_was_recomputed(
    site: httpx.Client, connection: sqlite3.Connection
) -> None:
    (name,) = connection.execute("select observation_id from reconciliation limit 1").fetchone()
    document = site.get(f"/value/{name}.json").json()
    assert document["row"]["observation_id"] == name
    assert document["lists"]["recomputed"]["count"] == 1


@pytest.mark.parametrize("kind", ["force", "inspection", "improvement", "value"])
def test_a_document_that_is_not_there_is_answered_in_json(kind: str, site: httpx.Client) -> None:
    answer = site.get(f"/{kind}/no%20body.json")
    assert (answer.status_code, answer.json()["ok"]) == (404, False)


def test_json_lines_and_parquet_have_the_rows_of_the_json_file(site: httpx.Client) -> None:
    query = "?force_id=essex&_columns=question_id,grade,status&_order=-question_id"
    rows = site.get(f"/data/grade_cell.json{query}").json()
    assert rows == sorted(rows, key=lambda row: row["question_id"], reverse=True)
    assert [list(row) for row in rows] == [["question_id", "grade", "status"]] * len(rows)
    lines = site.get(f"/data/grade_cell.ndjson{query}")
    assert [json.loads(line) for line in lines.text.splitlines()] == rows
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    parquet = site.get(f"/data/grade_cell.parquet{query}")
    assert polars.read_parquet(io.BytesIO(parquet.content)).to_dicts() == rows
    assert parquet.headers["x-total-count"] == str(len(rows))
    assert "grade_cell-force_id-essex.parquet" in parquet.headers["content-disposition"]


def test_a_file_without_rows_is_a_file_in_every_format(site: httpx.Client) -> None:
    for kind in ("csv", "json", "ndjson", "parquet"):
        answer = site.get(f"/data/grade_cell.{kind}?force_id=nobody")
        assert (answer.status_code, answer.headers["x-total-count"]) == (200, "0")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("_columns=force,colour", "_columns names “colour”, which grade_cell does not have"),
        ("_columns=force,force", "twice"),
        ("_order=colour", "no column “colour” to sort by"),
        ("_order=force&_sort=force", "one order"),
        ("_order=--force", "no column “-force”"),
        ("_limit=3", "takes no “_limit”"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "json", "ndjson", "parquet"])
def test_what_is_not_understood_is_answered_with_400(
    query: str, said: str, kind: str, site: httpx.Client
) -> None:
    answer = site.get(f"/data/grade_cell.{kind}?{query}")
    assert answer.status_code == 400
    assert said in (answer.json()["error"] if kind == "json" else answer.text)


def test_columns_in_another_order_rise_and_fall(site: httpx.Client) -> None:
    rows = site.get("/data/grade_cell.json?status=graded&_order=force,-question_id").json()
    pairs = [(row["force"], row["question_id"]) for row in rows]
    by_second = sorted(pairs, key=lambda pair: pair[1], reverse=True)
    assert pairs == sorted(by_second, key=lambda pair: pair[0])


def test_the_index_for_people_is_a_page(site: httpx.Client) -> None:
    for address in ("/data", "/data/"):
        assert site.get(address).url.path == "/downloads"


@pytest.mark.parametrize(
    "address",
    ["/", "/force/essex", "/data/grade.csv", "/data/index.json", "/openpeel/grade", "/openpeel.db"],
)
def test_what_has_not_changed_is_not_sent_again(address: str, site: httpx.Client) -> None:
    first = site.get(address)
    tag = first.headers["etag"]
    assert tag.startswith('W/"') and first.headers["last-modified"].endswith("GMT")
    again = site.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert site.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert site.get(f"{address}?_bom=1").headers.get("etag") != tag


def test_an_error_has_no_tag(site: httpx.Client) -> None:
    assert "etag" not in site.get("/force/nobody").headers


def test_answers_are_packed_for_those_who_take_it(site: httpx.Client) -> None:
    packed = site.get("/force/essex", headers={"Accept-Encoding": "gzip"})
    plain = site.get("/force/essex", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    for address in ("/openpeel.db", "/data/grade.parquet"):
        kept = site.get(address, headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in kept.headers
    csv = site.get("/data/judgment_detail.csv?_bom=1", headers={"Accept-Encoding": "gzip"})
    assert csv.content.startswith(b"\xef\xbb\xbf") and csv.headers["content-encoding"] == "gzip"


def test_robots_may_read_what_is_offered_to_search_engines(site: httpx.Client) -> None:
    (offered,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', site.get("/downloads").text
    )
    refused = re.findall(r"^Disallow: (.*)$", site.get("/robots.txt").text, re.MULTILINE)
    assert refused
    for one in json.loads(offered)["distribution"]:
        path = urlsplit(one["contentUrl"])
        address = path.path + (f"?{path.query}" if path.query else "")
        for pattern in refused:
            assert not re.match(re.escape(pattern).replace(r"\*", ".*"), address), (
                address,
                pattern,
            )
        assert site.get(address).status_code == 200
