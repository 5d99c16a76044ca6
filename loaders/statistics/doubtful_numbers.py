"""What is doubtful in the open statistics that were read, so that somebody has to say it is right.

A number may be a number and wrong all the same: cut off, times a thousand, in another row. Each
edition is compared with what is known of it, with the year before, and with the other files. What
goes beyond a bound stops the build until somebody accepts it; the database then says what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from openpeel.loaders.errors import DataError, DataErrors
from openpeel.loaders.fact_files import Column, Value, convert, read_fact_csv

# Of one file; more of them say no more.
MOST_TOLD = 6
# One force among all that lacks what all but so many have.
FEW = 3
# What two files may differ by: revisions of the crimes of a force, and of all.
FORCE_DIFFERS, ALL_DIFFER = 0.15, 0.02


class Bound(NamedTuple):
    """How far a force's number may be from its own before, beside what the other forces' did.

    Attributes:
        what: the numbers, as a doubt calls them.
        sql: dataset, series, area, period and number.
        times: at most so many times more or less.
        least: only where one of the two is at least so large.
        back: the period before: a year, or the quarter before where a file has one year.
    """

    what: str
    sql: str
    times: float
    least: int
    back: str


YEAR = "now.period_id - 1000000"
QUARTER = "(select max(period_id) from compared where period_id < now.period_id)"
# Designated officers and volunteers come and go, with what a force has others do.
STEADY = "worker_type not in ('designated-officer', 'police-support-volunteer')"
# Fraud is left out: it went from the forces to others within a year.
BOUNDS = (
    Bound(
        "crimes in 12 months",
        "select dataset_number, offence_group.id, area_number, period_id, offences from "
        "recorded_crime join offence_group on number = group_number where not fraud",
        5, 300, YEAR,
    ),
    Bound(
        "crimes",
        "select dataset_number, offence_group.id, area_number, period_id, offences from "
        "recorded_crime_sum join offence_group on offence_group.number = group_number "
        "where dataset_number in (select dataset_number from recorded_offence) and not fraud",
        5, 300, YEAR,
    ),
    Bound(
        "offences with an outcome",
        "select dataset_number, 'all outcomes', area_number, period_id, sum(offences) "
        "from crime_outcome_sum group by 1, 2, 3, 4",
        3, 1000, QUARTER,
    ),
    Bound(
        "outcomes given",
        "select dataset_number, 'all outcomes', area_number, period_id, sum(outcomes) "
        "from crime_outcome_sum group by 1, 2, 3, 4",
        3, 1000, QUARTER,
    ),
    Bound(
        "people",
        "select dataset_number, workforce_role.id, area_number, period_id, sum(headcount) "
        f"from workforce join workforce_role on number = role_number where {STEADY} "
        "group by 1, 2, 3, 4",
        5, 100, YEAR,
    ),
    Bound(
        "full-time equivalents",
        "select dataset_number, workforce_role.id, area_number, period_id, "
        "sum(full_time_equivalent) from workforce "
        f"join workforce_role on number = role_number where {STEADY} group by 1, 2, 3, 4",
        5, 100, YEAR,
    ),
    Bound(
        "incidents of anti-social behaviour",
        "select dataset_number, 'incidents', area_number, period_id, incidents from asb_incident",
        3, 300, YEAR,
    ),
    Bound(
        "residents",
        "select dataset_number, 'residents', area_number, year * 1000000, people from population",
        1.25, 1000, YEAR,
    ),
    Bound(
        "households",
        "select dataset_number, 'households', area_number, year * 1000000, households "
        "from household",
        1.25, 1000, YEAR,
    ),
)  # fmt: skip

# A force's number beside its own before. What all other forces did in the same time counts, where
# that says something: a group of offences that begins or ends makes every force jump.
CHANGED = """
with forces as (
    select compared.* from compared
    join reporting_area on reporting_area.number = compared.area_number
    join area on area.id = reporting_area.area_id
    where area.kind = 'force' and value is not null
),
totals as (
    select dataset_number, series, period_id, sum(value) as value from forces group by 1, 2, 3
),
pairs as (
    select
        now.*, before.value as value_before,
        (totals.value - now.value) * 1.0
            / nullif(totals_before.value - before.value, 0) as others
    from forces as now
    join forces as before
        on before.dataset_number = now.dataset_number and before.series = now.series
        and before.area_number = now.area_number and before.period_id = {back}
    join totals using (dataset_number, series, period_id)
    join totals as totals_before
        on totals_before.dataset_number = now.dataset_number
        and totals_before.series = now.series and totals_before.period_id = before.period_id
    where max(now.value, before.value) >= {least}
),
factors as (
    select *, max(value, 1) * 1.0 / max(value_before, 1) / others as factor
    from pairs where others between 0.5 and 2
)
select
    dataset_number,
    '{what}: ' || reporting_area.area_id || ', ' || series || ', '
        || coalesce(period.label, period_id / 1000000) || ': ' || printf('%.10g', value)
        || ' after ' || printf('%.10g', value_before)
        || '; expected: at most {times} times more or less than in the other forces'
