"""Reports of other forces, worded otherwise: the Essex report with what differs put in.

Each variation must give the values of Essex itself, or the values that are left and a word on
the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.loaders.ingest import reference
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.record import Facts, ParsedReport
from openpeel.loaders.report.find import read_report_of
from openpeel.loaders.report.kind import Force

pytestmark = pytest.mark.sources

KINDS, _ = reference(package.ROOT)
KIND = next(k for k in KINDS if (k.framework, k.pillar) == ("peel-2016", "effectiveness"))
VALUES = 160
SAYS_WHO = "report sets out our findings for Essex Police."


@pytest.fixture(scope="module")
def whole(report: Path) -> str:
    """The text of the report."""
    return report.read_text(encoding="utf-8")


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Facts]:
    """Reads the facts of a text."""

    def facts_of(text: str) -> Facts:
        path = tmp_path / "report.txt"
        path.write_text(text, encoding="utf-8")
        found = read_report_of(KINDS, path)
        return read_facts(ParsedReport(found, found.take_apart()))

    return facts_of


def values_of(facts: Facts, force: str) -> Counter[tuple[str, ...]]:
    """What the values are, whichever force they are about."""
    names = ("measure_id", "area_id", "figure_id", "period_start", "period_note", "baseline_start",
             "value", "value_high", "decimals", "missing_reason", "page")  # fmt: skip
    return Counter(
        tuple(str(row[n]).replace(force, "this-force") for n in names)
        for row in facts.rows["observation"]
    )


def other_force(text: str, force: Force, article: str) -> str:
    """The report with another force's names in it."""
    text = text.replace("Essex Police", force.name)
    return re.sub(r"\bEssex\b", lambda _: article + force.area, text)


# Humberside is itself left out of Figure 9, which draws its value for every other force.
COUNTS = {"humberside": VALUES - 1}


@pytest.mark.parametrize("force", KIND.forces, ids=lambda force: force.id)
def test_every_force_has_the_values_of_essex(
    force: Force, whole: str, read: Callable[[str], Facts]
) -> None:
    for article in ("", "the "):
        facts = read(other_force(whole, force, article))
        assert len(facts.rows["observation"]) == COUNTS.get(force.id, VALUES)
        assert facts.document == f"{force.id}-2016-effectiveness"
        assert (facts.missing, facts.contradictions) == ([], [])


def but_who(text: str, change: Callable[[str], str]) -> str:
    """Change a text, but not where it says which force it is about."""
    return change(text.replace(SAYS_WHO, "\ue100")).replace("\ue100", SAYS_WHO)


def as_months(match: re.Match[str]) -> str:
    return "12-month period" if match[0].endswith("s") else "12-month"


VARIATIONS: dict[str, Callable[[str], str]] = {
    "the force for its name": lambda t: but_who(t, lambda t: t.replace("Essex Police", "the force")),
    "its name for the force": lambda t: but_who(t, lambda t: re.sub("[Tt]he force", "Essex Police", t)),
    "the area": lambda t: re.sub(r"\bEssex(?! (?:Police|[A-Z]|hotel|digital|sat))", "the Essex area", t),
    "12-month": lambda t: re.sub(r"12\s+months?", as_months, t),
    "average for rate": lambda t: re.sub(r"\brate\b", "average", t),
    "rate for average": lambda t: re.sub(r"\baverage\b", "rate", t),
    "per cent": lambda t: re.sub(r"\bpercent\b", "per cent", t),
}  # fmt: skip


@pytest.mark.parametrize("variation", VARIATIONS)
def test_other_words_give_the_same_values(
    variation: str, whole: str, read: Callable[[str], Facts]
) -> None:
    changed = VARIATIONS[variation](whole)
    assert changed != whole
    facts = read(changed)
    assert values_of(facts, "essex") == values_of(read(whole), "essex")
    assert (facts.missing, facts.contradictions) == ([], [])


def test_a_name_with_a_hyphen_may_break_over_lines(
    whole: str, read: Callable[[str], Facts]
) -> None:
    force = next(force for force in KIND.forces if force.id == "dyfed-powys")
    text = other_force(whole, force, "")
    torn = re.sub(r"(Dyfed-)(Powys[^\n]*\n)", r"\1\n\2", text)
    # A name in a heading or the head of a table makes one line more of it as well.
    assert torn.count("Dyfed-\n") > 100
    facts = read(torn)
    assert (len(facts.rows["observation"]), facts.missing) == (VALUES, [])


HEADS = {
    "Rates per 1,000 population Essex Police England and \nWales": (
        "Rates per 1,000 Metropolitan England and \npopulation Police Service Wales"
    ),
    "number Outcome type / group Essex Police England and Wales": (
        "number Outcome type / group Metropolitan Police England \nService and Wales"
    ),
    "Outcome type / group Essex Police England and Wales": (
        "Outcome type / group Metropolitan England and Wales \nPolice \nService"
    ),
}


