"""A page of a static copy: its links lead to files, and its forms become links.

The templates are those of the site. They quote every attribute, so that tags can be found by
patterns, and whatever is not rewritten stays as it was, byte for byte.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from openpeel.web.copied_address import ABOUT, file_of, plain_address, relative_link, with_argument

LINK_TAG = re.compile(r"<(?P<tag>a|link|img)\b(?P<rest>[^>]*?)\s*>")
ADDRESS = re.compile(r'\b(?P<name>href|src)="(?P<address>/(?!/)[^"]*)"')
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
# A menu with more choices is closed until it is opened.
MOST_OPEN = 8
# What leads on within a list, and begins again with another choice.
TURNS = ("page", "_next")
# What gives the file, with a place in it, to which an address leads; None where it has none.
FindFile = Callable[[str], str | None]


@dataclass
class CopiedMenu:
    """A menu of a form: its name in the address, its label, its choices and what is chosen."""

    name: str
    id: str
    label: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    chosen: str = ""


@dataclass
class CopiedForm:
    """A form of a page."""

    action: str
    label: str
    menus: list[CopiedMenu] = field(default_factory=list)
    # Boxes to write into.
    boxes: int = 0

    @property
    def path(self) -> str:
        """The page that the form leads to."""
        return self.action.partition("#")[0]

    @property
    def single_menus(self) -> list[CopiedMenu]:
        """The menus that take one value: not those of which a form has several of one name."""
        names = [menu.name for menu in self.menus]
        return [menu for menu in self.menus if names.count(menu.name) == 1]


class FormReader(HTMLParser):
    """Reads the form of a piece of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.form = CopiedForm("", "")
        self.labels: dict[str, str] = {}
        self.label_for: str | None = None
        self.in_option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a form, label, menu, choice or box."""
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = CopiedForm(at.get("action", ""), at.get("aria-label", ""))
        elif tag == "label":
            self.label_for = at.get("for", "")
            self.labels[self.label_for] = ""
        elif tag == "select":
            self.form.menus.append(CopiedMenu(at.get("name", ""), at.get("id", "")))
        elif tag == "option":
            menu = self.form.menus[-1]
            # A browser shows the first where none is marked.
            if "selected" in at or not menu.options:
                menu.chosen = at.get("value", "")
            menu.options.append((at.get("value", ""), ""))
            self.in_option = True
        elif tag == "textarea" or (tag == "input" and at.get("type") != "hidden"):
            self.form.boxes += 1

    def handle_data(self, data: str) -> None:
        """Take in the words of a label or choice."""
        if self.in_option:
            options = self.form.menus[-1].options
            options[-1] = (options[-1][0], options[-1][1] + data)
        elif self.label_for is not None:
            self.labels[self.label_for] += data

    def handle_endtag(self, tag: str) -> None:
        """End a label or choice."""
        if tag == "option":
            self.in_option = False
        elif tag == "label":
            self.label_for = None


def forms_in(page: str) -> list[CopiedForm]:
    """The forms of a page."""
    return [read_form(found[0]) for found in FORM.finditer(page)]


def read_form(piece: str) -> CopiedForm:
    """Read one form."""
    reader = FormReader()
    reader.feed(piece)
    for menu in reader.form.menus:
        menu.label = reader.labels.get(menu.id, menu.name).strip()
    return reader.form


def copied_choices(form: CopiedForm, menu: CopiedMenu, address: str) -> Iterator[tuple[str, str]]:
    """Yield the address and label of each choice of a menu on the page at `address`.

    What else the address says stays as it is, but that the list begins again.
    """
    base = plain_address(address)
    if base.partition("?")[0] != form.path:
        base = form.path
    for name in TURNS:
        base = with_argument(base, name, "")
    for value, label in menu.options:
        yield with_argument(base, menu.name, value), label


def copied_links(page: str) -> list[str]:
    """The addresses of this site that a page links to, each once, outside its forms."""
    text = FORM.sub("", page)
    found = (ADDRESS.search(tag["rest"]) for tag in LINK_TAG.finditer(text) if tag["tag"] == "a")
    return list(dict.fromkeys(html.unescape(link["address"]) for link in found if link))


def copied_page(page: str, address: str, find: FindFile) -> str:
    """Rewrite a page for its file: links to files, forms as links, and a mark where there is none.

    `find` gives the file of an address.
    """
    own = file_of(address)

    def linked(to: str) -> str:
        return html.escape(relative_link(own, to))

    def form(found: re.Match[str]) -> str:
        return form_as_links(read_form(found[0]), address, find)

    def tag(found: re.Match[str]) -> str:
        link = ADDRESS.search(found["rest"])
        if not link:
            return found[0]
        to = find(html.unescape(link["address"]))
        if to is None and found["tag"] != "a":
            return ""
        rest = found["rest"]
        if to is None:
            to = file_of(ABOUT) + "#missing"
            rest = marked_as_missing(rest)
        rest = ADDRESS.sub(lambda old: f'{old["name"]}="{linked(to)}"', rest)
        return f"<{found['tag']}{rest}>"

    return LINK_TAG.sub(tag, FORM.sub(form, page))


def marked_as_missing(attributes: str) -> str:
    """Attributes of a link with the class of those that a copy cannot follow."""
    if ' class="' in attributes:
        return attributes.replace(' class="', ' class="not-copied ', 1)
    return f' class="not-copied"{attributes}'


def form_as_links(form: CopiedForm, address: str, find: FindFile) -> str:
    """The choices of a form as links to the files that there are, and a word on the others."""
    if form.path == "/search":
        # The words are where the box would be.
        return (
            f'<p class="site-search"><a href="{ABOUT}#find">Find a force, topic or number</a></p>'
        )
    menus = [menu_as_links(form, menu, address, find) for menu in form.single_menus]
    shown = [menu for menu in menus if menu]
    lacks = form.boxes or len(shown) < len(form.menus)
    label = html.escape(form.label or "Choices")
    note = f'<p class="note"><a href="{ABOUT}#missing">Other choices need the server</a>.</p>'
    return (
        f'<nav class="choices" aria-label="{label}">\n'
        + "\n".join(shown)
        + (f"\n{note}" if lacks or not shown else "")
        + "\n</nav>"
    )


def menu_as_links(form: CopiedForm, menu: CopiedMenu, address: str, find: FindFile) -> str:
    """The choices of a menu as a list of links; nothing where the copy has none of them."""
    place = form.action.partition("#")[2]
    items, has_links = [], False
    for (to, label), (value, _) in zip(
        copied_choices(form, menu, address), menu.options, strict=True
    ):
        words = html.escape(label.strip())
        if value == menu.chosen and form.path == plain_address(address).partition("?")[0]:
            items.append(f'<li aria-current="true">{words}</li>')
        elif find(to) is not None:
            link = html.escape(f"{to}#{place}" if place else to)
            items.append(f'<li><a href="{link}">{words}</a></li>')
            has_links = True
    if not has_links:
        return ""
    chosen = dict(menu.options).get(menu.chosen, "").strip()
    is_open = " open" if len(items) <= MOST_OPEN else ""
    return (
        f"<details{is_open}><summary>{html.escape(menu.label)}: {html.escape(chosen)}</summary>"
        f"<ul>{''.join(items)}</ul></details>"
    )
