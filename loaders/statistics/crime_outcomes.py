"""Crime outcomes: one row per force, quarter, offence and outcome.

`offences` counts the offences recorded in the quarter that have the outcome (0 stands for
none yet), and may be negative where corrections outweigh them; `outcomes` counts the
outcomes given in the quarter, whenever the offence was recorded. Editions differ in how
they head their columns and in how they say that a number does not apply.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.statistics.periods import first_day, last_day, month_end, span
from openpeel.loaders.statistics.reading import RecordTable, open_tables, whole
from openpeel.loaders.statistics.rows import CrimeOutcome, Extent, Rows
from openpeel.loaders.statistics.words import Words

COLUMNS = (
    "financial_year", "financial_quarter", "force_name", "offence_description", "offence_group",
    "offence_subgroup", "offence_code", "offence_code_expired", "outcome_description",
    "outcome_group", "outcome_type", "offences", "outcomes",
)  # fmt: skip
YEAR = re.compile(r"(20[0-9]{2})/([0-9]{2})")
MISSING = {
    "na": "not-applicable",
    "n/a": "not-applicable",
    "n/a - offence code expired": "offence-code-expired",
    "n/a - data not provided": "not-provided",
}

# The period, area, … that a record's cells stand for, and what is known of them by those cells.
Known = dict[tuple[str, ...], int]


class OutcomeRecords:
    """The records of a file of outcomes: what their cells stand for, and which have come."""

    def __init__(self, words: Words) -> None:
        self.words = words
        # What is known of cells that have come: most of them come again.
        self.periods: Known = {}
        self.areas: dict[str, int] = {}
        self.offences: Known = {}
        self.outcomes: Known = {}
        self.numbers: dict[str, int] = {}
        self.seen: set[int] = set()
        self.held: set[tuple[int, int]] = set()

    def row(self, table: RecordTable, record: list[str]) -> CrimeOutcome:
        """The row of a record.

        Raises:
            DataError: a cell that is not known or no number, or a record that came before.
        """
        year, quarter, force, description, group, subgroup, code, expired = record[:8]
        label, outcome_group, number, recorded, given = record[8:]
        words = self.words
        period = self.periods.get((year, quarter)) or find_period(
            table, year, quarter, self.periods
        )
        area = self.areas.get(force)
        if area is None:
            area = self.areas[force] = words.area(force, table.place("force_name"))
        cells = (code, description, group, subgroup, expired)
        offence = self.offences.get(cells) or find_offence(table, words, cells, self.offences)
        what = (number, label, outcome_group)
        outcome = self.outcomes.get(what)
        if outcome is None:
            outcome = find_outcome(table, words, what, self.outcomes)
        key = ((period % 10**8 * 100 + area) * 100 + outcome) * 10**4 + offence
        if key in self.seen:
            raise table.place("offence_code").error(
                "stands twice for this force, quarter and outcome",
                f"{year} {quarter}, {force}, {code}, {number}",
                "one record",
            )
        self.seen.add(key)
        self.held.add((period, area))
        count, total, reason = self.counts(table, recorded, given)
        return CrimeOutcome(period, area, outcome, offence, count, total, reason)

    def counts(
        self, table: RecordTable, recorded: str, given: str
    ) -> tuple[int | None, int | None, str | None]:
        """Offences and outcomes of a record, and why one of them is missing.

        Raises:
            DataError: a cell is no number, or they are missing for different reasons.
        """
        count, total = self.numbers.get(recorded), self.numbers.get(given)
        if count is not None and total is not None:
            return count, total, None
        count, first = find_number(table, "offences", recorded, self.numbers)
        total, second = find_number(table, "outcomes", given, self.numbers)
        if first and second and first != second:
            raise table.place("outcomes").error(
                "missing for another reason than offences", given, recorded
            )
        return count, total, first or second


def parse_crime_outcomes(path: Path, words: Words) -> Rows:
    """One row of `crime_outcome` per record; one record that says NA throughout is passed over.

    Raises:
        DataError: a force, offence or outcome that is not known or not called as we know it,
            a number that is none, a record that stands twice, a quarter without one of the
            forces.
    """
    records = OutcomeRecords(words)
    empty = 0
    with open_tables(path, words.headers, COLUMNS) as tables:
        for table in tables:
            for record in table.records:
                if record[0] == "NA":
                    empty = count_empty(table, record, empty)
                else:
                    yield records.row(table, record)
    if not records.held:
        raise DataError("no records", path, line=2)
    check_every_force(path, words, records.held)
    ends = records.periods.values()
    yield Extent(str(first_day(min(ends))), str(last_day(max(ends))), len(records.seen))


def count_empty(table: RecordTable, record: list[str], empty: int) -> int:
    """One more record that is NA throughout.

    Raises:
        DataError: it is not NA throughout, or the second one.
    """
    place = table.place("financial_year")
    if set(record) != {"NA"}:
        raise place.error("not a financial year", "NA", "a year such as 2017/18")
    if empty:
        raise place.error("a second record that is NA throughout", "NA", "one at most")
    return empty + 1


def find_period(table: RecordTable, year: str, quarter: str, periods: Known) -> int:
    """The quarter that two cells stand for; the first quarter ends in June.

    Raises:
        DataError: no financial year or no quarter of it.
    """
    match = YEAR.fullmatch(year)
    if not match or int(match[2]) != (int(match[1]) + 1) % 100:
        raise table.place("financial_year").error("not a financial year", year, "such as 2017/18")
    if quarter not in ("1", "2", "3", "4"):
        raise table.place("financial_quarter").error("not a quarter", quarter, "1, 2, 3 or 4")
    month = int(quarter) * 3 + 3
    end = month_end(int(match[1]) + month // 13, (month - 1) % 12 + 1)
    period = periods[(year, quarter)] = span(date(end.year, end.month, end.day), 3)
    return period


def find_offence(table: RecordTable, words: Words, cells: tuple[str, ...], offences: Known) -> int:
    """The offence of a code, if label, group and subgroup are those that we know it by.

    Raises:
        DataError: one of them is not.
    """
    code, description, group, subgroup, expired = cells
    known = words.offences.get(code)
    if known is None:
        raise table.place("offence_code").error(
            "an offence that is not known", code, "a code of data/reference/offence.csv"
        )
    number, label, group_number, known_subgroup = known
    if not words.says("offence", description, label):
        raise table.place("offence_description").error(
            f"not what offence {code} is called", description, label
        )
    if words.group(group, table.place("offence_group")) != group_number:
        raise table.place("offence_group").error(
            f"not the group of offence {code}",
            group,
            next(w for w, n in words.groups.items() if n == group_number),
        )
    if not words.says("offence-subgroup", subgroup, known_subgroup):
        raise table.place("offence_subgroup").error(
            f"not the subgroup of offence {code}", subgroup, known_subgroup
        )
    if expired.lower() not in MISSING and expired not in ("Yes", "No", "Y", "N", ""):
        raise table.place("offence_code_expired").error(
            "not a known mark of an expired code", expired, "NA, Yes or No"
        )
    offences[cells] = number
    return number


def find_outcome(table: RecordTable, words: Words, cells: tuple[str, ...], outcomes: Known) -> int:
    """The outcome of a number, if label and group are those that we know it by.

    Raises:
        DataError: one of them is not.
    """
    cell, label, group = cells
    number = whole(cell, table.place("outcome_type"))
    known = words.outcomes.get(number)
    if known is None:
        raise table.place("outcome_type").error(
            "an outcome that is not known", cell, "a number of data/reference/outcome_code.csv"
        )
    if not words.says("outcome", label, known[0]):
        raise table.place("outcome_description").error(
            f"not what outcome {cell} is called", label, known[0]
        )
    if not words.says("outcome-group", group, known[1]):
        raise table.place("outcome_group").error(
            f"not the group of outcome {cell}", group, known[1]
        )
    outcomes[cells] = number
    return number


def find_number(
    table: RecordTable, column: str, cell: str, numbers: dict[str, int]
) -> tuple[int | None, str | None]:
    """A cell as a number, or why there is none.

    Raises:
        DataError: neither a whole number nor a known way to say that there is none.
    """
    if (reason := MISSING.get(cell.lower())) is not None:
        return None, reason
    number = numbers[cell] = whole(cell, table.place(column))
    return number, None


def check_every_force(path: Path, words: Words, held: set[tuple[int, int]]) -> None:
    """Each quarter has every force.

    Raises:
        DataError: one is missing.
    """
    for period in sorted({period for period, _ in held}):
        for area, name in words.forces.items():
            if (period, area) not in held:
                raise DataError(
                    f"the quarter to {last_day(period)} has no record of a force",
                    path,
                    column="force_name",
                    expected=name,
                )
