-- A restatement is of the same measure, area and period as the first, and states the same value.
select again.id as observation_id, 'restates ' || first.id || ' otherwise' as why
from observation as again
join observation as first on first.id = again.restates_id
where
    first.restates_id is not null
    or again.measure_id <> first.measure_id
    or again.area_id <> first.area_id
    or again.period_start is not first.period_start
    or again.period_end is not first.period_end
    or again.baseline_start is not first.baseline_start
    or again.value is not first.value
    or again.value_high is not first.value_high;
