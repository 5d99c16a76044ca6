"""A report becomes a package: what was put into a report of our making comes out of it."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_maker import KIND, Made, known_grades, make

from openpeel.cli.main import main
from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.ingest import ingest, reference
from openpeel.loaders.report.facts.extract import read_facts
from openpeel.loaders.report.facts.record import Facts, ParsedReport
from openpeel.loaders.report.find import Report, read_report_of
from openpeel.loaders.report.structure.passages import Structure

KINDS, TABLES = reference(package.ROOT)
DOC = "essex-2016-effectiveness"


def facts_of(made: Made, folder: Path) -> Facts:
    path = folder / "report.txt"
    path.write_text(made.text, encoding="utf-8")
    report = read_report_of(KINDS, path)
    return read_facts(ParsedReport(report, report.take_apart()))


FORCES = ["wiltshire", "avon-and-somerset", "metropolitan", "city-of-london", "dyfed-powys"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(FORCES))
def test_what_was_put_in_comes_out(seed: int, name: str, tmp_path: Path) -> None:
    made = make(seed, name)
    facts = facts_of(made, tmp_path)
    assert facts.document == f"{name}-2016-effectiveness"

    labels = {grade: label for label, grade in KIND.grades.items()}
    topics = {question.id: question.topic for question in KIND.questions}
    judged = {
        topics[str(r["question_id"])]: labels[str(r["grade_id"])] for r in facts.rows["judgment"]
    }
    assert judged == made.grades

    items = facts.rows.get("improvement", [])
    for topic, texts in made.improvements.items():
        found = [
            r["text"]
            for r in items
            if (r["topic_id"], r["kind"]) == (topic, "area-for-improvement")
        ]
        assert found == texts
    for topic, concerns in made.concerns.items():
        mine = [r for r in items if r["topic_id"] == topic]
        assert [r["text"] for r in mine if r["kind"] == "cause-of-concern"] == [
            c[0] for c in concerns
        ]
        asked = [
            (r["text"], r["deadline_as_worded"], str(r["concern_id"])[-1])
            for r in mine
            if r["kind"] == "recommendation"
        ]
        assert asked == [
            (f"The force should {when or 'in time'} do this: {text}", when or None, str(number))
            for number, (_, when, texts) in enumerate(concerns, 1)
            for text in texts
        ]

    found_values = {}
    for row in facts.rows["observation"]:
        if row["restates_id"] is None and not (row["figure_id"] and row["value"] is None):
            key = tuple(row[n] for n in ("measure_id", "area_id", "period_start", "period_end",
                                         "period_note", "baseline_start"))  # fmt: skip
            found_values[key] = (row["value"], row["value_high"])
    drawn = {(d.measure_id, d.area_id or name) for d in KIND.drawn}
    put_in = {key: value[1:] for key, value in made.values.items()}
    left_out = {
        (rule.measure_id, rule.area_id)
        for sentence in KIND.sentences
        for rule in sentence.values
        if rule.figure_number
    }
    for key in set(found_values) | set(put_in):
        if key[:2] in drawn or key[:2] in left_out:
            continue
        assert found_values.get(key) == put_in.get(key), key
    assert facts.contradictions == []
    expected = {s.id: s.label for s in KIND.sentences if s.expected}
    told = {m for m in facts.missing if m.startswith("the sentence: ")}
    missed = {label for key, label in expected.items() if key not in made.sentences}
    assert {t.removeprefix("the sentence: ").partition(" (looked")[0] for t in told} == missed


def test_a_last_page_of_headings_alone_counts_as_a_page(tmp_path: Path) -> None:
    made = make(7)
    # The last heading goes to a page of its own, and nothing follows it.
    made.text = made.text.rpartition("\nFigure 9: ")[0] + "\n\n Figure 9: Something of ours\n"
    facts = facts_of(made, tmp_path)
    last = facts.rows["section"][-1]
    assert last["id"] == f"{facts.document}-annex-figure-9"
    before = max(int(str(section["page"])) for section in facts.rows["section"][:-1])
    assert [document["pages"] for document in facts.rows["document"]] == [last["page"]]
    assert int(str(last["page"])) > before


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments))
    assert "Traceback" not in result.output
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def packaged(made: Made, folder: Path) -> Path:
    """The package of a made report, in the folder where a build looks for it."""
    path = folder / "made.txt"
    path.write_text(made.text, encoding="utf-8")
    told: list[str] = []
    package_folder = ingest(path, folder / "sources" / "inspections", told.append)
    assert len(told) > 3
    return package_folder


def rows_of(path: Path, sql: str, *values: object) -> list[sqlite3.Row]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


# Of their reports web pages list nothing: what they list stands in the way of the report's own.
ADDED = ("wiltshire", "durham")


@pytest.fixture(scope="module")
def with_packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Made]]:
    """A database with packages of two reports of our making, and these by force."""
    folder = tmp_path_factory.mktemp("packages")
    reports = {name: make(7, name, known_grades(name)) for name in ADDED}
    for name, made in reports.items():
        assert packaged(made, folder).name == f"{name}-2016-effectiveness"
    built = build(folder / "openpeel.db", sources=folder / "sources")
    assert sorted(built.reports) == sorted(
        f"inspections/{name}-2016-effectiveness/report.txt" for name in ADDED
    )
    return built.path, reports


@pytest.mark.parametrize("name", ADDED)
def test_a_second_report_is_added_by_its_package(
    name: str, with_packages: tuple[Path, dict[str, Made]]
) -> None:
    path, reports = with_packages
    made = reports[name]
    assert len(known_grades(name)) > 3
    doc = f"{name}-2016-effectiveness"
    grades = rows_of(
        path,
        "select topic_id, grade_id from judgment join question on question.id = question_id where inspection_id = ?",
        doc,
    )
    assert {r["topic_id"]: r["grade_id"] for r in grades} == {
        topic: KIND.grades[label] for topic, label in made.grades.items()
    }
    against = rows_of(
        path, "select * from force_against_england_and_wales where inspection_id = ?", doc
    )
    assert len(against) > 20
    items = rows_of(path, "select * from improvement_status where inspection_id = ?", doc)
    expected = sum(map(len, made.improvements.values())) + sum(
        1 + len(asked) for concerns in made.concerns.values() for _, _, asked in concerns
    )
    assert len(items) == expected > 3
    verdicts = rows_of(
        path,
        "select verdict, count(*) as n from verification where document_id = ? group by 1",
        doc,
    )
    assert [r["verdict"] for r in verdicts] == ["borne out"]


def test_packages_are_verified_and_leave_what_ships_as_it_was(
    with_packages: tuple[Path, dict[str, Made]],
) -> None:
    path, _ = with_packages
    code, output = run("verify", "--db", str(path))
    assert code == 0, output
    # Essex is held as before, without its text.
    assert len(rows_of(path, "select 1 from observation where inspection_id = ?", DOC)) == 258
    assert rows_of(path, "select 1 from passage where document_id = ?", DOC) == []


def test_a_grade_that_web_pages_contradict_waits_for_a_person(tmp_path: Path) -> None:
    held = known_grades("wiltshire")
    other = {"overall": "Inadequate" if held["overall"] != "Inadequate" else "Good"}
    packaged(make(7, "wiltshire", held | other), tmp_path)
    code, output = run(
        "build", "--db", str(tmp_path / "a.db"), "--sources", str(tmp_path / "sources")
    )
    assert code == 1
    assert "pages disagree on the grade" in output
    assert "disagreement.csv" in output


def test_a_package_tells_what_it_holds(tmp_path: Path) -> None:
    made = make(3)
    folder = packaged(made, tmp_path)
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described["name"] == "wiltshire-2016-effectiveness"
    listed = {resource["path"]: resource for resource in described["resources"]}
    assert set(listed) == {path.name for path in folder.glob("*.csv")}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        fields = listed[path.name]["schema"]["fields"]
        assert [f["name"] for f in fields] == header
        assert all(
            f["description"] and f["type"] in ("string", "integer", "number") for f in fields
        )
    review = (folder / "review.md").read_text(encoding="utf-8")
    for heading in ("## Found", "## Expected and not found", "## For a person", "## Numbers"):
        assert heading in review
    missed = {s.label for s in KIND.sentences if s.expected and s.id not in made.sentences}
    assert missed
    assert all(label in review for label in missed)


def test_two_readings_give_the_same_bytes(tmp_path: Path) -> None:
    made = make(11)
    contents = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        folder = packaged(made, tmp_path / name)
        contents.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert contents[0] == contents[1]


def test_the_kept_text_reads_as_the_report_did(tmp_path: Path) -> None:
    made = make(5)
    first = facts_of(made, tmp_path)
    folder = packaged(made, tmp_path)
    report = read_report_of(KINDS, folder / "report.txt")
    again = read_facts(ParsedReport(report, report.take_apart()))
    assert again.rows == first.rows


def test_a_package_is_never_written_over(tmp_path: Path) -> None:
    folder = packaged(make(1), tmp_path)
    (folder / "review.md").write_text("reviewed", encoding="utf-8")
    code, output = run("ingest", str(tmp_path / "made.txt"), "--out", str(folder.parent))
    assert code == 1
    assert "there already" in output
    assert (folder / "review.md").read_text(encoding="utf-8") == "reviewed"


def test_what_ships_is_not_added_again(tmp_path: Path) -> None:
    packaged(make(1, "essex"), tmp_path)
    code, output = run(
        "build", "--db", str(tmp_path / "a.db"), "--sources", str(tmp_path / "sources")
    )
    assert code == 1
    assert "ship with openpeel" in output
    assert DOC in output


def test_a_value_mended_by_hand_that_is_none_is_told_by_line(tmp_path: Path) -> None:
    folder = packaged(make(1, grades=known_grades("wiltshire")), tmp_path)
    path = folder / "observation.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[3] = (
        lines[3]
        .replace("wiltshire,", "wessex,")
        .replace("england-and-wales,", "wessex,")
        .replace("all-forces,", "wessex,")
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    code, output = run(
        "build", "--db", str(tmp_path / "a.db"), "--sources", str(tmp_path / "sources")
    )
    assert code == 1
    assert "observation.csv, line 4" in output
    assert "wessex" in output
    assert not (tmp_path / "a.db").exists()


def damage_grade(text: str) -> str:
    """Another grade in the summary of a chapter than in the overview."""
    start = text.index("Summary of findings")
    for grade in ("Outstanding", "Requires improvement", "Good", "Inadequate"):
        at = text.find(f"\n{grade}\n", start, start + 120)
        if at >= 0:
            other = "Good" if grade != "Good" else "Inadequate"
            return text[:at] + f"\n{other}\n" + text[at + len(grade) + 2 :]
    raise AssertionError("no grade to damage")


def other_words(old: str, new: str) -> Callable[[str], str]:
    """Puts other words in the place of some, wherever the lines break."""
    pattern = r"\s+".join(map(re.escape, old.split()))
    return lambda text: re.sub(pattern, new, text)


DAMAGES: dict[str, tuple[Callable[[str], str], str]] = {
    "a grade told two ways": (damage_grade, "disagree"),
    "another kind": (other_words(KIND.recognised_by, "efficiency inspection"), "kind"),
    "no force": (
        other_words("our findings for Wiltshire Police", "our findings for Wessex Police"),
        "Wessex",
    ),
    "two forces": (lambda t: t + f"\nThis {KIND.force_pattern.format(force='Kent Police')}\n", "which force"),
    "cut off": (lambda t: t[: len(t) // 3], "missing"),
    "empty": (lambda t: "", "empty"),
    "an empty list": (lambda t: t.replace("• ", "\x00"), "not a text"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_report_is_refused_with_a_word(damage: str, tmp_path: Path) -> None:
    do, words = DAMAGES[damage]
    made = make(7)
    path = tmp_path / "damaged.txt"
    path.write_text(do(made.text), encoding="utf-8")
    assert do(made.text) != made.text
    code, output = run("ingest", str(path), "--out", str(tmp_path / "out"))
    assert code == 1, output
    assert "damaged.txt" in output
    assert words in output
    assert not list(tmp_path.glob("out/*"))


COSTS: dict[str, tuple[Callable[[str], str], list[str]]] = {
    "a row of another name": (
        lambda t: t.replace("8 Community Resolution", "8 Something else"),
        ["Figure 4, the row Community Resolution"],
    ),
    "a cell less": (
        lambda t: t.replace("Victim-based crime ", "Victim-based crime x", 1),
        ["Figure 2, the row Victim-based crime"],
    ),
    "no footnote on the time": (
        lambda t: t.replace("1 Forces were visited in autumn.", "Forces were visited."),
        ["footnote 1: its mark or its text"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", COSTS)
def test_a_small_damage_is_told_and_costs_only_what_it_damages(damage: str, tmp_path: Path) -> None:
    do, told = COSTS[damage]
    made = make(7)
    before, text = facts_of(made, tmp_path), do(made.text)
    assert text != made.text
    facts = facts_of(replace(made, text=text), tmp_path)
    more = [m for m in facts.missing if m not in before.missing]
    assert len(more) == len(told)
    assert all(m.startswith(t) for m, t in zip(more, told, strict=True))
    values, others = (
        {
            key[:8]: (r["value"], r["missing_reason"])
            for r in f.rows["observation"]
            if (key := value_key(r))
        }
        for f in (before, facts)
    )
    assert set(values) == set(others)
    changed = {key[0] for key in values if values[key] != others[key]}
    assert len(changed) <= 1
    assert all(others[k] == (None, "not-published") for k in values if values[k] != others[k])


@pytest.mark.parametrize("name", ["metropolitan", "west-midlands", "city-of-london", "dyfed-powys"])
def test_names_with_an_article_and_other_words_give_the_same_values(
    name: str, tmp_path: Path
) -> None:
    made = make(5, name)
    area = re.escape(made.force.area)
    text = re.sub(rf" in {area} ", f" in the {made.force.area} area ", made.text)
    text = re.sub(r"\baverage\b", "rate", text)
    text = re.sub(r"\b12 months\b", "12-month period", text)
    assert text != made.text
    before, after = facts_of(made, tmp_path), facts_of(replace(made, text=text), tmp_path)
    assert Counter(map(value_key, before.rows["observation"])) == Counter(
        map(value_key, after.rows["observation"])
    )
    assert after.missing == before.missing


def test_a_text_of_another_kind_is_told_before_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("A letter without pages.\n", encoding="utf-8")
    with pytest.raises(DataError, match="not a report of a kind that can be read"):
        read_report_of(KINDS, path)


def test_grades_that_disagree_are_named_with_line_and_page(tmp_path: Path) -> None:
    made = make(7)
    damaged = damage_grade(made.text)
    before, after = made.text.split("\n"), damaged.split("\n")
    changed = next(n for n, line in enumerate(after) if line != before[n])
    facts = facts_of(made, tmp_path)
    question = next(q for q in KIND.questions if made.grades[q.topic] == before[changed])
    overview = next(r["page"] for r in facts.rows["judgment"] if r["question_id"] == question.id)
    path = tmp_path / "damaged.txt"
    path.write_text(damaged, encoding="utf-8")
    report = read_report_of(KINDS, path)
    with pytest.raises(DataError) as caught:
        read_facts(ParsedReport(report, report.take_apart()))
    error = caught.value
    assert error.line == changed + 1
    assert error.value == after[changed]
    assert error.expected == f"{before[changed]}, as on page {overview}"


def test_judgment_cites_the_overview_and_has_both_places_as_evidence(tmp_path: Path) -> None:
    facts = facts_of(make(7), tmp_path)
    assert facts.rows["judgment"]
    chapters = {q.id: q.topic for q in KIND.questions}
    for row in facts.rows["judgment"]:
        topic = chapters[str(row["question_id"])]
        places = [
            (r["section"], r["page"])
            for r in facts.rows["judgment_evidence"]
            if r["question_id"] == row["question_id"]
        ]
        assert places[0] == (row["section"], row["page"])
        assert str(row["section"]).startswith("overall")
        assert topic == "overall" or [s for s, _ in places][1:] == [f"{topic}-summary"]


def test_a_report_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, output = run("ingest", str(tmp_path / "none.txt"), "--out", str(tmp_path))
    assert code == 1
    assert "none.txt" in output


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("sentence_pattern", "{here:number} officers", "{here:numbre} officers", "numbre"),
        (
            "sentence_pattern",
            "{here:number} officers",
            "{there:number} officers",
            "without its slot",
        ),
        ("sentence_pattern", "{here:number} officers", "<{here:number} officers", "staff-survey"),
        ("sentence_value", "staff-survey,here", "staff-survey,there", "states nothing"),
        ("sentence_value", "core-questions,n,", "core-questions,n,no-such-", "no-such-"),
    ],
)
def test_a_pattern_that_cannot_be_right_is_told(
    file: str, old: str, new: str, words: str, tree: Path, tmp_path: Path
) -> None:
    path = tree / "data" / "reference" / f"{file}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises((DataError, DataErrors), match=words) as caught:
        reference(tree)
    assert file.partition("_")[0] in str(caught.value)


def test_a_pattern_that_reads_what_it_must_refuse_stops_the_build(
    tree: Path, tmp_path: Path
) -> None:
    path = tree / "data" / "reference" / "sentence_miss.csv"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("gain-referrals,1,9,It made 3 referrals to GAIN.\n")
    with pytest.raises(DataError, match="must not read") as caught:
        build(tmp_path / "a.db", root=tree)
    assert "sentence_miss.csv" in str(caught.value)
    assert not (tmp_path / "a.db").exists()


# The report itself.


@pytest.fixture(scope="module")
def read(essex: Report, structure: Structure) -> Facts:
    """The facts of the report."""
    return read_facts(ParsedReport(essex, structure))


def shipped(table: str) -> list[dict[str, str]]:
    path = package.ROOT / "data" / "inspections" / DOC / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def value_key(row: dict[str, object] | dict[str, str]) -> tuple[str, ...]:
    """What a row of `observation` says and where, whatever its id."""
    numbers = [
        str(float(str(row[n]))) if row[n] not in (None, "") else "" for n in ("value", "value_high")
    ]
    names = ("measure_id", "area_id", "figure_id", "period_start", "period_end", "period_note",
             "baseline_start", "baseline_end", "decimals", "printed", "qualifier",
             "missing_reason", "section", "page", "footnote")  # fmt: skip
    words = ["" if row[n] is None else str(row[n]) for n in names]
    return (*words, *numbers, str(bool(row["restates_id"])))


@pytest.mark.sources
def test_every_value_read_from_essex_is_as_it_was_read_by_hand(read: Facts) -> None:
    by_hand = Counter(map(value_key, shipped("observation")))
    found = Counter(map(value_key, read.rows["observation"]))
    # Told in two places, footnote and annex; the reader takes the first.
    assert [key[:2] for key in found - by_hand] == [("outcome-share-charged", "dorset")]
    assert sum(found.values()) == 160
    cells = [r for r in read.rows["observation"] if r["figure_id"] and r["value"] is not None]
    assert len(cells) == 62
    assert read.missing == []
    assert read.contradictions == []


@pytest.mark.sources
@pytest.mark.parametrize("table", ["judgment", "section", "figure_row", "judgment_evidence"])
def test_essex_as_read_is_as_it_ships(table: str, read: Facts) -> None:
    def key(row: dict[str, object] | dict[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple(
            sorted((k, str(v)) for k, v in row.items() if v not in (None, "") and k != "label")
        )

    held = Counter(map(key, shipped(table)))
    found = Counter(map(key, read.rows[table]))
    assert found - held == Counter()
    if table in ("section", "figure_row"):
        assert held == found


@pytest.mark.sources
def test_essex_items_are_those_that_ship(read: Facts) -> None:
    names = ("id", "question_id", "topic_id", "kind", "position", "basis", "section", "page")
    held = [
        tuple(r[n] for n in names)
        for r in shipped("improvement")
        if r["inspection_id"] == DOC and r["kind"] == "area-for-improvement"
    ]
    found = [tuple(str(r[n]) for n in names) for r in read.rows["improvement"]]
    assert sorted(found) == sorted(held)
    assert len(found) == 9


@pytest.mark.sources
def test_two_reports_side_by_side_are_kept_apart(report: Path, tmp_path: Path) -> None:
    """The same report under another force's name: as many marks, each in its own report."""
    sources = tmp_path / "sources"
    whole = report.read_text(encoding="utf-8")
    grades = known_grades("essex")
    other = next(f for f in KIND.forces if f.id != "essex" and known_grades(f.id) == grades)
    text = tmp_path / "other.txt"
    text.write_text(
        whole.replace("Essex Police", other.name).replace("Essex", other.area), encoding="utf-8"
    )
    ingest(text, sources / "inspections", lambda line: None)
    (sources / "essex.txt").write_text(whole, encoding="utf-8")
    path = tmp_path / "openpeel.db"
    built = build(path, sources=sources)
    assert set(built.reports.values()) == {408}
    marks = rows_of(
        path,
        "select document_id, count(*) as n, count(distinct observation_id) as d from observation_mention join passage on passage.id = passage_id group by 1",
    )
    assert {r["document_id"]: (r["n"], r["d"]) for r in marks}[DOC] == (231, 231)
    assert all(r["n"] == r["d"] for r in marks) and len(marks) == 2
    crossed = rows_of(
        path,
        "select 1 from observation_mention join passage on passage.id = passage_id join observation on observation.id = observation_id where observation.inspection_id <> passage.document_id",
    )
    assert crossed == []
    verdicts = rows_of(path, "select distinct verdict from verification")
    assert [r["verdict"] for r in verdicts] == ["borne out"]
    # The passages and numbers of a report have the same keys whichever other reports are read.
    keys = "select passage.id, number_mention.id as number from passage join number_mention on passage.id = passage_id where document_id = ? order by 1, 2"
    both = [rows_of(path, keys.replace("?", f"'{r['document_id']}'")) for r in marks]
    (sources / "essex.txt").unlink()
    build(path, sources=sources)
    (other,) = {r["document_id"] for r in marks} - {DOC}
    alone = rows_of(path, keys.replace("?", f"'{other}'"))
    assert alone and alone in both
