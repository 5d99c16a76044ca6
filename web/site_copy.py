"""`openpeel export --site`: the site as files that any web server can serve, or none at all.

Pages are asked of the site within this process, so that they are the same. A page without arguments
is copied wherever a link leads to it. One with arguments is copied where a page without them leads
to it, or where it is one choice of a form; of a small form, each combination of choices.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from math import prod
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
from datasette.app import Datasette
from datasette.utils.asgi import Request

from openpeel.loaders import package
from openpeel.loaders.dictionary import built_columns, read_metadata
from openpeel.loaders.errors import DataError
from openpeel.outputs.export.export import check_target, taking_the_place_of
from openpeel.web.copied_address import (
    ABOUT,
    address_in_copy,
    file_of,
    plain_address,
    with_argument,
)
from openpeel.web.copied_page import (
    TURNS,
    CopiedForm,
    copied_choices,
    copied_links,
    copied_page,
    forms_in,
)
from openpeel.web.page_routes import page_names, route_of
from openpeel.web.server import MOST_ROWS_ON_A_PAGE, NAME, end_queries, make_site

# Choices of a menu, combinations of a form's choices, and further pages of a list that are copied.
MOST_CHOICES, MOST_COMBINATIONS, MOST_TURNS = 60, 150, 20
# Further pages of an answer, whose file has every row.
MOST_TURNS_OF_ANSWER = 4
# Choices of a menu on the page of one theme, measure and the like, of which there are many.
MOST_CHOICES_OF_ONE = 12
# Rows of a table or view whose file is copied, and bytes of the database.
MOST_ROWS, MOST_BYTES = 100_000, 100_000_000
# Nobody else waits for an answer.
MILLISECONDS = 120_000
DATABASE, SITEMAP = f"/{NAME}.db", "/sitemap.xml"
FEEDS = ("/feed.xml", "/changes.xml")
ROWS_OF_TABLE = re.compile(r"/data/(?P<name>\w+)\.csv")
# Called with how many pages are done and how many are known.
CopyProgress = Callable[[int, int], object]


@dataclass(frozen=True)
class Copied:
    """What a copy of the site has: its folder, pages, other files and bytes."""

    folder: Path
    pages: int
    files: int
    bytes: int


@dataclass
class SiteCopy:
    """A copy under way."""

    site: Datasette
    folder: Path
    public_url: str | None
    rows: dict[str, int]
    questions: frozenset[str]
    progress: CopyProgress = lambda done, total: None
    only: Callable[[str], bool] = lambda address: True
    # Address of each page or file -> what is to be found there; those that lead to another.
    files: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    small_forms: set[str] = field(default_factory=set)
    # Further pages of answers, by the first.
    turns: dict[str, list[str]] = field(default_factory=dict)
    waiting: deque[str] = field(default_factory=deque)

    async def write(self) -> None:
        """Ask for each page, then write them with their links."""
        shutil.copytree(package.STATIC, self.folder / "assets")
        for file in sorted(package.STATIC.iterdir()):
            self.files[f"/assets/{file.name}"] = f"assets/{file.name}"
        if self.site.get_database(NAME).size <= MOST_BYTES:
            shutil.copyfile(self.site.get_database(NAME).path, self.folder / DATABASE[1:])
            self.files[DATABASE] = DATABASE[1:]
        self.want("/")
        for name in page_names():
            if "{" not in name:
                self.want(f"/{name}")
        if self.public_url:
            for feed in FEEDS:
                self.want(feed)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.site.app()),
            base_url="http://localhost",
            headers={"accept-encoding": "identity"},
            timeout=None,
        ) as client:
            done = 0
            while self.waiting:
                await self.ask(client, self.waiting.popleft())
                done += 1
                self.progress(done, done + len(self.waiting))
        pages = [address for address, file in self.files.items() if file.endswith(".html")]
        await self.write_about(len(pages))
        for address in [*pages, ABOUT]:
            self.link(address)
        self.write_sitemap(pages)

    async def ask(self, client: httpx.AsyncClient, address: str) -> None:
        """Ask for a page or file, write it as it is, and look where it leads.

        Raises:
            DataError: the site does not answer with it.
        """
        # With the mark by which Excel knows UTF-8, as the links of the site have it.
        bom = f"{'&' if '?' in address else '?'}_bom=1" if is_csv(address) else ""
        answer = await client.get(address + bom)
        if answer.is_redirect:
            to = answer.headers["location"]
            self.moved[address] = to
            del self.files[address]
            self.want(to)
            return
        if answer.status_code != 200:
            raise DataError(
                "the site does not answer", value=f"{address}: {answer.status_code}", expected="200"
            )
        target = self.folder / self.files[address]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(answer.content)
        if target.suffix == ".html":
            self.look(address, answer.text)

    def look(self, address: str, page: str) -> None:
        """Take in where a page leads: links and choices."""
        path, _, query = address.partition("?")
        for link in copied_links(page):
            to = plain_address(link)
            if is_csv(to) or "?" not in to or not query or leads_on(address, to):
                self.want(to)
        for form in forms_in(page):
            if not query and is_small(form):
                self.small_forms.add(form.path)
            follows = not query or form.path in self.small_forms
            most = MOST_CHOICES_OF_ONE if is_of_one(form.path) else MOST_CHOICES
            for menu in form.single_menus:
                for (to, _), (value, _) in zip(
                    copied_choices(form, menu, address), menu.options, strict=True
                ):
                    if form.path == path and value == menu.chosen:
                        self.moved.setdefault(to, address)
                    elif follows and len(menu.options) <= most:
                        self.want(to)

    def want(self, link: str) -> None:
        """Copy what an address leads to, if a copy may have it."""
        address = plain_address(link)
        is_new = address not in self.files and address not in self.moved
        if is_new and self.may_have(address) and self.only(address):
            self.files[address] = file_of(address)
            self.waiting.append(address)

    def may_have(self, address: str) -> bool:
        """Whether an address is a page of ours, a question's answer or a file of rows."""
        path, _, query = address.partition("?")
        if path in FEEDS:
            return bool(self.public_url)
        if path == "/search" or any(is_far(n, v) for n, v in parse_qsl(query)):
            return False
        if table := ROWS_OF_TABLE.fullmatch(path):
            return bool(query) or self.rows.get(table["name"], 0) <= MOST_ROWS
        if path.startswith(f"/{NAME}/"):
            question = path.removeprefix(f"/{NAME}/").removesuffix(".csv")
            is_usual = not query or query.startswith("force=") and "&" not in query
            return question in self.questions and (is_usual or not is_csv(path))
        return any(re.match(pattern, path) for pattern in PATTERNS)

    def find(self, link: str) -> str | None:
        """The file that an address leads to, with its place; None where the copy has none."""
        address, place = plain_address(link), link.partition("#")[2]
        if address.partition("?")[0] == "/search":
            address, place = ABOUT, place or "find"
        if address in self.moved:
            to = self.moved[address]
            address, place = plain_address(to), to.partition("#")[2] or place
        if "_next=" in address and address not in self.files:
            address = self.page_before(address)
        if address not in self.files:
            return None
        return f"{self.files[address]}#{place}" if place else self.files[address]

    def page_before(self, address: str) -> str:
        """The page of an answer with the row that an address begins with; itself if none has it.

        Counted back from its row, a page may begin in the middle of one that is copied.
        """
        if not self.turns:
            for known in self.files:
                if "_next=" in known:
                    self.turns.setdefault(unturned(known), []).append(known)
        others = self.turns.get(unturned(address), [])
        if not others or turn_of(address) > max(map(turn_of, others)):
            return address
        before = [other for other in others if turn_of(other) <= turn_of(address)]
        return max(before, key=turn_of, default=unturned(address))

    async def write_about(self, pages: int) -> None:
        """Write the page on what a copy is, what it has, and how to find something."""
        self.files[ABOUT] = file_of(ABOUT)
        context = {"pages": pages + 1, "most_rows": MOST_ROWS}
        request = Request.fake(ABOUT)
        # Datasette asks for it, though nothing is sent from a page of ours.
        request.scope["csrftoken"] = str
        text = await self.site.render_template("copy.html", context, request=request)
        (self.folder / self.files[ABOUT]).write_text(text, encoding="utf-8", newline="")

    def link(self, address: str) -> None:
        """Write a page with the links of a copy."""
        target = self.folder / self.files[address]
        page = target.read_text(encoding="utf-8")
        target.write_text(copied_page(page, address, self.find), encoding="utf-8", newline="")

    def write_sitemap(self, pages: list[str]) -> None:
        """Write the list of pages for search engines, which needs whole addresses."""
        if not self.public_url:
            return
        whole = (address_in_copy(a, self.public_url) for a in sorted(pages) if "?" not in a)
        lines = "".join(f"<url><loc>{address}</loc></url>\n" for address in whole)
        (self.folder / SITEMAP[1:]).write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n',
            encoding="utf-8",
            newline="",
        )


