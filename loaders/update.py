"""Build a database out of the one before it, where only a few reports have changed.

The old file is copied, and only what can differ is worked out again: the rows of the reports
that were added, changed or removed; what the readings of web pages say of their forces; the views,
checks and counts that read these rows (loaders/affected_views.py). The rows are those of a whole
build, though not always in its order. Whatever is not certain ends in a whole build, which says
why.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

from sqlite_utils import Database

from openpeel.loaders.affected_views import AffectedViews
from openpeel.loaders.build_log import LOG, store_log
from openpeel.loaders.database import describe_tables
from openpeel.loaders.dictionary import Dictionary
from openpeel.loaders.digests import store_digests
from openpeel.loaders.fact_files import FactRow, Package, Tables, Value, csv_files, read_package
from openpeel.loaders.inputs import Inputs, PackageRows, Record
from openpeel.loaders.part import begin_part
from openpeel.loaders.report.find import (
    PACKAGES,
    Report,
    is_report_name,
    read_if_report,
    text_of_package,
)
from openpeel.loaders.report.kind import ReportKind, read_kinds
from openpeel.loaders.report.load_text import load_text
from openpeel.loaders.similar import store_similarities

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
    files = [name for name in differing(old.files, new.files) if not is_report_name(name)]
    if files:
        raise WholeBuildNeeded(shortly(files))


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return the names whose digests differ, or that only one of two has."""
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def shortly(changed: Sequence[str]) -> str:
    """Return what has changed as part of a sentence."""
    more = f" and {len(changed) - 1} more have" if len(changed) > 1 else " has"
    return f"{changed[0]}{more} changed"


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
    figures = {None, *(row.values["id"] for row in rows if row.table == "figure")}
    for row in rows:
        values = row.values
        if row.table not in OWN_ROWS.keys() | ROWS_OF_FORCES.keys():
            raise WholeBuildNeeded(f"{document} has rows of {row.table}")
        if row.table == "document" and values["id"] != document:
            raise WholeBuildNeeded(f"{document} describes another document")
        if row.table == "inspection" and values["id"] != document:
            raise WholeBuildNeeded(f"{document} states something of another inspection")
        if row.table == "observation" and (
            values["inspection_id"] != document or values["figure_id"] not in figures
        ):
            raise WholeBuildNeeded(f"{document} has values of another report")
        if row.table == "citation" and values["page"] is None:
            raise WholeBuildNeeded(f"{document} cites web pages")
        if row.table == "caveat" and values["applies_to"] != "own-report":
            raise WholeBuildNeeded(f"{document} has caveats that reach other reports")
    if not any(row.table == "inspection" for row in rows):
        raise WholeBuildNeeded(f"{document} states no inspection")
    return rows


