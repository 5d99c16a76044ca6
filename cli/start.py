"""Where the command `openpeel` begins, so that Control-C ends it in one line at any moment."""

from __future__ import annotations

import sys

from openpeel.loaders.errors import INTERRUPTED


def start() -> None:
    """Run the command; loading its code takes long enough to be interrupted."""
    try:
        from openpeel.cli.main import main

        main(prog_name="openpeel")
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(INTERRUPTED)
