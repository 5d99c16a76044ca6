"""How a list's own headings and words are read: a small YAML file.

    list: essex-force            # name of the list; needed only where several are kept
    label: Essex Police tracker
    force: essex
    kept_by: force               # or policing-body
    sheet: Tracker               # needed only where a workbook has several
    header_row: 3                # where the headings do not stand in the first row
    dates: "%d/%m/%Y"            # how days that are text are written; default 2017-03-02
    columns:                     # their heading: our column
      Ref No: reference
      Action: recommendation
      RAG: status
    ignore:                      # headings to pass over
      - Notes
    statuses:                    # their word: our status
      Green: met
      Amber: in-progress

All scalars are text: a heading called *No* or a reference called *1.0* stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml

from openpeel.loaders.bounds import check_size
from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.fact_files import not_utf8
from openpeel.loaders.track.fields import vocabulary

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ISO = "%Y-%m-%d"
LONGEST_DATE_FORMAT = 40
MOST_BYTES = 200_000
MOST_DEPTH = 5
# UTF-8 has none, but YAML can write it: "\\ud800".
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Mapping:
    """What a list is and how it is read; the defaults read the template."""

    list_id: str = "tracker"
    label: str | None = None
    force: str | None = None
    kept_by: str = "force"
    sheet: str | None = None
    header_row: int = 1
    dates: str = ISO
    # Their heading -> our column; empty: the template's headings or our columns' names.
    columns: dict[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    # Their word -> our status; empty: our statuses themselves.
    statuses: dict[str, str] = field(default_factory=dict)

    def column_of(self, heading: str) -> str | None:
        """Our column for a heading, or None if there is none."""
        if self.columns:
            return self.columns.get(heading)
        for name, known in vocabulary().fields.items():
            if heading in (name, known.heading):
                return name
        return None

    def status_of(self, word: str) -> str | None:
        """Our status for a word, or None if there is none."""
        if self.statuses:
            return self.statuses.get(word)
        return word if word in vocabulary().statuses else None

    def status_words(self) -> list[str]:
        """The words that a status may be."""
        return list(self.statuses or vocabulary().statuses)


class MappingReader:
    """Reads the nodes of one mapping file and gathers what is wrong with them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.errors: list[DataError] = []

    def wrong(self, problem: str, node: yaml.Node, key: str, expected: str | None = None) -> None:
        """Note an error at a node."""
        value = node.value if isinstance(node, yaml.ScalarNode) else None
        line = node.start_mark.line + 1
        self.errors.append(
            DataError(problem, self.path, line=line, column=key, value=value, expected=expected)
        )

    def text(self, node: yaml.Node, key: str) -> str | None:
        """A scalar that is not empty."""
        text = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
        if not text:
            self.wrong("not a word or a number", node, key, "one line of text")
        return text or None

    def pairs(self, node: yaml.Node, key: str) -> dict[str, yaml.Node]:
        """The keys of a mapping with their values; none may occur twice."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong("not a list of pairs", node, key, "lines such as `Ref: reference`")
            return {}
        found: dict[str, yaml.Node] = {}
        for name, value in node.value:
            # Line ends in a heading are spaces, as they are when a list is read.
            text = " ".join(str(name.value).split()) if isinstance(name, yaml.ScalarNode) else ""
            if not text:
                self.wrong("not a word or a number", name, key, "a heading or a word")
            elif text in found:
                self.wrong("occurs twice", name, key)
            else:
                found[text] = value
        return found

    def words(self, node: yaml.Node, key: str, allowed: list[str]) -> dict[str, str]:
        """Pairs whose values are words of ours."""
        found = {}
        for name, value in self.pairs(node, key).items():
            if not isinstance(value, yaml.ScalarNode) or value.value.strip() not in allowed:
                self.wrong("not a word of ours", value, f"{key}, {name}", ", ".join(allowed))
            else:
                found[name] = value.value.strip()
        return found

    def several(self, node: yaml.Node, key: str) -> tuple[str, ...]:
        """A sequence of texts."""
        if not isinstance(node, yaml.SequenceNode):
            self.wrong("not a list", node, key, "lines such as `- Notes`")
            return ()
        return tuple(text for item in node.value if (text := self.text(item, key)))


def read_mapping(path: Path) -> Mapping:
    """The mapping of a YAML file.

    Raises:
        DataErrors: all that is wrong with it, each with its line and key.
    """
    reader = MappingReader(path)
    check_size(path, MOST_BYTES)
    try:
        text = path.read_text(encoding="utf-8")
        check_depth(path, text)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except UnicodeDecodeError as error:
        raise not_utf8(path) from error
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", path) from error
    except yaml.YAMLError as error:
        raise not_yaml(path, error) from error
    if root is None:
        raise DataError("holds nothing", path, expected="lines such as `force: essex`")
    values: dict[str, object] = {}
    for key, node in reader.pairs(root, "mapping").items():
        if key not in READ:
            reader.wrong("not known", node, key, ", ".join(READ))
            continue
        name, read = READ[key]
        values[name] = read(reader, node, key)
    check_columns(reader, values, root)
    if reader.errors:
        raise DataErrors(sorted(reader.errors, key=lambda error: error.line or 0))
    return Mapping(**values)  # type: ignore[arg-type]


def check_depth(path: Path, text: str) -> None:
    """Refuse a mapping file in which more stands within each other than a mapping has.

    Raises:
        DataError: it is too deep, refers to itself, or has half a character in it.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            raise DataError("refers to another place of the file", path, line=line)
        elif isinstance(event, yaml.ScalarEvent) and HALF_CHARACTER.search(event.value):
            raise DataError("not a character", path, line=line, value=event.value)
        if depth > MOST_DEPTH:
            raise DataError(
                "too many levels for a mapping", path, line=line, expected=f"at most {MOST_DEPTH}"
            )


