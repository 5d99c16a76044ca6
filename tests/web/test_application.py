"""The site under another server, its health, and how it is deployed."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from openpeel.cli.command_docs import DOCUMENT, command_help
from openpeel.loaders import package
from openpeel.loaders.errors import DataError
from openpeel.web.application import create_app

DEPLOY = package.ROOT / "deploy"


@contextmanager
def free_port() -> Iterator[int]:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield port


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


def test_compose_names_files_that_are_there() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    site, cache = compose["services"]["site"], compose["services"]["cache"]
    assert (DEPLOY / site["build"]["context"] / site["build"]["dockerfile"]).is_file()
    assert site["deploy"]["replicas"] == 2 and site["read_only"] and cache["read_only"]
    for volume in cache["volumes"]:
        assert (DEPLOY / volume.split(":")[0]).is_file()


@pytest.mark.slow
def test_the_steps_of_the_dockerfile_make_a_site(tmp_path: Path) -> None:
    """Its first stage as a script, with /app in another place; then its command, and its health."""
    text = (DEPLOY / "Dockerfile").read_text()
    first, _, second = text.partition("\nFROM ")[2].partition("\nFROM ")
    app = tmp_path / "app"
    steps = [line.removeprefix("RUN ") for line in first.splitlines() if line.startswith("RUN ")]
    assert len(steps) == 4
    source = tmp_path / "src"
    done = subprocess.run(
        ["git", "clone", "-q", str(package.ROOT), str(source)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for step in steps:
        step = step.replace("/app", str(app)).replace("python -m venv", f"{sys.executable} -m venv")
        done = subprocess.run(["sh", "-c", step], cwd=source, capture_output=True, text=True)
        assert done.returncode == 0, f"{step}\n{done.stderr[-2000:]}"
    command = re.search(r"^CMD (\[.*\])$", second, re.MULTILINE)
    assert command
    with free_port() as port:
        words = [
            word.replace("/app", str(app)).replace("8001", str(port))
            for word in yaml.safe_load(command[1])
        ]
        environment = {"OPENPEEL_DB": str(app / "openpeel.db"), "PATH": "/usr/bin:/bin"}
        with subprocess.Popen(words, env=environment, cwd=tmp_path) as server:
            try:
                transport = httpx.HTTPTransport(retries=50)
                with httpx.Client(transport=transport, timeout=30) as client:
                    found = client.get(f"http://127.0.0.1:{port}/-/health").json()
                assert found["ok"] is True
            finally:
                server.terminate()
                assert server.wait(15) in (0, -15)
