"""`shown_answer(columns, rows, cells)`: an answer to a ready-made question as its page shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from datasette.app import Datasette

from openpeel.web.answers import AnswerNames, ShownAnswer, shown_answer
from openpeel.web.server import NAME
from openpeel.web.site_hooks import site_hook

# Each site's names, read once when it starts: the file that it serves does not change.
known_names: WeakKeyDictionary[Datasette, AnswerNames] = WeakKeyDictionary()


@site_hook
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Read the names of forces, topics and rounds."""

    async def read() -> None:
        database = datasette.get_database(NAME)
        forces = await database.execute("select short_name, area_id from force")
        labels = await database.execute(
            "select id, label from topic union all select id, label from framework"
        )
        known_names[datasette] = AnswerNames(
            {
                row["short_name"]: datasette.urls.path(f"/force/{row['area_id']}")
                for row in forces.rows
            },
            {row["id"].replace("-", "_"): row["label"] for row in labels.rows},
        )

    return read


@site_hook
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """Give the template of questions what it shows."""

    def shown(columns: list[str], rows: list[Any], cells: list[Any]) -> ShownAnswer:
        """Return an answer as readers see it."""
        return shown_answer(columns, rows, cells, known_names[datasette])

    return {"shown_answer": shown}
