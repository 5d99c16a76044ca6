"""Reports of other kinds than effectiveness 2016: what was put in comes out, or is reported."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from kind_maker import KINDS, OTHERS, MadeKind, make_kind
from report_maker import known_grades

from openpeel.loaders.all_facts import without_unknown_origin
from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError
from openpeel.loaders.fact_files import FactRow
from openpeel.loaders.ingest import ingest, read_package_of
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.record import Facts, ParsedReport
from openpeel.loaders.report.find import read_report_of
from openpeel.loaders.report.kind import ReportKind
from openpeel.outputs.verify import verify

SEEDS = range(6)


def name_of(kind: ReportKind) -> str:
    return f"{kind.framework}-{kind.pillar}"


def written(made: MadeKind, folder: Path) -> Path:
    path = folder / ("report.html" if made.kind.grade_pattern else "report.txt")
    path.write_text(made.text, encoding="utf-8")
    return path


def facts_of(path: Path) -> Facts:
    report = read_report_of(KINDS, path)
    return read_facts(ParsedReport(report, report.take_apart()))


def judged(facts: Facts, kind: ReportKind) -> dict[str, str]:
    labels = {grade: label for label, grade in kind.grades.items()}
    topics = {question.id: question.topic for question in kind.questions}
    return {
        topics[str(row["question_id"])]: labels[str(row["grade_id"])]
        for row in facts.rows.get("judgment", [])
    }


def items_of(facts: Facts, kind: ReportKind) -> list[tuple[str, str, str]]:
    topics = {question.id: question.topic for question in kind.questions}
    return [
        (topics[str(row["question_id"])], str(row["kind"]), str(row["text"]))
        for table in ("improvement", "practice")
        for row in facts.rows.get(table, [])
    ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", OTHERS, ids=name_of)
def test_what_was_put_into_a_report_of_any_kind_comes_out(
    kind: ReportKind, seed: int, tmp_path: Path
) -> None:
    force = ["kent", "metropolitan", "dyfed-powys"][seed % 3]
    made = make_kind(kind, force, seed)
    facts = facts_of(written(made, tmp_path))
    assert facts.document == kind.slug(force)
    assert judged(facts, kind) == made.grades
    assert sorted(items_of(facts, kind)) == sorted(made.items)
    assert {i["published_on"] for i in facts.rows["inspection"]} == {made.published_on}
    carried = {r["question_id"] for r in facts.rows["judgment"] if r.get("carried_from_basis")}
    assert len(carried) == len(made.carried_over)
    assert [i["pillar_id"] for i in facts.rows["inspection"]] == kind.pillars
    assert facts.outside_items == [] or not made.kind.grade_pattern


def test_kinds_cover_the_rounds_from_2015_to_2023() -> None:
    assert {name_of(kind) for kind in OTHERS} == {
        "peel-2015-effectiveness", "peel-2016-efficiency", "peel-2016-legitimacy",
        "peel-2017-effectiveness", "peel-2017-efficiency", "peel-2017-legitimacy",
        "peel-2018-19-peel", "peel-2021-22-peel", "peel-2023-25-peel",
    }  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS, ids=name_of)
def test_the_kept_copy_reads_as_the_report_did(kind: ReportKind, tmp_path: Path) -> None:
    made = make_kind(kind, "kent", 4)
    path = written(made, tmp_path)
    kept = next(n for n in read_package_of(path).files if n.startswith("report."))
    copy = tmp_path / "copy" / kept
    copy.parent.mkdir()
    copy.write_text(read_package_of(path).files[kept], encoding="utf-8")
    assert kept == path.name
    assert facts_of(copy).rows == facts_of(path).rows


def test_the_review_says_how_much_no_pattern_matched(tmp_path: Path) -> None:
    kind = next(kind for kind in OTHERS if kind.framework == "peel-2023-25")
    made = make_kind(kind, "kent", 1)
    strange = "<h2>Reducing crime assessment</h2><p>A chapter that nobody expects.</p>"
    path = written(
        replace(made, text=made.text.replace("<h2>About", f"{strange}<h2>About")), tmp_path
    )
    review = read_package_of(path).files["review.md"]
    said = review.partition("## Text that no pattern matched\n\n")[2].partition("\n## ")[0]
    assert re.search(r"^\* \d+ % of the text: [\d,]+ of [\d,]+ letters$", said, re.MULTILINE)
    assert "may be a heading, page 1, leadership: Reducing crime assessment" in said


def web_page(*parts: str, framework: str = "peel-2023-25") -> str:
    title = next(k for k in OTHERS if k.framework == framework).title.format(force="Kent Police")
    body = "".join(parts)
    return f"<html><body><h1>{title}</h1><p>Published on 1 May 2024</p>{body}</body></html>"


def facts_of_page(folder: Path, *parts: str) -> Facts:
    path = folder / "page.html"
    path.write_text(web_page(*parts), encoding="utf-8")
    return facts_of(path)


CHAPTER = "<h2>Investigating crime</h2>"
NOT_A_GRADE = [
    "<p>Surrey Police is good at investigating crime.</p>",
    "<p>Last year, Kent Police was inadequate at investigating crime.</p>",
    "<p>Kent Police is not good at investigating crime.</p>",
    "<p>Kent Police is good. It is also busy.</p>",
    "<p>Some words.</p><p>Kent Police is good at this.</p>",
    "<p>Kent Police has improved. It was graded inadequate at this before.</p>",
    "<p>Some words.</p><p>Good</p>",
    "<h3>Main findings</h3><p>Kent Police is good at investigating crime.</p>",
]


@pytest.mark.parametrize("words", NOT_A_GRADE)
def test_words_that_give_no_grade_of_the_chapter_give_none(words: str, tmp_path: Path) -> None:
    facts = facts_of_page(tmp_path, CHAPTER, words)
    assert "judgment" not in facts.rows
    assert "a grade: Investigating crime" in facts.missing


@pytest.mark.parametrize(
    ("parts", "grade"),
    [
        ((CHAPTER, "<p>Kent Police is inadequate at investigating crime.</p>"), "inadequate"),
        ((CHAPTER, "<p>The force requires improvement at this.</p>"), "requires-improvement"),
        (("<h2>Investigating crime – Adequate</h2><p>Words.</p>",), "adequate"),
        (
            ("<h2>Investigating crime (Requires improvement)</h2><p>Words.</p>",),
            "requires-improvement",
        ),
        ((CHAPTER, "<h3>Outstanding</h3>", "<p>Words.</p>"), "outstanding"),
        ((CHAPTER, "<p><b>Good</b></p><p>Kent Police is good at investigating crime.</p>"), "good"),
    ],
)
def test_a_grade_is_read_in_each_of_its_places(
    parts: tuple[str, ...], grade: str, tmp_path: Path
) -> None:
    facts = facts_of_page(tmp_path, *parts)
    assert [row["grade_id"] for row in facts.rows["judgment"]] == [grade]


def test_two_grades_for_one_chapter_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="disagree about Investigating crime"):
        facts_of_page(tmp_path, CHAPTER, "<p>Good</p><p>Kent Police is adequate at this.</p>")


def test_boxes_of_a_web_page_are_read_whole_and_end_where_they_end(tmp_path: Path) -> None:
    facts = facts_of_page(
        tmp_path,
        CHAPTER,
        "<p>Kent Police is good at this.</p>",
        "<div><h3>Areas for improvement</h3><p><strong>The force should do one.</strong></p>"
        "<p>It should know why.</p><ul><li>a reason</li></ul>"
        "<p><b>The force should do two.</b></p><p>Because.</p></div>",
        "<p>The force should also be thanked.</p>",
        "<section><h3>Cause of concern</h3><p>Much is wrong.</p><h4>Recommendations</h4>"
        "<p>By 30 September 2024, the force should:</p><ul><li>mend it; and</li>"
        "<li>say so.</li></ul></section>",
        "<aside><h3>Promising practice</h3><p><strong>A way</strong></p><p>It works.</p></aside>",
        "<p>The end.</p>",
    )
    rows = facts.rows
    assert [(r["kind"], r["text"], r["deadline"]) for r in rows["improvement"]] == [
        ("area-for-improvement", "The force should do one. It should know why. a reason", None),
        ("area-for-improvement", "The force should do two. Because.", None),
        ("cause-of-concern", "Much is wrong.", None),
        ("recommendation", "By 30 September 2024, the force should: mend it; and", "2024-09-30"),
        ("recommendation", "By 30 September 2024, the force should: say so.", "2024-09-30"),
    ]
    assert [(r["kind"], r["text"]) for r in rows["practice"]] == [
        ("promising-practice", "A way It works.")
    ]
    assert facts.outside_items == []
    assert any("also be thanked" in words for words in facts.candidates)


def test_a_page_with_headings_only_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing stands below the headings"):
        facts_of_page(tmp_path, CHAPTER)


def test_a_report_of_several_pillars_has_an_inspection_for_each(tmp_path: Path) -> None:
    kind = next(kind for kind in OTHERS if kind.every_pillar)
    facts = facts_of(written(make_kind(kind, "kent", 2), tmp_path))
    assert [(r["id"], r["document_id"]) for r in facts.rows["inspection"]] == [
        (f"kent-2018-19-{pillar}", "kent-2018-19")
        for pillar in ("effectiveness", "efficiency", "legitimacy")
    ]


def test_a_report_without_its_day_is_read_and_told(tmp_path: Path) -> None:
    kind = next(kind for kind in OTHERS if kind.every_pillar)
    made = make_kind(kind, "kent", 2)
    for words, count in (("", 0), ("Published on 2 May 2019 and published on 3 May 2019", 2)):
        text = re.sub("Published on [^\n]*", words.replace("published", "Published"), made.text)
        facts = facts_of(written(replace(made, text=text), tmp_path))
        assert {row["published_on"] for row in facts.rows["inspection"]} == {None}
        assert any(words.startswith("the day of publication") for words in facts.missing), count


def test_a_title_in_a_footnote_does_not_make_the_kind(tmp_path: Path) -> None:
    kind = next(kind for kind in OTHERS if name_of(kind) == "peel-2017-effectiveness")
    made = make_kind(kind, "kent", 3)
    text = made.text.replace(
        "Force in numbers", "1 PEEL: Police effectiveness 2015 – An inspection of Kent Police", 1
    )
    path = written(replace(made, text=text), tmp_path)
    assert read_report_of(KINDS, path).kind.framework == "peel-2017"


def test_the_report_on_vulnerability_is_not_that_on_effectiveness(tmp_path: Path) -> None:
    kind = next(kind for kind in OTHERS if name_of(kind) == "peel-2015-effectiveness")
    made = make_kind(kind, "kent", 3)
    text = made.text.replace("effectiveness 2015", "effectiveness 2015 (Vulnerability)", 1)
    with pytest.raises(DataError, match="not a report of a kind that can be read"):
        facts_of(written(replace(made, text=text), tmp_path))


def test_a_grade_carried_over_from_one_that_is_not_held_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "kent-2017-effectiveness"

    def judgment(inspection: str, question: str, origin: str | None) -> FactRow:
        values = {
            "inspection_id": inspection,
            "question_id": question,
            "carried_from_inspection_id": origin,
            "carried_from_question_id": origin and "before",
            "carried_from_basis": origin and "stated",
        }
        return FactRow("judgment", dict(values), folder / "judgment.csv", 2)

    rows = [
        judgment("kent-2016", "before", None),
        judgment("kent-2017", "a", "kent-2016"),
        judgment("kent-2017", "b", "kent-2015"),
    ]
    without_unknown_origin(rows, {folder})
    assert [
        (r.values["carried_from_inspection_id"], r.values["carried_from_basis"]) for r in rows
    ] == [(None, None), ("kent-2016", "stated"), (None, "not-held")]


@pytest.mark.slow
def test_packages_of_every_kind_are_built_and_verified(tmp_path: Path) -> None:
    """Each on a force whose later grades do not depend on it."""
    packages = tmp_path / "sources" / "inspections"
    for number, kind in enumerate(OTHERS):
        force = "cleveland" if kind.framework in ("peel-2017", "peel-2018-19") else "surrey"
        made = make_kind(kind, force, number, known_grades(force, kind))
        ingest(written(made, tmp_path), packages, lambda line: None)
    path = tmp_path / "openpeel.db"
    built = build(path, sources=tmp_path / "sources")
    assert len(built.reports) == len(OTHERS)
    said: list[str] = []
    verify(path, said.append)
    assert said and not [
        line for line in said if "not found: judgment" in line or "contradicted" in line
    ], said
