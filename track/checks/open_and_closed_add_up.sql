-- Open and closed add up to the items, and the open statuses to the open ones.
select list_id, items, 'open and closed do not add up' as why
from count_by_list
where
    items <> open + closed
    or open <> raised + in_progress + partly_met + not_met + worse + not_stated
    or closed <> met + superseded;
