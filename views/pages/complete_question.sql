-- On which questions has every force a grade of that very year? The newest of them can stand on a
-- map without a gap.
create view complete_question as
select
    topic.label as topic,
    framework.label as framework,
    framework.year,
    question.label as question,
    cast(count(*) as integer) as forces,
    topic.position as topic_position,
    framework.position,
    topic.id as topic_id,
    framework.id as framework_id,
    question.id as question_id
from grade_cell
join question on question.id = grade_cell.question_id
join topic on topic.id = question.topic_id
join framework on framework.id = question.framework_id
where grade_cell.status = 'graded'
group by question.id
having count(*) = (select count(*) from force)
order by topic.position, framework.position desc;
