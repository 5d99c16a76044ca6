-- The statuses of a list add up to its items.
select list_id, items, 'its statuses do not add up to its items' as why
from count_by_list
where
    items <> raised + in_progress + partly_met + not_met + worse + not_stated + met + superseded;