from factors
join reporting_area on reporting_area.number = area_number
left join period on period.id = period_id
where factor not between 1.0 / {times} and {times}
order by dataset_number, max(factor, 1 / factor) desc
"""

# Corrections of earlier months can outweigh a few crimes, and fraud that has gone elsewhere.
BELOW_ZERO = """
select
    dataset_number,
    'crimes in 12 months below zero: ' || area_id || ', ' || offence_group.id || ', '
        || period.label || ': ' || offences || '; expected: at least ' || iif(fraud, -200, -50)
from recorded_crime
join offence_group on offence_group.number = group_number
join reporting_area on reporting_area.number = area_number
join period on period.id = period_id
where offences < iif(fraud, -200, -50)
order by dataset_number, offences
"""

# Nearly all forces have a rank or role of a sex on a day: then none lacks it by itself.
WITHOUT_ROLE = f"""
with ranks as (
    select distinct dataset_number, period_id, role_number, sex, area_number
    from workforce
    join reporting_area on reporting_area.number = area_number
    join force on force.area_id = reporting_area.area_id
),
common as (
    select dataset_number, period_id, role_number, sex from ranks
    group by 1, 2, 3, 4
    having count(*) < (select count(*) from force)
        and count(*) >= (select count(*) from force) - {FEW}
)
select
    dataset_number,
    'no record of ' || workforce_role.id || ', ' || sex || ', of ' || reporting_area.area_id
        || ', ' || period.label || '; expected: one, as nearly every force has'
from common
join force
join reporting_area on reporting_area.area_id = force.area_id
join workforce_role on workforce_role.number = role_number
join period on period.id = period_id
where not exists (
    select 1 from ranks
    where ranks.dataset_number = common.dataset_number and ranks.period_id = common.period_id
        and ranks.role_number = common.role_number and ranks.sex = common.sex
        and ranks.area_number = reporting_area.number
)
order by dataset_number, period_id
"""

# Files that count the crimes of the same year: in one kind they are added up from outcomes, since
# each crime has one or none yet.
OTHER_FILE = f"""
with crimes as (
    select dataset_number, area_number, period.end_day, offences
    from (
        select dataset_number, group_number, area_number, period_id, offences
        from recorded_crime
        union all
        select dataset_number, group_number, area_number, period_id, offences
        from recorded_crime_sum
        union all
        select dataset_number, group_number, area_number, period_id, offences
        from recorded_crime_published
    )
    join offence_group on offence_group.number = group_number
    join period on period.id = period_id
    where offence_group.id = 'all-excluding-fraud' and period.months = 12
    union all
    select dataset_number, area_number, max(period.end_day), sum(offences)
    from crime_outcome_sum
    join period on period.id = period_id
    group by dataset_number, area_number, strftime('%Y', period.end_day, '-3 months')
    having count(distinct period_id) = 4
),
pairs as (
    select
        crimes.*, area.id as area_id, other.offences as others, dataset.id as other_dataset,
        iif(area.kind = 'country', {ALL_DIFFER}, {FORCE_DIFFERS}) as most,
        abs(crimes.offences * 1.0 / other.offences - 1) as difference
    from crimes
    join crimes as other
        on other.area_number = crimes.area_number and other.end_day = crimes.end_day
        and other.dataset_number <> crimes.dataset_number
    join dataset on dataset.number = other.dataset_number
    join reporting_area on reporting_area.number = crimes.area_number
    join area on area.id = reporting_area.area_id
    where area.kind in ('force', 'country')
)
select
    dataset_number,
    'crimes of a year: ' || area_id || ', to ' || end_day || ': ' || offences || ', but ' || others
        || ' in ' || other_dataset || '; expected: at most ' || printf('%d', most * 100)
        || '% more or less'
