"""What the force area tables print twice must agree: totals and their parts, rates and counts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from openpeel.loaders.statistics.force_area_sheet import ForceAreaSheet
from openpeel.loaders.statistics.words import Words

BASE_FIGURES = re.compile(r"(Population|Household)s? figures \(mid-([0-9]{4})\)", re.IGNORECASE)
# Published numbers of people and households are rounded to 100: each may be off by as much as this.
ROUNDED_BY = 50

# Numbers by group of offences and area.
Values = dict[tuple[int, int], float | None]


def is_base(heading: str) -> bool:
    """Whether a column of P3 is the base of its rates: people or households."""
    return BASE_FIGURES.match(heading) is not None


def check_sum(
    sheet: ForceAreaSheet,
    line: int,
    column: str,
    total: float | None,
    parts: Iterable[float | None],
    of: str,
    within: float = 0,
) -> None:
    """A total that is printed is that of its parts; where a part is missing, no less than the rest.

    Raises:
        DataError: it is not.
    """
    if total is None:
        return
    listed = list(parts)
    known = [part for part in listed if part is not None]
    added = sum(known)
    if len(known) < len(listed):
        wrong, of = added > total + within, f"{of} that are not missing"
    else:
        wrong = abs(total - added) > within
    if wrong:
        raise sheet.place(line, column).error(
            "does not add to the total that is printed", f"{total:.0f}", f"{added:.0f}, of {of}"
        )


def check_totals(sheet: ForceAreaSheet, words: Words, counts: Values) -> None:
    """Totals are the sums of their groups, England and Wales that of forces and police.

    Raises:
        DataError: one is not.
    """
    groups = {group for group, _ in counts}
    line_of = {area: line for line, area, _ in sheet.rows}
    for total in sorted(groups & set(words.parts)):
        parts = words.parts[total] & groups
        for area, line in line_of.items():
            values = [counts[part, area] for part in parts]
            label = words.group_label(total)
            check_sum(sheet, line, label, counts[total, area], values, "its groups")
    country = words.number("england-and-wales-and-btp")
    for group in sorted(groups):
        check_sum(
            sheet,
            line_of[country],
            words.group_label(group),
            counts[group, country],
            [counts[group, area] for area in line_of if area != country],
            "the forces and British Transport Police",
        )


def check_changes(sheet: ForceAreaSheet, words: Words, counts: Values, changes: Values) -> None:
    """The numbers of the year before, as counts and changes have them, add to the country's.

    Raises:
        DataError: they do not, but for the rounding of the changes.
    """
    country = words.number("england-and-wales-and-btp")
    line_of = {area: line for line, area, _ in sheet.rows}
    for group in sorted({group for group, area in changes if area == country}):
        found = number_before(counts.get((group, country)), changes[group, country])
        if found is None:
            continue
        total, within = found
        parts = [
            number_before(count, changes.get((group, area)))
            for (of, area), count in counts.items()
            if of == group and area != country and count != 0
        ]
        within += sum(part[1] for part in parts if part)
        check_sum(
            sheet,
            line_of[country],
            words.group_label(group),
            total,
            [part and part[0] for part in parts],
            "the forces and British Transport Police, the year before by these changes",
            within,
        )


def number_before(count: float | None, change: float | None) -> tuple[float, float] | None:
    """The number of the year before, by a number and its change, and how far it may be off."""
    if count is None or change is None or change <= -100:
        return None
    before = count / (1 + change / 100)
    return before, before * rounding_of(change) / (100 + change) + 0.01


def check_rates(
    sheet: ForceAreaSheet, counts: Values, rates: Values, household_rates: Values
) -> None:
    """Rates are counts over the people or households that the table prints beside them.

    Raises:
        DataError: one is not, but for the rounding of the base and of the rate itself.
    """
    line_of = {area: line for line, area, _ in sheet.rows}
    for column, (heading, _) in sheet.headings.items():
        match = BASE_FIGURES.match(heading)
        if match is None:
            continue
        base = {area: value for _, area, value, _ in sheet.counts(column)}
        of_base = rates if match[1].lower() == "population" else household_rates
        for (group, area), rate in of_base.items():
            count, size = counts[group, area], base.get(area)
            if rate is None or count is None or size is None:
                continue
            # One more than half of the rounding: a number that ends in 50 is rounded either way.
            off = rate * (ROUNDED_BY + 1) + rounding_of(rate) * size
            if abs(rate * size - count * 1000) > off:
                raise sheet.place(line_of[area], column).error(
                    "a rate that is not the number of table P1 over this base",
                    f"{rate}",
                    f"{count * 1000 / size:.4f}" if size else "a base",
                )


def rounding_of(number: float) -> float:
    """How far a printed number may be off: half of its last decimal place."""
    return 0.5 * float(10 ** -len(repr(number).partition(".")[2]))
