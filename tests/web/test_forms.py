"""Every form of every page: what it shows is what is answered, and nothing is replaced unsaid.

The forms are read from the pages themselves, so that a new page or question is tested as well.
"""

from __future__ import annotations

import asyncio
import html
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from forms import Form, content_of, forms_of, some, warnings_of
from page_text import main_text
from page_types import PAGES
from questions import METADATA, QUERIES

from openpeel.loaders import package
from openpeel.loaders.months import day
from openpeel.loaders.questions import parameters_of
from openpeel.web.server import make_site

PARAMETERS = {query: parameters_of(METADATA, query) for query in QUERIES}
ASKING = [query for query, parameters in PARAMETERS.items() if parameters]
NO_SUCH = "no-such-choice"

Get = Callable[..., httpx.Response]


def template_of(address: str) -> Path:
    """The template that answers an address of one of our pages."""
    path = address.partition("?")[0].strip("/") or "index"
    *folders, name = path.split("/")
    place = package.TEMPLATES / "pages"
    for folder in folders:
        named = place / folder
        place = named if named.is_dir() else next(p for p in place.glob("{*}") if p.is_dir())
    file = place / f"{name}.html"
    return file if file.is_file() else next(place.glob("{*}.html"))


# One page of each template with a form about what the page shows; the first page's leads on.
OF_TEMPLATES = {
    template_of(address): address
    for address in reversed(PAGES)
    if address != "/" and 'class="filters"' in template_of(address).read_text(encoding="utf-8")
}
ADDRESSES = [*OF_TEMPLATES.values(), *(f"/openpeel/{query}" for query in ASKING)]
TABLES = ["/openpeel/judgment_detail?_size=20", "/openpeel/force?_facet=region", "/openpeel/topic"]


@pytest.fixture(scope="module")
def get(database: Path) -> Iterator[Get]:
    """Asks a site within this process."""
    with asyncio.Runner() as runner:
        site = make_site(database)
        # What is slow on a busy machine is tested elsewhere.
        site.sql_time_limit_ms = 60_000
        runner.run(site.invoke_startup())
        answers: dict[str, httpx.Response] = {}

        def ask(address: str, arguments: list[tuple[str, str]] | None = None) -> httpx.Response:
            path, _, query = address.partition("?")
            whole = "&".join(filter(None, [query, urlencode(arguments or [])]))
            address = f"{path}?{whole}" if whole else path
            if address not in answers:
                answer = site.client.get(address, follow_redirects=True)
                answers[address] = runner.run(answer)
            return answers[address]

        yield ask


@pytest.fixture(params=ADDRESSES)
def form(request: pytest.FixtureRequest, get: Get) -> tuple[str, httpx.Response, Form]:
    """A page with the form that is about its own content."""
    return form_of(get(request.param), request.param.partition("?")[0])


def form_of(page: httpx.Response, path: str) -> tuple[str, httpx.Response, Form]:
    """The path of a page, the page, and the form on it that leads back to the path."""
    back = [f for f in forms_of(page.text) if f.action.partition("#")[0] == path]
    # A search may have a form of its own about what it found.
    (form,) = [f for f in back if f.role != "search"] or back
    return path, page, form


def test_pressing_the_button_changes_nothing(
    get: Get, form: tuple[str, httpx.Response, Form]
) -> None:
    path, page, it = form
    assert content_of(get(path, it.sent()).text) == content_of(page.text)


@pytest.mark.slow
def test_each_choice_is_shown_and_changes_the_page(
    get: Get, form: tuple[str, httpx.Response, Form]
) -> None:
    path, page, it = form
    before = content_of(page.text, with_forms=False)
    for menu in it.menus:
        changed = 0
        others = [value for value, _ in menu.options if value != menu.value]
        for value in some(others):
            answer = get(path, it.sent(**{menu.id: value}))
            assert answer.status_code == 200, (menu.name, value)
            # What another menu shows may not be there of the new choice.
            assert f"“{value}”" not in "".join(warnings_of(answer.text)), (menu.name, value)
            _, _, now = form_of(answer, path)
            chosen = [m.value for m in now.menus if m.name == menu.name]
            assert value in chosen or not value, (menu.name, value, chosen)
            after = content_of(answer.text, with_forms=False)
            changed += after != before
        assert changed or len(others) < 2, f"no choice of {menu.name} changes {path}"


