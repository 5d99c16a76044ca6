-- A history starts with the inspectorate raising the improvement, and only its first statement raises it.
-- One that is only inferred, or a remark on progress, starts otherwise, and nothing raises a remark.
-- Positions have no gap. Nothing is said before the improvement was raised, or by an inspection of another
-- force.
select
    improvement.id as improvement_id,
    event.id as improvement_event_id,
    case
        when event.id is null then 'nothing was ever said of it'
        when said_in.force_id <> known_from.force_id then 'said in an inspection of another force'
        when improvement.entry = 'remark' and event.status = 'raised' then 'a remark that raises it'
        when event.position = 1 then 'the first event does not raise it'
        when before.id is null then 'a gap in the positions'
        when event.status = 'raised' then 'raised a second time: that is another improvement, which repeats it'
        else 'said before it was raised'
    end as why
from improvement
join inspection as known_from
    on known_from.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
left join improvement_event as event on event.improvement_id = improvement.id
left join inspection as said_in on said_in.id = event.inspection_id
left join improvement_event as before
    on before.improvement_id = improvement.id and before.position = event.position - 1
left join improvement_event as first on first.improvement_id = improvement.id and first.position = 1
where
    event.id is null
    or said_in.force_id <> known_from.force_id
    or (
        event.position = 1 and improvement.basis = 'stated' and improvement.entry is not 'remark'
        and (event.status <> 'raised' or event.said_by <> 'inspectorate')
    )
    or (event.position > 1 and (before.id is null or event.status = 'raised'))
    or (improvement.entry = 'remark' and event.status = 'raised')
    or (improvement.basis = 'stated' and event.happened_to < first.happened_from);
