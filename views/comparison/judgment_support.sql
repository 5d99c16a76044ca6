-- On how many places does a grade rest, are all of them doubtful, and why?
create view judgment_support as
select
    judgment.inspection_id,
    judgment.question_id,
    cast(count(*) as integer) as places_stating_grade,
    cast(min(evidence.doubt is not null) as integer) as doubtful,
    cast(iif(min(evidence.doubt is not null), min(evidence.doubt), null) as text) as why_doubtful
from judgment
join judgment_evidence_doubt as evidence using (inspection_id, question_id, grade_id)
group by judgment.inspection_id, judgment.question_id
order by judgment.inspection_id, judgment.question_id;
