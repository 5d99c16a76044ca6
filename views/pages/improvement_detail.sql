-- What was asked for in full, under which question, by when, and to end which cause of concern?
create view improvement_detail as
select
    improvement.id as improvement_id,
    improvement.text,
    improvement.deadline_as_worded,
    question.label as question,
    concern.summary as cause_of_concern,
    improvement.concern_id
from improvement
left join question on question.id = improvement.question_id
left join improvement as concern on concern.id = improvement.concern_id
order by improvement.id;
