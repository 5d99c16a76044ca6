-- The statuses counted for an inspection add up to its items.
select inspection_id, kind_id, items || ' items' as why
from improvement_count
where
    items <> raised + in_progress + partly_met + met + not_met + worse + superseded + not_stated;
