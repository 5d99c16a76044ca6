-- On how many places does a grade rest, and are all of them doubtful?
create view judgment_support as
select
    judgment.inspection_id,
    judgment.question_id,
    cast(count(*) as integer) as places_that_say_so,
    cast(min(judgment_evidence.doubt is not null) as integer) as doubtful
from judgment
join judgment_evidence using (inspection_id, question_id, grade_id)
group by judgment.inspection_id, judgment.question_id
order by judgment.inspection_id, judgment.question_id;