def find_texts(
    sources: Path, changes: Changes, kinds: Sequence[ReportKind]
) -> Iterator[tuple[Path, Report]]:
    """Yield the text of each report changed: its own file, or what its package keeps.

    Raises:
        WholeBuildNeeded: a package keeps the text of another report.
    """
    own = {document: sources / name for name, document in changes.texts.items()}
    for document in sorted(changes.documents):
        path = own.get(document) or text_of_package(sources / PACKAGES / document)
        if path and (report := read_if_report(kinds, path)):
            if report.document != document:
                raise WholeBuildNeeded(f"the text of {document} is of another report")
            yield path, report


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
        # Their patterns are those that the old database was built with.
        kinds = read_kinds(self.db)
        changes = find_changes(self.record, self.inputs, kinds, self.sources)
        self.refuse_lists(changes.documents)
        packages = self.read_packages(changes.documents)
        forces = {rows.force for rows in self.packages.values()}
        forces |= {
            self.record.packages[document].force
            for document in changes.documents & self.record.packages.keys()
        }
        self.packages = self.record_packages(changes.documents)
        near = {document for document, of in self.packages.items() if of.force in forces}
        others = self.packages.keys() | self.record.packages.keys()
        begin_part(self.db, forces, others - near - changes.documents, changes.documents)
        old, new = self.old_rows(), self.new_rows(packages, near, forces)
        self.check_old_rows(old, changes.documents)
        changed = {table for table in old if old[table] != new[table]} | set(TEXTS)
        similar = self.summaries(old) != self.summaries(new)
        if similar:
            changed.add("improvement_similarity")
        affected = AffectedViews(self.db, self.dictionary, self.tables, changed)
        affected.before()
        self.delete_similarities(old, new)
        self.replace_rows(old, new)
        reports = self.replace_texts(changes, kinds)
        if similar:
            # How alike two summaries are depends on the words of all.
            store_similarities(self.db)
        affected.after()
        affected.check(self.root / "checks", self.path)
        self.db.analyze()
        record = replace(self.record, inputs=self.inputs, packages=self.packages, reports=reports)
        with self.db.atomic():
            store_log(self.db, record)
        affected.changed.add(LOG)
        affected.store_counts()
        store_digests(self.db, affected.changed | {"dictionary_table"})
        self.pack()
        return record

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
            if document not in read and text_of_package(self.sources / PACKAGES / document):
                raise WholeBuildNeeded(f"the text of {document} was not read as its own")
        same = {name: of for name, of in self.record.packages.items() if name not in documents}
        return {**same, **self.packages}

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
            # A row comes before those that refer to it: else SQLite looks for them, row by row.
            for table in (name for name in self.tables if name in new):
                marks = ", ".join("?" * len(self.tables[table]))
                db.conn.executemany(
                    f"insert into [{table}] ({self.columns(table)}) values ({marks})",
                    self.parents_first(table, new[table] - old[table]),
                )
        db.execute("pragma foreign_keys = off")
        self.check_references(old, new)

    def parents_first(self, table: str, rows: set[Row]) -> list[Row]:
        """Return rows of a table by their values, but each after those of them it refers to."""
        # In an order of their own, so that the file does not depend on that of lines.
        in_order = sorted(rows, key=repr)
        columns = list(self.tables[table])
        references = [
            [columns.index(column) for column in key.columns]
            for key in self.db.table(table).foreign_keys
            if key.other_table == table
        ]
        if not references:
            return in_order
        by_key = {tuple(row[i] for i in self.key(table)): row for row in in_order}
        parents = {
            key: [tuple(row[i] for i in of) for of in references] for key, row in by_key.items()
        }
        order = TopologicalSorter(
            {key: [parent for parent in of if parent in by_key] for key, of in parents.items()}
        )
        return [by_key[key] for key in order.static_order()]

    def delete_similarities(self, old: Mapping[str, set[Row]], new: Mapping[str, set[Row]]) -> None:
        """Delete what the improvements that are no more have in common with others."""
        id = list(self.tables["improvement"]).index("id")
        gone = {row[id] for row in old["improvement"]} - {row[id] for row in new["improvement"]}
        self.db.execute(
            "with gone as materialized (select value from json_each(?)) "
            "delete from improvement_similarity "
            "where improvement_id in (select value from gone)"
            " or other_improvement_id in (select value from gone)",
            [json.dumps(sorted(map(str, gone)))],
        )

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
            parents = {key.other_table for key in self.db.table(table).foreign_keys}
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
            for path, report in find_texts(self.sources, changes, kinds):
                name = str(path.relative_to(self.sources))
                reports[name] = (report.document, load_text(self.db, report))
            self.db.execute(
                "insert into passage_fts (rowid, text) "
                f"select id, text from main.passage where document_id in ({OF_REPORTS})"
            )
        # In the order in which a whole build finds them.
        return dict(sorted(reports.items(), key=lambda item: ("/" in item[0], item[0])))

    def pack(self) -> None:
        """Give back space, if much of the file is empty."""
        pages, empty = (
            self.db.execute(f"pragma {name}").fetchone()[0]
            for name in ("page_count", "freelist_count")
        )
        if empty > pages * EMPTY:
            self.db.execute("vacuum")
