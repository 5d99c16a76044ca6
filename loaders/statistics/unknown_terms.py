"""Terms of a source that openpeel does not know: all of them together, as rows to fill in.

A parser goes on reading after an unknown term, with a number of no row in its place, so that one
build reports every such term of a file. Nothing that was read this way is kept.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from openpeel.loaders.errors import DataError, DataErrors, Place

# The columns of each reference table that a term may be added to.
COLUMNS = {
    "area_name": ("printed", "area_id", "note"),
    "source_wording": ("source_kind_id", "subject", "printed", "means"),
    "outcome_type": ("id", "number", "label"),
    "offence": ("number", "code", "label", "group_number", "subgroup"),
    "outcome_code": (
        "number", "outcome_type_id", "label", "outcome_group", "first_used", "last_used",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class UnknownTerm:
    """A term, where it was first met, and the row that would make it known.

    Attributes:
        error: what is wrong, with its place.
        table: the reference table that lacks it.
        row: its cells by column; what a person must decide is empty.
    """

    error: DataError
    table: str
    row: tuple[str, ...]


@dataclass
class UnknownTerms:
    """The terms of one file that are not known, each once, in the order met."""

    terms: dict[tuple[str, tuple[str, ...]], UnknownTerm] = field(default_factory=dict)

    def add(self, place: Place, problem: str, found: str, table: str, row: Iterable[object]) -> int:
        """Keep a term with its place; return a number that no row has."""
        error = place.error(problem, found, f"a row of {table}.csv that explains it")
        return self.add_error(error, table, row)

    def add_error(self, error: DataError, table: str, row: Iterable[object]) -> int:
        """Keep a term with its error; return a number that no row has."""
        cells = tuple(map(str, row))
        assert len(cells) == len(COLUMNS[table]), f"{table} has other columns"
        key = (table, cells)
        self.terms.setdefault(key, UnknownTerm(error, table, cells))
        return -1 - list(self.terms).index(key)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.terms)


@dataclass
class UnknownTermsError(DataErrors):
    """Every unknown term of one or more files, and the rows that would make them known.

    Attributes:
        terms: the terms, in the order met.
    """

    terms: list[UnknownTerm]

    def __str__(self) -> str:
        """One line for each error, then the rows to add, by file."""
        lines = [str(error) for error in self.errors]
        lines.append(
            "Fill in the empty cells of these rows and add them to the files of the folder "
            "reference among the sources (or to data/reference):"
        )
        for table in COLUMNS:
            rows = [term.row for term in self.terms if term.table == table]
            if rows:
                lines += [f"{table}.csv", csv_text([COLUMNS[table], *dict.fromkeys(rows)])]
        return "\n".join(lines)


def csv_text(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as the lines of a CSV file, without the last line end."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().rstrip("\n")


def unknown_terms_error(
    unknown: UnknownTerms, other: DataError | DataErrors | None = None
) -> UnknownTermsError:
    """Return the error of a file's unknown terms; what else stopped the reading comes last."""
    terms = list(unknown.terms.values())
    errors = [term.error for term in terms]
    if isinstance(other, DataErrors):
        errors += other.errors
    elif other is not None:
        errors.append(other)
    return UnknownTermsError(errors, terms)


def join_unknown_terms(errors: list[UnknownTermsError]) -> UnknownTermsError:
    """Return one error of the unknown terms of several files."""
    return UnknownTermsError(
        [one for error in errors for one in error.errors],
        number_offences([term for error in errors for term in error.terms]),
    )


def number_offences(terms: list[UnknownTerm]) -> list[UnknownTerm]:
    """Give each unknown offence a number of its own; each file began with the same one."""
    first = min((int(term.row[0]) for term in terms if term.table == "offence"), default=0)
    numbers: dict[tuple[str, ...], int] = {}
    numbered = []
    for term in terms:
        if term.table == "offence":
            number = numbers.setdefault(term.row[1:], first + len(numbers))
            term = replace(term, row=(str(number), *term.row[1:]))
        numbered.append(term)
    return numbered
