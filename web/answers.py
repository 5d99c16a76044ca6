"""Answers to ready-made questions as readers see them.

The files of an answer have its columns by name, with ids and addresses. On its page what has an id
or an address is a link, columns have labels, days are in words, and what is empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from openpeel.loaders.months import day
from openpeel.web.text_filters import minus

# What an id or address belongs to: the first of these that the answer has becomes the link.
LINKED = {
    "improvement_id": ("improvement", "summary", "label", "cause_of_concern"),
    "other_improvement_id": ("other_summary",),
    "observation_id": ("stated", "value"),
    "passage_id": ("section", "text"),
    "url": ("place", "published_in", "stated_in", "document", "title", "says"),
    "earlier_url": ("earlier_place",),
    "response_url": ("response", "found", "verdict"),
    "rule_url": ("rule",),
    "moved_in_url": ("moved_in_on",),
    "moved_in_id": ("reasons",),
    "moved_out_url": ("moved_out_on",),
}
# Columns of names of forces.
OF_FORCES = {"force", "other_force", "excluded_force", "first_force", "second_force"}
# Columns of 1 and 0.
YES_OR_NO = {
    "agrees", "carried_over", "counted", "doubtful", "graded", "in_group", "is_main_theme", "known",
    "matches", "read_whole", "rose",
}  # fmt: skip
# Columns of words of a fixed list, which the files join by hyphens.
OF_CODES = {
    "basis", "kind", "published_basis", "said_by", "standing", "status_as_worded", "verdict",
}  # fmt: skip
# What a basis is called where its code alone says too little.
IN_WORDS = {
    "page-date": "only its page is dated",
    "round": "other reports of its round",
    "not-known": "not known",
}
LABELS = {
    "applies": "Rule applies",
    "england_and_wales_stated": "England and Wales",
    "force_stated": "The force",
    "end_basis": "How the end is known",
    "moved_in_told_by": "Who runs the page",
    "place": "Where",
    "published_basis": "How the day is known",
    "places_stating_grade": "Places that state it",
    "question_is": "How the question follows",
    "rank_from_highest": "Rank",
    "status_as_worded": "In the words of the source",
    "status_basis": "Basis of the status",
    "told_by": "Who runs the page",
    "url": "Page",
    "what": "What it is",
}
CODE = re.compile(r"[a-z]+(-[a-z]+)+|round")
ID = re.compile(r"(\w+)_(?:id|number)")
# Of what is the same in so many rows, one mention is enough.
FEWEST_ALIKE = 4
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
HREF = re.compile(r'href="([^"]*)"')
LINK = Markup('<a href="{}"{}>{}</a>')


@dataclass(frozen=True)
class AnswerNames:
    """Names that are read once from the database."""

    # Address of each force by its short name.
    forces: Mapping[str, str] = field(default_factory=dict)
    # Labels of columns that are topics or rounds.
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AnswerColumn:
    """A column that is shown: its name in the files, its label, and whether it has numbers."""

    name: str
    label: str
    is_number: bool


@dataclass(frozen=True)
class ShownAnswer:
    """The columns and cells of an answer as its page shows them."""

    columns: Sequence[AnswerColumn]
    rows: Sequence[Sequence[Any]]
    # Labels of the columns that have no value in these rows.
    empty: Sequence[str]
    # What is the same in all rows: label and cell.
    same: Sequence[tuple[str, Any]]


def shown_answer(
    columns: Sequence[str], rows: Sequence[Any], cells: Sequence[Sequence[Any]], names: AnswerNames
) -> ShownAnswer:
    """Return an answer as readers see it, from its values and the cells made of them."""
    links = links_among(columns)
    linked = {target: name for name, target in links.items()}
    shown = [name for name in columns if name not in links and not hidden(name, columns)]
    values = {name: [row[columns.index(name)] for row in rows] for name in columns}
    empty = {name for name in shown if all(value in (None, "") for value in values[name])}
    same = {
        name
        for name in shown
        if len(rows) >= FEWEST_ALIKE
        and len(set(values[name])) == 1
        and (name not in linked or len(set(values[linked[name]])) == 1)
    } - empty
    kept = [name for name in shown if name not in empty | same] or list(columns[:1])

    def cell(turn: int, name: str) -> Any:
        row = cells[turn]
        content = written(name, values[name][turn], row[columns.index(name)], names)
        if name not in linked:
            return content
        source = linked[name]
        return with_link(content, values[source][turn], row[columns.index(source)])

    return ShownAnswer(
        [AnswerColumn(name, label_of(name, names), is_number(name, values[name])) for name in kept],
        [[cell(turn, name) for name in kept] for turn in range(len(rows))],
        [label_of(name, names) for name in shown if name in empty],
        [(label_of(name, names), cell(0, name)) for name in shown if name in same],
    )


def links_among(columns: Sequence[str]) -> dict[str, str]:
    """Return which column becomes the link of which id or address: one link for each."""
    links: dict[str, str] = {}
    for name in columns:
        match = ID.fullmatch(name)
        for target in LINKED.get(name, (match[1],) if match else ()):
            if target in columns and target not in links.values():
                links[name] = target
                break
    return links


def hidden(name: str, columns: Sequence[str]) -> bool:
    """Whether a column is an id of what another column names."""
    match = ID.fullmatch(name)
    return bool(match and match[1] in columns)


def written(name: str, value: Any, shown: Any, names: AnswerNames) -> Any:
    """Return a value in words: days, forces, yes or no, true minus signs."""
    if value is None or value == "":
        return ""
    if name in OF_FORCES and value in names.forces:
        return LINK.format(names.forces[value], "", value)
    if name in YES_OR_NO and value in (0, 1):
        return "yes" if value else "no"
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return Markup('<time datetime="{}">{}</time>').format(value, day(value))
    if name in OF_CODES and CODE.fullmatch(str(value)):
        return IN_WORDS.get(value, value.replace("-", " "))
    if isinstance(value, int | float) and not isinstance(shown, Markup):
        return minus(shown)
    return shown


def with_link(content: Any, value: Any, shown: Any) -> Any:
    """Return a cell as a link to the page of an id, or to an address."""
    text = str(content)
    if not value or not text or "<a " in text:
        return content
    if str(value).startswith(("http://", "https://")):
        return LINK.format(value, Markup(' rel="external"'), content)
    match = HREF.search(shown) if isinstance(shown, Markup) else None
    return LINK.format(Markup(match[1]), "", content) if match else content


def label_of(name: str, names: AnswerNames) -> str:
    """Return the label of a column: its name in words."""
    known = names.columns.get(name) or LABELS.get(name)
    if known:
        return known
    words = name.replace("_", " ").replace("england and wales", "England and Wales")
    return (words[:1].upper() + words[1:]).replace(" 1000", " 1,000").replace("Url", "Page")


def is_number(name: str, values: Sequence[Any]) -> bool:
    """Whether a column has numbers only, and says neither yes nor no."""
    there = [value for value in values if value is not None]
    return name not in YES_OR_NO and all(isinstance(value, int | float) for value in there)
