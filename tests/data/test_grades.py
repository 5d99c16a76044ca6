"""Grades of all forces: nothing shipped is lost, nothing wrong gets in, nothing unlike is compared."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from grade_files import add, package_of_web_pages, read, write
from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.all_facts import read_all_facts
from openpeel.loaders.build import build
from openpeel.loaders.database import describe_tables
from openpeel.loaders.errors import DataErrors
from openpeel.tools.figures import Figure

READINGS = package.ROOT / "data" / "grades" / "readings"


FILES = sorted(READINGS.glob("*.csv"))


def one(connection: sqlite3.Connection, sql: str, *values: object) -> tuple[object, ...]:
    rows = connection.execute(sql, values).fetchall()
    assert len(rows) == 1, f"{len(rows)} rows"
    return tuple(rows[0])


# What ships ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_reading_is_evidence_with_its_address(
    file: Path, connection: sqlite3.Connection
) -> None:
    held = {
        (r["force_id"], r["question_id"], r["citation_id"]): (r["grade_id"], r["doubt"], r["url"])
        for r in connection.execute(
            "select force_id, question_id, judgment_evidence.citation_id, grade_id, doubt, url "
            "from judgment_evidence join inspection on inspection.id = inspection_id "
            "join citation_detail on citation_detail.citation_id = judgment_evidence.citation_id"
        )
    }
    for row in read(file):
        grade, doubt, url = held[row["force_id"], row["question_id"], row["web"]]
        assert (grade, doubt or "") == (row["grade_id"], row["doubt"])
        assert url.startswith(("http://", "https://"))


def test_every_reading_is_evidence_once(
    connection: sqlite3.Connection, figures: dict[str, Figure]
) -> None:
    readings = sum(len(read(file)) for file in FILES)
    assert readings == figures["readings"].value
    evidence = one(
        connection,
        "select count(*) from judgment_evidence join citation on citation.id = citation_id "
        "where page is null",
    )
    assert evidence == (readings,)


def test_every_judgment_shows_its_address(connection: sqlite3.Connection) -> None:
    assert one(
        connection, "select count(*) from judgment_detail where url is null or url not like 'http%'"
    ) == (0,)
    assert one(
        connection,
        "select url from judgment_detail "
        "where inspection_id = 'kent-2016-effectiveness' and topic_id = 'overall'",
    )[0] in {
        r[0]
        for r in connection.execute(
            "select url from judgment_evidence_detail "
            "where inspection_id = 'kent-2016-effectiveness' and is_cited"
        )
    }


def test_overall_effectiveness_of_2016_is_complete(connection: sqlite3.Connection) -> None:
    grades = Counter(
        {
            r["grade_id"]: r["forces"]
            for r in connection.execute(
                "select grade_id, forces from grade_count "
                "where question_id = 'peel-2016-effectiveness-overall'"
            )
        }
    )
    assert grades == {
        "outstanding": 1, "good": 28, "requires-improvement": 13, "inadequate": 1
    }  # fmt: skip
    assert one(
        connection,
        "select force_names from grade_count where question_id = 'peel-2016-effectiveness-overall' "
        "and grade_id = 'inadequate'",
    ) == ("Bedfordshire",)


def test_numbers_agree_with_published_ones(
    connection: sqlite3.Connection, figures: dict[str, Figure]
) -> None:
    verdicts = {
        (r["question_id"], r["grade_id"]): r["verdict"]
        for r in connection.execute("select * from published_total_compared")
    }
    assert len(verdicts) == figures["published-totals"].value
    assert set(verdicts.values()) == {"agrees", "not complete"}
    for year in ("2015", "2016"):
        for grade in ("outstanding", "good", "requires-improvement", "inadequate"):
            assert verdicts[f"peel-{year}-effectiveness-overall", grade] == "agrees"
    assert verdicts["peel-2015-effectiveness-protecting-vulnerable", "inadequate"] == "agrees"
    assert verdicts["peel-2014-efficiency-overall", "good"] == "not complete"


def test_what_is_missing_is_told_apart(connection: sqlite3.Connection) -> None:
    status = {
        (r["force_id"], r["question_id"]): (r["status"], r["grade"], r["why_not_inspected"])
        for r in connection.execute("select * from grade_cell")
    }
    assert len(status) == 43 * 94
    left_out = status["greater-manchester", "peel-2017-legitimacy-overall"]
    assert (left_out[0], left_out[1]) == ("not inspected", None)
    assert left_out[2] is not None and "Arena" in left_out[2]
    assert status["kent", "peel-2014-effectiveness-overall"] == ("ungraded", None, None)
    assert status["essex", "peel-2014-effectiveness-overall"] == ("ungraded", None, None)
    assert status["lancashire", "peel-2014-effectiveness-overall"][:2] == ("ungraded", "Ungraded")
    assert status["essex", "peel-2015-effectiveness-investigating-crime"] == (
        "not found",
        None,
        None,
    )
    assert status["essex", "peel-2018-19-effectiveness-preventing-crime"][:2] == (
        "carried over", "Good"
    )  # fmt: skip


def test_kept_grades_lead_to_where_they_come_from(connection: sqlite3.Connection) -> None:
    origin = {
        r["inspection_id"]: (r["carried_from_inspection_id"], r["carried_from_basis"])
        for r in connection.execute(
            "select * from judgment where carried_from_basis is not null "
            "and question_id like '%-preventing-crime'"
        )
    }
    assert origin["essex-2018-19-effectiveness"] == ("essex-2017-effectiveness", "stated")
    assert origin["cheshire-2018-19-effectiveness"] == ("cheshire-2016-effectiveness", "stated")
    # Kept twice: it comes from the year that last inspected it.
    assert origin["north-wales-2017-effectiveness"][0] == "north-wales-2016-effectiveness"
    assert origin["north-wales-2018-19-effectiveness"][0] == "north-wales-2016-effectiveness"


def test_disagreements_keep_both_sides(connection: sqlite3.Connection) -> None:
    said = {
        (r["force_id"], r["question_id"], r["stated_grade"], r["accepted_grade"])
        for r in connection.execute(
            "select * from judgment_evidence_detail where why_accepted is not null"
        )
    }
    assert (
        "bedfordshire",
        "peel-2015-effectiveness-overall",
        "Good",
        "Requires improvement",
    ) in said
    assert (
        "northamptonshire", "peel-2023-25-responding-to-public", "Adequate", "Requires improvement"
    ) in said  # fmt: skip
    assert {s[:2] for s in said} == {
        (r["force_id"], r["question_id"])
        for r in read(package.ROOT / "data" / "grades" / "disagreement.csv")
    }


# Comparing -------------------------------------------------------------------------------


def test_grades_of_unlike_years_are_never_compared(connection: sqlite3.Connection) -> None:
    changes = connection.execute("select * from grade_between_years").fetchall()
    unlike = [c for c in changes if c["later_framework_id"] in ("peel-2021-22", "peel-2023-25")]
    assert len(unlike) > 300
    assert {c["change"] for c in unlike} == {"not comparable"}
    assert {c["steps_up"] for c in unlike} == {None}
    scale = [c for c in unlike if c["earlier_framework_id"] < "peel-2020"]
    assert {c["why"] for c in scale} <= {"another scale", "not graded in one of the two"}
    cycles = [c for c in unlike if c["earlier_framework_id"] == "peel-2021-22"]
    assert {c["why"] for c in cycles} == {"the inspectorate warns against it"}
    merged = [c for c in changes if c["question_is"] in ("merged", "split")]
    assert {c["change"] for c in merged} == {"not comparable", "carried over"}
    kept = [c for c in merged if c["change"] == "carried over"]
    carried = connection.execute(
        "select force_id, question_id from judgment join inspection on inspection.id = inspection_id "
        "where carried_from_basis is not null and question_id in (select later_question_id "
        "from question_link where relation in ('merged', 'split'))"
    )
    assert {(c["force_id"], c["later_question_id"]) for c in kept} == {tuple(c) for c in carried}
    assert ("south-wales", "peel-2018-19-efficiency-use-of-resources") in {
        (c["force_id"], c["later_question_id"]) for c in kept
    }


def test_a_change_over_several_years_is_that_of_its_ends(connection: sqlite3.Connection) -> None:
    change = connection.execute(
        "select later_grade, earlier_grade, change, steps_up, question_is from grade_between_years "
        "where force_id = 'essex' and topic_id = 'protecting-vulnerable' "
        "and earlier_framework_id = 'peel-2015' order by later_framework_id"
    ).fetchall()
    assert [tuple(c) for c in change] == [
        ("Requires improvement", "Inadequate", "better", 1, "same"),
        ("Good", "Inadequate", "better", 2, "same"),
        ("Good", "Inadequate", "better", 2, "same"),
        ("Requires improvement", "Inadequate", "not comparable", None, "reworded"),
    ]


def test_a_kept_grade_is_no_change_but_may_differ_from_further_back(
    connection: sqlite3.Connection,
) -> None:
    change = {
        r["earlier_framework_id"]: r["change"]
        for r in connection.execute(
            "select * from grade_between_years where force_id = 'essex' "
            "and later_question_id = 'peel-2018-19-effectiveness-preventing-crime'"
        )
    }
    assert change == {
        "peel-2017": "carried over", "peel-2016": "same", "peel-2015": "better", "peel-2014": "not comparable"
    }  # fmt: skip


def test_counts_of_movers_add_up(connection: sqlite3.Connection) -> None:
    assert one(
        connection,
        "select count(*) from grade_mover "
        "where better + worse + same + carried_over + not_comparable <> grades",
    ) == (0,)
    assert one(connection, "select sum(grades) from grade_mover") == one(
        connection,
        "select count(*) from (select distinct force_id, later_question_id, earlier_framework_id "
        "from grade_between_years)",
    )


def test_the_wide_views_have_a_column_for_every_topic_and_year(
    connection: sqlite3.Connection,
) -> None:
    grid = {c[0] for c in connection.execute("select * from grade_grid").description}
    topics = connection.execute("select distinct topic_id from question where graded").fetchall()
    assert {t[0].replace("-", "_") for t in topics} <= grid
    years = {c[0] for c in connection.execute("select * from grade_by_year").description}
    frameworks = connection.execute(
        "select id from framework where position is not null"
    ).fetchall()
    assert {f[0].replace("-", "_") for f in frameworks} <= years
    shown = one(
        connection,
        "select peel_2015, peel_2016, peel_2018_19, peel_2021_22 from grade_by_year "
        "where force_id = 'essex' and topic_id = 'preventing-crime'",
    )
    assert shown == ("Requires improvement", "Good", "Good", "not found")


def test_the_crosswalk_leaves_no_question_out(connection: sqlite3.Connection) -> None:
    relations = Counter(r[0] for r in connection.execute("select relation from question_link"))
    assert set(relations) == {"same", "reworded", "merged", "split", "new", "dropped"}
    lineage = {
        (r["later_question_id"], r["earlier_question_id"]): (
            r["steps"],
            r["question_is"],
            r["why_not"],
        )
        for r in connection.execute("select * from question_lineage")
    }
    later, earlier = "peel-2018-19-effectiveness-investigating-crime", "peel-2014-effectiveness-"
    assert lineage[later, f"{earlier}investigating-crime"] == (4, "reworded", None)
    assert lineage["peel-2016-effectiveness-preventing-crime", f"{earlier}tackling-asb"] == (
        2, "merged", "another question"
    )  # fmt: skip


def test_the_order_of_files_and_lines_only_says_which_page_is_cited(
    tree: Path, connection: sqlite3.Connection
) -> None:
    tables = describe_tables(Database(connection))

    def stated() -> list[set[tuple[object, ...]]]:
        rows = read_all_facts(tree / "data", tables).rows
        return [
            {tuple(row.values[name] for name in names) for row in rows if row.table == table}
            for table, *names in (
                (
                    "judgment",
                    "inspection_id",
                    "question_id",
                    "grade_id",
                    "carried_from_inspection_id",
                ),
                ("judgment_evidence", "inspection_id", "question_id", "citation_id", "grade_id"),
                ("inspection", "id", "label", "published_on"),
            )
        ]

    before = stated()
    for file in sorted((tree / "data" / "grades" / "readings").glob("*.csv")):
        write(file, read(file)[::-1])
    assert stated() == before
    assert [len(rows) > 500 for rows in before] == [True] * 3


# A report's own package ------------------------------------------------------------------


def make_package(tree: Path, force: str, grades: dict[str, str]) -> None:
    """Facts of a report as another package states them: grades by topic, all on page 8."""
    document = f"{force}-2016-effectiveness"
    folder = tree / "data" / "inspections" / document
    folder.mkdir()
    files = {
        "document": "id,title,publisher,kind,published_on,pages\n"
        f"{document},PEEL: Police effectiveness 2016,HMIC,inspection-report,2017-03-02,70\n",
        "section": f"id,document_id,level,position,label,page\n{document}-overview,{document},1,1,Overview,8\n",
        "inspection": "id,force_id,framework_id,pillar_id,kind,label,published_on,published_basis,document_id,section,page\n"
        f"{document},{force},peel-2016,effectiveness,inspection,{force} from its report,2017-03-02,stated,{document},overview,8\n",
    }
    judgment = "inspection_id,question_id,grade_id,section,page\n" + "".join(
        f"{document},peel-2016-effectiveness-{topic},{grade},overview,8\n"
        for topic, grade in grades.items()
    )
    for name, text in (files | {"judgment": judgment, "judgment_evidence": judgment}).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


SETTLED = {
    "force_id": "wiltshire",
    "question_id": "peel-2016-effectiveness-preventing-crime",
    "reason": "The report itself.",
    "web": "hmicfrs-peel-2017-essex",
}


@pytest.fixture(scope="module")
def with_packages(
    make_tree: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """A database with reports of two forces, one against web pages, and a term of a web page."""
    tree = make_tree(tmp_path_factory.mktemp("packages") / "tree")
    make_package(tree, "kent", {"overall": "good"})
    make_package(tree, "wiltshire", {"overall": "good", "preventing-crime": "outstanding"})
    add("disagreement.csv", SETTLED | {"grade_id": "outstanding"})(tree)
    text = "id,term,definition,web\npfcc,PFCC,A commissioner.,hmicfrs-peel-2017-essex\n"
    package_of_web_pages(tree, text)
    db = sqlite3.connect(build(tree / "a.db", tree).path)
    yield db
    db.close()


@pytest.mark.parametrize("force", ["wiltshire", "kent"])
def test_a_report_takes_the_place_of_what_web_pages_say(
    force: str, with_packages: sqlite3.Connection
) -> None:
    inspection = (f"{force}-2016-effectiveness",)
    label = with_packages.execute("select label from inspection where id = ?", inspection)
    assert label.fetchall() == [(f"{force} from its report",)]
    judged = with_packages.execute(
        "select page, places_stating_grade from judgment_detail "
        "where inspection_id = ? and topic_id = 'overall'", inspection,
    ).fetchall()  # fmt: skip
    assert [page for page, _ in judged] == [8]
    assert judged[0][1] > 1, "web pages are evidence too"
    others = with_packages.execute(
        "select count(*) from judgment where inspection_id = ?", inspection
    )
    assert others.fetchone()[0] > 2, "what the package does not state is still read off web pages"


def test_a_report_that_web_pages_contradict_needs_a_word(
    tree: Path, tmp_path: Path, with_packages: sqlite3.Connection
) -> None:
    make_package(tree, "wiltshire", {"preventing-crime": "outstanding"})
    with pytest.raises(DataErrors, match="pages disagree on the grade"):
        build(tmp_path / "a.db", tree)
    add("disagreement.csv", SETTLED | {"grade_id": "good"})(tree)
    with pytest.raises(
        DataErrors, match="not a grade that can count here; found 'good'; expected outstanding"
    ):
        build(tmp_path / "a.db", tree)
    counts = with_packages.execute(
        "select grade_id from judgment where inspection_id = 'wiltshire-2016-effectiveness' "
        "and question_id = 'peel-2016-effectiveness-preventing-crime'"
    )
    assert counts.fetchall() == [("outstanding",)]


def test_a_fact_may_cite_a_web_page(with_packages: sqlite3.Connection) -> None:
    place = with_packages.execute(
        "select place, url, page from glossary_term join citation_detail using (citation_id) where glossary_term.id = 'pfcc'"
    ).fetchone()
    assert place == (
        "web page", "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2017/essex/", None
    )  # fmt: skip


def test_grade_from_an_inspection_outside_peel_is_carried_over(
    connection: sqlite3.Connection,
) -> None:
    rows = connection.execute(
        "select force_id, grade_id, status, carried_over_from from grade_cell "
        "where question_id = 'peel-2021-22-crime-data-integrity' and grade_id = 'outstanding' order by 1"
    ).fetchall()
    outside = [tuple(r) for r in rows if r["status"] == "carried over"]
    # Of the forces outstanding at it, only the page on Essex says where the grade is from.
    assert outside == [
        ("essex", "outstanding", "carried over", "an earlier inspection outside PEEL")
    ]
    said = connection.execute(
        "select note from judgment_evidence join judgment using (inspection_id, question_id) "
        "where carried_from_basis = 'outside'"
    ).fetchall()
    assert all("outside PEEL" in r["note"] for r in said) and said


def test_grade_is_doubtful_where_only_humour_sites_and_copies_state_it(
    connection: sqlite3.Connection,
) -> None:
    kinds: dict[tuple[str, str], set[str]] = {}
    for r in connection.execute(
        "select inspection_id, question_id, site.kind from judgment "
        "join judgment_evidence using (inspection_id, question_id, grade_id) "
        "join citation on citation.id = judgment_evidence.citation_id "
        "join document on document.id = citation.document_id join site on site.id = document.site_id"
    ):
        kinds.setdefault((r["inspection_id"], r["question_id"]), set()).add(r["kind"])
    weak = {key for key, found in kinds.items() if found <= {"satire", "copy"}}
    support = {
        (r["inspection_id"], r["question_id"]): r
        for r in connection.execute("select * from judgment_support")
    }
    assert weak
    for key in weak:
        assert support[key]["doubtful"] and "site" in support[key]["why_doubtful"]
    for row in support.values():
        assert bool(row["doubtful"]) == (row["why_doubtful"] is not None)
    # Another place that says so lifts the doubt.
    met = support["metropolitan-2023-25", "peel-2023-25-preventing-crime"]
    assert met["doubtful"] == 0 and met["places_stating_grade"] > 1
