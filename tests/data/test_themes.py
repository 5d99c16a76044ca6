"""Themes and similar words: counted again from the files, and stored the same each time."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

import pytest
from shipped import lines_of
from sqlite_utils import Database

from openpeel.loaders.similar import (
    STOP_WORDS,
    join_phrases,
    read_summaries,
    store_similarities,
    weights_of_stems,
)

LISTED = {"area-for-improvement", "cause-of-concern", "recommendation"}
ROUNDS = ["2014", "2015", "2016", "2017", "2018-19", "2021-22", "2023-25"]
OUTCOMES = {
    "met": "met",
    "superseded": "met",
    "partly-met": "partly met",
    "in-progress": "in progress",
    "not-met": "not met",
    "worse": "not met",
}


def test_themes_are_told_apart() -> None:
    themes = lines_of("theme")
    assert (
        len({t["label"] for t in themes}) == len({t["definition"] for t in themes}) == len(themes)
    )
    assert all(t["definition"].endswith(".") and t["excludes"].endswith(".") for t in themes)
    assigned = {line["theme_id"] for line in lines_of("improvement_theme")}
    assert assigned <= {t["id"] for t in themes}


def test_improvement_raised_three_times_keeps_its_theme(connection: sqlite3.Connection) -> None:
    raised = connection.execute(
        "select distinct theme_id from improvement_theme where position = 1 and improvement_id in"
        " ('essex-2015-preventing-crime-afi-4', 'essex-2016-preventing-crime-afi-1',"
        " 'essex-2017-preventing-crime-afi-1')"
    ).fetchall()
    assert [row[0] for row in raised] == ["evaluating-what-works"]


def test_counts_by_theme_and_round_are_those_of_the_files(connection: sqlite3.Connection) -> None:
    """Counted from the CSV files: forces, what is listed, and findings apart."""
    inspections = dict(connection.execute("select id, framework_id from inspection"))
    forces = dict(connection.execute("select id, force_id from inspection"))
    raised = {
        i["id"]: i for i in lines_of("improvement") if i["basis"] == "stated" and not i.get("entry")
    }
    expected: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for line in lines_of("improvement_theme"):
        if item := raised.get(line["improvement_id"]):
            framework = inspections[item["inspection_id"]]
            expected[line["theme_id"], framework].append(
                (forces[item["inspection_id"]], item["kind"])
            )
    rows = connection.execute("select * from theme_by_round").fetchall()
    rounds = {f"peel-{year}" for year in ROUNDS}
    listed = {key for key in expected if key[1] in rounds}
    assert listed and listed <= {(row["theme_id"], row["framework_id"]) for row in rows}
    read = defaultdict(set)
    for item in raised.values():
        read[inspections[item["inspection_id"]]].add(forces[item["inspection_id"]])
    for row in rows:
        assert row["forces_read"] == len(read[row["framework_id"]])
        items = expected[row["theme_id"], row["framework_id"]]
        assert row["forces"] == len({force for force, _ in items})
        assert row["listed"] == sum(kind in LISTED for _, kind in items)
        assert row["findings"] == sum(kind == "finding" for _, kind in items)
        assert row["listed"] == row["outcome_known"] + row["outcome_not_known"]
        assert row["findings_met"] <= row["findings_outcome_known"] <= row["findings"]


def test_outcome_by_the_next_round_follows_the_statements(connection: sqlite3.Connection) -> None:
    """Worked out again in Python from the tables, statement by statement."""
    frameworks = dict(connection.execute("select id, framework_id from inspection"))
    position = {f"peel-{year}": place for place, year in enumerate(ROUNDS)}
    last_day: dict[str, str] = {}
    for framework, day in connection.execute(
        "select framework_id, published_on from inspection where published_on is not null"
    ):
        last_day[framework] = max(day, last_day.get(framework, ""))
    said = defaultdict(list)
    for event in connection.execute(
        "select * from improvement_event where said_by = 'inspectorate'"
        " and status not in ('raised', 'not-stated') order by happened_on, position"
    ):
        said[event["improvement_id"]].append(event)
    repeats = connection.execute(
        "select earlier_improvement_id, later.inspection_id from improvement_link"
        " join improvement as later on later.id = later_improvement_id"
        " where relation = 'repeats'"
    ).fetchall()
    again = {(earlier, frameworks.get(inspection)) for earlier, inspection in repeats}
    rows = connection.execute("select * from improvement_next_round").fetchall()
    in_rounds = [
        line for line in lines_of("improvement")
        if line["basis"] == "stated" and not line.get("entry")
        and frameworks[line["inspection_id"]] in position
    ]  # fmt: skip
    assert {row["improvement_id"] for row in rows} == {line["id"] for line in in_rounds}
    assert len(rows) == len(in_rounds)
    assert {row["outcome"] for row in rows} >= {"met", "partly met", "not met", "raised again"}
    for row in rows:
        own = position[row["framework_id"]]
        following = next((f for f, place in position.items() if place == own + 1), None)
        if following is None:
            assert row["outcome"] == "no later round"
            continue
        expected = "not known"
        for event in said[row["improvement_id"]]:
            told_in = position.get(frameworks.get(event["inspection_id"], ""))
            by_then = (
                told_in <= own + 1
                if told_in is not None
                else (event["happened_on"] or "9") <= last_day.get(following, "")
            )
            if by_then:
                expected = OUTCOMES[event["status"]]
        if (row["improvement_id"], following) in again:
            expected = "raised again"
        assert row["outcome"] == expected, row["improvement_id"]


@pytest.fixture
def summaries() -> Database:
    """A database of summaries, two of which are about one thing."""
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    db.execute("create table improvement (id text, summary text)")
    db.execute(
        "create table improvement_similarity"
        " (improvement_id, position, other_improvement_id, likeness, shared_words)"
    )
    for id, summary in (
        ("a", "Evaluate tactics and share effective practice."),
        ("b", "Tactics are evaluated, and good practice is shared."),
        ("c", "The force should share its vans with other forces."),
        ("d", "Have enough of them; make it better."),
        ("e", "Answer emergency calls in time."),
        ("f", "Vet every officer to national standards."),
        ("g", "Record crimes without delay."),
        ("h", "Manage registered sex offenders."),
    ):
        db.execute("insert into improvement values (?, ?)", [id, summary])
    return db


def pairs(db: Database) -> list[tuple[str, str, str]]:
    return list(
        db.execute(
            "select improvement_id, other_improvement_id, shared_words"
            " from improvement_similarity order by improvement_id, position"
        )
    )


def test_similar_summaries_share_words_in_any_form(summaries: Database) -> None:
    store_similarities(summaries)
    assert pairs(summaries) == [
        ("a", "b", "evaluate, tactics, share, practice"),
        ("b", "a", "tactics, evaluated, practice, shared"),
    ]


def test_common_words_and_one_word_make_nothing_similar(summaries: Database) -> None:
    """c shares one word with a, and d has only words of any summary."""
    summaries.execute(
        "update improvement set summary = 'Make it better; have enough.' where id = 'c'"
    )
    store_similarities(summaries)
    assert [pair[:2] for pair in pairs(summaries)] == [("a", "b"), ("b", "a")]


def test_words_that_mean_one_thing_together_count_as_one(summaries: Database) -> None:
    """Force and search in other senses, and two summaries that share one phrase only."""
    for id, summary in (
        ("e", "Review the use of force regularly, and its data."),
        ("f", "Use-of-force data are reviewed."),
        ("g", "Review how the force is to use its data on stop and search."),
        ("h", "Supervise stop and search."),
    ):
        summaries.execute("update improvement set summary = ? where id = ?", [summary, id])
    store_similarities(summaries)
    found = {pair[:2]: pair[2] for pair in pairs(summaries)}
    assert found["e", "f"] == "review, use of force, data"
    assert "use of force" not in found.get(("e", "g"), "")
    assert ("g", "h") not in found


def test_weights_are_those_of_bm25(connection: sqlite3.Connection) -> None:
    """Also where many summaries read the same: each is a text of its own."""
    texts = [row[0] for row in connection.execute("select summary from improvement order by id")]
    texts = [*texts[:300], *texts[:40] * 3]
    db = Database(memory=True)
    summaries = read_summaries(db, texts)
    weights = weights_of_stems(summaries)
    db.execute("create virtual table found using fts5(text, tokenize='porter')")
    db.conn.executemany("insert into found (text) values (?)", [(join_phrases(t),) for t in texts])
    numbers = {m: number for number, summary in enumerate(summaries) for m in summary.members}
    for summary in summaries[:60]:
        scores = defaultdict(float)
        for stem in summary.words:
            for number, weight in weights[stem]:
                scores[number] += weight
        question = " OR ".join(f'"{word}"' for word in summary.words.values())
        for id, score in db.execute(
            "select rowid, -bm25(found) from found where found match ?", [question]
        ).fetchall():
            assert scores[numbers[id - 1]] == score


def test_rows_that_stay_the_same_are_not_written_again(summaries: Database) -> None:
    store_similarities(summaries)
    for act in ("insert", "delete"):
        summaries.execute(
            f"create trigger no_{act} before {act} on improvement_similarity "
            "begin select raise(abort, 'written'); end"
        )
    store_similarities(summaries)
    summaries.execute("update improvement set summary = 'Another.' where id = 'b'")
    with pytest.raises(sqlite3.IntegrityError, match="written"):
        store_similarities(summaries)


def test_similarity_depends_on_summaries_only(summaries: Database) -> None:
    """Neither on the order of the rows nor on what was stored before."""
    store_similarities(summaries)
    before = pairs(summaries)
    summaries.execute("delete from improvement_similarity")
    rows = summaries.execute("select id, summary from improvement order by id desc").fetchall()
    summaries.execute("delete from improvement")
    for row in rows:
        summaries.execute("insert into improvement values (?, ?)", row)
    store_similarities(summaries)
    assert pairs(summaries) == before


def test_stored_similarities_are_bounded_and_explained(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "select similar.*, one.summary as one, other.summary as other"
        " from improvement_similarity as similar"
        " join improvement as one on one.id = improvement_id"
        " join improvement as other on other.id = other_improvement_id"
        " order by improvement_id, position"
    ).fetchall()
    assert rows
    by_item = defaultdict(list)
    for row in rows:
        words = row["shared_words"].split(", ")
        assert len(words) >= 2 and not STOP_WORDS & set(words)
        # The first letters are in both summaries: the ends of words may differ.
        for word in words:
            assert word.replace("-", " ") in row["one"].lower().replace("-", " ")
            assert word[:3] in row["other"].lower(), (word, row["other"])
        assert 0.25 <= row["likeness"] <= 1
        by_item[row["improvement_id"]].append(row)
    for found in by_item.values():
        assert [row["position"] for row in found] == list(range(1, len(found) + 1))
        assert len(found) <= 12
        likeness = [row["likeness"] for row in found]
        assert likeness == sorted(likeness, reverse=True)
