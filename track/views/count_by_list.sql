-- How many items are there, and how do they stand? Four ways of dividing the same items,
-- each of which adds up to them.
create view count_by_list as
select
    list,
    count(*) as items,
    sum(status_id = 'raised') as raised,
    sum(status_id = 'in-progress') as in_progress,
    sum(status_id = 'partly-met') as partly_met,
    sum(status_id = 'not-met') as not_met,
    sum(status_id = 'worse') as worse,
    sum(status_id = 'not-stated') as not_stated,
    sum(status_id = 'met') as met,
    sum(status_id = 'superseded') as superseded,
    sum(is_open) as open,
    sum(not is_open) as closed,
    sum(due = 'overdue') as overdue,
    sum(due = 'not yet due') as not_yet_due,
    sum(due = 'no target date') as no_target_date,
    sum(on_latest_list) as on_latest_list,
    sum(not on_latest_list) as not_on_latest_list,
    sum(is_open and not on_latest_list) as open_but_not_on_latest_list,
    sum(times_moved > 0) as target_moved,
    list_id
from item_shown
group by list_id
order by list_id;
