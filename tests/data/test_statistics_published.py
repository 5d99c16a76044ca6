"""The published files of open statistics, all in one build."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest
from asking import ask
from known_statistics import KNOWN, change, crimes, value

from openpeel.loaders import package
from openpeel.loaders.build import build
from openpeel.loaders.errors import DataErrors
from openpeel.loaders.statistics.doubtful_numbers import KNOWN_TOTALS
from openpeel.tools import excerpt, known_totals


@pytest.fixture(scope="session")
def sources(missing: Callable[[str], NoReturn]) -> Path:
    """The folder of the published files, all of them."""
    folder = Path(os.environ.get("OPENPEEL_SOURCES", package.ROOT / "sources"))
    for name in FILES:
        if not (folder / name).is_file():
            missing(f"needs {name} among the sources")
    return folder


# Builds in a process of its own, which tells what came of it and how much memory it used at
# most. (ru_maxrss would tell that of the tests' own process where it is more: it outlives exec.)
BUILD = """
import json, sys
from pathlib import Path
from openpeel.loaders.build import build
built = build(Path(sys.argv[1]), sources=Path(sys.argv[2]))
peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
statistics = built.statistics
print(json.dumps({
    "rows": built.rows, "datasets": list(statistics.datasets.values()),
    "absent": statistics.absent, "strange": statistics.strange, "megabytes": int(peak) / 1024,
}))
"""


@pytest.fixture(scope="module")
def built(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a second build with all sources says of itself, and its `path`."""
    path = tmp_path_factory.mktemp("statistics") / "again.db"
    command = [sys.executable, "-c", BUILD, str(path), str(sources)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {"path": path, **json.loads(done.stdout)}


@pytest.fixture
def full(sources: Path, database_with_text: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the database with all sources."""
    db = sqlite3.connect(f"{database_with_text.as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    yield db
    db.close()


@pytest.mark.sources
def test_all_sources_load_in_one_build(built: dict[str, Any]) -> None:
    assert dict(built["datasets"]) == FILES
    # The folder has no recorded crime by quarter.
    assert built["absent"] == ["recorded-crime-open-data"]
    assert built["strange"] == []
    assert built["rows"]["crime_outcome"] == 450912
    assert built["rows"]["recorded_crime"] == 46469


@pytest.mark.sources
def test_full_database_is_sound(full: sqlite3.Connection) -> None:
    assert full.execute("pragma foreign_key_check").fetchall() == []
    assert full.execute("pragma integrity_check").fetchone()[0] == "ok"


@pytest.mark.sources
def test_build_with_all_sources_is_the_same_again_and_takes_little_memory(
    built: dict[str, Any], database_with_text: Path
) -> None:
    assert built["path"].read_bytes() == database_with_text.read_bytes()
    assert built["megabytes"] < 300


@pytest.mark.sources
@pytest.mark.parametrize(("group", "area", "end", "count"), KNOWN)
def test_known_numbers_come_from_the_source(
    group: str, area: str, end: str, count: int, full: sqlite3.Connection
) -> None:
    assert crimes(full, group, area, end) == count


@pytest.mark.sources
def test_what_ships_and_what_the_sources_make_agree(
    full: sqlite3.Connection, connection: sqlite3.Connection
) -> None:
    sql = "select statistic_id, period_id, area_number, value, numerator, denominator from statistic_number"
    shipped = {tuple(r)[:3]: tuple(r)[3:] for r in connection.execute(sql)}
    made_of_sources = {tuple(r)[:3]: tuple(r)[3:] for r in full.execute(sql)}
    assert len(shipped) > 3000
    assert {key: made_of_sources[key] for key in shipped} == shipped


@pytest.mark.sources
def test_what_ships_must_be_what_the_source_says(sources: Path, tree: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    for name in ("rec-crime-pfa.csv", "policeforceareatablesyearendingmarch2018v2.xlsx"):
        shutil.copy(sources / name, few)
    for table, column in (("recorded_crime", 4), ("population", 3), ("asb_incident", 3)):
        change(tree / "data" / "statistics" / f"{table}.csv", 100, column, "12345")
    with pytest.raises(DataErrors) as caught:
        build(tmp_path / "a.db", tree, few)
    assert {(e.file.name, e.line) for e in caught.value.errors if e.file} == {
        ("asb_incident.csv", 100), ("population.csv", 100), ("recorded_crime.csv", 100),
    }  # fmt: skip
    assert "not what the source says" in str(caught.value)


@pytest.mark.sources
def test_every_record_of_the_crime_file_is_held(full: sqlite3.Connection, sources: Path) -> None:
    """Read a second time, in another way: record by record."""
    words = dict(
        full.execute(
            "select printed, means from source_wording "
            "where source_kind_id = 'recorded-crime-by-force' and subject <> 'header'"
        ).fetchall()
    )
    held = {
        (r[0], r[1], r[2], r[3]): r[4]
        for r in full.execute(
            "select period_end, area_id, area, group_id, offences from recorded_crime_detail "
            "where is_total = 0 and area_kind <> 'country'"
        )
    }
    labels = dict(full.execute("select label, id from offence_group").fetchall())
    areas = dict(full.execute("select name, id from area").fetchall())
    records = 0
    with (sources / "rec-crime-pfa.csv").open(encoding="utf-8", newline="") as stream:
        for record in csv.DictReader(stream):
            day, month, year = record["12 months ending"].split("-")
            end = f"{year}-{month}-{day}".replace("2017-12-30", "2017-12-31")
            area = words.get(record["PFA"]) or areas[record["PFA"]]
            group = words.get(record["Offence"]) or labels[record["Offence"]]
            name = next(n for n, i in areas.items() if i == area)
            assert held[end, area, name, group] == int(
                record["Rolling year total number of offences"]
            )
            records += 1
    assert records == len(held) == 46469


@pytest.mark.sources
def test_rows_of_the_other_files_are_held(full: sqlite3.Connection) -> None:
    """Cells read off the files by eye."""
    assert tuple(full.execute(
        "select headcount, full_time_equivalent from workforce_detail where area_id = 'avon-and-somerset' "
        "and on_day = '2007-03-31' and role_id = 'chief-inspector' and sex = 'female'"
    ).fetchone()) == (7, 6.6)  # fmt: skip
    assert value(full, "select full_time_equivalent from workforce_detail where area_id = 'cleveland' "
                 "and on_day = '2016-09-30' and role_id = 'police-officers'") == 1299.06  # fmt: skip
    assert value(full, "select headcount from workforce_detail where area_id = 'british-transport-police' "
                 "and on_day = '2016-03-31' and role_id = 'special-constable' and sex = 'all'") == 283  # fmt: skip
    row = full.execute(
        "select offences, outcomes, missing_reason from crime_outcome_detail where area_id = "
        "'avon-and-somerset' and period_end = '2017-06-30' and offence_code = '4.4' and outcome_number = 0"
    ).fetchone()
    assert tuple(row) == (-1, None, "not-applicable")
    row = full.execute(
        "select offences_published, rate_per_1000_population, rate_per_1000_households from "
        "recorded_crime_published_detail where area_id = 'essex' and group_id = 'residential-burglary'"
    ).fetchone()
    assert (row[0], round(row[1], 4), round(row[2], 4)) == (9251, 5.1197, 12.2307)
    outline = full.execute(
        "select longitude, latitude, json_extract(geometry, '$.type') from boundary "
        "join reporting_area on reporting_area.number = area_number where area_id = 'essex'"
    ).fetchone()
    assert tuple(outline)[:2] == (0.455548, 51.77054)


@pytest.mark.sources
def test_yearly_tables_and_series_tell_of_one_year(full: sqlite3.Connection) -> None:
    """They differ only by what forces revised between the two editions."""
    rows = full.execute(
        "select area, offences_published, offences_in_series from recorded_crime_published_detail "
        "where group_id = 'all-excluding-fraud'"
    ).fetchall()
    assert len(rows) == 45
    off = {r[0]: abs(r[2] / r[1] - 1) for r in rows}
    assert off.pop("City of London") < 0.1
    assert max(off.values()) < 0.02
    assert off["England and Wales with British Transport Police"] < 0.001
    # The rate that is printed for anti-social behaviour is the one that comes out.
    rates = full.execute(
        "select value, rate_per_1000_population from statistic_value "
        "join asb_incident_detail using (area_id, period_end) "
        "where statistic_id = 'asb-incident-rate' and rate_per_1000_population is not null"
    ).fetchall()
    assert len(rates) > 400
    assert all(abs(r[0] - r[1]) < 1e-9 * r[1] for r in rates)


@pytest.mark.sources
def test_shares_of_outcomes_make_a_whole(full: sqlite3.Connection) -> None:
    rows = full.execute(
        "select area_id, sum(offences) as offences, max(all_offences) as whole, count(*) as outcomes "
        "from crime_outcome_share group by area_id"
    ).fetchall()
    assert len(rows) == 46
    assert all(r["offences"] == r["whole"] and r["outcomes"] == 21 for r in rows)
    country = next(r for r in rows if r["area_id"] == "england-and-wales")
    forces = value(full, "select sum(offences) from crime_outcome_share where area_kind = 'force'")
    assert country["offences"] == forces
    charged = value(
        full,
        "select share_percent from crime_outcome_share "
        "where area_id = 'essex' and outcome_number = 1 and period_end = '2018-03-31'",
    )
    assert charged == 9.43


@pytest.mark.sources
def test_burglary_carries_its_break(full: sqlite3.Connection) -> None:
    note = value(
        full,
        "select group_note from recorded_crime_detail where group_id = 'domestic-burglary' "
        "and area_id = 'essex' and period_end = '2017-06-30'",
    )
    assert "April 2017" in note


@pytest.mark.sources
def test_what_ships_can_be_written_anew(
    sources: Path, database_with_text: Path, tmp_path: Path
) -> None:
    excerpt.write_excerpt(database_with_text, tmp_path)
    known = Path(shutil.copy(package.ROOT / "data" / "statistics" / KNOWN_TOTALS, tmp_path))
    known.write_text(known.read_text(encoding="utf-8").replace(",43,", ",42,"), encoding="utf-8")
    known_totals.write_known_totals(database_with_text, known)
    for file in (package.ROOT / "data" / "statistics").glob("*.csv"):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


# Those of recorded crime by quarter have rows in test_series.py.
VIEWS = sorted(
    p.stem
    for p in (package.VIEWS / "statistics").glob("*.sql")
    if not p.stem.startswith("recorded_offence")
)


@pytest.mark.sources
@pytest.mark.parametrize("name", [*VIEWS, "crime_outcome", "recorded_crime", "workforce"])
def test_pages_answer_with_all_sources(
    name: str, sources: Path, site_with_text: httpx.Client
) -> None:
    page = site_with_text.get(f"/openpeel/{name}")
    assert page.status_code == 200
    answer = site_with_text.get(f"/openpeel/{name}.json", params={"_size": "10"}).json()
    assert answer["rows"]


@pytest.mark.sources
def test_outcomes_are_asked_with_all_sources(sources: Path, site_with_text: httpx.Client) -> None:
    rows = ask(site_with_text, "shares-of-outcomes", force="essex")
    charged = next(r for r in rows if r["outcome_number"] == 1)
    assert (charged["force_percent"], charged["offences"]) == (9.43, 12650)
    assert charged["period"] == "12 months to 31 March 2018"
    ranked = ask(site_with_text, "forces-ranked", statistic="outcome-share-charged")
    assert len(ranked) == 43
    assert {r["period"] for r in ranked} == {"12 months to 31 March 2018"}
    burglary = ask(
        site_with_text, "forces-ranked", statistic="burglary-dwelling-rate", period_end="2017-06-30"
    )
    assert all("reclassified in April 2017" in r["notes"] for r in burglary)
    assert {r["extent"] for r in ask(site_with_text, "open-statistics")} == {"full"}


@pytest.mark.sources
def test_no_year_is_worked_out_of_a_group_that_has_ended(full: sqlite3.Connection) -> None:
    """Burglary in a dwelling ended in March 2017; later years would seem to have next to none."""
    last = full.execute(
        "select max(period_end) from statistic_value where statistic_id = 'burglary-dwelling-rate'"
    ).fetchone()[0]
    assert last == "2017-03-31"
    counted = full.execute(
        "select count(*) from recorded_crime_detail where offence_group = 'Domestic burglary' and period_end > '2017-03-31'"
    ).fetchone()[0]
    assert counted > 0


FILES = {
    "rec-crime-pfa.csv": 46469,
    "policeforceareatablesyearendingmarch2018v2.xlsx": 268,
    "outcomes-open-data-2017-18.csv.gz": 450912,
    "police-workforce-open-data-2007-2022.csv.gz": 25198,
    "police-workforce-tables-sep16.ods": 722,
    "police-force-areas-dec2016-ugc.geojson": 43,
}
