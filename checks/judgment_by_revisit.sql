-- A revisit gives no grades.
select judgment.inspection_id, judgment.question_id, 'a revisit gives no grade' as why
from judgment
join inspection on inspection.id = judgment.inspection_id
where inspection.kind = 'revisit';
