-- Of which forces have values been read from reports? One row per state, with the forces; they add up
-- to all forces.
create view record_coverage as
with cell as (
    select
        force.short_name,
        -- Looked up force by force, so that it does not take longer with more reports.
        exists (
            select 1
            from inspection
            join observation on observation.inspection_id = inspection.id
            where
                inspection.force_id = force.area_id
                and observation.area_id = force.area_id
                and observation.value is not null
        ) as is_read
    from force
    order by force.short_name
)
select
    cast('Values that reports state' as text) as about,
    cast(iif(is_read, 'a report has been read', 'no report has been read') as text) as outcome,
    cast(count(*) as integer) as forces,
    cast(group_concat(short_name, ', ') as text) as force_names,
    cast(is_read as integer) as counted,
    cast('values' as text) as kind
from cell
group by is_read
order by counted desc;
