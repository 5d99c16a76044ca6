-- Which forces rose and which fell from one year to another? Counts of grades that may be
-- compared; the columns from better to kept and not_comparable add up to grades.
create view grade_mover as
select
    force,
    earlier_framework,
    earlier_year,
    later_framework,
    later_year,
    cast(sum(change = 'better') as integer) as better,
    cast(sum(change = 'worse') as integer) as worse,
    cast(sum(change = 'same') as integer) as same,
    cast(sum(change = 'kept') as integer) as kept,
    cast(sum(change = 'not comparable') as integer) as not_comparable,
    cast(count(*) as integer) as grades,
    cast(sum(change = 'better') - sum(change = 'worse') as integer) as better_less_worse,
    cast(sum(doubtful and change in ('better', 'worse')) as integer) as doubtful,
    cast(group_concat(case when change = 'better' then topic || ': ' || earlier_grade || ' to '
        || later_grade || iif(doubtful, ' (doubtful)', '') end, '; ') as text) as what_rose,
    cast(group_concat(case when change = 'worse' then topic || ': ' || earlier_grade || ' to '
        || later_grade || iif(doubtful, ' (doubtful)', '') end, '; ') as text) as what_fell,
    next_to_each_other,
    force_id,
    earlier_framework_id,
    later_framework_id
from grade_between_years
group by force_id, earlier_framework_id, later_framework_id
order by force, later_framework_id desc, earlier_framework_id desc;
