"""Reports of our own making: every part of a kind of report, with numbers drawn at random.

What is put in is kept, so that a test can see whether it comes out again. The words are
those of the patterns, filled up with words of ours.
"""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass, field

from openpeel.loaders import package
from openpeel.loaders.ingest import reference
from openpeel.loaders.report.kind import FigureKind, Force, KnownSentence, ReportKind, ValueRule
from openpeel.loaders.report.structure.patterns import TOKEN, slots

FILL = " so to say "
GRADES = ["Outstanding", "Good", "Requires improvement", "Inadequate"]
# Where a figure stands, and the sentences that may stand anywhere.
FIGURES = {
    1: "crime-levels", 2: "crime-levels", 3: "crime-levels", 4: "bringing-to-justice",
    5: "supporting-victims", 6: "assessing-risk", 7: "domestic-abuse-victims",
    8: "understanding-organised-crime", 9: "understanding-organised-crime",
}  # fmt: skip
ANYWHERE = "engaging-the-public"

Value = tuple[str | None, float | None, float | None]  # printed, value, upper end


@dataclass
class Made:
    """A report that was made: its text, and what was put into it."""

    force: Force
    text: str = ""
    grades: dict[str, str] = field(default_factory=dict)
    improvements: dict[str, list[str]] = field(default_factory=dict)
    concerns: dict[str, list[tuple[str, str, list[str]]]] = field(default_factory=dict)
    # Values by measure, area, period and baseline; None where one is missing.
    values: dict[tuple[object, ...], Value] = field(default_factory=dict)
    sentences: set[str] = field(default_factory=set)
    tables: set[int] = field(default_factory=set)
    notes: int = 0
    pages: int = 0


@dataclass
class Block:
    """Lines that stand together, and the footnote whose mark hangs on one of them."""

    text: str
    kind: str = "paragraph"
    note: str | None = None
    starts_page: bool = False


