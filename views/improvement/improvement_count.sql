-- How many items of each kind has each inspection raised, and how do they stand? The
-- statuses of a row add up to its items.
create view improvement_count as
select
    force,
    raised_by,
    kind,
    cast(count(*) as integer) as items,
    cast(sum(status_id = 'raised') as integer) as raised,
    cast(sum(status_id = 'in-progress') as integer) as in_progress,
    cast(sum(status_id = 'partly-met') as integer) as partly_met,
    cast(sum(status_id = 'met') as integer) as met,
    cast(sum(status_id = 'not-met') as integer) as not_met,
    cast(sum(status_id = 'worse') as integer) as worse,
    cast(sum(status_id = 'superseded') as integer) as superseded,
    cast(sum(status_id = 'not-stated') as integer) as not_stated,
    cast(sum(is_open) as integer) as still_open,
    inspection_id,
    kind_id,
    force_id
from improvement_status
group by inspection_id, kind_id
order by force, inspection_id desc, kind_id;
