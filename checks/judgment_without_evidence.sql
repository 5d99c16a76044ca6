-- Every judgment has a place that states it, and every such place states the same grade.
select
    judgment.inspection_id,
    judgment.question_id,
    coalesce('stated as ' || judgment_evidence.grade_id, 'no place states it') as why
from judgment
left join judgment_evidence using (inspection_id, question_id)
where judgment_evidence.grade_id is not judgment.grade_id;
