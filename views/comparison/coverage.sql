-- How complete are the grades of each question and year? The columns after forces add up to it.
create view coverage as
select
    framework.label as framework,
    pillar.label as pillar,
    question.label as question,
    count(*) as forces,
    sum(grade_cell.status = 'graded') as graded,
    sum(grade_cell.status = 'carried over') as carried_over,
    sum(grade_cell.status = 'ungraded') as ungraded,
    sum(grade_cell.status = 'not inspected') as not_inspected,
    sum(grade_cell.status = 'not found') as not_found,
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
