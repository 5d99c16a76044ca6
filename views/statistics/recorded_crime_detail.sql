-- How many crimes were recorded, by whom, in which 12 months or quarter and of which group of
-- offences, totals and England and Wales included? Every edition that is loaded; England and Wales is the
-- sum of all forces, and once more with British Transport Police.
create view recorded_crime_detail as
with counted as (
    select dataset_number, group_number, period_id, area_number, offences from recorded_crime
    union all
    select dataset_number, group_number, period_id, area_number, offences from recorded_crime_sum
)
select
    area.name as area,
    offence_group.label as offence_group,
    period.label as period,
    counted.offences,
    area.kind as area_kind,
    period.start_day as period_start,
    period.end_day as period_end,
    period.months,
    dataset.edition,
    offence_group.note as group_note,
    offence_group.is_total,
    offence_group.id as group_id,
    area.id as area_id,
    dataset.id as dataset_id,
    counted.dataset_number,
    counted.group_number,
    counted.period_id,
    counted.area_number
from counted
join dataset on dataset.number = counted.dataset_number
join offence_group on offence_group.number = counted.group_number
join period on period.id = counted.period_id
join reporting_area on reporting_area.number = counted.area_number
join area on area.id = reporting_area.area_id
order by
    counted.dataset_number, counted.group_number, counted.period_id, counted.area_number;
