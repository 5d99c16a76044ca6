-- On which causes of concern was a force in Engage, and what became of each?
create view monitoring_concern_detail as
select
    force.short_name as force,
    monitoring_event.happened_on,
    monitoring_event.happened_from,
    monitoring_event.happened_to,
    monitoring_phase.label as moved_to,
    monitoring_concern.relation,
    improvement_status.topic,
    improvement_status.summary as cause_of_concern,
    improvement_status.raised_on,
    improvement_status.raised_from,
    improvement_status.raised_to,
    improvement_status.state,
    improvement_status.status,
    improvement_status.status_basis,
    improvement_status.last_reported_on,
    improvement_status.last_reported_from,
    improvement_status.last_reported_to,
    monitoring_concern.note,
    citation_detail.document as stated_in,
    citation_detail.url,
    monitoring_concern.monitoring_event_id,
    monitoring_concern.improvement_id,
    improvement_status.topic_id,
    monitoring_event.force_id
from monitoring_concern
join monitoring_event on monitoring_event.id = monitoring_concern.monitoring_event_id
join monitoring_phase on monitoring_phase.id = monitoring_event.phase_id
join force on force.area_id = monitoring_event.force_id
join improvement_status on improvement_status.improvement_id = monitoring_concern.improvement_id
join citation_detail on citation_detail.citation_id = monitoring_event.citation_id
order by monitoring_event.force_id, monitoring_event.happened_from, monitoring_concern.improvement_id;
