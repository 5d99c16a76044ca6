"""The forms of a page, and how a reader without JavaScript fills one in and sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


@dataclass
class Field:
    """One control of a form: a menu has options, a box does not."""

    name: str
    kind: str
    id: str = ""
    value: str = ""
    options: Pairs = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The label of the choice that a menu shows."""
        return dict(self.options)[self.value]


@dataclass
class Form:
    """A form with its controls in their order."""

    action: str
    role: str
    fields: list[Field] = field(default_factory=list)

    def sent(self, **changes: str) -> Pairs:
        """What is sent when the button is pressed, some controls changed by their id."""
        return [
            (f.name, changes.get(f.id, f.value))
            for f in self.fields
            if f.name and f.kind != "unchecked"
        ]

    @property
    def menus(self) -> list[Field]:
        """The controls with options to choose from."""
        return [f for f in self.fields if f.kind == "select"]


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.option: tuple[str | None, bool] | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(at.get("action", ""), at.get("role", ""))
            self.forms.append(self.open)
        elif self.open and tag in ("select", "textarea", "input"):
            kind = at.get("type", "text") if tag == "input" else tag
            if kind == "checkbox" and "checked" not in at:
                kind = "unchecked"
            value = at.get("value", "on" if kind == "checkbox" else "")
            self.open.fields.append(Field(at.get("name", ""), kind, at.get("id", ""), value))
            self.text = ""
        elif self.open and tag == "option":
            self.option = (at.get("value"), "selected" in at)
            self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            return
        last = self.open.fields[-1] if self.open.fields else None
        if tag == "option" and last and self.option:
            value, is_chosen = self.option
            value = self.text if value is None else value
            # A browser shows the first option where none is marked.
            if is_chosen or not last.options:
                last.value = value
            last.options.append((value, self.text))
        elif tag == "textarea" and last:
            last.value = self.text
        elif tag == "form":
            self.open = None


def forms_of(page: str) -> list[Form]:
    """The forms of a page in their order."""
    parser = Forms()
    parser.feed(page)
    return parser.forms


def content_of(page: str, with_forms: bool = True) -> str:
    """What the main part of a page shows; where its links lead is left out."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    if not with_forms:
        main = re.sub(r"<form.*?</form>", "", main, flags=re.DOTALL)
    return re.sub(r' href="[^"]*"', "", main)


def warnings_of(page: str) -> list[str]:
    """What a page says is wrong with its address."""
    return re.findall(r'<div class="warning"><p>(.*?)</p></div>', page, re.DOTALL)


def some(options: list[str], most: int = 3) -> list[str]:
    """A few of many choices, the first and the last among them."""
    step = max(1, (len(options) - 1) // (most - 1)) if len(options) > most else 1
    return list(dict.fromkeys([*options[::step], *options[-1:]]))
