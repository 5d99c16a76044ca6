-- Improvements that a report itself lists are numbered from 1 without a gap within inspection, basis, topic
-- and kind. Web pages show parts of lists, so theirs may have gaps, but no two share a place.
select
    coalesce(inspection_id, inferred_from_id) as inspection_id, improvement.topic_id, kind,
    count(*) || ' improvements, numbered up to ' || max(position) as why
from improvement
join citation on citation.id = improvement.citation_id
where citation.page is not null
group by inspection_id, inferred_from_id, improvement.topic_id, kind
having max(position) <> count(*) or min(position) <> 1
union all
select
    coalesce(inspection_id, inferred_from_id), topic_id, kind,
    count(*) || ' improvements in place ' || position
from improvement
group by inspection_id, inferred_from_id, coalesce(question_id, topic_id), kind, position
having count(*) > 1;
