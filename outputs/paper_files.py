"""A committee's paper as one page that prints well."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from openpeel import __version__
from openpeel.loaders.months import day as day_in_words
from openpeel.loaders.track.fields import FOLDER
from openpeel.outputs.paper_tables import PaperTable, PaperValue


@dataclass(frozen=True)
class Paper:
    """What a paper says, in the order in which it says it."""

    title: str
    day: str
    lead: list[str]
    sheets: list[PaperTable]


def as_html(paper: Paper) -> bytes:
    """The paper as one page that prints well and needs nothing else."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["in_words"] = day_in_words
    environment.tests["day"] = is_day
    template = environment.get_template("paper.html")
    return template.render(paper=paper, version=__version__).encode()


def is_day(value: PaperValue) -> bool:
    """Whether a value is a day as ISO text."""
    return isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None
