-- Of which rounds of PEEL has nothing been read that a force was asked to improve? One row per force.
-- A finding is no area for improvement, so a round of which only findings have been read counts as without.
create view round_without_improvement as
select
    force.short_name as force,
    cast(count(*) as integer) as rounds,
    cast(sum(not covered.counted) as integer) as rounds_without,
    cast(sum(not covered.counted and covered.anything_read) as integer) as with_findings_only,
    cast(group_concat(iif(covered.counted, null, covered.about), '; ') as text) as which_rounds,
    force.area_id as force_id
from force
join (
    select improvement_round_coverage.*
    from improvement_round_coverage
    join framework on framework.id = improvement_round_coverage.framework_id
    order by framework.position
) as covered on covered.force_id = force.area_id
group by force.area_id
order by rounds_without desc, force.short_name;
