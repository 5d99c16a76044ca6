-- The statuses counted for an inspection add up to its improvements, and so do the states.
select inspection_id, kind_id, total || ' improvements' as why
from improvement_count
where
    total <> raised + in_progress + partly_met + met + not_met + worse + superseded
    or total <> open + only_seen_raised + followed_up + closed;
