"""One address of every type of page that people read, with words that stand on it.

What every page must be (safe, accessible, light, whole without JavaScript) is tested over
this list, in test_pages.py and test_browser_pages.py. A new type of page belongs here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from openpeel.web.server import make_site

# Address -> words that only stand there if the page has its content.
PAGES = {
    "/": "What this adds to the inspectorate’s own site",
    "/search?q=OCG": "Organised crime group",
    "/forces": "Every topic of PEEL 2018/19",
    "/force/essex": "Raised 3 times",
    "/force/kent": "We have not read any inspection report on Kent in full",
    "/force/kent/brief": "Not known to be closed",
    "/improvements": "Only seen raised",
    "/improvement/essex-2016-preventing-crime-afi-1": "History",
    "/themes": "Evaluating and sharing what works",
    "/theme/evaluating-what-works": "How common it was in each round",
    "/outcomes": "known causes of concern",
    "/monitoring": "Where the dates are in doubt",
    "/responses": "Not looked for",
    "/measures": "Domestic abuse outcome: charged or summonsed",
    "/measure/recorded-crime-rate": "One of the highest",
    "/measure/calls-for-assistance": "Times that the police were called to an incident",
    "/value/essex-2016-effectiveness-004": "+10.9%",
    "/inspection/essex-2016-effectiveness": "Every figure, with its values",
    "/inspection/kent-2018-19-effectiveness": "We have not read this report in full",
    "/compare?force=essex&force=kent": "We have read no report about Kent",
    "/grades-and-numbers": "quartiles by the inclusive method",
    "/reconciliation": "Numbers that the report’s own arithmetic does not support",
    "/passage/1": "No report’s own text is loaded here",
    "/methods": "How to read the numbers",
    "/glossary": "Organised crime group",
    "/glossary/names": "Operation Titan",
    "/questions": "Where does a force stand above or below England and Wales?",
    "/dictionary": "What one row is",
    "/dictionary/observation": "Upper end of a range",
    "/downloads": "openpeel.db",
    "/licence": "Open Government Licence",
    "/corrections": "We check each report against the source",
    "/changes": "No version released yet",
    "/accessibility": "Web Content Accessibility Guidelines 2.2",
}

# Datasette's own pages, which wear the same; what they hold is tested elsewhere.
OF_DATASETTE = [
    "/openpeel",
    "/openpeel?sql=select+1+as+one",
    "/openpeel?sql=select+nonsense",
    "/openpeel/judgment_detail?_size=20",
    "/openpeel/force?_facet=region",
    "/openpeel/force/essex",
    "/openpeel/grades?force=essex",
    "/openpeel/open-items",
    "/openpeel/explain-a-term?term=ocg",
    "/-/settings",
    "/nothing-here",
]


@dataclass(frozen=True)
class Answer:
    """What a page answered, with the SQL and the seconds of computing that it took."""

    response: httpx.Response
    queries: list[str]
    seconds: float


def answers(database: Path, addresses: list[str]) -> dict[str, Answer]:
    """Each page as answered by a site within this process that counts its queries.

    Every page is asked for twice and the second answer counts: what is asked only once in
    the life of a server is no matter.
    """

    async def ask_all() -> dict[str, Answer]:
        site = make_site(database)
        asked: list[str] = []
        prepare = site._prepare_connection

        def traced(connection: object, name: str) -> None:
            prepare(connection, name)
            connection.set_trace_callback(asked.append)  # type: ignore[attr-defined]

        site._prepare_connection = traced
        await site.invoke_startup()
        found = {}
        for address in addresses:
            await site.client.get(address)
            asked.clear()
            began = time.process_time()
            response = await site.client.get(address)
            # SQLite tells triggers and the like as comments: those are no queries.
            queries = [sql for sql in asked if not sql.startswith("--")]
            found[address] = Answer(response, queries, time.process_time() - began)
        return found

    return asyncio.run(ask_all())


Open = Callable[[str], httpx.Response]
