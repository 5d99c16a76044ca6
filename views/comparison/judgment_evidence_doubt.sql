-- Which places that state a grade are doubtful, and why? A reading may be doubtful by its wording,
-- and every reading is on a site that makes fun of the news or copies pages by machine.
create view judgment_evidence_doubt as
select
    judgment_evidence.inspection_id,
    judgment_evidence.question_id,
    judgment_evidence.citation_id,
    judgment_evidence.grade_id,
    cast(coalesce(
        judgment_evidence.doubt,
        case site.kind
            when 'satire' then 'a humour site'
            when 'copy' then 'a site that copies pages of others by machine'
        end
    ) as text) as doubt
from judgment_evidence
join citation on citation.id = judgment_evidence.citation_id
join document on document.id = citation.document_id
left join site on site.id = document.site_id
order by judgment_evidence.inspection_id, judgment_evidence.question_id, judgment_evidence.citation_id;
