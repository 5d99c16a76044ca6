"""The improvements that the filters of their page leave, a page at a time, with their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpeel.web.row import Row

IMPROVEMENTS_ON_A_PAGE = 50
# Filter -> the test of a row of `improvement_status` that it stands for.
TESTS = {
    "force": "force_id = :force",
    "year": "framework_id = :year",
    "topic": "topic_id = :topic",
    "kind": "kind_id = :kind",
    "status": "status_id = :status",
    "state": "state = :state",
    "before": "raised_from < :before",
}
STATED = """
    select
        *,
        count(*) over () as found,
        sum(kind_id <> 'finding') over () as listed,
        sum(kind_id <> 'finding' and is_open) over () as listed_open,
        sum(kind_id <> 'finding' and state = 'only seen raised') over () as listed_only_raised,
        sum(kind_id = 'finding') over () as findings,
        sum(kind_id = 'finding' and is_open) over () as findings_open,
        sum(kind_id = 'finding' and state = 'only seen raised') over () as findings_only_raised
    from improvement_status
    where is_counted {tests}
    order by raised_from desc, force, improvement_id
    limit :size offset :skip
"""
OTHERS = """
    select * from improvement_status
    where not is_counted {tests}
    order by force, improvement_id
    limit 2 * :size
"""


@dataclass(frozen=True)
class ImprovementList:
    """One page of improvements that are counted, and what is in no count."""

    stated: Sequence[Row]
    uncounted: Sequence[Row]
    inferred: Sequence[Row]

    @property
    def pages(self) -> int:
        """Pages that the stated ones fill; none where this page has no row."""
        return -(-self.stated[0].found // IMPROVEMENTS_ON_A_PAGE) if self.stated else 0


async def list_improvements(
    database: Any, filters: Mapping[str, str], number: int = 1
) -> ImprovementList:
    """Return a page of the improvements that filters leave; an empty filter leaves all.

    What is in no count is listed on the first page: several together, remarks on progress, and
    what is only inferred.
    """
    set_filters = {name: value for name, value in filters.items() if value}
    tests = "".join(f" and {TESTS[name]}" for name in set_filters)
    parameters = {**set_filters, "size": IMPROVEMENTS_ON_A_PAGE}

    async def ask(sql: str, **others: int) -> list[Row]:
        results = await database.execute(sql.format(tests=tests), {**parameters, **others})
        return [Row(dict(row)) for row in results.rows]

    others = await ask(OTHERS) if number == 1 else []
    return ImprovementList(
        stated=await ask(STATED, skip=(number - 1) * IMPROVEMENTS_ON_A_PAGE),
        uncounted=[row for row in others if row.basis == "stated"],
        inferred=[row for row in others if row.basis == "implied"],
    )
