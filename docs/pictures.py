"""Pictures of every type of page, at the width of a desk and of a phone.

    make pictures

Serves the database and puts a PNG of each page into build/pictures/; the one that the
README shows becomes docs/picture.png. Needs chromium (`CHROMIUM=/path/to/it` where it is not
at /usr/bin/chromium).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from page_types import PAGES  # noqa: E402

FOLDER = ROOT / "build" / "pictures"
WIDTHS = {1280: 900, 375: 800}
# The page that the README shows, and how much of it.
SHOWN, SIZE = "/forces?year=peel-2016", {"width": 1280, "height": 1000}


def main(database: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "openpeel.loaders.cli", "serve", "--db", database]
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            home = server.stdout.readline().split("openpeel is at ")[1].split()[0].rstrip("/")
            with sync_playwright() as playwright:
                chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
                options = ["--no-sandbox", "--disable-gpu"]
                browser = playwright.chromium.launch(executable_path=chromium, args=options)
                take(browser, home)
                browser.close()
        finally:
            server.terminate()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}")


def take(browser: Browser, home: str) -> None:
    """A picture of each page at each width, whole, and the one for the README."""
    for width, height in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        for address in PAGES:
            page.goto(home + address)
            name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "home"
            page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
        page.close()
    page = browser.new_page(viewport=SIZE)
    page.goto(home + SHOWN)
    page.screenshot(path=ROOT / "docs" / "picture.png")
    page.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "openpeel.db")
