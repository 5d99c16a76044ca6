-- Of which rounds of PEEL has nothing been read that a force was asked to improve? One row per force.
-- A finding is no area for improvement, so a round of which only findings have been read counts as without.
create view round_without_improvement as
with known as (
    select
        inspection.force_id,
        inspection.framework_id,
        max(improvement.kind <> 'finding' and improvement.entry is null) as has_listed
    from improvement
    join inspection on inspection.id = improvement.inspection_id
    group by inspection.force_id, inspection.framework_id
),
lacking as (
    select
        force.area_id as force_id,
        framework.label,
        known.has_listed is not null as has_findings
    from force
    cross join framework
    left join known on known.force_id = force.area_id and known.framework_id = framework.id
    where framework.position is not null and coalesce(known.has_listed, 0) = 0
    order by framework.position
)
select
    force.short_name as force,
    cast((select count(*) from framework where position is not null) as integer) as rounds,
    cast(count(lacking.label) as integer) as rounds_without,
    cast(total(lacking.has_findings) as integer) as with_findings_only,
    cast(group_concat(lacking.label, '; ') as text) as which_rounds,
    force.area_id as force_id
from force
left join lacking on lacking.force_id = force.area_id
group by force.area_id
order by rounds_without desc, force.short_name;
