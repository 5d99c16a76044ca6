"""Filters in an address, such as force_id=essex or days__gte=30: which have an answer.

Datasette ignores an operator that it does not know, takes an unknown column for a text, and
compares the numbers of a column with a text that is no number. Each gives wrong rows
without a word, so all are refused here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from datasette.filters import Filters
from datasette.utils.asgi import BadRequest

OPERATORS = {operator for operator, _, _ in Filters([]).lookups()}
# Operators that compare a column with one value, and those that do so with several.
COMPARES = {"exact", "not", "gt", "gte", "lt", "lte"}
COMPARES_WITH_EACH = {"in", "notin"}
NUMERIC_TYPES = ("INT", "REAL", "NUM")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
# Datasette passes such a value on as a whole number, and SQLite has none larger.
LARGEST = 2**63 - 1


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
        for each in values_of(column, operator, value):
            check_value(column, types[column], each)


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
    if not isinstance(values, list) or any(type(each) not in (str, int, float) for each in values):
        raise BadRequest(
            f"the filter of {column} is no list of values (expected: 1,2,3 or [1, 2, 3])"
        )
    return [str(each) for each in values]


def check_value(column: str, type: str, value: str) -> None:
    """Refuse a value that is no number where the column has numbers, or is past all numbers."""
    if value.isdigit() and (not value.isascii() or int(value[:30]) > LARGEST):
        raise BadRequest(f"the filter of {column} has a number that is too large or not in digits")
    if type.upper().startswith(NUMERIC_TYPES) and not NUMBER.fullmatch(value.strip(" ")):
        found = f"“{value[:50]}” is no number" if value else "there is no value"
        raise BadRequest(
            f"{column} has numbers, and {found} "
            f"(expected: 12, -3.5; {column}__isnull=1 finds rows without a number)"
        )
