"""Practice that a user's own report commends: on the force's and the inspection's page, and found."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from asking_in_process import within
from datasette.app import Datasette

from openpeel.loaders.digests import NOT_YET, seal
from openpeel.loaders.search_index import ENTRY_COLUMNS

KEY = "essex-2021-22-preventing-crime-pro-1"


def test_commended_practice_is_on_pages_and_found(database: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(database, tmp_path / "copy.db"))
    db = sqlite3.connect(copy)
    db.execute(
        "insert into practice select ?, 'essex-2021-22', 'peel-2021-22-preventing-crime', "
        "'promising-practice', 1, 'Dogs that reassure cyclists.', null, citation_id "
        "from inspection where id = 'essex-2021-22'",
        [KEY],
    )
    db.execute(
        f"insert into search_entry_fts ({ENTRY_COLUMNS}) select {ENTRY_COLUMNS} "
        "from search_entry where kind = 'practice'"
    )
    # What is served must be as it was built.
    db.execute("update release set file_sha256 = ?", [NOT_YET])
    db.commit()
    db.close()
    seal(copy)

    async def ask(site: Datasette) -> None:
        force = (await site.client.get("/force/essex")).text
        assert f'<a href="/inspection/essex-2021-22#{KEY}">Dogs that reassure' in force
        assert "promising practice, preventing crime, 2021/22" in " ".join(force.split())
        inspection = (await site.client.get("/inspection/essex-2021-22")).text
        assert f'<li id="{KEY}"><h3>Dogs that reassure cyclists.' in inspection
        found = (await site.client.get("/search?q=dogs+cyclists")).text
        assert f'href="/inspection/essex-2021-22#{KEY}"' in found
        other = (await site.client.get("/force/kent")).text
        assert "Practice that reports commend" not in other

    within(copy, ask)
