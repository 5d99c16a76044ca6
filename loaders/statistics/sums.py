"""Sums that nearly every question asks for, made once: one row per total, period and area.

What a sum is of is data: the parts of a total are rows of `offence_group_part`, the forces
those of `area`. England and Wales is summed only where every force has a number, and
once more with British Transport Police where that has one too.
"""

from __future__ import annotations

from sqlite_utils import Database

# Which areas make up England and Wales, without British Transport Police and with it.
COUNTRY = """
with country(area_number, part_number, parts) as (
    select whole.number, part.number, count(*) over (partition by whole.number)
    from reporting_area as whole
    join reporting_area as part
    join area on area.id = part.area_id
    where
        (whole.area_id in ('england-and-wales', 'england-and-wales-and-btp')
            and area.kind = 'force')
        or (whole.area_id = 'england-and-wales-and-btp' and area.id = 'british-transport-police')
)
"""

# A file read whole has no totals; of one that is not at hand, those that ship are held.
TOTALS = """
insert into recorded_crime_sum (dataset_number, group_number, period_id, area_number, offences)
select
    recorded_crime.dataset_number, offence_group_part.total_number, recorded_crime.period_id,
    recorded_crime.area_number, sum(recorded_crime.offences)
from offence_group_part
join dataset
join recorded_crime
    on recorded_crime.dataset_number = dataset.number
    and recorded_crime.group_number = offence_group_part.part_number
where dataset.extent = 'full'
group by 1, 2, 3, 4
"""

RECORDED_CRIME = f"""
insert into recorded_crime_sum (dataset_number, group_number, period_id, area_number, offences)
{COUNTRY}
select dataset_number, group_number, period_id, country.area_number, sum(offences)
from (select * from recorded_crime union all select * from recorded_crime_sum) as counted
join country on country.part_number = counted.area_number
group by dataset_number, group_number, period_id, country.area_number
having count(*) = country.parts
"""

# Crimes by quarter, added up by group and total, area and country, in this order. What was not
# provided is not zero: then there is no sum. Only sums of four quarters in a row are a year.
QUARTERS = (
    """
    create temp table quarter_sum (
        dataset_number integer, group_number integer, period_id integer, area_number integer,
        offences integer
    )
    """,
    """
    insert into quarter_sum
    select
        dataset_number, group_number, period_id, area_number,
        iif(count(*) = count(offences), sum(offences), null)
    from recorded_offence
    join listed_offence using (dataset_number, listed_number)
    group by dataset_number, period_id, area_number, group_number
    """,
    """
    insert into quarter_sum
    select
        dataset_number, total_number, period_id, area_number,
        iif(count(*) = count(offences), sum(offences), null)
    from quarter_sum
    join offence_group_part on offence_group_part.part_number = quarter_sum.group_number
    group by dataset_number, total_number, period_id, area_number
    """,
    f"""
    insert into quarter_sum
    {COUNTRY}
    select dataset_number, group_number, period_id, country.area_number, sum(offences)
    from quarter_sum
    join country on country.part_number = quarter_sum.area_number
    group by dataset_number, group_number, period_id, country.area_number
    having count(offences) = country.parts
    """,
    """
    insert into recorded_crime_sum (
        dataset_number, group_number, period_id, area_number, offences
    )
    select * from quarter_sum where offences is not null
    """,
    """
    insert into recorded_crime_sum (
        dataset_number, group_number, period_id, area_number, offences
    )
    select dataset_number, group_number, year.id, area_number, sum(offences)
    from period as year
    join period as quarter
        on quarter.months = 3
        and quarter.start_day >= year.start_day
        and quarter.end_day <= year.end_day
    join quarter_sum on quarter_sum.period_id = quarter.id
    where year.months = 12
    group by dataset_number, group_number, year.id, area_number
    having count(offences) = 4
    """,
    "drop table quarter_sum",
)

# What a force did not provide is not zero: then there is no sum.
OUTCOMES = """
insert into crime_outcome_sum (
    dataset_number, period_id, area_number, outcome_number, offences, outcomes
)
select
    dataset_number, period_id, area_number, outcome_number,
    iif(max(missing_reason is 'not-provided'), null, sum(offences)),
    iif(max(missing_reason is 'not-provided'), null, sum(outcomes))
from crime_outcome
group by dataset_number, period_id, area_number, outcome_number
"""

OUTCOMES_OF_COUNTRY = f"""
insert into crime_outcome_sum (
    dataset_number, period_id, area_number, outcome_number, offences, outcomes
)
{COUNTRY}
select
    dataset_number, period_id, country.area_number, outcome_number, sum(offences), sum(outcomes)
from crime_outcome_sum
join country on country.part_number = crime_outcome_sum.area_number
group by dataset_number, period_id, country.area_number, outcome_number
having count(offences) = country.parts
"""


def store_statistic_numbers(db: Database) -> None:
    """Store what the view `statistic_computed` works out."""
    names = db.execute("select * from statistic_computed limit 0").description
    columns = ", ".join(name for name, *_ in names)
    db.execute(f"insert into statistic_number ({columns}) select {columns} from statistic_computed")


def fill_sums(db: Database) -> None:
    """Fill the tables of sums from those that they are sums of."""
    for statement in (TOTALS, RECORDED_CRIME, *QUARTERS, OUTCOMES, OUTCOMES_OF_COUNTRY):
        db.execute(statement)
