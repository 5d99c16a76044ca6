-- Of which rounds of PEEL has anything been read that a force was asked to improve? One row per force and round, with
-- the rounds of which nothing has been read. That nothing was read does not mean that nothing was asked.
create view improvement_round_coverage as
with known as (
    select
        inspection.force_id,
        inspection.framework_id,
        -- A finding is on no list, and several together are not listed one by one.
        max(improvement.kind <> 'finding' and improvement.is_counted) as has_listed,
        max(
            improvement.kind <> 'finding' and improvement.is_counted and citation.page is not null
            and citation.document_id = inspection.document_id
        ) as has_whole_list
    from improvement
    join inspection on inspection.id = improvement.inspection_id
    join citation on citation.id = improvement.citation_id
    group by inspection.force_id, inspection.framework_id
)
select
    framework.label as about,
    framework.year as about_year,
    cast(case
        when known.has_whole_list then 'a whole list was read, of one report of the round'
        when known.has_listed then 'part of a list was read, mostly from the start of a web page'
        when known.force_id is not null then 'no list was read, only findings or remarks'
        else 'nothing was read'
    end as text) as outcome,
    cast(1 as integer) as forces,
    force.short_name as force_names,
    cast(coalesce(known.has_listed, 0) as integer) as counted,
    cast(known.force_id is not null as integer) as anything_read,
    framework.id as framework_id,
    force.area_id as force_id
from force
cross join framework
left join known on known.force_id = force.area_id and known.framework_id = framework.id
where framework.position is not null
order by framework.position, force.short_name;
