"""Write docs/cli.md: what `--help` says of each command.

python -m openpeel.cli.command_docs
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from openpeel.cli.main import main as openpeel
from openpeel.loaders import package

DOCUMENT = package.ROOT / "docs" / "cli.md"
INTRODUCTION = """# The command `openpeel`

What `--help` says, for reading. `make figures` writes this file again. `python -m openpeel` is the
same command.

Commands, options and names of files are completed by the shell after this line in `~/.bashrc` (or
with `zsh_source` in `~/.zshrc`, `fish_source` in fish):

```
eval "$(_OPENPEEL_COMPLETE=bash_source openpeel)"
```
"""


def command_help() -> str:
    """The text of docs/cli.md."""
    # With its own settings, as when it is run: a command keeps the first option for help it had.
    context = click.Context(openpeel, info_name="openpeel", **openpeel.context_settings)
    return INTRODUCTION + "".join(sections(openpeel, context))


def sections(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield a section for a command and each of those below it."""
    text = command.get_help(context)
    yield f"\n## {context.command_path}\n\n```\n{text}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            with click.Context(below, info_name=name, parent=context) as inner:
                yield from sections(below, inner)


def main() -> None:
    """Write the file."""
    DOCUMENT.write_text(command_help(), encoding="utf-8")


if __name__ == "__main__":
    main()
