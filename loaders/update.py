"""Build a database out of the one before it, where only a few reports have changed.

The old file is copied, and only what can differ is worked out again: the rows of the reports
that were added, changed or removed; what the readings of web pages say of their forces; the views,
checks and counts that read these rows. A view that says `by_force` is worked out for the forces
concerned (loaders/part.py), any other as a whole. The rows are those of a whole build, though not
always in its order. Whatever is not certain ends in a whole build, which says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.database import describe_tables, run_checks
from openpeel.loaders.dictionary import Dictionary
from openpeel.loaders.fact_files import FactRow, Package, Tables, Value, csv_files, read_package
from openpeel.loaders.inputs import Inputs, PackageRows, Record
from openpeel.loaders.part import (
    begin_part,
    body_of,
    drop_part,
    make_empty,
    of_forces,
    select_part,
    store_part,
)
from openpeel.loaders.report.find import (
    PACKAGES,
    TEXT,
    Report,
    read_if_report,
)
from openpeel.loaders.report.kind import ReportKind, read_kinds
from openpeel.loaders.report.load_text import load_text
from openpeel.loaders.similar import store_similarities
from openpeel.loaders.stored_views import in_order, words_of

# More reports than this are no quicker one by one than with all the others.
FEW = 10
# The part of a file that may be empty before it is packed.
EMPTY = 0.1

# The rows of the reports changed, by table. What readings add belongs to a force.
OF_REPORTS = "select id from temp.changed_document"
CITED = f"select id from main.citation where document_id in ({OF_REPORTS})"
OF_FORCE = "select id from main.inspection where force_id in (select id from temp.part_force)"
OWN_ROWS = {
    "document": f"id in ({OF_REPORTS})",
    "section": f"document_id in ({OF_REPORTS})",
    "citation": f"document_id in ({OF_REPORTS})",
    "figure": f"document_id in ({OF_REPORTS})",
    "figure_row": f"figure_id in (select id from main.figure where document_id in ({OF_REPORTS}))",
    "observation": f"inspection_id in ({OF_REPORTS})",
    "improvement": f"citation_id in ({CITED})",
    "improvement_event": f"citation_id in ({CITED})",
    "improvement_theme": (
        f"improvement_id in (select id from main.improvement where citation_id in ({CITED}))"
    ),
    "improvement_link": (
        f"later_improvement_id in (select id from main.improvement where citation_id in ({CITED}))"
    ),
    "caveat": f"citation_id in ({CITED})",
    **{
        f"caveat_{of}": (
            f"caveat_id in (select id from main.caveat where citation_id in ({CITED}))"
        )
        for of in ("area", "figure", "measure", "observation")
    },
}
ROWS_OF_FORCES = {
    "inspection": "force_id in (select id from temp.part_force)",
    "judgment": f"inspection_id in ({OF_FORCE})",
    "judgment_evidence": f"inspection_id in ({OF_FORCE})",
}
# What a report's text fills.
TEXTS = ("passage", "number_mention", "improvement_passage", "improvement")

# Temporary tables that last as long as the update.
KEPT = {"part_force", "other_document", "changed_document", "old_entry", "new_entry"}

Row = tuple[Value, ...]
ReadAll = Callable[[Tables, set[str]], Iterable[FactRow]]


class WholeBuildNeeded(Exception):
    """What differs, or is not certain, so that everything has to be built again."""


@dataclass(frozen=True)
class Changes:
    """What differs between the inputs of two builds.

    Attributes:
        documents: the reports whose package or text was added, changed or removed.
        texts: the documents of the files of the sources that are reports, as they are now.
    """

    documents: frozenset[str]
    texts: Mapping[str, str]


def compare_programs(old: Inputs, new: Inputs) -> None:
    """Refuse inputs that differ in more than reports.

    Raises:
        WholeBuildNeeded: code, SQL, shipped data, a version or statistics have changed.
    """
    if changed := differing(old.program, new.program):
        raise WholeBuildNeeded(shortly(changed))
    files = [name for name in differing(old.files, new.files) if not is_report_text(name)]
    if files:
        raise WholeBuildNeeded(shortly(files))


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return the names whose digests differ, or that only one of two has."""
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def shortly(changed: Sequence[str]) -> str:
    """Return what has changed as part of a sentence."""
    more = f" and {len(changed) - 1} more have" if len(changed) > 1 else " has"
    return f"{changed[0]}{more} changed"


