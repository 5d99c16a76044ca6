"""The third floor of a report: its structure becomes facts, as rows of an inspection package.

What is written is only what the report states in a way that is known beforehand; all else
is left to a person and told (`Facts.review`). Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpeel.loaders.errors import DataError
from openpeel.loaders.report.find import Report
from openpeel.loaders.report.kind import DrawnValue, FigureKind, Force, Question, ReportKind
from openpeel.loaders.report.patterns import Reading, compile_pattern
from openpeel.loaders.report.sentences import Statement, find_statements
from openpeel.loaders.report.structure import BULLET, Passage, Section, Structure
from openpeel.loaders.report.tables import read_table

Record = dict[str, object]

MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ["January", "February", "March", "April", "May", "June", "July", "August",
         "September", "October", "November", "December"], 1,
    )
}  # fmt: skip
# By when the inspectorate wants a thing done.
WHEN = re.compile(
    rf"\b(?:[Ii]mmediately|(?:by|before) (?:the end of )?(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) "
    r"(20\d\d)|within (?:\w+) (?:days|weeks|months))\b"
)
COUNTRY = "england-and-wales"
LETTERS = {"area-for-improvement": "afi", "cause-of-concern": "coc", "recommendation": "rec"}
NAMES = {
    "area-for-improvement": "Area for improvement",
    "cause-of-concern": "Cause of concern",
    "recommendation": "Recommendation",
}


@dataclass
class Facts:
    """What a report states, as rows by table, and what a person has to look at."""

    document: str
    rows: dict[str, list[Record]] = field(default_factory=dict)
    # Expected and not found.
    missing: list[str] = field(default_factory=list)
    # Found, and not written because it contradicts what was written.
    contradictions: list[str] = field(default_factory=list)
    # To be written or decided by a person.
    open_points: list[str] = field(default_factory=list)
    # Where a value was read: passage and offset of its number.
    read_at: set[tuple[int, int]] = field(default_factory=set)

    def add(self, table: str, **values: object) -> Record:
        """A row for a table."""
        self.rows.setdefault(table, []).append(values)
        return values


@dataclass(frozen=True)
class Source:
    """A report and what it was taken apart into."""

    report: Report
    structure: Structure

    @property
    def path(self) -> Path:
        """The report's file."""
        return self.report.path

    @property
    def kind(self) -> ReportKind:
        """What kind of report it is."""
        return self.report.kind

    @property
    def force(self) -> Force:
        """The force that it is about."""
        return self.report.force

    @property
    def document(self) -> str:
        """The id of the report and of its inspection."""
        return self.report.document


def read_facts(source: Source) -> Facts:
    """The facts of a report.

    Raises:
        DataError: the overview and a summary give different grades, a grade is missing, or
            a table is not the one expected.
    """
    facts = Facts(source.document)
    add_document(facts, source)
    add_sections(facts, source)
    add_inspection(facts, source)
    add_judgments(facts, source)
    add_improvements(facts, source)
    add_figures(facts, source)
    add_observations(facts, source)
    return facts


def place(passage: Passage, page: int | None = None) -> Record:
    """Where a fact is cited from."""
    return {
        "section": passage.section,
        "page": page or passage.page,
        "footnote": passage.footnote,
    }


def add_document(facts: Facts, source: Source) -> None:
    """The report itself."""
    kind = source.kind
    lines = [line for part in source.structure.passages for line in part.lines]
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


def add_sections(facts: Facts, source: Source) -> None:
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
                "a chapter is missing; the report is cut off or reads otherwise", source.path,
                expected=f"the heading {heading.label}: {heading.pattern}",
            )  # fmt: skip
        if not heading.floating and slug not in slugs:
            facts.missing.append(f"the heading {heading.label}")


