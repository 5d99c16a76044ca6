-- No number of forces is greater than the number of forces.
with number_of_forces as (
    select question_id || ', ' || grade_id as id, 'published_total' as what, forces from published_total
    union all
    select
        statistic_id || ', period ' || period_id || ', area ' || area_number,
        'statistic_number',
        forces
    from statistic_number
)
select id, what, forces || ' forces, but there are ' || (select count(*) from force) as why
from number_of_forces
where forces > (select count(*) from force);
