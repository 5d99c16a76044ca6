"""Pages of our own: a template below templates/pages is a page, and what it can call.

`templates/pages/improvement/{id}.html` answers `/improvement/…`. Its SQL is thin selects
over views; see docs/pages.md.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn
from urllib.parse import quote, unquote, urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Base400, Request, Response
from jinja2 import Environment
from markupsafe import Markup, escape

from openpeel import __version__
from openpeel.loaders import package
from openpeel.loaders.months import day
from openpeel.loaders.questions import listed
from openpeel.web.ages import age, years_before
from openpeel.web.arguments import (
    LONGEST_ARGUMENT,
    Menu,
    named,
    options_of,
    read,
    unknown_names,
)
from openpeel.web.server import NAME
from openpeel.web.time_axis import time_axis

PAGES = package.TEMPLATES / "pages"
# What the search puts around a hit; no source has these characters of the private range.
HIT_BEGINS, HIT_ENDS = "\ue000", "\ue001"
# Of what an address says, in the links of its page: enough for a list of six forces.
LONGEST_LISTED = 400
# Address, label, and the beginnings of the addresses that belong under it.
NAVIGATION = (
    ("/forces", "Forces", ("/force/", "/inspection/")),
    ("/compare", "Compare", ()),
    ("/improvements", "Improvements", ("/improvement/",)),
    ("/measures", "Measures", ("/measure/", "/value/", "/passage/")),
    ("/reconciliation", "Figures checked", ()),
    ("/questions", "Questions", ()),
    ("/methods", "Methods", ("/glossary",)),
    ("/downloads", "Data", ("/dictionary", f"/{NAME}")),
)


class Row:
    """A row whose columns are its attributes; a name that is no column is an error.

    Jinja would print nothing for it, and nobody would notice.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "jinja_pass_arg":  # what Jinja asks of all
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str | int) -> Any:
        if isinstance(name, int):
            return list(self._values.values())[name]
        if name not in self._values:
            raise RuntimeError(f"a template asks for the column {name}, which is not there")
        return self._values[name]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values.values())


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """One route per template below templates/pages, those without a placeholder first."""
    names = sorted(
        (file.relative_to(PAGES).with_suffix("").as_posix() for file in PAGES.glob("**/*.html")),
        key=lambda name: ("{" in name, name),
    )
    return [(route_of(name), view_of(f"pages/{name}.html")) for name in names]


def route_of(name: str) -> str:
    """The addresses that a template answers, as a pattern: `force/{id}` for /force/…"""
    if name == "index":
        return "/$"
    parts = re.split(r"\{(\w+)\}", name)
    return "/" + "".join(
        f"(?P<{part}>[^/]+)" if turn % 2 else re.escape(part) for turn, part in enumerate(parts)
    ) + "$"  # fmt: skip


def view_of(template: str) -> Callable[..., Awaitable[Response]]:
    """What answers with a template, given the parts of the address by name."""

    async def view(request: Request, datasette: Datasette) -> Response:
        parts = {name: unquote(part)[:LONGEST_ARGUMENT] for name, part in request.url_vars.items()}
        context = {**parts, "names_problems": True}
        try:
            return Response.html(
                await datasette.render_template(template, context, request=request)
            )
        except Elsewhere as elsewhere:
            return Response.redirect(elsewhere.address)

    return view


@hookimpl
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    """What a template can call: SQL, the arguments of the address, addresses."""
    database = datasette.get_database(NAME).for_pages
    # The arguments that the page takes, and what is wrong with those of the address.
    taken: list[str] = []
    wrong: list[str] = []
    known: list[Row] = []

    async def rows(sql: str, **parameters: Any) -> list[Row]:
        """All the rows that a query selects."""
        results = await database.execute(sql, parameters)
        return [Row(dict(row)) for row in results.rows]

    async def one(sql: str, **parameters: Any) -> Row | None:
        """The first row that a query selects, if there is one."""
        found = await rows(sql, **parameters)
        return found[0] if found else None

    def arg(name: str, default: str = "") -> str:
        """An argument of the address, without the space around it; a second value is named."""
        given = list(dict.fromkeys(request.args.getlist(name))) if request else []
        if name not in taken and len(given) > 1:
            wrong.append(f"“{name}” takes one value; {named(given[1:])} was left out.")
        taken.append(name)
        value = given[0] if given else None
        return str(value)[:LONGEST_ARGUMENT].strip() if value else default

    def menu(
        name: str,
        label: str,
        options: Iterable[Any],
        any: str | None = None,
        default: str | Iterable[str] = "",
        several: int = 1,
        not_there: str = "",
        instead: bool = False,
    ) -> Menu:
        """A menu of a form, with the values that the address gives it.

        An unknown value is named on the page. It stays in the menu and selects nothing, or
        gives way to the default where that is shown `instead`.
        """
        taken.append(name)
        choices = options_of(options)
        it = Menu(name, label, choices, any, several)
        initial = [default] if isinstance(default, str) else list(default)
        given = request.args.getlist(name) if request else []
        found = read(it, given, choices, [value for value in initial if value], not_there)
        if instead and it.unknown:
            if not it.known:
                labels = {option.value: option.label for option in choices}
                shown = [labels[value] for value in initial]
                found[-1] += f" {listed(shown)} {'is' if len(shown) == 1 else 'are'} shown instead."
            it.values, it.unknown = it.known or initial, []
        wrong.extend(found)
        if len(it.values) > several:
            left_out = named(it.values[several:])
            wrong.append(f"{label}: up to {several} can be shown; {left_out} left out.")
            it.values = it.values[:several]
        return it

    def problems() -> list[str]:
        """What is wrong with the address of this page, as far as the page has looked at it."""
        return wrong + (unknown_names(request.args, sorted(set(taken))) if request else [])

    def number_arg(name: str, default: int, lowest: int = 1, highest: int = 100_000) -> int:
        """An argument that is a whole number.

        Raises:
            BadRequest: it is none, or out of bounds.
        """
        value = arg(name)
        if not value:
            return default
        if not re.fullmatch("[0-9]{1,6}", value) or not lowest <= int(value) <= highest:
            raise BadRequest(f"{name} must be a whole number from {lowest:,} to {highest:,}")
        return int(value)

    def here(**changes: Any) -> str:
        """The address of this page with some arguments changed; None takes one out."""
        # What is longer is never looked at: a page with many links would repeat it in each.
        given = (
            {n: [v[:LONGEST_LISTED] for v in request.args.getlist(n)] for n in request.args}
            if request
            else {}
        )
        kept = {name: values for name, values in given.items() if name not in changes}
        kept |= {name: [value] for name, value in changes.items() if value is not None}
        kept = {name: some for name, values in kept.items() if (some := [v for v in values if v])}
        query = urlencode(kept, doseq=True)
        path = request.path if request else "/"
        return f"{path}?{query}" if query else path

    def absolute(path: str) -> str:
        """The whole address of a path, as search engines and citations want it."""
        public = (datasette.plugin_config(NAME) or {}).get("public_url")
        if public:
            return str(public).rstrip("/") + "/" + path.removeprefix(datasette.setting("base_url"))
        return str(datasette.absolute_url(request, path)) if request else path

    async def data_summary() -> Row:
        """How far the data go, and how much there is; asked once for a page and its frame."""
        if not known:
            known.extend(await rows("select * from data_summary"))
        return known[0]

    return {
        "data_summary": data_summary,
        "file_size": database.size,
        "navigation": NAVIGATION,
        "rows": rows,
        "one": one,
        "arg": arg,
        "menu": menu,
        "problems": problems,
        "go": go,
        "number_arg": number_arg,
        "here": here,
        "absolute": absolute,
        "missing": missing,
        "database_metadata": datasette.metadata("databases")[NAME],
        "openpeel_version": __version__,
        "stylesheet_hash": stylesheet_hash(),
    }


