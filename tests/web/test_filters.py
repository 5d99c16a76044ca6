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
    for (view,) in db.execute("select name from sqlite_master where type = 'view'").fetchall():
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
        ("improvement_chain", "days_after_first"),
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
