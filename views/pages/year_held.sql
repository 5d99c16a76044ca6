-- Of which years are the grades held? One row per year of the programme, with how many of the
-- grades that every force was to be given on a question are held.
create view year_held as
select
    framework.label as framework,
    count(*) as cells,
    sum(grade_cell.status in ('graded', 'carried over')) as grades,
    sum(grade_cell.status in ('graded', 'carried over')) * 2 >= count(*) as is_mostly_held,
    framework.id as framework_id
from grade_cell
join framework on framework.id = grade_cell.framework_id
where grade_cell.status <> 'ungraded'
group by framework.id
order by framework.position desc;