@pytest.mark.parametrize("address", TABLES)
def test_applying_the_form_of_a_table_changes_nothing(get: Get, address: str) -> None:
    path, page, form = form_of(get(address), address.partition("?")[0])
    assert content_of(get(path, form.sent()).text) == content_of(page.text)


def test_a_page_names_each_invalid_choice(get: Get, form: tuple[str, httpx.Response, Form]) -> None:
    path, _, it = form
    # What is warned of whatever is chosen, such as what is not known.
    always = warnings_of(get(path).text)
    for name in dict.fromkeys(f.name for f in it.fields if f.kind in ("select", "date")):
        page = get(path, [(name, NO_SUCH)])
        assert page.status_code == 200
        (warning,) = [text for text in warnings_of(page.text) if text not in always]
        assert f"“{NO_SUCH}”" in warning, (name, warning)


def test_a_page_names_an_argument_that_it_does_not_take(
    get: Get, form: tuple[str, httpx.Response, Form]
) -> None:
    path, _, it = form
    told = warnings_of(get(path, [("forse", "kent")]).text)
    assert told and told[0].startswith("“forse” is not an argument of this page. It takes ")
    assert all(f.name in told[0] for f in it.fields)
    # What others add to count visits says nothing about what is shown.
    assert content_of(get(path, [("utm_source", "x")]).text) == content_of(get(path).text)


def test_a_choice_may_be_given_by_its_label_in_any_case(
    get: Get, form: tuple[str, httpx.Response, Form]
) -> None:
    path, _, it = form
    for menu in it.menus:
        value, label = menu.options[-1]
        if not value:  # only “all”: there is nothing to choose yet, such as a released version
            continue
        label = re.sub(r" \([\d,]+\)$", "", label)  # how many there are is no part of its name
        shown = content_of(get(path, [(menu.name, value)]).text)
        assert content_of(get(path, [(menu.name, f" {label.upper()} ")]).text) == shown, menu.name


# The ready-made questions -----------------------------------------------------------------------


@pytest.mark.parametrize("query", ASKING)
def test_menus_name_what_a_question_is_asked(get: Get, query: str) -> None:
    """As JSON tells which values its SQL was run with."""
    page = get(f"/openpeel/{query}")
    _, _, form = form_of(page, f"/openpeel/{query}")
    run_with = get(f"/openpeel/{query}.json").json()["query"]["params"]
    shown: dict[str, list[str]] = {}
    for field in form.fields:
        if field.name:
            shown.setdefault(field.name, []).extend([field.value] if field.value else [])
    assert {name: ",".join(values) for name, values in shown.items()} == {
        name: value for name, value in run_with.items() if not name.startswith("_")
    }


# Parameter -> the columns that name what it chooses.
COLUMNS = {
    "area": ["area"],
    "earlier": ["earlier_framework", "earlier"],
    "first": ["first_force"],
    "force": ["force"],
    "forces": ["force"],
    "framework": ["framework"],
    "later": ["later_framework", "later"],
    "measure": ["measure"],
    "second": ["second_force"],
    "statistic": ["statistic"],
    "subject": ["subject"],
    "topic": ["topic"],
}


# Questions whose answers have rows of other forces than the one chosen.
OF_OTHERS = ("forces-like-this-one", "grades-of-similar-forces")


@pytest.mark.slow
@pytest.mark.parametrize("query", ASKING)
def test_rows_are_of_what_the_menus_name(get: Get, query: str) -> None:
    page = get(f"/openpeel/{query}")
    _, _, form = form_of(page, f"/openpeel/{query}")
    # As it opens, and with another choice in each menu.
    changes = [{}] + [{menu.id: value} for menu in form.menus for value, _ in menu.options[-1:]]
    for change in changes:
        sent = form.sent(**change)
        rows = get(f"/openpeel/{query}.json", [*sent, ("_shape", "objects")]).json()["rows"]
        for name, columns in COLUMNS.items():
            menus = [m for m in form.menus if m.name == name]
            chosen = {dict(m.options)[change.get(m.id, m.value)] for m in menus}
            values = {change.get(m.id, m.value) for m in menus} - {""}
            column = next((c for c in columns if rows and c in rows[0]), None)
            if not values or "all" in values or not column or query in OF_OTHERS:
                continue
            assert {row[column] for row in rows} - {None} <= chosen, (name, change)


