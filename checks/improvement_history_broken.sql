-- A history starts with the inspectorate raising the improvement (one that is only inferred has no
-- such start) and has no gap; nothing is said before that, nor by an inspection of another force.
with dated as (
    select
        improvement_event.*,
        -- The first and the last day that a day, month or year can mean.
        substr(happened_on || substr('-01-01', length(happened_on) - 3), 1, 10) as first_day,
        substr(happened_on || substr('-12-31', length(happened_on) - 3), 1, 10) as last_day
    from improvement_event
)
select
    improvement.id as improvement_id,
    dated.id as improvement_event_id,
    case
        when dated.id is null then 'nothing was ever said of it'
        when said_in.force_id <> known_from.force_id then 'said in an inspection of another force'
        when dated.position = 1 then 'the first event does not raise it'
        when before.id is null then 'a gap in the positions'
        else 'said before it was raised'
    end as why
from improvement
join inspection as known_from
    on known_from.id = coalesce(improvement.inspection_id, improvement.inferred_from_id)
left join dated on dated.improvement_id = improvement.id
left join inspection as said_in on said_in.id = dated.inspection_id
left join dated as before
    on before.improvement_id = improvement.id and before.position = dated.position - 1
left join dated as first on first.improvement_id = improvement.id and first.position = 1
where
    dated.id is null
    or said_in.force_id <> known_from.force_id
    or (
        dated.position = 1 and improvement.basis = 'stated'
        and (dated.status <> 'raised' or dated.said_by <> 'inspectorate')
    )
    or (dated.position > 1 and before.id is null)
    or (improvement.basis = 'stated' and dated.last_day < first.first_day);
