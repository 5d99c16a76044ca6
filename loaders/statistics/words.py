"""What the words of a source stand for: its headers, areas, offences, outcomes, roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from openpeel.loaders.errors import DataError, Place
from openpeel.loaders.statistics.reading import UnknownHeadersError, plain_name
from openpeel.loaders.statistics.unknown_terms import UnknownTerms


@dataclass(frozen=True)
class Correction:
    """A mistake that an edition of a source is known to have."""

    edition: str
    header: str
    printed: str
    corrected: str
    records: int


@dataclass
class Words:
    """The vocabulary of one kind of source.

    Numbers are those of the tables. What is no id, label or name of ours has to be a row of
    `area_name` or `source_wording`; what is in neither is kept in `unknown`, with a number of no
    row in its place, and stops the build once the file has been read.

    Attributes:
        kind: the kind of source.
        headers: column by header.
        areas: number of an area by its names (see `plain_name`).
        codes: number of an area by its code at the Office for National Statistics.
        forces: name of each force's area by number.
        bodies: the numbers of bodies without a force area.
        groups: number of a group of offences by label or wording (see `plain_name`).
        parts: the groups that each total consists of.
        fraud: the groups of fraud.
        offences: number, label, group and subgroup of an offence by its code.
        outcomes: label and group of an outcome by its number.
        roles: number of a role of the workforce by wording (see `plain_name`).
        worker_types: worker type of a role by its number.
        regions: names of the regions of the forces, and their wordings.
        wordings: what else a source calls things, by subject.
        corrections: its known mistakes.
        unknown: terms of the file that were met and are not known.
    """

    kind: str
    headers: Mapping[str, str]
    areas: Mapping[str, int]
    codes: Mapping[str, int]
    forces: Mapping[int, str]
    bodies: frozenset[int]
    groups: Mapping[str, int]
    parts: Mapping[int, frozenset[int]]
    fraud: frozenset[int]
    offences: Mapping[str, tuple[int, str, int, str]]
    outcomes: Mapping[int, tuple[str, str]]
    roles: Mapping[str, int]
    worker_types: Mapping[int, str]
    regions: frozenset[str]
    wordings: Mapping[tuple[str, str], str]
    corrections: tuple[Correction, ...]
    unknown: UnknownTerms = field(default_factory=UnknownTerms)

    def find_area(self, name: str) -> int | None:
        """The number of the area that a source calls `name`, or None."""
        return self.areas.get(plain_name(name))

    def area(self, name: str, place: Place, likely: int | None = None) -> int:
        """The number of the area that a source calls `name`; its code may say which is likely.

        Raises:
            DataError: the name is empty.
        """
        number = self.find_area(name)
        if number is None:
            if not name.strip():
                raise place.error("the name of an area is missing", name, "a name")
            row = (name, self.area_id(likely) if likely else "", "As official statistics print it.")
            return self.unknown.add(place, "an area that is not known", name, "area_name", row)
        return number

    def column_of_areas(self, rows: Iterable[Sequence[object]]) -> int:
        """The column of the names of forces in a sheet without headings: which has most of them."""
        counts = [0] * 4
        for row in rows:
            for column, cell in enumerate(row[: len(counts)]):
                counts[column] += self.find_area(str(cell)) in self.forces
        return counts.index(max(counts))

    def area_id(self, number: int) -> str:
        """The id of one of our areas by its number."""
        names = (name for name, of in self.areas.items() if of == number)
        return next(name.removeprefix("id:") for name in names if name.startswith("id:"))

    def group(self, label: str, place: Place) -> int:
        """The number of the group of offences that a source calls `label`."""
        number = self.groups.get(plain_name(label))
        if number is None:
            return self.unknown_wording(
                "offence-group", label, place, "a group of offences that is not known"
            )
        return number

    def role(self, label: str, place: Place) -> int:
        """The number of the role that a source calls `label`."""
        number = self.roles.get(plain_name(label))
        if number is None:
            return self.unknown_wording(
                "workforce-role", label, place, "a rank or role that is not known"
            )
        return number

    def unknown_wording(
        self, subject: str, printed: str, place: Place, problem: str, means: str = ""
    ) -> int:
        """Keep a wording that is not known; `means` is what it may stand for."""
        row = (self.kind, subject, printed, means)
        return self.unknown.add(place, problem, printed, "source_wording", row)

    def add_headers(self, error: UnknownHeadersError) -> None:
        """Keep the headers of a file that are not known."""
        only = error.missing[0] if len(error.missing) == len(error.headers) == 1 else ""
        for header, one in zip(error.headers, error.errors, strict=True):
            self.unknown.add_error(one, "source_wording", (self.kind, "header", header, only))

    def says(self, subject: str, printed: str, label: str) -> bool:
        """Whether a source that prints `printed` means `label`."""
        return (
            only_words(printed) == only_words(label)
            or self.wordings.get((subject, printed)) == label
        )

    def says_at_first(self, subject: str, printed: str, label: str) -> bool:
        """The same where a source may go on after the label: with what it means."""
        return self.says(subject, printed, label) or only_words(printed).startswith(
            only_words(label)
        )

    def is_subgroup(self, group: int, printed: str) -> bool:
        """Whether a source that prints `printed` means a subgroup of a group of offences."""
        known = {only_words(of[3]) for of in self.offences.values() if of[2] == group}
        means = self.wordings.get(("offence-subgroup", printed), printed)
        return only_words(means) in known

    def number(self, area_id: str) -> int:
        """The number of one of our areas by its id."""
        return self.areas[f"id:{area_id}"]

    def role_label(self, number: int) -> str:
        """A wording of a role."""
        return next(label for label, of in self.roles.items() if of == number)

    def group_label(self, number: int) -> str:
        """The label of a group of offences."""
        return next(label for label, of in self.groups.items() if of == number)


def only_words(text: str) -> str:
    """A text without case, dashes and other signs, which differ from edition to edition."""
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


class ReferenceTables:
    """The reference tables and the wordings of one kind of source."""

    def __init__(self, db: Database, kind: str) -> None:
        self.db = db
        self.kind = kind
        self.wordings = {
            (subject, printed): means
            for subject, printed, means in self.rows(
                "select subject, printed, means from source_wording where source_kind_id = ?", kind
            )
        }

    def rows(self, sql: str, *values: str) -> list[tuple[str, ...]]:
        """The rows that a query selects."""
        found: list[tuple[str, ...]] = self.db.execute(sql, values).fetchall()
        return found

    def worded(self, subject: str) -> dict[str, str]:
        """What each wording of a subject means."""
        return {
            printed: means for (which, printed), means in self.wordings.items() if which == subject
        }

    def areas(self) -> tuple[dict[str, int], list[tuple[int, str, str, str]]]:
        """The number of each area by its names, and number, name, kind and code of each."""
        found = [
            (int(number), area_id, name, kind, code)
            for number, area_id, name, kind, code in self.rows(
                "select number, area.id, name, kind, gss_code "
                "from reporting_area join area on area.id = area_id order by number"
            )
        ]
        names: dict[str, int] = {}
        for number, area_id, name, _, _ in found:
            names[f"id:{area_id}"] = names[name] = names[plain_name(name)] = number
        others = self.rows(
            "select name, area_id from force union all select printed, area_id from area_name"
        )
        for name, area_id in others:
            number = names[f"id:{area_id}"]
            held = names.setdefault(plain_name(name), number)
            if held != number:
                [first] = [one_id for other, one_id, *_ in found if other == held]
                raise DataError(
                    "one name for two areas, in area_name.csv or among the names of areas",
                    value=name,
                    expected=f"a name of {first} or of {area_id}, not of both (case, marks of "
                    "footnotes, spaces and & for and make no difference)",
                )
        return names, [(number, name, kind, code) for number, _, name, kind, code in found]

    def groups(self) -> dict[str, int]:
        """The number of each group of offences by its names."""
        names: dict[str, int] = {}
        for number, group_id, label in self.rows("select number, id, label from offence_group"):
            names[label] = names[f"id:{group_id}"] = names[plain_name(label)] = int(number)
        worded = self.worded("offence-group")
        return names | {
            plain_name(printed): names[f"id:{means}"] for printed, means in worded.items()
        }

    def parts(self) -> dict[int, frozenset[int]]:
        """The groups that each total consists of."""
        found: dict[int, set[int]] = {}
        for total, part in self.rows("select total_number, part_number from offence_group_part"):
            found.setdefault(int(total), set()).add(int(part))
        return {total: frozenset(numbers) for total, numbers in found.items()}

    def fraud(self) -> frozenset[int]:
        """The groups of fraud."""
        found = self.rows("select number from offence_group where fraud")
        return frozenset(int(number) for (number,) in found)

    def offences(self) -> dict[str, tuple[int, str, int, str]]:
        """Number, label, group and subgroup of each offence by its code."""
        return {
            code: (int(number), label, int(group), subgroup)
            for code, number, label, group, subgroup in self.rows(
                "select code, number, label, group_number, subgroup from offence"
            )
        }

    def outcomes(self) -> dict[int, tuple[str, str]]:
        """Label and group of each outcome by its number."""
        return {
            int(number): (label, group)
            for number, label, group in self.rows(
                "select number, label, outcome_group from outcome_code"
            )
        }

    def corrections(self) -> tuple[Correction, ...]:
        """The known mistakes of this kind of source."""
        return tuple(
            Correction(edition, header, printed, corrected, int(records))
            for edition, header, printed, corrected, records in self.rows(
                "select edition, header, printed, corrected, records from correction "
                "where source_kind_id = ? order by edition, header, printed",
                self.kind,
            )
        )


def read_words(db: Database, kind: str) -> Words:
    """The vocabulary of a kind of source, from the reference tables."""
    tables = ReferenceTables(db, kind)
    names, areas = tables.areas()
    roles = tables.rows("select number, id, worker_type from workforce_role")
    role_numbers = {role_id: int(number) for number, role_id, _ in roles}
    regions = {region for (region,) in tables.rows("select distinct region from force")}
    return Words(
        kind=kind,
        headers=tables.worded("header"),
        areas=names,
        codes={code: number for number, _, _, code in areas if code},
        forces={number: name for number, name, area_kind, _ in areas if area_kind == "force"},
        bodies=frozenset(number for number, _, area_kind, _ in areas if area_kind == "body"),
        groups=tables.groups(),
        parts=tables.parts(),
        fraud=tables.fraud(),
        offences=tables.offences(),
        outcomes=tables.outcomes(),
        roles={
            plain_name(word): role_numbers[id]
            for word, id in tables.worded("workforce-role").items()
        },
        worker_types={int(number): worker_type for number, _, worker_type in roles},
        regions=frozenset(map(plain_name, regions | set(tables.worded("region")))),
        wordings=tables.wordings,
        corrections=tables.corrections(),
    )