from pairs
where difference > most
order by dataset_number, difference desc
"""

KNOWN_TOTALS = "known_total.csv"
KNOWN = {
    "dataset": "TEXT", "sha256": "TEXT", "table": "TEXT", "records": "INTEGER", "column": "TEXT",
    "total": "REAL",
}  # fmt: skip


@dataclass(frozen=True)
class Doubt:
    """Something about an edition that is most likely wrong: its number, and what."""

    dataset: int
    what: str


def settle_doubtful_numbers(
    db: Database, data: Path, paths: Mapping[int, Path], accepted: Iterable[str]
) -> None:
    """Store what was doubtful in the files that somebody accepted by their names.

    Raises:
        DataErrors: a file has something doubtful that nobody accepted.
        DataError: there is no such file among those that were read.
    """
    names = set(accepted)
    strange = sorted(names - {path.name for path in paths.values()})
    if strange:
        raise DataError(
            "a file to accept that was not read",
            value=strange[0],
            expected=", ".join(sorted(path.name for path in paths.values())) or "no file",
        )
    known = [*read_known_totals(data / KNOWN_TOTALS)]
    digests = {str(line["sha256"]) for line in known}
    # Of these very bytes somebody has looked at each number.
    looked_at = {
        number
        for number, sha256 in db.execute("select number, sha256 from dataset").fetchall()
        if sha256 in digests
    }
    told: dict[int, list[str]] = {}
    for doubt in find_doubtful_numbers(db, known):
        if doubt.dataset in paths.keys() - looked_at:
            told.setdefault(doubt.dataset, []).append(doubt.what)
    errors = []
    for number, remarks in sorted(told.items()):
        path = paths[number]
        shown = remarks[:MOST_TOLD]
        if len(remarks) > MOST_TOLD:
            shown.append(f"and {len(remarks) - MOST_TOLD} more")
        db.table("dataset").update(number, {"accepted": "; ".join(shown)})
        if path.name not in names:
            errors += [DataError(f"doubtful, {what}", path) for what in shown]
            errors.append(DataError(f"if the file is right, build with --accept {path.name}", path))
    if errors:
        raise DataErrors(errors)


def find_doubtful_numbers(db: Database, known: Iterable[Mapping[str, Value]]) -> Iterator[Doubt]:
    """Yield what is doubtful in what is loaded, beside what is known of it."""
    yield from compare_known(db, known)
    for bound in BOUNDS:
        db.execute("drop table if exists temp.compared")
        db.execute(
            "create temp table compared (dataset_number integer, series text, "
            "area_number integer, period_id integer, value real, "
            "primary key (dataset_number, series, area_number, period_id)) without rowid"
        )
        db.execute(f"insert into compared {bound.sql}")
        yield from ask_doubts(db, CHANGED.format(**bound._asdict()))
    db.execute("drop table if exists temp.compared")
    for sql in (BELOW_ZERO, WITHOUT_ROLE, OTHER_FILE):
        yield from ask_doubts(db, sql)


def ask_doubts(db: Database, sql: str) -> list[Doubt]:
    """Return the doubts that a query selects."""
    return [Doubt(int(number), str(what)) for number, what in db.execute(sql).fetchall()]


def compare_known(db: Database, lines: Iterable[Mapping[str, Value]]) -> Iterator[Doubt]:
    """Yield a doubt for each table of a known edition whose records or totals are others."""
    numbers = dict(db.execute("select id, number from dataset where extent = 'full'").fetchall())
    for known in lines:
        number = numbers.get(known["dataset"])
        if number is None:
            continue
        table, column = str(known["table"]), str(known["column"])
        records, total = total_of(db, table, column, number)
        if records != known["records"]:
            yield Doubt(
                number,
                f"records of {table}: {records:,} in this edition; "
                f"expected: the {known['records']:,} that are known of it",
            )
        elif abs(total - float(known["total"] or 0)) > 0.005:
            yield Doubt(
                number,
                f"total of {column} in {table}: {total:,.2f} in this edition; "
                f"expected: the {float(known['total'] or 0):,.2f} that is known of it",
            )


def read_known_totals(file: Path) -> Iterator[dict[str, Value]]:
    """Yield the records and totals that are known of editions, one a table and column."""
    for line, cells in read_fact_csv(file, dict.fromkeys(KNOWN, True)):
        yield {
            name: convert(cell, Column(name, KNOWN[name], True), file, line)
            for name, cell in cells.items()
        }


def total_of(db: Database, table: str, column: str, number: int) -> tuple[int, float]:
    """Return the records of an edition in a table and what a column of them adds up to."""
    row: Any = db.execute(
        f"select count(*), total([{column}]) from [{table}] where dataset_number = ?", [number]
    ).fetchone()
    return int(row[0]), float(row[1])
