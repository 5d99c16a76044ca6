"""A database made from the one before has the rows of a whole build, or is built as a whole."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from kind_maker import OTHERS, KindMaker
from once import made_once, run_folder
from sqlite_utils import Database

from openpeel.loaders import package
from openpeel.loaders.affected_views import AffectedViews
from openpeel.loaders.all_facts import read_all_facts, replace_lists
from openpeel.loaders.build import (
    Built,
    build,
    metadata_beside,
    read_inputs,
    update,
)
from openpeel.loaders.database import add_mathematics, create_tables, describe_tables
from openpeel.loaders.dictionary import read_dictionary
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.fact_files import FactRow, Value
from openpeel.loaders.inputs import (
    Replaced,
    digests_of_packages,
    read_build_record,
    record_beside,
)
from openpeel.loaders.part import begin_part, of_forces, select_part, store_part
from openpeel.loaders.stored_views import in_order
from openpeel.loaders.update import FEW, Changes, WholeBuildNeeded, compare_programs, find_texts

sys.path.insert(0, str(package.ROOT / "benchmarks"))
from made_reports import FIRST_MADE_YEAR, KNOWN_YEAR, in_year, make_reports, make_tree  # noqa: E402

UPDATED = "only reports have changed"
# Of the made reports, those that the database is built with; the others can be added.
BUILT_WITH = 5
DOCUMENTS = "openpeel.db", "openpeel.metadata.json", "openpeel.inputs.json"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of made reports, what it was built from, and further reports."""
    return made_once(run_folder(tmp_path_factory) / "update", make_base)


def make_base(folder: Path) -> None:
    """Make reports of a few forces, of two years for some, and a database of the first of them."""
    folder.mkdir()
    (folder / "made").mkdir()
    make_reports(folder / "made", 8)
    made = folder / "made" / "inspections"
    for path in sorted(made.iterdir())[:3]:
        later = made / path.name.replace(str(KNOWN_YEAR), str(FIRST_MADE_YEAR))
        later.mkdir()
        for file in path.iterdir():
            text = in_year(file.read_text(encoding="utf-8"), FIRST_MADE_YEAR)
            (later / file.name).write_text(text, encoding="utf-8")
    tree = make_tree(folder / "tree", 1)
    sources = folder / "sources"
    for path in sorted(made.iterdir())[:BUILT_WITH]:
        shutil.copytree(path, sources / "inspections" / path.name)
    build(folder / "openpeel.db", tree, sources)


