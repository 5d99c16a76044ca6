"""What an address asks for: its values matched with the choices, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from openpeel.loaders.months import day
from openpeel.loaders.questions import listed

# No address or form of ours needs more; what is longer is cut before it is looked at.
LONGEST_ARGUMENT = 200
# Of a value that is named as unknown.
LONGEST_NAMED = 60
# Given to a query in place of text that is no day or number: no row has it.
NO_SUCH_VALUE = "-"
# Arguments that others add to addresses of any site, to count visits.
FROM_ELSEWHERE = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id")


@dataclass(frozen=True)
class Option:
    """One choice of a menu."""

    value: str
    label: str


@dataclass
class Menu:
    """One menu or box of a form, with the values that are shown.

    `options` are what the menu offers; with none it is a box to write in, perhaps for one of so
    many `choices` that a menu has no room for them. `several` is how many values it takes, each
    in a menu of its own; `any` says what an empty value stands for.
    """

    name: str
    label: str
    options: list[Option] | None = None
    any: str | None = None
    several: int = 1
    type: str = "text"
    example: str | None = None
    choices: int | None = None
    # Of a day, the last that we have read of.
    read_until: str = ""
    values: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        """The value shown, or empty text."""
        return self.values[0] if self.values else ""

    def show(self, values: Sequence[str]) -> None:
        """Show other values than the address gives."""
        self.values, self.unknown = list(values), []

    @property
    def known(self) -> list[str]:
        """The values that are choices of this menu."""
        return [value for value in self.values if value not in self.unknown]

    @property
    def hint(self) -> str:
        """What to write in a box, and what leaving it empty does."""
        told = [f"name or id of one of {self.choices:,}"] if self.choices else []
        told += [f"for example {self.example}"] if self.example else []
        if self.any:
            told.append(f"leave it empty for {self.any[:1].lower()}{self.any[1:]}")
        return "; ".join(told)


@dataclass(frozen=True)
class Asked:
    """What an address asks of a question."""

    menus: list[Menu]
    problems: list[str]
    # Whether the address has no arguments, and so shows the defaults.
    is_bare: bool


def options_of(rows: Iterable[Mapping[str, object]]) -> list[Option]:
    """Return rows with a value and a label as options; a day is written in words."""
    return [Option(str(row["value"]), day(str(row["label"]))) for row in rows]


def cleaned(given: Iterable[str], is_list: bool) -> list[str]:
    """Return the values given, each once, without empty ones and surrounding space.

    Where several may be given, commas separate them as well.
    """
    parts = [part for text in given for part in (text.split(",") if is_list else [text])]
    return list(dict.fromkeys(p for part in parts if (p := part[:LONGEST_ARGUMENT].strip())))


def match(value: str, options: Sequence[Option]) -> Option | None:
    """Return the option that a value means: by value or label in any case, or a year by itself."""
    folded = value.casefold()
    for option in options:
        if option.value == value:
            return option
    for option in options:
        if folded in (option.value.casefold(), option.label.casefold()):
            return option
    if re.fullmatch(r"\d{4}([-/]\d\d)?", value):
        ending = "-" + value.replace("/", "-")
        years = [o for o in options if re.fullmatch("[a-z-]+" + ending, o.value)]
        return years[0] if len(years) == 1 else None
    return None


def read(
    menu: Menu,
    given: Iterable[str],
    valid: Sequence[Option] | None,
    initial: Sequence[str] = (),
    not_there: str = "",
) -> list[str]:
    """Set the values that a menu shows; return what is wrong with those given, in sentences.

    Values outside the `valid` options stay, marked as unknown: they select no row. Without
    values the menu shows the `initial` ones. `not_there` says what an unknown value is not.
    """
    problems = []
    values = cleaned(given, menu.several > 1)
    if menu.several == 1 and len(values) > 1:
        left_out = named(values[1:])
        problems.append(f"{menu.label} takes one value; {left_out} was left out.")
        values = values[:1]
    menu.values, menu.unknown = [], []
    for value in values:
        found = match(value, valid) if valid is not None else None
        is_known = bool(found) if valid is not None else is_written_right(value, menu.type)
        if not is_known:
            menu.unknown.append(value)
            problems.append(f"“{value[:LONGEST_NAMED]}” {wrong(menu, value, valid, not_there)}")
        menu.values.append(found.value if found else value)
    menu.values = list(dict.fromkeys(menu.values)) or list(initial)
    return problems


def wrong(menu: Menu, value: str, valid: Sequence[Option] | None, not_there: str) -> str:
    """Return what is wrong with an unknown value, with what comes near it."""
    if menu.type == "date":
        return f"is not a day ({menu.label}): write it as 2016-12-31."
    if menu.type == "number":
        return f"is not a whole number ({menu.label})."
    labels = {option.label.casefold(): option.label for option in valid or ()}
    near = get_close_matches(value.casefold(), labels, 1, 0.7)
    meant = f" Did you mean {labels[near[0]]}?" if near else ""
    return f"{not_there or f'is not one of the choices for {menu.label}'}.{meant}"


def is_written_right(value: str, type: str) -> bool:
    """Whether text that was written freely is of the type of its box."""
    if type == "number":
        return value.isascii() and value.isdecimal()
    if type == "date":
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return True


def unknown_names(given: Iterable[str], taken: Sequence[str]) -> list[str]:
    """Return a sentence for each argument of an address that the page does not take."""
    takes = f" It takes {listed(taken)}." if taken else ""
    return [
        f"“{name[:LONGEST_NAMED]}” is not an argument of this page.{takes}"
        for name in given
        if name not in taken and not name.startswith("_") and not FROM_ELSEWHERE.fullmatch(name)
    ]


def named(values: Sequence[str]) -> str:
    """Return values as a sentence names them."""
    return ", ".join(f"“{value[:LONGEST_NAMED]}”" for value in values)
