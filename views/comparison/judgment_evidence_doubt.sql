-- Which places that state a grade are doubtful, and why? A reading may be doubtful by its wording,
-- and every reading is on a site that makes fun of the news or copies pages by machine.
create view judgment_evidence_doubt as
select
    judgment_evidence.inspection_id,
    judgment_evidence.question_id,
    judgment_evidence.citation_id,
    judgment_evidence.grade_id,
    cast(coalesce(judgment_evidence.doubt, citation_detail.source_doubt) as text) as doubt
from judgment_evidence
join citation_detail on citation_detail.citation_id = judgment_evidence.citation_id
order by judgment_evidence.inspection_id, judgment_evidence.question_id, judgment_evidence.citation_id;