def is_report_text(name: str) -> bool:
    """Whether a file of the sources may be a report."""
    return name.lower().endswith((".pdf", ".txt"))


def find_changes(
    record: Record, inputs: Inputs, kinds: Sequence[ReportKind], sources: Path | None
) -> Changes:
    """Return which reports differ.

    Raises:
        WholeBuildNeeded: more than a few do, or one whose facts ship.
    """
    documents = set(differing(record.inputs.packages, inputs.packages))
    texts = {name: document for name, (document, _) in record.reports.items() if "/" not in name}
    for name in differing(record.inputs.files, inputs.files):
        if name in texts:
            documents.add(texts.pop(name))
        if sources and name in inputs.files and (report := read_if_report(kinds, sources / name)):
            documents.add(report.document)
            texts[name] = report.document
    if len(set(texts.values())) < len(texts):
        raise WholeBuildNeeded("a report is there twice")
    for document in sorted(documents):
        if document not in record.inputs.packages.keys() | inputs.packages.keys():
            raise WholeBuildNeeded(f"the text of {document}, whose facts ship, has changed")
    if len(documents) > FEW:
        raise WholeBuildNeeded(f"{len(documents)} reports have changed")
    return Changes(frozenset(documents), texts)


def read_changed(document: str, folder: Path, tables: Tables) -> list[FactRow]:
    """Read the package of a report that was added or changed.

    Raises:
        WholeBuildNeeded: it states what may reach further than its own report.
    """
    rows = list(read_package(Package(folder, document, csv_files(folder)), tables, set()))
    for row in rows:
        values = row.values
        if row.table not in OWN_ROWS.keys() | ROWS_OF_FORCES.keys():
            raise WholeBuildNeeded(f"{document} has rows of {row.table}")
        if row.table == "document" and values["id"] != document:
            raise WholeBuildNeeded(f"{document} describes another document")
        if row.table == "inspection" and values["id"] != document:
            raise WholeBuildNeeded(f"{document} states something of another inspection")
        if row.table == "citation" and values["page"] is None:
            raise WholeBuildNeeded(f"{document} cites web pages")
        if row.table == "caveat" and values["applies_to"] != "own-report":
            raise WholeBuildNeeded(f"{document} has caveats that reach other reports")
    if not any(row.table == "inspection" for row in rows):
        raise WholeBuildNeeded(f"{document} states no inspection")
    return rows


