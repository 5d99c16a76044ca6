-- An improvement's question is one of its inspection's framework and of its own topic.
select improvement.id as improvement_id, 'its question is ' || question.id as why
from improvement
join inspection
    on inspection.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
join question on question.id = improvement.question_id
where
    question.framework_id <> inspection.framework_id
    or question.topic_id <> improvement.topic_id;
