"""Pictures of every type of page, at the width of a desk and of a phone.

    make pictures

Serves the database and puts a PNG of each page into build/pictures/; the one that the
README shows becomes docs/picture.png, and the one that a link to the site is shown with
becomes static/share.png. Needs chromium (`CHROMIUM=/path/to/it` where it is not
on the PATH).
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from browsing import browsing  # noqa: E402
from page_types import PAGES  # noqa: E402

FOLDER = ROOT / "build" / "pictures"
WIDTHS = {1280: 900, 375: 800}
# The page that the README shows, and how much of it.
SHOWN, SIZE = "/forces?year=peel-2016", ViewportSize(width=1280, height=1000)
# The first page as a card, without what only a page can do.
CARD = ViewportSize(width=1200, height=630)
CARD_STYLE = """
.site-nav, .hero form, .hero .lead, .hero .muted, .hero figcaption { display: none !important; }
.wrap { max-width: none; padding-inline: 48px; }
main { padding-block: 12px; }
.hero { grid-template-columns: 1.2fr 1fr; }
.hero h1 { font-size: 50px; }
.hero .summary { font-size: 20px; }
.hero .picture { max-height: 560px; }
"""


def main(database: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "openpeel.cli", "serve", "--db", database]
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            home = server.stdout.readline().split("openpeel is at ")[1].split()[0].rstrip("/")
            with browsing() as browser:
                take(browser, home)
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
    small(page, ROOT / "docs" / "picture.png")
    page.close()
    context = browser.new_context(viewport=CARD, bypass_csp=True, color_scheme="light")
    page = context.new_page()
    page.goto(home)
    page.add_style_tag(content=CARD_STYLE)
    small(page, ROOT / "static" / "share.png")
    context.close()


def small(page: Page, path: Path) -> None:
    """A picture that ships: few colours are enough for it, and make it a third of the size."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(96).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "openpeel.db")
