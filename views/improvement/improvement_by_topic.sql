-- What are forces asked to improve, by topic, and how do the items stand? The statuses of a
-- row add up to its items, and the rows to all items.
create view improvement_by_topic as
select
    improvement_status.topic,
    improvement_status.kind,
    count(*) as items,
    count(distinct improvement_status.force_id) as forces,
    sum(improvement_status.status_id = 'raised') as raised,
    sum(improvement_status.status_id = 'in-progress') as in_progress,
    sum(improvement_status.status_id = 'partly-met') as partly_met,
    sum(improvement_status.status_id = 'met') as met,
    sum(improvement_status.status_id = 'not-met') as not_met,
    sum(improvement_status.status_id = 'worse') as worse,
    sum(improvement_status.status_id = 'superseded') as superseded,
    sum(improvement_status.status_id = 'not-stated') as not_stated,
    sum(improvement_status.is_open) as still_open,
    sum(improvement_status.followed_by_later > 0) as taken_up_again,
    improvement_status.topic_id,
    improvement_status.kind_id
from improvement_status
join topic on topic.id = improvement_status.topic_id
group by improvement_status.topic_id, improvement_status.kind_id
order by topic.position, improvement_status.kind_id;