@dataclass
class Update:
    """A copy of the old database, being changed into the new one.

    Attributes:
        db: the copy.
        path: its file.
        record: what the old database was made from.
        inputs: what the new one is made from.
        dictionary: the descriptions, which are those of the old database.
        root: the folder of checks and data.
        sources: the folder of sources.
        read_all: reads the rows of what ships and of some packages.
    """

    db: Database
    path: Path
    record: Record
    inputs: Inputs
    dictionary: Dictionary
    root: Path
    sources: Path
    read_all: ReadAll
    packages: dict[str, PackageRows] = field(default_factory=dict)

    def run(self) -> Record:
        """Change the rows; return the record of the new database, without its digests.

        Raises:
            WholeBuildNeeded: what is changed may reach further.
            DataError, DataErrors: the data are wrong; a whole build says in which line.
        """
        kinds = read_kinds(self.db, self.root / "data" / "reference")
        changes = find_changes(self.record, self.inputs, kinds, self.sources)
        self.refuse_lists(changes.documents)
        changed = self.read_packages(changes.documents)
        forces = {rows.force for rows in self.packages.values()}
        forces |= {
            self.record.packages[document].force
            for document in changes.documents & self.record.packages.keys()
        }
        self.packages = self.record_packages(changes.documents)
        near = {document for document, of in self.packages.items() if of.force in forces}
        others = self.packages.keys() | self.record.packages.keys()
        begin_part(self.db, forces, others - near - changes.documents)
        self.begin_changes(changes.documents)
        old, new = self.old_rows(), self.new_rows(changed, near, forces)
        self.check_old_rows(old, changes.documents)
        touched = {table for table in old if old[table] != new[table]} | set(TEXTS)
        similar = self.summaries(old) != self.summaries(new)
        if similar:
            touched.add("improvement_similarity")
        affected = Affected(self, touched)
        before = affected.before()
        if similar:
            # How alike two summaries are depends on the words of all.
            self.db.execute("delete from improvement_similarity")
        self.replace_rows(old, new)
        reports = self.replace_texts(changes, kinds)
        if similar:
            store_similarities(self.db)
        affected.after(before)
        affected.check()
        self.db.execute("analyze")
        affected.count()
        self.pack()
        return replace(self.record, inputs=self.inputs, packages=self.packages, reports=reports)

    def refuse_lists(self, documents: Iterable[str]) -> None:
        """Refuse reports whose improvements web pages list too: one list replaces the other.

        Raises:
            WholeBuildNeeded: there is one.
        """
        for document in sorted(documents):
            listed = self.db.execute(
                "select 1 from improvement join citation on citation.id = citation_id "
                "where inspection_id = ? and document_id <> inspection_id and kind <> 'finding'",
                [document],
            ).fetchone()
            if listed or document in self.record.replaced:
                raise WholeBuildNeeded(f"web pages list improvements of {document}")

    @cached_property
    def tables(self) -> Tables:
        """The tables of the schema with the columns that a row may fill."""
        names = {
            name
            for (name,) in self.db.execute(
                "select name from dictionary_table where kind = 'table'"
            ).fetchall()
        }
        return {name: of for name, of in describe_tables(self.db).items() if name in names}

    def read_packages(self, documents: Iterable[str]) -> dict[str, list[FactRow]]:
        """Read the packages that were added or changed, and note the forces that they are about."""
        changed = {}
        for document in sorted(documents & self.inputs.packages.keys()):
            rows = read_changed(document, self.sources / PACKAGES / document, self.tables)
            changed[document] = rows
            force = next(row.values["force_id"] for row in rows if row.table == "inspection")
            self.packages[document] = PackageRows(
                str(force), dict(Counter(r.table for r in rows)), alone=True
            )
        return changed

    def record_packages(self, documents: Iterable[str]) -> dict[str, PackageRows]:
        """Return what each package gives, now that some have changed.

        Raises:
            WholeBuildNeeded: a package states something of another's inspection, or may have its
                text.
        """
        read = {document for document, _ in self.record.reports.values()}
        for document, of in self.record.packages.items():
            if not of.alone:
                raise WholeBuildNeeded(f"{document} states something of another inspection")
            # It may be another report's, which counts where that has none of its own.
            if document not in read and (self.sources / PACKAGES / document / TEXT).exists():
                raise WholeBuildNeeded(f"the text of {document} was not read as its own")
        same = {name: of for name, of in self.record.packages.items() if name not in documents}
        return {**same, **self.packages}

    def begin_changes(self, documents: Iterable[str]) -> None:
        """Say which reports have changed."""
        self.db.execute("create temp table changed_document (id text primary key)")
        self.db.conn.executemany(
            "insert into temp.changed_document values (?)", [(d,) for d in documents]
        )

    def old_rows(self) -> dict[str, set[Row]]:
        """Return the rows that the reports changed, and the readings of their forces, have made."""
        return {
            table: set(
                self.db.execute(
                    f"select {self.columns(table)} from main.[{table}] where {condition}"
                ).fetchall()
            )
            for table, condition in (OWN_ROWS | ROWS_OF_FORCES).items()
        }

    def columns(self, table: str) -> str:
        """Return the columns of a table as SQL lists them."""
        return ", ".join(f"[{column}]" for column in self.tables[table])

    def check_old_rows(self, old: Mapping[str, set[Row]], documents: Iterable[str]) -> None:
        """Refuse to go on if the rows found are not as many as the packages had.

        Raises:
            WholeBuildNeeded: something of a package lies elsewhere, or more than it reaches others.
        """
        had: Counter[str] = Counter()
        for document in documents & self.record.packages.keys():
            had.update(self.record.packages[document].rows)
        for table in had.keys() | OWN_ROWS.keys():
            if table in OWN_ROWS and len(old[table]) != had[table]:
                raise WholeBuildNeeded(f"rows of {table} are not those of the package alone")
            if had[table] and table not in OWN_ROWS.keys() | ROWS_OF_FORCES.keys():
                raise WholeBuildNeeded(f"a package had rows of {table}")
        reach = list(self.tables["caveat"]).index("applies_to")
        if any(row[reach] != "own-report" for row in old["caveat"]):
            raise WholeBuildNeeded("a package had caveats that reach other reports")

    def new_rows(
        self, changed: Mapping[str, list[FactRow]], near: set[str], forces: set[str]
    ) -> dict[str, set[Row]]:
        """Return the rows that the reports changed, and the readings of their forces, make now."""
        rows: dict[str, list[FactRow]] = {table: [] for table in OWN_ROWS | ROWS_OF_FORCES}
        for of in changed.values():
            for row in of:
                if row.table in OWN_ROWS:
                    rows[row.table].append(row)
        inspections = set()
        for row in self.read_all(self.tables, near):
            if row.table == "inspection" and row.values["force_id"] in forces:
                inspections.add(row.values["id"])
                rows["inspection"].append(row)
            elif row.table in ("judgment", "judgment_evidence"):
                rows[row.table].append(row)
        for table in ("judgment", "judgment_evidence"):
            rows[table] = [r for r in rows[table] if r.values["inspection_id"] in inspections]
        new = {}
        for table, of in rows.items():
            new[table] = {
                tuple(row.values.get(column) for column in self.tables[table]) for row in of
            }
            if len(new[table]) < len(of):
                raise WholeBuildNeeded(f"two rows of {table} are alike")
        return new

    def replace_rows(self, old: Mapping[str, set[Row]], new: Mapping[str, set[Row]]) -> None:
        """Delete the rows that are no more, and insert those that are new.

        Raises:
            WholeBuildNeeded: a row refers to one that is not there any more.
            sqlite3.IntegrityError: a new row refers to a missing one or breaks a rule.
        """
        db = self.db
        self.delete_texts()
        with db.atomic():
            for table in old:
                key = self.key(table)
                gone = [tuple(row[i] for i in key) for row in old[table] - new[table]]
                names = [list(self.tables[table])[i] for i in key]
                condition = " and ".join(f"[{name}] = ?" for name in names)
                db.conn.executemany(f"delete from [{table}] where {condition}", gone)
        db.execute("pragma foreign_keys = on")
        with db.atomic():
            # In which order rows come is checked no more than in a whole build.
            db.execute("pragma defer_foreign_keys = on")
            for table in new:
                marks = ", ".join("?" * len(self.tables[table]))
                # In the order of their values, so that the file does not depend on that of lines.
                come: list[Row] = sorted(new[table] - old[table], key=repr)
                db.conn.executemany(
                    f"insert into [{table}] ({self.columns(table)}) values ({marks})", come
                )
        db.execute("pragma foreign_keys = off")
        self.check_references(old, new)

    def summaries(self, rows: Mapping[str, set[Row]]) -> set[Row]:
        """Return the summaries of improvements with their keys."""
        columns = list(self.tables["improvement"])
        id, summary = columns.index("id"), columns.index("summary")
        return {(row[id], row[summary]) for row in rows["improvement"]}

    def key(self, table: str) -> list[int]:
        """Return the places of the primary key's columns in a row."""
        columns = list(self.tables[table])
        return [columns.index(name) for name in self.db.table(table).pks]

    def check_references(self, old: Mapping[str, set[Row]], new: Mapping[str, set[Row]]) -> None:
        """Refuse rows that refer to a row that was deleted.

        Raises:
            WholeBuildNeeded: there is one; a whole build says where.
        """
        gone = set()
        for table in old:
            key = self.key(table)
            keys = [{tuple(row[i] for i in key) for row in rows[table]} for rows in (old, new)]
            if keys[0] - keys[1]:
                gone.add(table)
        for table in self.tables:
            parents = {
                row[2] for row in self.db.execute(f"pragma foreign_key_list([{table}])").fetchall()
            }
            if (
                parents & gone
                and self.db.execute(f"pragma foreign_key_check([{table}])").fetchone()
            ):
                raise WholeBuildNeeded(f"{table} refers to what was removed")

    def delete_texts(self) -> None:
        """Delete the text of the reports changed, from the index of words too."""
        passages = f"document_id in ({OF_REPORTS})"
        with self.db.atomic():
            self.db.execute(
                "insert into passage_fts (passage_fts, rowid, text) "
                f"select 'delete', id, text from main.passage where {passages}"
            )
            for table in ("number_mention", "improvement_passage"):
                self.db.execute(
                    f"delete from main.{table} where passage_id in "
                    f"(select id from main.passage where {passages})"
                )
            self.db.execute(f"delete from main.passage where {passages}")

    def replace_texts(
        self, changes: Changes, kinds: Sequence[ReportKind]
    ) -> dict[str, tuple[str, int]]:
        """Read the texts of the reports changed; return the document and passages of every text."""
        reports = {
            name: of for name, of in self.record.reports.items() if of[0] not in changes.documents
        }
        with self.db.atomic():
            for path, report in self.find_texts(changes, kinds):
                name = str(path.relative_to(self.sources))
                reports[name] = (report.document, load_text(self.db, report))
            self.db.execute(
                "insert into passage_fts (rowid, text) "
                f"select id, text from main.passage where document_id in ({OF_REPORTS})"
            )
        # In the order in which a whole build finds them.
        return dict(sorted(reports.items(), key=lambda item: ("/" in item[0], item[0])))

    def find_texts(
        self, changes: Changes, kinds: Sequence[ReportKind]
    ) -> Iterator[tuple[Path, Report]]:
        """Return the text of each report changed: its own file, or what its package keeps."""
        own = {document: self.sources / name for name, document in changes.texts.items()}
        for document in sorted(changes.documents):
            path = own.get(document, self.sources / PACKAGES / document / TEXT)
            if path.is_file() and (report := read_if_report(kinds, path)):
                if report.document != document:
                    raise WholeBuildNeeded(f"the text of {document} is of another report")
                yield path, report

    def pack(self) -> None:
        """Give back space, if much of the file is empty."""
        pages, empty = (
            self.db.execute(f"pragma {name}").fetchone()[0]
            for name in ("page_count", "freelist_count")
        )
        if empty > pages * EMPTY:
            self.db.execute("vacuum")