@pytest.mark.parametrize("query", ASKING)
def test_programs_are_refused_what_is_not_there(get: Get, query: str) -> None:
    for parameter in PARAMETERS[query]:
        if parameter.options or parameter.choices or parameter.type != "text":
            for kind in ("json", "csv"):
                refusal = get(f"/openpeel/{query}.{kind}", [(parameter.name, NO_SUCH)])
                assert refusal.status_code == 400
                assert NO_SUCH in refusal.text and f"Parameter: {parameter.name}" in refusal.text
    refusal = get(f"/openpeel/{query}.json", [("forse", "kent")])
    assert refusal.status_code == 400 and "forse" in refusal.json()["error"]


def test_a_question_without_parameters_names_what_it_does_not_take(get: Get) -> None:
    query = next(q for q in QUERIES if q not in ASKING)
    assert "“force” is not an argument" in warnings_of(get(f"/openpeel/{query}?force=kent").text)[0]
    assert get(f"/openpeel/{query}.json?force=kent").status_code == 400


@pytest.mark.parametrize("query", ASKING)
def test_a_parameter_left_out_stands_for_one_thing(query: str) -> None:
    """For a default, told once in the metadata, or for everything, which its menu names."""
    sql = QUERIES[query]["sql"]
    for parameter in PARAMETERS[query]:
        is_tested_for_empty = re.search(rf":{parameter.name} (=|<>) ''", sql)
        default = parameter.default or parameter.read_until
        assert bool(default) != bool(parameter.any), parameter.name
        assert not (default and is_tested_for_empty), parameter.name
    assert not re.search(r"case when :\w+ = ''", sql)


def test_every_parameter_has_its_menu_or_example() -> None:
    config = METADATA["plugins"]["openpeel"]
    asked = {parameter.name for parameters in PARAMETERS.values() for parameter in parameters}
    assert set(config["parameters"]) == asked
    for query, own in config["questions"].items():
        assert set(own) <= {parameter.name for parameter in PARAMETERS[query]}
    for parameters in PARAMETERS.values():
        for it in parameters:
            assert it.options or it.choices or it.example or it.type == "date", it.name


@pytest.mark.parametrize("query", ASKING)
def test_a_description_ends_with_what_is_shown_without_a_choice(get: Get, query: str) -> None:
    page = get(f"/openpeel/{query}")
    _, _, form = form_of(page, f"/openpeel/{query}")
    told = html.unescape(content_of(page.text, with_forms=False))
    # It may be all that is said below the rows.
    told = told.replace("<p>Choose the ", "<p> Choose the ")
    assert told.count(" Choose the ") == 1 and "otherwise" in told
    for menu in form.menus:
        if menu.value:
            assert menu.shown in told.split(" Choose the ")[1].split("</p>")[0]


# Several forces ---------------------------------------------------------------------------------

SEVERAL = [
    ("/compare", "force"),
    ("/openpeel/grades-of-chosen-forces", "forces"),
    ("/openpeel/numbers-of-chosen-forces", "forces"),
    ("/openpeel/story-of-a-force", "topic"),
]


@pytest.mark.parametrize(("path", "name"), SEVERAL)
def test_several_are_chosen_from_menus(get: Get, path: str, name: str) -> None:
    _, _, form = form_of(get(path), path)
    menus = [f for f in form.fields if f.name == name]
    assert len(menus) == 6 and {f.kind for f in menus} == {"select"}
    values = [value for value, _ in menus[1].options if value]
    for count in (1, 2, 6):
        chosen = values[:count]
        page = get(path, [(name, value) for value in chosen])
        assert page.status_code == 200 and not warnings_of(page.text)
        assert [
            m.value for m in forms_of(page.text)[1].menus if m.name == name and m.value
        ] == chosen
        # Addresses with all in one argument were given out before.
        for separator in (",", ", "):
            assert content_of(get(path, [(name, separator.join(chosen))]).text) == content_of(
                page.text
            )


