-- Which passages stand at the place that a fact is cited from? Empty until a copy of the
-- report has been loaded.
create view citation_passage as
select
    citation.id as citation_id,
    passage.id as passage_id,
    passage.kind,
    passage.text,
    passage.position
from citation
-- Citation by citation, in the order of the rows: nothing is sorted.
cross join passage
    on passage.document_id = citation.document_id
    and citation.page between passage.page and passage.page_end
    and passage.footnote_number is citation.footnote_number
    and (citation.footnote_number is not null or passage.section_id = citation.section_id)
order by citation.id, passage.position;
