-- How many items are there, and how do they stand? Four ways of dividing the same items,
-- each of which adds up to them.
create view count_by_list as
select
    list,
    cast(count(*) as integer) as items,
    cast(sum(status_id = 'raised') as integer) as raised,
    cast(sum(status_id = 'in-progress') as integer) as in_progress,
    cast(sum(status_id = 'partly-met') as integer) as partly_met,
    cast(sum(status_id = 'not-met') as integer) as not_met,
    cast(sum(status_id = 'worse') as integer) as worse,
    cast(sum(status_id = 'not-stated') as integer) as not_stated,
    cast(sum(status_id = 'met') as integer) as met,
    cast(sum(status_id = 'superseded') as integer) as superseded,
    cast(sum(is_open) as integer) as open,
    cast(sum(not is_open) as integer) as closed,
    cast(sum(due = 'overdue') as integer) as overdue,
    cast(sum(due = 'not yet due') as integer) as not_yet_due,
    cast(sum(due = 'no target date') as integer) as no_target_date,
    cast(sum(on_latest_list) as integer) as on_latest_list,
    cast(sum(not on_latest_list) as integer) as not_on_latest_list,
    cast(sum(is_open and not on_latest_list) as integer) as open_but_not_on_latest_list,
    cast(sum(times_moved > 0) as integer) as target_moved,
    list_id
from item_shown
group by list_id
order by list_id;