def not_yaml(path: Path, error: yaml.YAMLError) -> DataError:
    """The error that says where a file stops being YAML."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else None
    return DataError(
        f"not YAML ({getattr(error, 'problem', None) or 'unreadable'})", path, line=line
    )


def read_slug(reader: MappingReader, node: yaml.Node, key: str) -> str | None:
    """A name in small letters, digits and hyphens."""
    text = reader.text(node, key)
    if text is not None and not SLUG.fullmatch(text):
        reader.wrong("not a short name", node, key, "small letters, digits and hyphens")
    return text


def read_keeper(reader: MappingReader, node: yaml.Node, key: str) -> str | None:
    """Who keeps the list."""
    text = reader.text(node, key)
    if text is not None and text not in ("force", "policing-body"):
        reader.wrong("not a keeper", node, key, "force or policing-body")
    return text


def read_row(reader: MappingReader, node: yaml.Node, key: str) -> int:
    """The number of a row."""
    text = reader.text(node, key) or ""
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        reader.wrong("not a row", node, key, "a number from 1 to 9999")
        return 1
    return int(text)


def read_dates(reader: MappingReader, node: yaml.Node, key: str) -> str:
    """A way of writing days from which year, month and day can be read again."""
    text = reader.text(node, key) or ISO
    if len(text) > LONGEST_DATE_FORMAT:
        reader.wrong("too long a way of writing days", node, key, "such as %d/%m/%Y")
        return ISO
    day = datetime(1987, 6, 25)
    try:
        again = datetime.strptime(day.strftime(text), text).date()
    except (ValueError, re.error):
        # strptime makes a pattern of it, in which nothing may occur twice.
        again = None
    if again != day.date():
        reader.wrong("not a way of writing days", node, key, "such as %d/%m/%Y")
    return text


def read_columns(reader: MappingReader, node: yaml.Node, key: str) -> dict[str, str]:
    """Their headings and the columns of ours."""
    return reader.words(node, key, list(vocabulary().fields))


def read_statuses(reader: MappingReader, node: yaml.Node, key: str) -> dict[str, str]:
    """Their words and the statuses of ours."""
    return reader.words(node, key, list(vocabulary().statuses))


READ: dict[str, tuple[str, Callable[[MappingReader, yaml.Node, str], object]]] = {
    "list": ("list_id", read_slug),
    "label": ("label", MappingReader.text),
    "force": ("force", read_slug),
    "kept_by": ("kept_by", read_keeper),
    "sheet": ("sheet", MappingReader.text),
    "header_row": ("header_row", read_row),
    "dates": ("dates", read_dates),
    "columns": ("columns", read_columns),
    "ignore": ("ignore", MappingReader.several),
    "statuses": ("statuses", read_statuses),
}


def check_columns(reader: MappingReader, values: dict[str, object], root: yaml.Node) -> None:
    """Refuse columns mapped twice, and required ones that nothing is mapped to."""
    columns = values.get("columns")
    if not isinstance(columns, dict) or not columns:
        return
    mapped = list(columns.values())
    for name, known in vocabulary().fields.items():
        if mapped.count(name) > 1:
            reader.wrong(f"two headings for {name}", root, "columns")
        if known.required and name not in mapped:
            reader.wrong(f"no heading for {name}, which every item needs", root, "columns")
