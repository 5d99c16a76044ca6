-- A change has a period that it is measured from, and that comes first.
-- by_force
select
    observation.id as observation_id,
    case
        when observation.baseline_start is null then 'a change without a baseline'
        else 'the baseline does not come first'
    end as why
from observation
join measure on measure.id = observation.measure_id
where
    (measure.unit_id = 'percent-change' and observation.baseline_start is null)
    or observation.baseline_start >= observation.period_start;