def test_unknown_ones_among_several_are_named(get: Get) -> None:
    for path, name in SEVERAL:
        page = get(path, [(name, "overall" if name == "topic" else "kent"), (name, "narnia")])
        assert "“narnia”" in warnings_of(page.text)[0]


def test_a_second_value_where_one_is_taken_is_named(get: Get) -> None:
    address = "/openpeel/grades{}?force=essex&force=kent"
    assert warnings_of(get(address.format("")).text) == [
        "Force takes one value; “kent” was left out."
    ]
    assert get(address.format(".json")).status_code == 400


# To a force -------------------------------------------------------------------------------------


def test_the_menu_of_the_first_page_leads_to_each_force(
    get: Get, connection: sqlite3.Connection
) -> None:
    _, _, form = form_of(get("/"), "/forces")
    (menu,) = form.menus
    forces = [row[0] for row in connection.execute("select area_id from force")]
    assert {value for value, _ in menu.options} == {"", *forces}
    for force in forces:
        step = get(form.action, form.sent(**{menu.id: force})).history[0]
        assert (step.status_code, step.headers["location"]) == (302, f"/force/{force}")
    assert get("/forces?force=narnia").status_code == 200
    assert "“narnia” is not a police force" in warnings_of(get("/forces?force=narnia").text)[0]
    assert content_of(get("/forces", form.sent()).text) == content_of(get("/forces").text)


READ_UNTIL = {
    "open-items": "improvement_total",
    "items-by-status-on-a-day": "improvement_total",
    "in-engage-on-a-day": "monitoring_coverage",
    "responses-due": "response_coverage",
}


def test_every_day_that_can_be_chosen_has_its_last_one_read() -> None:
    dated = {
        query: parameter.read_until
        for query, parameters in PARAMETERS.items()
        for parameter in parameters
        if parameter.type == "date"
    }
    assert dated.keys() == READ_UNTIL.keys()
    assert all(dated.values())


@pytest.mark.parametrize("query", READ_UNTIL)
def test_a_day_without_a_choice_is_the_last_that_was_read(
    get: Get, connection: sqlite3.Connection, query: str
) -> None:
    """A later one, such as today, is answered with what was read, which the page says."""
    (last,) = connection.execute(f"select max(read_until) from {READ_UNTIL[query]}").fetchone()
    page = get(f"/openpeel/{query}").text
    assert f'value="{last}"' in page
    assert f"the day (otherwise {day(last)}, the last that we have read of)" in page
    assert re.search(rf"(read|looked for),? up to {day(last)}", main_text(page).split("As CSV")[0])
    assert "What happened after that" not in page
    assert get(f"/openpeel/{query}.json?_shape=array").json()
    later = main_text(get(f"/openpeel/{query}?on=2099-12-31").text)
    assert f"What happened after {day(last)} is not in this answer for 31 December 2099" in later


def test_pages_of_a_day_say_up_to_when_was_read(get: Get) -> None:
    for path in ("/monitoring", "/responses"):
        later = main_text(get(f"{path}?on=2099-12-31").text)
        assert "is not in this answer for 31 December 2099" in later, path
        assert "is not in this answer" not in main_text(get(path).text), path


def test_a_repeated_word_or_number_of_an_address_is_named(get: Get) -> None:
    for address, left_out in [
        ("/search?q=kent&q=essex", "essex"),
        ("/improvements?page=1&page=2", "2"),
    ]:
        (warning,) = warnings_of(get(address).text)
        assert f"takes one value; “{left_out}” was left out" in warning
    assert not warnings_of(get("/search?q=kent&q=kent").text)


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=kent&page=99",
        "/improvements?page=999",
    ],
)
def test_a_page_past_the_last_says_so_and_leads_to_one_that_is_there(
    get: Get, address: str
) -> None:
    found = re.search(r'There is no page \d+\. <a href="([^"]+)">', get(address).text)
    assert found and "There is no page" not in get(html.unescape(found[1])).text
