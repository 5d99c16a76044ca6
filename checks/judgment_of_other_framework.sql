-- A judgment answers a question of its inspection's framework and pillar.
select judgment.inspection_id, judgment.question_id, 'a question of another framework' as why
from judgment
join inspection on inspection.id = judgment.inspection_id
join question on question.id = judgment.question_id
where
    question.framework_id <> inspection.framework_id
    or question.pillar_id is not inspection.pillar_id;