def test_heads_of_tables_may_have_a_long_name_on_several_lines(
    whole: str, read: Callable[[str], Facts]
) -> None:
    force = next(force for force in KIND.forces if force.id == "metropolitan")
    for old, new in HEADS.items():
        pattern = r"\s+".join(map(re.escape, old.split()))
        assert re.search(rf"(?m)^{pattern} *$", whole), old
        whole = re.sub(rf"(?m)^{pattern} *$", new, whole)
    facts = read(other_force(whole, force, ""))
    assert (len(facts.rows["observation"]), facts.missing) == (VALUES, [])


def test_questions_may_come_first_and_their_grades_after(
    whole: str, read: Callable[[str], Facts]
) -> None:
    start = whole.index("How effective is the force at preventing crime, \ntackling")
    end = whole.index("Essex Police is good at preventing crime, tackling", start)
    blocks = [b.strip() for b in re.split(r"\n\s*\n", whole[start:end]) if b.strip()]
    blocks[-1], last = (part.strip() for part in blocks[-1].rsplit("  ", 1))
    questions = [b for b in blocks if b.endswith("?")]
    grades = [*(b for b in blocks if not b.endswith("?")), last]
    assert (len(questions), len(grades)) == (5, 5)
    facts = read(whole[:start] + "\n\n".join([*questions, *grades]) + "\n\n" + whole[end:])
    before = read(whole)
    for table in ("judgment", "judgment_evidence"):
        assert facts.rows[table] == before.rows[table]


SIGNS = {
    "–": "not-published",
    "N/A": "not-applicable",
    "<0.1": "not-published",
    "*": "not-published",
}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_in_place_of_a_number_is_a_missing_value(
    sign: str, whole: str, read: Callable[[str], Facts]
) -> None:
    facts = read(whole.replace("Sexual offences 1.6 1.9", f"Sexual offences {sign} 1.9"))
    rows = [r for r in facts.rows["observation"] if r["measure_id"] == "sexual-offence-rate"]
    assert [(r["area_id"], r["value"], r["missing_reason"], r["note"]) for r in rows] == [
        ("essex", None, SIGNS[sign], f"the report prints {sign}"),
        ("england-and-wales", 1.9, None, None),
    ]
    assert (len(facts.rows["observation"]), facts.missing) == (VALUES, [])


def test_a_row_that_is_not_there_is_missing_and_told(
    whole: str, read: Callable[[str], Facts]
) -> None:
    facts = read(whole.replace("Sexual offences 1.6 1.9", ""))
    rows = [r for r in facts.rows["observation"] if r["measure_id"] == "sexual-offence-rate"]
    assert [(r["value"], r["missing_reason"]) for r in rows] == [(None, "not-published")] * 2
    assert facts.missing == ["Figure 2, the row Sexual offences"]
    assert len(facts.rows["observation"]) == VALUES


def test_a_row_that_is_not_expected_is_told(whole: str, read: Callable[[str], Facts]) -> None:
    facts = read(
        whole.replace("Sexual offences 1.6 1.9", "Arson 0.3 0.4\n\nSexual offences 1.6 1.9")
    )
    assert values_of(facts, "essex") == values_of(read(whole), "essex")
    assert any("Arson 0.3 0.4" in point for point in facts.open_points)


def test_a_mark_that_is_lost_costs_its_own_footnote_only(
    whole: str, read: Callable[[str], Facts]
) -> None:
    assert whole.count("report,3 ") == 1
    facts = read(whole.replace("report,3 ", "report, "))
    assert facts.missing == ["footnote 3: its mark or its text"]
    assert values_of(facts, "essex") == values_of(read(whole), "essex")


def test_without_a_section_its_sentences_are_looked_for_everywhere(
    whole: str, read: Callable[[str], Facts]
) -> None:
    heading = re.search(r"How much crime and anti-social behaviour is there in *\n *Essex\?", whole)
    assert heading
    facts = read(whole.replace(heading[0], "Levels of crime"))
    assert facts.missing == ["the heading How much crime there is"]
    assert len(facts.rows["observation"]) == VALUES


def test_a_text_without_its_layout_is_named(whole: str, read: Callable[[str], Facts]) -> None:
    pages = re.sub(r"(?m)^ (?=\S)", "\f", whole)
    torn = re.sub(r"(?m) (\d+\.\d) (\d+\.\d+) *$", r"\n\1\n\2", pages)
    with pytest.raises(DataError, match="pdftotext made without -layout"):
        read(torn)
