-- A grade that was carried over is that of an earlier judgment on the same force and topic, and that
-- one was newly given.
select
    judgment.inspection_id,
    judgment.question_id,
    'carried over from ' || origin.inspection_id || ' ' || origin.question_id || ', ' || origin.grade_id
        as why
from judgment
join judgment as origin
    on origin.inspection_id = judgment.carried_from_inspection_id
    and origin.question_id = judgment.carried_from_question_id
join inspection on inspection.id = judgment.inspection_id
join inspection as before on before.id = origin.inspection_id
join question on question.id = judgment.question_id
join question as asked on asked.id = origin.question_id
join framework on framework.id = question.framework_id
join framework as earlier on earlier.id = asked.framework_id
where
    origin.grade_id <> judgment.grade_id
    or before.force_id <> inspection.force_id
    or asked.topic_id <> question.topic_id
    or earlier.position >= framework.position
    or origin.carried_from_basis is not null;
