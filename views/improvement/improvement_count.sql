-- How many improvements of each kind has each inspection raised, and how do they stand? The
-- statuses of a row add up to its total, and so do the states. What is only inferred is left out.
create view improvement_count as
select
    force,
    raised_by,
    kind,
    cast(count(*) as integer) as total,
    cast(sum(status_id = 'raised') as integer) as raised,
    cast(sum(status_id = 'in-progress') as integer) as in_progress,
    cast(sum(status_id = 'partly-met') as integer) as partly_met,
    cast(sum(status_id = 'met') as integer) as met,
    cast(sum(status_id = 'not-met') as integer) as not_met,
    cast(sum(status_id = 'worse') as integer) as worse,
    cast(sum(status_id = 'superseded') as integer) as superseded,
    cast(sum(state = 'open') as integer) as open,
    cast(sum(state = 'only seen raised') as integer) as only_seen_raised,
    cast(sum(state = 'followed up') as integer) as followed_up,
    cast(sum(state = 'closed') as integer) as closed,
    cast(max(last_reported_on) as text) as last_reported_on,
    -- Beside the one max(), SQLite takes these from the row that has it.
    last_reported_from,
    last_reported_to,
    inspection_id,
    kind_id,
    force_id
from improvement_status
where is_counted
group by inspection_id, kind_id
order by force, inspection_id desc, kind_id;
