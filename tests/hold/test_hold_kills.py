"""Whatever moment a writing command is killed at, its files are the old ones or the new ones."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from holding import (
    LONG,
    Work,
    choose,
    command,
    count_steps,
    drawing,
    files_in,
    in_fork,
    killed_after,
    killed_before_step,
    record_figures,
    shown,
)
from listing import row, write_csv
from report_maker import make

from openpeel.loaders.swapped_files import replacing

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@dataclass(frozen=True)
class Writer:
    """A command that writes: what is there before, what it does, and what is compared.

    Attributes:
        before: lays out a folder.
        work: does the work in it.
        compared: what is compared of the folder, apart from hidden files.
        by_file: whether each file may be old or new by itself.
    """

    before: Callable[[Path, Path], None]
    work: Callable[[Path, Path], Work]
    compared: Callable[[Path], dict[str, str]] = lambda folder: shown(files_in(folder))
    by_file: bool = False


def swap_three(folder: Path) -> None:
    """What a build does in the end."""
    paths = [folder / name for name in ("a.db", "a.metadata.json", "a.inputs.json")]
    with replacing(*paths) as temporaries:
        for temporary in temporaries:
            temporary.write_text("new " * 1000, encoding="utf-8")


def old_files(folder: Path, database: Path) -> None:
    for name in ("a.db", "a.metadata.json", "a.inputs.json"):
        (folder / name).write_text("old", encoding="utf-8")


def export(folder: Path, database: Path) -> Work:
    return command("export", folder / "package", "--db", database, "--quiet", "--only", "force")


def old_package(folder: Path, database: Path) -> None:
    ended = in_fork(
        command("export", folder / "package", "--db", database, "--quiet", "--only", "grade")
    )
    assert ended.code == 0, ended.said


def lists(folder: Path, database: Path) -> None:
    """A private database with one list, and another list to import."""
    write_csv(folder / "one.csv", [row("1"), row("2")])
    write_csv(folder / "two.csv", [row("1", "met"), row("3")])
    assert in_fork(track_import(folder, database, "one.csv", "2017-01-01")).code == 0


def track_import(folder: Path, database: Path, name: str, day: str) -> Work:
    return command(
        "track", "import", folder / name, "--private", folder / "private.db", "--force", "essex",
        "--as-of", day, "--db", database, "--quiet",
    )  # fmt: skip


def dump(folder: Path) -> dict[str, str]:
    """What the private database says; SQLite takes back what was under way."""
    db = sqlite3.connect(folder / "private.db")
    text = "\n".join(db.iterdump())
    db.close()
    return {"private.db": text}


def report_text(folder: Path, database: Path) -> None:
    (folder / "report.txt").write_text(make(1).text, encoding="utf-8")


def one_list_and_paper(folder: Path, database: Path) -> None:
    lists(folder, database)
    (folder / "paper.html").write_text("old", encoding="utf-8")


WRITERS = {
    "swap": Writer(old_files, lambda folder, _: lambda: swap_three(folder), by_file=True),
    "export": Writer(old_package, export),
    "track template": Writer(
        lambda folder, database: None,
        lambda folder, database: command("track", "template", folder / "list.csv", "--db", database, "--quiet"),
    ),
    "track import": Writer(
        lists, lambda folder, database: track_import(folder, database, "two.csv", "2017-02-01"), dump
    ),
    "track report": Writer(
        one_list_and_paper,
        lambda folder, database: command(
            "track", "report", "--out", folder / "paper.html", "--private", folder / "private.db",
            "--as-of", "2017-02-01", "--db", database, "--quiet",
        ),
    ),
    "ingest": Writer(
        report_text,
        lambda folder, _: command("ingest", folder / "report.txt", "--out", folder / "out", "--quiet"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_a_command_killed_at_any_change_of_files_leaves_old_or_new(
    name: str, tmp_path: Path, database: Path
) -> None:
    writer, draw = WRITERS[name], drawing(name)
    template = tmp_path / "template"
    template.mkdir()
    writer.before(template, database)
    old = writer.compared(template)

    def copy(number: int) -> Path:
        return Path(shutil.copytree(template, tmp_path / f"run{number}"))

    whole = copy(0)
    steps = count_steps(writer.work(whole, database), tmp_path / "steps")
    new, all_new = writer.compared(whole), set(files_in(whole))
    assert steps and new != old
    # The last changes are those of the swap.
    last = range(max(0, steps - 6), steps)
    others = draw.sample(range(steps), min(steps, choose(2, 60)))
    for number in sorted({*last, *others}):
        folder = copy(number + 1)
        ended = killed_before_step(writer.work(folder, database), number)
        assert ended.code == -9, (number, ended)
        found = writer.compared(folder)
        if writer.by_file:
            assert set(found) == set(new), number
            assert all(found[path] in (old[path], new[path]) for path in found), number
        else:
            assert found in (old, new), number
        # The next run is not hindered, and clears away what was left.
        again = in_fork(writer.work(folder, database))
        if again.code:
            assert "there already" in again.said or "exists" in again.said, again.said
        else:
            assert writer.compared(folder) == new
            assert set(files_in(folder)) <= all_new, number
        shutil.rmtree(folder)
    record_figures(
        f"killed at a change of files: {name}", changes=steps, kills=len({*last, *others})
    )


@pytest.mark.skipif(not LONG, reason="only in a long run")
def test_a_build_killed_at_random_moments_leaves_old_or_new(tmp_path: Path, database: Path) -> None:
    """With the processor time that a build takes, in a child for each kill."""
    template = tmp_path / "template"
    template.mkdir()
    for beside in ("", ".metadata.json", ".inputs.json"):
        source = database.with_name(f"{database.stem}{beside}") if beside else database
        if source.exists():
            shutil.copy(source, template / f"a{beside or '.db'}")
    old = files_in(template)
    draw, came = drawing("build"), {"killed": 0, "ended": 0}
    for number in range(choose(1, 40)):
        folder = Path(shutil.copytree(template, tmp_path / f"run{number}"))
        work = command("build", "--db", folder / "a.db", "--whole", "--quiet")
        ended = killed_after(work, draw.uniform(0.1, 9))
        came["ended" if ended.code == 0 else "killed"] += 1
        found = shown(files_in(folder))
        assert set(old) <= set(found)
        assert found["a.db"] == old["a.db"], number
        shutil.rmtree(folder)
    record_figures("builds killed at random moments", **came)
