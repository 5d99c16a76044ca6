"""What deploy/ and docs/deployment.md say, run as far as a machine without containers can."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import yaml
from datasette.utils import make_dockerfile
from serving import free_port

from openpeel.loaders import package

DEPLOY = package.ROOT / "deploy"


@contextmanager
def running(words: list[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server as a process, which is ended at the end."""
    with subprocess.Popen(words, env=os.environ | environment) as server:
        try:
            yield server
        finally:
            server.terminate()
            server.wait(15)


def client(port: int) -> httpx.Client:
    """A client that waits until a server listens."""
    transport = httpx.HTTPTransport(retries=8)
    return httpx.Client(transport=transport, timeout=30, base_url=f"http://127.0.0.1:{port}")


def nginx_here(text: str, folder: Path, port: int, copies: list[int]) -> str:
    """The configuration of the cache, for this machine: other names of hosts and folders."""
    servers = " ".join(f"server 127.0.0.1:{copy};" for copy in copies)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    for old, new in {
        "resolver 127.0.0.11 valid=10s;": "",
        "http://site:8001;": "http://copies;",
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/openpeel": f"{folder}/cache",
        "/var/run/nginx.pid": f"{folder}/nginx.pid",
        "http {": f"http {{ access_log off; upstream copies {{ {servers} }} {temporary}",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.mark.slow
def test_two_copies_behind_the_cache(database: Path, tmp_path: Path) -> None:
    """As deploy/compose.yml starts them: the cache answers what it has, and one copy may end."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        pytest.skip("needs nginx")
    command = ["-m", "uvicorn", "--factory", "openpeel.web.application:create_app", "--port"]
    with ExitStack() as stack:
        ports = [stack.enter_context(free_port()) for _ in range(3)]
        port, *copies = ports
        servers = [
            stack.enter_context(
                running([sys.executable, *command, str(copy)], OPENPEEL_DB=str(database))
            )
            for copy in copies
        ]
        for copy in copies:
            with client(copy) as direct:
                assert direct.get("/-/health").json()["ok"] is True
        configuration = tmp_path / "nginx.conf"
        text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        configuration.write_text(nginx_here(text, tmp_path, port, copies), encoding="utf-8")
        words = [nginx, "-p", str(tmp_path), "-c", str(configuration), "-e", "stderr"]
        # Its workers would be nobody, who cannot write into the folder of a test.
        user = "user root;" if os.geteuid() == 0 else ""
        stack.enter_context(running([*words, "-g", f"daemon off; {user}"]))
        cache = stack.enter_context(client(port))
        first, second = cache.get("/force/essex"), cache.get("/force/essex")
        assert "Essex Police" in first.text and first.text == second.text
        assert [one.headers["x-cache"] for one in (first, second)] == ["MISS", "HIT"]
        assert second.headers["content-security-policy"] and second.headers["etag"]
        same = cache.get("/force/essex", headers={"If-None-Match": second.headers["etag"]})
        assert same.status_code == 304
        assert "x-cache" not in cache.get("/-/health").headers
        servers[0].terminate()
        servers[0].wait(15)
        assert cache.get("/force/kent").status_code == 200
        statuses = {cache.get(f"/no-page-{turn}").status_code for turn in range(120)}
        assert statuses == {404, 503}  # the last of many at once are told to come again


@pytest.mark.slow
def test_what_datasette_publish_makes_is_the_site(database: Path, tmp_path: Path) -> None:
    """The steps of the Dockerfile that it writes, as docs/deployment.md asks for it."""
    shutil.copy(database, tmp_path / "openpeel.db")
    text = make_dockerfile(
        ["openpeel.db"], None, "", None, None, None, [], ["openpeel[export]"],
        False, None, "secret", {}, 8001, [],
    )  # fmt: skip
    install, inspect, serve = re.findall(r"^(?:RUN|CMD) (.*)$", text, re.MULTILINE)
    assert install == "pip install -U datasette openpeel[export]"
    program = f"{sys.executable} -m datasette"
    done = subprocess.run(
        inspect.replace("datasette", program, 1), shell=True, cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with free_port() as port:
        pass
    serve = serve.replace("datasette", f"exec {program}", 1).replace("0.0.0.0", "127.0.0.1")
    words = ["sh", "-c", f"cd {tmp_path}; {serve}"]
    with running(words, PORT=str(port)), client(port) as site:
        assert "Essex Police" in site.get("/force/essex").text
        assert site.get("/-/health").json()["ok"] is True
        assert site.get("/openpeel/grades.json?force=essex").json()["rows"]
    assert "datasette publish cloudrun openpeel.db" in (
        package.ROOT / "docs" / "deployment.md"
    ).read_text(encoding="utf-8")


def test_compose_names_files_that_are_there() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    site, cache = compose["services"]["site"], compose["services"]["cache"]
    assert (DEPLOY / site["build"]["context"] / site["build"]["dockerfile"]).is_file()
    assert site["deploy"]["replicas"] == 2 and site["read_only"] and cache["read_only"]
    for volume in cache["volumes"]:
        assert (DEPLOY / volume.split(":")[0]).is_file()


# A container is built where there are no sources.
WITHOUT_SOURCES = {name: value for name, value in os.environ.items() if name != "OPENPEEL_SOURCES"}


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
        done = subprocess.run(
            ["sh", "-c", step], cwd=source, env=WITHOUT_SOURCES, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{step}\n{done.stderr[-2000:]}"
    command = re.search(r"^CMD (\[.*\])$", second, re.MULTILINE)
    assert command
    with free_port() as port:
        words = [
            word.replace("/app", str(app)).replace("8001", str(port))
            for word in yaml.safe_load(command[1])
        ]
        environment = {
            "OPENPEEL_DB": str(app / "openpeel.db"),
            "PATH": "/usr/bin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        files = set(app.rglob("*"))
        with subprocess.Popen(words, env=environment, cwd=tmp_path) as server:
            try:
                transport = httpx.HTTPTransport(retries=50)
                with httpx.Client(transport=transport, timeout=30) as client:
                    found = client.get(f"http://127.0.0.1:{port}/-/health").json()
                assert found["ok"] is True
                health = [
                    word.replace("/app", str(app)).replace("8001", str(port))
                    for word in yaml.safe_load(re.findall(r"HEALTHCHECK CMD (\[.*\])", second)[0])
                ]
                assert subprocess.run(health, check=False).returncode == 0
                assert set(app.rglob("*")) == files  # nothing is written
            finally:
                server.terminate()
                assert server.wait(15) in (0, -15)
