"""Control-C ends a command in one line, whenever it comes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from openpeel.cli import main as commands
from openpeel.cli.start import start


def test_control_c_within_a_command_is_one_line_and_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*arguments: object, **others: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "build", stop)
    result = CliRunner().invoke(commands.main, ["build"])
    assert (result.exit_code, result.output) == (130, "Stopped.\n")


def test_control_c_while_code_is_loaded_is_one_line_and_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Loading(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "openpeel.cli.main", Loading("openpeel.cli.main"))
    # It would end the process of the tests.
    monkeypatch.setattr("openpeel.cli.start.end_within", lambda seconds, code: None)
    with pytest.raises(SystemExit) as ended:
        start()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "Stopped.\n"


LINGERING = """
import sys, threading, time
from types import ModuleType
module = ModuleType("openpeel.cli.main")
def main(prog_name):
    threading.Thread(target=time.sleep, args=(60,)).start()
    print("told")
    sys.exit(3)
module.main = main
sys.modules["openpeel.cli.main"] = module
from openpeel.cli.start import start
start()
"""


def test_a_command_ends_although_a_thread_of_it_goes_on() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", LINGERING], capture_output=True, text=True, timeout=50
    )
    assert (done.returncode, done.stdout) == (3, "told\n")
    assert time.monotonic() - began < 40


def test_what_serves_ends_no_process_but_the_command(database: Path) -> None:
    """A server within another program, such as a test, must not end that program."""
    script = f"""
import time, uvicorn
from pathlib import Path
from openpeel.web import server
uvicorn.Server.run = lambda self, sockets=None: None
server.serve(Path({str(database)!r}), "127.0.0.1", 0, lambda address: None)
time.sleep(3)
print("still here")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "still here\n", done.stderr
