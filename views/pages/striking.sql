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
mover as (
    select
        grade_mover.*,
        iif(doubtful, ' Doubtful of these: ' || doubtful || '.', '') as but,
        row_number() over (order by better_less_worse desc, later_framework_id desc, force_id) as rose,
        row_number() over (order by better_less_worse, later_framework_id desc, force_id) as fell
    from grade_mover
    where next_to_each_other
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
    1 as position,
    forces || ' forces inadequate' as title,
    'on ' || lower(substr(topic, 1, 1)) || substr(topic, 2) || ' in ' || framework || ': ' || which
        || '. '
        || iif(held < (select count(*) from force), 'The grades of ' || held || ' forces are held. ', '')
        || 'Of what is held, no other question of a year has more.' as says,
    'page' as leads_to,
    '/forces?year=' || framework_id || '&topic=' || topic_id as id
from inadequate
union all
select
    2,
    better || ' grades up in ' || force,
    'from ' || earlier_framework || ' to ' || later_framework
        || ', and none down. Of the grades held, no force rose further between one year and the next'
        || coalesce(
            '; '
            || (
                select group_concat(who, ' and ') from (
                    select other.force || ' (' || other.later_framework || ')' as who
                    from mover as other
                    where other.better_less_worse = mover.better_less_worse and other.rose > 1
                    order by other.rose
                )
            )
            || ' rose as far',
            ''
        )
        || '.' || but,
    'force',
    force_id
from mover
where rose = 1 and better > 0 and worse = 0
union all
select
    3,
    worse || ' grades down in ' || force,
    'from ' || earlier_framework || ' to ' || later_framework
        || ', and none up. Of the grades held, no force fell further between one year and the next'
        || coalesce(
            '; '
            || (
                select group_concat(who, ' and ') from (
                    select other.force || ' (' || other.later_framework || ')' as who
                    from mover as other
                    where other.better_less_worse = mover.better_less_worse and other.fell > 1
                    order by other.fell
                )
            )
            || ' fell as far',
            ''
        )
        || '.' || but,
    'force',
    force_id
from mover
where fell = 1 and worse > 0 and better = 0
union all
select
    4,
    'Raised ' || most_times_raised || ' times',
    force || ', ' || lower(substr(topic, 1, 1)) || substr(topic, 2) || ': ' || item || ' Last word: '
        || status || '.',
    'improvement',
    improvement_id
from again
union all
select
    5,
    stated || ' on another basis',
    measure || ', ' || area || ': ' || reason || ' Like for like it is ' || printf('%+.1f', recomputed)
        || '.',
    'value',
    observation_id
from odd
union all
select
    6,
    count(*) || ' contradictions',
    'within one report: two places that say different things. Both stand here, and neither is corrected.',
    'view',
    'contradiction'
from contradiction
having count(*) > 0
order by position;
