-- What are forces asked to improve, by topic, and how do these improvements stand? The statuses of
-- a row add up to its total, and so do the states. What is only inferred is left out.
create view improvement_by_topic as
select
    improvement_status.topic,
    improvement_status.kind,
    cast(count(*) as integer) as total,
    cast(count(distinct improvement_status.force_id) as integer) as forces,
    cast(sum(improvement_status.status_id = 'raised') as integer) as raised,
    cast(sum(improvement_status.status_id = 'in-progress') as integer) as in_progress,
    cast(sum(improvement_status.status_id = 'partly-met') as integer) as partly_met,
    cast(sum(improvement_status.status_id = 'met') as integer) as met,
    cast(sum(improvement_status.status_id = 'not-met') as integer) as not_met,
    cast(sum(improvement_status.status_id = 'worse') as integer) as worse,
    cast(sum(improvement_status.status_id = 'superseded') as integer) as superseded,
    cast(sum(improvement_status.state = 'open') as integer) as open,
    cast(sum(improvement_status.state = 'only seen raised') as integer) as only_seen_raised,
    cast(sum(improvement_status.state = 'followed up') as integer) as followed_up,
    cast(sum(improvement_status.state = 'closed') as integer) as closed,
    cast(max(improvement_status.last_reported_on) as text) as last_reported_on,
    -- Beside the one max(), SQLite takes these from the row that has it.
    improvement_status.last_reported_from,
    improvement_status.last_reported_to,
    improvement_status.topic_id,
    improvement_status.kind_id
from improvement_status
join topic on topic.id = improvement_status.topic_id
where improvement_status.is_counted
group by improvement_status.topic_id, improvement_status.kind_id
order by topic.position, improvement_status.kind_id;
