"""The rows of every package: what ships, what a folder of sources adds, what readings make.

Where two packages state the same, one of them gives way: what another report says of an inspection
to that inspection's own package, and the improvements from web pages to a report's own list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openpeel.loaders.added_reference import added_reference
from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import FactRow, Tables, find_packages, packages_in, read_package
from openpeel.loaders.grades import load_readings
from openpeel.loaders.inputs import Replaced
from openpeel.loaders.report.find import PACKAGES


@dataclass(frozen=True)
class AllFacts:
    """The rows of every package.

    Attributes:
        rows: the reference data first, and last what the readings of web pages add.
        not_alone: the documents whose packages state something of another inspection.
        replaced: by document, the improvements from web pages that its own list replaces.
    """

    rows: list[FactRow]
    not_alone: set[str]
    replaced: dict[str, Replaced]


# What it takes to know the inspections and judgments that readings of web pages add.
OF_READINGS = frozenset({
    "disagreement", "document", "force", "framework", "inspection", "judgment",
    "judgment_evidence", "pillar", "publication", "question", "scale_grade",
})  # fmt: skip


def read_all_facts(
    data: Path,
    tables: Tables,
    sources: Path | None = None,
    only: Container[str] | None = None,
    files: Container[str] | None = None,
) -> AllFacts:
    """Read every package.

    The folder `reference` of the sources adds to the reference data. Packages that
    `openpeel ingest` made come from the folder `inspections`; with `only`, those of these
    documents. With `files`, only the files of these tables are read.
    """
    cited: set[str] = set()
    shipped = [*find_packages(data), *added_reference(sources)]
    added = packages_in(sources / PACKAGES) if sources else []
    for facts in added:
        if facts.document in {held.document for held in shipped}:
            raise DataError("the facts of this report ship with openpeel", facts.folder)
    own = {facts.document for facts in (*shipped, *added)}
    read = [*shipped, *(facts for facts in added if only is None or facts.document in only)]
    stated = []
    not_alone = set()
    for facts in read:
        wanted = [file for file in facts.files if files is None or file.stem in files]
        for row in read_package(replace(facts, files=wanted), tables, cited):
            other = row.table == "inspection" and row.values["id"] != facts.document
            carried = row.table == "judgment" and row.values.get("carried_from_inspection_id")
            if (other or carried) and facts in added:
                not_alone.add(str(facts.document))
            # What another report says of an inspection gives way to the inspection's own.
            if not (other and row.values["id"] in own):
                stated.append(row)
    stated, replaced = replace_lists(stated, {facts.folder for facts in added})
    rows = [*stated, *load_readings(data / "grades" / "readings", stated, cited)]
    without_unknown_origin(rows, {facts.folder for facts in added})
    return AllFacts(rows, not_alone, replaced)


def replace_lists(
    rows: list[FactRow], packages: Container[Path]
) -> tuple[list[FactRow], dict[str, Replaced]]:
    """Leave out the improvements from web pages where a report's own package lists improvements.

    Both number them from 1, but not always in the same order, so one identifier can name two of
    them. Rows that refer to one that is left out are therefore left out too. Findings stay:
    `openpeel ingest` lists none. Return the other rows, and what each package replaces.
    """
    improvements = [
        row for row in rows if row.table == "improvement" and row.values["kind"] != "finding"
    ]
    listed = {
        row.values["inspection_id"]
        for row in improvements
        if row.file.parent in packages
        and str(row.values["inspection_id"]).startswith(row.file.parent.name)
    }
    gone = {
        str(row.values["id"]): str(row.values["inspection_id"])
        for row in improvements
        if row.file.parent not in packages and row.values["inspection_id"] in listed
    }
    kept = []
    left_out: dict[str, list[str]] = {of: [] for of in sorted(gone.values())}
    for row in rows:
        of = None if row.file.parent in packages else list_replaced(row, gone)
        if of is None:
            kept.append(row)
        elif said := said_later(row):
            left_out[of].append(said)
    counts = Counter(gone.values())
    return kept, {of: Replaced(counts[of], tuple(said)) for of, said in left_out.items()}


def without_unknown_origin(rows: Sequence[FactRow], packages: Container[Path]) -> None:
    """Say of a carried-over grade of a package that the earlier one is not held, where it is not.

    `openpeel ingest` knows only that the report carries it over, not which grades are held.
    """
    judgments = [row.values for row in rows if row.table == "judgment"]
    held = {(values["inspection_id"], values["question_id"]) for values in judgments}
    for row in rows:
        if row.table != "judgment" or row.file.parent not in packages:
            continue
        origin = [row.values.get(f"carried_from_{name}_id") for name in ("inspection", "question")]
        if origin[0] and tuple(origin) not in held:
            row.values.update(
                carried_from_inspection_id=None,
                carried_from_question_id=None,
                carried_from_basis="not-held",
            )


def list_replaced(row: FactRow, gone: Mapping[str, str]) -> str | None:
    """Return the report whose list replaces the improvement that a row is or refers to, if any."""
    if row.table == "improvement":
        return gone.get(str(row.values["id"]))
    references = [str(id) for name, id in row.values.items() if name.endswith("improvement_id")]
    return next((gone[id] for id in references if id in gone), None)


def said_later(row: FactRow) -> str | None:
    """Return what a row says of an improvement besides that it was raised, in a few words."""
    values = row.values
    if row.table == "improvement_event" and values["status"] != "raised":
        return (
            f"{values['improvement_id']} {values['status']} {values['happened_on'] or 'undated'} "
            f"(said by {values['said_by']}, {values['citation_id']})"
        )
    if row.table == "improvement_link":
        return (
            f"{values['later_improvement_id']} {values['relation']} "
            f"{values['earlier_improvement_id']}"
        )
    if row.table == "monitoring_concern":
        return f"{values['improvement_id']} {values['relation']} {values['monitoring_event_id']}"
    return None
