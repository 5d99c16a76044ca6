"""The third layer of a report: its structure becomes facts, as rows of an inspection package.

What is written is only what the report states in a way that is known beforehand; all else
is left to a person and told. Nothing is guessed.
"""

from __future__ import annotations

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.facts.improvements import add_improvements
from openpeel.loaders.report.facts.judgments import add_judgments
from openpeel.loaders.report.facts.observations import add_figures, add_observations
from openpeel.loaders.report.facts.record import Facts, ParsedReport, place
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
    add_inspection(facts, source)
    add_judgments(facts, source)
    add_improvements(facts, source)
    add_figures(facts, source)
    add_observations(facts, source)
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
        published_on=kind.published_on,
        licence="Open Government Licence v3.0",
        pages=max(line.page for line in lines),
        note="Read by openpeel ingest; the day of publication is that of all forces.",
    )
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
        if heading.level == 1 and slug not in slugs:
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


def add_inspection(facts: Facts, source: ParsedReport) -> None:
    """The inspection, with the time of its fieldwork where the report says when."""
    kind = source.kind
    exception = compile_pattern(kind.fieldwork_exception)
    notes = [
        passage
        for passage in source.structure.passages
        if passage.section == kind.fieldwork_section and passage.kind == "footnote"
    ]
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
    known = bool(notes) and not excepted
    facts.add(
        "inspection",
        id=source.document,
        force_id=source.force.id,
        framework_id=kind.framework,
        pillar_id=kind.pillar,
        kind="inspection",
        label=kind.inspection_label.format(force=source.force.name),
        fieldwork_start=kind.fieldwork_start if known else None,
        fieldwork_end=kind.fieldwork_end if known else None,
        published_on=kind.published_on,
        published_basis="stated",
        document_id=source.document,
        note="Fieldwork dates are those of all forces but the pilot." if known else None,
        **place(notes[0] if notes else source.structure.passages[0]),
    )