@pytest.fixture
def base(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder to change, next to which whole builds can be made."""
    for name in ("sources", "tree"):
        shutil.copytree(made / name, tmp_path / name)
    for name in DOCUMENTS:
        shutil.copy(made / name, tmp_path)
    (tmp_path / "made").symlink_to(made / "made")
    return tmp_path


def rebuild(base: Path) -> Built:
    """Build the database of the folder."""
    return build(base / "openpeel.db", base / "tree", base / "sources")


def try_update(base: Path) -> Built:
    """Build it out of the old one, or say why not."""
    inputs = read_inputs(base / "tree", base / "sources")
    return update(base / "openpeel.db", base / "tree", base / "sources", inputs)


def reports_of(folder: Path) -> list[Path]:
    """The packages of a folder."""
    return sorted((folder / "inspections").iterdir())


def add_one(base: Path, chance: random.Random) -> None:
    """Add a report that is not there."""
    there = {path.name for path in reports_of(base / "sources")}
    new = chance.choice([p for p in reports_of(base / "made") if p.name not in there])
    shutil.copytree(new, base / "sources" / "inspections" / new.name)


def add_the_first_of_a_force(base: Path) -> None:
    """Add a report of a force that has none."""
    there = [re.sub(r"-\d{4}-.*", "", path.name) for path in reports_of(base / "sources")]
    new = next(p for p in reports_of(base / "made") if not p.name.startswith(tuple(there)))
    shutil.copytree(new, base / "sources" / "inspections" / new.name)


def remove_one(base: Path, chance: random.Random) -> None:
    """Remove a report."""
    shutil.rmtree(chance.choice(reports_of(base / "sources")))


def change_one(base: Path, chance: random.Random) -> None:
    """Change a summary and a passage of a report, and leave out a value."""
    folder = chance.choice(reports_of(base / "sources"))
    summary = f",Improve matter {chance.random()}"
    edit(folder / "improvement.csv", r",(Area for improvement 1\b|Improve matter [\d.]+)", summary)
    edit(folder / "report.txt", "[Ww]ords of ours", "Some words of ours")
    values = folder / "observation.csv"
    lines = values.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if ",core-questions," not in line]
    values.write_text("".join(kept), encoding="utf-8")


def edit(file: Path, old: str, new: str) -> None:
    """Replace the first place in a file that fits a pattern."""
    text, places = re.subn(old, lambda _: new, file.read_text(encoding="utf-8"), count=1)
    assert places, f"{file.name} has no {old}"
    file.write_text(text, encoding="utf-8")


def rows_by_relation(path: Path) -> dict[str, list[str]]:
    """The rows of every table, view and index of words, in an order of their own."""
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    names = [name for (name,) in db.execute("select name from dictionary_table")]
    rows = {name: sorted(map(repr, db.execute(f"select * from [{name}]"))) for name in names}
    columns = "title, text, kind, id, place, page, force_id, topic_id"
    # That of the file differs, since its rows may come in another order.
    rows["release"] = [repr(db.execute("select contents_sha256 from release").fetchone())]
    rows["search_entry_fts"] = sorted(
        map(repr, db.execute(f"select {columns} from search_entry_fts"))
    )
    for index in ("passage_fts", "search_entry_fts"):
        # Each word that is indexed, and where.
        db.execute(f"create virtual table temp.words using fts5vocab(main, {index}, row)")
        rows[f"words of {index}"] = sorted(map(repr, db.execute("select * from temp.words")))
        db.execute("drop table temp.words")
    db.close()
    return rows


def assert_as_whole(base: Path, built: Built) -> None:
    """Compare the database with a whole build of the same inputs."""
    assert built.how == UPDATED
    path = base / "whole" / "openpeel.db"
    path.parent.mkdir(exist_ok=True)
    whole = build(path, base / "tree", base / "sources", whole=True)
    found, expected = rows_by_relation(base / "openpeel.db"), rows_by_relation(path)
    assert [name for name in expected if found[name] != expected[name]] == []
    assert replace(built, path=path, metadata=whole.metadata, how=whole.how) == whole
    assert built.metadata.read_bytes() == whole.metadata.read_bytes()
    ours, theirs = (read_build_record(record_beside(p)) for p in (base / "openpeel.db", path))
    assert ours and theirs and replace(ours, database=theirs.database) == theirs


def test_reports_added_changed_and_removed_give_the_rows_of_a_whole_build(base: Path) -> None:
    chance = random.Random(1)
    add_the_first_of_a_force(base)
    assert rebuild(base).how == UPDATED
    for act in (remove_one, change_one, add_one):
        act(base, chance)
    assert_as_whole(base, rebuild(base))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2])
def test_reports_changed_at_random_give_the_rows_of_a_whole_build(seed: int, base: Path) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        for act in chance.sample([add_one, change_one, remove_one], chance.randint(1, 2)):
            act(base, chance)
        assert_as_whole(base, rebuild(base))


@pytest.mark.parametrize("force", ["essex", "avon-and-somerset", "kent"])
def test_a_view_by_force_has_the_same_rows_over_the_reports_of_a_force(
    force: str, made: Path, tmp_path: Path
) -> None:
    """What `by_force` says of a view, tried with a force of all reports, of two and of none."""
    db = Database(sqlite3.connect(shutil.copy(made / "openpeel.db", tmp_path / "a.db")))
    add_mathematics(db.conn)
    record = read_build_record(record_beside(made / "openpeel.db"))
    assert record
    dictionary = read_dictionary(made / "tree")
    sql = dict(
        db.execute("select name, sql || ';' from dictionary_table where kind = 'view'").fetchall()
    )
    names = {n for (n,) in db.execute("select name from dictionary_table where kind = 'table'")}
    tables = {name: of for name, of in describe_tables(db).items() if name in names}
    others = [document for document, of in record.packages.items() if of.force != force]
    begin_part(db, [force], others)
    plain = {name: text for name, text in sql.items() if not dictionary.stored(name)}
    select_part(db, plain, tables)
    declared = [name for name in in_order(sql) if dictionary.by_force(name)]
    assert len(declared) > 50
    for name in declared:
        if dictionary.stored(name):
            store_part(db, name, sql[name])
    differ = []
    for name in declared:
        of_force = of_forces(dictionary.by_force(name))
        part, whole = (
            sorted(map(repr, db.execute(f"select * from {of}.[{name}] where {of_force}")))
            for of in ("temp", "main")
        )
        if part != whole:
            differ.append(name)
    assert differ == [], "these are not by force: take the line out of their .yml files"


def test_the_same_inputs_leave_the_database_as_it_is(base: Path) -> None:
    before = (base / "openpeel.db").stat().st_mtime_ns
    built = rebuild(base)
    assert built.how == "nothing has changed"
    assert built.rows["inspection"] > BUILT_WITH
    assert (base / "openpeel.db").stat().st_mtime_ns == before


def test_a_whole_build_can_be_asked_for(tmp_path: Path, tree: Path) -> None:
    path = tmp_path / "a.db"
    assert build(path, tree, whole=True).how == "built as a whole: as asked"


@pytest.fixture
def web_page(tmp_path: Path) -> Path:
    """The web page of a report that a package keeps, as `openpeel ingest` does."""
    kind = next(kind for kind in OTHERS if kind.grade_pattern)
    made = KindMaker(kind, kind.forces[0], 1).make()
    path = tmp_path / "inspections" / kind.slug(made.force.id) / "report.html"
    path.parent.mkdir(parents=True)
    path.write_text(made.text, encoding="utf-8")
    return path


def test_the_web_page_that_a_package_keeps_is_read_again(web_page: Path, tmp_path: Path) -> None:
    before = digests_of_packages(tmp_path / "inspections")
    edit(web_page, "Words of ours", "Some words of ours")
    document = web_page.parent.name
    assert digests_of_packages(tmp_path / "inspections")[document] != before[document]
    found = list(find_texts(tmp_path, Changes(frozenset([document]), {}), OTHERS))
    assert [(path, report.document) for path, report in found] == [(web_page, document)]


def test_a_web_page_among_the_sources_is_a_report_as_a_pdf_is(base: Path) -> None:
    before = read_inputs(base / "tree", base / "sources")
    for name in ("a.html", "b.HTM", "c.pdf", "d.txt"):
        (base / "sources" / name).write_text("no report", encoding="utf-8")
    compare_programs(before, read_inputs(base / "tree", base / "sources"))


def write_version(base: Path) -> None:
    edit(record_beside(base / "openpeel.db"), '"SQLite": "', '"SQLite": "1')


def write_code(base: Path) -> None:
    edit(record_beside(base / "openpeel.db"), '"loaders/build.py": "', '"loaders/build.py": "1')


def write_format(base: Path) -> None:
    edit(record_beside(base / "openpeel.db"), '"format": ', '"format": 9')


def write_view(base: Path) -> None:
    edit(base / "tree" / "views" / "provenance" / "contradiction.sql", "--", "-- Well:")


def write_data(base: Path) -> None:
    edit(base / "tree" / "data" / "reference" / "topic.csv", "a", "b")


def write_statistics(base: Path) -> None:
    (base / "sources" / "rec-crime-pfa.csv").write_text("no statistics", encoding="utf-8")


def damage_database(base: Path) -> None:
    content = bytearray((base / "openpeel.db").read_bytes())
    content[len(content) // 2] ^= 1
    (base / "openpeel.db").write_bytes(content)


def write_metadata(base: Path) -> None:
    edit(metadata_beside(base / "openpeel.db"), "{", "{ ")


def write_to_it(base: Path) -> None:
    db = sqlite3.connect(base / "openpeel.db", isolation_level=None)
    db.execute("update force set region = 'elsewhere' where area_id = 'kent'")
    db.close()


def leave_a_journal(base: Path) -> None:
    (base / "openpeel.db-journal").write_bytes(b"half a change")


def change_many(base: Path) -> None:
    for number in range(FEW + 1):
        folder = base / "sources" / "inspections" / f"report-{number}"
        folder.mkdir()
        (folder / "document.csv").touch()


def first_package(base: Path) -> Path:
    return reports_of(base / "sources")[0]


def reach_other_reports(base: Path) -> None:
    edit(first_package(base) / "caveat.csv", "own-report", "same-round")


def fill_another_table(base: Path) -> None:
    (first_package(base) / "alias.csv").write_text("id,alias,kind,force_id,means,note\n", "utf-8")
    with (first_package(base) / "alias.csv").open("a", encoding="utf-8") as stream:
        stream.write("an-alias,AN,abbreviation,kent,,Made up.\n")


def name_another_document(base: Path) -> None:
    edit(first_package(base) / "document.csv", first_package(base).name, "another-document")


def name_another_inspection(base: Path) -> None:
    edit(first_package(base) / "inspection.csv", first_package(base).name, "another-inspection")


def state_a_value_of_another_report(base: Path) -> None:
    edit(first_package(base) / "observation.csv", r"(?m)^([^,\n]+-001),[^,]+", r"\1,another-report")


def cite_a_web_page(base: Path) -> None:
    file = first_package(base) / "improvement_event.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    cells = ["web", "essex-police-response", *[""] * (len(lines) - 2)]
    text = "\n".join(f"{line},{cell}" for line, cell in zip(lines, cells, strict=True))
    file.write_text(re.sub(r",[\w-]+,\d+,(essex)", r",,,\1", text) + "\n", encoding="utf-8")


def replace_a_list_of_web_pages(base: Path) -> None:
    file = record_beside(base / "openpeel.db")
    said = f'{{"{first_package(base).name}": {{"improvements": 1, "left_out": []}}}}'
    edit(file, '"replaced": {}', f'"replaced": {said}')
    edit(first_package(base) / "report.txt", "Words of ours", "Some words of ours")


def add_a_report_that_web_pages_list(base: Path) -> None:
    folder = base / "sources" / "inspections" / "dorset-2017-effectiveness"
    folder.mkdir()
    (folder / "document.csv").touch()


def have_the_text_of_another(base: Path) -> None:
    text = reports_of(base / "sources")[-1] / "report.txt"
    shutil.copy(text, first_package(base) / "report.txt")


REASONS: dict[Callable[[Path], None], str] = {
    write_version: "SQLite has changed",
    write_code: "loaders/build.py has changed",
    write_format: "not known what the old database was built from",
    write_view: "views/provenance/contradiction.sql has changed",
    write_data: "data/reference/topic.csv has changed",
    write_statistics: "rec-crime-pfa.csv has changed",
    damage_database: "not as it was built",
    write_to_it: "not as it was built",
    write_metadata: "openpeel.metadata.json is not as it was built",
    leave_a_journal: "somebody is writing",
    change_many: f"{FEW + 1} reports have changed",
    reach_other_reports: "caveats that reach other reports",
    fill_another_table: "rows of alias",
    name_another_document: "describes another document",
    name_another_inspection: "another inspection",
    state_a_value_of_another_report: "has values of another report",
    cite_a_web_page: "cites web pages",
    replace_a_list_of_web_pages: f"web pages list improvements of [a-z-]+-{KNOWN_YEAR}",
    add_a_report_that_web_pages_list: "web pages list improvements of dorset-2017",
    have_the_text_of_another: "the text of .* is of another report",
}


@pytest.mark.parametrize("change", REASONS, ids=lambda change: change.__name__)
def test_what_reaches_further_is_built_as_a_whole(
    change: Callable[[Path], None], base: Path
) -> None:
    if change in (damage_database, write_to_it):
        # Found in the copy too, not only where nothing else has changed.
        edit(first_package(base) / "report.txt", "Words of ours", "Some words of ours")
    change(base)
    before = (base / "openpeel.db").read_bytes()
    with pytest.raises(WholeBuildNeeded, match=REASONS[change]):
        try_update(base)
    assert (base / "openpeel.db").read_bytes() == before
    assert not list(base.glob(".*building*"))


@pytest.fixture(scope="module")
def shipped_rows() -> list[FactRow]:
    """The rows of the facts that ship."""
    db = Database(memory=True)
    create_tables(db, package.SCHEMA)
    return read_all_facts(package.ROOT / "data", describe_tables(db)).rows


def own_list(inspection: str) -> FactRow:
    """An improvement that a report's own package lists."""
    values: dict[str, Value] = {
        "id": f"{inspection}-own-1",
        "inspection_id": inspection,
        "kind": "area-for-improvement",
    }
    return FactRow("improvement", values, Path("inspections") / inspection / "improvement.csv", 2)


def replace_all_lists(
    shipped_rows: list[FactRow],
) -> tuple[list[FactRow], dict[str, Replaced]]:
    """What is left out, and what is said of it, if every report had a package with one area."""
    inspections = {str(row.values["id"]) for row in shipped_rows if row.table == "inspection"}
    own = [own_list(id) for id in sorted(inspections)]
    kept, replaced = replace_lists([*shipped_rows, *own], {row.file.parent for row in own})
    still = {id(row) for row in kept}
    assert all(id(row) in still for row in own)
    return [row for row in shipped_rows if id(row) not in still], replaced


def test_the_list_of_a_report_replaces_that_of_web_pages(shipped_rows: list[FactRow]) -> None:
    left_out, replaced = replace_all_lists(shipped_rows)
    lists = [r for r in shipped_rows if r.table == "improvement" and r.values["inspection_id"]]
    lists = [row for row in lists if row.values["kind"] != "finding"]
    assert {of: said.improvements for of, said in replaced.items()} == Counter(
        row.values["inspection_id"] for row in lists
    )
    assert [row for row in left_out if row.table == "improvement"] == lists
    names = {row.values["id"] for row in lists}
    about = [row for row in left_out if row.table != "improvement"]
    assert [row for row in about if names.isdisjoint(row.values.values())] == []
    tables = {row.table for row in about}
    still = [row for row in shipped_rows if row.table in tables and row not in about]
    assert [row for row in still if not names.isdisjoint(row.values.values())] == []


def test_what_pages_say_later_of_a_list_is_told_when_it_is_replaced(
    shipped_rows: list[FactRow],
) -> None:
    left_out, replaced = replace_all_lists(shipped_rows)
    told = [statement for said in replaced.values() for statement in said.left_out]
    untold = [
        row
        for row in left_out
        if row.table not in ("improvement", "improvement_theme")
        and row.values.get("status") != "raised"
    ]
    assert len(told) == len(untold)
    assert {row.table for row in untold} >= {"improvement_event", "improvement_link"}
    said = "avon-and-somerset-2015-protecting-vulnerable-coc-2 met 2017-03-02 (said by inspectorate"
    assert any(statement.startswith(said) for statement in told)


def test_a_finding_of_web_pages_stays_beside_the_list_of_a_report(
    shipped_rows: list[FactRow],
) -> None:
    left_out, _ = replace_all_lists(shipped_rows)
    assert any(row.values.get("kind") == "finding" for row in shipped_rows)
    assert not any(row.values.get("kind") == "finding" for row in left_out)


def test_a_removed_report_that_others_refer_to_ends_in_a_whole_build(base: Path) -> None:
    earlier, later = reports_of(base / "sources")[:2]
    ids = [
        (folder / "improvement.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
        for folder in (later, earlier)
    ]
    (later / "improvement_link.csv").write_text(
        "later_improvement_id,earlier_improvement_id,relation,note\n"
        f"{','.join(ids)},reframes,Made up.\n",
        encoding="utf-8",
    )
    assert rebuild(base).how == UPDATED
    shutil.rmtree(earlier)
    with pytest.raises(WholeBuildNeeded, match="improvement_link refers to what was removed"):
        try_update(base)


def test_wrong_data_of_a_report_are_told_as_by_a_whole_build(base: Path) -> None:
    values = first_package(base) / "observation.csv"
    edit(values, ",core-questions,", ",unheard-of,")
    before = (base / "openpeel.db").read_bytes()
    with pytest.raises((DataError, DataErrors), match=r"observation\.csv, line 2, column measure"):
        rebuild(base)
    assert (base / "openpeel.db").read_bytes() == before


def test_a_check_that_fails_is_told_as_by_a_whole_build(base: Path) -> None:
    edit(first_package(base) / "improvement_event.csv", ",named,", ",read,")
    before = (base / "openpeel.db").read_bytes()
    with pytest.raises(DataErrors, match=r"improvement_event\.csv, line \d+: check"):
        rebuild(base)
    assert (base / "openpeel.db").read_bytes() == before


def test_an_update_that_is_stopped_leaves_the_old_database(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    edit(first_package(base) / "report.txt", "Words of ours", "Some words of ours")
    before = {path: path.read_bytes() for path in (base / name for name in DOCUMENTS)}
    monkeypatch.setattr(AffectedViews, "after", stop)
    with pytest.raises(KeyboardInterrupt):
        rebuild(base)
    assert {path: path.read_bytes() for path in before} == before
    assert not list(base.glob(".*building*"))