PATTERNS = [route_of(name) for name in page_names()]


def is_csv(address: str) -> bool:
    """Whether an address is that of a file of rows."""
    return address.partition("?")[0].endswith(".csv")


def is_far(name: str, value: str) -> bool:
    """Whether an argument turns to a page of a list that is too far on for a copy."""
    most = {"page": MOST_TURNS, "_next": MOST_TURNS_OF_ANSWER * MOST_ROWS_ON_A_PAGE}.get(name)
    return most is not None and (not value.isdecimal() or int(value) > most)


def is_of_one(path: str) -> bool:
    """Whether a page is one of many of its kind, such as a theme's."""
    return path.count("/") > 1 and not path.startswith(f"/{NAME}/")


def is_small(form: CopiedForm) -> bool:
    """Whether a form has so few choices that each combination of them is copied."""
    menus = form.single_menus
    choices = prod(len(menu.options) for menu in menus)
    return len(menus) == len(form.menus) and choices <= MOST_COMBINATIONS


def leads_on(address: str, to: str) -> bool:
    """Whether an address is a further page of the list at another."""
    return unturned(to) == unturned(address) and turn_of(to) > turn_of(address)


def unturned(address: str) -> str:
    """An address without the page of a list that it turns to."""
    for name in TURNS:
        address = with_argument(address, name, "")
    return address