def add_inspection(facts: Facts, source: Source) -> None:
    """The inspection, with the time of its fieldwork where the report says when."""
    kind = source.kind
    exception = compile_pattern(kind.fieldwork_exception, source.force.names)
    notes = [
        passage
        for passage in source.structure.passages
        if passage.section == kind.fieldwork_section and passage.kind == "footnote"
    ]
    if not notes:
        raise DataError(
            "the footnote that says when forces were inspected is not there", source.path,
            expected=f"a footnote of the section {kind.fieldwork_section}",
        )  # fmt: skip
    excepted = any(exception.search(note.text) for note in notes)
    if excepted:
        facts.open_points.append(
            "inspection.csv: the report says that this force was inspected at another time; "
            "fieldwork_start and fieldwork_end are empty"
        )
    facts.add(
        "inspection",
        id=source.document,
        force_id=source.force.id,
        framework_id=kind.framework,
        pillar_id=kind.pillar,
        kind="inspection",
        label=kind.inspection_label.format(force=source.force.name),
        fieldwork_start=None if excepted else kind.fieldwork_start,
        fieldwork_end=None if excepted else kind.fieldwork_end,
        published_on=kind.published_on,
        document_id=source.document,
        note=None if excepted else "Fieldwork dates are those of all forces but the pilot.",
        **place(notes[0]),
    )


def add_judgments(facts: Facts, source: Source) -> None:
    """The grades, from the overview and from each summary; they must agree.

    Raises:
        DataError: they do not, or one is missing.
    """
    overview = dict(overview_grades(source))
    chapters = {section.slug for section in source.structure.sections if section.level == 1}
    for question in source.kind.questions:
        stated = [overview[question.topic]] if question.topic in overview else []
        stated += [
            (p.text, p)
            for p in source.structure.passages
            if p.kind == "grade"
            and question.topic in chapters
            and p.section == f"{question.topic}-summary"
        ]
        if not stated:
            raise DataError("a grade is missing", source.path, expected=question.label)
        words = {grade for grade, _ in stated}
        if len(words) > 1:
            last = next(s for s in stated if s[0] != stated[0][0])
            raise DataError(
                f"the overview and the summary disagree about {question.label}", source.path,
                last[1].lines[0].number, value=last[0],
                expected=f"{stated[0][0]}, as on page {stated[0][1].page}",
            )  # fmt: skip
        if len(stated) == 1 and question.topic in chapters:
            facts.missing.append(f"a second place that states the grade: {question.label}")
        grade = source.kind.grades[words.pop()]
        key = {"inspection_id": source.document, "question_id": question.id, "grade_id": grade}
        facts.add("judgment", **key, **place(stated[0][1]))
        for _, passage in stated:
            facts.add("judgment_evidence", **key, **place(passage))


def overview_grades(source: Source) -> Iterator[tuple[str, tuple[str, Passage]]]:
    """The grades of the overview by topic: the word and the passage that it stands in.

    Each follows its question, or stands behind it in the same paragraph.
    """
    chapters = {q.topic: q for q in source.kind.questions}
    questions = [
        (h.section, compile_pattern(h.pattern, source.force.names, within=".*"))
        for h in source.kind.headings
        if h.level == 1 and h.section in chapters
    ]
    asked = None
    for passage in source.structure.passages:
        if passage.section == "overall-judgment" and passage.kind == "grade":
            yield "overall", (passage.text, passage)
        if passage.section != "overall-summary":
            continue
        if passage.kind == "grade" and asked:
            yield asked, (passage.text, passage)
            asked = None
        elif passage.kind == "paragraph":
            for topic, pattern in questions:
                for grade in ("", *source.kind.grades):
                    question = passage.text.removesuffix(grade).rstrip()
                    if passage.text.endswith(grade) and pattern.fullmatch(question):
                        asked = None if grade else topic
                        if grade:
                            yield topic, (grade, passage)


