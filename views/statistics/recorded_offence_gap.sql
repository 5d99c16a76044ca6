-- Which forces have no number in a quarter of the open data on recorded crime, so that England and Wales
-- has none either? One row per edition, quarter and force; with how many of its offences have no number.
create view recorded_offence_gap as
with quarter as (
    select distinct dataset_number, period_id from recorded_offence
),
counted as (
    select
        quarter.dataset_number,
        quarter.period_id,
        reporting_area.number as area_number,
        force.area_id,
        count(recorded_offence.listed_number) as listed,
        count(recorded_offence.offences) as given
    from quarter
    join force
    join reporting_area on reporting_area.area_id = force.area_id
    left join recorded_offence
        on recorded_offence.dataset_number = quarter.dataset_number
        and recorded_offence.period_id = quarter.period_id
        and recorded_offence.area_number = reporting_area.number
    group by quarter.dataset_number, quarter.period_id, reporting_area.number
    having given < listed or listed = 0
)
select
    area.name as area,
    period.label as period,
    cast(iif(counted.listed = 0, 'the force is not in the quarter', 'not provided') as text) as why,
    cast(counted.listed as integer) as offences_listed,
    cast(counted.given as integer) as offences_with_number,
    period.start_day as period_start,
    period.end_day as period_end,
    dataset.edition,
    counted.area_id,
    dataset.id as dataset_id
from counted
join dataset on dataset.number = counted.dataset_number
join period on period.id = counted.period_id
join area on area.id = counted.area_id
order by counted.dataset_number, counted.period_id, counted.area_number;
