-- What are forces asked to improve, by topic, and how do the items stand? The statuses of a
-- row add up to its items, and the rows to all items.
create view improvement_by_topic as
select
    improvement_status.topic,
    improvement_status.kind,
    cast(count(*) as integer) as items,
    cast(count(distinct improvement_status.force_id) as integer) as forces,
    cast(sum(improvement_status.status_id = 'raised') as integer) as raised,
    cast(sum(improvement_status.status_id = 'in-progress') as integer) as in_progress,
    cast(sum(improvement_status.status_id = 'partly-met') as integer) as partly_met,
    cast(sum(improvement_status.status_id = 'met') as integer) as met,
    cast(sum(improvement_status.status_id = 'not-met') as integer) as not_met,
    cast(sum(improvement_status.status_id = 'worse') as integer) as worse,
    cast(sum(improvement_status.status_id = 'superseded') as integer) as superseded,
    cast(sum(improvement_status.status_id = 'not-stated') as integer) as not_stated,
    cast(sum(improvement_status.is_open) as integer) as still_open,
    cast(sum(improvement_status.followed_by_later > 0) as integer) as taken_up_again,
    improvement_status.topic_id,
    improvement_status.kind_id
from improvement_status
join topic on topic.id = improvement_status.topic_id
group by improvement_status.topic_id, improvement_status.kind_id
order by topic.position, improvement_status.kind_id;
