"""The third layer of a report: its structure becomes facts, as rows of an inspection package.

What is written is only what the report states in a way that is known beforehand; all else
is left to a person and told. Nothing is guessed.
"""

from __future__ import annotations

from openpeel.loaders.data_package import LICENCE
from openpeel.loaders.errors import DataError
from openpeel.loaders.report.facts.improvements import add_improvements
from openpeel.loaders.report.facts.judgments import add_judgments
from openpeel.loaders.report.facts.observations import add_figures, add_observations, find_figures
from openpeel.loaders.report.facts.record import Facts, ParsedReport, place
from openpeel.loaders.report.structure.passages import Passage
from openpeel.loaders.report.structure.patterns import compile_pattern


def read_facts(source: ParsedReport) -> Facts:
    """The facts of a report.

    Raises:
        DataError: the overview and a summary give different grades, a grade is missing, or
            a table is not the one expected.
    """
    facts = Facts(source.document)
    add_document(facts, source)
    add_sections(facts, source)
    add_lost_footnotes(facts, source)
    add_inspections(facts, source)
    add_judgments(facts, source)
    add_improvements(facts, source)
    figures = find_figures(source)
    add_figures(facts, source, figures)
    add_observations(facts, source, figures)
    return facts


def add_document(facts: Facts, source: ParsedReport) -> None:
    """The report itself."""
    kind = source.kind
    structure = source.structure
    # The last page may have headings only.
    lines = [line for passage in structure.passages for line in passage.lines]
    lines += [line for section in structure.sections for line in section.lines]
    facts.add(
        "document",
        id=source.document,
        title=kind.title.format(force=source.force.name),
        publisher=kind.publisher,
        kind="inspection-report",
        published_on=source.published_on,
        licence=LICENCE["title"],
        pages=max(line.page for line in lines),
        note="Read by openpeel ingest"
        + ("; the day of publication is that of all forces." if kind.published_on else "."),
    )
    if source.published_on is None:
        facts.missing.append(f"the day of publication: {kind.published_pattern}")
    facts.open_points.append(
        "document.csv: site_id and path are empty, since a report does not print its own address"
    )


def add_sections(facts: Facts, source: ParsedReport) -> None:
    """The headings found; those expected and not found are told.

    Raises:
        DataError: a whole chapter is missing: the report has been cut off.
    """
    found = source.structure.sections
    for position, section in enumerate(found, 1):
        facts.add(
            "section",
            id=f"{source.document}-{section.slug}",
            document_id=source.document,
            parent_id=f"{source.document}-{section.parent}" if section.parent else None,
            level=section.level,
            position=position,
            label=section.label,
            page=section.page,
        )
    slugs = {section.slug for section in found}
    chapter = ""
    for heading in source.kind.headings:
        chapter = heading.section if heading.level == 1 else chapter
        slug = heading.section.replace("{chapter}", chapter)
        if heading.level == 1 and slug not in slugs and not source.kind.chapters_optional:
            raise DataError(
                "a chapter is missing; the report is cut off or reads otherwise",
                source.path,
                expected=f"the heading {heading.label}: {heading.pattern}",
            )
        if not heading.floating and slug not in slugs:
            facts.missing.append(f"the heading {heading.label}")


def add_lost_footnotes(facts: Facts, source: ParsedReport) -> None:
    """Tell the footnotes that were not found although one with a higher number was."""
    found = [p.footnote for p in source.structure.passages if p.footnote]
    lost = sorted(set(range(1, max(found, default=0) + 1)) - set(found))
    facts.missing.extend(f"footnote {number}: its mark or its text" for number in lost)


def add_inspections(facts: Facts, source: ParsedReport) -> None:
    """The inspection, or one for each pillar, with the time of fieldwork where it is known.

    Raises:
        DataError: the report has headings and nothing below them.
    """
    kind = source.kind
    passages = source.structure.passages
    if not passages:
        raise DataError("nothing stands below the headings of the report", source.path)
    notes = [p for p in passages if p.section == kind.fieldwork_section and p.kind == "footnote"]
    known = fieldwork_known(facts, source, notes)
    for pillar in kind.pillars:
        label = kind.inspection_label.format(force=source.force.name, pillar=pillar)
        facts.add(
            "inspection",
            id=kind.slug(source.force.id, pillar),
            force_id=source.force.id,
            framework_id=kind.framework,
            pillar_id=pillar,
            kind="inspection",
            label=label,
            fieldwork_start=kind.fieldwork_start if known else None,
            fieldwork_end=kind.fieldwork_end if known else None,
            published_on=source.published_on,
            published_basis="stated" if source.published_on else None,
            document_id=source.document,
            note="Fieldwork dates are those of all forces but the pilot." if known else None,
            **place(notes[0] if notes else passages[0]),
        )


def fieldwork_known(facts: Facts, source: ParsedReport, notes: list[Passage]) -> bool:
    """Whether the report was inspected when all others were; what it lacks is reported."""
    if source.kind.fieldwork_exception is None:
        return False
    exception = compile_pattern(source.kind.fieldwork_exception)
    excepted = any(exception.search(source.force.names.marked(note.text)) for note in notes)
    if not notes:
        facts.missing.append(
            "the footnote that says when forces were inspected; in inspection.csv "
            "fieldwork_start and fieldwork_end are empty"
        )
    if excepted:
        facts.open_points.append(
            "inspection.csv: the report says that this force was inspected at another time; "
            "fieldwork_start and fieldwork_end are empty"
        )
    return bool(notes) and not excepted
