-- What strikes one who looks over it all? A few rows for the first page, each with what it
-- leads to: the page of a row of `searchable`, a year of grades or a view.
create view striking as
with inadequate as (
    select grade_count.*, framework.position
    from grade_count
    join framework on framework.id = grade_count.framework_id
    where grade_id = 'inadequate'
    order by forces - of_them_carried_over desc, framework.position desc, topic_id
    limit 1
),
mover as (
    select
        grade_mover.*,
        row_number() over (order by better_less_worse desc, later_framework_id desc, force_id) as rose,
        row_number() over (order by better_less_worse, later_framework_id desc, force_id) as fell
    from grade_mover
    where next_to_each_other
)
select
    1 as position,
    forces || ' forces inadequate' as title,
    'on ' || lower(substr(topic, 1, 1)) || substr(topic, 2) || ' in ' || framework || ': ' || which
        || '. No other question of a year has more.' as says,
    'year' as leads_to,
    framework_id as id
from inadequate
union all
select
    2,
    better || ' grades up in ' || force,
    'from ' || earlier_framework || ' to ' || later_framework
        || ', and none down: the most that any force rose between one year and the next.',
    'force',
    force_id
from mover
where rose = 1 and better > 0 and worse = 0
union all
select
    3,
    worse || ' grades down in ' || force,
    'from ' || earlier_framework || ' to ' || later_framework
        || ', and none up: the most that any force fell between one year and the next.',
    'force',
    force_id
from mover
where fell = 1 and worse > 0 and better = 0
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
