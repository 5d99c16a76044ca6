-- How many items of each kind has each inspection raised, and how do they stand? The
-- statuses of a row add up to its items.
create view improvement_count as
select
    force,
    raised_by,
    kind,
    count(*) as items,
    sum(status_id = 'raised') as raised,
    sum(status_id = 'in-progress') as in_progress,
    sum(status_id = 'partly-met') as partly_met,
    sum(status_id = 'met') as met,
    sum(status_id = 'not-met') as not_met,
    sum(status_id = 'worse') as worse,
    sum(status_id = 'superseded') as superseded,
    sum(status_id = 'not-stated') as not_stated,
    sum(is_open) as still_open,
    inspection_id,
    kind_id,
    force_id
from improvement_status
group by inspection_id, kind_id
order by force, inspection_id desc, kind_id;
