"""The site as static files: whole, without a dead link, and open about what it lacks."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from page_types import PAGES
from pytest import TempPathFactory

from openpeel.cli.main import main
from openpeel.loaders.errors import DataError
from openpeel.web import site_copy
from openpeel.web.copied_address import file_of, plain_address, relative_link
from openpeel.web.copied_page import copied_choices, copied_page, forms_in
from openpeel.web.site_copy import copy_site

LINK = re.compile(r'\b(?:href|src|action)="([^"]*)"')
PUBLIC = "https://example.org/peel/"
# A few pages of each kind, so that a test need not copy all.
SOME = {plain_address(address) for address in PAGES} | {
    "/compare",
    "/forces?force=kent",
    "/forces?year=peel-2014",
    "/improvements?page=2",
    "/improvements?force=kent",
    "/openpeel/open-items",
    "/openpeel/open-items?force=kent",
    "/openpeel/open-items.csv?force=kent",
    "/data/grade_history.csv?force_id=kent",
    "/data/improvement_history.csv",
    "/data/reported_error.csv",
}
# No report's text, no search, no comparison of one's own choice.
NONE_OF_THEM = ("/passage/1", "/search", "/compare?")
FORM = """<form class="filters" action="/forces" method="get" aria-label="Which year">
<div class="field"><label for="f-year">Year</label><select id="f-year" name="year">
<option value="a">A</option><option value="b" selected>B</option><option value="c">C &amp; D</option></select></div>
<div class="field"><label for="f-on">Day</label><input type="date" id="f-on" name="on" value=""></div>
<button type="submit">Show</button></form>"""


def some(address: str) -> bool:
    """Whether a test's copy has an address."""
    return address in SOME


@pytest.fixture(scope="module")
def copy(database: Path, tmp_path_factory: TempPathFactory) -> Path:
    """Some pages of the site as a copy, for a disk: nobody said where readers will find it."""
    return copy_site(database, tmp_path_factory.mktemp("copy") / "site", only=some).folder


def pages_of(folder: Path) -> dict[str, str]:
    """The pages of a copy by their files."""
    found = sorted(folder.rglob("*.html"))
    return {f.relative_to(folder).as_posix(): f.read_text(encoding="utf-8") for f in found}


def dead_links(folder: Path) -> set[tuple[str, str]]:
    """Each link of a copy to what is not in it: a file, or a place in a page."""
    pages = pages_of(folder)
    files = {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()}
    dead = set()
    for page, text in pages.items():
        for link in map(html.unescape, LINK.findall(text)):
            if re.match("[a-z]+:", link):
                continue
            path, _, place = link.partition("#")
            to = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))
            to = to if path else page
            if to not in files or (
                place and f'id="{html.escape(unquote(place))}"' not in pages[to]
            ):
                dead.add((page, link))
    return dead


def test_every_type_of_page_has_a_file(copy: Path) -> None:
    pages = pages_of(copy)
    for address, words in PAGES.items():
        if not address.startswith(NONE_OF_THEM):
            assert words in html.unescape(pages[file_of(address)]), address


def test_no_link_of_a_copy_is_dead_and_none_leaves_it(copy: Path) -> None:
    assert dead_links(copy) == set()
    for page, text in pages_of(copy).items():
        assert not [link for link in LINK.findall(text) if link.startswith("/")], page
        assert "localhost" not in text, page
        assert "<form" not in text, page


def test_a_link_to_what_is_not_copied_says_so(copy: Path) -> None:
    page = (copy / "force/kent.html").read_text(encoding="utf-8")
    assert re.search(r'<a class="not-copied" href="../about-this-copy.html#missing">', page)
    about = (copy / "about-this-copy.html").read_text(encoding="utf-8")
    assert '<h2 id="missing">What needs the server</h2>' in about
    assert ".not-copied::after" in (copy / "assets/openpeel.css").read_text(encoding="utf-8")


def test_the_search_box_gives_way_to_the_lists(copy: Path) -> None:
    for page in ("index.html", "force/kent.html"):
        text = (copy / page).read_text(encoding="utf-8")
        assert re.search(r'about-this-copy.html#find">Find a force, topic or number<', text)


def test_choices_of_a_form_are_links_to_their_files(copy: Path) -> None:
    page = (copy / "forces.html").read_text(encoding="utf-8")
    assert '<a href="forces/year=peel-2014.html">PEEL 2014</a>' in page
    of_2014 = (copy / "forces/year=peel-2014.html").read_text(encoding="utf-8")
    assert '<li aria-current="true">PEEL 2014</li>' in of_2014
    assert "../forces/topic=overall,year=peel-2014.html" not in page
    home = (copy / "index.html").read_text(encoding="utf-8")
    # A choice that the site answers with another page leads there.
    assert '<a href="force/kent.html">Kent</a>' in home


def test_a_page_has_its_rows_as_csv_or_says_where_they_are(copy: Path) -> None:
    assert 'href="../data/grade_history/force_id=kent.csv"' in pages_of(copy)["force/kent.html"]
    rows = (copy / "data/grade_history/force_id=kent.csv").read_text(encoding="utf-8-sig")
    assert rows.startswith("force,topic,") and rows.count("kent,") >= 10
    one = pages_of(copy)["improvement/essex-2016-preventing-crime-afi-1.html"]
    assert '<a href="../data/improvement_history.csv">improvement_history.csv</a>, where' in one


def test_a_copy_says_from_which_day_its_ages_count(copy: Path) -> None:
    assert "This page is a copy made on" in pages_of(copy)["force/kent.html"]


