"""Ids lead to the page of what they name: on our pages, in views and in ready-made questions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from datasette.app import Datasette
from jinja2 import Environment
from markupsafe import Markup

from openpeel.loaders import package
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook

# Kind of the views `search_entry` and `highlight` -> where the page of one of them is.
ADDRESSES = {
    "force": "/force/{}",
    "grade": "/inspection/{}",
    "other name": "/glossary#{}",
    "inspection": "/inspection/{}",
    "improvement": "/improvement/{}",
    "stay": "/monitoring#{}",
    "practice": "/inspection/{}",
    "theme": "/theme/{}",
    "measure": "/measure/{}",
    "value": "/value/{}",
    "passage": "/passage/{}",
    "term": "/glossary#{}",
    "initiative": "/glossary/names#{}",
    "rule": "/methods#{}",
    "caveat": f"/{NAME}/caveat/{{}}",
    # What a highlight leads to beside these.
    "view": f"/{NAME}/{{}}",
    "page": "{}",
}
# Column of a view -> the kind of what it names.
COLUMNS = {
    "observation_id": "value",
    "earlier_observation_id": "value",
    "later_observation_id": "value",
    "england_and_wales_observation_id": "value",
    "restates_id": "value",
    "measure_id": "measure",
    "improvement_id": "improvement",
    "other_improvement_id": "improvement",
    "theme_id": "theme",
    "earlier_improvement_id": "improvement",
    "later_improvement_id": "improvement",
    "inspection_id": "inspection",
    "later_inspection_id": "inspection",
    "earlier_inspection_id": "inspection",
    "force_id": "force",
    "other_force_id": "force",
    "passage_id": "passage",
    "caveat_id": "caveat",
}


@site_hook
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """address_of('measure', id): the page of what is of that kind."""

    def address_of(kind: str, id: Any) -> str:
        """The address of the page of one row of the view `search_entry`."""
        # A grade (inspection/question) and a practice are on the page of their inspection.
        name = str(id).replace("/", "#") if kind in ("grade", "practice") else id
        return str(datasette.urls.path(ADDRESSES[kind].format(name)))

    env.globals["address_of"] = address_of


@site_hook
def render_cell(
    value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """The id as a link; tables are left to Datasette, which follows their foreign keys."""
    kind = COLUMNS.get(column)
    if not kind or not value or database != NAME or (table and table not in views()):
        return None
    address = datasette.urls.path(ADDRESSES[kind].format(value))
    return Markup('<a href="{}">{}</a>').format(address, value)


@lru_cache(maxsize=1)
def views() -> frozenset[str]:
    """The names of all views."""
    return frozenset(file.stem for file in package.VIEWS.glob("**/*.sql"))
