-- What has been said of each improvement, by whom, when, in which words, and where? A status is
-- named, if the source names this very improvement, or read: our reading of words that do not.
create view improvement_history as
select
    force.short_name as force,
    improvement.summary as improvement,
    improvement_event.happened_on,
    improvement_event.happened_from,
    improvement_event.happened_to,
    cast(replace(improvement_event.status, '-', ' ') as text) as status,
    improvement_event.status_basis,
    improvement_event.status_as_worded,
    improvement_event.summary as said,
    improvement_event.doubt,
    improvement_event.said_by,
    said_in.label as said_in,
    topic.label as topic,
    cast(replace(improvement.kind, '-', ' ') as text) as kind,
    citation_detail.page,
    citation_detail.place,
    citation_detail.told_by,
    improvement_event.position,
    improvement_event.id as improvement_event_id,
    improvement_event.improvement_id,
    improvement.topic_id,
    known_from.force_id,
    citation_detail.document,
    improvement_event.inspection_id as said_in_id,
    citation_detail.url
from improvement_event
join improvement on improvement.id = improvement_event.improvement_id
join inspection as known_from
    on known_from.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
join force on force.area_id = known_from.force_id
join topic on topic.id = improvement.topic_id
join citation_detail on citation_detail.citation_id = improvement_event.citation_id
join improvement_event_in_order
    on improvement_event_in_order.improvement_event_id = improvement_event.id
left join inspection as said_in on said_in.id = improvement_event.inspection_id
order by improvement.id, improvement_event_in_order.turn;