def add_improvements(facts: Facts, source: Source) -> None:
    """Areas for improvement, causes of concern and the recommendations that go with them."""
    for question in source.kind.questions:
        concern: Record | None = None
        counts = dict.fromkeys(LETTERS, 0)
        for section in source.structure.sections:
            kind = kind_of(section, question)
            if kind is None:
                continue
            passages = [p for p in source.structure.passages if p.section == section.slug]
            items = list(items_of(kind, passages))
            if not items:
                raise DataError(
                    f"nothing stands under the heading {section.label}", source.path,
                    section.lines[0].number,
                )  # fmt: skip
            for text, when, passage in items:
                counts[kind] += 1
                row = add_improvement(
                    facts, source, question, kind, counts[kind], text, when, passage,
                    concern if kind == "recommendation" else None,
                )  # fmt: skip
                concern = row if kind == "cause-of-concern" else concern
        if counts["cause-of-concern"] and not counts["recommendation"]:
            facts.missing.append(f"recommendations for a cause of concern: {question.label}")


def kind_of(section: Section, question: Question) -> str | None:
    """Which kind of item a section of a question lists, if it lists any."""
    endings = {
        "improvement": "area-for-improvement",
        "concern": "cause-of-concern",
        "recommendation": "recommendation",
    }
    match = re.fullmatch(rf"{re.escape(question.topic)}-([a-z]+)(?:-\d+)?", section.slug)
    return endings.get(match[1]) if match else None


def items_of(kind: str, passages: list[Passage]) -> Iterator[tuple[str, str | None, Passage]]:
    """The items of a list: their text, the words that say by when, where they stand.

    A list's items are its bullets, and what stands before them leads in to all; where
    there are no bullets, a cause of concern is all that is said, and else each paragraph
    an item.
    """
    said = [p for p in passages if p.kind in ("paragraph", "bullet")]
    bullets = [p for p in said if p.kind == "bullet"]
    lead = " ".join(p.text for p in said if p.kind != "bullet")
    if kind == "cause-of-concern" and said:
        whole = " ".join(p.text for p in said)
        yield whole, when_of(whole), said[0]
        return
    for passage in bullets or said:
        text = passage.text.removeprefix(BULLET)
        yield text, when_of(text) or (when_of(lead) if bullets else None), passage


def when_of(text: str) -> str | None:
    """The words that say by when, if there are any."""
    match = WHEN.search(text)
    return match[0] if match else None


def deadline_of(words: str | None) -> str | None:
    """The day or month that the words name; none for *immediately*."""
    match = WHEN.fullmatch(words or "")
    if not match or not match[3]:
        return None
    day = f"-{int(match[1]):02}" if match[1] else ""
    return f"{match[3]}-{MONTHS[match[2]]}{day}"


def add_improvement(
    facts: Facts,
    source: Source,
    question: Question,
    kind: str,
    position: int,
    text: str,
    when: str | None,
    passage: Passage,
    concern: Record | None,
) -> Record:
    """One item with the event that raises it."""
    letters = LETTERS[kind]
    key = f"{source.force.id}-{source.kind.year}-{question.topic}-{letters}-{position}"
    row = facts.add(
        "improvement",
        id=key,
        inspection_id=source.document,
        question_id=question.id,
        topic_id=question.topic,
        kind=kind,
        position=position,
        basis="stated",
        summary=f"{NAMES[kind]} {position}: {question.label.lower()}",
        text=text,
        deadline=deadline_of(when),
        deadline_as_worded=when,
        concern_id=concern["id"] if concern else None,
        **place(passage),
    )
    facts.add(
        "improvement_event",
        id=f"{key}-e1",
        improvement_id=key,
        position=1,
        happened_on=source.kind.published_on,
        said_by="inspectorate",
        status="raised",
        status_as_worded=" ".join(text.split()[:6]),
        summary=f"Raised in the report on {source.force.name}.",
        inspection_id=source.document,
        **place(passage),
    )
    facts.open_points.append(
        f"improvement.csv, {key}: say in words of your own, in summary, what is to be improved"
    )
    return row


