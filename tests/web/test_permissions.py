"""Who may see a table: looked up in the metadata only where they restrict anything."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from datasette.app import Datasette

from openpeel.loaders.dictionary import built_columns, read_metadata
from openpeel.web.server import make_site


def statuses(database: Path, restricted: str | None, addresses: list[str]) -> list[int]:
    """The status of each address, with one table that nobody may see."""
    metadata = read_metadata(columns=built_columns(database))
    if restricted:
        metadata["databases"]["openpeel"]["tables"][restricted]["allow"] = False

    async def ask() -> list[int]:
        site = make_site(database, metadata)
        await site.invoke_startup()
        return [(await site.client.get(address)).status_code for address in addresses]

    return asyncio.run(ask())


def test_a_page_of_all_tables_does_not_copy_the_metadata(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def count(site: Datasette, database: str, table: str) -> list[object]:
        asked.append(table)
        return []

    monkeypatch.setattr(Datasette, "_table_permission_allows", count)
    assert statuses(database, None, ["/openpeel", "/openpeel/force"]) == [200, 200]
    assert asked == []


def test_a_rule_of_the_metadata_is_kept(database: Path) -> None:
    addresses = ["/openpeel/force", "/openpeel/area"]
    assert statuses(database, None, addresses) == [200, 200]
    assert statuses(database, "force", addresses) == [403, 200]
