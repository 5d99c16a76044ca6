"""Reports of our own making of the kinds of which no complete report was at hand.

They follow the headings of their kind (`data/reference/heading.csv`) and what is assumed of it
(`report_kind_assumption.csv`). What is put in is kept, so that a test sees whether it comes out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from html import escape

from report_maker import UNITS, Maker

from openpeel.loaders import package
from openpeel.loaders.ingest import reference
from openpeel.loaders.report.kind import Force, Question, ReportKind

KINDS = reference(package.ROOT)[0]
OTHERS = [kind for kind in KINDS if kind.read_on == "made-up"]
FILL = (
    "Words of ours that tell nothing, and tell it slowly, line by line, so that there is text "
    "between what is told."
)
# Days within the rounds whose reports say their own.
DAYS = {
    "peel-2018-19": {"2 May 2019": "2019-05-02", "September 2019": "2019-09"},
    "peel-2021-22": {"14 April 2022": "2022-04-14", "October 2022": "2022-10"},
    "peel-2023-25": {"26 July 2024": "2024-07-26", "March 2025": "2025-03"},
}
PRACTICES = ("innovative-practice", "promising-practice")


@dataclass
class MadeKind:
    """A report that was made, and what was put into it."""

    kind: ReportKind
    force: Force
    text: str = ""
    published_on: str | None = None
    grades: dict[str, str] = field(default_factory=dict)
    carried_over: set[str] = field(default_factory=set)
    # Topic, kind and words of each item, in order; of practice too.
    items: list[tuple[str, str, str]] = field(default_factory=list)


class KindMaker:
    """Makes a report of a kind, by the lots of `chance`."""

    def __init__(
        self, kind: ReportKind, force: Force, seed: int, grades: dict[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.chance = random.Random(seed)
        self.words = Maker(kind, force, UNITS, self.chance, {})
        self.made = MadeKind(kind, force)
        self.known = grades
        self.web = kind.grade_pattern is not None
        self.parts: list[str] = []

    def make(self) -> MadeKind:
        """The report."""
        chapters = [q for q in self.kind.questions if self.has_heading(q)]
        self.absent = {
            question.topic
            for question in chapters
            if self.kind.carried_over_pattern and not question.whole and self.chance.random() < 0.4
        }
        for question in self.kind.questions:
            if question.graded and (question.whole or question in chapters):
                self.draw_grade(question)
        self.cover()
        questions = {question.topic: question for question in self.kind.questions}
        for heading in self.kind.headings:
            question = questions.get(heading.section)
            if heading.floating or (question and question.topic in self.absent):
                continue
            words = self.words.expand(heading.pattern, {})
            if question:
                self.chapter(question, heading.level, words)
            else:
                self.heading(words, heading.level)
                self.section(heading.section)
        # What has no place in the overview of this kind is not stated at all.
        if self.kind.every_pillar:
            for topic in self.absent:
                self.made.grades.pop(topic, None)
        self.made.text = self.whole()
        return self.made

    def has_heading(self, question: Question) -> bool:
        return any(heading.section == question.topic for heading in self.kind.headings)

    def draw_grade(self, question: Question) -> None:
        grade = self.chance.choice([g for g in self.kind.grades if g != "Ungraded"])
        if self.known is not None:
            if question.topic not in self.known:
                self.absent.add(question.topic)
                return
            grade = self.known[question.topic]
        self.made.grades[question.topic] = grade

    def cover(self) -> None:
        title = self.kind.title.format(force=self.made.force.name)
        self.heading(title, 1)
        if self.kind.published_pattern:
            days = DAYS[self.kind.framework]
            day = self.chance.choice(sorted(days))
            self.made.published_on = days[day]
            self.paragraph(f"Published on {day}")
        else:
            self.made.published_on = self.kind.published_on

    def section(self, section: str) -> None:
        """What stands below a heading that is no chapter's."""
        whole = next((q.topic for q in self.kind.questions if q.whole), None)
        if section == "overall-judgment":
            self.paragraph(self.made.grades[str(whole)])
        elif section == "overall-summary" and not self.web and not self.kind.every_pillar:
            for heading in self.kind.headings:
                if heading.section in self.made.grades and heading.section != whole:
                    self.paragraph(self.words.expand(heading.pattern, {}))
                    self.paragraph(self.made.grades[heading.section])
                    if heading.section in self.absent:
                        self.made.carried_over.add(heading.section)
        elif section in ("risk-based-inspection", "what-this-report-contains"):
            said = self.words.expand(str(self.kind.carried_over_pattern), {})
            self.paragraph(f"Our {said} for the rest.")
        self.paragraph(FILL)

    def chapter(self, question: Question, level: int, words: str) -> None:
        """A chapter: its grade in one of its places, its text and boxes."""
        grade = self.made.grades.get(question.topic)
        place = self.chance.choice(["line", "heading", "sentence", "all"]) if self.web else "line"
        behind = f" – {grade}" if grade and place in ("heading", "all") else ""
        self.heading(words + behind, level)
        if grade and (place == "line" or place == "all") and (self.web or self.kind.every_pillar):
            self.paragraph(grade)
        if grade and place in ("sentence", "all"):
            said = "requires improvement" if grade.startswith("R") else f"is {grade.lower()}"
            self.paragraph(f"{self.made.force.name} {said} at this. {FILL}")
        self.paragraph(f"{FILL} It was good at other things, and inadequate last year.")
        if not question.whole:
            self.boxes(question)
        if grade and not self.web and not self.kind.every_pillar:
            self.heading("Summary of findings", 2)
            self.paragraph(grade)
            self.paragraph(FILL)

    def boxes(self, question: Question) -> None:
        """The boxes of a chapter."""
        topic = question.topic
        for number in range(self.chance.choice([0, 1, 2])):
            asked = f"The force should do thing {number + 1} of {topic}."
            why = f"It does too little of thing {number + 1}." if self.web else ""
            self.box("Areas for improvement" if number else "Area for improvement", [(asked, why)])
            self.item(topic, "area-for-improvement", f"{asked} {why}".strip())
        if self.chance.random() < 0.4:
            worry, asked = f"Much of {topic} worries us.", f"The force should mend {topic}."
            self.box("Cause of concern", [(worry, "")], [asked])
            self.item(topic, "cause-of-concern", worry)
            self.item(topic, "recommendation", asked)
        for kind in PRACTICES if self.web else ():
            if self.chance.random() < 0.5:
                name, what = f"A way to do {topic}", "It does so with care, and others might."
                self.box(kind.replace("-", " ").capitalize(), [(name, what)])
                self.item(topic, kind, f"{name} {what}")
        self.paragraph("What follows a box is no part of it.")

    def item(self, topic: str, kind: str, words: str) -> None:
        self.made.items.append((topic, kind, words))

    # How it is set.

    def heading(self, words: str, level: int) -> None:
        if self.web:
            self.parts.append(f"<h{level + 1}>{escape(words)}</h{level + 1}>")
        elif level == 1:
            self.parts.append(f" {words}")
        else:
            self.parts.append(words)

    def paragraph(self, words: str) -> None:
        self.parts.append(f"<p>{escape(words)}</p>" if self.web else words)

    def box(self, name: str, items: list[tuple[str, str]], asked: list[str] | None = None) -> None:
        if not self.web:
            self.parts += [name, *(words for words, _ in items)]
            self.parts += ["Recommendations", *asked] if asked else []
            return
        inside = [f"<h3>{name}</h3>"]
        for bold, why in items:
            inside.append(f"<p><strong>{escape(bold)}</strong></p>")
            inside += [f"<p>{escape(why)}</p>"] if why else []
        if asked:
            inside += ["<h4>Recommendations</h4>", *(f"<p>{words}</p>" for words in asked)]
        self.parts.append(f'<div class="box">{"".join(inside)}</div>')

    def whole(self) -> str:
        if self.web:
            menu = "<nav><ul><li>Areas for improvement</li></ul></nav>"
            return f"<!DOCTYPE html><html><head><title>Report</title></head><body>{menu}<main>{''.join(self.parts)}</main></body></html>"
        return "\n\n".join(self.parts) + "\n"


def make_kind(
    kind: ReportKind, force: str, seed: int, grades: dict[str, str] | None = None
) -> MadeKind:
    """A report of a kind on a force."""
    which = next(one for one in kind.forces if one.id == force)
    return KindMaker(kind, which, seed, grades).make()
