"""Full disks, sources that change while they are read, builds under load and a clock set back."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made_files as made
import pytest
from doubting import load_into_copy, only_facts
from holding import (
    LONG,
    choose,
    drawing,
    files_in,
    in_fork,
    record_figures,
    shown,
)
from sqlite_utils import Database
from test_hold_kills import WRITERS

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.statistics import load

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


# --- a full disk -----------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_full_disk_is_one_line_and_changes_nothing(
    name: str, tmp_path: Path, database: Path
) -> None:
    """A limit on the size of files stands in for a disk without room."""
    writer, draw = WRITERS[name], drawing(f"disk {name}")
    refused = 0
    for number in range(choose(2, 25)):
        folder = tmp_path / str(number)
        folder.mkdir()
        writer.before(folder, database)
        old = writer.compared(folder)
        most = draw.choice([0, 100, 1000, 2000, 4000])

        def fill(most: int = most) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        # What it says goes to a file too, which may be full: only its end is looked at.
        ended = in_fork(writer.work(folder, database), fill)
        if ended.code:
            refused += 1
            assert ended.code in (1, 70), ended
            assert "Traceback" not in ended.said or ended.code == 70
            assert writer.compared(folder) == old, (most, ended)
        shutil.rmtree(folder)
    record_figures(f"full disk: {name}", runs=choose(2, 25), refused=refused)


# --- sources that change ----------------------------------------------------------------


@pytest.fixture(scope="module")
def facts() -> Iterator[sqlite3.Connection]:
    db = only_facts()
    yield db
    db.close()


def make_sources(folder: Path, forces: list[made.Force]) -> dict[str, Path]:
    """A small file of each kind of statistics."""
    return {
        "recorded-crime-by-force": made.write_csv(folder / "rec-crime-pfa.csv", made.recorded_crime(forces)),
        "recorded-crime-open-data": made.write_ods(folder / "prc-pfa-mar2013-onwards.ods", made.recorded_offences(forces)),
        "police-force-area-tables": made.write_xlsx(folder / "policeforceareatables2018.xlsx", made.force_area_tables(forces)),
        "crime-outcomes": made.write_csv(folder / "outcomes-open-data.csv.gz", made.crime_outcomes(forces)),
        "police-workforce-open-data": made.write_csv(folder / "police-workforce-open-data.csv", made.workforce(forces)),
        "police-workforce-tables": made.write_ods(folder / "police-workforce-tables.ods", made.workforce_tables(forces)),
        "police-force-areas": made.write_json(folder / "police-force-areas-dec2016.geojson", made.boundaries(forces)),
    }  # fmt: skip


@pytest.mark.parametrize("kind", sorted(load.PARSERS))
@pytest.mark.parametrize("how", ["more", "another", "gone"])
def test_a_source_that_changes_while_it_is_read_is_refused(
    kind: str,
    how: str,
    tmp_path: Path,
    facts: sqlite3.Connection,
    forces: list[made.Force],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At a random row: it gets longer, another takes its place, or it is gone."""
    every = tmp_path / "every"
    every.mkdir()
    folder = tmp_path / "sources"
    folder.mkdir()
    path = Path(shutil.copy(make_sources(every, forces)[kind], folder))
    parse = load.PARSERS[kind]
    at = drawing(f"{kind} {how}").randrange(20)

    def meanwhile(path: Path, words: Any) -> Iterator[Any]:
        for number, row in enumerate(parse(path, words)):
            if number == at:
                change_source(path, how)
            yield row

    monkeypatch.setitem(load.PARSERS, kind, meanwhile)
    with pytest.raises((DataError, DataErrors)) as caught:
        load_into_copy(facts, folder, path.name)
    assert path.name in str(caught.value)


def change_source(path: Path, how: str) -> None:
    """Change a file as somebody else would."""
    if how == "more":
        with path.open("ab") as stream:
            stream.write(b"\n")
    elif how == "another":
        other = path.with_name(".other")
        other.write_bytes(path.read_bytes() + b" ")
        os.replace(other, path)
    else:
        path.unlink()


# --- builds at once, and a clock set back ------------------------------------------------


@pytest.mark.skipif(not LONG, reason="only in a long run")
def test_builds_at_once_leave_one_whole_database(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "a.db"
    build = [sys.executable, "-m", "openpeel.cli", "build", "--quiet", "--db", str(path)]
    environment = {name: value for name, value in os.environ.items() if name != "OPENPEEL_SOURCES"}
    began = time.monotonic()
    builds = [subprocess.Popen(build, env=environment, cwd=tmp_path) for _ in range(6)]
    assert [process.wait(timeout=1200) for process in builds] == [0] * 6
    db = Database(sqlite3.connect(path))
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    db.close()
    assert files_in(tmp_path)["a.db"] == files_in(database.parent)[database.name]
    assert sorted(files_in(tmp_path)) == ["a.db", "a.inputs.json", "a.metadata.json"]
    record_figures("six builds at once", seconds=round(time.monotonic() - began))


@pytest.mark.parametrize("now", [0.0, 4_000_000_000.0])
@pytest.mark.parametrize("name", sorted({*WRITERS} - {"swap"}))
def test_a_clock_set_back_or_forward_changes_nothing(
    name: str, now: float, tmp_path: Path, database: Path
) -> None:
    """Files of another time, and a clock of 1970 or 2096: the same is written."""
    writer = WRITERS[name]
    results = []
    for moment in (None, now):
        folder = tmp_path / f"at{moment}"
        folder.mkdir()
        writer.before(folder, database)

        def set_clock(moment: float | None = moment, folder: Path = folder) -> None:
            if moment is None:
                return
            real = time.localtime, time.gmtime
            time.time = lambda: moment
            time.localtime = lambda seconds=None: real[0](moment if seconds is None else seconds)
            time.gmtime = lambda seconds=None: real[1](moment if seconds is None else seconds)
            for path in folder.rglob("*"):
                os.utime(path, (moment, moment))

        old = writer.compared(folder)
        ended = in_fork(writer.work(folder, database), set_clock)
        if moment is not None and "still to come" in ended.said:
            # A list of a later day than the clock's is refused.
            assert ended.code == 2 and writer.compared(folder) == old
            return
        assert ended.code == 0, ended.said
        results.append(shown(writer.compared(folder)))
    assert results[0] == results[1]
    record_figures(f"clock at {now:.0f}: {name}", same=True)
