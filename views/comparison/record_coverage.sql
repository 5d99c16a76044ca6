-- Of which forces have values or areas for improvement been read from reports? One row per kind of
-- record and state, with the forces; the forces of a kind add up to all of them.
create view record_coverage as
with kind(id, about, counted, not_counted) as (
    values
        ('values', 'Values that reports state', 'a report has been read', 'no report has been read'),
        (
            'improvements', 'Areas for improvement and causes of concern',
            'at least one inspection has been read', 'no inspection has been read'
        )
),
has as (
    select distinct 'values' as kind, observation.area_id as force_id
    from observation
    where observation.value is not null
        and exists (
            select 1 from inspection
            where
                inspection.id = observation.inspection_id
                and inspection.force_id = observation.area_id
        )
    union
    select 'improvements', inspection.force_id
    from improvement
    join inspection on inspection.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
),
cell as (
    select
        kind.*,
        force.short_name,
        exists (
            select 1 from has where has.kind = kind.id and has.force_id = force.area_id
        ) as is_read
    from kind
    cross join force
    order by kind.id, force.short_name
)
select
    cast(cell.about as text) as about,
    cast(iif(cell.is_read, cell.counted, cell.not_counted) as text) as outcome,
    cast(count(*) as integer) as forces,
    cast(group_concat(cell.short_name, ', ') as text) as force_names,
    cast(cell.is_read as integer) as counted,
    cast(cell.id as text) as kind
from cell
group by cell.id, cell.is_read
order by cell.id desc, counted desc;
