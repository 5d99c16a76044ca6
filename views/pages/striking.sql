-- What strikes one who looks over it all? A few rows for the first page, each with what it
-- leads to: the page of a row of `searchable`, a view, or another page by its address.
create view striking as
with inadequate as (
    select grade_count.*, framework.position, coverage.graded + coverage.carried_over as held
    from grade_count
    join framework on framework.id = grade_count.framework_id
    join coverage on coverage.question_id = grade_count.question_id
    where grade_id = 'inadequate'
    order by grade_count.forces - of_them_carried_over desc, framework.position desc, grade_count.topic_id
    limit 1
),
-- Grades of many forces and years are not held: what stands out does so among those that are.
moved as (
    select
        2 as position, 'up' as way, 'down' as other_way, 'rose' as verb,
        better as steps, worse as steps_back, better_less_worse as lead, grade_mover.*
    from grade_mover
    where next_to_each_other
    union all
    select 3, 'down', 'up', 'fell', worse, better, -better_less_worse, grade_mover.*
    from grade_mover
    where next_to_each_other
),
mover as (
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
    cast(forces || ' forces inadequate' as text) as title,
    cast(
        'on ' || lower(substr(topic, 1, 1)) || substr(topic, 2) || ' in ' || framework || ': ' || which
            || '. '
            || iif(held < (select count(*) from force), 'The grades of ' || held || ' forces are held. ', '')
            || 'Of what is held, no other question of a year has more.' as text
    ) as says,
    cast('page' as text) as leads_to,
    cast('/forces?year=' || framework_id || '&topic=' || topic_id as text) as id
from inadequate
union all
select
    cast(position as integer),
    steps || ' grades ' || way || ' in ' || force,
    'from ' || earlier_framework || ' to ' || later_framework || ', and none ' || other_way
        || '. Of the grades held, no force ' || verb || ' further between one year and the next'
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
        || iif(doubtful, ' Doubtful of these: ' || doubtful || '.', ''),
    'force',
    force_id
from mover
where turn = 1 and steps > 0 and steps_back = 0
union all
select
    cast(4 as integer),
    'Raised ' || most_times_raised || ' times',
    force || ', ' || lower(substr(topic, 1, 1)) || substr(topic, 2) || ': ' || improvement || ' Last heard of on ' || last_heard_on || ': '
        || status || '.',
    'improvement',
    improvement_id
from again
union all
select
    cast(5 as integer),
    stated || ' on another basis',
    measure || ', ' || area || ': ' || reason || ' Like for like it is ' || printf('%+.1f', recomputed)
        || '.',
    'value',
    observation_id
from odd
union all
select
    cast(6 as integer),
    count(*) || ' contradictions',
    'in ' || iif(count(distinct document) = 1, 'one report', count(distinct document) || ' reports')
        || ': two places that cannot both be right. Both are given here, and neither is corrected.',
    'view',
    'contradiction'
from contradiction
where effect_id = 'contradiction'
having count(*) > 0
order by position;
