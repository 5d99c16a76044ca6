"""Crime outcomes: one row per force, quarter, offence and outcome.

`offences` counts the offences recorded in the quarter that have the outcome (0 stands for
none yet), and may be negative where corrections outweigh them; `outcomes` counts the
outcomes given in the quarter, whenever the offence was recorded. Editions differ in how
they head their columns and in how they say that a number does not apply.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.statistics.periods import first_day, last_day, month_end, span
from openpeel.loaders.statistics.reading import RecordTable, open_tables, whole
from openpeel.loaders.statistics.rows import CrimeOutcome, Extent, Rows
from openpeel.loaders.statistics.words import Words, only_words

COLUMNS = (
    "financial_year", "financial_quarter", "force_name", "offence_description", "offence_group",
    "offence_subgroup", "offence_code", "offence_code_expired", "outcome_description",
    "outcome_group", "outcome_type", "offences", "outcomes",
)  # fmt: skip
YEAR = re.compile(r"(20[0-9]{2})/([0-9]{2})")
MISSING = {
    "..": "not-provided",
    "[x]": "not-provided",
    "na": "not-applicable",
    "n/a": "not-applicable",
    "n/a - offence code expired": "offence-code-expired",
    "n/a - data not provided": "not-provided",
}
# The outcome of offences that have none yet.
NONE_YET = 0
# How files mark an offence code that is in use no longer, and one that is.
EXPIRED = {"na", "n/a", "yes", "no", "y", "n", "x", ""}
# A charge or caution for another offence than the one recorded: a part of outcome 1, 2 or 3.
PART_OF_OUTCOME = re.compile(r"([123])\s?[aA]")
ALTERNATE = re.compile(r"\balternat(?:e|ive) offence", re.IGNORECASE)
OUTCOMES_ONLY = re.compile(r"\s*\(outcomes only\)$", re.IGNORECASE)

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
        # A file may have millions of records: one bit for each offence with an outcome that has
        # come, by quarter and force.
        self.bits: dict[tuple[int, int], int] = {}
        self.seen: dict[tuple[int, int], int] = defaultdict(int)
        self.records = 0

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
        bit = 1 << self.bits.setdefault((outcome, offence), len(self.bits))
        if self.seen[period, area] & bit and not words.unknown:
            raise table.place("offence_code").error(
                "occurs twice for this force, quarter and outcome",
                f"{year} {quarter}, {force}, {code}, {number}",
                "one record",
            )
        self.seen[period, area] |= bit
        self.records += 1
        count, total, reason = self.counts(table, recorded, given)
        if outcome == NONE_YET and total:
            raise table.place("outcomes").error(
                "outcomes given to offences that have none yet", given, "none; are columns swapped?"
            )
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
        reasons = {first, second} - {None}
        if len(reasons) > 1:
            # What does not apply to outcomes goes with a reason that says more.
            reasons.discard("not-applicable")
        if len(reasons) > 1:
            raise table.place("outcomes").error(
                "missing for another reason than offences", given, recorded
            )
        return count, total, next(iter(reasons), None)


def parse_crime_outcomes(path: Path, words: Words) -> Rows:
    """One row of `crime_outcome` per record; one record that says NA throughout is passed over.

    Raises:
        DataError: a force, offence or outcome that is not known or not called as we know it,
            a number that is none, a record that occurs twice, a quarter without one of the
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
    if words.unknown:
        return
    if not records.records:
        raise DataError("no records", path, line=2)
    check_every_force(path, words, set(records.seen))
    ends = records.periods.values()
    yield Extent(str(first_day(min(ends))), str(last_day(max(ends))), records.records)


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

    A subgroup has to be one of the same group: the Home Office has moved offences from one to
    another over the years.

    Raises:
        DataError: the group is another, or the mark of an expired code is not known.
    """
    code, description, group, subgroup, expired = cells
    if expired.strip().lower() not in EXPIRED:
        raise table.place("offence_code_expired").error(
            "not a known mark of an expired code", expired, "x, NA, Yes or No"
        )
    description = OUTCOMES_ONLY.sub("", description)
    group_number = words.group(group, table.place("offence_group"))
    known = words.offences.get(code)
    if known is None:
        number = unknown_offence(table, words, (code, description, group_number, subgroup))
        offences[cells] = number
        return number
    number, label, known_group, known_subgroup = known
    if not words.says("offence", description, label):
        words.unknown_wording(
            "offence",
            description,
            table.place("offence_description"),
            f"not what offence {code} is called ({label})",
            label,
        )
    if group_number >= 0 and group_number != known_group:
        raise table.place("offence_group").error(
            f"not the group of offence {code}", group, words.group_label(known_group)
        )
    if not words.is_subgroup(known_group, subgroup):
        words.unknown_wording(
            "offence-subgroup",
            subgroup,
            table.place("offence_subgroup"),
            f"not a subgroup of the group of offence {code}",
            known_subgroup,
        )
    offences[cells] = number
    return number


def unknown_offence(table: RecordTable, words: Words, cells: tuple[str, str, int, str]) -> int:
    """Keep an offence whose code is not known, with the row that it needs."""
    code, description, group_number, subgroup = cells
    number = max(known for known, *_ in words.offences.values()) + 1
    number += sum(term.table == "offence" for term in words.unknown.terms.values())
    group = group_number if group_number > 0 else ""
    return words.unknown.add(
        table.place("offence_code"),
        "an offence that is not known",
        code,
        "offence",
        (number, code, description, group, subgroup),
    )


def find_outcome(table: RecordTable, words: Words, cells: tuple[str, ...], outcomes: Known) -> int:
    """The outcome of a number, if label and group are those that we know it by.

    Raises:
        DataError: the number is none, or that of a part of another outcome.
    """
    cell, label, group = cells
    place = table.place("outcome_type")
    match = PART_OF_OUTCOME.fullmatch(cell)
    if match or ALTERNATE.search(label):
        raise place.error(
            f"a part of outcome {match[1] if match else cell} (a charge or caution for another "
            "offence), which would be counted twice",
            cell if match else label,
            "a file of whole outcomes; take this one out of the sources",
        )
    number = whole(cell, place)
    known = words.outcomes.get(number)
    if known is None:
        outcomes[cells] = unknown_outcome(table, words, number, label, group)
        return outcomes[cells]
    for subject, column, printed, ours in (
        ("outcome", "outcome_description", label, known[0]),
        ("outcome-group", "outcome_group", group, known[1]),
    ):
        if not words.says_at_first(subject, printed, ours):
            words.unknown_wording(
                subject,
                printed,
                table.place(column),
                f"not what the {subject.replace('-', ' ')} of number {cell} is called ({ours})",
                ours,
            )
    outcomes[cells] = number
    return number


def unknown_outcome(table: RecordTable, words: Words, number: int, label: str, group: str) -> int:
    """Keep an outcome whose number is not known, with the two rows that it needs."""
    place, problem = table.place("outcome_type"), "an outcome that is not known"
    outcome_id = only_words(label).replace(" ", "-")
    words.unknown.add(place, problem, str(number), "outcome_type", (outcome_id, number, label))
    row = (number, outcome_id, label, group, "", "")
    return words.unknown.add(place, problem, str(number), "outcome_code", row)


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