class Maker:
    """Makes one report, by the lots of `chance`."""

    def __init__(
        self,
        kind: ReportKind,
        force: Force,
        units: dict[str, str],
        chance: random.Random,
        grades: dict[str, str],
    ) -> None:
        self.kind = kind
        self.chance = chance
        self.units = units
        # Grades that are not drawn at random, by topic.
        self.grades = grades
        self.made = Made(force)
        self.blocks: list[Block] = []

    def make(self) -> Made:
        """The report."""
        self.choose_grades()
        bodies = self.bodies()
        chapter = ""
        for heading in self.kind.headings:
            if heading.floating:
                continue
            if heading.level == 1:
                self.add_items(chapter)
                chapter = heading.section
            slug = heading.section.replace("{chapter}", chapter)
            words = self.expand(heading.pattern, {})
            self.blocks.append(Block(words, "heading", starts_page=heading.level == 1))
            self.fill(slug, chapter, bodies.get(slug, []))
        self.made.text = self.lay_out()
        return self.made

    def choose_grades(self) -> None:
        for question in self.kind.questions:
            topic = question.topic
            graded = topic != "specialist-capabilities"
            drawn = self.chance.choice(GRADES) if graded else "Ungraded"
            self.made.grades[topic] = self.grades.get(topic, drawn)
            count = self.chance.choice([0, 1, 2, 4]) if topic != "overall" else 0
            self.made.improvements[topic] = [
                f"The force should do thing {n + 1} of {topic}." for n in range(count)
            ]
            self.made.concerns[topic] = []
            if topic != "overall" and self.chance.random() < 0.3:
                for number in range(self.chance.choice([1, 1, 2])):
                    when = self.chance.choice(
                        ["immediately", "by September 2017", "", "by 1 May 2017"]
                    )
                    asked = [
                        f"Take step {n + 1} of concern {number + 1} on {topic}."
                        for n in range(self.chance.choice([1, 3]))
                    ]
                    self.made.concerns[topic].append(
                        (f"Matter {number + 1} on {topic} worries us.", when, asked)
                    )

    def bodies(self) -> dict[str, list[Block]]:
        """What stands under each heading."""
        bodies: dict[str, list[Block]] = {}
        for figure in self.kind.figures:
            bodies.setdefault(FIGURES[figure.number], []).extend(self.figure(figure))
        for sentence in self.kind.sentences:
            if sentence.expected or self.chance.random() < 0.7:
                if self.chance.random() < 0.1 and sentence.expected:
                    continue  # a report may leave a sentence out
                text = self.sentence(sentence)
                if text:
                    bodies.setdefault(sentence.section or ANYWHERE, []).append(Block(text))
        return bodies

    def fill(self, slug: str, chapter: str, body: list[Block]) -> None:
        """What stands under a heading of the given section."""
        if slug == "overall-judgment":
            self.blocks.append(Block(self.made.grades["overall"], "grade"))
        elif slug == "overall-summary":
            self.fill_overview()
        elif slug.endswith("-summary"):
            self.blocks.append(Block(self.made.grades[chapter], "grade"))
        elif slug == self.kind.fieldwork_section:
            self.blocks.append(
                Block(
                    f"Our {self.kind.recognised_by}. This "
                    f"{self.kind.force_pattern.format(force=self.made.force.name)}",
                    note="Forces were visited in autumn.",
                )
            )
        self.blocks += body
        for _ in range(self.chance.choice([0, 1, 3])):
            note = "A note of ours." if self.chance.random() < 0.3 else None
            self.blocks.append(
                Block(
                    "Words of ours that tell nothing, and tell it slowly, line "
                    "by line, so that pages break in the midst of them.",
                    note=note,
                )
            )

    def fill_overview(self) -> None:
        for heading in self.kind.headings:
            if heading.level == 1 and heading.section in self.made.grades:
                asked = self.expand(heading.pattern, {})
                grade = self.made.grades[heading.section]
                if self.chance.random() < 0.3:
                    self.blocks.append(Block(f"{asked}  {grade}"))
                else:
                    self.blocks += [Block(asked), Block(grade, "grade")]

    def add_items(self, chapter: str) -> None:
        """The boxes at the end of a chapter, in either order."""
        boxes = [self.add_improvements, self.add_concerns]
        self.chance.shuffle(boxes)
        for add in boxes:
            add(chapter)

    def add_improvements(self, chapter: str) -> None:
        texts = self.made.improvements.get(chapter, [])
        if texts:
            name = "Area for improvement" if len(texts) == 1 else "Areas for improvement"
            self.blocks.append(Block(name, "heading"))
        self.blocks += [Block(f"• {text}", "bullet") for text in texts]

    def add_concerns(self, chapter: str) -> None:
        for statement, when, asked in self.made.concerns.get(chapter, []):
            self.blocks.append(Block("Cause of concern", "heading"))
            self.blocks.append(Block(statement))
            self.blocks.append(Block("Recommendations", "heading"))
            self.blocks.append(Block(f"The force should {when or 'in time'} do this:"))
            self.blocks += [Block(f"• {text}", "bullet") for text in asked]

    def figure(self, figure: FigureKind) -> list[Block]:
        """A figure: its caption and, of a table, the head and the rows."""
        blocks = [Block(f"Figure {figure.number}: Something of ours", "caption")]
        if not figure.rows:
            return blocks
        self.made.tables.add(figure.number)
        blocks.append(Block(f"Rows {self.made.force.name} England and Wales", "row"))
        cells = {area: self.column(figure) for area in (self.made.force.id, "england-and-wales")}
        for row in figure.rows:
            label = " ".join(self.expand(row.pattern, {}).split())
            if row.measure_id is None:
                blocks.append(Block(label, "row"))
                continue
            printed = []
            for area, column in cells.items():
                key = (row.measure_id, area, row.period_start, row.period_end, None, None)
                printed.append(f"{column[row.position]:.1f}")
                self.made.values[key] = (printed[-1], float(printed[-1]), None)
            blocks.append(Block(f"{label} {' '.join(printed)}", "row"))
        return blocks

    def column(self, figure: FigureKind) -> dict[int, float]:
        """Numbers for the rows of a table, groups and totals the sums of their parts."""
        parents = {row.parent_position for row in figure.rows}
        column = {
            row.position: self.chance.randint(0, 60) / 10
            for row in figure.rows
            if row.position not in parents
        }

        def total(position: int) -> float:
            if position not in column:
                parts = [row.position for row in figure.rows if row.parent_position == position]
                column[position] = round(sum(total(part) for part in parts), 1)
            return column[position]

        for row in figure.rows:
            total(row.position)
        return column

    def sentence(self, sentence: KnownSentence) -> str | None:
        """A sentence in any of its ways, with what it states kept."""
        return self.worded(sentence, self.chance.choice(sentence.patterns))

    def worded(self, sentence: KnownSentence, pattern: str) -> str | None:
        """A sentence in one of its ways, with what it states kept."""
        rules = {rule.slot: rule for rule in sentence.values}
        drawn: dict[str, str] = {}
        keys = {}
        for name, sort in slots(pattern).items():
            if sort == "words":
                drawn[name] = "well below"
            elif sort == "none":
                drawn[name] = ""
                keys[name] = self.key(rules[name])
            else:
                keys[name] = self.key(rules[name])
                held = self.made.values.get(keys[name])
                drawn[name] = self.phrase(sort, rules[name], held)
        if any(
            (self.made.values.get(key, (None, 0, None))[0] is None) != (drawn[name] == "")
            for name, key in keys.items()
            if key in self.made.values and rules[name].figure_number is None
        ):
            return None  # it would be stated in one place and missing in another
        for name, key in keys.items():
            if rules[name].figure_number is None or key not in self.made.values:
                self.made.values.setdefault(key, read_back(drawn[name]))
        self.made.sentences.add(sentence.id)
        return f"Here it is. In our words {self.expand(pattern, drawn)}. And on we go."

    def key(self, rule: ValueRule) -> tuple[object, ...]:
        area = rule.area_id or self.made.force.id
        return (
            rule.measure_id,
            area,
            rule.period_start,
            rule.period_end,
            rule.period_note,
            rule.baseline_start,
        )

    def phrase(self, sort: str, rule: ValueRule, held: Value | None) -> str:
        """Words for a slot: those held already for the value, or new ones."""
        if held and held[0]:
            return held[0]
        whole = self.units[rule.measure_id] in ("count", "days", "gbp-million")
        high = self.chance.choice([9, 99, 999])
        number = f"{self.chance.randint(2, high):,}" if whole else f"{self.chance.randint(1, 99)}"
        if not whole and self.chance.random() < 0.6:
            number = f"{self.chance.randint(1, 999) / 10:.1f}"
        if sort == "number":
            if whole and self.chance.random() < 0.3:
                return self.chance.choice(["two", "five", "nine", "twelve"])
            if self.chance.random() < 0.2:
                return self.chance.choice(["around", "some", "over"]) + f" {number}"
            return number
        if sort == "range":
            low = self.chance.randint(1, 40)
            return f"between {low} and {self.chance.randint(41, 2000 if whole else 99):,}"
        return self.chance.choice(
            [
                f"increased by {number} percent", f"decreased by {number} percent",
                f"a decrease of {number} percent", f"an increase of {number} percent",
                f"{number} percent fewer", f"{number} percent more", "no change",
            ]
        )  # fmt: skip

    def expand(self, pattern: str, drawn: dict[str, str]) -> str:
        """A pattern as a text: what may be missing is there, of two ways the first."""
        names = {
            "force": self.made.force.name, "area": self.made.force.area,
            "they": self.made.force.name, "place": self.made.force.area,
        }  # fmt: skip
        parts: list[str] = []
        skipping = 0
        depth: list[str] = []
        for match in TOKEN.finditer(pattern):
            sign = match["sign"]
            if sign == "<":
                depth.append("<")
            elif sign == "[":
                depth.append("[")
            elif sign in (">", "]"):
                skipping = 0 if skipping == len(depth) else skipping
                depth.pop()
            elif sign == "|":
                skipping = skipping or len(depth)
            elif skipping:
                continue
            elif sign == "*":
                parts.append(FILL)
            elif sign == "**":
                parts.append(f"{FILL}. Then again ")
            elif match["slot"]:
                name = match["name"]
                parts.append(drawn[name] if match["kind"] else names[name])
            else:
                parts.append(match[0])
        return re.sub(r" +", " ", "".join(parts)).strip()

    def lay_out(self) -> str:
        """Blocks on pages of lines, with footnotes at the foot and numbers here and there."""
        pages: list[list[str]] = []
        page: list[str] = []
        notes: list[str] = []
        first = self.chance.randint(1, 5)
        room = self.chance.randint(15, 45)

        def turn() -> None:
            nonlocal page, notes, room
            page += notes
            if page:
                number = first + len(pages)
                if not pages or self.chance.random() < 0.3:
                    page += ["", str(number), ""]
                pages.append(page)
            page, notes, room = [], [], self.chance.randint(15, 45)

        for block in self.blocks:
            if block.starts_page or (len(page) > room and block.kind not in ("grade",)):
                turn()
            lines = self.wrap(block)
            if len(lines) > 2 and len(page) + 2 > room and block.kind == "paragraph":
                half = self.break_in(lines)
                if half:
                    page += lines[:half]
                    turn()
                    lines = lines[half:]
            if block.kind == "row" and block.text[-1].isdigit() and self.chance.random() < 0.05:
                # A row that a page parts: its numbers stand on the next one.
                words = block.text.split(" ")
                if len(words) > 5:
                    page.append(" ".join(words[:2]))
                    turn()
                    lines = [" ".join(words[2:])]
            if block.note:
                self.made.notes += 1
                lines[-1] = re.sub(r"(\.?)$", rf"\g<1>{self.made.notes}", lines[-1], count=1)
                notes += ["", f"{self.made.notes} {block.note}"]
            page += [*lines, ""]
        turn()
        self.made.pages = len(pages)
        text = []
        for page in pages:
            start = next(i for i, line in enumerate(page) if line)
            page[start] = f" {page[start]}"
            text += page
        return "\n".join(text) + "\n"

    def wrap(self, block: Block) -> list[str]:
        """A block as lines."""
        if block.kind in ("grade", "caption", "heading", "row"):
            return [block.text]
        words = block.text.split(" ")
        width = self.chance.randint(60, 90)
        lines = [""]
        for word in words:
            if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
                lines.append(word)
            else:
                lines[-1] += (" " if lines[-1] else "") + word
        return lines

    def break_in(self, lines: list[str]) -> int | None:
        """Where a paragraph may be split by a page: not at the end of a sentence."""
        for half in range(1, len(lines)):
            if not re.search(r"[.?!:;”)\d]$", lines[half - 1]) and not lines[half][0].isdigit():
                return half
        return None


