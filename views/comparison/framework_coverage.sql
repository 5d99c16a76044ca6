-- How many of the grades of each year are known? Every force and graded question is one grade that
-- could be known; where not every force was asked, fewer were given.
create view framework_coverage as
select
    framework.label as framework,
    framework.year,
    cast(sum(coverage.graded + coverage.carried_over) as integer) as known,
    cast(sum(coverage.forces) as integer) as cells,
    cast(round(100.0 * sum(coverage.graded + coverage.carried_over) / sum(coverage.forces)) as integer)
        as known_percent,
    cast(sum(coverage.not_found) as integer) as not_found,
    cast(sum(coverage.ungraded + coverage.not_inspected) as integer) as not_given,
    cast(count(*) as integer) as questions,
    cast(sum(coverage.graded + coverage.carried_over = coverage.forces) as integer) as complete_questions,
    cast(sum(coverage.asked_of <> 'every force') as integer) as questions_not_of_every_force,
    (
        select cast(count(distinct grade_cell.force_id) as integer) from grade_cell
        where
            grade_cell.framework_id = framework.id
            and grade_cell.status in ('graded', 'carried over')
    ) as forces_with_a_grade,
    cast((select count(*) from force) as integer) as forces,
    framework.id as framework_id
from coverage
join question on question.id = coverage.question_id and question.graded
join framework on framework.id = coverage.framework_id
group by framework.id
order by framework.position desc;
