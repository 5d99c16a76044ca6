"""What the words of a source stand for: its headers, areas, offences, outcomes, roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from openpeel.loaders.errors import Place


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

    Numbers are those of the tables. A word is looked up as it is printed; what is no id,
    label or name of ours has to be a row of `source_wording`.

    Attributes:
        kind: the kind of source.
        headers: column by header.
        areas: number of an area by its name.
        codes: number of an area by its code at the Office for National Statistics.
        forces: name of each force's area by number.
        bodies: the numbers of bodies without a force area.
        groups: number of a group of offences by label or wording.
        parts: the groups that each total consists of.
        offences: number, label, group and subgroup of an offence by its code.
        outcomes: label and group of an outcome by its number.
        roles: number of a role of the workforce by wording.
        worker_types: worker type of a role by its number.
        regions: names of the regions of the forces, and their wordings.
        wordings: what else a source calls things, by subject.
        corrections: its known mistakes.
        used: area wordings that were met.
    """

    kind: str
    headers: Mapping[str, str]
    areas: Mapping[str, int]
    codes: Mapping[str, int]
    forces: Mapping[int, str]
    bodies: frozenset[int]
    groups: Mapping[str, int]
    parts: Mapping[int, frozenset[int]]
    offences: Mapping[str, tuple[int, str, int, str]]
    outcomes: Mapping[int, tuple[str, str]]
    roles: Mapping[str, int]
    worker_types: Mapping[int, str]
    regions: frozenset[str]
    wordings: Mapping[tuple[str, str], str]
    corrections: tuple[Correction, ...]
    used: set[str] = field(default_factory=set)

    def area(self, name: str, place: Place) -> int:
        """The number of the area that a source calls `name`."""
        number = self.areas.get(name)
        if number is None:
            raise place.error(
                "an area that is not known",
                name,
                f"a territorial police force or a wording of {self.kind} in source_wording",
            )
        self.used.add(name)
        return number

    def group(self, label: str, place: Place) -> int:
        """The number of the group of offences that a source calls `label`."""
        number = self.groups.get(label)
        if number is None:
            raise place.error(
                "a group of offences that is not known",
                label,
                f"a label of offence_group or a wording of {self.kind} in source_wording",
            )
        return number

    def role(self, label: str, place: Place) -> int:
        """The number of the role that a source calls `label`."""
        number = self.roles.get(label)
        if number is None:
            raise place.error(
                "a rank or role that is not known",
                label,
                f"a wording of {self.kind} in source_wording",
            )
        return number

    def says(self, subject: str, printed: str, label: str) -> bool:
        """Whether a source that prints `printed` means `label`."""
        return printed == label or self.wordings.get((subject, printed)) == label

    def unused(self) -> list[str]:
        """The area wordings of the kind that the source did not use."""
        return sorted(
            printed
            for subject, printed in self.wordings
            if subject == "area" and printed not in self.used
        )

    def number(self, area_id: str) -> int:
        """The number of one of our areas by its id."""
        return self.areas[f"id:{area_id}"]


def read_words(db: Database, kind: str) -> Words:
    """The vocabulary of a kind of source, from the reference tables."""

    def rows(sql: str, *values: str) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = db.execute(sql, values).fetchall()
        return found

    wordings = {
        (subject, printed): means
        for subject, printed, means in rows(
            "select subject, printed, means from source_wording where source_kind_id = ?", kind
        )
    }

    def worded(subject: str) -> dict[str, str]:
        return {printed: means for (which, printed), means in wordings.items() if which == subject}

    areas: dict[str, int] = {}
    codes: dict[str, int] = {}
    forces: dict[int, str] = {}
    bodies: set[int] = set()
    for number, area_id, name, area_kind, code in rows(
        "select number, area.id, name, kind, gss_code "
        "from reporting_area join area on area.id = area_id order by number"
    ):
        areas[f"id:{area_id}"] = areas[name] = int(number)
        if code:
            codes[code] = int(number)
        if area_kind == "force":
            forces[int(number)] = name
        elif area_kind == "body":
            bodies.add(int(number))
    areas |= {printed: areas[f"id:{means}"] for printed, means in worded("area").items()}
    groups: dict[str, int] = {}
    for number, group_id, label in rows("select number, id, label from offence_group"):
        groups[label] = groups[f"id:{group_id}"] = int(number)
    groups |= {p: groups[f"id:{means}"] for p, means in worded("offence-group").items()}
    parts: dict[int, set[int]] = {}
    for total, part in rows("select total_number, part_number from offence_group_part"):
        parts.setdefault(int(total), set()).add(int(part))
    roles: dict[str, int] = {}
    worker_types: dict[int, str] = {}
    for number, role_id, worker_type in rows("select number, id, worker_type from workforce_role"):
        roles[role_id] = int(number)
        worker_types[int(number)] = worker_type
    regions = {region for (region,) in rows("select distinct region from force")}
    return Words(
        kind=kind,
        headers=worded("header"),
        areas=areas,
        codes=codes,
        forces=forces,
        bodies=frozenset(bodies),
        groups=groups,
        parts={total: frozenset(of) for total, of in parts.items()},
        offences={
            code: (int(number), label, int(group), subgroup)
            for code, number, label, group, subgroup in rows(
                "select code, number, label, group_number, subgroup from offence"
            )
        },
        outcomes={
            int(number): (label, group)
            for number, label, group in rows(
                "select number, label, outcome_group from outcome_code"
            )
        },
        roles={printed: roles[means] for printed, means in worded("workforce-role").items()},
        worker_types=worker_types,
        regions=frozenset(regions | set(worded("region"))),
        wordings=wordings,
        corrections=tuple(
            Correction(edition, header, printed, corrected, int(records))
            for edition, header, printed, corrected, records in rows(
                "select edition, header, printed, corrected, records from correction "
                "where source_kind_id = ? order by edition, header, printed",
                kind,
            )
        ),
    )
