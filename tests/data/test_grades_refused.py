"""Wrong grades, questions and pages are refused with their lines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from grade_files import add, package_of_web_pages, read, write
from loading import load_facts

from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError, DataErrors


def change(file: str, find: dict[str, str], to: dict[str, str]) -> Callable[[Path], int]:
    """A damage: change cells of the first line that has these; gives its number."""

    def do(tree: Path) -> int:
        path = tree / "data" / "grades" / file
        rows = read(path)
        index = next(i for i, row in enumerate(rows) if all(row[k] == v for k, v in find.items()))
        rows[index] |= to
        write(path, rows)
        return index + 2

    return do


def again(file: str) -> Callable[[Path], int]:
    """A damage: the first line a second time."""

    def do(tree: Path) -> int:
        path = tree / "data" / "grades" / file
        rows = read(path)
        write(path, [*rows, rows[0]])
        return len(rows) + 2

    return do


KENT = {"force_id": "kent", "question_id": "peel-2016-effectiveness-overall"}


KEPT = {
    "force_id": "essex",
    "question_id": "peel-2018-19-effectiveness-preventing-crime",
    "carried_over": "1",
}


Y16, Y17, Y18 = (f"readings/peel-{year}.csv" for year in ("2016", "2017", "2018-19"))


# The damage, and the words that its error must hold.
DAMAGES: dict[str, tuple[Callable[[Path], int], list[str]]] = {
    "an unknown force": (
        change(Y16, KENT, {"force_id": "wessex"}),
        ["peel-2016.csv", "column force_id", "'wessex'", "no such force"],
    ),
    "a grade of another scale": (
        change(Y16, KENT, {"grade_id": "adequate"}),
        ["peel-2016.csv", "column grade_id", "'adequate'", "outstanding, good, requires-improvement"],
    ),
    "a question of another framework": (
        change(Y16, KENT, {"question_id": "peel-2017-effectiveness-overall"}),
        ["peel-2016.csv", "column question_id", "another framework", "a question of peel-2016"],
    ),
    "an unknown question": (
        change(Y16, KENT, {"question_id": "peel-2016-effectiveness-football"}),
        ["peel-2016.csv", "column question_id", "no such question"],
    ),
    "an unknown document": (
        change(Y16, KENT, {"web": "a-page-nobody-knows"}),
        ["peel-2016.csv", "column web", "'a-page-nobody-knows'", "an id of table document"],
    ),
    "no document": (
        change(Y16, KENT, {"web": ""}),
        ["peel-2016.csv", "column web", "a citation is missing"],
    ),
    "a reading that occurs twice": (
        again(Y16),
        ["peel-2016.csv", "the same page, force and question as line 2"],
    ),
    "pages that disagree": (
        change(Y16, KENT, {"grade_id": "inadequate"}),
        ["peel-2016.csv", "pages disagree on the grade", "disagreement.csv"],
    ),
    "a page that disagrees with the report's own package": (
        change(Y16, KENT | {"force_id": "essex"}, {"grade_id": "inadequate"}),
        ["peel-2016.csv", "pages disagree", "'inadequate'", "good as in judgment.csv line 2"],
    ),
    "a grade kept without its origin": (
        change(Y18, KEPT, {"carried_from_id": ""}),
        ["peel-2018-19.csv", "column carried_from_id", "without its origin"],
    ),
    "an origin that is not held": (
        change(Y18, KEPT, {"carried_from_id": "peel-2015-effectiveness-investigating-crime"}),
        ["peel-2018-19.csv", "column carried_from_id", "unknown judgment"],
    ),
    "an origin with another grade": (
        change(Y18, KEPT, {"carried_from_id": "peel-2015-effectiveness-preventing-crime"}),
        ["peel-2018-19.csv", "not the grade that it was carried over from", "requires-improvement"],
    ),
    "an origin that comes later": (
        change(Y17, KENT | {"question_id": "peel-2017-effectiveness-overall"},
               {"carried_over": "1", "carried_from_id": "peel-2018-19-effectiveness-overall", "carried_from_basis": "stated"}),
        ["peel-2017.csv", "column carried_from_id", "earlier framework"],
    ),
    "an origin of a grade newly given": (
        change(Y18, KEPT, {"carried_over": "0"}),
        ["peel-2018-19.csv", "column carried_over", "not carried over"],
    ),
    "a basis of the origin of a grade newly given": (
        change(Y18, {"force_id": "essex", "carried_over": "0"}, {"carried_from_basis": "stated"}),
        ["peel-2018-19.csv", "column carried_over", "not carried over"],
    ),
    "an origin of a grade newly given without its basis": (
        change(Y18, {"force_id": "essex", "carried_over": "0"}, {"carried_from_id": "peel-2017-effectiveness-overall"}),
        ["peel-2018-19.csv", "column carried_over", "not carried over"],
    ),
    "an origin for a grade from outside": (
        change(Y18, KEPT, {"carried_from_basis": "outside"}),
        ["peel-2018-19.csv", "column carried_from_id", "whose origin is not held"],
    ),
    "an origin without its basis": (
        change(Y18, KEPT, {"carried_from_basis": "guessed"}),
        ["peel-2018-19.csv", "column carried_from_basis", "'guessed'", "stated, latest, outside or not-held"],
    ),
    "neither kept nor new": (
        change(Y18, KEPT, {"carried_over": "2"}),
        ["peel-2018-19.csv", "column carried_over", "'2'", "0 or 1"],
    ),
    "a settled grade that no page states": (
        change("disagreement.csv", {"force_id": "bedfordshire"}, {"grade_id": "outstanding"}),
        ["disagreement.csv", "column grade_id", "'outstanding'", "good or requires-improvement"],
    ),
    "a settlement of what nobody disputes": (
        add("disagreement.csv", KENT | {"grade_id": "good", "reason": "None.", "web": "hmicfrs-peel-2017-essex"}),
        ["disagreement.csv", "no two places disagree", "'kent, peel-2016-effectiveness-overall'"],
    ),
    "an address with a space": (
        change("document.csv", {"id": "hmicfrs-peel-2017-essex"}, {"path": "peel assessments/essex/"}),
        ["document.csv", "column path", "peel assessments"],
    ),
    "an address on no site": (
        change("document.csv", {"id": "hmicfrs-peel-2017-essex"}, {"site_id": "nowhere"}),
        ["document.csv", "column site_id", "'nowhere'", "an id of table site"],
    ),
    "a site that is no address": (
        change("site.csv", {"id": "inspectorate-hmicfrs"}, {"base_url": "www.example.org"}),
        ["site.csv", "column base_url", "'www.example.org'"],
    ),
    "a day of publication that is none": (
        change("publication.csv", {"id": "peel-2016-effectiveness"}, {"published_on": "2 March 2017"}),
        ["publication.csv", "column published_on", "'2 March 2017'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_wrong_row_is_refused_with_its_line(damage: str, tree: Path) -> None:
    do, words = DAMAGES[damage]
    line = do(tree)
    with pytest.raises((DataError, DataErrors)) as caught:
        load_facts(tree)
    first = str(caught.value).split("\n")[0]
    for word in [f"line {line}", *words]:
        assert word in first


@pytest.mark.parametrize("column, value", [("framework_id", "peel-1999"), ("pillar_id", "nothing")])
def test_a_question_of_what_is_not_there_is_refused(column: str, value: str, tree: Path) -> None:
    # One that grades are kept from, so that readings of another year lead to it.
    path = tree / "data" / "reference" / "question.csv"
    rows = read(path)
    question = next(r for r in rows if r["id"] == "peel-2016-effectiveness-preventing-crime")
    question[column] = value
    write(path, rows)
    with pytest.raises(DataErrors) as caught:
        load_facts(tree)
    assert all(error.file and error.line for error in caught.value.errors)


FRAMEWORKS = [
    "fire-2018-19,,Fire 2018/19,,HMICFRS,four-tier,Another programme of the same inspectorate.",
    "prisons,,Prisons,,HM Inspectorate of Prisons,four-tier,Another inspectorate.",
    "peel-2026,,PEEL 2026,,HMICFRS,five-tier,A round without a place among the others.",
]


def test_a_framework_of_another_programme_is_refused(tree: Path, tmp_path: Path) -> None:
    """Its questions would be "not found" for every force."""
    reference = tree / "data" / "reference"
    first = len(read(reference / "framework.csv")) + 2
    for framework in FRAMEWORKS:
        name = framework.partition(",")[0]
        question = f"{name}-overall,{name},peel,,1,Overall,overall,1,every-force,"
        for file, row in {"framework.csv": framework, "question.csv": question}.items():
            with (reference / file).open("a", encoding="utf-8") as stream:
                stream.write(f"{row}\n")
    with pytest.raises(DataErrors) as caught:
        build(tmp_path / "a.db", tree)
    for line in range(first, first + len(FRAMEWORKS)):
        expected = f"framework.csv, line {line}: check framework_of_other_programme failed"
        assert any(expected in str(error) for error in caught.value.errors), line


def test_a_file_of_no_framework_is_refused(tree: Path, tmp_path: Path) -> None:
    folder = tree / "data" / "grades" / "readings"
    (folder / "peel-2016.csv").rename(folder / "peel-1916.csv")
    with pytest.raises(DataErrors, match=r"peel-1916\.csv: the file is not named for a framework"):
        build(tmp_path / "a.db", tree)


def test_pages_that_disagree_on_an_origin_are_refused(tree: Path, tmp_path: Path) -> None:
    path = tree / "data" / "grades" / Y18
    rows = read(path)
    kept = [r for r in rows if r["force_id"] == "devon-and-cornwall" and r["carried_over"] == "1"]
    assert kept[0]["question_id"] == kept[1]["question_id"]
    assert kept[0]["carried_from_basis"] == "stated"
    kept[1]["carried_from_basis"] = "latest"
    write(path, rows)
    with pytest.raises(DataErrors, match="pages disagree on where the grade was carried over from"):
        build(tmp_path / "a.db", tree)


def test_every_wrong_reading_is_told_at_once(tree: Path, tmp_path: Path) -> None:
    lines = [
        change(Y16, KENT, {"force_id": "wessex"})(tree),
        change(Y17, {}, {"grade_id": "fair"})(tree),
    ]
    with pytest.raises(DataErrors) as caught:
        build(tmp_path / "a.db", tree)
    assert [e.line for e in caught.value.errors] == lines


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,term,definition,web\npfcc,PFCC,A commissioner.,\n", ["line 2, column web", "a citation is missing"]),
        ("id,term,definition,web\npfcc,PFCC,A commissioner.,nowhere\n", ["line 2", "'nowhere'", "table document"]),
        ("id,term,definition,section,page\npfcc,PFCC,A c.,overview,8\n", ["line 1", "'section'", "unknown column"]),
        ("id,term,definition,web\npfcc,PFCC,A c.,victims-code-2013\n", ["citation_without_address", "victims-code-2013"]),
    ],
)  # fmt: skip
def test_a_web_page_cited_wrongly_is_refused(
    text: str, words: list[str], tree: Path, tmp_path: Path
) -> None:
    package_of_web_pages(tree, text)
    with pytest.raises((DataError, DataErrors)) as caught:
        build(tmp_path / "a.db", tree)
    for word in words:
        assert word in str(caught.value).split("\n")[0]


def test_a_page_and_a_web_page_in_one_citation_are_refused(tree: Path, tmp_path: Path) -> None:
    path = tree / "data" / "inspections" / "essex-2016-effectiveness" / "glossary_term.csv"
    rows = [row | {"web": ""} for row in read(path)]
    rows[3]["web"] = "hmicfrs-peel-2017-essex"
    write(path, rows)
    with pytest.raises(
        DataError, match=r"glossary_term\.csv, line 5, column web: a page and a web page"
    ):
        build(tmp_path / "a.db", tree)


def test_without_grades_the_rest_builds(tree: Path, tmp_path: Path) -> None:
    shutil.rmtree(tree / "data" / "grades")
    shutil.rmtree(tree / "data" / "web")  # cites pages that are declared there
    (tree / "checks" / "theme_unused.sql").unlink()  # most themes are of what is told there
    for check in ("question_coverage_does_not_add_up", "published_total_differs"):
        assert (tree / "checks" / f"{check}.sql").is_file()
    built = build(tmp_path / "a.db", tree)
    assert built.rows["judgment"] == 8