def add_figures(facts: Facts, source: Source) -> None:
    """The figures found, with the rows of those that are tables."""
    for figure in source.kind.figures:
        caption = find_caption(source.structure, figure)
        method = next(
            (s for s in source.structure.sections if s.slug == figure.method_section), None
        )
        if caption is None:
            facts.missing.append(f"Figure {figure.number}")
            continue
        key = f"{source.document}-figure-{figure.number}"
        rows = table_rows(source, figure, caption)
        if figure.rows and not rows:
            facts.missing.append(f"the table of Figure {figure.number}")
        facts.add(
            "figure",
            id=key,
            document_id=source.document,
            number=figure.number,
            caption=figure.caption.format(area=source.force.area),
            kind=figure.kind,
            source=figure.source,
            source_elsewhere=figure.source_elsewhere,
            values_published=int(bool(rows)),
            **place(caption),
            method_section=method.slug if method else None,
            method_page=method.page if method else None,
        )
        for row in figure.rows if rows else ():
            parent = row.parent_position
            facts.add(
                "figure_row",
                id=f"{key}-row-{row.position}",
                figure_id=key,
                position=row.position,
                parent_id=f"{key}-row-{parent}" if parent else None,
                role=row.role,
                label=row.label,
                outcome_type_id=row.outcome_type_id,
                measure_id=row.measure_id,
            )


def find_caption(structure: Structure, figure: FigureKind) -> Passage | None:
    """The caption of a figure."""
    start = f"Figure {figure.number}: "
    for passage in structure.passages:
        if passage.kind == "caption" and passage.text.startswith(start):
            return passage
    return None


def table_rows(source: Source, figure: FigureKind, caption: Passage) -> list[Passage]:
    """The printed rows of a table: those of the section of its caption."""
    if not figure.rows:
        return []
    return [
        p
        for p in source.structure.passages
        if p.kind == "table-row" and p.section == caption.section
    ]


def add_observations(facts: Facts, source: Source) -> None:
    """Every value stated: the cells of tables first, then what sentences state.

    A value stated again points at the first statement; one that contradicts it is told and
    not written. Ids follow the order of the report.
    """
    stated = [*cells(facts, source), *sentence_values(facts, source), *drawn_values(facts, source)]
    firsts: dict[tuple[object, ...], Record] = {}
    written: list[tuple[tuple[int, int], Record]] = []
    for order, row in stated:
        key = tuple(
            row[name]
            for name in ("measure_id", "area_id", "period_start", "period_end", "period_note",
                         "baseline_start", "baseline_end")
        ) + ((row["figure_id"],) if row["value"] is None else ())  # fmt: skip
        first = firsts.setdefault(key, row)
        if first is not row:
            if (first["value"], first["value_high"]) != (row["value"], row["value_high"]):
                facts.contradictions.append(
                    f"{row['measure_id']} of {row['area_id']}: {first['printed']} on page "
                    f"{first['page']}, {row['printed']} on page {row['page']}; "
                    "only the first is written"
                )
                continue
            if row["value"] is None:
                continue
            row["restates"] = first
        written.append((order, row))
    written.sort(key=lambda item: item[0])
    for number, (_, row) in enumerate(written, 1):
        row["id"] = f"{source.document}-{number:03}"
    for _, row in written:
        restated = row.pop("restates", None)
        row["restates_id"] = restated["id"] if isinstance(restated, dict) else None
        facts.add("observation", **row)


def observation(
    source: Source, reading: Reading, passage: Passage, page: int, **values: object
) -> Record:
    """A row of `observation`, its id still to be given."""
    return {
        "id": None,
        "inspection_id": source.document,
        "value": reading.value,
        "value_high": reading.high,
        "decimals": reading.decimals,
        "printed": reading.printed,
        "qualifier": reading.qualifier,
        "figure_id": None,
        "period_note": None,
        "baseline_start": None,
        "baseline_end": None,
        "missing_reason": None,
        "note": None,
        **values,
        **place(passage, page),
    }


Ordered = tuple[tuple[int, int], Record]


