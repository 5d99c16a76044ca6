-- Of which forces have values been read from reports? One row per kind of
-- record and state, with the forces; the forces of a kind add up to all of them.
create view record_coverage as
with kind(id, about, counted, not_counted) as (
    values
        ('values', 'Values that reports state', 'a report has been read', 'no report has been read')
),
-- Looked up force by force, so that it does not take longer with more reports.
has as (
    select 'values' as kind, force.area_id as force_id
    from force
    where exists (
        select 1
        from inspection
        join observation on observation.inspection_id = inspection.id
        where
            inspection.force_id = force.area_id
            and observation.area_id = force.area_id
            and observation.value is not null
    )
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
