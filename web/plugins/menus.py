"""Menus for the ready-made questions, as metadata.yml lists them: no box is left blank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette

from openpeel.web.server import NAME


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """menus_of(database, question, values): one menu or box per parameter."""

    async def menus_of(
        database: str, question: str | None, values: Mapping[str, str] | None
    ) -> list[dict[str, Any]]:
        """What asks for each parameter of a question; one that is not listed is a plain box."""
        config = (datasette.plugin_config(NAME) or {}) if question and database == NAME else {}
        listed = config.get("parameters", {})
        own = config.get("questions", {}).get(question, {})
        menus = []
        for name, value in (values or {}).items():
            said = {**listed.get(name, {}), **own.get(name, {})}
            options = None
            if "choices" in said:
                options = [{"value": k, "label": v} for k, v in said["choices"].items()]
            elif "options" in said:
                results = await datasette.get_database(NAME).for_pages.execute(said["options"])
                options = [dict(row) for row in results.rows]
            menus.append(
                {
                    "name": name,
                    "value": value or said.get("default", ""),
                    "label": said.get("label", name),
                    # Where an empty parameter stands for one choice, there is no other way to it.
                    "any": None if "default" in said else said.get("any"),
                    "example": said.get("example"),
                    "type": said.get("type", "text"),
                    "options": options,
                }
            )
        return menus

    return {"menus_of": menus_of}
