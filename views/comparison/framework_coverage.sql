-- How many of the grades of each year are known? Every force and graded question is one grade that
-- could be known; where not every force was asked, fewer were given.
create view framework_coverage as
select
    framework.label as framework,
    framework.year,
    cast(sum(question_coverage.graded + question_coverage.carried_over) as integer) as known,
    cast(sum(question_coverage.forces) as integer) as cells,
    cast(round(100.0 * sum(question_coverage.graded + question_coverage.carried_over) / sum(question_coverage.forces)) as integer)
        as known_percent,
    cast(sum(question_coverage.not_found) as integer) as not_found,
    cast(sum(question_coverage.ungraded + question_coverage.not_inspected) as integer) as not_given,
    cast(count(*) as integer) as questions,
    cast(sum(question_coverage.graded + question_coverage.carried_over = question_coverage.forces) as integer) as complete_questions,
    cast(sum(question_coverage.asked_of <> 'every force') as integer) as questions_not_of_every_force,
    (
        select cast(count(distinct grade_cell.force_id) as integer) from grade_cell
        where
            grade_cell.framework_id = framework.id
            and grade_cell.status in ('graded', 'carried over')
    ) as forces_with_a_grade,
    cast((select count(*) from force) as integer) as forces,
    framework.id as framework_id
from question_coverage
join question on question.id = question_coverage.question_id and question.graded
join framework on framework.id = question_coverage.framework_id
group by framework.id
order by framework.position desc;
