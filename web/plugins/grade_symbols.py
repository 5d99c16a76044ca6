"""Grades on pages: the word with its shape, which the views keep in a column of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from jinja2 import Environment
from markupsafe import Markup

from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook

# Each site's grades as they are shown, by id and by word: read once, when the site starts.
shown: WeakKeyDictionary[Datasette, dict[str, Markup]] = WeakKeyDictionary()
# The ids of those that have a place on a scale, the worst first.
ranked: WeakKeyDictionary[Datasette, list[str]] = WeakKeyDictionary()

GRADE = Markup(
    '<span class="grade grade-{}"><span class="shape" aria-hidden="true">{}</span> {}</span>'
)


@site_hook
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Read the grades, their words and shapes."""

    async def read() -> None:
        grades = await datasette.get_database(NAME).execute(
            "select grade.id, symbol, label, max(rank) as rank from grade"
            " left join scale_grade on scale_grade.grade_id = grade.id"
            " group by grade.id order by max(rank), grade.id"
        )
        ranked[datasette] = [row["id"] for row in grades.rows if row["rank"] is not None]
        for id, symbol, label, _ in grades.rows:
            by_name = shown.setdefault(datasette, {})
            by_name[id] = by_name[label] = GRADE.format(id, symbol, label)

    return read


@site_hook
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Add the filter `grade_id|graded`: shape and word, of which the word alone is read out."""
    env.globals["ranked_grades"] = lambda: ranked[datasette]
    env.filters["graded"] = lambda grade_id: shown[datasette][grade_id]


@site_hook
def render_cell(value: Any, datasette: Datasette) -> Markup | None:
    """Show a cell that is a grade's word with its shape, in tables and answers to questions."""
    return shown.get(datasette, {}).get(value) if value and str(value)[0].isupper() else None