def cells(facts: Facts, source: Source) -> Iterator[Ordered]:
    """The values of the figures that are tables."""
    for figure in source.kind.figures:
        caption = find_caption(source.structure, figure)
        rows = table_rows(source, figure, caption) if caption else []
        for found in read_table(figure, rows, source.path) if rows else ():
            for turn, area, reading in (
                (0, source.force.id, found.force),
                (1, COUNTRY, found.country),
            ):
                line = found.passage.lines[0].number
                yield (
                    (line, turn),
                    observation(
                        source, reading, found.passage, found.passage.lines[-1].page,
                        measure_id=found.row.measure_id,
                        area_id=area,
                        figure_id=f"{source.document}-figure-{figure.number}",
                        period_start=found.row.period_start,
                        period_end=found.row.period_end,
                    ),
                )  # fmt: skip


def sentence_values(facts: Facts, source: Source) -> Iterator[Ordered]:
    """The values that known sentences state; a force left out of a figure has its warning."""
    found: set[str] = set()
    figures = {row["number"] for row in facts.rows.get("figure", [])}
    for statement in find_statements(
        source.structure.passages, source.kind.sentences, source.force
    ):
        found.add(statement.sentence)
        rule = statement.rule
        figure = rule.figure_number if rule.figure_number in figures else None
        if rule.figure_number and not figure:
            continue
        if rule.missing_reason is None:
            for start in (statement.reading.start, statement.reading.start_high):
                if start is not None:
                    facts.read_at.add((id(statement.passage), start))
        row = observation(
            source, statement.reading, statement.passage, statement.page,
            measure_id=rule.measure_id,
            area_id=rule.area_id or source.force.id,
            figure_id=f"{source.document}-figure-{figure}" if figure else None,
            period_start=rule.period_start,
            period_end=rule.period_end,
            period_note=rule.period_note,
            baseline_start=rule.baseline_start,
            baseline_end=rule.baseline_end,
            missing_reason=rule.missing_reason,
            note=statement.note,
        )  # fmt: skip
        if figure and rule.missing_reason:
            add_left_out(facts, source, statement, str(rule.area_id), figure)
        yield (statement.passage.lines[0].number, statement.reading.start), row
    for sentence in source.kind.sentences:
        if sentence.expected and sentence.id not in found:
            where = f" (looked for in {sentence.section})" if sentence.section else ""
            facts.missing.append(f"the sentence: {sentence.label}{where}")


def add_left_out(
    facts: Facts, source: Source, statement: Statement, area: str, figure: int
) -> None:
    """The warning that a force is left out of a figure."""
    key = f"{source.document}-figure-{figure}-without-{area}"
    name = next(force.name for force in source.kind.forces if force.id == area)
    facts.add(
        "caveat",
        id=key,
        effect_id="left-out",
        summary=f"{name} is left out of Figure {figure}.",
        **place(statement.passage, statement.page),
    )
    facts.add("caveat_figure", caveat_id=key, figure_id=f"{source.document}-figure-{figure}")
    facts.add("caveat_area", caveat_id=key, area_id=area)


def drawn_values(facts: Facts, source: Source) -> Iterator[Ordered]:
    """The values that the report only draws, as missing ones."""
    figures = {figure.number: figure for figure in source.kind.figures}
    for drawn in source.kind.drawn:
        passage = drawn_at(source, drawn, figures)
        if passage is None:
            continue
        yield (
            (passage.lines[0].number, 0),
            observation(
                source, Reading(), passage, passage.page,
                measure_id=drawn.measure_id,
                area_id=drawn.area_id or source.force.id,
                figure_id=(
                    f"{source.document}-figure-{drawn.figure_number}"
                    if drawn.figure_number
                    else None
                ),
                period_start=drawn.period_start,
                period_end=drawn.period_end,
                period_note=drawn.period_note,
                missing_reason="not-published",
                note=drawn.note,
            ),
        )  # fmt: skip


def drawn_at(source: Source, drawn: DrawnValue, figures: dict[int, FigureKind]) -> Passage | None:
    """Where a report speaks of a value that it only draws: a caption or a section."""
    if drawn.figure_number:
        return find_caption(source.structure, figures[drawn.figure_number])
    passages = source.structure.passages
    return next((p for p in passages if p.section == drawn.section), None)
