"""What a template of a page can call: SQL, the arguments of the address, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request

from openpeel.loaders.months import day
from openpeel.loaders.questions import listed
from openpeel.web.arguments import LONGEST_ARGUMENT, Menu, named, options_of, read, unknown_names
from openpeel.web.copied_address import address_in_copy
from openpeel.web.improvement_list import ImprovementList, list_improvements
from openpeel.web.row import Row
from openpeel.web.server import NAME

# Of what an address says, in the links of its page: enough for a list of six forces.
LONGEST_LISTED = 400


def report_of(contact: str, path: str, page: str) -> str:
    """Return the address of a message about a page: of an email, or of a form with its fields."""
    about = f"openpeel: error on {path}" if path else "openpeel"
    body = f"Page: {page}\nWhat is wrong:\nSource that shows it:\n" if page else ""
    if "://" in contact:
        return contact.replace("{title}", quote(about)).replace("{body}", quote(body))
    return f"mailto:{contact}?{urlencode({'subject': about, 'body': body}, quote_via=quote)}"


class PageFunctions:
    """The functions of one page while it is made."""

    def __init__(self, datasette: Datasette, request: Request | None) -> None:
        self.datasette = datasette
        self.request = request
        self.database = datasette.get_database(NAME).for_pages
        # The arguments that the page takes, and what is wrong with those of the address.
        self.taken: list[str] = []
        self.wrong: list[str] = []
        self.summary: list[Row] = []

    async def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """All the rows that a query selects."""
        results = await self.database.execute(sql, parameters)
        return [Row(dict(row)) for row in results.rows]

    async def one(self, sql: str, **parameters: Any) -> Row | None:
        """The first row that a query selects, if there is one."""
        found = await self.rows(sql, **parameters)
        return found[0] if found else None

    def arg(self, name: str, default: str = "") -> str:
        """An argument of the address, without the space around it; a second value is named."""
        given = list(dict.fromkeys(self.request.args.getlist(name))) if self.request else []
        if name not in self.taken and len(given) > 1:
            self.wrong.append(f"“{name}” takes one value; {named(given[1:])} was left out.")
        self.taken.append(name)
        value = given[0] if given else None
        return str(value)[:LONGEST_ARGUMENT].strip() if value else default

    def menu(
        self,
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
        self.taken.append(name)
        choices = options_of(options)
        it = Menu(name, label, choices, any, several)
        initial = [default] if isinstance(default, str) else list(default)
        given = self.request.args.getlist(name) if self.request else []
        found = read(it, given, choices, [value for value in initial if value], not_there)
        if instead and it.unknown:
            if not it.known:
                labels = {option.value: option.label for option in choices}
                shown = [labels[value] for value in initial]
                found[-1] += f" {listed(shown)} {'is' if len(shown) == 1 else 'are'} shown instead."
            it.values, it.unknown = it.known or initial, []
        self.wrong.extend(found)
        if len(it.values) > several:
            left_out = named(it.values[several:])
            self.wrong.append(f"{label}: up to {several} can be shown; {left_out} left out.")
            it.values = it.values[:several]
        return it

    def date_box(self, name: str, label: str, default: str) -> Menu:
        """A box of a form for a day, at first the last that we have read of.

        What is no day is named, and the default shown.
        """
        self.taken.append(name)
        it = Menu(name, label, type="date", read_until=default)
        given = self.request.args.getlist(name) if self.request else []
        found = read(it, given, None, [default])
        if it.unknown:
            found[-1] += f" {day(default)} is shown instead."
            it.show([default])
        self.wrong.extend(found)
        return it

    def problems(self) -> list[str]:
        """What is wrong with the address of this page, as far as the page has looked at it."""
        return self.wrong + (
            unknown_names(self.request.args, sorted(set(self.taken))) if self.request else []
        )

    def number_arg(self, name: str, default: int, lowest: int = 1, highest: int = 100_000) -> int:
        """An argument that is a whole number.

        Raises:
            BadRequest: it is none, or out of bounds.
        """
        value = self.arg(name)
        if not value:
            return default
        if not re.fullmatch("[0-9]{1,6}", value) or not lowest <= int(value) <= highest:
            raise BadRequest(f"{name} must be a whole number from {lowest:,} to {highest:,}")
        return int(value)

    def here(self, **changes: Any) -> str:
        """The address of this page with some arguments changed; None takes one out."""
        # What is longer is never looked at: a page with many links would repeat it in each.
        given = (
            {
                n: [v[:LONGEST_LISTED] for v in self.request.args.getlist(n)]
                for n in self.request.args
            }
            if self.request
            else {}
        )
        asked = {name: values for name, values in given.items() if name not in changes}
        asked |= {name: [value] for name, value in changes.items() if value is not None}
        asked = {name: some for name, values in asked.items() if (some := [v for v in values if v])}
        query = urlencode(asked, doseq=True)
        path = self.request.path if self.request else "/"
        return f"{path}?{query}" if query else path

    def absolute(self, path: str) -> str:
        """The whole address of a path, as search engines and citations want it."""
        settings = self.datasette.plugin_config(NAME) or {}
        public = settings.get("public_url")
        if settings.get("copied_on"):
            return address_in_copy(path, public)
        if public:
            return (
                str(public).rstrip("/")
                + "/"
                + path.removeprefix(self.datasette.setting("base_url"))
            )
        return str(self.datasette.absolute_url(self.request, path)) if self.request else path

    @property
    def contact(self) -> str | None:
        """Where readers can write, as the one who runs the site has set it."""
        return (self.datasette.plugin_config(NAME) or {}).get("contact")

    def report_address(self, path: str = "") -> str | None:
        """The address that begins a message about an error on a page, if one may be sent."""
        whole = self.absolute(path) if path else ""
        return report_of(self.contact, path, whole) if self.contact else None

    async def list_improvements(self, number: int, **filters: str) -> ImprovementList:
        """One page of the improvements that some filters leave."""
        return await list_improvements(self.database, filters, number)

    async def data_summary(self) -> Row:
        """How far the data go, and how much there is; asked once for a page and its frame."""
        if not self.summary:
            self.summary.extend(await self.rows("select * from data_summary"))
        return self.summary[0]
