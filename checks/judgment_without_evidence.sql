-- Every judgment has a place that states it, and a place that states another grade stands only
-- where it is said which counts.
select
    judgment.inspection_id,
    judgment.question_id,
    coalesce('stated as ' || judgment_evidence.grade_id, 'no place states it') as why
from judgment
join inspection on inspection.id = judgment.inspection_id
left join judgment_evidence using (inspection_id, question_id)
left join disagreement
    on disagreement.force_id = inspection.force_id
    and disagreement.question_id = judgment.question_id
    and disagreement.grade_id = judgment.grade_id
where judgment_evidence.grade_id is not judgment.grade_id and disagreement.grade_id is null;
