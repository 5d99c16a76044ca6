"""The site under another server, its health, and its command."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from openpeel.cli.command_docs import DOCUMENT, command_help
from openpeel.loaders.errors import DataError
from openpeel.web.application import create_app


def test_the_application_serves_the_database_of_the_environment(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENPEEL_DB", str(database))
    monkeypatch.setenv("OPENPEEL_PUBLIC_URL", "https://example.org/")

    async def ask(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await client.get(path)

    assert "Essex Police" in asyncio.run(ask("/force/essex")).text
    document = asyncio.run(ask("/force/essex.json")).json()
    assert document["self"] == "https://example.org/force/essex.json"


def test_the_application_does_not_begin_without_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENPEEL_DB", str(tmp_path / "missing.db"))
    with pytest.raises(DataError, match="missing.db"):
        create_app()


def test_health_is_asked_anew_each_time(site: httpx.Client) -> None:
    answer = site.get("/-/health")
    assert answer.json()["ok"] is True
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize("command", [["-m", "openpeel"], ["-m", "openpeel.cli"]])
def test_the_package_runs_as_a_module(command: list[str]) -> None:
    done = subprocess.run([sys.executable, *command, "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "openpeel build" in done.stdout


def test_the_docs_have_what_help_says() -> None:
    assert DOCUMENT.read_text() == command_help(), "run `make figures`"
