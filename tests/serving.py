"""How tests start the server as a user does, and see it refuse to start."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from click.testing import CliRunner
from pytest import MonkeyPatch

from openpeel.cli.main import main
from openpeel.loaders import package

# The command, with the settings of the tests (`patience` in conftest.py).
COMMAND = """
from pathlib import Path
from openpeel.cli.start import start
from openpeel.loaders import package
package.SETTINGS = Path({settings!r})
start()
"""


def refusal(*arguments: str) -> tuple[int, str]:
    """Return the exit code and words of a server that must not start; no process is needed."""
    with MonkeyPatch.context() as patch:
        # One that starts after all would not end.
        patch.setattr(uvicorn, "Server", None)
        result = CliRunner().invoke(main, ["serve", *arguments])
    assert isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def serve(*arguments: str, folder: Path | None = None) -> Iterator[httpx.Client]:
    """Serve as a user does who is in a folder, for as long as the client is used."""
    code = COMMAND.format(settings=str(package.SETTINGS))
    command = [sys.executable, "-c", code, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as server:
        assert server.stdout is not None
        try:
            yield from client_of(server)
        finally:
            server.terminate()
            server.stdout.close()


def client_of(server: subprocess.Popen[str]) -> Iterator[httpx.Client]:
    """A client of a server that tells its address on its standard output."""
    assert server.stdout is not None
    address = ""
    deadline = time.monotonic() + 60
    while not address and time.monotonic() < deadline:
        line = server.stdout.readline()
        if "openpeel is at" in line:
            address = line.split("openpeel is at ")[1].split()[0]
        elif not line and server.poll() is not None:
            break
    assert address, "the server did not start"
    with httpx.Client(base_url=address, timeout=30, follow_redirects=True) as client:
        yield client


@contextmanager
def free_port() -> Iterator[int]:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield port
