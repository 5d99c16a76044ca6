-- Who was not inspected on a question has no grade for it.
select judgment.inspection_id, judgment.question_id, 'graded ' || judgment.grade_id as why
from not_inspected
join inspection on inspection.force_id = not_inspected.force_id
join judgment
    on judgment.inspection_id = inspection.id
    and judgment.question_id = not_inspected.question_id
where judgment.grade_id <> 'ungraded';