class Missing(Base400):
    """There is nothing of the id that an address names.

    It is no NotFound: at one Datasette would look for templates itself, and find this again.
    """

    status = 404


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


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Functions and filters that macros have too: none depends on the request."""

    def at(path: str, /, *parts: Any, **parameters: Any) -> str:
        """An address of this site: at('/improvement', id), at('/improvements', force='essex')."""
        path = "/".join([path.rstrip("/"), *(quote(str(part), safe="") for part in parts)])
        kept = {k.rstrip("_"): v for k, v in parameters.items() if v is not None and v != ""}
        query = urlencode(kept, doseq=True)
        whole = datasette.urls.path(path or "/")
        return f"{whole}?{query}" if query else str(whole)

    def twin(view: str, kind: str, /, **filters: Any) -> str:
        """The address of every row of a table or view as csv or json, filtered by columns."""
        # With a byte order mark: most readers open the CSV files of a page in Excel.
        return at(f"/data/{view}.{kind}", **filters, _bom=1 if kind == "csv" else None)

    env.globals["at"] = at
    env.globals["twin"] = twin
    env.globals["time_axis"] = time_axis
    env.filters["day"] = day
    env.filters["with_days"] = with_days
    env.filters["age"] = lambda since: age(since, date.today())
    env.globals["years_ago"] = lambda years: years_before(date.today(), years).isoformat()
    env.filters["timestamp"] = timestamp
    env.filters["hits"] = hits
    env.filters["marked"] = marked
    env.filters["plural"] = plural
    env.filters["number"] = number
    env.filters["minus"] = minus
    env.filters["by"] = by


def with_days(text: str) -> str:
    """Write the ISO days in a sentence that a view has made in words."""
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: day(found[0]), text)


def timestamp(value: str) -> str:
    """The first moment of an ISO day, month or year, as Atom wants it."""
    return value + "-01-01"[len(value) - 4 :] + "T00:00:00Z"


def marked(text: str, mentions: list[Row], address_of: Callable[[str, Any], str]) -> Markup:
    """A passage with each number that is a value marked and leading to it.

    Two values may share one number; the first of them is led to.
    """
    pieces, end = [], 0
    for mention in sorted(mentions, key=lambda mention: mention.offset):
        if mention.offset < end:
            continue
        pieces.append(escape(text[end : mention.offset]))
        end = mention.offset + len(mention.printed)
        pieces.append(
            Markup('<a href="{}"><mark>{}</mark></a>').format(
                address_of("value", mention.observation_id), text[mention.offset : end]
            )
        )
    pieces.append(escape(text[end:]))
    return Markup("").join(pieces)


def hits(text: str | None) -> Markup:
    """Text with the hits of a search marked."""
    marked = str(escape(text or ""))
    return Markup(marked.replace(HIT_BEGINS, "<mark>").replace(HIT_ENDS, "</mark>"))


# A hyphen before a number and after no word, number or dash: a year within 2015-16 keeps its own.
HYPHEN_AS_MINUS = re.compile(r"(?<![\w.–−/-])-(?=\.?\d)")


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: 1 item, 2 items, 1,200 items."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def by(rows: Iterable[Row], column: str) -> defaultdict[Any, list[Row]]:
    """Rows parted by the value of a column, in their order; of a value not there, none."""
    parted: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        parted[row[column]].append(row)
    return parted


def number(value: float | None) -> str:
    """A whole number with its thousands parted."""
    return "" if value is None else f"{value:,}"


def minus(text: Any) -> str:
    """Write a number, or words with numbers in them, with true minus signs."""
    return HYPHEN_AS_MINUS.sub("−", "" if text is None else str(text))
