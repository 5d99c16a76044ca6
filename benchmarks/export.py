"""What an export costs: ratios to the `sqlite3` shell, which writes the same rows as CSV.

    python benchmarks/export.py openpeel.db [--rounds 3]

Both write every table and view of the database, in turns. Processor time of the child processes,
so that other work on the machine matters less. The shell neither describes nor checks the files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

GOALS = {"CSV": 3, "CSV and Parquet": 8}


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("database", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    shell = shutil.which("sqlite3")
    if not shell:
        sys.exit("needs the shell of SQLite (sqlite3)")
    database = options.database.resolve()
    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        works: dict[str, Callable[[], object]] = {
            "sqlite3 -csv": lambda: dump(shell, database, folder),
            "CSV": lambda: export(database, folder / "csv", "csv"),
            "CSV and Parquet": lambda: export(database, folder / "both", "csv,parquet"),
        }
        for _ in range(options.rounds):
            for what, work in works.items():
                before = os.times()
                work()
                after = os.times()
                spent = after.children_user + after.children_system
                took.setdefault(what, []).append(
                    spent - before.children_user - before.children_system
                )
    alone = statistics.median(took["sqlite3 -csv"])
    for what, times in took.items():
        middle = statistics.median(times)
        goal = f", goal {GOALS[what]}" if what in GOALS else ""
        print(f"{what:<18} {middle:6.2f} s, {middle / alone:5.2f} times{goal}")


def dump(shell: str, database: Path, folder: Path) -> None:
    """Write every table and view with the shell."""
    connection = sqlite3.connect(database)
    names = [name for (name,) in connection.execute("select name from dictionary_table")]
    connection.close()
    lines = [".headers on", ".mode csv"]
    for name in names:
        lines += [f".output {folder / name}.csv", f"select * from [{name}];"]
    subprocess.run([shell, str(database)], input="\n".join(lines).encode(), check=True)


def export(database: Path, folder: Path, formats: str) -> None:
    """Write a data package."""
    command = [sys.executable, "-m", "openpeel", "export", str(folder), "--db", str(database)]
    subprocess.run([*command, "--format", formats, "--quiet"], check=True)


if __name__ == "__main__":
    main()