def turn_of(address: str) -> int:
    """The page, or first row, of a list that an address turns to; 0 for its beginning."""
    found = [value for name, value in parse_qsl(address.partition("?")[2]) if name in TURNS]
    return int(found[0]) if found and found[0].isdecimal() else 0


def copy_site(
    database: Path,
    target: Path,
    public_url: str | None = None,
    contact: str | None = None,
    progress: CopyProgress = lambda done, total: None,
    only: Callable[[str], bool] = lambda address: True,
) -> Copied:
    """Write the site over a built database as static files into the folder `target`.

    The folder is written beside the target and takes its place in one step. The same database gives
    the same bytes on the same day, from which ages count. `only` tells which of the addresses that
    a copy may have this one has.

    Raises:
        DataError: no such database; the target has something else in it; the site does not answer
            with one of its pages. The target is untouched.
    """
    check_target(target, file_of(ABOUT))
    site = site_to_copy(database, public_url, contact)
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        rows = dict(connection.execute("select name, rows from dictionary_table"))
    questions = frozenset(site.metadata("databases")[NAME]["queries"])

    async def run(folder: Path) -> SiteCopy:
        await site.invoke_startup()
        copy = SiteCopy(site, folder, public_url, rows, questions, progress, only)
        await copy.write()
        return copy

    try:
        with taking_the_place_of(target) as folder:
            copy = asyncio.run(run(folder))
            sizes = [file.stat().st_size for file in written_files(folder)]
    finally:
        end_queries(site)
    pages = sum(1 for file in copy.files.values() if file.endswith(".html"))
    return Copied(target, pages, len(sizes) - pages, sum(sizes))


def site_to_copy(database: Path, public_url: str | None, contact: str | None) -> Any:
    """A site whose pages say that they are copies."""
    metadata = read_metadata(columns=built_columns(database))
    metadata["plugins"][NAME]["copied_on"] = date.today().isoformat()
    site = make_site(database, metadata, public_url=public_url, contact=contact)
    site.sql_time_limit_ms = MILLISECONDS
    return site


def written_files(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it."""
    return (file for file in folder.rglob("*") if file.is_file())
