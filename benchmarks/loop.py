"""How long a page holds up everybody else: the longest turn of the event loop, page by page.

    python benchmarks/loop.py [DATABASE]

Asks one site for every type of page within this process and measures each turn of the loop in
processor time. The table says, for the page's second answer, its longest turn in milliseconds and
as a multiple of the longest turn of a page with no content (the settings page of Datasette).
"""

from __future__ import annotations

import asyncio
import asyncio.events
import sys
import tempfile
import time
from pathlib import Path

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.web.server import make_site

sys.path.insert(0, str(package.ROOT / "tests"))
from page_types import OF_DATASETTE, PAGES  # noqa: E402

BASELINE = "/-/settings"
REPEATS = 3
LIMIT = 0.05


class Turns:
    """The longest turn of the event loop since it was last asked."""

    def __init__(self) -> None:
        self.longest = 0.0
        run = asyncio.events.Handle._run

        def timed(handle: asyncio.events.Handle) -> None:
            start = time.thread_time()
            run(handle)
            self.longest = max(self.longest, time.thread_time() - start)

        asyncio.events.Handle._run = timed  # type: ignore[method-assign]

    def take(self) -> float:
        """The longest turn so far; it begins again."""
        longest, self.longest = self.longest, 0.0
        return longest


async def measure(database: Path) -> dict[str, float]:
    """Seconds of the longest turn for each page: the least of several answers."""
    site = make_site(database)
    await site.invoke_startup()
    turns = Turns()
    found = {}
    for address in dict.fromkeys([BASELINE, *PAGES, *OF_DATASETTE]):
        await site.client.get(address)
        seconds = []
        for _ in range(REPEATS):
            turns.take()
            await site.client.get(address)
            seconds.append(turns.take())
        found[address] = min(seconds)
    return found


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            database = Path(sys.argv[1])
        else:
            database = Path(folder) / "openpeel.db"
            build(database)
        found = asyncio.run(measure(database))
    print(f"{'longest turn':>12} {'ratio':>6}")
    for address, seconds in sorted(found.items(), key=lambda pair: -pair[1]):
        mark = "  over the limit" if seconds > LIMIT else ""
        print(f"{seconds * 1000:9.1f} ms {seconds / found[BASELINE]:6.1f}  {address}{mark}")


if __name__ == "__main__":
    main()
