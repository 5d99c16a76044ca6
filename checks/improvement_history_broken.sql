-- An item's history starts by being raised by the inspectorate (or, where that is only
-- implied, by saying so) and has no gap; nothing is said before that, nor by an inspection of
-- another force.
select
    improvement.id as improvement_id,
    improvement_event.id as improvement_event_id,
    case
        when improvement_event.id is null then 'nothing was ever said of it'
        when said_in.force_id <> raised_by.force_id then 'said in an inspection of another force'
        when improvement_event.position = 1 then 'the first event does not raise it'
        when before.id is null then 'a gap in the positions'
        else 'said before it was raised'
    end as why
from improvement
join inspection as raised_by on raised_by.id = improvement.inspection_id
left join improvement_event on improvement_event.improvement_id = improvement.id
left join inspection as said_in on said_in.id = improvement_event.inspection_id
left join improvement_event as before
    on before.improvement_id = improvement.id
    and before.position = improvement_event.position - 1
left join improvement_event as first
    on first.improvement_id = improvement.id and first.position = 1
where
    improvement_event.id is null
    or said_in.force_id <> raised_by.force_id
    or (
        improvement_event.position = 1
        and (
            improvement_event.status
                <> case improvement.basis when 'stated' then 'raised' else 'not-stated' end
            or improvement_event.said_by <> 'inspectorate'
        )
    )
    or (improvement_event.position > 1 and before.id is null)
    or improvement_event.happened_on < first.happened_on;
