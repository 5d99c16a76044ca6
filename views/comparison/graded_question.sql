-- Which questions did a year of the programme grade, in the order of their topics?
create view graded_question as
select
    framework.label as framework,
    framework.year,
    topic.label as topic,
    question.label as question,
    framework.position,
    topic.position as topic_position,
    question.position as question_position,
    question.framework_id,
    question.topic_id,
    question.id as question_id
from question
join framework on framework.id = question.framework_id
join topic on topic.id = question.topic_id
where question.graded
order by framework.position, topic.position, question.position;
