"""List what fails under another version of Datasette than the one this project is pinned to.

`make next-datasette` installs that version into build/next and runs this file there:

build/next/bin/python tools/next_datasette.py openpeel.db
"""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm
from datasette.version import __version__

from openpeel.loaders import package
from openpeel.loaders.build import metadata_beside

# Of Datasette in our code: `datasette.setting(…)`, `self.ds.sql_time_limit_ms`.
TAKEN = re.compile(
    r"(?<![\w.\"])(?<!from )(?<!import )"
    r"(?:datasette|self\.ds|self\.datasette)\.(\w+)(?=[(.\[)\s,:])"
)
# What went wrong, and the addresses, modules or steps where it did.
Faults = dict[str, list[str]]


def main(path: Path) -> int:
    """Print every fault; return 1 if there is one."""
    faults: Faults = defaultdict(list)
    print(f"Datasette {__version__}")
    importable = list(import_web(faults))
    print(f"  modules of the site: {len(importable)} can be imported")
    print(f"  plugins with hooks that Datasette has: {count_hooks(faults)}")
    print(f"  names of Datasette that the site uses: {count_names(faults)} are there")
    print(f"  the site: {asyncio.run(start_whole_site(path, faults))}")
    print(f"  database in Datasette alone: {asyncio.run(ask_plain(path, faults))}")
    for fault, places in faults.items():
        print(f"fails: {fault}\n  {len(places)}: {', '.join(places[:12])}")
    return int(bool(faults))


def import_web(faults: Faults) -> Iterator[str]:
    """Import every module of the site; yield those that can be."""
    for file in sorted((package.ROOT / "web").rglob("*.py")):
        parts = file.relative_to(package.ROOT).with_suffix("").parts
        name = ".".join(("openpeel", *parts)).removesuffix(".__init__")
        try:
            importlib.import_module(name)
        except Exception as error:
            faults[in_short(error)].append(name)
        else:
            yield name


def count_hooks(faults: Faults) -> int:
    """Register each plugin of the site that can be imported; return how many could be."""
    count = 0
    for file in sorted(package.PLUGINS.glob("[!_]*.py")):
        plugin = sys.modules.get(f"openpeel.web.plugins.{file.stem}")
        if plugin is None:
            continue
        try:
            pm.register(plugin)
            pm.check_pending()
        except Exception as error:
            faults[in_short(error)].append(f"plugin {file.stem}")
        else:
            count += 1
    return count


def count_names(faults: Faults) -> int:
    """Look up what our code takes of a Datasette; return how many names it has."""
    site = Datasette([])
    files = [file.read_text(encoding="utf-8") for file in (package.ROOT / "web").rglob("*.py")]
    names = sorted({name for text in files for name in TAKEN.findall(text)})
    missing = [name for name in names if not hasattr(site, name)]
    if missing:
        faults["a Datasette has no such method or attribute"] += missing
    return len(names) - len(missing)


async def start_whole_site(path: Path, faults: Faults) -> str:
    """Make the site and ask for its first page."""
    server: Any = importlib.import_module("openpeel.web.server")
    try:
        server.register_plugins = lambda: None
        site = server.make_site(path)
        await site.invoke_startup()
        answer = await site.client.get("/")
    except Exception as error:
        faults[in_short(error)].append("the site does not start")
        return "does not start"
    return f"the first page answers {answer.status_code}"


async def ask_plain(path: Path, faults: Faults) -> str:
    """Ask for each table, view and question of the database with its metadata and no pages.

    As `datasette openpeel.db -m openpeel.metadata.json -c openpeel.metadata.json`: questions are
    part of the metadata up to Datasette 0.65, and of the configuration from 1.0 on.
    """
    for plugin in [p for p in pm.get_plugins() if p.__name__.startswith("openpeel.web.plugins.")]:
        pm.unregister(plugin)
    metadata = json.loads(metadata_beside(path).read_text(encoding="utf-8"))
    site = Datasette(
        [str(path)], metadata=metadata, settings={"sql_time_limit_ms": 60_000}, config=metadata
    )
    await site.invoke_startup()
    described = metadata["databases"][path.stem]
    asked = [*described["tables"], *described["queries"]]
    answered = 0
    for name in asked:
        status, fault = await answer_to(site, f"/{path.stem}/{name}.json?_size=1")
        answered += status == 200
        if fault:
            faults[fault].append(("question " if name in described["queries"] else "") + name)
    return f"{answered} of {len(asked)} tables, views and questions answer"


async def answer_to(site: Any, address: str) -> tuple[int, str]:
    """Ask for an address; return the status, and what is wrong with the answer."""
    try:
        answer = await site.client.get(address)
    except Exception as error:
        return 0, in_short(error)
    if answer.status_code == 200:
        return 200, ""
    said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    return answer.status_code, f"{answer.status_code} {error_said(said)}".strip()


def error_said(answer: dict[str, Any]) -> str:
    """Return what an error in JSON says."""
    error = answer.get("error") or ""
    return error if isinstance(error, str) else json.dumps(error)


def in_short(error: Exception) -> str:
    """Return an error in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
