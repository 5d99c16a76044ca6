-- Which highlights does the home page show? A few rows, each with what it leads to:
-- the page of a row of `search_entry`, a view, or another page by its address.
create view highlight as
with known as (
    select question_id, (graded + carried_over) || ' of ' || forces as forces_known from question_coverage
),
-- The questions on which the most forces are inadequate, with the forces that we know of.
inadequate as materialized (
    select
        grade_count.*,
        lower(substr(grade_count.topic, 1, 1)) || substr(grade_count.topic, 2) as on_topic,
        known.forces_known,
        row_number() over (order by framework.position desc, grade_count.question_id) as turn
    from grade_count
    join framework on framework.id = grade_count.framework_id
    join known on known.question_id = grade_count.question_id
    where
        grade_id = 'inadequate'
        and grade_count.forces - forces_carried_over = (
            select max(most.forces - most.forces_carried_over) from grade_count as most
            where most.grade_id = 'inadequate'
        )
),
-- Only forces with enough grades that can be compared have a rank.
ranked as materialized (
    select * from grade_mover where next_to_each_other and rank is not null
),
moved as (
    select
        2 as position, 'up' as way, 'down' as other_way, 'rose' as verb,
        better as steps, worse as steps_back, better_minus_worse as lead, ranked.*
    from ranked
    union all
    select 3, 'down', 'up', 'fell', worse, better, -better_minus_worse, ranked.*
    from ranked
),
mover as materialized (
    select
        moved.*,
        row_number() over (
            partition by position order by lead desc, later_framework_id desc, force_id
        ) as turn
    from moved
),
-- The latest item of the chain in which the same thing was raised most often.
again as (
    select * from improvement_chain
    where most_times_raised > 2
    order by most_times_raised desc, times_raised desc, step desc, first_id, improvement_id
    limit 1
),
-- The change that is furthest from what it is when the same things are counted in both years.
odd as (
    select * from reconciliation
    where verdict = 'different-basis' and recomputed is not null and compared_with is not null
    order by abs(difference) desc, observation_id
    limit 1
)
select
    cast(1 as integer) as position,
    cast(max(forces) || ' forces inadequate' as text) as title,
    cast('on ' || group_concat(on_topic || ' in ' || framework || ' (' || force_names || ')', ', and on ')
        || '. No question of a year has more among the grades that we know.' as text) as says,
    cast('Grades known: ' || group_concat(forces_known || ' forces in ' || framework, ', ') || '.' as text)
        as based_on,
    cast('page' as text) as leads_to,
    cast(
        max(iif(turn = 1, '/forces?year=' || framework_id || '&topic=' || topic_id, null)) as text
    ) as id
from (select * from inadequate order by turn)
having count(*) > 0
union all
select
    cast(position as integer),
    steps || ' grades ' || way || ' in ' || force,
    'from ' || earlier_framework || ' to ' || later_framework || ', and '
        || iif(steps_back = 0, 'none ', steps_back || ' ') || other_way
        || '. Among the forces that are ranked, no other ' || verb
        || ' further between one year and the next'
        || coalesce(
            '; '
            || (
                select group_concat(who, ' and ') from (
                    select other.force || ' (' || other.later_framework || ')' as who
                    from mover as other
                    where
                        other.position = mover.position
                        and other.lead = mover.lead
                        and other.turn > 1
                    order by other.turn
                )
            )
            || ' ' || verb || ' as far',
            ''
        )
        || '.'
        || case doubtful
            when 0 then ''
            when 1 then ' The source of one of these grades is doubtful.'
            else ' The sources of ' || doubtful || ' of these grades are doubtful.'
        end,
    compared || ' of ' || comparable_questions || ' grades of ' || force
        || ' can be compared; only forces with at least ' || (select grades_needed from ranking_rule)
        || ' are ranked.',
    'force',
    force_id
from mover
where turn = 1 and lead > 0
union all
select
    cast(4 as integer),
    'Raised ' || most_times_raised || ' times',
    force || ', ' || lower(substr(topic, 1, 1)) || substr(topic, 2) || ': ' || improvement || ' Last reported on ' || last_reported_on || ': '
        || status || '.',
    'Areas for improvement of ' || (
        select count(distinct inspection.force_id)
        from improvement join inspection on inspection.id = improvement.inspection_id
        where improvement.is_counted and improvement.kind <> 'finding'
    ) || ' of ' || (select count(*) from force) || ' forces have been read.',
    'improvement',
    improvement_id
from again
union all
select
    cast(5 as integer),
    stated || ' on another basis',
    measure || ', ' || area || ': ' || reason || ' Like for like it is ' || printf('%+.3f', recomputed)
        || '%, to three decimals.',
    'Worked out from the values that could be recomputed.',
    'value',
    observation_id
from odd
union all
select
    cast(6 as integer),
    count(*) || ' contradictions',
    'in ' || iif(count(distinct document) = 1, 'one report', count(distinct document) || ' reports')
        || ': two places that cannot both be right. Both are given here, and neither is corrected.',
    'Reports that have been read: ' || (select count(distinct document_id) from section) || '.',
    'view',
    'contradiction'
from contradiction
where effect_id = 'contradiction'
having count(*) > 0
order by position;
