"""Recorded crime by quarter and offence: one row per force or body, quarter and offence.

The Home Office's open data from April 2012 on, a workbook with a sheet for each year, revised
as a whole with every edition. What offences there are, what they are called and which kind
they belong to is for the edition to say: codes come and go with the counting rules. It is
their groups that have to be known. British Transport Police is among the forces, and so are
Action Fraud, Cifas and UK Finance, each of which counts fraud of its own and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.statistics.crime_outcomes import find_period
from openpeel.loaders.statistics.periods import first_day, last_day
from openpeel.loaders.statistics.reading import RecordTable, open_tables, whole
from openpeel.loaders.statistics.rows import Extent, ListedOffence, RecordedOffence, Rows
from openpeel.loaders.statistics.words import Words

COLUMNS = (
    "financial_year", "financial_quarter", "force_name", "offence_description", "offence_group",
    "offence_subgroup", "offence_code", "offences",
)  # fmt: skip
MISSING = {"..": "not-provided", "[x]": "not-provided", "na": "not-provided", "n/a": "not-provided"}
# Forces that could not send a quarter in time; where more are missing, the file was cut off.
MOST_ABSENT = 2


class OffenceRecords:
    """The records of a file: the offences that it lists, and which counts have come."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.periods: dict[tuple[str, ...], int] = {}
        self.areas: dict[str, int] = {}
        # By code, description, group and subgroup; the group is that of the subgroup.
        self.known: dict[tuple[str, ...], ListedOffence] = {}
        self.listed: dict[tuple[str, ...], ListedOffence] = {}
        self.codes: dict[str, int] = {}
        # By quarter and area one bit for each code that has come.
        self.seen: dict[tuple[int, int], int] = defaultdict(int)
        self.records = 0
        self.bodies = {
            number: words.groups[name]
            for name, number in words.areas.items()
            if number in words.bodies and name.startswith("id:") and name in words.groups
        }

    def rows(self, table: RecordTable, record: list[str]) -> Rows:
        """Yield the row of a record, and before it that of its offence if it is a new one.

        Raises:
            DataError: a cell that is not known or no number, or a record that came before.
        """
        year, quarter, force, description, group, subgroup, code, count = record
        period = self.periods.get((year, quarter)) or find_period(
            table, year, quarter, self.periods
        )
        area = self.areas.get(force)
        if area is None:
            area = self.areas[force] = self.words.area(force, table.place("force_name"))
        cells = (code, description, group, subgroup)
        offence = self.known.get(cells)
        if offence is None:
            new = self.new_offence(table, cells)
            offence = self.listed.setdefault((code, description, subgroup), new)
            self.known[cells] = offence
            if offence is new:
                yield offence
        self.check_body(table, force, area, offence)
        bit = 1 << self.codes.setdefault(code, len(self.codes))
        if self.seen[period, area] & bit:
            raise table.place("offence_code").error(
                "occurs twice for this force and quarter",
                f"{year} {quarter}, {force}, {code}",
                "one record",
            )
        self.seen[period, area] |= bit
        self.records += 1
        reason = MISSING.get(count.lower())
        offences = None if reason else whole(count, table.place("offences"))
        yield RecordedOffence(period, area, offence.listed_number, offences, reason)

    def new_offence(self, table: RecordTable, cells: tuple[str, ...]) -> ListedOffence:
        """The row of an offence that was not listed before.

        Raises:
            DataError: no code or description, a subgroup that is not known, or one of another
                group.
        """
        code, description, group, subgroup = cells
        for column, cell in (("offence_code", code), ("offence_description", description)):
            if not cell.strip():
                raise table.place(column).error("a value is missing", cell, "a text")
        words = self.words
        number = words.group(subgroup, table.place("offence_subgroup"))
        whole_group = words.group(group, table.place("offence_group"))
        if not (
            number < 0
            or whole_group < 0
            or number == whole_group
            or number in words.parts.get(whole_group, ())
            or {number, whole_group} <= words.fraud
        ):
            raise table.place("offence_group").error(
                f"not the group of the subgroup {subgroup}", group, "the group that it is part of"
            )
        return ListedOffence(len(self.listed) + 1, code, description, number, subgroup)

    def check_body(self, table: RecordTable, force: str, area: int, offence: ListedOffence) -> None:
        """Who is no police counts its own kind of fraud, and nobody else counts that.

        Raises:
            DataError: it is otherwise.
        """
        expected = self.bodies.get(area)
        if expected is None and offence.group_number not in self.bodies.values():
            return
        if self.words.unknown:
            return
        if offence.group_number != expected:
            raise table.place("offence_subgroup").error(
                f"not what {force} counts",
                offence.subgroup,
                next(
                    (word for word, number in self.words.groups.items() if number == expected),
                    "an offence that police forces count",
                ).removeprefix("id:"),
            )


def parse_recorded_offences(path: Path, words: Words) -> Rows:
    """One row of `listed_offence` per offence and one of `recorded_offence` per record.

    Raises:
        DataError: a force or group that is not known, a number that is none, a record that
            occurs twice, a force without any quarter or a quarter that lacks several.
    """
    records = OffenceRecords(words)
    with open_tables(path, words.headers, COLUMNS) as tables:
        for table in tables:
            for record in table.records:
                yield from records.rows(table, record)
    if words.unknown:
        return
    if not records.records:
        raise DataError("no records", path, line=2)
    check_forces(path, words, set(records.seen))
    ends = records.periods.values()
    yield Extent(str(first_day(min(ends))), str(last_day(max(ends))), records.records)


def check_forces(path: Path, words: Words, seen: set[tuple[int, int]]) -> None:
    """Each force has records, and no quarter lacks more than a few of them.

    Raises:
        DataError: a force has none, or a quarter lacks more.
    """
    held = {area for _, area in seen}
    for area, name in words.forces.items():
        if area not in held:
            raise DataError("a force is missing", path, column="Force Name", expected=name)
    for period in sorted({period for period, _ in seen}):
        absent = [name for area, name in words.forces.items() if (period, area) not in seen]
        if len(absent) > MOST_ABSENT:
            raise DataError(
                f"the quarter to {last_day(period)} lacks {len(absent)} of the "
                f"{len(words.forces)} forces",
                path,
                column="Force Name",
                value=", ".join(absent),
                expected="a whole file",
            )
