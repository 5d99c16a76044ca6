-- What happened to a force, in order: which reports were published, how it was graded, what it was
-- asked to improve, what was said of that and by whom? Each row says whether it can be compared.
create view force_timeline as
with compared as (
    select question_id, inspection_id, group_concat(said, '; ') as said
    from (
        select distinct
            later_question_id as question_id,
            later_inspection_id as inspection_id,
            change || coalesce(' (before: ' || earlier_grade || ')', '') as said
        from judgment_change
        order by question_id, inspection_id, said
    )
    group by question_id, inspection_id
),
happened as (
    select
        inspection.force_id,
        inspection_date.published_on as happened_on,
        inspection_date.published_basis as basis,
        inspection_date.published_from as happened_from,
        inspection_date.published_to as happened_to,
        1 as turn,
        'report' as kind,
        inspection.label as what,
        'published' as says,
        inspection.note,
        'inspectorate' as said_by,
        null as topic_id,
        inspection.citation_id,
        inspection.id as inspection_id,
        null as improvement_id,
        inspection.id as entry_id
    from inspection
    join inspection_date on inspection_date.inspection_id = inspection.id
    union all
    select
        judgment_detail.force_id,
        judgment_detail.published_on,
        judgment_detail.published_basis,
        judgment_detail.published_from,
        judgment_detail.published_to,
        2,
        'grade',
        judgment_detail.question,
        judgment_detail.grade,
        compared.said,
        'inspectorate',
        judgment_detail.topic_id,
        judgment.citation_id,
        judgment_detail.inspection_id,
        null,
        judgment_detail.inspection_id || '/' || judgment_detail.question_id
    from judgment_detail
    join judgment
        on judgment.inspection_id = judgment_detail.inspection_id
        and judgment.question_id = judgment_detail.question_id
    left join compared
        on compared.inspection_id = judgment_detail.inspection_id
        and compared.question_id = judgment_detail.question_id
    union all
    select
        inspection.force_id,
        improvement_event.happened_on,
        iif(improvement_event.happened_on is null, 'not-known', 'stated'),
        improvement_event.happened_from,
        improvement_event.happened_to,
        3,
        case
            when improvement_event.status = 'raised' then 'raised'
            when improvement.basis = 'implied' then 'inferred'
            else 'progress'
        end,
        improvement.summary,
        replace(improvement_event.status, '-', ' ')
            || case improvement_event.said_by
                when 'force' then ', says the force'
                when 'policing-body' then ', says the policing body'
                when 'panel' then ', says the police and crime panel'
                else ''
            end || iif(improvement_event.status_basis = 'read', ' (our reading)', ''),
        improvement_event.summary,
        improvement_event.said_by,
        improvement.topic_id,
        improvement_event.citation_id,
        improvement_event.inspection_id,
        improvement.id,
        improvement_event.id
    from improvement_event
    join improvement on improvement.id = improvement_event.improvement_id
    join inspection
        on inspection.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
    union all
    select
        inspection.force_id,
        response.published_on,
        'stated',
        response.published_from,
        response.published_to,
        4,
        'response',
        inspection.label,
        response.kind,
        response.note,
        'policing-body',
        null,
        response.citation_id,
        response.inspection_id,
        null,
        response.id
    from response
    join inspection on inspection.id = response.inspection_id
    where response.published_on is not null
    union all
    select
        monitoring_event.force_id,
        monitoring_event.happened_on,
        'stated',
        monitoring_event.happened_from,
        monitoring_event.happened_to,
        5,
        'monitoring',
        monitoring_event.summary,
        'moved to ' || monitoring_phase.label
            || iif(monitoring_event.said_by = 'policing-body', ', says the policing body', ''),
        monitoring_event.doubt,
        monitoring_event.said_by,
        null,
        monitoring_event.citation_id,
        null,
        null,
        monitoring_event.id
    from monitoring_event
    join monitoring_phase on monitoring_phase.id = monitoring_event.phase_id
)
select
    force.short_name as force,
    happened.happened_on,
    cast(happened.basis as text) as basis,
    happened.happened_from,
    happened.happened_to,
    -- The first day that can be meant, for nothing says that it is newer; of a page its own day.
    cast(iif(happened.basis = 'page-date', happened.happened_to, happened.happened_from) as text) as listed_on,
    -- Reports without a day are of one group only if they are of one round.
    cast(
        coalesce(happened.happened_on, happened.happened_from || ' to ' || happened.happened_to, '')
        || ' ' || happened.basis as text
    ) as dated,
    cast(happened.kind as text) as kind,
    topic.label as topic,
    happened.what,
    cast(happened.says as text) as says,
    happened.note,
    cast(happened.said_by as text) as said_by,
    citation_detail.place,
    citation_detail.document as stated_in,
    citation_detail.url,
    happened.entry_id,
    happened.inspection_id,
    cast(happened.improvement_id as text) as improvement_id,
    cast(happened.topic_id as text) as topic_id,
    happened.force_id
from happened
join force on force.area_id = happened.force_id
join citation_detail on citation_detail.citation_id = happened.citation_id
left join topic on topic.id = happened.topic_id
order by
    force.short_name, listed_on, happened.turn, topic.position, happened.entry_id;