class Affected:
    """The views, checks and counts that read tables whose rows have changed."""

    def __init__(self, update: Update, touched: set[str]) -> None:
        self.db = update.db
        self.update = update
        self.sql = dict(
            update.db.execute(
                "select name, sql || ';' from dictionary_table where kind = 'view'"
            ).fetchall()
        )
        self.order = list(in_order(self.sql))
        self.touched = set(touched)
        self.partly: list[str] = []
        self.wholly: list[str] = []
        stored_whole: set[str] = set()
        dictionary = update.dictionary
        for name in self.order:
            reads = words_of(self.sql[name])
            if not reads & self.touched:
                continue
            self.touched.add(name)
            # What is stored as a whole is not there yet while a part is worked out.
            if dictionary.by_force(name) and not self.reads(name) & stored_whole:
                self.partly.append(name)
            else:
                self.wholly.append(name)
                if dictionary.stored(name):
                    stored_whole.add(name)

    def reads(self, name: str) -> set[str]:
        """Return the views that a view reads, and those that these read."""
        found: set[str] = set()
        open_names = [name]
        while open_names:
            for word in words_of(self.sql[open_names.pop()]) & self.sql.keys() - found:
                found.add(word)
                open_names.append(word)
        return found - {name}

    def stored(self, name: str) -> bool:
        """Whether the rows of a view are stored."""
        return bool(self.update.dictionary.stored(name))

    def key(self, name: str) -> str:
        """Return the condition that a row of a view belongs to the forces concerned."""
        return of_forces(self.update.dictionary.by_force(name))

    def select(self) -> None:
        """Make the part of the forces concerned, as the tables are now."""
        plain = {n: self.sql[n] for n in self.order if not self.stored(n)}
        select_part(self.db, plain, self.update.tables)

    def before(self) -> dict[str, int]:
        """Take the old rows of the forces out of the stored views; count those of the others."""
        db = self.db
        self.select()
        db.execute("analyze temp")
        counts = {}
        with db.atomic():
            for name in self.partly:
                if self.stored(name):
                    make_empty(db, name)
                    old = f"select * from main.[{name}] where {self.key(name)}"
                    db.execute(f"insert into temp.[{name}] {old}")
            for name in self.partly:
                if self.stored(name):
                    db.execute(f"delete from main.[{name}] where {self.key(name)}")
                else:
                    counts[name] = self.count_of(name)
            if "search_entry" in self.partly:
                db.execute("create temp table old_entry as select * from search_entry")
        self.drop()
        return counts

    def after(self, before: Mapping[str, int]) -> None:
        """Work out the rows of views again."""
        db = self.db
        self.select()
        db.execute("analyze temp")
        self.changes = {}
        with db.atomic():
            for name in self.partly:
                if self.stored(name):
                    store_part(db, name, self.sql[name])
                    # Rows of other forces that the part has are those of no whole.
                    db.execute(f"delete from temp.[{name}] where ({self.key(name)}) is not true")
                    db.execute(f"insert into main.[{name}] select * from temp.[{name}]")
            for name in before:
                self.changes[name] = self.count_of(name) - before[name]
            if "search_entry" in self.partly:
                db.execute("create temp table new_entry as select * from search_entry")
        self.drop()
        with db.atomic():
            for name in self.wholly:
                if self.stored(name):
                    db.execute(f"delete from main.[{name}]")
                    db.execute(f"insert into main.[{name}] {body_of(self.sql[name])}")
            if "search_entry" in self.touched:
                self.index()

    def count_of(self, name: str) -> int:
        """Return how many rows a table or view has."""
        return int(self.db.execute(f"select count(*) from [{name}]").fetchone()[0])

    def drop(self) -> None:
        """Let names mean the whole tables again."""
        drop_part(self.db, KEPT)

    def index(self) -> None:
        """Take entries that are no more out of the index of the search box, and put new ones in."""
        columns = "title, text, kind, id, place, page, force_id, topic_id"
        stored = ", ".join(f"c{number}" for number in range(8))
        old = f"select {stored} from search_entry_fts_content"
        new = f"select {columns} from search_entry"
        if "search_entry" in self.partly:
            old, new = (f"select {columns} from temp.{which}_entry" for which in ("old", "new"))
        db = self.db
        db.execute(f"create temp table entry_gone as {old} except {new}")
        db.execute(f"create temp table entry_come as {new} except {old}")
        names = [row[1] for row in db.execute("pragma temp.table_info(entry_gone)").fetchall()]
        same = " and ".join(
            f"gone.[{name}] is content.c{number}" for number, name in enumerate(names)
        )
        db.execute(
            "delete from search_entry_fts where rowid in (select content.id "
            "from search_entry_fts_content as content join temp.entry_gone as gone "
            f"on {same})"
        )
        db.execute(
            f"insert into search_entry_fts ({columns}) select {columns} from temp.entry_come "
            "order by kind, id"
        )

    def check(self) -> None:
        """Run the checks that read what has changed.

        Raises:
            DataErrors: a check selected rows.
        """
        folder = self.update.root / "checks"
        only = [
            file
            for file in folder.glob("*.sql")
            if words_of(file.read_text(encoding="utf-8")) & self.touched
        ]
        run_checks(self.db, folder, path=self.update.path, only=only)

    def count(self) -> None:
        """Store how many rows each table and view concerned has now."""
        with self.db.atomic():
            for name in self.touched:
                if name in self.changes:
                    sql = "rows + ?"
                    value = self.changes[name]
                else:
                    sql = "?"
                    value = self.count_of(name)
                self.db.execute(
                    f"update dictionary_table set rows = {sql} where name = ?", [value, name]
                )
