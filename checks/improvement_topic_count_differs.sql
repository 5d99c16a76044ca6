-- The statuses counted for a topic add up to its improvements, the states as well, and all topics
-- to all improvements that were raised.
select topic_id, kind_id, total || ' improvements' as why
from improvement_by_topic
where
    total <> raised + in_progress + partly_met + met + not_met + worse + superseded
    or total <> open + only_seen_raised + followed_up + closed
union all
select 'all', 'all', sum(total) || ' improvements by topic'
from improvement_by_topic
having sum(total) <> (select count(*) from improvement where is_counted);
