"""A copy of the site as a plain web server shows it, without JavaScript."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from browsing import follow
from playwright.sync_api import Browser
from pytest import TempPathFactory

from openpeel.web.site_copy import copy_site

pytestmark = pytest.mark.browser

FEW = {"/", "/forces", "/forces?year=peel-2016", "/force/kent", "/forces?force=kent"}


@pytest.fixture(scope="module")
def copy_address(database: Path, tmp_path_factory: TempPathFactory) -> Iterator[str]:
    """Where Python's own web server has a copy, below a path."""
    root = tmp_path_factory.mktemp("root")
    # On a thread of its own: the browser has a loop on this one.
    with ThreadPoolExecutor(1) as thread:
        target = root / "some" / "where"
        thread.submit(copy_site, database, target, only=FEW.__contains__).result()
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    with subprocess.Popen(
        [*command, "--directory", str(root)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        port = server.stdout.readline().split(" port ")[1].split()[0]
        yield f"http://127.0.0.1:{port}/some/where/"
        server.terminate()


@pytest.mark.parametrize("width", [375, 1280])
def test_a_reader_goes_from_page_to_page_of_a_copy(
    browser: Browser, copy_address: str, width: int
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    missing = []
    page.on("response", lambda r: missing.append(r.url) if r.status >= 400 else None)
    page.goto(copy_address)
    follow(page.get_by_role("link", name="Forces", exact=True))
    menu = page.locator(".choices summary").filter(has_text="PEEL round")
    if not page.get_by_role("link", name="PEEL 2016", exact=True).is_visible():
        menu.click()
    follow(page.get_by_role("link", name="PEEL 2016", exact=True))
    assert "2016" in page.locator("h1").inner_text()
    follow(page.locator(".by-grade").get_by_role("link", name="Kent"))
    assert page.locator("h1").inner_text().startswith("Kent")
    assert page.url == f"{copy_address}force/kent.html"
    follow(page.get_by_role("link", name="Find a force, topic or number"))
    assert page.url.endswith("about-this-copy.html#find")
    assert page.locator("h1").inner_text() == "About this copy"
    assert missing == []
    context.close()
