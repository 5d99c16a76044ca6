-- How long did each cause of concern stay open, from the day it was raised to the day a page says it is closed?
-- Of one without such a page it is not known; that does not make it open. A month or year alone counts by its
-- first and last day.
create view concern_duration as
with closing as (
    select
        improvement_event.improvement_id,
        improvement_event.happened_on,
        improvement_event.happened_from,
        improvement_event.happened_to,
        row_number() over (
            partition by improvement_event.improvement_id order by improvement_event_in_order.turn desc
        ) as from_last
    from improvement_event
    join improvement_event_in_order on improvement_event_in_order.improvement_event_id = improvement_event.id
    where improvement_event.said_by = 'inspectorate' and improvement_event.status = 'met'
)
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
        when status.status = 'met' then 'closed'
        when status.followed_by_later then 'followed up by a later one'
        else 'not known to be closed'
    end as text) as outcome,
    closing.happened_on as closed_on,
    closing.happened_from as closed_from,
    closing.happened_to as closed_to,
    cast(julianday(closing.happened_from) - julianday(status.raised_to) as integer) as days_at_least,
    cast(julianday(closing.happened_to) - julianday(status.raised_from) as integer) as days_at_most,
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
left join closing
    on closing.improvement_id = status.improvement_id and closing.from_last = 1 and status.status = 'met'
where status.kind_id = 'cause-of-concern' and status.basis = 'stated'
order by status.force, status.raised_from, status.improvement_id;
