-- For which times do reports state values that open statistics may bring out? One row per
-- rule and time; every force is then recomputed for it, not only the one inspected.
create view recomputation_span as
select distinct
    recomputation_rule.id as rule_id,
    recomputation_rule.measure_id,
    observation.period_start,
    observation.period_end,
    observation.baseline_start,
    observation.baseline_end,
    recomputation_rule.method_id,
    recomputation_rule.basis_id,
    recomputation_rule.area_kind
from observation
join recomputation_rule on recomputation_rule.measure_id = observation.measure_id
-- Crimes and incidents come in twelve months.
where observation.period_start = date(observation.period_end, '+1 day', '-1 year')
order by rule_id, observation.period_end, observation.baseline_end;
