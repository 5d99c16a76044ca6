-- How were the offences of a quarter concluded, force by force, offence by offence?
create view crime_outcome_detail as
select
    area.name as area,
    period.label as period,
    offence.label as offence,
    outcome_code.label as outcome,
    crime_outcome.offences,
    crime_outcome.outcomes,
    crime_outcome.missing_reason,
    outcome_code.outcome_group,
    offence_group.label as offence_group,
    offence.subgroup as offence_subgroup,
    offence.code as offence_code,
    crime_outcome.outcome_number,
    period.start_day as period_start,
    period.end_day as period_end,
    area.id as area_id,
    offence_group.id as group_id,
    dataset.id as dataset_id
from crime_outcome
join dataset on dataset.number = crime_outcome.dataset_number
join period on period.id = crime_outcome.period_id
join reporting_area on reporting_area.number = crime_outcome.area_number
join area on area.id = reporting_area.area_id
join outcome_code on outcome_code.number = crime_outcome.outcome_number
join offence on offence.number = crime_outcome.offence_number
join offence_group on offence_group.number = offence.group_number
order by
    crime_outcome.dataset_number, crime_outcome.period_id, crime_outcome.area_number,
    crime_outcome.outcome_number, crime_outcome.offence_number;
