-- Improvements of one inspection, basis, topic and kind are numbered from 1 without a gap.
select
    coalesce(inspection_id, inferred_from_id) as inspection_id, topic_id, kind,
    count(*) || ' improvements, numbered up to ' || max(position) as why
from improvement
group by inspection_id, inferred_from_id, topic_id, kind
having max(position) <> count(*);
