-- How long did each cause of concern stay open, from the day it was raised to the day a page says it is closed?
-- Of one without such a page it is not known; that does not make it open. A month or year alone counts by its
-- first and last day.
create view concern_duration as
select
    status.force,
    status.framework,
    status.year,
    status.topic,
    status.summary as cause_of_concern,
    status.raised_on,
    status.raised_from,
    status.raised_to,
    cast(case
        when status.state = 'closed' then 'closed'
        when status.state = 'followed up' then 'followed up by a later one'
        else 'not known to be closed'
    end as text) as outcome,
    closing.last_status_on as closed_on,
    closing.last_status_from as closed_from,
    closing.last_status_to as closed_to,
    cast(julianday(closing.last_status_from) - julianday(status.raised_to) as integer) as days_at_least,
    cast(julianday(closing.last_status_to) - julianday(status.raised_from) as integer) as days_at_most,
    status.status,
    status.status_basis,
    status.last_reported_on,
    status.last_reported_from,
    status.last_reported_to,
    status.doubt,
    status.last_status_doubt,
    status.place,
    status.told_by,
    status.last_status_place,
    status.last_status_told_by,
    status.url,
    status.improvement_id,
    status.status_id,
    status.topic_id,
    status.framework_id,
    status.force_id
from improvement_status as status
-- The statement that closes it, where it is closed.
left join improvement_status as closing
    on closing.improvement_id = status.improvement_id and closing.is_closed
where status.kind_id = 'cause-of-concern' and status.is_counted
order by status.force, status.raised_from, status.improvement_id;
