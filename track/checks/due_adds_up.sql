-- Overdue, not yet due and without a date add up to the open items.
select list_id, open, 'overdue, not yet due and without a date do not add up' as why
from count_by_list
where open <> overdue + not_yet_due + no_target_date;