def read_back(phrase: str) -> Value:
    """What a phrase of `Maker.phrase` means: printed form, value and upper end."""
    if not phrase:
        return (None, None, None)
    if phrase == "no change":
        return (phrase, 0.0, None)
    words = {"two": 2.0, "five": 5.0, "nine": 9.0, "twelve": 12.0}
    if phrase in words:
        return (phrase, words[phrase], None)
    numbers = [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", phrase)]
    if phrase.startswith("between"):
        return (phrase, numbers[0], numbers[1])
    sign = -1 if "decrease" in phrase or "fewer" in phrase else 1
    return (phrase, sign * numbers[0] if numbers[0] else 0.0, None)


# The kind of report that is made.
KIND = next(
    k
    for k in reference(package.ROOT)[0]
    if (k.framework, k.pillar) == ("peel-2016", "effectiveness")
)

with (package.ROOT / "data/reference/measure.csv").open(encoding="utf-8", newline="") as stream:
    UNITS = {row["id"]: row["unit_id"] for row in csv.DictReader(stream)}


def force(name: str) -> Force:
    """A force by its id."""
    return next(force for force in KIND.forces if force.id == name)


def make(seed: int, name: str = "wiltshire", grades: dict[str, str] | None = None) -> Made:
    """A report on a force; without grades of its own these are random too."""
    return Maker(KIND, force(name), UNITS, random.Random(seed), grades or {}).make()


def known_grades(name: str, kind: ReportKind = KIND) -> dict[str, str]:
    """The grades that web pages give a force: a report that says otherwise is refused."""
    labels = {grade: label for label, grade in kind.grades.items()}
    topics = {question.id: question.topic for question in kind.questions}
    path = package.ROOT / "data" / "grades" / "readings" / f"{kind.framework}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            topics[row["question_id"]]: labels[row["grade_id"]]
            for row in csv.DictReader(stream)
            if row["force_id"] == name and row["question_id"] in topics
        }
