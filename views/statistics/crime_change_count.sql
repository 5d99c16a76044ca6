-- In how many of the forces did recorded crime rise or fall against the year before?
create view crime_change_count as
with change as materialized (
    select
        statistic_number.statistic_id,
        statistic_number.period_id,
        statistic_number.value,
        dataset.id as dataset_id,
        area.kind,
        area.id as area_id
    from statistic_number
    join statistic on statistic.id = statistic_number.statistic_id and statistic.kind = 'change'
    join dataset on dataset.number = statistic_number.dataset_number
    join reporting_area on reporting_area.number = statistic_number.area_number
    join area on area.id = reporting_area.area_id
),
counted as (
    select
        statistic_id,
        period_id,
        dataset_id,
        sum(value > 0) as forces_that_rose,
        sum(value < 0) as forces_that_fell,
        sum(value = 0) as forces_that_did_not_change,
        count(*) as forces
    from change
    where kind = 'force'
    group by statistic_id, period_id
)
select
    statistic.label as what,
    period.label as period,
    cast(counted.forces_that_rose as integer) as forces_that_rose,
    cast(counted.forces_that_fell as integer) as forces_that_fell,
    cast(counted.forces_that_did_not_change as integer) as forces_that_did_not_change,
    cast(counted.forces as integer) as forces,
    cast(round(country.value, 1) as real) as england_and_wales_change_percent,
    period.start_day as period_start,
    period.end_day as period_end,
    counted.statistic_id,
    counted.dataset_id
from counted
join statistic on statistic.id = counted.statistic_id
join period on period.id = counted.period_id
left join change as country
    on country.statistic_id = counted.statistic_id
    and country.period_id = counted.period_id
    and country.area_id = 'england-and-wales'
order by counted.statistic_id, counted.period_id;
