"""The ready-made questions on a site: defaults filled in, menus, unknown values named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request
from datasette.views.table import TableView

from openpeel.loaders.questions import Parameter, names_in, parameters_of
from openpeel.web.arguments import (
    NO_SUCH_VALUE,
    Asked,
    Menu,
    Option,
    options_of,
    read,
    unknown_names,
)
from openpeel.web.coverage import filters_of
from openpeel.web.row_files import stream_question
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook

# Where a request keeps what its question was asked.
ASKED = "openpeel_question"
# Choices of a menu; with more, people write one into a box. A page has to stay small.
MOST_CHOICES = 300
# Of a long list of choices, how many an error for programs names.
MOST_EXPECTED = 12


@site_hook
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Every ready-made question, before Datasette sees its address."""
    metadata = datasette.metadata()
    # None where a Datasette that is not this site runs in the same process.
    questions = metadata.get("databases", {}).get(NAME, {}).get("queries", {})
    parameters = {question: parameters_of(metadata, question) for question in questions}

    async def answer(request: Request, datasette: Datasette, send: Any, receive: Any) -> Any:
        """Fill in what the address leaves out, then let Datasette answer the question.

        Raises:
            BadRequest: a program asks for something that is not there. Readers are told so on
                the page, which then has no rows for it.
        """
        asked, told = await read_question(datasette, parameters[request.url_vars["table"]], request)
        if told and request.url_vars.get("format"):
            raise BadRequest(" ".join(told))
        filled = {menu.name: value for menu in asked.menus if (value := passed(menu))}
        own = {name: request.args.getlist(name) for name in request.args if name.startswith("_")}
        request.scope[ASKED] = asked
        request.scope["query_string"] = urlencode({**filled, **own}, doseq=True).encode()
        if request.url_vars.get("format") == "csv":
            sql = questions[request.url_vars["table"]]["sql"]
            values = {name: filled.get(name, "") for name in names_in(sql)}
            response = await stream_question(datasette, receive, sql, values)
        else:
            response = await TableView.as_view(datasette)(request, send)
        declared = questions[request.url_vars["table"]].get("coverage")
        if declared and request.url_vars.get("format"):
            covered = filters_of(declared, filled)
            address = datasette.urls.path(f"/data/{declared['view']}.csv?{urlencode(covered)}")
            # Programs see no page: the header leads them to what the page says first.
            response.headers["Link"] = f'<{address}>; rel="related"; title="coverage"'
        return response

    names = "|".join(questions)
    return [(rf"/(?P<database>{NAME})/(?P<table>{names})(\.(?P<format>\w+))?$", answer)]


def passed(menu: Menu) -> str:
    """Return what a query is given for a menu."""
    if menu.unknown and menu.options is None:
        return NO_SUCH_VALUE
    return ",".join(menu.values)


async def read_question(
    datasette: Datasette, parameters: Sequence[Parameter], request: Request
) -> tuple[Asked, list[str]]:
    """Return what an address asks of a question, and what is wrong with it, for programs."""
    menus, problems, told = [], [], []
    for parameter in parameters:
        valid, offered = await choices_of(datasette, parameter)
        menu = Menu(
            parameter.name, parameter.label, offered, parameter.any, parameter.several,
            parameter.type, parameter.example, read_until=read_until(parameter),
        )  # fmt: skip
        if offered is not None and len(offered) > MOST_CHOICES and parameter.several == 1:
            menu.options, menu.example = None, offered[0].value
            menu.choices = len(offered)
        found = read(menu, request.args.getlist(parameter.name), valid, parameter.default)
        problems += found
        told += [f"{problem} {expected(parameter.name, valid)}" for problem in found]
        if menu.options is not None and offered is not None and valid is not None:
            # What the address may ask for and the menu does not offer is named all the same.
            names = {option.value for option in offered}
            menu.options = offered + [
                o for o in valid if o.value in menu.values and o.value not in names
            ]
        menus.append(menu)
    unknown = unknown_names(request.args, [menu.name for menu in menus])
    asked = Asked(menus, problems + unknown, is_bare=not request.query_string)
    return asked, told + unknown


def read_until(parameter: Parameter) -> str:
    """Return the last day that we have read of, if that is what a parameter stands for."""
    return parameter.default[0] if parameter.read_until and parameter.default else ""


async def choices_of(
    datasette: Datasette, parameter: Parameter
) -> tuple[list[Option] | None, list[Option] | None]:
    """Return the values that a parameter may have and those that its menu offers."""
    if parameter.choices:
        options = [Option(value, label) for value, label in parameter.choices.items()]
        return options, options
    if not parameter.options:
        return None, None
    database = datasette.get_database(NAME).for_pages
    valid = options_of((await database.execute(parameter.options)).rows)
    if not parameter.menu:
        return valid, valid
    return valid, options_of((await database.execute(parameter.menu)).rows)


def expected(name: str, valid: Sequence[Option] | None) -> str:
    """Return which parameter is meant, and what a program could have given for it."""
    values = [option.value for option in valid or ()]
    if not values:
        return f"Parameter: {name}."
    more = ", …" if len(values) > MOST_EXPECTED else "."
    return f"Parameter: {name}. Expected: {', '.join(values[:MOST_EXPECTED])}{more}"


@site_hook
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    """`question_asked`, and `menus_of(values)`: a box for each parameter of other SQL."""

    def menus_of(values: Mapping[str, str] | None) -> list[Menu]:
        return [
            Menu(name, name, values=[value] if value else [])
            for name, value in (values or {}).items()
        ]

    return {"question_asked": request.scope.get(ASKED) if request else None, "menus_of": menus_of}
