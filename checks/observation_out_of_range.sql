-- A share lies between 0 and 100 percent; only changes are negative; counts are whole.
-- by_force
select observation.id as observation_id, unit.label || ' ' || observation.value as why
from observation
join measure on measure.id = observation.measure_id
join unit on unit.id = measure.unit_id
where
    (unit.id = 'percent' and coalesce(observation.value_high, observation.value) > 100)
    or (unit.id <> 'percent-change' and observation.value < 0)
    or (unit.id = 'count' and observation.value <> round(observation.value));
