-- What is behind a move is a cause of concern of that force: a reason or added for a move into Engage,
-- closed or remaining for a move out of it.
select
    monitoring_concern.monitoring_event_id,
    monitoring_concern.improvement_id,
    case
        when improvement.kind <> 'cause-of-concern' then 'not a cause of concern'
        when inspection.force_id <> monitoring_event.force_id then 'of another force'
        else monitoring_concern.relation || ' does not go with a move to ' || monitoring_event.phase_id
    end as why
from monitoring_concern
join monitoring_event on monitoring_event.id = monitoring_concern.monitoring_event_id
join improvement on improvement.id = monitoring_concern.improvement_id
join inspection
    on inspection.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
where
    improvement.kind <> 'cause-of-concern'
    or inspection.force_id <> monitoring_event.force_id
    or (monitoring_concern.relation in ('reason', 'added')) <> (monitoring_event.phase_id = 'engage');
