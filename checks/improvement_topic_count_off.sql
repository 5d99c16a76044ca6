-- The statuses counted for a topic add up to its items, and all topics to all items.
select topic_id, kind_id, items || ' items' as why
from improvement_by_topic
where
    items <> raised + in_progress + partly_met + met + not_met + worse + superseded + not_stated
    or still_open <> items - met - superseded
union all
select 'all', 'all', sum(items) || ' items by topic'
from improvement_by_topic
having sum(items) <> (select count(*) from improvement);
