-- For which times do reports state values of the measures that open statistics may bring out? One
-- row per measure and time, whatever the number of reports that state it.
create view recomputation_time as
select distinct
    observation.measure_id,
    -- The key: a time may have no baseline, and a key has no nulls.
    cast(
        observation.period_start || ' to ' || observation.period_end
        || coalesce(' against ' || observation.baseline_start || ' to ' || observation.baseline_end, '')
        as text
    ) as time,
    observation.period_start,
    observation.period_end,
    observation.baseline_start,
    observation.baseline_end
from observation
where
    -- Crimes and incidents come in twelve months.
    observation.period_start = date(observation.period_end, '+1 day', '-1 year')
    and observation.measure_id in (select measure_id from recomputation_rule)
order by observation.measure_id, time;
