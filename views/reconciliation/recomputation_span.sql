-- For which times do reports state values that open statistics may bring out? One row per
-- rule and time; every force is then recomputed for it, not only the one inspected.
create view recomputation_span as
select
    recomputation_rule.id as rule_id,
    recomputation_rule.measure_id,
    recomputation_time.period_start,
    recomputation_time.period_end,
    recomputation_time.baseline_start,
    recomputation_time.baseline_end,
    recomputation_rule.method_id,
    recomputation_rule.basis_id,
    recomputation_rule.area_kind
from recomputation_time
join recomputation_rule on recomputation_rule.measure_id = recomputation_time.measure_id
order by rule_id, recomputation_time.period_end, recomputation_time.baseline_end;
