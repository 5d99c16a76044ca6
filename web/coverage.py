"""What a ready-made question about forces covers: how many forces, which are missing, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What a parameter of several values says to ask for all of them.
EVERYTHING = "all"


@dataclass(frozen=True)
class Group:
    """The forces that one part of an answer is about, by what is known of them."""

    about: str
    rows: Sequence[Mapping[str, Any]]

    @property
    def counted(self) -> int:
        """Forces that the answer rests on."""
        return sum(row["forces"] for row in self.rows if row["counted"])

    @property
    def forces(self) -> int:
        """All forces that the question could be about."""
        return sum(row["forces"] for row in self.rows)

    @property
    def gives_no_grade(self) -> bool:
        """Whether no force was to get a grade on this question."""
        return {row["outcome"] for row in self.rows} == {"not graded"}

    @property
    def left_out(self) -> Sequence[Mapping[str, Any]]:
        """Forces that the answer leaves out, one row a reason."""
        return [row for row in self.rows if not row["counted"]]


@dataclass(frozen=True)
class Coverage:
    """What an answer covers, and where to find its rows."""

    rows: Sequence[Mapping[str, Any]]
    bounds: Sequence[Mapping[str, Any]]
    view: str
    filters: Mapping[str, str]

    @property
    def groups(self) -> Sequence[Group]:
        """The parts of the answer, where the rows count forces by outcome."""
        return grouped(self.rows) if "outcome" in self.rows[0] else []

    @property
    def totals(self) -> Mapping[str, int]:
        """The sums of the columns of numbers, where a row is a force."""
        columns = [name for name, value in self.rows[0].items() if isinstance(value, int)]
        return {name: sum(row[name] for row in self.rows) for name in columns}

    @property
    def counted(self) -> int:
        """Over all parts of the answer, the forces that it rests on."""
        return sum(group.counted for group in self.groups)

    @property
    def forces(self) -> int:
        """Over all parts of the answer, the forces that it could be about."""
        return sum(group.forces for group in self.groups)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Over all parts of the answer, how often a force is left out for each reason."""
        found: dict[str, int] = {}
        for group in self.groups:
            for row in group.left_out:
                found[row["outcome"]] = found.get(row["outcome"], 0) + row["forces"]
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def grouped(rows: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Gather the rows of a view of coverage by what they are about, in their order.

    Of a view with a row per force, those with one outcome become one row.
    """
    found: dict[str, dict[tuple[Any, ...], Any]] = {}
    for row in rows:
        outcomes = found.setdefault(row["about"], {})
        key = (row["outcome"], row["counted"])
        outcomes[key] = joined(outcomes[key], row) if key in outcomes else row
    return [Group(about, list(outcomes.values())) for about, outcomes in found.items()]


def joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return two rows of one outcome as one, with the forces of both."""
    return {
        **one,
        "forces": one["forces"] + other["forces"],
        "force_names": f"{one['force_names']}, {other['force_names']}",
    }


def filters_of(declared: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    """Return the columns and values that a question's coverage is filtered by.

    Args:
        declared: a view, `where` with fixed values of its columns, and `by` with the parameter
            that each of its columns is filtered by.
        values: the values of the question's parameters; an empty one filters nothing.
    """
    filters = {column: str(value) for column, value in declared.get("where", {}).items()}
    for column, parameter in declared.get("by", {}).items():
        chosen = [value.strip() for value in values.get(parameter, "").split(",") if value.strip()]
        if chosen and EVERYTHING not in chosen:
            filters[column if len(chosen) == 1 else f"{column}__in"] = ",".join(chosen)
    return filters


def query_of(view: str, filters: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the SQL and parameters that select the rows of a view which have those values."""
    tests, parameters = ["true"], {}
    for position, (key, value) in enumerate(filters.items()):
        column = key.removesuffix("__in")
        names = []
        for turn, part in enumerate(value.split(",")):
            names.append(f":p{position}_{turn}")
            parameters[names[-1][1:]] = part
        tests.append(f"[{column}] in ({', '.join(names)})")
    return f"select * from [{view}] where {' and '.join(tests)}", parameters
