-- Which forces rose and which fell from one year to another? Counts of grades that may be
-- compared; the columns from better to kept and not_comparable add up to grades.
create view grade_mover as
select
    force,
    earlier_framework,
    later_framework,
    sum(change = 'better') as better,
    sum(change = 'worse') as worse,
    sum(change = 'same') as same,
    sum(change = 'kept') as kept,
    sum(change = 'not comparable') as not_comparable,
    count(*) as grades,
    sum(change = 'better') - sum(change = 'worse') as better_less_worse,
    sum(doubtful and change in ('better', 'worse')) as doubtful,
    group_concat(case when change = 'better' then topic || ': ' || earlier_grade || ' to '
        || later_grade || iif(doubtful, ' (doubtful)', '') end, '; ') as what_rose,
    group_concat(case when change = 'worse' then topic || ': ' || earlier_grade || ' to '
        || later_grade || iif(doubtful, ' (doubtful)', '') end, '; ') as what_fell,
    next_to_each_other,
    force_id,
    earlier_framework_id,
    later_framework_id
from grade_between_years
group by force_id, earlier_framework_id, later_framework_id
order by force, later_framework_id desc, earlier_framework_id desc;
