-- How many people work for a force, in which rank or role, on which day?
create view workforce_detail as
select
    area.name as area,
    period.label as day,
    workforce_role.label as role,
    workforce.sex,
    workforce.headcount,
    workforce.full_time_equivalent,
    workforce.missing_reason,
    cast(case area.kind when 'country' then (
        select count(*)
        from workforce as part
        join reporting_area as part_area on part_area.number = part.area_number
        join force on force.area_id = part_area.area_id
        where
            part.dataset_number = workforce.dataset_number
            and part.period_id = workforce.period_id
            and part.role_number = workforce.role_number
            and part.sex = workforce.sex
            and part.missing_reason is not null
    ) end as integer) as forces_missing,
    workforce_role.worker_type,
    workforce_role.is_total,
    period.end_day as on_day,
    area.kind as area_kind,
    area.id as area_id,
    workforce_role.id as role_id,
    dataset.id as dataset_id
from workforce
join dataset on dataset.number = workforce.dataset_number
join period on period.id = workforce.period_id
join reporting_area on reporting_area.number = workforce.area_number
join area on area.id = reporting_area.area_id
join workforce_role on workforce_role.number = workforce.role_number
order by
    workforce.dataset_number, workforce.period_id, workforce.area_number, workforce.role_number,
    workforce.sex;
