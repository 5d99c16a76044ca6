"""Boxes of reports: no paragraph is lost, each item is whole, and only its own deadline counts."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from printing import Printer, paragraphs
from report_maker import KIND, make

from openpeel.loaders import package
from openpeel.loaders.ingest import reference
from openpeel.loaders.report.facts.boxes import Box, demand_of, read_boxes
from openpeel.loaders.report.facts.deadlines import find_deadline
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.record import Facts, ParsedReport
from openpeel.loaders.report.facts.review import review
from openpeel.loaders.report.find import read_report_of
from openpeel.loaders.report.structure.steps import take_apart
from openpeel.loaders.report.text.report_file import read_report

KINDS, _ = reference(package.ROOT)
FORCE = next(force for force in KIND.forces if force.id == "wiltshire")
CHAPTER = "How effective is the force at keeping people safe?"
FILL = "Words of ours that tell nothing, and tell it slowly, until the line is full and wraps on."


def read_lines(path: Path) -> list[Box]:
    lines = read_report(path)
    names = FORCE.names
    structure = take_apart(lines, KIND.headings, names, KIND.grades)
    return list(read_boxes(structure, FORCE.names.they))


def as_text(parts: list[str], folder: Path) -> list[Box]:
    path = folder / "report.txt"
    whole = [" Introduction", FILL, f" {CHAPTER}", FILL, *parts]
    path.write_text("\n\n".join(whole) + "\n", encoding="utf-8")
    return read_lines(path)


def as_pdf(parts: list[str], folder: Path) -> list[Box]:
    path = folder / "report.pdf"
    wrapped = ["\n".join(textwrap.wrap(part, 80)) for part in parts]
    sheets = [paragraphs("Introduction", FILL), paragraphs(CHAPTER, FILL, *wrapped)]
    Printer(path).print(sheets)
    return read_lines(path)


def items_of(boxes: list[Box]) -> list[tuple[str, str]]:
    return [(item.kind, item.text) for box in boxes for item in box.items]


def others_of(boxes: list[Box]) -> list[str]:
    return [passage.text for box in boxes for passage in box.others]


AREA, CONCERN, RECOMMENDATION = "area-for-improvement", "cause-of-concern", "recommendation"
LEAD = "To address this concern the force should immediately take steps to:"
BOTH = (
    RECOMMENDATION,
    f"{LEAD} put 40 more officers on prevention; and check each quarter whether victims notice it.",
)


@pytest.mark.parametrize(
    ("way", "mark"),
    # The font that the PDF is printed in has no other bullets.
    [*((as_text, mark) for mark in "–-o◦•▪"), *((as_pdf, mark) for mark in "–-o•")],
)
def test_parts_of_a_recommendation_stay_with_it(way: object, mark: str, tmp_path: Path) -> None:
    assert callable(way)
    boxes = way(
        [
            "Recommendations",
            f"• {LEAD}",
            f"{mark} put 40 more officers on prevention; and",
            f"{mark} check each quarter whether victims notice it.",
            "• The force should tell staff why.",
        ],
        tmp_path,
    )
    assert items_of(boxes) == [BOTH, (RECOMMENDATION, "The force should tell staff why.")]
    assert others_of(boxes) == []


@pytest.mark.parametrize("way", [as_text, as_pdf])
def test_numbered_items_and_lettered_parts_are_told_apart(way: object, tmp_path: Path) -> None:
    assert callable(way)
    boxes = way(
        ["Recommendations", "1. The force should train staff:", "(a) those in control rooms; and",
         "(b) those on patrol.", "2. The force should plan ahead."],
        tmp_path,
    )  # fmt: skip
    assert items_of(boxes) == [
        (RECOMMENDATION,
         "The force should train staff: those in control rooms; and those on patrol."),
        (RECOMMENDATION, "The force should plan ahead."),
    ]  # fmt: skip
    assert others_of(boxes) == []


def test_a_bullet_with_another_mark_is_a_part_whatever_it_says(tmp_path: Path) -> None:
    parts = ["• The force should train staff.", "– New officers are to come first.",
             "• The force should plan ahead."]  # fmt: skip
    assert [text for _, text in items_of(as_text(["Areas for improvement", *parts], tmp_path))] == [
        "The force should train staff. New officers are to come first.",
        "The force should plan ahead.",
    ]


def test_parts_without_blank_lines_stay_with_their_item(tmp_path: Path) -> None:
    parts = f"• {LEAD}\n– put 40 more officers on prevention; and\n– check each quarter\nwhether victims notice it."
    assert items_of(as_text(["Recommendation", parts], tmp_path)) == [BOTH]


def test_a_dash_inside_a_sentence_begins_no_part(tmp_path: Path) -> None:
    text = "• The force should tell its staff\n– officers and others – what it plans."
    (item,) = items_of(as_text(["Area for improvement", text], tmp_path))
    assert item[1] == "The force should tell its staff – officers and others – what it plans."


@pytest.mark.parametrize("way", [as_text, as_pdf])
def test_parts_that_begin_with_a_capital_stay_with_their_item(way: object, tmp_path: Path) -> None:
    assert callable(way)
    boxes = way(
        [
            "Recommendations",
            f"• {LEAD}",
            "• Put more officers on prevention.",
            "• Check the results.",
            "• The force should tell staff why.",
        ],
        tmp_path,
    )
    assert [text for _, text in items_of(boxes)] == [
        f"{LEAD} Put more officers on prevention. Check the results.",
        "The force should tell staff why.",
    ]


@pytest.mark.parametrize("way", [as_text, as_pdf])
def test_a_sentence_after_a_bullet_goes_on_with_it(way: object, tmp_path: Path) -> None:
    assert callable(way)
    boxes = way(
        [
            "Areas for improvement",
            "• The force should evaluate its tactics.",
            "The force should also share what works.",
            "• The force should train its staff.",
            "By 30 September 2017 we shall come back.",
            "• Many of the officers were new.",
            "• The force should plan ahead.",
        ],
        tmp_path,
    )
    assert items_of(boxes) == [
        (AREA, "The force should evaluate its tactics. The force should also share what works."),
        (AREA, "The force should train its staff."),
        (AREA, "The force should plan ahead."),
    ]
    assert others_of(boxes) == [
        "By 30 September 2017 we shall come back.",
        "• Many of the officers were new.",
    ]


@pytest.mark.parametrize("way", [as_text, as_pdf])
@pytest.mark.parametrize("together", [True, False])
def test_recommendations_without_a_heading_are_told_from_the_concern(
    together: bool, way: object, tmp_path: Path
) -> None:
    assert callable(way)
    concern = ["Victims wait too long for help.", "Staff are not told of risk."]
    lead = "To address this cause of concern the force must immediately take steps to:"
    said = [concern[0], f"{concern[1]} {lead}"] if together else [*concern, lead]
    boxes = way(
        ["Cause of concern", *said, "• answer calls sooner; and", "• train staff."], tmp_path
    )
    assert items_of(boxes) == [
        (CONCERN, " ".join(concern)),
        (RECOMMENDATION, f"{lead} answer calls sooner; and"),
        (RECOMMENDATION, f"{lead} train staff."),
    ]
    assert others_of(boxes) == []


def test_bullets_of_a_cause_of_concern_belong_to_it(tmp_path: Path) -> None:
    boxes = as_text(
        ["Causes of concern", "We found that:", "• victims wait; and", "• staff are not told.",
         "The force should review both.", "Recommendations", "• It should do so soon."],
        tmp_path,
    )  # fmt: skip
    assert items_of(boxes) == [
        (CONCERN, "We found that: victims wait; and staff are not told."),
        (RECOMMENDATION, "The force should review both."),
        (RECOMMENDATION, "It should do so soon."),
    ]


@pytest.mark.parametrize(
    "heading",
    ["Areas for improvement", "Areas for Improvement", "AREAS FOR IMPROVEMENT",
     "Area(s) for improvement:", "Area for improvement:", "AREA(S) FOR IMPROVEMENT"],
)  # fmt: skip
def test_every_form_of_the_heading_opens_a_box(heading: str, tmp_path: Path) -> None:
    boxes = as_text([heading, "• The force should plan ahead."], tmp_path)
    assert items_of(boxes) == [(AREA, "The force should plan ahead.")]


def test_words_that_a_page_parts_from_their_sentence_open_no_box(tmp_path: Path) -> None:
    boxes = as_text(["It has three further", " areas for improvement", FILL], tmp_path)
    assert boxes == []


# What a review lists.


def facts_with(box: list[str], tmp_path: Path) -> tuple[Facts, str]:
    """The facts and the review of a report with a box in its last chapter."""
    made = make(11)
    before, heading, after = made.text.partition("\n Next steps\n")
    before = re.sub(r"\nAreas? for improvement\n(\n• .*\n)+", "\n", before)
    path = tmp_path / "report.txt"
    path.write_text("\n\n".join([before, *box, ""]) + heading + after, encoding="utf-8")
    report = read_report_of(KINDS, path)
    source = ParsedReport(report, report.take_apart())
    facts = read_facts(source)
    return facts, review(facts, source)


def test_what_is_in_no_item_is_in_the_review(tmp_path: Path) -> None:
    _, text = facts_with(
        ["Area for improvement", "• The force should plan ahead.", "It was a fine day.",
         "Figure 8: A drawing", "Source: Ours"],
        tmp_path,
    )  # fmt: skip
    listed = text.partition("## In a box, and in no item")[2].partition("##")[0]
    assert "It was a fine day." in listed
    assert "Figure 8: A drawing" in listed
    assert "plan ahead" not in listed


def test_text_right_after_a_cause_of_concern_is_in_it_and_in_the_review(tmp_path: Path) -> None:
    """Nothing says where the box ends; with recommendations after it, it is all of the box."""
    box = ["Cause of concern", "Victims wait too long for help.", "It was a fine day."]
    facts, text = facts_with(box, tmp_path)
    texts = [r["text"] for r in facts.rows["improvement"] if r["kind"] == CONCERN]
    assert "Victims wait too long for help. It was a fine day." in texts
    [listed] = [line for line in text.splitlines() if "read as part of the cause" in line]
    assert "It was a fine day." in listed
    _, text = facts_with([*box, "The force should answer calls sooner."], tmp_path)
    assert "read as part of the cause of concern" not in text


def test_what_may_be_asked_outside_boxes_is_in_the_review(tmp_path: Path) -> None:
    _, text = facts_with(
        ["As we said in 2015, the force should plan ahead.", "• This is an area for improvement.",
         "Wiltshire Police must do more.", "The weather should be better."],
        tmp_path,
    )  # fmt: skip
    listed = text.partition("## Outside boxes")[2].partition("##")[0]
    assert listed.count("* page ") >= 3
    for words in (
        "**the force should** plan",
        "**area for improvement**",
        "**Wiltshire Police must**",
    ):
        assert words in listed
    assert "weather" not in listed


def test_a_box_outside_the_chapters_is_in_the_review(tmp_path: Path) -> None:
    made = make(11)
    path = tmp_path / "report.txt"
    box = "\nAreas for improvement\n\n• The force should plan ahead.\n\n"
    path.write_text(made.text + box, encoding="utf-8")
    report = read_report_of(KINDS, path)
    facts = read_facts(ParsedReport(report, report.take_apart()))
    assert any("plan ahead" in line for line in facts.outside_items)
    assert not any("plan ahead" in str(r["text"]) for r in facts.rows.get("improvement", []))


def test_a_heading_with_nothing_under_it_is_in_the_review(tmp_path: Path) -> None:
    facts, _ = facts_with(["Recommendations"], tmp_path)
    assert any("anything under the heading Recommendations" in line for line in facts.missing)


def test_sentences_of_which_no_value_was_taken_are_in_the_review(tmp_path: Path) -> None:
    facts, text = facts_with(
        ["In 2014/15, 1,707 officers and staff responded to our survey.",
         "The force could not provide figures on stolen bicycles."],
        tmp_path,
    )  # fmt: skip
    listed = text.partition("## Sentences like known ones")[2].partition("##")[0]
    assert "another time (2014/15)" in listed
    assert "**could not provide** figures on stolen bicycles" in listed
    assert not any(r["value"] == 1707 for r in facts.rows["observation"])


# Deadlines.

DEMAND = demand_of(FORCE.names.they)
TAKEN = {
    "The force should immediately review its cases.": ("immediately", None),
    "The force must, with immediate effect, stop this.": ("with immediate effect", None),
    "By 30 September 2017, the force should review its cases.": ("By 30 September 2017", "2017-09-30"),
    "By 30 September 2017 Wiltshire Police should review its cases.": ("By 30 September 2017", "2017-09-30"),
    "Within six months, the force should review its cases.": ("Within six months", None),
    "Within 3 months the force must review its cases.": ("Within 3 months", None),
    "The force should review its cases by the end of May 2017.": ("by the end of May 2017", "2017-05"),
    "The force should, by 1 June 2017, review its cases.": ("by 1 June 2017", "2017-06-01"),
    "The constabulary should have a plan no later than March 2018.": ("no later than March 2018", "2018-03"),
    "Victims wait. The force should end this by July 2017.": ("by July 2017", "2017-07"),
    "The force should review its plans within six months.": ("within six months", None),
}  # fmt: skip
NOT_TAKEN = [
    "The force should ensure that officers immediately complete a form.",
    "The force should make sure that cases are closed by 30 September 2017.",
    "The force should review all cases opened by 30 September 2017.",
    "The force should review cases that were open by May 2017 again.",
    "The force should assess each risk within two days.",
    "The force should tell victims, who must be seen immediately, what happens.",
    "Officers complete a form immediately.",
    "By 30 September 2017 we shall come back.",
    "The force should do this by 31 September 2017.",
    "The force should have done this by 1 June 2016.",
    "The force should by May 2017 plan this. It should by June 2017 do it.",
    "Staff said in 2016 that they had to act immediately. The force should help them.",
    "The force should ensure its officers attend immediately.",
]


@pytest.mark.parametrize("text", TAKEN)
def test_deadline_is_taken_from_words_that_govern_the_item(text: str) -> None:
    deadline, doubtful = find_deadline("", text, DEMAND, KIND.published_on)
    assert deadline is not None
    assert (deadline.words, deadline.day) == TAKEN[text]
    assert doubtful == []


@pytest.mark.parametrize("text", NOT_TAKEN)
def test_no_deadline_is_taken_from_other_words_of_time(text: str) -> None:
    deadline, doubtful = find_deadline("", text, DEMAND, KIND.published_on)
    assert deadline is None
    # Days and months, unlike *immediately*, are reported.
    if re.search(r"(?i)\b(?:by|within) (?!that)\w+ ?\w* ?20\d\d", text) and "we shall" not in text:
        assert doubtful


def test_deadline_of_a_lead_holds_for_its_items_and_that_of_a_part_for_none(tmp_path: Path) -> None:
    facts, text = facts_with(
        ["Cause of concern", "Victims wait.", "Recommendations",
         "By May 2017, the force should:", "• answer calls; and", "• train staff."],
        tmp_path,
    )  # fmt: skip
    mine = [r for r in facts.rows["improvement"] if r["topic_id"] == "specialist-capabilities"]
    asked = [r["deadline"] for r in mine if r["kind"] == "recommendation"]
    assert asked == ["2017-05", "2017-05"]
    facts, text = facts_with(
        [
            "Recommendations",
            "• The force should:",
            "– answer calls by May 2017; and",
            "– train staff.",
        ],
        tmp_path,
    )
    (row,) = [r for r in facts.rows["improvement"] if r["topic_id"] == "specialist-capabilities"]
    assert row["deadline_as_worded"] is None
    assert "is “by May 2017” a deadline?" in text
