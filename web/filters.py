"""Filters in an address, such as force_id=essex or days__gte=30: which have an answer.

Datasette ignores an operator that it does not know, takes an unknown column for a text, and
compares the numbers of a column with a text that is no number. Each gives wrong rows
without a word, so all are refused here. It also takes % and _ in what a text is to contain for
wildcards, so that `__contains=_` finds every row; here they stand for themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from math import isfinite

from datasette.filters import Filters, TemplatedFilter
from datasette.utils.asgi import BadRequest

OPERATORS = {operator for operator, _, _ in Filters([]).lookups()}
# Operators that compare a column with one value, and those that do so with several.
COMPARES = {"exact", "not", "gt", "gte", "lt", "lte"}
COMPARES_WITH_EACH = {"in", "notin"}
# Operators without a value, and those for columns with days or lists, never numbers.
TESTS = {"isnull", "notnull", "isblank", "notblank"}
OF_TEXTS = {"date": "day", "arraycontains": "list", "arraynotcontains": "list"}
# Operators that look for a part of a text -> where the rest of the text may be.
PARTS = {"contains": "%{}%", "startswith": "{}%", "endswith": "%{}"}
NUMERIC_TYPES = ("INT", "REAL", "NUM")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
# Datasette passes such a value on as a whole number, and SQLite has none larger.
LARGEST = 2**63 - 1


class Literal:
    """A pattern of LIKE around a text whose wildcards stand for themselves."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def format(self, text: str) -> str:
        """Return the pattern with a text in it; the escape character is a backslash."""
        return self.pattern.format(re.sub(r"([\\%_])", r"\\\1", text))


def take_wildcards_literally() -> None:
    """Replace the operators with which Datasette looks for a part of a text.

    `__like` and `__glob` still have wildcards.
    """
    for key, pattern in PARTS.items():
        theirs = Filters._filters_by_key[key]
        sql, literal = "{c} like :{p} escape '\\'", Literal(pattern)
        ours = TemplatedFilter(key, theirs.display, sql, theirs.human_template, literal)
        Filters._filters_by_key[key] = ours


def check_filters(table: str, types: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> None:
    """Refuse filters that a table cannot answer; `types` has the type of each of its columns.

    Raises:
        BadRequest: an unknown column or operator, or a value that is no number where the
            column has numbers.
    """
    for column, operator, value in Filters(list(pairs)).selections():
        if column not in types:
            raise BadRequest(
                f"{table} has no column “{column[:50]}” to filter by "
                f"(expected one of: {', '.join(types)})"
            )
        if operator not in OPERATORS:
            raise BadRequest(
                f"unknown operator “{operator[:50]}” in the filter of {column} "
                f"(expected one of: {', '.join(sorted(OPERATORS))})"
            )
        if "\0" in value:
            raise BadRequest(f"the filter of {column} has a null character (expected: text)")
        check_operator(column, types[column], operator, value)
        for each in values_of(column, operator, value):
            check_value(column, types[column], each)


def check_operator(column: str, type: str, operator: str, value: str) -> None:
    """Refuse an operator that cannot be meant: __isnull=0, a day of numbers, no day.

    Raises:
        BadRequest: Datasette would leave the value, or the column's type, out of account.
    """
    if operator in TESTS and value not in ("", "1"):
        raise BadRequest(
            f"{column}__{operator} takes no value but 1, and has “{value[:50]}” "
            f"(expected: {column}__{operator}=1, or one of {', '.join(sorted(TESTS))})"
        )
    if operator in OF_TEXTS and is_numeric(type):
        raise BadRequest(
            f"{column} has numbers, and {operator} looks for a {OF_TEXTS[operator]} "
            f"(expected one of: {', '.join(sorted(COMPARES | COMPARES_WITH_EACH))})"
        )
    if operator == "date" and not is_calendar_day(value):
        raise BadRequest(
            f"“{value[:50]}” is not a day to look for in {column} (expected: 2016-12-31)"
        )


def is_numeric(type: str) -> bool:
    """Whether a column of a type has numbers."""
    return type.upper().startswith(NUMERIC_TYPES)


def is_calendar_day(value: str) -> bool:
    """Whether a text is a day as this site writes it."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def values_of(column: str, operator: str, value: str) -> list[str]:
    """The values that a filter compares its column with.

    Raises:
        BadRequest: a list in JSON that is none, or has more than texts and numbers.
    """
    if operator in COMPARES:
        return [value]
    if operator not in COMPARES_WITH_EACH:
        return []
    if not value.startswith("["):
        return [each.strip() for each in value.split(",")]
    try:
        values = json.loads(value)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or not all(map(is_text_or_number, values)):
        raise BadRequest(
            f"the filter of {column} is no list of values (expected: 1,2,3 or [1, 2, 3])"
        )
    return [str(each) for each in values]


def is_text_or_number(value: object) -> bool:
    """Whether a value of a list can be compared with; SQLite would take NaN for a missing value."""
    return isinstance(value, str) or (type(value) in (int, float) and isfinite(value))  # type: ignore[arg-type]


def check_value(column: str, type: str, value: str) -> None:
    """Refuse a value that is no number where the column has numbers, or is past all numbers."""
    if value.isdigit() and (not value.isascii() or int(value[:30]) > LARGEST):
        raise BadRequest(f"the filter of {column} has a number that is too large or not in digits")
    if is_numeric(type) and not NUMBER.fullmatch(value.strip(" ")):
        found = f"“{value[:50]}” is not a number" if value else "there is no value"
        raise BadRequest(
            f"{column} has numbers, and {found} "
            f"(expected: 12, -3.5; {column}__isnull=1 finds rows without a number)"
        )
