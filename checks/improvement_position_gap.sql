-- Items of one inspection, topic and kind are numbered from 1 without a gap.
select
    inspection_id, topic_id, kind,
    count(*) || ' items, numbered up to ' || max(position) as why
from improvement
group by inspection_id, topic_id, kind
having max(position) <> count(*);
