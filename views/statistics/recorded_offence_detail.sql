-- How many crimes of which offence did which force or body record in which quarter? Every edition that is
-- loaded. Action Fraud, Cifas and UK Finance are bodies that count fraud reported to them, not forces.
create view recorded_offence_detail as
select
    area.name as area,
    period.label as period,
    listed_offence.description as offence,
    recorded_offence.offences,
    recorded_offence.missing_reason,
    offence_group.label as offence_group,
    listed_offence.subgroup as offence_subgroup,
    listed_offence.code as offence_code,
    area.kind as area_kind,
    period.start_day as period_start,
    period.end_day as period_end,
    dataset.edition,
    area.id as area_id,
    offence_group.id as group_id,
    dataset.id as dataset_id
from recorded_offence
join dataset on dataset.number = recorded_offence.dataset_number
join period on period.id = recorded_offence.period_id
join reporting_area on reporting_area.number = recorded_offence.area_number
join area on area.id = reporting_area.area_id
join listed_offence
    on listed_offence.dataset_number = recorded_offence.dataset_number
    and listed_offence.listed_number = recorded_offence.listed_number
join offence_group on offence_group.number = listed_offence.group_number
order by
    recorded_offence.dataset_number, recorded_offence.period_id, recorded_offence.area_number,
    recorded_offence.listed_number;
