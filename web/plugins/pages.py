"""Pages of our own: a template below templates/pages is a page, and what it can call.

`templates/pages/improvement/{id}.html` answers `/improvement/…`. Its SQL is thin selects
over views; see docs/pages.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn
from urllib.parse import quote, unquote, urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from jinja2 import Environment

from openpeel import __version__
from openpeel.loaders import package
from openpeel.loaders.months import day
from openpeel.web.ages import age, years_before
from openpeel.web.arguments import LONGEST_ARGUMENT
from openpeel.web.charts import bar_chart, dot_pairs, line_scale, mark_label, rank_scale
from openpeel.web.contents import with_contents
from openpeel.web.page_functions import PageFunctions
from openpeel.web.page_routes import page_names, route_of
from openpeel.web.page_rows import (
    doubted_values,
    engage_on,
    grades_compared,
    in_words,
    neighbours,
    questions_with_grades,
    rows_of_json,
    timeline_of,
    usual_choice,
    usual_forces,
    usual_period,
    usual_statistics,
)
from openpeel.web.server import NAME, Missing
from openpeel.web.site_hooks import site_hook
from openpeel.web.term_links import Terms, known_terms
from openpeel.web.text_filters import (
    by,
    chosen,
    hits,
    like,
    marked,
    minus,
    number,
    on_day,
    only,
    options,
    plural,
    timestamp,
    with_days,
)
from openpeel.web.time_axis import time_axis

# What templates and their macros call by its own name.
FUNCTIONS = (
    bar_chart,
    dot_pairs,
    doubted_values,
    engage_on,
    grades_compared,
    line_scale,
    mark_label,
    neighbours,
    questions_with_grades,
    rank_scale,
    rows_of_json,
    time_axis,
    timeline_of,
    usual_choice,
    usual_forces,
    usual_period,
    usual_statistics,
)
FILTERS = (
    by,
    chosen,
    day,
    hits,
    in_words,
    like,
    marked,
    minus,
    number,
    on_day,
    only,
    options,
    plural,
    timestamp,
    with_days,
)
# Address, label, and the beginnings of the addresses that belong under it.
NAVIGATION = (
    ("/forces", "Forces", ("/force/", "/inspection/")),
    ("/compare", "Compare", ()),
    (
        "/improvements",
        "Improvements",
        ("/improvement/", "/theme", "/monitoring", "/outcomes", "/responses"),
    ),
    ("/measures", "Measures", ("/measure/", "/value/", "/passage/", "/grades-and-numbers")),
    ("/reconciliation", "Figures checked", ()),
    ("/questions", "Questions", ()),
    ("/methods", "Methods", ("/glossary",)),
    ("/downloads", "Data", ("/dictionary", f"/{NAME}")),
)


@site_hook
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """One route per template below templates/pages."""
    return [(route_of(name), view_of(f"pages/{name}.html")) for name in page_names()]


def view_of(template: str) -> Callable[..., Awaitable[Response]]:
    """What answers with a template, given the parts of the address by name."""

    async def view(request: Request, datasette: Datasette) -> Response:
        parts = {name: unquote(part)[:LONGEST_ARGUMENT] for name, part in request.url_vars.items()}
        context = {**parts, "names_problems": True}
        try:
            page = await datasette.render_template(template, context, request=request)
            # A glossary and a dictionary explain their words themselves.
            if not re.search("/(glossary|dictionary)(/|$)", request.path):
                page = known_terms.get(datasette, Terms()).with_links(page)
            return Response.html(with_contents(page))
        except Elsewhere as elsewhere:
            return Response.redirect(elsewhere.address)
        except Missing:
            usual = usual_spelling(request.path)
            if usual == request.path:
                raise
            return Response.redirect(usual, status=301)

    return view


@site_hook
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    """What a template can call: SQL, the arguments of the address, addresses."""
    page = PageFunctions(datasette, request)
    return {
        "data_summary": page.data_summary,
        "file_size": page.database.size,
        "navigation": NAVIGATION,
        "rows": page.rows,
        "one": page.one,
        "arg": page.arg,
        "menu": page.menu,
        "date_box": page.date_box,
        "problems": page.problems,
        "go": go,
        "number_arg": page.number_arg,
        "list_improvements": page.list_improvements,
        "here": page.here,
        "absolute": page.absolute,
        "contact": page.contact,
        "report_address": page.report_address,
        "missing": missing,
        "question_groups": datasette.metadata("plugins")[NAME],
        "database_metadata": datasette.metadata("databases")[NAME],
        "openpeel_version": __version__,
        "stylesheet_hash": stylesheet_hash(),
    }


def usual_spelling(path: str) -> str:
    """Write an address as ids are written: in lower case, with hyphens between words."""
    return re.sub(r"[\s_+]+", "-", unquote(path).lower())


def missing(what: str) -> NoReturn:
    """Leave the page: there is nothing of that id."""
    raise Missing(what)


class Elsewhere(Exception):  # noqa: N818
    """What is asked for has a page of its own."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def go(address: str) -> NoReturn:
    """Leave the page for another address of the site."""
    raise Elsewhere(address)


@lru_cache(maxsize=1)
def stylesheet_hash() -> str:
    """Tells one edition of the stylesheet from another, for caches."""
    return hashlib.sha256((package.STATIC / "openpeel.css").read_bytes()).hexdigest()[:8]


@site_hook
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Functions and filters that macros have too: none depends on the request."""

    def at(path: str, /, *parts: Any, **parameters: Any) -> str:
        """An address of this site: at('/improvement', id), at('/improvements', force='essex')."""
        path = "/".join([path.rstrip("/"), *(quote(str(part), safe="") for part in parts)])
        given = {k.rstrip("_"): v for k, v in parameters.items() if v is not None and v != ""}
        query = urlencode(given, doseq=True)
        whole = datasette.urls.path(path or "/")
        return f"{whole}?{query}" if query else str(whole)

    def twin(view: str, kind: str, /, **filters: Any) -> str:
        """The address of every row of a table or view as csv or json, filtered by columns."""
        # With a byte order mark: most readers open the CSV files of a page in Excel.
        return at(f"/data/{view}.{kind}", **filters, _bom=1 if kind == "csv" else None)

    env.globals["at"] = at
    # The day of a static copy (web/site_copy.py); none on a site.
    env.globals["copied_on"] = (datasette.plugin_config(NAME) or {}).get("copied_on")
    env.globals["twin"] = twin
    env.globals["fixed_pages"] = [
        "/" if name == "index" else f"/{name}" for name in page_names() if "{" not in name
    ]
    for function in FUNCTIONS:
        env.globals[function.__name__] = function
    for filter_ in FILTERS:
        env.filters[filter_.__name__] = filter_
    env.filters["age"] = lambda since, on=None: age(
        since, date.fromisoformat(on) if on else date.today()
    )
    env.globals["years_ago"] = lambda years: years_before(date.today(), years).isoformat()
