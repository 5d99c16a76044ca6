-- Of which of a force's inspections has anything been read on what it was asked to improve, when
-- was the last of it said, and which later inspections are known by their grades only? One row
-- per force.
create view improvement_coverage as
with said as (
    select improvement_event.*, inspection.force_id
    from improvement_event
    join improvement on improvement.id = improvement_event.improvement_id
    join inspection
        on inspection.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
    where improvement_event.said_by = 'inspectorate'
),
heard as (
    select
        said.force_id,
        said.happened_on as last_reported_on,
        said.happened_from as last_reported_from,
        said.happened_to as last_reported_to,
        inspection.label as last_reported_in,
        max(framework.position) over (partition by said.force_id) as last_position,
        row_number() over (
            partition by said.force_id
            order by said.happened_on desc, said.inspection_id is null, said.inspection_id
        ) as from_last
    from said
    left join inspection on inspection.id = said.inspection_id
    left join framework on framework.id = inspection.framework_id
),
known as (
    select
        inspection.*,
        exists (
            select 1 from improvement
            where improvement.inspection_id = inspection.id and improvement.is_counted
        ) as has_improvements,
        exists (
            select 1 from improvement
            join citation on citation.id = improvement.citation_id
            where
                improvement.inspection_id = inspection.id
                and citation.document_id = inspection.document_id
                and citation.page is not null
        ) as is_read_whole,
        -- Nothing of it has been read, and it is later than all that has been.
        not exists (select 1 from said where said.inspection_id = inspection.id)
        and case
            when inspection.published_on is not null
                then inspection.published_on > heard.last_reported_on
            else framework.position > heard.last_position
        end as is_unread_later
    from inspection
    join framework on framework.id = inspection.framework_id
    left join heard on heard.force_id = inspection.force_id and heard.from_last = 1
),
later as (
    select force_id, group_concat(label, '; ') as labels, count(*) as many
    from (
        select force_id, label from known
        where is_unread_later
        order by force_id, published_on, label
    )
    group by force_id
)
select
    force.short_name as force,
    cast(count(known.id) as integer) as inspections_known,
    cast(coalesce(sum(known.has_improvements), 0) as integer) as with_improvements,
    cast(coalesce(sum(known.is_read_whole), 0) as integer) as read_whole,
    heard.last_reported_on,
    heard.last_reported_from,
    heard.last_reported_to,
    heard.last_reported_in,
    cast(coalesce(later.many, 0) as integer) as later_by_grades_only,
    cast(later.labels as text) as later_inspections,
    force.area_id as force_id
from force
left join known on known.force_id = force.area_id
left join heard on heard.force_id = force.area_id and heard.from_last = 1
left join later on later.force_id = force.area_id
group by force.area_id
order by force.short_name;
