"""The tables of a committee's paper: what each is called, says and selects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from openpeel.loaders.track.fields import FOLDER

PaperValue = str | int | None
Ask = Callable[[str], list[Sequence[PaperValue]]]


@dataclass(frozen=True)
class PaperTable:
    """A table of the paper: what it is, its headings and rows, and the sum of its numbers."""

    title: str
    note: str
    header: list[str]
    rows: list[Sequence[PaperValue]]
    # Columns (from 0) that are added up in a last row.
    added: list[int] = field(default_factory=list)
    # What is said where there are no rows.
    nothing: str = "None."

    def sums(self) -> list[PaperValue]:
        """The last row: the sum of each column that is added up."""
        sums: list[PaperValue] = ["All"] + [None] * (len(self.header) - 1)
        for index in self.added:
            sums[index] = sum(int(row[index] or 0) for row in self.rows)
        return sums

    def is_number(self, index: int) -> bool:
        """Whether a column holds numbers."""
        return index in self.numbers

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The columns that hold numbers; looked for once, not for each cell."""
        return frozenset(
            index for row in self.rows for index, value in enumerate(row) if isinstance(value, int)
        )


@dataclass(frozen=True)
class PaperQuery:
    """A table of the paper as it is asked for: headings are separated by bars."""

    title: str
    note: str
    header: str
    sql: str
    added: tuple[int, ...] = ()

    def table(self, rows: Ask) -> PaperTable:
        """Ask for the rows."""
        header = self.header.split(" | ")
        return PaperTable(self.title, self.note, header, rows(self.sql), list(self.added))


QUERIES = (
    # Items by status, and what changed from list to list.
    PaperQuery(
        "Items by status",
        "Statuses are the list's own. Every item that was ever on the list is counted, with the "
        "last status that it was given.",
        "List | Raised | In progress | Partly met | Not met | Worse | Not stated | Open | Met "
        "| Superseded | Closed | Items",
        "select list, raised, in_progress, partly_met, not_met, worse, not_stated, open, met, "
        "superseded, closed, items from count_by_list",
        added=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    ),
    PaperQuery(
        "Open items by target date",
        "Overdue: the latest target date is before the day of this paper.",
        "List | Overdue | Not yet due | No target date | Open",
        "select list, overdue, not_yet_due, no_target_date, open from count_by_list",
        added=(1, 2, 3, 4),
    ),
    PaperQuery(
        "By report",
        "The reports that items come from, as the list names them.",
        "List | Report | Overdue | Not yet due | No target date | Open | Closed | Items",
        "select list, report, overdue, not_yet_due, no_target_date, open, closed, items from "
        "count_by_report",
        added=(2, 3, 4, 5, 6, 7),
    ),
    PaperQuery(
        "What came and went",
        "From one list to the next: open before, plus new and opened again, minus closed, makes "
        "open after. An item that leaves a list without being closed stays open here.",
        "List | Of | Open before | New and open | Opened again | Closed | Open after | New "
        "and closed | Not on this list",
        "select list, taken_on, open_before, new_and_open, opened_again, closed, open_after, "
        "new_and_closed, not_on_this_list from movement",
    ),
    # What is overdue, and which dates were moved.
    PaperQuery(
        "Overdue",
        "Open items whose latest target date has passed, the longest overdue first.",
        "List | Reference | Recommendation | Owner | Status | Original target | Latest target "
        "| Times moved | Days overdue | Days past original",
        "select list, reference, recommendation, owner, status, original_target, "
        "latest_target, times_moved, days_overdue, days_past_original from item_shown where "
        "due = 'overdue' order by days_overdue desc, list_id, item_id",
    ),
    PaperQuery(
        "Target dates that were moved",
        "Every move, of open and closed items. The original is the first day that a list gave.",
        "List | Reference | Recommendation | Now | From | To | Days | Original target | Days "
        "from original | How | Told by the list of",
        "select list, reference, recommendation, open_or_closed, from_day, to_day, days, "
        "original_target, days_from_original, kind, reported_by_list_of from "
        "target_date_moved",
    ),
    PaperQuery(
        "Gone from the list while open",
        "Not on the latest list, and never said to be closed.",
        "List | Reference | Recommendation | Owner | Status | Latest target | Last on the list of",
        "select list, reference, recommendation, owner, status, latest_target, last_listed_on "
        "from item_shown where is_open and not on_latest_list",
    ),
    # The list beside the inspectorate's word.
    PaperQuery(
        "Beside the inspectorate's word",
        "The status of record is the inspectorate's. What the list says stands beside it and "
        "changes nothing in it.",
        "Together | Items",
        "select together, count(*) from item_against_record group by together order by together",
        added=(1,),
    ),
    PaperQuery(
        "Item by item",
        "Items that refer to one of the public record.",
        "List | Reference | Recommendation | The list says | On | The inspectorate says | On "
        "| In its words | Raised by | Together",
        "select list, reference, recommendation, list_says, list_said_on, record_says, "
        "record_said_on, record_status_as_worded, raised_by, together from "
        "item_against_record where improvement_id is not null",
    ),
    PaperQuery(
        "Not known closed, on no list",
        "Improvements that the inspectorate had raised, that are not known to be closed by this "
        "day, and that no item refers to. One that a later one follows up is not listed again.",
        "List | Raised by | Kind | Topic | Improvement | The inspectorate says | Basis | On",
        "select list, raised_by, kind, topic, summary, record_says, record_status_basis, "
        "record_said_on from record_without_item order by kind = 'finding', list_id, "
        "improvement_id",
    ),
    PaperQuery(
        "Responses to reports",
        "When the local policing body was due to publish its response, by law and by what its "
        "own pages said, and what we have found of it. Not found does not mean that there is "
        "none.",
        "Report | Published | Rule | Days | Due by | Response | On | Late by days",
        "select inspection, published_on, rule, days, due_by, response, responded_on, "
        "late_by_days from response_shown",
    ),
    # Every item, and the sources.
    PaperQuery(
        "Every item",
        "As the list has it.",
        "List | Reference | Report | Recommendation | Owner | Status | In its words | "
        "Original target | Latest target | Evidence | Last update | On the latest list",
        "select list, reference, report, recommendation, owner, status, status_as_worded, "
        "original_target, latest_target, evidence, last_update, case on_latest_list when 1 "
        "then 'yes' else 'no' end from item_shown",
    ),
    PaperQuery(
        "Lists that this is made from",
        "In the order in which they were taken.",
        "List | Of | Items | File | Sheet | SHA-256 of the file",
        "select list, taken_on, items, file_name, sheet, file_sha256 from snapshot_shown",
    ),
    PaperQuery(
        "Inspections in the public record",
        "Those that had come out by this day. The inspectorate's statuses come from these.",
        "Inspection | Published",
        "select label, published_on from record_inspection join day_shown where published_on "
        "<= day order by published_on, label",
    ),
)


def paper_tables(rows: Ask) -> list[PaperTable]:
    """Return every table of the paper, the totals that were checked last."""
    checks = sorted((FOLDER / "checks").glob("*.sql"))
    checked = PaperTable(
        "Totals that were checked",
        "Had one of these failed, this paper would not have been written.",
        ["Check", "Result"],
        [(first_comment(file), "holds") for file in checks],
    )
    return [*(query.table(rows) for query in QUERIES), checked]


def first_comment(file: Path) -> str:
    """What a check checks, from the comment on its top."""
    words = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("-- "):
            break
        words.append(line[3:])
    return " ".join(words)
