-- What improved and what worsened between a force's inspections of one year and of the year
-- before? Grades through the crosswalk of questions only; improvements by how they stood on the
-- last day on which either year's findings were published.
create view change_between_inspections as
with year as (
    select
        inspection.force_id,
        framework.id as framework_id,
        framework.label as framework,
        framework.position,
        framework.year,
        max(inspection.published_to) as day
    from inspection
    join framework on framework.id = inspection.framework_id
    where framework.position is not null and inspection.pillar_id in ('effectiveness', 'peel')
    group by inspection.force_id, framework.id
),
years as (
    select
        later.force_id,
        earlier.framework_id as earlier_framework_id,
        earlier.framework as earlier,
        earlier.year as earlier_year,
        earlier.day as earlier_day,
        later.framework_id as later_framework_id,
        later.framework as later,
        later.year as later_year,
        later.day as later_day
    from year as later
    join year as earlier
        on earlier.force_id = later.force_id
        and earlier.position = (
            select max(before.position) from year as before
            where before.force_id = later.force_id and before.position < later.position
        )
),
-- Both worked out once, not once for each pair of years.
period as materialized (
    select * from improvement_status_period where state in ('open', 'only seen raised', 'closed')
),
compared as materialized (
    select
        judgment_change.*,
        question.framework_id as earlier_framework_id
    from judgment_change
    left join question on question.id = judgment_change.earlier_question_id
),
changed as (
    select
        years.*,
        'improvement' as what,
        now.topic,
        now.summary as label,
        before.status as before,
        now.status as after,
        case
            when before.improvement_id is null and not now.is_closed then 'raised since'
            when before.improvement_id is null then 'raised and closed since'
            when now.is_closed and not before.is_closed then 'closed: ' || now.status
            when before.is_closed > now.is_closed then 'opened again'
            when before.from_day = now.from_day then 'nothing read since'
            when now.status in ('worse', 'not met') then 'not better: ' || now.status
            when now.status = before.status then 'same'
            when
                now.status in ('in progress', 'partly met')
                and before.status in ('raised', 'not met', 'worse', 'not stated', 'in progress')
                then 'better: ' || now.status
            else 'changed'
        end as change,
        now.place,
        now.topic_id,
        now.improvement_id as id
    from years
    join period as now
        on now.force_id = years.force_id
        and now.from_day <= years.later_day
        and (now.until_day is null or now.until_day > years.later_day)
    left join period as before
        on before.improvement_id = now.improvement_id
        and before.from_day <= years.earlier_day
        and (before.until_day is null or before.until_day > years.earlier_day)
    -- What was closed then and is closed now has not moved.
    where before.improvement_id is null or not before.is_closed or not now.is_closed
    union all
    select
        years.*,
        'grade',
        compared.topic,
        compared.topic,
        compared.earlier_grade,
        compared.later_grade,
        compared.change,
        compared.later_place,
        compared.topic_id,
        compared.later_question_id
    from years
    join compared
        on compared.force_id = years.force_id
        and compared.later_framework_id = years.later_framework_id
        and coalesce(compared.earlier_framework_id, years.earlier_framework_id) = years.earlier_framework_id
)
select
    force.short_name as force,
    changed.earlier,
    changed.earlier_year,
    changed.later,
    changed.later_year,
    cast(changed.what as text) as what,
    changed.topic,
    changed.label,
    changed.before as earlier_status,
    changed.after as later_status,
    cast(changed.change as text) as change,
    cast(case changed.what
        when 'grade' then changed.change in ('better', 'worse')
        else changed.change not in ('same', 'nothing read since')
    end as integer) as has_moved,
    changed.place,
    cast(changed.earlier_day as text) as earlier_day,
    cast(changed.later_day as text) as later_day,
    changed.id,
    changed.topic_id,
    changed.earlier_framework_id,
    changed.later_framework_id,
    changed.force_id
from changed
join force on force.area_id = changed.force_id
join topic on topic.id = changed.topic_id
order by
    force.short_name, changed.later_day desc, changed.later_framework_id, changed.what, topic.position,
    changed.id, changed.before;
