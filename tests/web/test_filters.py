"""Filters in addresses select what SQL selects, or are refused; never other rows."""

from __future__ import annotations

import asyncio
import csv
import io
import operator as op
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from datasette.app import Datasette

from openpeel.loaders.database import types_of
from openpeel.web.server import make_site


class Asked:
    """A site asked in process, and the database below it."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        self.site: Datasette = make_site(path)
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self.site.invoke_startup())
        relations = self.db.execute(
            "select name, type from sqlite_master where type in ('table', 'view')"
            " and name not like 'sqlite%' and name not like '%fts%' order by 1"
        ).fetchall()
        self.types = {name: types_of(self.db, name) for name, _ in relations}
        self.views = [name for name, type in relations if type == "view"]

    def get(self, address: str) -> Any:
        return self.loop.run_until_complete(self.site.client.get(address))

    def json(self, address: str) -> Any:
        answer = self.get(address)
        assert answer.status_code == 200, (address, answer.text[:300])
        return answer.json()

    def numeric(self, name: str) -> list[str]:
        return [column for column, type in self.types[name].items() if type != "TEXT"]


@pytest.fixture(scope="module")
def asked(database: Path) -> Iterator[Asked]:
    asked = Asked(database)
    yield asked
    asked.loop.close()
    asked.db.close()


def values_to_try(held: list[float]) -> list[float]:
    """Return a value that is held, a whole, a decimal and a negative number."""
    middle = sorted(held)[len(held) // 2] if held else 0
    return [middle, round(middle) + 1, round(middle) + 0.5, -round(abs(middle)) - 0.25, -1]


COMPARE: dict[str, Callable[[float, float], bool]] = {
    "exact": op.eq, "lt": op.lt, "gt": op.gt, "not": op.ne, "lte": op.le, "gte": op.ge,
}  # fmt: skip


@pytest.mark.parametrize("name", ["database", "database_with_text"])
def test_every_number_of_a_view_is_compared_as_a_number(
    name: str, request: pytest.FixtureRequest
) -> None:
    # A number that is compared with a text is below it, whatever the text says. A column at a
    # time: SQLite then compares within each part of a union, by that part's own type.
    db = sqlite3.connect(request.getfixturevalue(name))
    wrong = []
    views = db.execute("select name from dictionary_table where kind = 'view'").fetchall()
    assert len(views) > 100
    for (view,) in views:
        types = types_of(db, view)
        numeric = [column for column, type in types.items() if type != "TEXT"]
        odd = " or ".join(
            f"typeof([{c}]) = 'text'" if c in numeric else f"typeof([{c}]) in ('integer', 'real')"
            for c in types
        )
        counts = ", ".join([f"sum({odd})", *(f"count([{column}])" for column in numeric)])
        strange, *numbers = db.execute(f"select {counts} from [{view}]").fetchone()
        if strange:
            wrong.append((view, odd, strange))
        for column, held in zip(numeric, numbers, strict=True):
            sql = f"select count(*) from [{view}] where [{column}] >= ?"
            [found] = db.execute(sql, ["-1e300"]).fetchone()
            if found != held:
                wrong.append((view, column, found, held))
    db.close()
    assert wrong == []


@pytest.mark.slow
def test_files_filtered_by_a_number_have_the_rows_that_sql_selects(asked: Asked) -> None:
    wrong, tried = [], 0
    for view in asked.views:
        columns, numeric = list(asked.types[view]), asked.numeric(view)
        rows = asked.db.execute(f"select * from [{view}]").fetchall() if numeric else []
        for turn, column in enumerate(numeric):
            held = [v for row in rows if (v := row[columns.index(column)]) is not None]
            other = ("lt", "gt")[turn // 2 % 2]
            for operator, value in (
                ("exact", values_to_try(held)[0]),
                (other, values_to_try(held)[turn % 5]),
            ):
                compare = COMPARE[operator]
                expected = sum(compare(each, value) for each in held)
                kind = ("csv", "json")[turn % 2]
                answer = asked.get(f"/data/{view}.{kind}?{column}__{operator}={value}")
                found = (
                    len(answer.json())
                    if kind == "json"
                    else len(list(csv.reader(io.StringIO(answer.text)))) - 1
                )
                tried += 1
                if (answer.status_code, found) != (200, expected):
                    wrong.append((view, column, operator, value, found, expected))
    assert tried > 300
    assert wrong == []


@pytest.mark.slow
def test_pages_filtered_by_a_number_count_the_rows_that_sql_selects(asked: Asked) -> None:
    wrong = []
    for turn, view in enumerate(view for view in asked.views if asked.numeric(view)):
        numeric = asked.numeric(view)
        column = numeric[turn % len(numeric)]
        held = [
            row[0]
            for row in asked.db.execute(f"select [{column}] from [{view}]")
            if row[0] is not None
        ]
        value = values_to_try(held)[turn % 5]
        operator, compare = list(COMPARE.items())[turn % 6]
        address = f"/openpeel/{view}.json?{column}__{operator}={value}&_size=0&_nofacet=1"
        expected = sum(compare(each, value) for each in held)
        if (found := asked.json(address)["filtered_table_rows_count"]) != expected:
            wrong.append((address, found, expected))
    assert wrong == []


def test_lists_ranges_and_missing_values_are_those_of_sql(asked: Asked) -> None:
    wrong = []
    for view, column in [
        ("statistic_rank", "difference"),
        ("judgment_change", "steps_up"),
        ("arithmetic", "computed"),
        ("improvement_chain", "days_since_first"),
        ("reconciliation_attempt", "numerator"),
    ]:
        values = [r[0] for r in asked.db.execute(f"select [{column}] from [{view}]")]
        held = [value for value in values if value is not None]
        low, *_, high = sorted({*held, 0, 1})
        chosen = sorted(set(held))[:3]
        listed = ",".join(map(str, chosen))
        expected = {
            f"{column}__in={listed}": sum(v in chosen for v in held),
            f"{column}__in=[{listed}]": sum(v in chosen for v in held),
            f"{column}__notin={listed}": sum(v not in chosen for v in held),
            f"{column}__gt={low}&{column}__lt={high}": sum(low < v < high for v in held),
            f"{column}__gte={low}&{column}__lte={high}": len(held),
            f"{column}__isnull=1": len(values) - len(held),
            f"{column}__notnull=1": len(held),
            f"{column}__notblank=1": len(held),
        }
        for filters, count in expected.items():
            found = len(asked.json(f"/data/{view}.json?{filters}"))
            if found != count:
                wrong.append((view, filters, found, count))
        where = f"/openpeel/{view}.json?_where=[{column}]+>+{low}&_size=0&_nofacet=1"
        found = asked.json(where)["filtered_table_rows_count"]
        if found != sum(v > low for v in held):
            wrong.append((view, where, found, low))
    assert wrong == []


@pytest.mark.slow
def test_facet_links_lead_to_as_many_rows_as_they_say(asked: Asked) -> None:
    wrong, links = [], 0
    for name in asked.types:
        chosen = asked.site.table_metadata("openpeel", name).get("facets", [])
        numeric = [c for c in asked.numeric(name) if name in asked.views and c not in chosen]
        if not chosen and not numeric:
            continue
        more = "".join(f"&_facet={column}" for column in numeric[:1])
        answer = asked.json(f"/openpeel/{name}.json?_size=0&_facet_size=2{more}")
        for facet in answer.get("facet_results", {}).values():
            for result in facet["results"][:2]:
                links += 1
                pairs = parse_qsl(urlsplit(result["toggle_url"]).query)
                filters = urlencode([pair for pair in pairs if not pair[0].startswith("_")])
                found = len(asked.json(f"/data/{name}.json?{filters}"))
                if found != result["count"]:
                    wrong.append((result["toggle_url"], found, result["count"]))
    assert links > 200, links
    assert wrong == []


@pytest.mark.parametrize(
    "filters",
    [
        "value__gt=abc",
        "value=",
        "value=1e",
        "value__lt=1_000",
        "value__lt=1,000",
        "value__gte=0x10",
        "value__in=1,two",
        'value__in=[1,"two"]',
        "value__in=[1",
        "value__in=[[1]]",
        "value__in=[true]",
        "value__notin=",
        "value__gt=%C2%B2",
        "force__gt=%C2%B2",
        "value__gt=99999999999999999999",
        "force__gt=99999999999999999999",
        "value__nothing=1",
        "nothing=1",
        "nothing__gt=1",
        "force_id__=essex",
        "__gt=1",
        "value__gt=1&value__lt=x",
        "value__isnull=0",
        "force__notnull=false",
        "force__isblank=no",
        "value__notblank=0",
        "value__date=2016-01-01",
        "force__date=2016",
        "value__arraycontains=1",
        "value__arraynotcontains=1",
        "force__notin=[NaN]",
        "force__in=[1e999]",
        "force__contains=%00",
    ],
)
def test_filters_without_an_answer_are_refused_and_explained(asked: Asked, filters: str) -> None:
    for path in ("/data/statistic_rank.csv", "/data/statistic_rank.json",
                 "/openpeel/statistic_rank.json", "/openpeel/statistic_rank.csv",
                 "/openpeel/statistic_rank"):  # fmt: skip
        answer = asked.get(f"{path}?{filters}")
        assert answer.status_code == 400, (path, filters)
        assert re.search("expected|too large", answer.text), answer.text[:500]


def test_values_that_sqlite_reads_as_numbers_are_taken(asked: Asked) -> None:
    for value in ("-10", "+5", "%2B5", "24.5", ".5", "5.", "1e2", "-1.5E-3", "007", " 7"):
        answer = asked.get(f"/data/statistic_rank.csv?value__gt={value}&_size=1".split("&")[0])
        assert answer.status_code == 200, value
    [count] = asked.db.execute("select count(*) from statistic_rank where value > -10").fetchone()
    answer = asked.get("/data/statistic_rank.json?value__gt=-10")
    assert len(answer.json()) == count


def test_texts_that_look_like_numbers_are_compared_as_text(asked: Asked) -> None:
    # Datasette makes a whole number of 2016 before it compares.
    wrong = []
    for view in asked.views:
        for column, type in asked.types[view].items():
            if type == "TEXT" and re.search("(_on|day|_end|_start|_by)$", column):
                rows = asked.db.execute(f"select [{column}] from [{view}]").fetchall()
                expected = sum(row[0] is not None and row[0] > "2016" for row in rows)
                found = len(asked.json(f"/data/{view}.json?{column}__gt=2016"))
                if found != expected:
                    wrong.append((view, column, found, expected))
    assert wrong == []


def test_parts_of_texts_are_looked_for_as_they_are_written(asked: Asked) -> None:
    """In a text column of every table and view, also where they look like wildcards."""
    find: dict[str, Callable[[str, str], bool]] = {
        "contains": lambda text, part: part in text,
        "startswith": str.startswith,
        "endswith": str.endswith,
    }
    wrong, tried = [], 0
    for turn, (name, types) in enumerate(asked.types.items()):
        texts = [column for column, type in types.items() if type == "TEXT"]
        if not texts:
            continue
        column = texts[turn % len(texts)]
        operator = list(find)[turn % 3]
        sql = f"select [{column}] from [{name}] where [{column}] is not null"
        held = [text.lower() for (text,) in asked.db.execute(sql)]
        # A sign that is in few texts, or what some text begins or ends with.
        part = ("_", "%", "\\", "e_", "-%")[turn % 5]
        if turn % 2 and held:
            part = held[0][:3] if operator != "endswith" else held[0][-3:]
        expected = sum(find[operator](text, part) for text in held)
        address = f"{name}.json?{urlencode({f'{column}__{operator}': part})}"
        in_file = asked.get(f"/data/{address}").headers["x-total-count"]
        on_page = asked.json(f"/openpeel/{address}&_size=0&_nofacet=1")
        found = (int(in_file), on_page["filtered_table_rows_count"])
        if found != (expected, expected):
            wrong.append((address, found, expected))
        tried += expected > 0
    assert wrong == []
    assert tried > 40


def test_a_word_is_found_in_any_case_and_like_still_has_wildcards(asked: Asked) -> None:
    for filters in ("force_id__contains=SSE", "force_id__startswith=ESS", "force_id__like=ess%25"):
        rows = asked.json(f"/data/judgment_detail.json?{filters}")
        assert rows and {"essex"} <= {row["force_id"] for row in rows}, filters


def test_a_search_where_there_is_none_is_refused(asked: Asked) -> None:
    """Datasette ignores the words and shows every row."""
    searched = {
        re.sub("_fts$", "", name)
        for (name,) in asked.db.execute("select name from sqlite_master where sql like '%fts5%'")
    }
    assert "passage" in searched
    for turn, name in enumerate(asked.types):
        kind, argument = (".json", ".csv", "")[turn % 3], ("_search", "_search_force")[turn % 2]
        if name not in searched:
            answer = asked.get(f"/openpeel/{name}{kind}?{argument}=kent&_size=1")
            assert answer.status_code == 400 and "full-text search" in answer.text, name
    assert asked.get("/openpeel/passage.json?_search=kent").status_code == 200


@pytest.mark.parametrize(
    "arguments",
    ["_through={}", '_through={"table":"x"}', "_through=[]", "_through=1",
     "force_id__in=" + ",".join(["a"] * 20_000)],
)  # fmt: skip
def test_what_datasette_fails_at_is_refused(asked: Asked, arguments: str) -> None:
    for kind in ("", ".json"):
        answer = asked.get(f"/openpeel/judgment_detail{kind}?{arguments}")
        assert answer.status_code == 400, answer.text[:300]


def test_a_sorted_file_has_every_row_in_order(asked: Asked) -> None:
    """At its own address and at Datasette's, where one page would be cut off without a word."""
    for name, column in [
        ("judgment_detail", "grade"),
        ("statistic_rank", "value"),
        ("glossary_term", "id"),
    ]:
        for argument, turned in (("_sort", False), ("_sort_desc", True)):
            held = [row[0] for row in asked.db.execute(f"select [{column}] from [{name}]")]
            ordered = sorted(held, reverse=turned)
            for path in ("data", "openpeel"):
                answer = asked.get(f"/{path}/{name}.csv?{argument}={column}")
                lines = list(csv.DictReader(io.StringIO(answer.text)))
                assert [line[column] for line in lines] == [str(value) for value in ordered]
        page = asked.get(f"/openpeel/{name}?_sort_desc={column}").text
        assert f'href="/data/{name}.csv?_sort_desc={column}&amp;_bom=1"' in page


@pytest.mark.parametrize(
    "arguments", ["_sort=nothing", "_sort=force&_sort_desc=force", "_sort=force&_sort=grade",
                  "_size=5", "_next=100", "_where=1", "_search=x"],
)  # fmt: skip
def test_a_file_refuses_what_it_does_not_take(asked: Asked, arguments: str) -> None:
    for kind in ("csv", "json"):
        answer = asked.get(f"/data/judgment_detail.{kind}?{arguments}")
        assert answer.status_code == 400 and "expected" in answer.text
