-- How complete are the grades of each question and year? The columns after forces add up to it.
create view question_coverage as
select
    framework.label as framework,
    framework.year,
    pillar.label as pillar,
    question.label as question,
    cast(count(*) as integer) as forces,
    cast(sum(grade_cell.status = 'graded') as integer) as graded,
    cast(sum(grade_cell.status = 'carried over') as integer) as carried_over,
    cast(sum(grade_cell.status = 'ungraded') as integer) as ungraded,
    cast(sum(grade_cell.status = 'not inspected') as integer) as not_inspected,
    cast(sum(grade_cell.status = 'not found') as integer) as not_found,
    grade_cell.asked_of,
    question.framework_id,
    question.pillar_id,
    question.id as question_id,
    question.topic_id
from grade_cell
join question on question.id = grade_cell.question_id
join framework on framework.id = question.framework_id
join pillar on pillar.id = question.pillar_id
group by question.id
order by framework.position desc, pillar.id, question.position;
