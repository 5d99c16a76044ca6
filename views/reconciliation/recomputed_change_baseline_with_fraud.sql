-- By how much did recorded crime change if the earlier year holds the fraud that forces then
-- recorded themselves and the later year holds none? Only where the earlier year has such.
create view recomputed_change_baseline_with_fraud as
select
    span.measure_id,
    later.area_id,
    span.period_start,
    span.period_end,
    span.baseline_start,
    span.baseline_end,
    cast(
        100.0 * later.offences / nullif(earlier.offences + fraud.offences, 0) - 100 as real
    ) as value,
    later.offences as numerator,
    cast(earlier.offences + fraud.offences as integer) as denominator,
    cast(0 as integer) as denominator_rounding,
    cast(later.group_id || ' to ' || span.period_end as text) as numerator_key,
    cast(earlier.group_id || ' to ' || span.baseline_end || ' with fraud' as text) as denominator_key,
    span.method_id,
    span.basis_id,
    rule.id as rule_id,
    later.dataset_id,
    cast(null as text) as base_dataset_id
from recomputation_span as span
join recomputation_rule as rule
    on rule.id = span.rule_id and rule.method_id = 'change-baseline-with-fraud'
join recomputation_crime as later
    on later.group_id = rule.offence_group_id
    and later.period_end = span.period_end
    and later.area_kind in ('force', 'country')
    and later.area_kind = coalesce(rule.area_kind, later.area_kind)
join recomputation_crime as earlier
    on earlier.dataset_id = later.dataset_id
    and earlier.group_id = later.group_id
    and earlier.area_id = later.area_id
    and earlier.period_end = span.baseline_end
join recomputation_crime as fraud
    on fraud.dataset_id = later.dataset_id
    and fraud.group_id = rule.baseline_group_id
    and fraud.area_id = later.area_id
    and fraud.period_end = span.baseline_end
    and fraud.offences > 0
order by span.measure_id, span.period_end, span.baseline_end, later.area_id, rule.id, later.dataset_id;