def test_a_copy_without_an_address_has_nothing_that_needs_one(copy: Path) -> None:
    for text in pages_of(copy).values():
        assert not re.search(r'rel="canonical"|og:url|og:image|application/ld\+json', text)
    assert not (copy / "feed.xml").exists() and not (copy / "sitemap.xml").exists()


def test_a_copy_with_an_address_names_it(database: Path, tmp_path: Path) -> None:
    few = {"/", "/force/kent", "/feed.xml", "/corrections"}
    folder = tmp_path / "site"
    contact = "errors@example.org"
    copy_site(database, folder, PUBLIC, contact, only=few.__contains__)
    page = (folder / "force/kent.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{PUBLIC}force/kent.html">' in page
    assert "mailto:errors@example.org?" in page and "peel%2Fforce%2Fkent.html" in page
    assert f'<link rel="canonical" href="{PUBLIC}">' in (folder / "index.html").read_text("utf-8")
    assert f"<loc>{PUBLIC}force/kent.html</loc>" in (folder / "sitemap.xml").read_text("utf-8")
    assert f'href="{PUBLIC}feed.xml"' in (folder / "feed.xml").read_text("utf-8")
    assert dead_links(folder) == set()


def test_the_same_database_gives_the_same_copy(database: Path, tmp_path: Path) -> None:
    few = {"/", "/forces", "/force/kent", "/data/grade_history.csv?force_id=kent"}
    made = []
    for name in ("a", "b"):
        copy_site(database, tmp_path / name, only=few.__contains__)
        files = sorted(f for f in (tmp_path / name).rglob("*") if f.is_file())
        made.append({f.relative_to(tmp_path / name): f.read_bytes() for f in files})
    assert made[0] == made[1]


def test_a_copy_takes_the_place_of_an_earlier_one_only(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "mine.txt").touch()
    with pytest.raises(DataError, match="has other files"):
        copy_site(database, folder, only=lambda address: False)
    (folder / "mine.txt").unlink()
    for _ in range(2):
        copy_site(database, folder, only=lambda address: False)
    assert (folder / "about-this-copy.html").is_file()


def test_a_copy_that_fails_leaves_the_earlier_one(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    copy_site(database, folder, only=lambda address: False)
    monkeypatch.setattr(site_copy, "page_names", lambda: ["nothing-here"])
    monkeypatch.setattr(site_copy, "PATTERNS", ["/"])
    with pytest.raises(DataError, match="the site does not answer; found '/nothing-here: 404'"):
        copy_site(database, folder, only=lambda address: address == "/nothing-here")
    assert (folder / "about-this-copy.html").is_file()
    assert [f.name for f in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("arguments", [["--format", "csv"], ["--only", "force"], ["--bom"]])
def test_a_copy_of_the_site_has_no_formats(arguments: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["export", "--site", str(tmp_path / "x"), *arguments])
    assert result.exit_code == 2 and "--site does not go with" in result.output


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/force/essex/brief", "force/essex/brief.html"),
        ("/forces?year=peel-2016&topic=overall&force=", "forces/topic=overall,year=peel-2016.html"),
        ("/data/force.csv?_bom=1", "data/force.csv"),
        ("/data/force.csv?region=Wales&_bom=1", "data/force/region=wales_0cbbee62.csv"),
        ("/forces?year=2018/19#map", "forces/year=2018_19_ab41b1c0.html"),
    ],
)
def test_each_address_has_its_own_file(address: str, file: str) -> None:
    assert re.sub("_[0-9a-f]{8}", "", file_of(address)) == re.sub("_[0-9a-f]{8}", "", file)


def test_addresses_that_differ_in_letters_that_files_cannot_have_do_not_meet() -> None:
    files = {
        file_of(f"/x?q={q}") for q in ("a b", "a_b", "A b", "a/b", "ä b", "a" * 200, "a" * 201)
    }
    assert len({file.lower() for file in files}) == 7


@pytest.mark.parametrize(
    ("page", "to", "link"),
    [
        ("index.html", "force/kent.html", "force/kent.html"),
        ("force/kent.html", "index.html#map", "../index.html#map"),
        ("force/kent/brief.html", "force/kent.html", "../kent.html"),
    ],
)
def test_links_are_relative(page: str, to: str, link: str) -> None:
    assert relative_link(page, to) == link


def find(known: dict[str, str]) -> Callable[[str], str | None]:
    """Find the files of a made-up copy."""
    return lambda link: known.get(plain_address(link))


def test_a_form_offers_what_is_there_and_says_what_is_not() -> None:
    files = {"/forces?year=a": "forces/year=a.html"}
    page = copied_page(FORM, "/forces", find(files))
    assert "<summary>Year: B</summary>" in page
    assert '<a href="forces/year=a.html">A</a>' in page
    assert '<li aria-current="true">B</li>' in page
    assert "C &amp; D" not in page
    assert "Other choices need the server" in page


def test_a_choice_keeps_what_the_address_says_and_begins_a_list_anew() -> None:
    [form] = forms_in(FORM)
    [menu] = form.single_menus
    choices = dict(copied_choices(form, menu, "/forces?topic=x&page=3"))
    assert list(choices) == [f"/forces?topic=x&year={year}" for year in "abc"]
    assert choices["/forces?topic=x&year=c"] == "C & D"


def test_a_link_with_a_class_of_its_own_keeps_it() -> None:
    page = copied_page('<a class="x" href="/gone">y</a><link href="/gone">', "/", find({}))
    assert page == '<a class="not-copied x" href="about-this-copy.html#missing">y</a>'
