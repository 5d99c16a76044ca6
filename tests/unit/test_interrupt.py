"""Control-C ends a command in one line, whenever it comes."""

from __future__ import annotations

import sys
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
    with pytest.raises(SystemExit) as ended:
        start()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "Stopped.\n"
