"""What can be wrong with descriptions: undescribed, unknown or unused names, malformed files."""

from __future__ import annotations

from collections.abc import Iterator

from openpeel.loaders.dictionary import BY_FORCE, STORED, Columns, Dictionary, own_columns
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.yaml_file import YamlFile

REQUIRED = ("title", "description")
# What Datasette is told of a table, by whether the value names one column or a list of them.
ONE_COLUMN = ("label_column", "sort", "sort_desc")
SEVERAL_COLUMNS = ("facets", "sortable_columns")
KEYS = (*REQUIRED, "hidden", *ONE_COLUMN, *SEVERAL_COLUMNS, STORED, BY_FORCE, "columns")


def check_dictionary(dictionary: Dictionary, columns: Columns) -> None:
    """Refuse what is undescribed, unknown or unused.

    Raises:
        DataErrors: one error for each fault, with its file and line and what was expected.
    """
    errors = [
        *find_misplaced(dictionary, columns),
        *find_undescribed(dictionary, columns),
        *(error for file in dictionary.files for error in find_malformed(file)),
        *find_unknown_columns(dictionary, columns),
        *find_unused_defaults(dictionary, columns),
    ]
    if errors:
        raise DataErrors(errors)


def find_misplaced(dictionary: Dictionary, columns: Columns) -> Iterator[DataError]:
    """Find files that describe no table or view, or do not lie beside it."""
    for file in dictionary.files:
        name = file.path.stem
        if name not in columns:
            yield DataError(
                "describes an unknown table or view",
                file.path,
                value=name,
                expected="the name of a table of schema.sql or of a view's SQL file",
            )
        elif file.path != dictionary.place_of(name):
            yield DataError(
                f"describes {name} in the wrong place",
                file.path,
                expected=str(dictionary.place_of(name)),
            )


def find_undescribed(dictionary: Dictionary, columns: Columns) -> Iterator[DataError]:
    """Find tables, views and columns that no file describes."""
    for name, names in columns.items():
        if name not in dictionary.by_name:
            kind = "view" if name in dictionary.views else "table"
            yield DataError(
                f"the {kind} {name} has no description",
                dictionary.place_of(name),
                expected="a file with a title, a description and its columns",
            )
            continue
        file = dictionary.by_name[name]
        described = dictionary.describe_columns(name, names)
        for column in names:
            if column not in described:
                yield DataError(
                    "the column has no description",
                    file.path,
                    column=column,
                    expected="a line under columns, or a default in columns.yml",
                )


def find_unknown_columns(dictionary: Dictionary, columns: Columns) -> Iterator[DataError]:
    """Find columns that a table or view does not have, or that only repeat the default."""
    for name, names in columns.items():
        file = dictionary.by_name.get(name)
        if file is None:
            continue
        expected = ", ".join(names)
        for column, words in own_columns(file).items():
            line = file.lines[("columns", column)]
            if column not in names:
                yield DataError(
                    "unknown column", file.path, line=line, column=column, expected=expected
                )
            elif words == dictionary.defaults.content.get(column):
                yield DataError(
                    "repeats the default of columns.yml; remove the line",
                    file.path,
                    line=line,
                    column=column,
                )
        for key, named in columns_named(file):
            if named not in names:
                yield DataError(
                    f"{key} names an unknown column",
                    file.path,
                    line=file.lines[(key,)],
                    value=named,
                    expected=expected,
                )


def find_unused_defaults(dictionary: Dictionary, columns: Columns) -> Iterator[DataError]:
    """Find defaults that describe no column, and those that are not text."""
    used = {
        column
        for name, names in columns.items()
        if name in dictionary.by_name
        for column in set(names) - set(own_columns(dictionary.by_name[name]))
    }
    for column, words in dictionary.defaults.content.items():
        line = dictionary.defaults.lines[(column,)]
        if not is_text(words):
            yield DataError(
                "expected text",
                dictionary.defaults.path,
                line=line,
                column=column,
                value=repr(words),
            )
        elif column not in used:
            yield DataError(
                "the default describes no column; remove it",
                dictionary.defaults.path,
                line=line,
                column=column,
                expected="the name of a column that its own file does not describe",
            )


def columns_named(file: YamlFile) -> Iterator[tuple[str, str]]:
    """Return the columns that a file's settings name, each with its setting."""
    for key in (*ONE_COLUMN, BY_FORCE):
        if key in file.content:
            yield key, str(file.content[key])
    for key in SEVERAL_COLUMNS:
        for name in file.content.get(key) or []:
            yield key, str(name)
    if is_stored_well(file.content.get(STORED)):
        settings = file.content[STORED]
        for names in [settings["key"], *settings.get("indexes", [])]:
            for name in names:
                yield STORED, name


def is_stored_well(settings: object) -> bool:
    """Whether a setting of stored rows has a key, may have indexes, and nothing else."""
    if not isinstance(settings, dict) or not {"key"} <= set(settings) <= {"key", "indexes"}:
        return False
    indexes = settings.get("indexes", [])
    lists = [settings["key"], *indexes] if isinstance(indexes, list) else [None]
    return all(isinstance(names, list) and names and all(map(is_text, names)) for names in lists)


def find_malformed(file: YamlFile) -> Iterator[DataError]:
    """Find keys of a description that are unknown, missing or not text."""
    for key in file.content:
        if key not in KEYS:
            yield DataError(
                "unknown key",
                file.path,
                line=file.lines[(key,)],
                value=key,
                expected=f"one of {', '.join(KEYS)}",
            )
    for key in REQUIRED:
        if key not in file.content:
            yield DataError(f"has no {key}", file.path, expected=f"{key}: text")
        elif not is_text(file.content[key]):
            yield DataError(
                "expected text", file.path, line=file.lines[(key,)], value=repr(file.content[key])
            )
    if STORED in file.content and not is_stored_well(file.content[STORED]):
        yield DataError(
            "malformed setting of stored rows",
            file.path,
            line=file.lines[(STORED,)],
            expected="key: a list of columns; indexes: a list of such lists (may be left out)",
        )
    if not isinstance(file.content.get("columns", {}), dict):
        yield DataError(
            "expected a description by column", file.path, line=file.lines[("columns",)]
        )
    for column, words in own_columns(file).items():
        if not is_text(words):
            yield DataError(
                "expected text",
                file.path,
                line=file.lines[("columns", column)],
                column=column,
                value=repr(words),
            )


def is_text(words: object) -> bool:
    """Whether a description says anything."""
    return isinstance(words, str) and words.strip() != ""
